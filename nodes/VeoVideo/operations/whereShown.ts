/**
 * Where a field is shown, said by what hides it.
 *
 * n8n's `show` takes a choice that is an expression for a match of everything, and then looks no
 * further: a field that is there once for each provider would be shown once for each. `hide` compares
 * the text as it stands, so that an expression (or, in the editor, its result, which may be empty)
 * is one more choice, for which a field of its own is shown.
 */

/**
 * Where a field is shown, said by what hides it.
 *
 * n8n's `show` takes a choice that is an expression for a match of everything, and then looks no
 * further: a field that is there once for each provider would be shown once for each. `hide` compares
 * the text as it stands, so that an expression (or, in the editor, its result, which may be empty)
 * is one more choice, for which a field of its own is shown.
 */

import type { IDisplayOptions } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import { PROVIDERS } from '../providers/registry';
import type { InputMode } from '../terms/spec';

/** The operations that order a video. */
export const ORDERING = ['generate', 'create'];

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

export const MODES: readonly InputMode[] = ['text', 'image', 'frames', 'references', 'video'];

/** For a video that is ordered from one of these inputs; an expression may yield any of them. */
export function whenOrdered(inputModes: readonly InputMode[], hide: Hide = {}): IDisplayOptions {
	const others = MODES.filter((mode) => !inputModes.includes(mode));
	return {
		show: { operation: ORDERING },
		...((others.length > 0 || Object.keys(hide).length > 0) && {
			hide: { ...(others.length > 0 && { inputMode: others }), ...hide },
		}),
	};
}
