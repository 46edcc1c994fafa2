/** Offers that differ by model and mode, and options that a provider narrows, at a provider that is none of ours. */

import { describe, expect, it } from '@jest/globals';

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { findProblem } from '../../nodes/VeoVideo/providers/rules/check';
import { modelOfTier } from '../../nodes/VeoVideo/providers/rules/models';
import { lineOf, offersOf } from '../../nodes/VeoVideo/providers/rules/offers';
import { negativePrompt, seed } from '../../nodes/VeoVideo/providers/rules/options';
import { describeTier } from '../../nodes/VeoVideo/providers/rules/words';
import type { SourceImage, VideoSpec } from '../../nodes/VeoVideo/terms/spec';

const FREE = /^film(-fast)?$/;

const filmHouse: Provider = {
	...PROVIDERS[0],
	name: 'filmHouse',
	displayName: 'Film House',
	models: [
		{ tier: 'veo-3.1', id: 'film' },
		{ tier: 'veo-3.1-fast', id: 'film-fast' },
		{ tier: 'veo-3.1-lite', id: 'film-lite' },
	],
	offers: offersOf(
		{
			durations: [4, 6, 8],
			resolutions: ['720p', '1080p', '4k'],
			aspectRatios: ['16:9', '9:16'],
			soundSwitch: true,
			options: [negativePrompt, { ...seed, least: 10_000, most: 99_999 }],
		},
		[
			{ models: /-lite$/, modes: ['text'], resolutions: ['720p'], options: [negativePrompt] },
			{ models: FREE, modes: ['references'], durations: [8], options: [negativePrompt] },
			{ models: FREE, modes: ['video'], durations: [7], resolutions: ['720p'] },
			{ modes: ['text'] },
		],
	),
};

const link: SourceImage = { type: 'url', url: 'https://example.com/1.png' };
const TEXT: VideoSpec = { inputMode: 'text', model: 'film', prompt: 'A lion', options: {} };
const OF_IMAGES: Partial<VideoSpec> = { inputMode: 'references', referenceImages: [link] };
const OF_VIDEO: Partial<VideoSpec> = { inputMode: 'video', video: 'https://example.com/1.mp4' };

describe('the first line that fits counts', () => {
	it.each([
		['film', 'text', ['720p', '1080p', '4k']],
		['film-lite', 'text', ['720p']],
		['film', 'video', ['720p']],
		['film-lite', 'video', undefined],
		['some-other', 'text', undefined],
	] as const)('for %s and the input %s: %j', (model, mode, resolutions) => {
		expect(lineOf(filmHouse, model, mode)?.resolutions).toEqual(resolutions);
	});
});

describe('what is refused', () => {
	it.each<[string, Partial<VideoSpec>, string, string]>([
		[
			'a value of another model',
			{ model: 'film-lite', resolution: '4k' },
			'Film House cannot combine the model "film-lite" with 4k',
			'Set Resolution to 720p, or choose another model: Veo 3.1 (film) or Veo 3.1 Fast (film-fast).',
		],
		[
			'a value of another mode',
			{ ...OF_VIDEO, durationSeconds: 8 },
			'Film House cannot combine video to extend with 8 seconds',
			'Set Duration to 7 seconds, or choose something other than video to extend.',
		],
		[
			'a value of none',
			{ durationSeconds: 5 },
			'Film House does not offer a duration of 5 seconds',
			'Set Duration to 4 seconds, 6 seconds or 8 seconds, or to "Default".',
		],
		[
			'a mode of other models',
			{ ...OF_VIDEO, model: 'film-lite' },
			'Film House cannot combine the model "film-lite" with video to extend',
			'Set Create Video From to Text, or choose another model: Veo 3.1 (film) or Veo 3.1 Fast (film-fast).',
		],
		[
			'an option of another model',
			{ model: 'film-lite', options: { seed: 10_000 } },
			'Film House cannot combine the model "film-lite" with "Seed"',
			'Remove the option "Seed", or choose another model: Veo 3.1 (film) or Veo 3.1 Fast (film-fast).',
		],
		[
			'a value that the provider narrowed an option to',
			{ options: { seed: 9999 } },
			'The seed 9999 is out of range',
			'Set Seed to a whole number from 10000 to 99999.',
		],
		[
			'an option of another provider',
			{ options: { sampleCount: 2 } },
			'Film House knows no "Number of Videos"',
			'Remove the option "Number of Videos".',
		],
	])('%s', (_what, change, message, description) => {
		expect(findProblem(filmHouse, { ...TEXT, ...change })).toEqual({ message, description });
	});

	it('is an option where only other inputs have it', () => {
		const [textOfLite] = filmHouse.offers;
		const provider = {
			...filmHouse,
			offers: offersOf({ ...textOfLite, images: { forms: ['url'] } }, [
				{ models: FREE, modes: ['references'] },
				{ models: FREE, modes: ['text'], options: [seed] },
			]),
		};
		const spec = { ...TEXT, ...OF_IMAGES, options: { seed: 1 } };
		expect(findProblem(provider, spec)).toEqual({
			message: 'Film House cannot combine reference images with "Seed"',
			description: 'Remove the option "Seed", or choose something other than reference images.',
		});
	});
});

it('binds a model that no table names by the inputs and fields of the interface alone', () => {
	const other = { ...TEXT, model: 'some-other' };
	const free = { durationSeconds: 30, resolution: '1440p', aspectRatio: '1:1' };
	expect(findProblem(filmHouse, { ...other, ...free, options: { seed: 1 } })).toBeNull();
	expect(findProblem(filmHouse, { ...other, ...OF_VIDEO, ...free })).toBeNull();
	expect(findProblem(filmHouse, { ...other, options: { sampleCount: 1 } })).not.toBeNull();
	expect(findProblem(filmHouse, { ...other, inputMode: 'frames' })).not.toBeNull();
});

it('names a tier by what it can do here', () => {
	expect(describeTier(filmHouse, 'veo-3.1')).toBe('4 to 8 s, up to 4k');
	expect(describeTier(filmHouse, 'veo-3.1-lite')).toBe(
		'4 to 8 s, up to 720p, no reference images, no video to extend',
	);
});

it('finds the model of a tier, at the resolution that its id carries', () => {
	const uniAll = PROVIDERS.find(({ name }) => name === 'uniAll') ?? PROVIDERS[0];
	const idOf = (resolution?: string) => modelOfTier(uniAll, 'veo-3.1', resolution)?.id;
	expect([idOf(), idOf('1080p'), idOf('8k')]).toEqual([
		'veo3.1-video-720p',
		'veo3.1-video-1080p',
		'veo3.1-video-720p',
	]);
	expect(modelOfTier(uniAll, 'veo-3.1-lite', undefined)).toBeUndefined();
});
