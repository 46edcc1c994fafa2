// Every request that a provider's page prints is accepted, and answered as the page prints it.
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { ask, askFace, lastTask } from './client.mts';
import { HING_NET, HING_NET_NATIVE, JIE_KOU_AI, TWELVE_AI, UNI_ALL } from './pages.mts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 60 });
});
afterAll(async () => await sandbox.close());

/** Moves the last task to a part of its time: 0.5 is halfway, 1 finished. */
function moveTo(part: number): void {
	const task = lastTask(sandbox);
	// Long, so that a percent lasts longer than the test.
	task.takesSeconds = 600;
	task.createdAt = Date.now() - part * 600_000;
}

describe('HingNet', () => {
	it.each(HING_NET)('$name', async ({ path, body }) => {
		const created = await askFace(sandbox, 'hingNet', path, { json: body });
		const id = lastTask(sandbox).taskId;
		const video = { id, object: 'video', model: body.model, seconds: 6, size: '1280x720' };
		expect(created).toMatchObject({
			status: 200,
			json: { ...video, status: 'queued', progress: 0, created_at: expect.any(Number) },
		});
		moveTo(0.5);
		const running = await askFace(sandbox, 'hingNet', `/v1/videos/${id}`);
		expect(running.json).toMatchObject({ ...video, status: 'in_progress', progress: 50 });
		const tooEarly = await askFace(sandbox, 'hingNet', `/v1/videos/${id}/content`);
		expect(tooEarly.status).toBe(400);
		moveTo(1);
		const done = await askFace(sandbox, 'hingNet', `/v1/videos/${id}`);
		expect(done.json).toMatchObject({
			...video,
			status: 'completed',
			progress: 100,
			video_url: expect.stringContaining(sandbox.urls.hingNet),
		});
		const file = await askFace(sandbox, 'hingNet', `/v1/videos/${id}/content`);
		expect(file.headers['content-type']).toBe('video/mp4');
		expect(file.bytes.subarray(4, 8).toString()).toBe('ftyp');
	});
});

describe('HingNet, native', () => {
	it.each(HING_NET_NATIVE)('$name', async ({ path, body }) => {
		const created = await askFace(sandbox, 'hingNetNative', path, { json: body });
		const name = lastTask(sandbox).taskId;
		expect(name).toMatch(/^operations\//);
		expect(created).toMatchObject({ status: 200, json: { name, done: false } });
		moveTo(1);
		const done = await askFace(sandbox, 'hingNetNative', `/v1beta/${name}`);
		const uri: unknown = expect.stringContaining(sandbox.urls.cdn);
		expect(done.json).toEqual({
			name,
			done: true,
			response: { generateVideoResponse: { generatedSamples: [{ video: { uri } }] } },
		});
	});
});

describe('JieKou AI', () => {
	it.each(JIE_KOU_AI)('$name', async ({ path, body }) => {
		const created = await askFace(sandbox, 'jieKouAi', path, { json: body });
		const task_id = lastTask(sandbox).taskId;
		expect(created).toMatchObject({ status: 200, json: { task_id } });
		const query = `/v3/async/task-result?task_id=${task_id}`;
		const queued = await askFace(sandbox, 'jieKouAi', query);
		expect(queued.json).toMatchObject({ task: { status: 'TASK_STATUS_QUEUED' }, videos: [] });
		moveTo(0.5);
		const running = await askFace(sandbox, 'jieKouAi', query);
		expect(running.json).toMatchObject({ task: { status: 'TASK_STATUS_PROCESSING' } });
		moveTo(1);
		const done = await askFace(sandbox, 'jieKouAi', query);
		const video_url: unknown = expect.stringContaining(sandbox.urls.cdn);
		const video = { video_url, video_url_ttl: '3600', video_type: 'mp4' };
		expect(done.json).toMatchObject({
			task: { task_id, status: 'TASK_STATUS_SUCCEED', reason: '' },
			videos: Array.from({ length: Number(body.sample_count ?? 1) }, () => video),
		});
	});
});

describe('UniAll', () => {
	it.each(UNI_ALL)('$name', async ({ path, body }) => {
		const created = await askFace(sandbox, 'uniAll', path, { json: body });
		const id = lastTask(sandbox).taskId;
		const job = { id, task_id: id, model: body.model };
		expect(created).toMatchObject({ status: 200, json: { ...job, status: 'queued' } });
		moveTo(0.5);
		const running = await askFace(sandbox, 'uniAll', `/v1/videos/${id}`);
		expect(running.json).toMatchObject({ ...job, status: 'in_progress', progress: 50 });
		moveTo(1);
		const done = await askFace(sandbox, 'uniAll', `/v1/videos/${id}`);
		expect(done.json).toMatchObject({ ...job, status: 'completed', error: null });
	});

	it('puts the link in another place from task to task', async () => {
		const found = [];
		for (const task of sandbox.created.filter(({ face }) => face === 'uniAll').slice(0, 3)) {
			task.takesSeconds = 0;
			const { json } = await askFace(sandbox, 'uniAll', `/v1/videos/${task.taskId}`);
			found.push(json);
		}
		const link: unknown = expect.stringContaining(sandbox.urls.cdn);
		expect(found).toMatchObject([
			{ video_url: link, result: { video_url: null, outputs: [] } },
			{ video_url: null, result: { video_url: link, outputs: [] } },
			{ video_url: null, result: { video_url: null, outputs: [link] } },
		]);
	});
});

describe('12AI', () => {
	it.each(TWELVE_AI)('$name', async ({ path, body }) => {
		const created = await askFace(sandbox, 'twelveAi', path, { json: body });
		const id = lastTask(sandbox).taskId;
		expect(Buffer.from(id, 'base64url').toString()).toMatch(
			new RegExp(`^models/${String(body.model)}/operations/`),
		);
		const video = { id, task_id: id, object: 'video', model: body.model };
		expect(created).toMatchObject({ status: 200, json: { ...video, status: '', progress: 0 } });
		moveTo(0.5);
		const running = await askFace(sandbox, 'twelveAi', `/v1/videos/${id}`);
		expect(running.json).toMatchObject({ ...video, status: 'in_progress', progress: 50 });
		const content = `/v1/videos/${id}/content`;
		expect(await askFace(sandbox, 'twelveAi', content)).toMatchObject({
			status: 400,
			json: { error: { message: 'Task is not completed yet, current status: in_progress' } },
		});
		moveTo(1);
		const done = await askFace(sandbox, 'twelveAi', `/v1/videos/${id}`);
		const completed_at: unknown = expect.any(Number);
		expect(done.json).toMatchObject({ ...video, status: 'completed', progress: 100, completed_at });
		expect(done.text).not.toContain('http');
		const keyless = await ask(`${sandbox.urls.twelveAi}${content}`);
		expect(keyless.status).toBe(401);
		expect((await askFace(sandbox, 'twelveAi', content)).bytes).toHaveLength(sandbox.videoBytes);
	});

	it('says a waiting task in three ways', async () => {
		await askFace(sandbox, 'twelveAi', '/v1/videos', { json: TWELVE_AI[0]?.body });
		const { taskId } = lastTask(sandbox);
		const words = [];
		for (let poll = 0; poll < 3; poll += 1) {
			words.push((await askFace(sandbox, 'twelveAi', `/v1/videos/${taskId}`)).json);
		}
		expect(words).toMatchObject([{ status: 'unknown' }, { status: 'queued' }, { status: '' }]);
	});
});
