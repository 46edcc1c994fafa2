/** Which lines of a provider's page speak about a model and a mode. */

import type { ImageForm, InputMode } from '../../terms/spec';
import type { NamedModel, Offer, Provider, VideoForm, VideoOption } from '../provider';

type Common = Omit<Offer, 'models' | 'modes'>;
type Row = Pick<Offer, 'modes'> & Partial<Offer>;

/** The lines of a page: what they have in common, and each line with what it has of its own. */
export function offersOf(common: Common, rows: readonly [Row, ...Row[]]): [Offer, ...Offer[]] {
	const [first, ...others] = rows;
	return [{ ...common, ...first }, ...others.map((row) => ({ ...common, ...row }))];
}

/** The model of the provider's table with this id; undefined for one that the table does not name. */
export function namedModel(
	{ models }: Pick<Provider, 'models'>,
	id: string,
): NamedModel | undefined {
	return models.find((model) => model.id === id || model.aliases?.includes(id));
}

/** Whether the provider's table speaks about this model id. */
export function isNamed(provider: Pick<Provider, 'models'>, id: string): boolean {
	return namedModel(provider, id) !== undefined;
}

/** The line that binds a model in a mode; undefined where the model is not offered in it, or not named. */
export function lineOf(provider: Provider, model: string, mode: InputMode): Offer | undefined {
	return isNamed(provider, model)
		? linesOf(provider, mode).find(({ models }) => models === undefined || models.test(model))
		: undefined;
}

/** All lines of a mode. Together they say what the interface has fields for in it. */
export function linesOf({ offers }: Pick<Provider, 'offers'>, mode: InputMode): Offer[] {
	return offers.filter(({ modes }) => modes.includes(mode));
}

/** What may be said about the model in this mode: by its own line, or, where it has none, by any. */
export function linesFor(provider: Provider, model: string, mode: InputMode): Offer[] {
	const line = lineOf(provider, model, mode);
	return line === undefined ? linesOf(provider, mode) : [line];
}

/** What any of these lines allows, each value once. */
export function union<T>(
	lines: readonly Offer[],
	valuesOf: (line: Offer) => readonly T[] | undefined,
): T[] {
	return [...new Set(lines.flatMap((line) => valuesOf(line) ?? []))];
}

/** The forms in which a person may give the images that these lines speak about: a file gets a link where only that is taken. */
export function formsIn(lines: readonly Offer[]): ImageForm[] {
	const forms = union(lines, ({ images }) => images?.forms);
	return forms.includes('url') ? ['url', 'bytes'] : forms;
}

/** How these lines of the mode `video` take the video. */
export function videoFormsIn(lines: readonly Offer[]): VideoForm[] {
	return union(lines, ({ videoForms = ['link'] }) => videoForms);
}

/** Whether the video may lie at any link: then it may be a file as well, which gets one. */
export function takesVideoLinks(lines: readonly Offer[]): boolean {
	const forms = videoFormsIn(lines);
	return forms.includes('link') || forms.includes('file');
}

/** The options that any of these lines has, each name once; a name's rows may be narrowed differently. */
export function optionsIn(lines: readonly Offer[]): VideoOption[] {
	const byName = new Map(
		union(lines, ({ options }) => options).map((option) => [option.name, option]),
	);
	return [...byName.values()];
}
