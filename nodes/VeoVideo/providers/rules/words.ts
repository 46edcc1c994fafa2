/** What an offer allows, in words: the refusals, the model picker and the README share them. */

import { anyOf } from '../../terms/labels';
import type { ImageForm, InputMode, Resolution } from '../../terms/spec';
import type { Choices, Provider, Tier } from '../provider';
import { MODE_NAMES } from '../words';
import { modelOfTier } from './models';
import { lineOf, union } from './offers';

const FORM_NAMES: Readonly<Record<ImageForm, string>> = { url: 'link', bytes: 'file' };

/** In which forms a mode takes its images: "link or file". */
export function describeForms(forms: readonly ImageForm[]): string {
	return anyOf(forms.map((form) => FORM_NAMES[form]));
}

/** One choice for people: "8 seconds", "720p". */
export function describeChoice(key: keyof Choices, value: Choices[keyof Choices]): string {
	return key === 'durationSeconds' ? `${value} seconds` : String(value);
}

/** Whose turn it is in a restriction: "1080p", "1080p with 16:9". */
export function describeSubject(when: Partial<Choices>): string {
	const subject = [
		when.resolution,
		when.aspectRatio,
		when.durationSeconds !== undefined && describeChoice('durationSeconds', when.durationSeconds),
	];
	return subject.filter(Boolean).join(' with ');
}

/** From the coarsest to the sharpest. */
const RESOLUTIONS: readonly Resolution[] = ['720p', '1080p', '4k'];

/** What a tier can do at a provider, short enough for a list: "4 to 8 s, up to 4k, no reference images". */
export function describeTier(provider: Provider, tier: Tier): string {
	const id = modelOfTier(provider, tier, undefined)?.id ?? '';
	const modes: readonly InputMode[] = union(provider.offers, (offer) => offer.modes);
	const lines = modes.flatMap((mode) => lineOf(provider, id, mode) ?? []);
	const durations = union(lines, (line) => line.durations);
	const [shortest, longest] = [Math.min(...durations), Math.max(...durations)];
	const sharpest = RESOLUTIONS.filter((one) =>
		lines.some(({ resolutions }) => resolutions.includes(one)),
	).at(-1);
	const lacking = modes.filter((mode) => lineOf(provider, id, mode) === undefined);
	return [
		durations.length > 0 && (shortest < longest ? `${shortest} to ${longest} s` : `${longest} s`),
		sharpest !== undefined && `up to ${sharpest}`,
		...lacking.map((mode) => `no ${MODE_NAMES[mode].toLowerCase()}`),
	]
		.filter(Boolean)
		.join(', ');
}
