/** What a provider's live list of models says goes before what its table says. */

import type { AspectRatio, InputMode, Resolution } from '../../terms/spec';
import type { ListedModel, Offer, Provider } from '../provider';
import { isNamed, lineOf, linesOf } from './offers';

const RESOLUTIONS: readonly Resolution[] = ['720p', '1080p', '4k'];
const ASPECT_RATIOS: readonly AspectRatio[] = ['16:9', '9:16'];

/** The provider as its live list has it now. What the list does not speak of stays as the table has it. */
export function withListed(provider: Provider, listed: readonly ListedModel[]): Provider {
	const binding = listed.filter(
		({ durations, resolutions, aspectRatios }) =>
			durations.length + resolutions.length + aspectRatios.length > 0,
	);
	const [first, ...others] = binding.flatMap((model) => rowsOf(provider, model));
	if (first === undefined) return provider;
	const unnamed = binding.filter(({ id }) => !isNamed(provider, id));
	return {
		...provider,
		models: [...provider.models, ...unnamed.map(({ id }) => ({ tier: null, id }))],
		offers: [first, ...others, ...provider.offers],
	};
}

/** One line a mode. */
function rowsOf(provider: Provider, model: ListedModel): Offer[] {
	const modes = new Set(provider.offers.flatMap((line) => line.modes));
	const general = baseOf(provider, model.id, 'text');
	return [...modes].flatMap((mode): Offer[] => {
		const line = baseOf(provider, model.id, mode);
		if (line === undefined) return [];
		const known = <T>(own: readonly T[], common: readonly T[] = own, told: readonly T[]) =>
			// A mode that takes less than the model at large has a rule of its own, which no list tells.
			told.length === 0
				? own
				: told.filter((one) => own.length >= common.length || own.includes(one));
		return [
			{
				...line,
				models: exactly(model.id),
				modes: [mode],
				durations: known(line.durations, general?.durations, model.durations),
				resolutions: known(
					line.resolutions,
					general?.resolutions,
					RESOLUTIONS.filter((one) => model.resolutions.includes(one)),
				),
				aspectRatios: known(
					line.aspectRatios,
					general?.aspectRatios,
					ASPECT_RATIOS.filter((one) => model.aspectRatios.includes(one)),
				),
				soundSwitch: line.soundSwitch && model.hasSoundSwitch,
			},
		];
	});
}

/** The table's line for a model in a mode; for one that it does not name, the line that names no model, or the last. */
function baseOf(provider: Provider, id: string, mode: InputMode): Offer | undefined {
	if (isNamed(provider, id)) return lineOf(provider, id, mode);
	const lines = linesOf(provider, mode);
	return lines.find(({ models }) => models === undefined) ?? lines.at(-1);
}

function exactly(id: string): RegExp {
	return new RegExp(`^${id.replace(/[^\w/-]/g, '\\$&')}$`);
}
