/**
 * Where a field is shown, said by what hides it.
 *
 * n8n's `show` takes a choice that is an expression for a match of everything, and then looks no
 * further: a field that is there once for each provider would be shown once for each. `hide` compares
 * the text as it stands, so that an expression (or, in the editor, its result, which may be empty)
 * is one more choice, for which a field of its own is shown.
 */

import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import type { Offer, Provider } from '../providers/provider';
import { PROVIDERS } from '../providers/registry';
import { linesOf } from '../providers/rules/offers';
import type { InputMode } from '../terms/spec';

/** The operations that order a video. */
export const CREATING = ['generate', 'create'];

/** Who is asked: one provider, or whoever an expression names for each item. */
export type Asked = Provider | 'expression';

/** Every field that differs among providers is there once for each of these. */
export const ASKED: readonly Asked[] = [...PROVIDERS, 'expression'];

type Hide = NonNullable<IDisplayOptions['hide']>;

/** What hides a field that is meant for one provider, or for an expression. */
export function hiddenUnless(asked: Asked): Hide[string] {
	return asked === 'expression'
		? PROVIDERS.map(({ name }) => name)
		: [{ _cnd: { not: asked.name } }];
}

/** The providers that a field stands for. */
export function providersOf(asked: Asked): readonly Provider[] {
	return asked === 'expression' ? PROVIDERS : [asked];
}

/** What those providers offer, in one mode or in all. */
export function linesOfAsked(asked: Asked, mode?: InputMode): Offer[] {
	return providersOf(asked).flatMap((provider) =>
		mode === undefined ? provider.offers : linesOf(provider, mode),
	);
}

export const MODES: readonly InputMode[] = ['text', 'image', 'frames', 'references', 'video'];

/**
 * For a video that is ordered from one of these inputs; an expression may yield any of them. Names of
 * fields outside a collection begin with a slash there: `above`.
 */
export function whenCreating(
	inputModes: readonly InputMode[],
	hide: Hide = {},
	above: '' | '/' = '',
): IDisplayOptions {
	const others = MODES.filter((mode) => !inputModes.includes(mode));
	const hidden: Hide = { ...(others.length > 0 && { inputMode: others }), ...hide };
	return {
		show: { [`${above}operation`]: CREATING },
		...(Object.keys(hidden).length > 0 && {
			hide: Object.fromEntries(
				Object.entries(hidden).map(([name, values]) => [`${above}${name}`, values]),
			),
		}),
	};
}

export type Field = Omit<INodeProperties, 'displayOptions'>;

/**
 * One field whose values differ among providers and inputs. `make` makes it of the lines that speak
 * about it, and returns null where it does not apply. Where an expression names the input, the field
 * of all inputs is shown.
 */
export function byOffer(
	make: (lines: readonly Offer[]) => Field | null,
	above: '' | '/' = '',
): INodeProperties[] {
	return ASKED.flatMap((asked) => {
		const ofAll = make(linesOfAsked(asked));
		if (ofAll === null) return [];
		const provider = hiddenUnless(asked);
		const shared: InputMode[] = [];
		const own: INodeProperties[] = [];
		for (const mode of MODES) {
			const lines = linesOfAsked(asked, mode);
			const field = make(lines);
			if (lines.length === 0 || isSame(field, ofAll)) shared.push(mode);
			else if (field !== null) {
				const inputMode = [{ _cnd: { not: mode } }];
				own.push({ ...field, displayOptions: whenCreating(MODES, { inputMode, provider }, above) });
			}
		}
		return [{ ...ofAll, displayOptions: whenCreating(shared, { provider }, above) }, ...own];
	});
}

/**
 * One field whose values differ among providers alone: a field of the same name for each of them, and one
 * with all values for a provider that an expression names. `make` returns null where there is none.
 */
export function byProvider(
	make: (asked: Asked) => Field | null,
	inputModes: readonly InputMode[] = MODES,
): INodeProperties[] {
	return ASKED.flatMap((asked) => {
		const field = make(asked);
		const displayOptions = whenCreating(inputModes, { provider: hiddenUnless(asked) });
		return field === null ? [] : [{ ...field, displayOptions }];
	});
}

export function isSame(a: Field | null, b: Field | null): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}
