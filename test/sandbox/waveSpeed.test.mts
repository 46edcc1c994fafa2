// WaveSpeed as its pages and its users tell of it: every route, every word, and refusals inside HTTP 200.
import { FormData } from 'undici';

import { startSandbox, type Sandbox, type SandboxTask } from '../../sandbox/sandbox.mts';
import { ask, askFace, lastTask, PNG_BASE64 } from './client.mts';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({ taskSeconds: 600 });
});
afterEach(async () => await sandbox.close());

type Body = Record<string, unknown>;

const PICTURE = 'https://example.com/a.jpg';
const DATA_URI = `data:image/png;base64,${PNG_BASE64}`;
const IMAGE: Body = { image: PICTURE };
const FRAMES: Body = { image: PICTURE, last_image: DATA_URI };
const REFERENCES: Body = { images: [PICTURE, DATA_URI, PICTURE] };
const EXTENSION: Body = { video: 'https://example.com/a.mp4' };
const STRING: unknown = expect.any(String);

const ROUTES: ReadonlyArray<[model: string, media: Body, most: Body, unknown: Body]> = [
	['veo3.1/text-to-video', {}, { duration: 4, resolution: '4k', generate_audio: false }, IMAGE],
	['veo3.1/image-to-video', FRAMES, { aspect_ratio: '9:16', duration: 8 }, REFERENCES],
	['veo3.1/reference-to-video', REFERENCES, { resolution: '4k' }, { aspect_ratio: '16:9' }],
	['veo3.1/video-extend', EXTENSION, { resolution: '1080p' }, { duration: 7 }],
	['veo3.1-fast/text-to-video', {}, { duration: 6, resolution: '4k' }, { image_url: PICTURE }],
	['veo3.1-fast/image-to-video', IMAGE, { generate_audio: true }, { size: '832*480' }],
	['veo3.1-fast/reference-to-video', REFERENCES, { aspect_ratio: '9:16' }, { duration: 8 }],
	['veo3.1-fast/video-extend', EXTENSION, { seed: 1 }, { generate_audio: true }],
	['veo3.1-lite/text-to-video', {}, { duration: 6, seed: -1 }, { generate_audio: true }],
	['veo3.1-lite/image-to-video', IMAGE, { duration: 4 }, { last_image: PICTURE }],
	['veo3.1-lite/start-end-to-video', FRAMES, { resolution: '1080p' }, { duration: 8 }],
];

async function submit(body: Body = {}, model = 'veo3.1-fast/text-to-video') {
	const json = { prompt: 'A lion at sunset', ...body };
	return await askFace(sandbox, 'waveSpeed', `/api/v3/google/${model}`, { json });
}

const poll = async ({ taskId }: SandboxTask) =>
	await askFace(sandbox, 'waveSpeed', `/api/v3/predictions/${taskId}/result`);

const post = async (path: string, json: Body) =>
	await askFace(sandbox, 'waveSpeed', `/api/v3${path}`, { json });

/** Puts the last task at that part of its time. */
function moveTo(fraction: number): SandboxTask {
	const task = lastTask(sandbox);
	task.createdAt = Date.now() - fraction * 600_000;
	return task;
}

describe('a create', () => {
	it.each(ROUTES)('at %s is taken with what its page has', async (model, media, most) => {
		const { status, json } = await submit({ ...media, ...most, negative_prompt: 'x' }, model);
		const { taskId } = lastTask(sandbox);
		const get = `${sandbox.urls.waveSpeed}/api/v3/predictions/${taskId}/result`;
		expect({ status, json }).toMatchObject({
			status: 200,
			json: {
				code: 200,
				message: 'success',
				data: {
					id: taskId,
					model: `google/${model}`,
					status: 'created',
					outputs: [],
					urls: { get },
					error: '',
				},
			},
		});
	});

	it.each(ROUTES)(
		'at %s is refused with a field of another route',
		async (model, media, _most, more) => {
			const [name = ''] = Object.keys(more);
			const message = `Unknown field: ${name}`;
			const answer = await submit({ ...media, ...more }, model);
			expect(answer).toMatchObject({ status: 400, json: { code: 400, message } });
			expect(sandbox.created).toHaveLength(0);
		},
	);

	it.each<[string, string, Body]>([
		['no prompt', 'veo3.1/text-to-video', { prompt: undefined }],
		['a model in the body', 'veo3.1/text-to-video', { model: 'google/veo3.1' }],
		['seconds as text', 'veo3.1/text-to-video', { duration: '8' }],
		['5 seconds', 'veo3.1-lite/text-to-video', { duration: 5 }],
		['a capital K', 'veo3.1/text-to-video', { resolution: '4K' }],
		['4k at Lite', 'veo3.1-lite/text-to-video', { resolution: '4k' }],
		[
			'4k with references at Fast',
			'veo3.1-fast/reference-to-video',
			{ ...REFERENCES, resolution: '4k' },
		],
		['4k of an extension', 'veo3.1/video-extend', { ...EXTENSION, resolution: '4k' }],
		['audio as text', 'veo3.1/text-to-video', { generate_audio: 'true' }],
		['no image', 'veo3.1/image-to-video', {}],
		['one frame', 'veo3.1-lite/start-end-to-video', IMAGE],
		['no references', 'veo3.1/reference-to-video', { images: [] }],
		['four references', 'veo3.1/reference-to-video', { images: Array(4).fill(PICTURE) }],
	])('with %s is refused', async (_name, model, body) => {
		expect(await submit(body, model)).toMatchObject({
			status: 400,
			json: { code: 400, message: STRING },
		});
		expect(sandbox.created).toHaveLength(0);
	});

	it.each<[string, string, Body]>([
		['an image that is away', 'veo3.1/image-to-video', { image: 'https://a.invalid/a.png' }],
		['bare base64', 'veo3.1/image-to-video', { image: PNG_BASE64 }],
		['an image that is none', 'veo3.1/image-to-video', { image: 'data:image/png;base64,aGVsbG8h' }],
		['a video as base64', 'veo3.1/video-extend', { video: 'data:video/mp4;base64,aGVsbG8h' }],
	])('with %s is refused inside HTTP 200', async (_name, model, body) => {
		const { status, json } = await submit(body, model);
		expect({ status, json }).toEqual({ status: 200, json: { code: 400, message: STRING } });
		expect(sandbox.created).toHaveLength(0);
	});

	it.each([
		'veo3.1-lite/reference-to-video',
		'veo3.1-lite/video-extend',
		'veo3.1/start-end-to-video',
		'veo3.1',
	])('at %s finds no model', async (model) => {
		expect(await submit({}, model)).toMatchObject({ status: 404, json: { code: 404 } });
	});

	it('may have ended in its own reply', async () => {
		sandbox.taskSeconds = 0;
		const outputs = [expect.stringContaining(sandbox.url('waveSpeed', 'files'))];
		expect((await submit()).json).toMatchObject({ data: { status: 'completed', outputs } });
		sandbox.faults.add({ kind: 'taskFails', body: 'RAI' });
		const data = { status: 'failed', error: 'RAI', outputs: [] };
		expect((await submit()).json).toMatchObject({ code: 200, data });
	});
});

describe('a task', () => {
	it('is created, processing, then completed with a link that wants no key', async () => {
		await submit();
		const data = { id: lastTask(sandbox).taskId };
		expect((await poll(moveTo(0.1))).json).toMatchObject({ data: { ...data, status: 'created' } });
		expect((await poll(moveTo(0.5))).json).toMatchObject({
			data: { ...data, status: 'processing' },
		});
		const { json, text } = await poll(moveTo(1));
		const timings = { inference: 600_000 };
		expect(json).toMatchObject({ data: { ...data, status: 'completed', error: '', timings } });
		const url = /"outputs":\["([^"]+)"/.exec(text)?.[1] ?? '';
		expect((await ask(url, { key: sandbox.key })).status).toBe(400);
		expect(sandbox.credentialsSeenElsewhere).toHaveLength(1);
		expect((await ask(url)).bytes).toHaveLength(sandbox.videoBytes);
	});

	it('that failed says why, with HTTP 200 and code 200', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: 'Flagged' });
		await submit();
		const data = { status: 'failed', error: 'Flagged', outputs: [] };
		expect(await poll(moveTo(1))).toMatchObject({ status: 200, json: { code: 200, data } });
	});

	it('that never began took no time', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: 'Busy, please try again later' });
		await submit();
		expect((await poll(moveTo(1))).json).toMatchObject({ data: { executionTime: 0 } });
	});

	it.each(['cancelled', 'timeout', 'deleted'])('may be %s', async (word) => {
		sandbox.faults.add({ kind: 'taskFails', body: word });
		await submit();
		expect((await poll(moveTo(1))).json).toMatchObject({ data: { status: word, error: '' } });
	});

	it('may be completed without a video', async () => {
		sandbox.faults.add({ kind: 'taskCompletesEmpty' });
		await submit();
		const data = { status: 'completed', outputs: [] };
		expect((await poll(moveTo(1))).json).toMatchObject({ data });
	});

	it('that nobody made is not found, and the address is not shorter', async () => {
		const missing = { status: 404, json: { code: 404 } };
		expect(await askFace(sandbox, 'waveSpeed', '/api/v3/predictions/x/result')).toMatchObject(
			missing,
		);
		await submit();
		const short = `/api/v3/predictions/${lastTask(sandbox).taskId}`;
		expect(await askFace(sandbox, 'waveSpeed', short)).toMatchObject(missing);
	});
});

describe('the list', () => {
	const anyTime = { created_after: '2020-01-01T00:00:00Z', created_before: '2999-01-01T00:00:00Z' };
	const list = async (more: Body = {}) =>
		await post('/predictions', { page: 1, page_size: 10, ...anyTime, ...more });

	it('has the tasks of a time and a model, newest first, with their inputs when asked', async () => {
		await submit({ prompt: 'First' });
		await submit({ prompt: 'Second' });
		await submit({}, 'veo3.1/text-to-video');
		const model = 'google/veo3.1-fast/text-to-video';
		const [first, second] = sandbox.created.map(({ taskId }) => taskId);
		const items = [
			{ id: second, model, status: 'created', inputs: { prompt: 'Second' } },
			{ id: first, model, status: 'created', inputs: { prompt: 'First' } },
		];
		const answer = await list({ model, include_inputs: true });
		expect(answer.json).toMatchObject({ code: 200, data: { page: 1, items } });
		expect((await list()).text).not.toContain('inputs');
		const one = await list({ page: 2, page_size: 2 });
		expect(one.json).toMatchObject({ data: { page: 2, items: [{ id: first }] } });
		const completed = await list({ status: 'completed' });
		expect(completed.json).toMatchObject({ data: { items: [] } });
		const before = await list({ created_before: '2021-01-01T00:00:00Z' });
		expect(before.json).toMatchObject({ data: { items: [] } });
	});

	it.each<[string, Body]>([
		['no time', { created_after: undefined }],
		['a time that is none', { created_before: 'yesterday' }],
		['page 0', { page: 0 }],
		['a field that nobody knows', { limit: 1 }],
	])('with %s is refused', async (_name, more) => {
		expect(await list(more)).toMatchObject({ status: 400, json: { code: 400 } });
	});
});

describe('an upload', () => {
	function form(field = 'file', type = 'image/png'): FormData {
		const data = new FormData();
		data.append(field, new Blob([Buffer.from(PNG_BASE64, 'base64')], { type }), 'a.png');
		return data;
	}
	const binary = async (body: FormData) =>
		await askFace(sandbox, 'waveSpeed', '/api/v3/media/upload/binary', { body });

	it('in one request gives a link to create with', async () => {
		const { json } = await binary(form());
		const [link] = sandbox.uploads.keys();
		const data = { type: 'image', download_url: link, filename: 'a.png', size: 70 };
		expect(json).toMatchObject({ code: 200, data });
		const image = String(link);
		expect((await ask(image)).bytes.toString('base64')).toBe(PNG_BASE64);
		expect((await submit({ image }, 'veo3.1/image-to-video')).json).toMatchObject({ code: 200 });
		const other = { image: `${image}.not` };
		expect((await submit(other, 'veo3.1/image-to-video')).json).toMatchObject({ code: 400 });
	});

	it('in another field, or of another type, is refused', async () => {
		expect(await binary(form('image'))).toMatchObject({ status: 400, json: { code: 400 } });
		expect(await binary(form('file', 'text/plain'))).toMatchObject({ status: 400 });
	});

	it('with a ticket goes to another host, which refuses the key', async () => {
		const answer = await post('/media/uploads', { filename: 'a.png', size: 70 });
		const headers = { 'Content-Type': 'application/octet-stream' };
		const upload = { method: 'PUT', headers };
		expect(answer.json).toMatchObject({ code: 200, data: { download_url: STRING, upload } });
		const url = /"url":"([^"]+)"/.exec(answer.text)?.[1] ?? '';
		expect(url.startsWith(sandbox.url('waveSpeed', 'files'))).toBe(true);
		const put = { method: 'PUT' as const, headers, body: Buffer.from(PNG_BASE64, 'base64') };
		expect((await ask(url, { ...put, key: sandbox.key })).status).toBe(400);
		expect((await ask(url.replace(/\?.*/, ''), put)).status).toBe(403);
		expect((await ask(url, put)).status).toBe(200);
		expect(sandbox.uploads.size).toBe(1);
	});

	it('without a size gets no ticket', async () => {
		expect(await post('/media/uploads', { filename: 'a.png' })).toMatchObject({ status: 400 });
	});
});

describe('the account', () => {
	it('tells its balance to whoever has the key, in that header alone', async () => {
		const path = '/api/v3/balance';
		expect((await askFace(sandbox, 'waveSpeed', path)).json).toMatchObject({
			data: { balance: 100 },
		});
		const headers = { 'x-api-key': sandbox.key };
		const refused = { status: 401, json: { code: 401, message: STRING } };
		expect(await askFace(sandbox, 'waveSpeed', path, { key: null, headers })).toMatchObject(
			refused,
		);
	});

	it.each<[string, Body, number]>([
		['google/veo3.1/text-to-video', {}, 3.2],
		['google/veo3.1-fast/text-to-video', { duration: 4, generate_audio: false }, 0.4],
		['google/veo3.1-fast/reference-to-video', REFERENCES, 0.64],
		['google/veo3.1-lite/text-to-video', { duration: 8 }, 0.4],
		['google/veo3.1-fast/video-extend', EXTENSION, 1.05],
	])('is told the price of %s with %j', async (model_id, inputs, price) => {
		const answer = await post('/model/price', { model_id, inputs: { prompt: 'x', ...inputs } });
		expect(answer.json).toMatchObject({ data: { model_id, price, currency: 'USD' } });
		expect(sandbox.created).toHaveLength(0);
	});

	it('sees the models with the fields that each takes', async () => {
		const { json } = await askFace(sandbox, 'waveSpeed', '/api/v3/models');
		const properties = { prompt: { type: 'string' }, duration: { enum: [4, 6, 8] } };
		const request_schema = { additionalProperties: false, required: ['prompt'], properties };
		const [first, ...others] = ROUTES.map(([model]) => ({ model_id: `google/${model}` }));
		const api_schema = { api_schemas: [{ request_schema }] };
		expect(json).toMatchObject({ data: [{ ...first, api_schema }, ...others] });
	});
});

describe('a fault', () => {
	it.each([402, 403, 429, 500, 503])('with status %d comes in the envelope', async (status) => {
		sandbox.faults.add({ kind: 'status', status, action: 'create' });
		expect(await submit()).toMatchObject({ status, json: { code: status, message: STRING } });
		expect(sandbox.created).toHaveLength(0);
	});

	it('may be told by the body alone, in the reply to a create or to a check', async () => {
		const body = { code: 429, message: 'Too many requests' };
		sandbox.faults.add({ kind: 'json', body, times: 2 });
		expect(await submit()).toMatchObject({ status: 200, json: body });
		expect(sandbox.created).toHaveLength(0);
		await askFace(sandbox, 'waveSpeed', '/api/v3/balance');
		await submit();
		sandbox.faults.add({ kind: 'json', body, action: 'status' });
		expect(await poll(lastTask(sandbox))).toMatchObject({ status: 200, json: body });
	});
});
