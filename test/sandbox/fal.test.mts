// fal.ai's queue as its pages and its users tell of it: every endpoint, every rule, and every way to fail.
import { startSandbox, type Sandbox, type SandboxTask } from '../../sandbox/sandbox.mts';
import { ask, askFace, askOrigin, lastTask, PNG_BASE64, type Answer } from './client.mts';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({ taskSeconds: 0 });
});
afterEach(async () => await sandbox.close());

const PICTURE = 'https://example.com/a.jpg';
const DATA_URI = `data:image/png;base64,${PNG_BASE64}`;
const APP = '/fal-ai/veo3.1';

type Body = Record<string, unknown>;

const IMAGE: Body = { image_url: PICTURE };
const FRAMES: Body = { first_frame_url: PICTURE, last_frame_url: DATA_URI };
const REFERENCES: Body = { image_urls: [PICTURE, PICTURE, PICTURE] };
const EXTENSION: Body = { video_url: 'https://example.com/a.mp4' };

const ENDPOINTS: ReadonlyArray<[path: string, media: Body, longest: Body]> = [
	['', {}, { duration: '4s', resolution: '4k' }],
	['/fast', {}, { duration: '6s', resolution: '4k' }],
	['/lite', {}, { duration: '8s', resolution: '1080p' }],
	['/image-to-video', IMAGE, { aspect_ratio: 'auto', resolution: '4k' }],
	['/fast/image-to-video', IMAGE, { aspect_ratio: '9:16', duration: '4s' }],
	['/lite/image-to-video', IMAGE, { resolution: '1080p' }],
	['/first-last-frame-to-video', FRAMES, { aspect_ratio: 'auto', duration: '4s' }],
	['/fast/first-last-frame-to-video', FRAMES, { duration: '6s', resolution: '4k' }],
	['/lite/first-last-frame-to-video', FRAMES, { duration: '8s' }],
	['/reference-to-video', REFERENCES, { duration: '8s', aspect_ratio: '9:16' }],
	['/extend-video', EXTENSION, { duration: '7s', resolution: '720p', aspect_ratio: 'auto' }],
	['/fast/extend-video', EXTENSION, { seed: null, negative_prompt: null }],
];

async function submit(path = '', body: Body = {}): Promise<Answer> {
	const json = { prompt: 'A lion at sunset', ...body };
	return await askFace(sandbox, 'fal', `${APP}${path}`, { json });
}

async function follow(task: SandboxTask, ending: '' | '/status' | '/status?logs=1' = '') {
	return await askFace(sandbox, 'fal', `${APP}/requests/${task.taskId}${ending}`);
}

async function cancel(task: SandboxTask) {
	const path = `${APP}/requests/${task.taskId}/cancel`;
	return await askFace(sandbox, 'fal', path, { method: 'PUT' });
}

/** Makes the last task last long, and puts it at that part of its time. */
function moveTo(part: number): SandboxTask {
	const task = lastTask(sandbox);
	task.takesSeconds = 600;
	task.createdAt = Date.now() - part * 600_000;
	return task;
}

describe('an order', () => {
	it.each(ENDPOINTS)('at %s is taken with what its page has', async (path, media, more) => {
		const options = { generate_audio: false, auto_fix: true, safety_tolerance: '4' };
		const { status, json } = await submit(path, { ...media, ...options, ...more });
		expect(status).toBe(200);
		const task = lastTask(sandbox);
		const address = `${sandbox.urls.fal}${APP}/requests/${task.taskId}`;
		expect(json).toEqual({
			status: 'IN_QUEUE',
			queue_position: 0,
			request_id: task.taskId,
			response_url: address,
			status_url: `${address}/status`,
			cancel_url: `${address}/cancel`,
		});
		expect(task.model).toBe(`fal-ai/veo3.1${path}`);
	});

	it.each<[string, string, Body, string, Array<string | number>]>([
		[
			'a field the page does not have',
			'',
			{ sample_count: 2 },
			'extra_forbidden',
			['sample_count'],
		],
		['no prompt', '', { prompt: undefined }, 'missing', ['prompt']],
		['a long prompt', '', { prompt: 'x'.repeat(20_001) }, 'too_long', ['prompt']],
		['seconds as a number', '', { duration: 8 }, 'enum', ['duration']],
		['5 seconds', '', { duration: '5s' }, 'enum', ['duration']],
		['auto without an image', '', { aspect_ratio: 'auto' }, 'enum', ['aspect_ratio']],
		['4k at Lite', '/lite', { resolution: '4k' }, 'enum', ['resolution']],
		['a tolerance as number', '', { safety_tolerance: 4 }, 'enum', ['safety_tolerance']],
		['no image', '/image-to-video', {}, 'missing', ['image_url']],
		[
			'bare base64',
			'/image-to-video',
			{ image_url: PNG_BASE64 },
			'file_download_error',
			['image_url'],
		],
		[
			'an image that is none',
			'/image-to-video',
			{ image_url: 'data:image/png;base64,aGVsbG8h' },
			'image_load_error',
			['image_url'],
		],
		[
			'an image that is away',
			'/fast/image-to-video',
			{ image_url: 'https://a.invalid/a.png' },
			'file_download_error',
			['image_url'],
		],
		[
			'one frame',
			'/first-last-frame-to-video',
			{ first_frame_url: PICTURE },
			'missing',
			['last_frame_url'],
		],
		[
			'6 seconds with frames at Lite',
			'/lite/first-last-frame-to-video',
			{ ...FRAMES, duration: '6s' },
			'enum',
			['duration'],
		],
		['audio as text', '', { generate_audio: 'yes' }, 'type_error', ['generate_audio']],
		['no references', '/reference-to-video', { image_urls: [] }, 'too_short', ['image_urls']],
		[
			'four references',
			'/reference-to-video',
			{ image_urls: [PICTURE, PICTURE, PICTURE, PICTURE] },
			'too_long',
			['image_urls'],
		],
		[
			'references for 6 seconds',
			'/reference-to-video',
			{ ...REFERENCES, duration: '6s' },
			'enum',
			['duration'],
		],
		[
			'a seed with references',
			'/reference-to-video',
			{ ...REFERENCES, seed: 1 },
			'extra_forbidden',
			['seed'],
		],
		['8 more seconds', '/extend-video', { ...EXTENSION, duration: '8s' }, 'enum', ['duration']],
		[
			'1080p of an extension',
			'/extend-video',
			{ ...EXTENSION, resolution: '1080p' },
			'enum',
			['resolution'],
		],
	])('with %s is refused', async (_name, path, body, type, loc) => {
		const answer = await submit(path, body);
		expect(answer).toMatchObject({
			status: 422,
			headers: { 'x-fal-retryable': 'false' },
			json: { detail: [{ type, loc: ['body', ...loc], msg: expect.any(String) }] },
		});
		expect(sandbox.created).toHaveLength(0);
	});

	it.each(['/fast/reference-to-video', '/lite/extend-video', '/text-to-video'])(
		'at %s finds nothing',
		async (path) => {
			expect(await submit(path)).toMatchObject({ status: 404, text: `Path ${path} not found` });
		},
	);

	it('at another app finds nothing', async () => {
		const answer = await askFace(sandbox, 'fal', '/fal-ai/veo4', { json: { prompt: 'x' } });
		expect(answer).toMatchObject({ status: 404, json: { detail: 'Application "veo4" not found' } });
	});

	it('is refused when the balance is used up, and nothing is queued', async () => {
		sandbox.faults.add({ kind: 'status', status: 403, action: 'create' });
		const detail: unknown = expect.stringContaining('User is locked. Reason: Exhausted balance.');
		expect(await submit()).toMatchObject({ status: 403, json: { detail } });
		expect(sandbox.created).toHaveLength(0);
	});
});

describe('a request', () => {
	it('is in the queue, then in progress, then completed, and only then has a result', async () => {
		await submit();
		const waiting = moveTo(0.1);
		expect(await follow(waiting, '/status')).toMatchObject({
			status: 202,
			json: { status: 'IN_QUEUE', queue_position: 0, request_id: waiting.taskId },
		});
		const running = moveTo(0.5);
		const { status, json } = await follow(running, '/status');
		expect(status).toBe(202);
		expect(json).toMatchObject({ status: 'IN_PROGRESS', logs: [] });
		expect((await follow(running, '/status?logs=1')).json).toMatchObject({
			logs: [{ level: 'INFO' }],
		});
		expect(await follow(running)).toMatchObject({
			status: 400,
			json: { detail: 'Request is still in progress' },
		});
		const done = moveTo(1);
		expect(await follow(done, '/status')).toMatchObject({
			status: 200,
			json: { status: 'COMPLETED', metrics: { inference_time: 600 } },
		});
		const result = await follow(done);
		expect(result).toMatchObject({
			status: 200,
			headers: { 'x-fal-request-id': done.taskId, 'x-fal-billable-units': '8' },
			json: {
				video: {
					url: expect.stringContaining(sandbox.url('fal', 'files')),
					content_type: 'video/mp4',
					file_size: sandbox.videoBytes,
				},
			},
		});
	});

	it('is asked at the app alone: a sub-path takes nothing but orders', async () => {
		await submit('/fast');
		const { taskId } = lastTask(sandbox);
		const path = `${APP}/fast/requests/${taskId}`;
		for (const ending of ['', '/status']) {
			expect(await askFace(sandbox, 'fal', `${path}${ending}`)).toMatchObject({
				status: 405,
				headers: { allow: 'POST' },
				text: '',
			});
		}
	});

	it.each<[string, number, object]>([
		['/status', 404, { status: 'NOT_FOUND' }],
		['', 404, { detail: 'Request not found' }],
	])('that was never made is not found (%s)', async (ending, status, json) => {
		const answer = await askFace(sandbox, 'fal', `${APP}/requests/nothing${ending}`);
		expect(answer).toMatchObject({ status, json });
	});
});

describe('a failed request', () => {
	it.each<[string, number, string]>([
		['A made-up reason', 422, 'content_policy_violation'],
		['no_media_generated', 422, 'no_media_generated'],
		['generation_timeout', 504, 'generation_timeout'],
		['downstream_service_error', 500, 'downstream_service_error'],
	])(
		'that the model refused (%s) is COMPLETED, and told by the result',
		async (reason, status, type) => {
			sandbox.faults.add({ kind: 'taskFails', body: reason });
			await submit();
			const task = lastTask(sandbox);
			const done = await follow(task, '/status');
			expect(done).toMatchObject({ status: 200, json: { status: 'COMPLETED' } });
			expect(done.json).not.toHaveProperty('error_type');
			const msg: unknown = expect.stringContaining(reason);
			expect(await follow(task)).toMatchObject({ status, json: { detail: [{ type, msg }] } });
		},
	);

	it.each<[string, number]>([
		['request_timeout', 504],
		['runner_disconnected', 503],
		['internal_error', 500],
	])('of the platform (%s) is told by both', async (error_type, code) => {
		sandbox.faults.add({ kind: 'taskFails', body: error_type });
		await submit();
		const task = lastTask(sandbox);
		expect(await follow(task, '/status')).toMatchObject({
			status: 200,
			json: { status: 'COMPLETED', error: expect.any(String), error_type },
		});
		expect(await follow(task)).toMatchObject({
			status: code,
			headers: { 'x-fal-error-type': error_type },
			json: { detail: expect.any(String), error_type },
		});
	});

	it('is not one whose result a gateway could not fetch', async () => {
		await submit();
		sandbox.faults.add({ kind: 'html', status: 504, action: 'result' });
		const task = lastTask(sandbox);
		expect(await follow(task)).toMatchObject({ status: 504, json: null });
		expect((await follow(task)).status).toBe(200);
	});

	it('may have a result without a video', async () => {
		sandbox.faults.add({ kind: 'taskCompletesEmpty' });
		await submit();
		const { status, json } = await follow(lastTask(sandbox));
		expect({ status, json }).toEqual({ status: 200, json: { video: null } });
	});
});

describe('a cancelled request', () => {
	it('is gone when it was still in the queue', async () => {
		await submit();
		const task = moveTo(0.1);
		expect(await cancel(task)).toMatchObject({
			status: 202,
			json: { status: 'CANCELLATION_REQUESTED' },
		});
		expect(await follow(task, '/status')).toMatchObject({ status: 404 });
		expect(await follow(task)).toMatchObject({ status: 404 });
		expect(await cancel(task)).toMatchObject({ status: 404, json: { status: 'NOT_FOUND' } });
	});

	it('ends with 499 when it was running', async () => {
		await submit();
		const task = moveTo(0.5);
		expect((await cancel(task)).status).toBe(202);
		expect(await follow(task, '/status')).toMatchObject({
			json: { status: 'COMPLETED', error_type: 'client_cancelled' },
		});
		expect(await follow(task)).toMatchObject({ status: 499 });
	});

	it('is none when it had ended', async () => {
		await submit();
		const task = lastTask(sandbox);
		expect(await cancel(task)).toMatchObject({
			status: 400,
			json: { status: 'ALREADY_COMPLETED' },
		});
		expect((await follow(task)).status).toBe(200);
	});
});

describe('an upload', () => {
	const initiate = '/storage/upload/initiate?storage_type=fal-cdn-v3';
	const start = async (json: unknown, path = initiate) =>
		await askOrigin(sandbox, 'fal', 'upload', path, { json });

	async function addresses() {
		const { json } = await start({ content_type: 'image/png', file_name: 'x.png' });
		return json as { upload_url: string; file_url: string };
	}

	it('takes two calls, the second without the key, and may then be ordered with', async () => {
		const { upload_url, file_url } = await addresses();
		expect(upload_url.startsWith(sandbox.url('fal', 'files'))).toBe(true);
		expect((await submit('/image-to-video', { image_url: file_url })).status).toBe(422);
		const bytes = Buffer.from(PNG_BASE64, 'base64');
		const headers = { 'content-type': 'image/png' };
		const put = await ask(upload_url, { method: 'PUT', body: bytes, headers });
		expect(put.status).toBe(200);
		expect(sandbox.uploads.get(file_url)?.bytes.equals(bytes)).toBe(true);
		expect((await ask(file_url)).bytes.equals(bytes)).toBe(true);
		expect((await submit('/image-to-video', { image_url: file_url })).status).toBe(200);
	});

	it('with the key in its second call is refused and noted', async () => {
		const { upload_url } = await addresses();
		const headers = { 'content-type': 'image/png', authorization: `Key ${sandbox.key}` };
		const put = await ask(upload_url, { method: 'PUT', body: Buffer.from('x'), headers });
		expect(put.status).toBe(400);
		expect(sandbox.credentialsSeenElsewhere).toHaveLength(1);
		expect(sandbox.uploads.size).toBe(0);
	});

	it('that nobody announced is refused', async () => {
		const url = `${sandbox.url('fal', 'files')}/uploads/a/b.png?X-Signature=c`;
		const headers = { 'content-type': 'image/png' };
		expect((await ask(url, { method: 'PUT', body: Buffer.from('x'), headers })).status).toBe(403);
	});

	it('of an unknown kind or without a name is refused', async () => {
		expect((await start({ content_type: 'image/png' })).status).toBe(422);
		const named = { content_type: 'image/png', file_name: 'x.png' };
		expect((await start(named, '/storage/upload/initiate')).status).toBe(422);
	});

	it('needs the key to begin with', async () => {
		const answer = await askOrigin(sandbox, 'fal', 'upload', initiate, { json: {}, key: null });
		const detail = 'Authorization header is required';
		expect(answer).toMatchObject({ status: 401, json: { detail } });
	});
});

describe('the key', () => {
	it.each(['Bearer', 'key', ''])('is not taken as "%s …"', async (scheme) => {
		const headers = { authorization: `${scheme} ${sandbox.key}`.trim() };
		const answer = await askFace(sandbox, 'fal', APP, {
			json: { prompt: 'x' },
			headers,
			key: null,
		});
		expect(answer).toMatchObject({ status: 401, json: { detail: 'invalid key credentials' } });
	});

	it('that is wrong is refused before anything else, and none finds no request', async () => {
		const path = `${APP}/requests/nothing/status`;
		expect((await askFace(sandbox, 'fal', path, { key: 'wrong' })).status).toBe(401);
		const none = await askFace(sandbox, 'fal', path, { key: null });
		expect(none).toMatchObject({ status: 404, json: { status: 'NOT_FOUND' } });
	});

	it('shown to the host of the files is refused and noted', async () => {
		await submit();
		const { text } = await follow(lastTask(sandbox));
		const url = /"url":"([^"]+)"/.exec(text)?.[1] ?? '';
		const headers = { authorization: `Key ${sandbox.key}` };
		expect((await ask(url, { headers })).status).toBe(400);
		expect(sandbox.credentialsSeenElsewhere).toMatchObject([{ face: 'fal', origin: 'files' }]);
		expect((await ask(url)).bytes).toHaveLength(sandbox.videoBytes);
	});
});

describe('the platform', () => {
	const requests = '/v1/models/requests/by-endpoint';
	const list = async (query: string) =>
		await askOrigin(sandbox, 'fal', 'platform', `${requests}${query}`);

	it('lists the finished requests of one endpoint, newest first, page by page', async () => {
		sandbox.faults.add({ kind: 'taskFails' });
		await submit();
		await submit();
		await submit('/fast');
		await submit();
		moveTo(0.5);
		const [failed, done] = sandbox.created;
		const first = await list('?endpoint_id=fal-ai/veo3.1&limit=1');
		const items = [{ request_id: done?.taskId, endpoint_id: 'fal-ai/veo3.1', status_code: 200 }];
		expect(first.json).toMatchObject({ items, has_more: true, next_cursor: expect.any(String) });
		const second = await list('?endpoint_id=fal-ai/veo3.1&limit=1&cursor=Mg%3D%3D');
		const older = [{ request_id: failed?.taskId, status_code: 422 }];
		expect(second.json).toMatchObject({ items: older, has_more: false, next_cursor: null });
	});

	it('wants an endpoint, a limit within bounds, and true times', async () => {
		const endpoint = '?endpoint_id=fal-ai/veo3.1';
		for (const query of ['', `${endpoint}&limit=101`, `${endpoint}&start=yesterday`]) {
			expect(await list(query)).toMatchObject({ status: 400, json: { error: {} } });
		}
	});

	it('tells a price to whoever has a valid key', async () => {
		const path = '/v1/models/pricing?endpoint_id=fal-ai/veo3.1';
		const answer = await askOrigin(sandbox, 'fal', 'platform', path);
		expect(answer.json).toMatchObject({
			prices: [{ endpoint_id: 'fal-ai/veo3.1', currency: 'USD' }],
		});
		expect((await askOrigin(sandbox, 'fal', 'platform', path, { key: 'no' })).status).toBe(401);
	});
});

describe('a fault', () => {
	it.each<[number, object]>([
		[429, { error_type: 'concurrent_requests_limit' }],
		[500, { error_type: 'internal_error' }],
		[503, { error_type: 'runner_connection_error' }],
		[401, { detail: expect.any(String) }],
	])('with status %d has fal’s words', async (status, json) => {
		sandbox.faults.add({ kind: 'status', status, action: 'create' });
		expect(await submit()).toMatchObject({ status, json });
	});
});
