/** The tables against the sandbox, which was written from the same pages: what one allows the other takes. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as send } from 'undici';

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { findProvider, PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { findProblem } from '../../nodes/VeoVideo/providers/rules/check';
import { linesFor, optionsIn, union } from '../../nodes/VeoVideo/providers/rules/offers';
import type { OptionValue, SourceImage, VideoSpec } from '../../nodes/VeoVideo/terms/spec';
import { type Sandbox, type SandboxFace, startSandbox } from '../../sandbox/sandbox.mts';
import { problemIn, taskIn } from './readBody.mts';
import { urlOf } from '../../nodes/VeoVideo/transport/origins';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 1 });
});
afterAll(async () => await sandbox.close());

const FACES: SandboxFace[] = ['hingNet', 'hingNetNative', 'jieKouAi', 'uniAll', 'twelveAi'];

const link = (name: string): SourceImage => ({
	type: 'url',
	url: `https://example.com/${name}.png`,
});

/** Specs in which only values vary that reach the provider: what a page does not know at all is never sent. */
function specs(provider: Provider): fc.Arbitrary<VideoSpec> {
	const { displayName, offers, models } = provider;
	const maybe = <T,>(values: readonly T[]) =>
		fc.option(fc.constantFrom(...values), { nil: undefined });
	const tried: Record<string, OptionValue[]> = {
		negativePrompt: ['blur'],
		personGeneration: ['allow_adult', 'allow_all', 'nobody'],
		// UniAll's page names no range for the seed; the sandbox takes any there.
		seed: displayName === 'UniAll' ? [0, 7] : [-1, 0, 4_294_967_295, 4_294_967_296],
		sampleCount: [0, 1, 4, 5],
		enhancePrompt: [true, false],
	};
	const options = optionsIn(offers).map(({ name }) => [name, maybe(tried[name] ?? [])] as const);
	return fc
		.record({
			inputMode: fc.constantFrom(...union(offers, ({ modes }) => modes)),
			model: fc.constantFrom(...models.flatMap(({ id, aliases = [] }) => [id, ...aliases])),
			prompt: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
			isPromptLeftOut: fc.boolean(),
			durationSeconds: maybe([4, 5, 6, 8]),
			resolution: maybe(union(offers, ({ resolutions }) => resolutions)),
			aspectRatio: maybe(union(offers, ({ aspectRatios }) => aspectRatios)),
			references: fc.integer({ min: 1, max: 4 }),
			options: fc.record(Object.fromEntries(options)),
		})
		.map(({ references, isPromptLeftOut, ...chosen }) => {
			const lines = linesFor(provider, chosen.model, chosen.inputMode);
			const isOptional = lines.some(({ promptOptional }) => promptOptional);
			return {
				...set(chosen),
				inputMode: chosen.inputMode,
				model: chosen.model,
				prompt: isPromptLeftOut && isOptional ? '' : chosen.prompt,
				options: set(chosen.options),
				...(['image', 'frames'].includes(chosen.inputMode) && { image: link('first') }),
				...(chosen.inputMode === 'frames' && { lastImage: link('last') }),
				...(chosen.inputMode === 'references' && {
					referenceImages: Array.from({ length: references }, (_, index) => link(`r${index}`)),
				}),
				...(chosen.inputMode === 'video' && { video: 'https://example.com/source.mp4' }),
				...(lines.some(({ soundSwitch }) => soundSwitch) && { generateAudio: true }),
			};
		});
}

/** What is there of it. */
function set<T extends object>(chosen: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
	const given = Object.entries(chosen).filter(([, value]) => value !== undefined);
	return Object.fromEntries(given) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}

async function sandboxTakes(face: SandboxFace, provider: Provider, spec: VideoSpec) {
	const request = provider.createRequest(spec);
	const { body } = request;
	const reply = await send(urlOf({ base: sandbox.urls[face] }, request), {
		method: 'POST',
		headers: { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' },
		body: JSON.stringify(body?.type === 'json' ? body.json : null),
	});
	return { isTaken: reply.statusCode === 200, words: await reply.body.text() };
}

describe.each(FACES)('%s', (face) => {
	const provider = findProvider(face) ?? PROVIDERS[0];

	it('sends what the page allows, and refuses what the page refuses', async () => {
		await fc.assert(
			fc.asyncProperty(specs(provider), async (spec) => {
				const problem = findProblem(provider, spec);
				const { isTaken, words } = await sandboxTakes(face, provider, spec);
				expect({ problem, isTaken, words }).toMatchObject({ isTaken: problem === null });
			}),
			{ numRuns: 300 },
		);
	});

	it('has a clear word for any input, and never breaks', () => {
		const anything = fc.anything() as fc.Arbitrary<never>;
		fc.assert(
			fc.property(fc.dictionary(fc.string(), anything), anything, (body, odd) => {
				const shapes = [body, { ...body, task: odd, response: odd, result: odd, error: odd }];
				for (const shape of shapes) {
					const task = taskIn(provider, shape, { taskId: 'x', receivedAt: 0 });
					if (task !== null) {
						expect(task.failure !== null).toBe(task.status === 'failed');
						provider.files(task);
					}
					problemIn(provider, shape);
				}
			}),
		);
		fc.assert(
			fc.property(fc.string(), fc.string(), fc.string(), (model, prompt, value) => {
				const spec: VideoSpec = {
					inputMode: 'text',
					model,
					prompt,
					aspectRatio: value,
					options: {},
				};
				const problem = findProblem(provider, spec);
				if (problem !== null) expect(problem.description.length).toBeGreaterThan(10);
			}),
		);
	});
});

describe('what a refusal says', () => {
	const text: VideoSpec = {
		inputMode: 'text',
		model: 'veo-3.1-generate-preview',
		prompt: 'A lion',
		options: {},
	};

	it.each<[string, Partial<VideoSpec>, string, string]>([
		[
			'hingNet',
			{ resolution: '1080p', durationSeconds: 6 },
			'HingNet cannot combine 1080p with 6 seconds',
			'Set Duration to 8 seconds, or choose something other than 1080p.',
		],
		[
			'hingNet',
			{ resolution: '1080p' },
			'HingNet cannot combine 1080p with 6 seconds, its default',
			'Set Duration to 8 seconds, or choose something other than 1080p.',
		],
		[
			'hingNet',
			{ resolution: '4k' },
			'HingNet does not offer a resolution of 4k',
			'Set Resolution to 720p or 1080p, or to "Default".',
		],
		[
			'hingNet',
			{ inputMode: 'video', video: 'https://example.com/source.mp4' },
			'HingNet cannot make videos from the input "Video to Extend"',
			'Set Create Video From to Text, First Frame, First and Last Frame or Reference Images.',
		],
		[
			'hingNet',
			{ inputMode: 'references', referenceImages: [] },
			'There are no reference images',
			'Add at least one image in "Reference Images".',
		],
		[
			'uniAll',
			{ model: 'veo3.1-video-720p', resolution: '1080p' },
			'UniAll cannot combine 720p models with 1080p',
			'Set Resolution to 720p, or choose another model.',
		],
		[
			'uniAll',
			{ model: 'veo3.1-video-720p', prompt: ' ' },
			'The prompt is empty',
			'Describe in "Prompt" what the video should show.',
		],
		[
			'jieKouAi',
			{
				inputMode: 'image',
				image: link('a'),
				model: 'veo-3.1-fast-generate-text2video',
			},
			'JieKou AI cannot combine the model "veo-3.1-fast-generate-text2video" with first frame',
			'Set Create Video From to Text, or choose another model: Veo 3.1 (veo-3.1-generate) or Veo 3.1 Fast (veo-3.1-fast-generate).',
		],
		['hingNet', { options: { seed: 1 } }, 'HingNet knows no "Seed"', 'Remove the option "Seed".'],
		[
			'jieKouAi',
			{
				inputMode: 'references',
				model: 'veo-3.1-generate',
				referenceImages: [link('a')],
				durationSeconds: 4,
			},
			'JieKou AI cannot combine reference images with 4 seconds',
			'Set Duration to 8 seconds, or choose something other than reference images.',
		],
		[
			'jieKouAi',
			{ model: 'veo-3.1-generate', options: { sampleCount: 5 } },
			'JieKou AI cannot make 5 videos of one prompt',
			'Set Number of Videos to a whole number from 1 to 4.',
		],
		[
			'twelveAi',
			{ options: { personGeneration: 'allow_all' } },
			'12AI does not accept "allow_all" for Person Generation',
			'Choose allow_adult, or remove the option.',
		],
		[
			'twelveAi',
			{
				inputMode: 'references',
				model: 'veo-3.1-fast-generate-preview',
				referenceImages: [link('a')],
			},
			'12AI cannot combine the model "veo-3.1-fast-generate-preview" with reference images',
			'Set Create Video From to Text, First Frame or First and Last Frame, or choose another model: Veo 3.1 (veo-3.1-generate-preview).',
		],
		[
			'uniAll',
			{ inputMode: 'references', model: 'veo3.1-video-720p', referenceImages: [link('a')] },
			'UniAll takes 2 to 3 reference images, but there is only 1',
			'Add or remove images in "Reference Images" until there are 2 to 3.',
		],
	])('%s %j', (name, change, message, description) => {
		const provider = findProvider(name) ?? PROVIDERS[0];
		expect(findProblem(provider, { ...text, ...change })).toEqual({ message, description });
	});

	it('tells a model that was left behind when the provider was changed', () => {
		const uniAll = findProvider('uniAll') ?? PROVIDERS[0];
		expect(findProblem(uniAll, text, PROVIDERS)?.message).toBe(
			'The model "veo-3.1-generate-preview" belongs to HingNet, not to UniAll',
		);
		const twelveAi = findProvider('twelveAi') ?? PROVIDERS[0];
		expect(findProblem(twelveAi, text, PROVIDERS)).toBeNull();
	});

	it('binds the models that the table names, and leaves every other to the provider', () => {
		const free: Partial<VideoSpec> = {
			model: 'veo-9-ultra-fast',
			durationSeconds: 12,
			resolution: '1440p',
			aspectRatio: '1:1',
		};
		for (const provider of PROVIDERS) {
			expect(findProblem(provider, { ...text, ...free })).toBeNull();
			const model = provider.models[0].id;
			expect(findProblem(provider, { ...text, ...free, model })).not.toBeNull();
		}
	});

	it('says of any model what the interface has no field for', () => {
		const model = 'veo-9-ultra';
		const hingNet = PROVIDERS[0];
		expect(findProblem(hingNet, { ...text, model, options: { seed: 1 } })?.message).toContain(
			'no "Seed"',
		);
		expect(findProblem(hingNet, { ...text, model, inputMode: 'video' })?.message).toContain(
			'cannot make videos',
		);
		expect(findProblem(hingNet, { ...text, model, aspectRatio: 'auto' })).toEqual({
			message:
				'HingNet takes resolution and shape as one size in pixels, which cannot be told from "auto"',
			description: expect.stringContaining('"Additional Fields (JSON)"'),
		});
	});
});
