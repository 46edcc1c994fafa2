// OpenRouter's jobs for videos as its documents and its users tell of them.
import { startSandbox, type Sandbox, type SandboxTask } from '../../sandbox/sandbox.mts';
import { ask, askFace, lastTask, PNG_BASE64 } from './client.mts';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({ taskSeconds: 0, retiredModels: ['google/veo-3.1'] });
});
afterEach(async () => await sandbox.close());

type Body = Record<string, unknown>;

const PICTURE = 'https://example.com/a.jpg';
const DATA_URI = `data:image/png;base64,${PNG_BASE64}`;

const part = (url: unknown = PICTURE) => ({ type: 'image_url', image_url: { url } });
const frame = (frame_type: string, url?: string) => ({ ...part(url), frame_type });
const options = (parameters: object) => ({
	provider: { options: { 'google-vertex': { parameters } } },
});

async function submit(body: Body = {}) {
	const json = { model: 'google/veo-3.1-fast', prompt: 'A lion at sunset', ...body };
	return await askFace(sandbox, 'openRouter', '/v1/videos', { json });
}

const poll = async ({ taskId }: SandboxTask) =>
	await askFace(sandbox, 'openRouter', `/v1/videos/${taskId}`);
const content = async ({ taskId }: SandboxTask, more = '', headers = {}) =>
	await askFace(sandbox, 'openRouter', `/v1/videos/${taskId}/content${more}`, { headers });

/** Makes the last task last long, and puts it at that part of its time. */
function moveTo(fraction: number): SandboxTask {
	const task = lastTask(sandbox);
	task.takesSeconds = 600;
	task.createdAt = Date.now() - fraction * 600_000;
	return task;
}

describe('a create', () => {
	it.each<[string, Body]>([
		['text', { duration: 8, resolution: '4K', aspect_ratio: '9:16', seed: 7 }],
		['a size', { size: '1920x1080', generate_audio: false }],
		['a first frame', { frame_images: [frame('first_frame', DATA_URI)] }],
		['two frames', { frame_images: [frame('first_frame'), frame('last_frame')], duration: 4 }],
		['a frame and no prompt', { frame_images: [frame('first_frame')], prompt: undefined }],
		['references', { input_references: [part(), part(DATA_URI), part()], duration: 8 }],
		['references without a duration', { input_references: [part()] }],
		['Google’s parameters', options({ negativePrompt: 'x', personGeneration: 'allow_adult' })],
		['a call back', { callback_url: 'https://example.com/hook', session_id: 'one' }],
		['fields that nobody knows', { image: PICTURE, negative_prompt: 'x' }],
	])('of %s is taken with 202', async (_name, body) => {
		const { status, json } = await submit(body);
		const { taskId } = lastTask(sandbox);
		expect(taskId).toMatch(/^gen-vid-\d+-[A-Za-z0-9]{20}$/);
		expect({ status, json }).toEqual({
			status: 202,
			json: {
				id: taskId,
				polling_url: `${sandbox.urls.openRouter}/v1/videos/${taskId}`,
				status: 'pending',
			},
		});
	});

	const lite = { model: 'google/veo-3.1-lite' };
	it.each<[string, Body, string]>([
		['5 seconds', { duration: 5 }, 'Supported: 4, 6, 8'],
		['4K at Lite', { ...lite, resolution: '4K' }, 'Supported: 720p, 1080p'],
		['a size of 4K at Lite', { ...lite, size: '3840x2160' }, '1920x1080'],
		['another shape', { aspect_ratio: '1:1' }, 'Supported: 16:9, 9:16'],
		[
			'an earlier job',
			{ previous_job_id: `gen-vid-1-${'a'.repeat(20)}` },
			'does not support previous_job_id',
		],
	])(
		'with %s is refused by the router, which names what is allowed',
		async (_name, body, words) => {
			const metadata = { failed_routing_step: 'Validate Video Parameters' };
			expect(await submit(body)).toMatchObject({
				status: 400,
				json: { error: { code: 400, message: expect.stringContaining(words), metadata } },
			});
			expect(sandbox.created).toHaveLength(0);
		},
	);

	it.each<[string, Body]>([
		['no model', { model: undefined }],
		['no prompt', { prompt: undefined }],
		['seconds as text', { duration: '8' }],
		['a small k', { resolution: '4k' }],
		['a call back without TLS', { callback_url: 'http://example.com/hook' }],
		['audio as text', { generate_audio: 'true' }],
		['a last frame alone', { frame_images: [frame('last_frame')] }],
		['two first frames', { frame_images: [frame('first_frame'), frame('first_frame')] }],
		['references at Lite', { ...lite, input_references: [part()] }],
		['four references', { input_references: [part(), part(), part(), part()] }],
		['references for 6 seconds', { input_references: [part()], duration: 6 }],
		['an unknown rule for people', options({ personGeneration: 'sometimes' })],
	])('with %s is refused', async (_name, body) => {
		const message: unknown = expect.any(String);
		expect(await submit(body)).toMatchObject({
			status: 400,
			json: { error: { code: 400, message } },
		});
		expect(sandbox.created).toHaveLength(0);
	});

	it.each<[string, Body]>([
		['a frame without its type', { frame_images: [part()] }],
		['a reference that is a link alone', { input_references: [PICTURE] }],
	])('with %s is refused in another form', async (_name, body) => {
		expect(await submit(body)).toMatchObject({
			status: 400,
			json: { error: { name: 'ZodError' } },
		});
	});

	it.each([
		['https://a.invalid/a.png', 'image_download_failed'],
		[PNG_BASE64, 'image_download_failed'],
		['data:image/png;base64,aGVsbG8h', 'invalid_image'],
	])('with the image %s is refused', async (url, error_type) => {
		expect(await submit({ frame_images: [frame('first_frame', url)] })).toMatchObject({
			status: 400,
			json: { error: { metadata: { error_type } } },
		});
	});

	it.each([
		['google/veo-9', 400, 'model_not_found'],
		['google/veo-3.1', 404, 'model_deprecated'],
	])('of the model %s finds no route', async (model, status, code) => {
		const metadata = { availability: { code } };
		expect(await submit({ model })).toMatchObject({ status, json: { error: { metadata } } });
	});

	it('with frames leaves the references out without a word', async () => {
		const { status } = await submit({
			frame_images: [frame('first_frame')],
			input_references: [part(), part(), part(), part()],
		});
		expect(status).toBe(202);
		expect(lastTask(sandbox).echo).toMatchObject({ images: 1 });
	});
});

describe('a job', () => {
	it('is pending or in progress, then completed with a link that wants the key', async () => {
		await submit({ duration: 4, resolution: '720p' });
		await submit({ duration: 4, resolution: '720p' });
		const [silent] = sandbox.created;
		if (silent) Object.assign(silent, { takesSeconds: 600, createdAt: Date.now() - 300_000 });
		expect((await poll(silent ?? lastTask(sandbox))).json).toMatchObject({ status: 'pending' });
		const running = moveTo(0.5);
		const id = running.taskId;
		const polling_url = `${sandbox.urls.openRouter}/v1/videos/${id}`;
		const job = { id, generation_id: id, polling_url };
		expect((await poll(running)).json).toEqual({ ...job, status: 'in_progress' });
		expect(await content(running)).toMatchObject({ status: 409, json: { error: { code: 409 } } });
		const url = `${polling_url}/content?index=0`;
		const usage = { cost: 0.4, is_byok: false };
		expect((await poll(moveTo(1))).json).toEqual({
			...job,
			status: 'completed',
			unsigned_urls: [url],
			usage,
		});
		expect(await ask(url)).toMatchObject({ status: 401 });
		expect((await ask(url, { key: sandbox.key })).bytes).toHaveLength(sandbox.videoBytes);
	});

	it.each<[Body, number]>([
		[{}, 0.8],
		[{ resolution: '1080p', duration: 6 }, 0.72],
		[{ resolution: '4K', generate_audio: false, duration: 4 }, 1],
		[{ model: 'google/veo-3.1-lite', size: '1080x1920' }, 0.64],
		[{ model: 'google/veo-3.1-lite', generate_audio: false, duration: 4 }, 0.12],
	])('of %j costs $ %d', async (body, cost) => {
		await submit(body);
		const task = lastTask(sandbox);
		expect((await poll(task)).json).toMatchObject({ usage: { cost } });
		const generation = await askFace(sandbox, 'openRouter', `/v1/generation?id=${task.taskId}`);
		expect(generation.json).toMatchObject({ data: { api_type: 'video', total_cost: cost } });
	});

	it('that failed says why as text, and cannot be downloaded', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: 'Content policy violation' });
		await submit();
		const task = lastTask(sandbox);
		const { json } = await poll(task);
		expect(json).toMatchObject({ status: 'failed', error: 'Content policy violation' });
		expect(json).not.toHaveProperty('usage');
		expect((await content(task)).status).toBe(409);
	});

	it.each(['cancelled', 'expired', 'dead'])('may be %s', async (word) => {
		sandbox.faults.add({ kind: 'taskFails', body: word });
		await submit();
		expect((await poll(lastTask(sandbox))).json).toMatchObject({ status: word });
	});

	it('may be completed without a video', async () => {
		sandbox.faults.add({ kind: 'taskCompletesEmpty' });
		await submit();
		const task = lastTask(sandbox);
		const { json } = await poll(task);
		expect(json).toMatchObject({ status: 'completed' });
		expect(json).not.toHaveProperty('unsigned_urls');
		expect((await content(task)).status).toBe(502);
	});

	it('may have its link elsewhere, where the key is refused and noted', async () => {
		sandbox.faults.add({ kind: 'linkElsewhere' });
		await submit();
		const { text } = await poll(lastTask(sandbox));
		const url = /"unsigned_urls":\["([^"]+)"/.exec(text)?.[1] ?? '';
		expect(url.startsWith(sandbox.urls.cdn)).toBe(true);
		expect((await ask(url, { key: sandbox.key })).status).toBe(400);
		expect(sandbox.credentialsSeenElsewhere).toHaveLength(1);
		expect((await ask(url)).bytes).toHaveLength(sandbox.videoBytes);
	});

	it('that nobody made is not found, and there is no list and no cancel', async () => {
		const missing = { code: 404, message: 'Job nothing not found' };
		for (const path of ['/v1/videos/nothing', '/v1/videos/nothing/content']) {
			const answer = await askFace(sandbox, 'openRouter', path);
			expect(answer).toMatchObject({ status: 404, json: { error: missing } });
		}
		expect((await askFace(sandbox, 'openRouter', '/v1/videos')).status).toBe(404);
		const cancel = await askFace(sandbox, 'openRouter', '/v1/videos/x/cancel', { json: {} });
		expect(cancel.status).toBe(404);
	});
});

describe('the content', () => {
	it('names no length and knows no ranges', async () => {
		await submit();
		const answer = await content(lastTask(sandbox), '', { range: 'bytes=100-' });
		expect(answer.status).toBe(200);
		expect(answer.headers).toMatchObject({ 'content-type': 'video/mp4' });
		expect(answer.headers).not.toHaveProperty('content-length');
		expect(answer.headers).not.toHaveProperty('accept-ranges');
		expect(answer.bytes).toHaveLength(sandbox.videoBytes);
	});

	it('of a second video is refused: there is one', async () => {
		await submit();
		expect((await content(lastTask(sandbox), '?index=1')).status).toBe(400);
	});

	it.each([
		[409, 'precondition_failed'],
		[410, 'not_found'],
		[502, 'provider_unavailable'],
	])('may be refused with %d', async (status, error_type) => {
		await submit();
		sandbox.faults.add({ kind: 'status', status, action: 'content' });
		const task = lastTask(sandbox);
		const error = { code: status, metadata: { error_type } };
		expect(await content(task)).toMatchObject({ status, json: { error } });
		expect((await content(task)).status).toBe(200);
	});

	it('may end midway, although no length tells', async () => {
		await submit();
		sandbox.faults.add({ kind: 'half', action: 'content' });
		await expect(content(lastTask(sandbox))).rejects.toThrow();
	});
});

describe('the key', () => {
	it('is not needed for the models, whose limits they tell', async () => {
		const { status, json } = await ask(`${sandbox.urls.openRouter}/v1/videos/models`);
		expect(status).toBe(200);
		const lite: unknown = expect.objectContaining({
			id: 'google/veo-3.1-lite',
			supported_durations: [8, 4, 6],
			supported_resolutions: ['720p', '1080p'],
			supported_frame_images: ['first_frame', 'last_frame'],
			pricing_skus: expect.objectContaining({ duration_seconds_with_audio: '0.08' }),
		});
		expect(json).toMatchObject({ data: expect.arrayContaining([lite]) });
	});

	it('is told by /key, and a wrong one from none', async () => {
		expect((await askFace(sandbox, 'openRouter', '/v1/key')).json).toMatchObject({
			data: { limit_remaining: null },
		});
		const refused = async (key: string | null) =>
			await askFace(sandbox, 'openRouter', '/v1/key', { key });
		const none = { error: { code: 401, message: 'Missing Authentication header' } };
		expect(await refused(null)).toMatchObject({ status: 401, json: none });
		const wrong = { error: { code: 401, message: 'User not found.' } };
		expect(await refused('wrong')).toMatchObject({ status: 401, json: wrong });
	});
});

it.each([
	[402, 'payment_required'],
	[403, 'permission_denied'],
	[413, 'payload_too_large'],
	[429, 'rate_limit_exceeded'],
	[503, 'provider_overloaded'],
])('a fault with status %d has OpenRouter’s word', async (status, error_type) => {
	sandbox.faults.add({ kind: 'status', status, action: 'create' });
	const error = { code: status, metadata: { error_type } };
	expect(await submit()).toMatchObject({ status, json: { error } });
	expect(sandbox.created).toHaveLength(0);
});
