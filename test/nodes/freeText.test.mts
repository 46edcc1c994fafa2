/** What a person writes is sent as it is: models that no table names, fields that no parameter has. */

import { describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { findProvider } from '../../nodes/VeoVideo/providers/registry';
import type { SandboxFace } from '../../sandbox/sandbox.mts';
import { PNG } from './pictures.mts';
import { credentialsFor, MODEL, useStand, wordsOf } from './stand.mts';

const stand = useStand();

type Face = Exclude<SandboxFace, 'cdn'>;

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const fromList = (value: string) => ({ __rl: true, mode: 'list', value });

function at(provider: Face, parameters: INodeParameters, options: IDataObject = {}) {
	const { credentialType } = findProvider(provider) ?? { credentialType: '' };
	return {
		credentials: credentialsFor(stand.sandbox, credentialType, provider),
		parameters: { provider, ...parameters },
		options: { dryRun: true, ...options },
	};
}

/** Address and body of the request that would be sent. */
async function requestOf(provider: Face, parameters: INodeParameters, options?: IDataObject) {
	const { items } = await stand.run('create', at(provider, parameters, options));
	const { url, body } = items[0]?.json.request as { url: string; body: IDataObject };
	return { path: url.slice(stand.sandbox.urls[provider].length), body };
}

const FREE = { duration: '={{ 12 }}', resolution: '={{ "1440p" }}', aspectRatio: '={{ "1:1" }}' };

describe('a model that no table names', () => {
	it.each<[Face, string, string, IDataObject]>([
		['hingNet', 'veo-9', '/v1/videos', { seconds: 12, size: '1440x1440' }],
		[
			'hingNetNative',
			'veo-9',
			'/v1beta/models/veo-9:predictLongRunning',
			{ parameters: { durationSeconds: 12, aspectRatio: '1:1', resolution: '1440p' } },
		],
		[
			'jieKouAi',
			'veo-9-generate',
			'/v3/async/veo-9-generate-text2video',
			{ duration_seconds: 12, aspect_ratio: '1:1', resolution: '1440p' },
		],
		[
			'uniAll',
			'veo9-video',
			'/v1/video/generations',
			{ duration: 12, aspect_ratio: '1:1', size: '1440p' },
		],
		[
			'twelveAi',
			'veo-9-fast',
			'/v1/videos',
			{ metadata: { durationSeconds: 12, aspectRatio: '1:1', resolution: '1440p' } },
		],
	])('goes to %s with any duration, resolution and shape', async (provider, id, path, body) => {
		const sent = await requestOf(provider, { model: byId(id), ...FREE });
		expect(sent).toMatchObject({ path, body });
	});

	it.each<[INodeParameters, string | undefined]>([
		[{ resolution: '4k' }, '3840x2160'],
		[{ aspectRatio: '1:1' }, '720x720'],
		[{ resolution: '1080p', aspectRatio: '21:9' }, '2520x1080'],
		[{ resolution: '480p', aspectRatio: '9:16' }, '480x854'],
		[{ resolution: '1024x1792' }, '1024x1792'],
		[{}, undefined],
	])('has at HingNet for %j the size %s', async (parameters, size) => {
		const written = Object.entries(parameters).map(([name, value]) => [name, `={{ "${value}" }}`]);
		const { body } = await requestOf('hingNet', {
			model: byId('veo-9'),
			...Object.fromEntries(written),
		});
		expect(body.size).toBe(size);
	});

	it('is sent at 12AI without the duration that only the named ones must have', async () => {
		const frames = {
			inputMode: 'frames',
			image: 'https://example.com/1.png',
			lastImage: 'https://example.com/2.png',
		};
		const named = await requestOf('twelveAi', { ...frames, model: byId(MODEL) });
		expect(named.body.metadata).toEqual({ durationSeconds: 8 });
		const free = await requestOf('twelveAi', { ...frames, model: byId('omni-1') });
		expect(free.body.metadata).toBeUndefined();
	});
});

describe("another provider's model", () => {
	it.each([
		['by ID', byId(MODEL)],
		['by an expression in the list', fromList(`={{ "${MODEL}" }}`)],
		['by an expression', `={{ "${MODEL}" }}`],
	])('is sent %s', async (_how, model) => {
		const { body } = await requestOf('uniAll', { model });
		expect(body.model).toBe(MODEL);
	});

	it('that was left in the list is told, with both ways out', async () => {
		const error = await stand.failure('create', at('uniAll', { model: fromList(MODEL) }));
		expect(error.message).toContain(`The model "${MODEL}" belongs to HingNet, not to UniAll`);
		expect(error.description).toMatch(/Choose a model from the list.*veo3\.1-video-720p/);
		expect(error.description).toContain('set Model to "By ID"');
		expect(stand.sent()).toEqual([]);
	});

	it.each<[Face, string]>([
		['hingNet', 'veo-3.1-generate-preview'],
		['jieKouAi', 'veo-3.1-generate'],
		['uniAll', 'veo3.1-fast-video-4k'],
		['twelveAi', 'veo-3.1-fast-generate-preview'],
		['twelveAi', 'some-live-model'],
	])('is none at %s in the list: %s', async (provider, id) => {
		await expect(requestOf(provider, { model: fromList(id) })).resolves.toBeDefined();
	});
});

describe('a tier', () => {
	const bodyOf = async (...asked: Parameters<typeof requestOf>) => (await requestOf(...asked)).body;

	it.each<[Face, string, string]>([
		['hingNet', 'veo-3.1', 'veo-3.1-generate-preview'],
		['hingNet', 'veo-3.1-fast', 'veo-3.1-fast-generate-preview'],
		['twelveAi', 'veo-3.1', 'veo-3.1-generate-preview'],
		['twelveAi', 'veo-3.1-fast', 'veo-3.1-fast-generate-preview'],
		['uniAll', 'veo-3.1', 'veo3.1-video-720p'],
		['uniAll', 'veo-3.1-fast', 'veo3.1-fast-video-720p'],
	])('is at %s for %s the model %s', async (provider, tier, id) => {
		for (const model of [
			fromList(tier),
			fromList(`={{ "${tier}" }}`),
			byId(`={{ "${tier}" }}`),
			`={{ "${tier}" }}`,
		]) {
			expect(await bodyOf(provider, { model })).toMatchObject({ model: id });
		}
	});

	it.each<[Face, string, string]>([
		['hingNetNative', 'veo-3.1', '/v1beta/models/veo-3.1-generate-preview:predictLongRunning'],
		['jieKouAi', 'veo-3.1', '/v3/async/veo-3.1-generate-text2video'],
		['jieKouAi', 'veo-3.1-fast', '/v3/async/veo-3.1-fast-generate-text2video'],
	])('is at %s for %s part of the address %s', async (provider, tier, path) => {
		expect(await requestOf(provider, { model: fromList(tier) })).toMatchObject({ path });
	});

	it.each([
		['veo-3.1', '1080p', 'veo3.1-video-1080p'],
		['veo-3.1-fast', '4k', 'veo3.1-fast-video-4k'],
		['veo-3.1-fast', 'default', 'veo3.1-fast-video-720p'],
	])('has at UniAll its resolution in the id: %s, %s', async (tier, resolution, id) => {
		const body = await bodyOf('uniAll', { model: fromList(tier), resolution });
		expect(body).toMatchObject({ model: id, size: resolution === 'default' ? '720p' : resolution });
	});

	it('is refused where the resolution is none of its', async () => {
		const wanted = { model: fromList('veo-3.1'), resolution: '={{ "8k" }}' };
		const error = await stand.failure('create', at('uniAll', wanted));
		expect(error.message).toContain('UniAll does not offer a resolution of 8k');
		expect(error.description).toContain('Set Resolution to 720p, 1080p or 4k');
	});

	it('that the provider lacks is refused with the ones that it has', async () => {
		for (const model of [fromList('veo-3.1-lite'), '={{ "veo-3.1-lite" }}']) {
			const error = await stand.failure('create', at('hingNet', { model }));
			expect(error.message).toContain('HingNet has no Veo 3.1 Lite');
			expect(error.description).toContain(
				'Set Model to Veo 3.1 (veo-3.1) or Veo 3.1 Fast (veo-3.1-fast).',
			);
		}
		expect(stand.sent()).toEqual([]);
	});

	it('is sent as it is where it was written as an ID', async () => {
		const body = await bodyOf('hingNet', { model: byId('veo-3.1') });
		expect(body).toMatchObject({ model: 'veo-3.1' });
	});

	it('stands in a new node', async () => {
		const { provider, ...rest } = at('uniAll', {}).parameters;
		const { items } = await stand.run('create', {
			...at('uniAll', {}),
			parameters: { ...rest, provider: provider ?? '', model: undefined as never },
		});
		expect(items[0]?.json.request).toMatchObject({ body: { model: 'veo3.1-fast-video-720p' } });
	});

	it('is what the items are told by the provider', async () => {
		const { items } = await stand.run('create', { parameters: { model: fromList('veo-3.1') } });
		expect(items[0]?.json.model).toBe('veo-3.1-generate-preview');
	});
});

it('a provider that an expression names takes the fields that the editor shows for any of them', async () => {
	const providers: Face[] = ['hingNet', 'jieKouAi', 'uniAll'];
	const models = ['veo-3.1-generate-preview', 'veo-3.1-generate', 'veo3.1-video-720p'];
	const { items } = await stand.run('create', {
		credentials: Object.assign({}, ...providers.map((name) => at(name, {}).credentials)),
		items: providers.map((provider, index) => ({ json: { provider, model: models[index] } })),
		parameters: {
			provider: '={{ $json.provider }}',
			model: byId('={{ $json.model }}'),
			inputMode: '={{ "references" }}',
			imageInput: '={{ "url" }}',
			referenceImages: { values: [{ image: 'https://a.example/1.png\nhttps://a.example/2.png' }] },
			duration: 8,
			resolution: '720p',
			generateAudio: false,
		},
		options: { dryRun: true },
	});
	const links = ['https://a.example/1.png', 'https://a.example/2.png'];
	expect(items.map(({ json }) => json.request)).toMatchObject([
		{ body: { seconds: 8, size: '1280x720', input_reference: links } },
		{
			body: {
				duration_seconds: 8,
				resolution: '720p',
				generate_audio: false,
				reference_images: links.map((image) => ({ image, reference_type: 'asset' })),
			},
		},
		{
			body: { duration: 8, size: '720p', images: links, extra_body: { generate_audio: false } },
		},
	]);
});

describe("JieKou AI's endpoints", () => {
	it.each([
		['veo-3.1-generate', 'text', 'veo-3.1-generate-text2video'],
		['veo-3.1-generate', 'image', 'veo-3.1-generate-img2video'],
		['veo-3.1-generate-text2video', 'text', 'veo-3.1-generate-text2video'],
		['veo-3.1-generate-img2video', 'text', 'veo-3.1-generate-img2video'],
		['veo-3.1-fast-generate-img2video', 'image', 'veo-3.1-fast-generate-img2video'],
		['veo-3.1-generate-firstlastframe', 'image', 'veo-3.1-generate-firstlastframe'],
		['veo-3.1-lite-t2v', 'text', 'veo-3.1-lite-t2v'],
	])('for %s and the input %s: %s', async (model, inputMode, endpoint) => {
		const { path } = await requestOf('jieKouAi', {
			model: byId(model),
			inputMode,
			image: 'https://example.com/1.png',
		});
		expect(path).toBe(`/v3/async/${endpoint}`);
	});
});

describe('additional fields', () => {
	it.each<[Face, IDataObject, IDataObject]>([
		[
			'twelveAi',
			{ metadata: { seed: 7 }, callback_url: 'https://example.com/hook' },
			{
				metadata: { aspectRatio: '16:9', durationSeconds: 6, seed: 7 },
				callback_url: 'https://example.com/hook',
			},
		],
		['uniAll', { extra_body: { seed: 7 } }, { extra_body: { generate_audio: true, seed: 7 } }],
		[
			'hingNetNative',
			{ parameters: { personGeneration: 'allow_adult', durationSeconds: null } },
			{
				parameters: { aspectRatio: '16:9', personGeneration: 'allow_adult', durationSeconds: null },
			},
		],
		[
			'hingNetNative',
			{ instances: [{ prompt: 'Another' }] },
			{ instances: [{ prompt: 'Another' }] },
		],
		['jieKouAi', { duration: 8, generate_audio: false }, { duration: 8, generate_audio: false }],
		['hingNet', { seconds: 5 }, { seconds: 5 }],
	])('join the body of %s last: %j', async (provider, additionalFields, expected) => {
		const model = findProvider(provider)?.models.at(-1)?.id ?? '';
		const parameters = { model: byId(model), duration: 6, aspectRatio: '16:9' };
		// Two closing braces would end an expression.
		const text = JSON.stringify(additionalFields).replaceAll('}}', '} }');
		const written = await requestOf(provider, parameters, { additionalFields: text });
		expect(written.body).toMatchObject(expected);
		const byExpression = { additionalFields: `={{ (${text}) }}` };
		expect(await requestOf(provider, parameters, byExpression)).toEqual(written);
	});

	it('are sent as the dry run shows them', async () => {
		await stand.run('create', {
			parameters: { duration: 6 },
			options: { additionalFields: '{"seconds": 8, "size": "1920x1080"}' },
		});
		expect(stand.sent()[0]?.body).toEqual({
			model: MODEL,
			prompt: 'A lion at sunset',
			seconds: 8,
			size: '1920x1080',
		});
	});

	it('go into a form as text, what is no text as JSON, and take the place of a file', async () => {
		const form = { inputMode: 'image', image: PNG.toString('base64') };
		const additionalFields = '{"seconds": 8, "style": "noir", "tags": {"a": [1]}}';
		await stand.failure('create', { parameters: form, options: { additionalFields } });
		expect(stand.sent()[0]?.body).toMatchObject({
			fields: { model: MODEL, seconds: '8', style: 'noir', tags: '{"a":[1]}' },
			files: [{ field: 'input_reference' }],
		});
		await stand.failure('create', {
			parameters: form,
			options: { additionalFields: '{"input_reference": "https://example.com/1.png"}' },
		});
		expect(stand.sent()[1]?.body).toMatchObject({
			fields: { input_reference: 'https://example.com/1.png' },
			files: [],
		});
	});

	it.each(['', ' ', '{}', '={{ $json.nothing }}'])('are none for %p', async (additionalFields) => {
		await stand.run('create', { options: { additionalFields } });
		expect(stand.sent()[0]?.body).toEqual({ model: MODEL, prompt: 'A lion at sunset' });
	});

	it('tell one order from another', async () => {
		const { runData } = await stand.run('create', {
			options: { additionalFields: '{"seconds": 4}' },
		});
		await stand.run('create', { runData, options: { additionalFields: '{"seconds": 4}' } });
		expect(stand.created()).toHaveLength(1);
	});

	it('change neither the address nor the key', async () => {
		const additionalFields = JSON.stringify({
			path: '/elsewhere',
			headers: { authorization: 'none' },
			__proto__: null,
		}).replace('}}', '},"__proto__":{"url":"https://example.com"}}');
		const error = await stand.failure('create', { options: { additionalFields } });
		expect(wordsOf(error)).toMatch(/unknown field/i);
		expect(stand.sent()[0]).toMatchObject({
			path: '/v1/videos',
			headers: { authorization: `Bearer ${stand.sandbox.key}` },
		});
	});
});

describe('reference images', () => {
	const link = (name: number) => `https://example.com/${name}.png`;
	const png = PNG.toString('base64');
	const dataUri = `data:image/png;base64,${png}`;
	const wrapped = png.replace(/.{20}/g, '$&\n');

	it.each<[string, unknown[], number]>([
		['a slot each', [{ image: link(1) }, { image: link(2) }, { image: link(3) }], 3],
		['with empty slots', [{ image: '' }, { image: link(1) }, { image: ' ' }, { image: null }], 1],
		['in lines', [{ image: `${link(1)}\n\n ${link(2)}\r\n${link(3)}` }], 3],
		['in an array by an expression', [{ image: `={{ ["${link(1)}", "", "${link(2)}"] }}` }], 2],
		[
			'in both',
			[{ image: `={{ ["${link(1)}"] }}` }, { image: link(2) }, { image: '={{ [] }}' }],
			2,
		],
		['as base64 text in lines', [{ image: wrapped }, { image: `${wrapped}\n${link(1)}` }], 3],
		['as data URIs in lines', [{ image: `${dataUri}\n${dataUri}` }], 2],
		['as base64 texts in lines', [{ image: `${png}\n${png}\n${png}` }], 3],
	])('may be %s', async (_how, values, count) => {
		const { body } = await requestOf('jieKouAi', {
			inputMode: 'references',
			model: byId('veo-3.1-generate'),
			referenceImages: { values } as INodeParameters,
		});
		expect(body.reference_images).toHaveLength(count);
	});

	it('may be files by the names of their fields, in lines or in an array', async () => {
		const photo = { data: png, mimeType: 'image/png' };
		for (const image of ['first\nsecond', '={{ ["first", "second"] }}']) {
			const { items } = await stand.run('create', {
				...at('jieKouAi', {
					inputMode: 'references',
					model: byId('veo-3.1-generate'),
					imageInput: 'binary',
					referenceImages: { values: [{ image }] },
				}),
				items: [{ json: {}, binary: { first: photo, second: photo } }],
			});
			expect(items[0]?.json.request).toMatchObject({
				body: { reference_images: [{ image: png }, { image: png }] },
			});
		}
	});

	it('that are neither text nor empty are told, not left out', async () => {
		const error = await stand.failure(
			'create',
			at('jieKouAi', {
				inputMode: 'references',
				model: byId('veo-3.1-generate'),
				referenceImages: { values: [{ image: link(1) }, { image: '={{ ({ a: 1 }) }}' }] },
			}),
		);
		expect(error.message).toContain('The text in "Reference Image 2" is not an image');
	});
});
