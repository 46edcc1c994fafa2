// Every rule that a provider's page states refuses a request that breaks it, in that provider's words.
import { FormData } from 'undici';

import { startSandbox, type Sandbox, type SandboxFace } from '../../sandbox/sandbox.mts';
import { askFace, PNG_BASE64 } from './client.mts';
import {
	HING_NET,
	HING_NET_NATIVE,
	JIE_KOU_AI,
	TWELVE_AI,
	UNI_ALL,
	type Example,
} from './pages.mts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ retiredModels: ['veo-3.1-generate-preview'] });
});
afterAll(async () => await sandbox.close());

const PICTURE = 'https://example.com/a.jpg';

type Change = Record<string, unknown>;

function example(list: readonly Example[], name: string): Example {
	const found = list.find((one) => one.name === name);
	if (!found) throw new Error(`No example ${name}`);
	return found;
}

async function isRefused(face: SandboxFace, base: Example, change: Change, path = base.path) {
	const before = sandbox.created.length;
	const answer = await askFace(sandbox, face, path, { json: { ...base.body, ...change } });
	expect(answer.status).toBe(400);
	expect(sandbox.created).toHaveLength(before);
	return answer;
}

describe('HingNet', () => {
	it.each<[string, Change]>([
		['a field the page does not have', { negative_prompt: 'x' }],
		['no model', { model: undefined }],
		['another model', { model: 'veo-3.1' }],
		['no prompt', { prompt: undefined }],
		['a prompt that is no text', { prompt: 5 }],
		['5 seconds', { seconds: 5 }],
		['seconds as other text', { seconds: '6s' }],
		['no seconds as null', { seconds: null }],
		['another size', { size: '640x480' }],
		['1080p with 6 seconds', { size: '1920x1080' }],
		['1080p with the default of 6 seconds', { size: '1080x1920', seconds: undefined }],
		['one image that is not in an array', { input_reference: PICTURE }],
		['no image in the array', { input_reference: [] }],
		['four images', { input_reference: [PICTURE, PICTURE, PICTURE, PICTURE] }],
		['a data URI', { input_reference: [`data:image/png;base64,${PNG_BASE64}`] }],
	])('refuses %s', async (_name, change) => {
		const { json } = await isRefused('hingNet', example(HING_NET, 'text'), change);
		const text: unknown = expect.any(String);
		expect(json).toEqual({ error: { message: text, type: text, code: text } });
	});

	it.each<[string, Change]>([
		['seconds as text', { seconds: '4' }],
		['no seconds, no size', { seconds: undefined, size: undefined }],
		['1080p with 8 seconds', { seconds: 8, size: '1080x1920' }],
	])('accepts %s', async (_name, change) => {
		const { path, body } = example(HING_NET, 'text');
		const json = { ...body, ...change };
		expect((await askFace(sandbox, 'hingNet', path, { json })).status).toBe(200);
	});

	function form(fields: Record<string, string>, files: readonly string[] = [PNG_BASE64]): FormData {
		const data = new FormData();
		const all = { model: 'veo-3.1-fast-generate-preview', prompt: 'Zoom', seconds: '6', ...fields };
		for (const [name, value] of Object.entries(all)) data.set(name, value);
		for (const base64 of files) {
			const blob = new Blob([Buffer.from(base64, 'base64')], { type: 'image/png' });
			data.append('input_reference', blob, 'image.png');
		}
		return data;
	}

	it('accepts one uploaded image and records it', async () => {
		const { status } = await askFace(sandbox, 'hingNet', '/v1/videos', { body: form({}) });
		expect(status).toBe(200);
		expect(sandbox.requests.at(-1)?.body).toEqual({
			fields: { model: 'veo-3.1-fast-generate-preview', prompt: 'Zoom', seconds: '6' },
			files: [
				{
					field: 'input_reference',
					fileName: 'image.png',
					contentType: 'image/png',
					bytes: 70,
					sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
				},
			],
		});
	});

	it.each<[string, FormData]>([
		['two files', form({}, [PNG_BASE64, PNG_BASE64])],
		['a file that is no image', form({}, ['aGVsbG8='])],
		['a URL instead of the file', form({ input_reference: PICTURE }, [])],
		['a field the page does not have', form({ seed: '1' })],
		['1080p with 6 seconds', form({ size: '1920x1080' })],
	])('refuses a form with %s', async (_name, body) => {
		expect((await askFace(sandbox, 'hingNet', '/v1/videos', { body })).status).toBe(400);
	});
});

describe('HingNet, native', () => {
	const { body, path } = example(HING_NET_NATIVE, 'text');
	it.each<[string, Change]>([
		['a field the page does not have', { model: 'veo-3.1-generate-preview' }],
		['no instances', { instances: undefined }],
		['two instances', { instances: [{ prompt: 'a' }, { prompt: 'b' }] }],
		['inline bytes', { instances: [{ prompt: 'a', image: { bytesBase64Encoded: PNG_BASE64 } }] }],
		['lastFrame in the instance', { instances: [{ prompt: 'a', lastFrame: { uri: PICTURE } }] }],
		['lastFrame without image', { parameters: { lastFrame: { uri: PICTURE } } }],
		['5 seconds', { parameters: { durationSeconds: 5 } }],
		['seconds as text', { parameters: { durationSeconds: '6' } }],
		['4k', { parameters: { resolution: '4k' } }],
		['another shape', { parameters: { aspectRatio: '1:1' } }],
		['a parameter the page does not have', { parameters: { seed: 1 } }],
	])('refuses %s', async (_name, change) => {
		const { json } = await isRefused('hingNetNative', { name: '', path, body }, change);
		expect(json).toMatchObject({ error: { code: 400, status: 'INVALID_ARGUMENT' } });
	});

	it('does not know another model', async () => {
		const other = '/v1beta/models/veo-9:predictLongRunning';
		expect(await askFace(sandbox, 'hingNetNative', other, { json: body })).toMatchObject({
			status: 404,
			json: { error: { status: 'NOT_FOUND' } },
		});
	});
});

describe('JieKou AI', () => {
	const asset = { image: PICTURE, reference_type: 'asset' };
	it.each<[string, Change]>([
		['a field the page does not have', { duration: 8 }],
		['no generate_audio', { generate_audio: undefined }],
		['no prompt', { prompt: undefined }],
		['enhance_prompt off', { enhance_prompt: false }],
		['5 seconds', { duration_seconds: 5 }],
		['seconds as text', { duration_seconds: '8' }],
		['4k', { resolution: '4k' }],
		['five samples', { sample_count: 5 }],
		['a seed beyond 32 bits', { seed: 4_294_967_296 }],
		['a style reference', { reference_images: [{ image: PICTURE, reference_type: 'style' }] }],
		['a reference without its type', { reference_images: [{ image: PICTURE }] }],
		['four references', { reference_images: [asset, asset, asset, asset] }],
		['references with 6 seconds', { reference_images: [asset], duration_seconds: 6 }],
		['an image that is no image', { image: 'aGVsbG8=' }],
		['another person rule', { person_generation: 'allow_none' }],
	])('refuses %s', async (_name, change) => {
		const base = example(JIE_KOU_AI, 'text');
		const path = '/v3/async/veo-3.1-generate-img2video';
		const { json } = await isRefused('jieKouAi', base, change, path);
		const message: unknown = expect.any(String);
		expect(json).toEqual({ code: 400, reason: 'INVALID_REQUEST_BODY', message, metadata: {} });
	});

	it.each(['image', 'last_image'])('refuses %s where text makes the video', async (field) => {
		await isRefused('jieKouAi', example(JIE_KOU_AI, 'text'), { [field]: PICTURE });
	});
});

describe('UniAll', () => {
	const fast = { model: 'veo3.1-fast-video-1080p' };
	it.each<[string, string, Change]>([
		['a field the page does not have', 'text', { seconds: 8 }],
		['another model', 'text', { model: 'veo3.1-video' }],
		['a size of another tier', 'text', { size: '720p' }],
		['no size', 'text', { size: undefined }],
		['5 seconds', 'text', { duration: 5 }],
		['another shape', 'text', { aspect_ratio: '1:1' }],
		['an image as base64', 'image', { image: PNG_BASE64 }],
		['a last image alone', 'frames', { image: undefined }],
		['references on a fast model', 'references', fast],
		['one reference', 'references', { images: [PICTURE] }],
		['four references', 'references', { images: [PICTURE, PICTURE, PICTURE, PICTURE] }],
		['two modes at once', 'extension', { image: PICTURE }],
		['an extra the page does not have', 'text', { extra_body: { style: 'x' } }],
	])('refuses %s', async (_name, base, change) => {
		await isRefused('uniAll', example(UNI_ALL, base), change);
	});
});

describe('12AI', () => {
	const reference = { image: { bytesBase64Encoded: PICTURE }, referenceType: 'asset' };
	const withReferences = (more: Change, count = 1) => ({
		metadata: { durationSeconds: 8, referenceImages: Array(count).fill(reference), ...more },
	});
	const notSupported = 'Your use case is currently not supported.';
	const noReferences = "`referenceImages` isn't supported by this model.";
	it.each<[string, string, Change, string]>([
		['frames with 6 seconds', 'frames', { metadata: { durationSeconds: 6 } }, notSupported],
		['frames without a duration', 'frames', { metadata: {} }, notSupported],
		[
			'references with 4 seconds',
			'references',
			withReferences({ durationSeconds: 4 }),
			notSupported,
		],
		['tall references', 'references', withReferences({ aspectRatio: '9:16' }), notSupported],
		['references on the fast model', 'text', withReferences({}), noReferences],
		['references and images', 'references', { images: [PICTURE] }, noReferences],
		['four references', 'references', withReferences({}, 4), 'too many reference images'],
		[
			'allow_all',
			'text',
			{ metadata: { personGeneration: 'allow_all' } },
			'allow_all for personGeneration is currently not supported',
		],
		[
			'an image that is away',
			'text',
			{ images: ['https://a.invalid/a.png'] },
			'failed to download image',
		],
		['bad base64', 'text', { images: ['iVBOR*'] }, 'invalid base64'],
		['a field the page does not have', 'text', { seconds: 6 }, 'Unknown field: seconds'],
		['unknown metadata', 'text', { metadata: { seed: 1 } }, 'Unknown field: metadata.seed'],
	])('refuses %s', async (_name, base, change, message) => {
		const { json } = await isRefused('twelveAi', example(TWELVE_AI, base), change);
		expect(json).toEqual({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } });
	});

	it.each<[string, string, Change]>([
		['three images', 'text', { images: [PICTURE, PICTURE, PICTURE] }],
		['seconds as text', 'text', { metadata: { durationSeconds: '6' } }],
		[
			'another reference type',
			'references',
			{
				metadata: {
					durationSeconds: 8,
					referenceImages: [{ ...reference, referenceType: 'style' }],
				},
			},
		],
	])('refuses %s', async (_name, base, change) => {
		await isRefused('twelveAi', example(TWELVE_AI, base), change);
	});
});

const id = 'nothing-here';
const FACES: ReadonlyArray<[SandboxFace, string, object, number, object]> = [
	['hingNet', `/v1/videos/${id}`, { error: { code: 'invalid_api_key' } }, 404, { error: {} }],
	[
		'hingNetNative',
		`/v1beta/operations/${id}`,
		{ error: { code: 401, status: 'UNAUTHENTICATED' } },
		404,
		{ error: { code: 404, status: 'NOT_FOUND' } },
	],
	[
		'jieKouAi',
		`/v3/async/task-result?task_id=${id}`,
		{ code: 401, reason: 'FAILED_TO_AUTH' },
		404,
		{ code: 404, reason: 'TASK_NOT_FOUND' },
	],
	['uniAll', `/v1/videos/${id}`, { error: { code: 'invalid_api_key' } }, 404, { error: {} }],
	[
		'twelveAi',
		`/v1/videos/${id}`,
		{ error: { type: 'new_api_error' } },
		400,
		{ code: 'task_not_exist', data: null },
	],
];

describe.each(FACES)('%s', (face, path, wrongKey, missingStatus, missing) => {
	it('refuses a wrong key and no key before anything else', async () => {
		for (const key of ['wrong', null]) {
			const answer = await askFace(sandbox, face, path, { key });
			expect(answer).toMatchObject({ status: 401, json: wrongKey });
		}
	});

	it('does not know a task that was never made', async () => {
		const answer = await askFace(sandbox, face, path);
		expect(answer).toMatchObject({ status: missingStatus, json: missing });
	});

	it('does not know an address that the page does not print', async () => {
		expect((await askFace(sandbox, face, '/v1/other')).status).toBe(404);
		expect((await askFace(sandbox, face, `/${path}`)).status).toBe(404);
	});

	it('answers under a path as well', async () => {
		const answer = await askFace(sandbox, face, `/gateway${path}`);
		expect(answer).toMatchObject({ status: missingStatus, json: missing });
	});
});

describe('a retired model', () => {
	it.each<[SandboxFace, readonly Example[], string, object]>([
		['hingNet', HING_NET, 'image', { error: { code: 'model_not_found' } }],
		['hingNetNative', HING_NET_NATIVE, 'text', { error: { code: 404 } }],
		['twelveAi', TWELVE_AI, 'references', { code: 'fail_to_fetch_task', data: null }],
	])('is refused by %s', async (face, list, name, json) => {
		const { path, body } = example(list, name);
		const answer = await askFace(sandbox, face, path, { json: body });
		expect(answer).toMatchObject({ status: 404, json });
		expect(answer.text).toContain('is no longer available');
	});
});
