// Replicate as its pages and its users tell of it: predictions, their six words, and files that last an hour.
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
const REFERENCES: Body = { reference_images: [PICTURE, DATA_URI, PICTURE] };
const STRING: unknown = expect.any(String);
const HOUR = 3600;

async function submit(input: Body = {}, model = 'google/veo-3.1-fast', more: Body = {}) {
	const json = { input: { prompt: 'A lion at sunset', ...input }, ...more };
	return await askFace(sandbox, 'replicate', `/v1/models/${model}/predictions`, { json });
}

const get = async (path: string) => await askFace(sandbox, 'replicate', `/v1${path}`);
const poll = async ({ taskId }: Pick<SandboxTask, 'taskId'>) => await get(`/predictions/${taskId}`);
const cancel = async ({ taskId }: Pick<SandboxTask, 'taskId'>) =>
	await askFace(sandbox, 'replicate', `/v1/predictions/${taskId}/cancel`, { method: 'POST' });

/** Puts the last task at that part of its time. */
function moveTo(fraction: number): SandboxTask {
	const task = lastTask(sandbox);
	task.createdAt = Date.now() - fraction * 600_000;
	return task;
}

describe('a create', () => {
	it.each<[string, string, Body]>([
		['text', 'google/veo-3.1', { duration: 4, resolution: '720p', generate_audio: false, seed: 1 }],
		['one image', 'google/veo-3.1-fast', { image: DATA_URI, aspect_ratio: '9:16' }],
		['two frames', 'google/veo-3.1-lite', { image: PICTURE, last_frame: PICTURE, duration: 6 }],
		['references', 'google/veo-3.1', { ...REFERENCES, duration: 8, negative_prompt: 'x' }],
		['references by default', 'google/veo-3.1-fast', REFERENCES],
		['1080p at Lite', 'google/veo-3.1-lite', { resolution: '1080p', duration: 8 }],
		['a field that no schema has', 'google/veo-3.1', { size: '1280x720' }],
	])('of %s is taken with 201', async (_name, model, input) => {
		const { status, json, headers } = await submit(input, model);
		const id = lastTask(sandbox).taskId;
		expect(id).toMatch(/^[a-z0-9]{26}$/);
		const url = `${sandbox.urls.replicate}/v1/predictions/${id}`;
		expect({ status, headers }).toMatchObject({
			status: 201,
			headers: { 'ratelimit-remaining': STRING },
		});
		expect(json).toEqual({
			id,
			model,
			version: 'hidden',
			input: { prompt: 'A lion at sunset', ...input },
			logs: '',
			error: null,
			status: 'starting',
			source: 'api',
			data_removed: false,
			created_at: STRING,
			urls: { get: url, cancel: `${url}/cancel`, web: STRING },
		});
	});

	it.each<[string, string, Body, string]>([
		['no prompt', 'google/veo-3.1', { prompt: undefined }, 'prompt'],
		['seconds as text', 'google/veo-3.1', { duration: '8' }, 'duration'],
		['5 seconds', 'google/veo-3.1-lite', { duration: 5 }, 'duration'],
		['4k', 'google/veo-3.1', { resolution: '4k' }, 'resolution'],
		['another shape', 'google/veo-3.1', { aspect_ratio: '1:1' }, 'aspect_ratio'],
		['audio as text', 'google/veo-3.1', { generate_audio: 'true' }, 'generate_audio'],
		[
			'1080p for 4 seconds at Lite',
			'google/veo-3.1-lite',
			{ resolution: '1080p', duration: 4 },
			'duration',
		],
		['references for 6 seconds', 'google/veo-3.1', { ...REFERENCES, duration: 6 }, 'duration'],
		['tall references', 'google/veo-3.1', { ...REFERENCES, aspect_ratio: '9:16' }, 'aspect_ratio'],
		[
			'four references',
			'google/veo-3.1',
			{ reference_images: Array(4).fill(PICTURE) },
			'reference_images',
		],
		['bare base64', 'google/veo-3.1', { image: PNG_BASE64 }, 'image'],
		['an image that is away', 'google/veo-3.1', { image: 'https://a.invalid/a.png' }, 'image'],
		[
			'a reference that is none',
			'google/veo-3.1',
			{ reference_images: ['data:image/png;base64,aGVsbG8h'] },
			'reference_images.0',
		],
	])('with %s is refused, and the field is named', async (_name, model, input, name) => {
		const field = `input.${name}`;
		const detail: unknown = expect.stringContaining(`- ${field}: `);
		expect(await submit(input, model)).toMatchObject({
			status: 422,
			headers: { 'content-type': 'application/problem+json' },
			json: { title: 'Input validation failed', detail, status: 422, invalid_fields: [{ field }] },
		});
		expect(sandbox.created).toHaveLength(0);
	});

	it('with a call back without TLS, or for an event that is none, is refused', async () => {
		const wrong = [{ webhook: 'http://example.com' }, { webhook_events_filter: ['end'] }];
		for (const more of wrong) {
			expect(await submit({}, 'google/veo-3.1', more)).toMatchObject({ status: 422 });
		}
	});

	it('may name its model in the body', async () => {
		const input = { prompt: 'A lion' };
		const create = async (json: Body) =>
			await askFace(sandbox, 'replicate', '/v1/predictions', { json });
		for (const version of ['google/veo-3.1', 'google/veo-3.1:0123']) {
			expect(await create({ version, input })).toMatchObject({
				status: 201,
				json: { model: 'google/veo-3.1' },
			});
		}
		expect((await create({ input })).status).toBe(422);
	});

	it('of a model that is not there finds nothing', async () => {
		const answer = await submit({}, 'google/veo-9');
		expect(answer).toMatchObject({ status: 404, json: { detail: STRING, status: 404 } });
	});
});

describe('a prediction', () => {
	it('is starting, processing, then succeeded with one link that wants no key', async () => {
		await submit();
		expect((await poll(moveTo(0.1))).json).toMatchObject({ status: 'starting' });
		const running = (await poll(moveTo(0.5))).json;
		expect(running).toMatchObject({ status: 'processing', started_at: STRING });
		expect(running).not.toHaveProperty('output');
		const { json, text } = await poll(moveTo(1));
		const metrics = { predict_time: 450, total_time: 600 };
		expect(json).toMatchObject({ status: 'succeeded', error: null, completed_at: STRING, metrics });
		const url = /"output":"([^"]+)"/.exec(text)?.[1] ?? '';
		expect((await ask(url, { key: sandbox.key })).status).toBe(400);
		expect(sandbox.credentialsSeenElsewhere).toMatchObject([
			{ face: 'replicate', origin: 'files' },
		]);
		expect((await ask(url)).bytes).toHaveLength(sandbox.videoBytes);
	});

	it('is emptied an hour after its end, and its file is gone', async () => {
		await submit();
		const { text } = await poll(moveTo(1));
		const url = /"output":"([^"]+)"/.exec(text)?.[1] ?? '';
		sandbox.age(HOUR - 60);
		expect((await ask(url)).status).toBe(200);
		expect((await poll(lastTask(sandbox))).json).toMatchObject({
			data_removed: false,
			output: url,
		});
		sandbox.age(120);
		expect((await ask(url)).status).toBe(404);
		expect((await poll(lastTask(sandbox))).json).toMatchObject({
			status: 'succeeded',
			data_removed: true,
			input: {},
			output: null,
		});
	});

	it('that failed says why in words', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: 'Flagged as sensitive. (E005)' });
		await submit();
		const error = 'Flagged as sensitive. (E005)';
		expect(await poll(moveTo(1))).toMatchObject({
			status: 200,
			json: { status: 'failed', error, output: null },
		});
	});

	it('that was aborted never began', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: 'aborted' });
		await submit();
		const { json } = await poll(moveTo(1));
		expect(json).toMatchObject({ status: 'aborted', error: null });
		expect(json).not.toHaveProperty('started_at');
	});

	it('may succeed without a video', async () => {
		sandbox.faults.add({ kind: 'taskCompletesEmpty' });
		await submit();
		const json = { status: 'succeeded', output: null, data_removed: false };
		expect((await poll(moveTo(1))).json).toMatchObject(json);
	});

	it('may be told with a list of links', async () => {
		await submit();
		const task = moveTo(1);
		const output = [PICTURE];
		sandbox.faults.add({ kind: 'overlay', action: 'status', body: { output } });
		expect((await poll(task)).json).toMatchObject({ status: 'succeeded', output });
	});

	it('that nobody made is not found', async () => {
		const nobody = { taskId: 'nothing' };
		expect(await poll(nobody)).toMatchObject({ status: 404, json: { status: 404 } });
		expect((await cancel(nobody)).status).toBe(404);
	});
});

describe('a cancel', () => {
	it.each([0.1, 0.5])('ends what is at %d of its time', async (fraction) => {
		await submit();
		const task = moveTo(fraction);
		const json = { id: task.taskId, status: 'canceled', completed_at: STRING, logs: null };
		expect(await cancel(task)).toMatchObject({ status: 200, json });
		expect((await poll(moveTo(2))).json).toMatchObject({ status: 'canceled', output: null });
	});

	it('leaves what has ended as it is', async () => {
		await submit();
		const task = moveTo(1);
		expect(await cancel(task)).toMatchObject({
			status: 200,
			json: { status: 'succeeded', output: STRING },
		});
	});
});

describe('the list', () => {
	it('has all predictions, newest first, by the hundred, without what went in and came out', async () => {
		for (let count = 0; count < 103; count += 1) await submit();
		moveTo(1);
		const ids = sandbox.created.map(({ taskId }) => taskId).reverse();
		const first = await get('/predictions');
		const [newest, ...others] = ids.slice(0, 100).map((id) => ({ id, source: 'api' }));
		const results = [{ ...newest, status: 'succeeded', data_removed: false }, ...others];
		expect(first.json).toMatchObject({ previous: null, next: STRING, results });
		expect(first.text).not.toMatch(/"(input|output)"/);
		const next = /"next":"([^"]+)"/.exec(first.text)?.[1] ?? '';
		const rest = await ask(next, { key: sandbox.key });
		const older = ids.slice(100).map((id) => ({ id }));
		expect(rest.json).toMatchObject({ next: null, previous: STRING, results: older });
	});

	it('may be of a time', async () => {
		await submit();
		expect((await get('/predictions?created_after=2999-01-01T00:00:00Z')).json).toMatchObject({
			results: [],
		});
		expect((await get('/predictions?created_before=2999-01-01T00:00:00Z')).json).toMatchObject({
			results: [{}],
		});
		expect((await get('/predictions?created_after=yesterday')).status).toBe(400);
	});
});

describe('an upload', () => {
	const upload = async (field = 'content') => {
		const body = new FormData();
		body.append(
			field,
			new Blob([Buffer.from(PNG_BASE64, 'base64')], { type: 'image/png' }),
			'a.png',
		);
		return await askFace(sandbox, 'replicate', '/v1/files', { body });
	};

	it('gives a record, whose link may be named in a create for a day', async () => {
		const { status, json } = await upload();
		const [link = ''] = sandbox.uploads.keys();
		const checksums = { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) };
		const record = {
			name: 'a.png',
			content_type: 'image/png',
			size: 70,
			checksums,
			urls: { get: link },
		};
		expect({ status, json }).toMatchObject({ status: 201, json: record });
		expect((await ask(link)).status).toBe(401);
		expect((await ask(link, { key: sandbox.key })).json).toMatchObject(record);
		expect((await submit({ image: link })).status).toBe(201);
		expect((await submit({ image: `${link}x` })).status).toBe(422);
		sandbox.age(25 * HOUR);
		expect((await submit({ image: link })).status).toBe(422);
		expect((await ask(link, { key: sandbox.key })).status).toBe(404);
	});

	it('in another part is refused', async () => {
		expect((await upload('file')).status).toBe(400);
	});
});

describe('the key', () => {
	it('is told by the account', async () => {
		expect((await get('/account')).json).toMatchObject({ type: 'user', username: 'sandbox' });
	});

	it.each<[string, string, string | null, Body]>([
		['none', '/v1/account', null, { detail: 'Authorization header required' }],
		['a wrong one', '/v1/account', 'wrong', { title: 'Unauthenticated', status: 401 }],
	])('is refused in words: %s', async (_name, path, key, json) => {
		expect(await askFace(sandbox, 'replicate', path, { key })).toMatchObject({ status: 401, json });
	});

	it('is refused in others where a prediction is created', async () => {
		const path = '/v1/models/google/veo-3.1/predictions';
		const answer = await askFace(sandbox, 'replicate', path, { json: {}, key: 'wrong' });
		expect(answer).toMatchObject({ status: 401, json: { title: 'Authentication required' } });
	});
});

it('a model tells its schema', async () => {
	const { json } = await get('/models/google/veo-3.1');
	const duration = { enum: [4, 6, 8], default: 8 };
	const Input = {
		required: ['prompt'],
		properties: { duration, resolution: { default: '1080p' } },
	};
	const openapi_schema = { components: { schemas: { Input } } };
	expect(json).toMatchObject({
		owner: 'google',
		name: 'veo-3.1',
		latest_version: { openapi_schema },
	});
	expect((await get('/models/google/veo-9')).status).toBe(404);
});

describe('a fault', () => {
	it('429 names the pause in the body, for a create', async () => {
		sandbox.faults.add({ kind: 'status', status: 429, action: 'create' });
		const throttled: unknown = expect.stringContaining('Request was throttled.');
		expect(await submit()).toMatchObject({
			status: 429,
			json: { detail: throttled, retry_after: 1 },
		});
		expect(sandbox.created).toHaveLength(0);
		await submit();
		sandbox.faults.add({ kind: 'status', status: 429, action: 'status' });
		const { json } = await poll(lastTask(sandbox));
		expect(json).toEqual({ detail: throttled });
	});

	it.each([
		[402, 'Insufficient credit'],
		[500, 'Internal server error'],
	])('%d has a title', async (status, title) => {
		sandbox.faults.add({ kind: 'status', status, action: 'create' });
		expect(await submit()).toMatchObject({ status, json: { title, detail: STRING, status } });
	});
});
