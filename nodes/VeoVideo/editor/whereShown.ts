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
import { everyFamily } from '../providers/rules/families';
import { linesOf } from '../providers/rules/offers';
import type { InputMode } from '../terms/spec';

/** The operations that order a video. */
export const CREATING = ['generate', 'create'];

type Hide = NonNullable<IDisplayOptions['hide']>;

/** Who is asked: one provider, one family of gateways, or whoever an expression names for each item. */
export interface Asked {
	/** Those that a field stands for, each family by itself. */
	providers: readonly Provider[];
	/** What hides a field that is meant for them. */
	hide: Hide;
}

/** The parameter that names the family. */
export const FAMILY_NAME = 'gatewayFamily';

const ANY_PROVIDER: Asked = {
	providers: PROVIDERS.flatMap(everyFamily),
	hide: { provider: PROVIDERS.map(({ name }) => name) },
};

/** Every field that differs among providers is there once for each of these. */
export const ASKED: readonly Asked[] = [...PROVIDERS.flatMap(askedOf), ANY_PROVIDER];

/**
 * The same without families: for fields that are shown whatever the family is, so that one which does not
 * take them says which does.
 */
export const ASKED_IN_ANY_FAMILY: readonly Asked[] = [
	...PROVIDERS.map((provider) => ({
		providers: everyFamily(provider),
		hide: { provider: hiddenUnless(provider) },
	})),
	ANY_PROVIDER,
];

function askedOf(provider: Provider): Asked[] {
	const hide = { provider: hiddenUnless(provider) };
	const { families } = provider;
	if (families === undefined) return [{ providers: [provider], hide }];
	const own = everyFamily(provider);
	const names = families.map(({ name }) => name);
	const [, ...others] = names;
	return [
		...names.map((name, index) => ({
			providers: own.slice(index, index + 1),
			hide: {
				...hide,
				// The first is also that of a node in which none is set.
				[FAMILY_NAME]:
					index === 0 ? [{ _cnd: { startsWith: '=' } }, ...others] : [{ _cnd: { not: name } }],
			},
		})),
		{ providers: own, hide: { ...hide, [FAMILY_NAME]: [...names, '', null, undefined] } },
	];
}

/** What hides a field that is meant for one provider, whatever else is chosen there. */
export function hiddenUnless({ name }: Provider): Hide[string] {
	return [{ _cnd: { not: name } }];
}

/** What hides a field that is meant for a provider that an expression names. */
export const HIDDEN_UNLESS_EXPRESSION: Hide = ANY_PROVIDER.hide;

/** What those providers offer, in one mode or in all. */
export function linesOfAsked(asked: Asked, mode?: InputMode): Offer[] {
	return asked.providers.flatMap((provider) =>
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
	all: readonly Asked[] = ASKED,
): INodeProperties[] {
	return all.flatMap((asked) => {
		const ofAll = make(linesOfAsked(asked));
		if (ofAll === null) return [];
		const { hide } = asked;
		const shared: InputMode[] = [];
		const own: INodeProperties[] = [];
		for (const mode of MODES) {
			const lines = linesOfAsked(asked, mode);
			const field = make(lines);
			if (lines.length === 0 || isSame(field, ofAll)) shared.push(mode);
			else if (field !== null) {
				const inputMode = [{ _cnd: { not: mode } }];
				own.push({ ...field, displayOptions: whenCreating(MODES, { inputMode, ...hide }, above) });
			}
		}
		return [{ ...ofAll, displayOptions: whenCreating(shared, hide, above) }, ...own];
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
		const displayOptions = whenCreating(inputModes, asked.hide);
		return field === null ? [] : [{ ...field, displayOptions }];
	});
}

export function isSame(a: Field | null, b: Field | null): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}
