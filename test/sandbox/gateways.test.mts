// Gateways with OpenAI's /v1/videos: a plain one, new-api and LiteLLM, each with what it takes and how it misleads.
import { FormData } from 'undici';

import { startSandbox, type Sandbox, type SandboxTask } from '../../sandbox/sandbox.mts';
import { ask, askFace, lastTask, PNG_BASE64 } from './client.mts';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({ taskSeconds: 600, retiredModels: ['veo-3.1-lite-generate-001'] });
});
afterEach(async () => await sandbox.close());

type Body = Record<string, unknown>;
type Face = 'openAiCompatible' | 'newApi' | 'liteLlm';

const MODEL = 'veo-3.1-fast-generate-001';
const GEMINI = 'gemini/veo-3.1-fast-generate-preview';
const PICTURE = 'https://example.com/a.jpg';
const DATA_URI = `data:image/png;base64,${PNG_BASE64}`;
const STRING: unknown = expect.any(String);

async function submit(face: Face, body: Body = {}) {
	const json = { model: MODEL, prompt: 'A lion at sunset', ...body };
	return await askFace(sandbox, face, '/v1/videos', { json });
}

async function submitForm(face: Face, fields: Record<string, string>, files = ['input_reference']) {
	const body = new FormData();
	const all = { model: MODEL, prompt: 'A lion at sunset', ...fields };
	for (const [name, value] of Object.entries(all)) body.set(name, value);
	for (const name of files) {
		const bytes = [Buffer.from(PNG_BASE64, 'base64')];
		body.append(name, new Blob(bytes, { type: 'image/png' }), 'a.png');
	}
	return await askFace(sandbox, face, '/v1/videos', { body });
}

const pathOf = ({ taskId }: SandboxTask) => `/v1/videos/${encodeURIComponent(taskId)}`;
const poll = async (face: Face, task: SandboxTask) => await askFace(sandbox, face, pathOf(task));
const content = async (face: Face, task: SandboxTask, headers = {}) =>
	await askFace(sandbox, face, `${pathOf(task)}/content`, { headers });

/** Puts the last task at that part of its time. */
function moveTo(fraction: number): SandboxTask {
	const task = lastTask(sandbox);
	task.createdAt = Date.now() - fraction * 600_000;
	return task;
}

/** What the gateway sent on to Google. */
const sent = () => lastTask(sandbox).echo.sent;

describe('a plain gateway', () => {
	const face = 'openAiCompatible';

	it('takes text as JSON, tells how far it is, and gives the file by a chunk at a time', async () => {
		const { status, json } = await submit(face, { seconds: '4', size: '1920x1080' });
		const id = lastTask(sandbox).taskId;
		const video = { id, object: 'video', model: MODEL, seconds: '4', size: '1920x1080' };
		expect({ status, json }).toMatchObject({
			status: 200,
			json: { ...video, status: 'queued', progress: 0, error: null },
		});
		const running = moveTo(0.5);
		expect((await poll(face, running)).json).toMatchObject({ status: 'in_progress', progress: 50 });
		expect((await content(face, running)).status).toBe(404);
		const done = moveTo(1);
		expect((await poll(face, done)).json).toMatchObject({ ...video, status: 'completed' });
		const whole = await content(face, done);
		expect(whole.bytes).toHaveLength(sandbox.videoBytes);
		expect(whole.headers).not.toHaveProperty('content-length');
		const part = await content(face, done, { range: 'bytes=100-199' });
		expect(part).toMatchObject({ status: 206, headers: { 'content-length': '100' } });
		expect((await ask(`${sandbox.urls[face]}${pathOf(done)}/content`)).status).toBe(401);
	});

	it('takes a first frame as the one file of a form', async () => {
		expect((await submitForm(face, { seconds: '8', size: '720x1280' })).status).toBe(200);
		expect(sandbox.requests.at(-1)?.body).toMatchObject({ files: [{ field: 'input_reference' }] });
	});

	it.each<[string, Body, string]>([
		['seconds as a number', { seconds: 8 }, 'invalid_value'],
		['5 seconds', { seconds: '5' }, 'invalid_value'],
		['tall 4k', { size: '2160x3840' }, 'invalid_value'],
		['no prompt', { prompt: undefined }, 'invalid_value'],
		['an image in JSON', { input_reference: DATA_URI }, 'unknown_parameter'],
		['metadata', { metadata: { seed: 1 } }, 'unknown_parameter'],
		['an extra body', { extra_body: { seed: 1 } }, 'unknown_parameter'],
	])('refuses %s', async (_name, body, code) => {
		const error = { message: STRING, type: 'invalid_request_error', code };
		expect(await submit(face, body)).toMatchObject({ status: 400, json: { error } });
		expect(sandbox.created).toHaveLength(0);
	});

	it('refuses two files, and a file of another name', async () => {
		expect((await submitForm(face, {}, ['input_reference', 'input_reference'])).status).toBe(400);
		expect((await submitForm(face, {}, ['image'])).status).toBe(400);
	});

	it('tells a failure with a code and a message, and completes without a video when told', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: 'RAI' });
		await submit(face);
		const error = { code: 'video_generation_failed', message: 'RAI' };
		expect((await poll(face, moveTo(1))).json).toMatchObject({ status: 'failed', error });
		sandbox.faults.add({ kind: 'taskCompletesEmpty' });
		await submit(face);
		const empty = moveTo(1);
		expect((await poll(face, empty)).json).toMatchObject({ status: 'completed', error: null });
		expect((await content(face, empty)).status).toBe(502);
	});

	it.each(['/v1/videos', '/v1/videos/nothing', '/v1/videos/nothing/content'])(
		'knows nothing at %s',
		async (path) => {
			expect(await askFace(sandbox, face, path)).toMatchObject({
				status: 404,
				json: { error: {} },
			});
		},
	);

	it('is not ready for a while although the task is completed, when told', async () => {
		await submit(face);
		const done = moveTo(1);
		sandbox.faults.add({ kind: 'status', status: 404, action: 'content', times: 2 });
		const seen = [];
		for (let count = 0; count < 3; count += 1) seen.push((await content(face, done)).status);
		expect(seen).toEqual([404, 404, 200]);
	});
});

describe('every gateway', () => {
	const FACES: Face[] = ['openAiCompatible', 'newApi', 'liteLlm'];

	it.each(FACES)('%s lists its models to whoever has the key', async (face) => {
		const entry: unknown = expect.objectContaining({ id: MODEL, object: 'model' });
		const json = { object: 'list', data: expect.arrayContaining([entry]) };
		expect((await askFace(sandbox, face, '/v1/models')).json).toMatchObject(json);
	});

	it.each<[Face, number, Body]>([
		['openAiCompatible', 404, { error: { code: 'model_not_found' } }],
		['newApi', 503, { error: { code: 'model_not_found', type: 'new_api_error' } }],
		['liteLlm', 400, { error: { code: '400' } }],
	])('%s answers %d for a model that it was not given', async (face, status, json) => {
		expect(await submit(face, { model: 'sora-2' })).toMatchObject({ status, json });
	});

	it.each(FACES)('%s passes on that Google switched a model off', async (face) => {
		const answer = await submit(face, { model: 'veo-3.1-lite-generate-001' });
		expect(answer.status).toBe(404);
		expect(answer.text).toContain('is no longer available');
	});

	it.each<[Face, number, Body]>([
		['openAiCompatible', 401, { error: { code: 'invalid_api_key' } }],
		['newApi', 401, { error: { type: 'new_api_error' } }],
		['liteLlm', 400, { error: { message: 'No connected db.', code: '400' } }],
	])('%s answers %d for a wrong key', async (face, status, json) => {
		const answer = await askFace(sandbox, face, '/v1/models', { key: 'wrong' });
		expect(answer).toMatchObject({ status, json });
	});
});

describe('new-api', () => {
	const face = 'newApi';

	it('bills the seconds of JSON, and sends on those of metadata, of a form, or a duration', async () => {
		await submit(face, { seconds: '4' });
		expect(sent()).toEqual({ media: [] });
		await submit(face, { seconds: '8', metadata: { durationSeconds: 4 } });
		expect(sent()).toMatchObject({ durationSeconds: 4 });
		await submit(face, { duration: '6' });
		expect(sent()).toMatchObject({ durationSeconds: 6 });
		await submitForm(face, { seconds: '6' });
		expect(sent()).toMatchObject({ durationSeconds: 6, media: ['image'] });
	});

	it.each<[string, Body, Body]>([
		['a tall size', { size: '1080x1920' }, { resolution: '1080p', aspectRatio: '9:16' }],
		['tall 4k', { size: '2160x3840', model: MODEL }, { resolution: '4k', aspectRatio: '9:16' }],
		[
			'a size against metadata',
			{ size: '1280x720', metadata: { resolution: '1080p' } },
			{ resolution: '1080p', aspectRatio: '16:9' },
		],
		[
			'metadata as text',
			{ metadata: '{"negativePrompt":"x","seed":3,"generateAudio":false,"unknown":1}' },
			{ negativePrompt: 'x', seed: 3, generateAudio: false },
		],
		['an image as data URI', { images: [DATA_URI] }, { media: ['image'] }],
		['an image as bare base64', { image: PNG_BASE64 }, { media: ['image'] }],
		['two images', { images: [DATA_URI, DATA_URI] }, { media: ['image'] }],
	])('sends on %s', async (_name, body, google) => {
		expect((await submit(face, body)).status).toBe(200);
		expect(sent()).toMatchObject(google);
		expect(sent()).not.toHaveProperty('unknown');
	});

	it.each<[string, Body]>([
		['an image as link', { images: [PICTURE] }],
		['an input_reference as text', { input_reference: DATA_URI }],
		['a last frame', { lastFrame: DATA_URI }],
		['references', { referenceImages: [DATA_URI] }],
	])('leaves out %s without a word', async (_name, body) => {
		expect((await submit(face, body)).status).toBe(200);
		expect(sent()).toEqual({ media: [] });
	});

	it('makes metadata of what it does not know in a form', async () => {
		await submitForm(
			face,
			{ seed: '7', negativePrompt: 'x', metadata: '{"resolution":"1080p"}' },
			[],
		);
		expect(sent()).toMatchObject({ seed: 7, negativePrompt: 'x', resolution: '1080p', media: [] });
	});

	it.each<[string, Body, number, string]>([
		['seconds as a number', { seconds: 8 }, 400, 'invalid_request'],
		['a list of references', { input_reference: [DATA_URI] }, 400, 'invalid_request'],
		['no prompt', { prompt: undefined }, 400, 'invalid_request'],
		['a duration as text', { metadata: { durationSeconds: '8' } }, 500, 'build_request_failed'],
		['what Google refuses', { metadata: { resolution: '8k' } }, 400, 'fail_to_fetch_task'],
	])('refuses %s', async (_name, body, status, code) => {
		const json = { code, message: STRING, data: null };
		expect(await submit(face, body)).toMatchObject({ status, json });
		expect(sandbox.created).toHaveLength(0);
	});

	it('refuses no model in the other form', async () => {
		expect(await submit(face, { model: undefined })).toMatchObject({
			status: 400,
			json: { error: { type: 'new_api_error' } },
		});
	});

	it('tells how a task is in two ways, in turn, the second without an id', async () => {
		const { json } = await submit(face);
		const older = lastTask(sandbox);
		const id = older.taskId;
		expect(json).toMatchObject({
			id,
			task_id: id,
			object: 'video',
			status: 'queued',
			model: MODEL,
		});
		const words = [];
		for (const fraction of [0.1, 0.1, 0.5, 1])
			words.push((await poll(face, moveTo(fraction))).json);
		const ended = { completed_at: expect.any(Number) };
		expect(words).toMatchObject([
			{ id, status: 'queued', progress: 50, ...ended },
			{ id, status: 'unknown', progress: 50, ...ended },
			{ id, status: 'in_progress', progress: 50 },
			{ id, status: 'completed', progress: 100 },
		]);
		expect(words[0]).not.toHaveProperty('task_id');
		await submit(face);
		const task_id = lastTask(sandbox).taskId;
		const newer = (await poll(face, moveTo(1))).json;
		expect(newer).toMatchObject({ task_id, status: 'SUCCESS', progress: '100%' });
		expect(newer).not.toHaveProperty('id');
	});

	it('says that a task failed, not why, and may take it back', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: 'RAI' });
		await submit(face);
		const failed = await poll(face, moveTo(1));
		expect(failed.json).toMatchObject({ status: 'failed' });
		expect(failed.text).not.toContain('RAI');
		await submit(face);
		await submit(face);
		const task = moveTo(1);
		sandbox.faults.add({ kind: 'overlay', action: 'status', body: { status: 'failed' } });
		expect((await poll(face, task)).json).toMatchObject({ status: 'failed' });
		expect((await poll(face, task)).json).toMatchObject({ status: 'completed' });
	});

	it('calls a filtered video completed, and has none', async () => {
		sandbox.faults.add({ kind: 'taskCompletesEmpty' });
		await submit(face);
		const task = moveTo(1);
		expect((await poll(face, task)).json).toMatchObject({ status: 'completed' });
		const message = 'Failed to resolve Gemini video URL';
		expect(await content(face, task)).toMatchObject({ status: 502, json: { error: { message } } });
	});

	it('fails later where Google does', async () => {
		await submit(face, { metadata: { durationSeconds: 5 } });
		expect((await poll(face, moveTo(1))).json).toMatchObject({ status: 'failed' });
	});

	it('gives the whole file, whatever part is asked for, and not before its end', async () => {
		await submit(face);
		const early = 'Task is not completed yet, current status: IN_PROGRESS';
		expect(await content(face, moveTo(0.5))).toMatchObject({
			status: 400,
			json: { error: { message: early } },
		});
		const whole = await content(face, moveTo(1), { range: 'bytes=100-' });
		const length = String(sandbox.videoBytes);
		expect(whole).toMatchObject({ status: 200, headers: { 'content-length': length } });
		expect(whole.bytes).toHaveLength(sandbox.videoBytes);
	});

	it('does not know a task, a list', async () => {
		expect(await askFace(sandbox, face, '/v1/videos/nothing')).toMatchObject({
			status: 400,
			json: { code: 'task_not_exist', data: null },
		});
		expect((await askFace(sandbox, face, '/v1/videos/nothing/content')).status).toBe(404);
		expect((await askFace(sandbox, face, '/v1/videos')).status).toBe(404);
	});

	it.each<[number, Body]>([
		[402, { code: 'insufficient_user_quota' }],
		[403, { error: { type: 'new_api_error' } }],
		[429, { code: 'fail_to_fetch_task', message: expect.stringContaining('负载已饱和') }],
		[500, { code: 'do_request_failed' }],
	])('has words of its own for %d', async (status, json) => {
		sandbox.faults.add({ kind: 'status', status, action: 'create' });
		expect(await submit(face)).toMatchObject({ status, json });
		expect(sandbox.created).toHaveLength(0);
	});
});

describe('LiteLLM', () => {
	const face = 'liteLlm';
	const image = { bytesBase64Encoded: PNG_BASE64, mimeType: 'image/png' };
	const gemini = { model: GEMINI };

	it.each<[string, Body, Body]>([
		['seconds as text', { seconds: '4' }, { durationSeconds: 4 }],
		['seconds as a number', { seconds: 6 }, { durationSeconds: 6 }],
		['seconds that are none', { seconds: 'long', ...gemini }, { media: [] }],
		['a size', { size: '1080x1920', ...gemini }, { aspectRatio: '9:16', resolution: '1080p' }],
		['tall 4k as wide', { size: '2160x3840', ...gemini }, { aspectRatio: '16:9' }],
		['a first frame', { input_reference: image, ...gemini }, { media: ['image'] }],
		[
			'two frames',
			{ input_reference: image, lastFrame: image, ...gemini },
			{ media: ['image', 'lastFrame'] },
		],
		[
			'references',
			{ extra_body: { referenceImages: [{ image, referenceType: 'asset' }] }, ...gemini },
			{ media: ['referenceImages'] },
		],
		['a declared field', { negativePrompt: 'x', ...gemini }, { negativePrompt: 'x' }],
		['an extra body', { extra_body: { resolution: '4k', seed: 1 } }, { resolution: '4k', seed: 1 }],
		[
			'an instance in the extra body',
			{ extra_body: { instances: { image, lastFrame: image } } },
			{ media: ['image', 'lastFrame'] },
		],
	])('sends on %s', async (_name, body, google) => {
		expect((await submit(face, body)).status).toBe(200);
		expect(sent()).toMatchObject(google);
	});

	it.each<[string, Body]>([
		[
			'a field that Gemini’s way does not declare',
			{ sampleCount: 4, generate_audio: true, ...gemini },
		],
		['a field at the top on Vertex AI’s way', { negativePrompt: 'x', lastFrame: image }],
		['metadata', { metadata: { durationSeconds: 4 }, ...gemini }],
	])('lets %s vanish without a word', async (_name, body) => {
		expect((await submit(face, body)).status).toBe(200);
		expect(sent()).toEqual({ media: [] });
	});

	it('takes a file, and no extra body, from a form', async () => {
		expect((await submitForm(face, { seconds: '4', extra_body: '{"seed":1}' })).status).toBe(200);
		expect(sent()).toEqual({ durationSeconds: 4, media: ['image'] });
	});

	it.each<[string, Body]>([
		['a reference as text', { input_reference: DATA_URI, ...gemini }],
		['an object on Vertex AI’s way', { input_reference: image }],
		['no prompt', { prompt: undefined }],
		['a last frame alone', { lastFrame: image, ...gemini }],
		['what Google refuses', { extra_body: { resolution: '8k' } }],
		['what Google does not know', { extra_body: { generate_audio: true } }],
	])('refuses %s', async (_name, body) => {
		const error = { message: STRING, code: '400' };
		expect(await submit(face, body)).toMatchObject({ status: 400, json: { error } });
		expect(sandbox.created).toHaveLength(0);
	});

	it.each([MODEL, GEMINI])('gives %s another id in each status, and knows both', async (model) => {
		const { json, text } = await submit(face, { model });
		const task = lastTask(sandbox);
		expect(json).toMatchObject({
			id: task.taskId,
			status: 'processing',
			usage: { duration_seconds: 8 },
		});
		const { json: told, text: toldText } = await poll(face, moveTo(1));
		expect(told).toMatchObject({ object: 'video', status: 'completed', progress: null });
		const [first, second] = [text, toldText].map((one) => /"id":"([^"]+)"/.exec(one)?.[1] ?? '');
		expect(first).toMatch(/^video_/);
		expect(second).toMatch(/^video_/);
		expect(second).not.toBe(first);
		for (const path of [`/v1/videos/${second}`, `/videos/${first}`]) {
			expect((await askFace(sandbox, face, path)).json).toMatchObject({ status: 'completed' });
		}
	});

	it('calls a failed task completed on one way, and says why on the other', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: 'RAI', times: 2 });
		await submit(face, { model: GEMINI });
		const hidden = moveTo(1);
		expect((await poll(face, hidden)).json).toMatchObject({ status: 'completed', error: null });
		const answer = await content(face, hidden);
		expect(answer).toMatchObject({ status: 500, json: { error: { code: '500' } } });
		await submit(face);
		const error = { code: 3, message: 'RAI' };
		expect((await poll(face, moveTo(1))).json).toMatchObject({ status: 'failed', error });
	});

	it('calls a filtered video completed, and has none', async () => {
		sandbox.faults.add({ kind: 'taskCompletesEmpty' });
		await submit(face);
		const task = moveTo(1);
		expect((await poll(face, task)).json).toMatchObject({ status: 'completed' });
		expect((await content(face, task)).text).toContain('No generated samples');
	});

	it('gives the whole file, and may give an error as if it were one', async () => {
		await submit(face);
		expect((await content(face, moveTo(0.5))).status).toBe(500);
		const task = moveTo(1);
		const whole = await content(face, task, { range: 'bytes=100-' });
		expect(whole).toMatchObject({ status: 200, headers: { 'content-disposition': STRING } });
		expect(whole.bytes).toHaveLength(sandbox.videoBytes);
		const headers = { 'content-type': 'video/mp4' };
		const body = { error: { code: 403, status: 'PERMISSION_DENIED' } };
		sandbox.faults.add({ kind: 'json', action: 'content', headers, body });
		expect(await content(face, task)).toMatchObject({ status: 200, headers, json: body });
	});

	it('has no list, and its errors for a task depend on the way', async () => {
		expect((await askFace(sandbox, face, '/v1/videos')).status).toBe(500);
		const missing = async (way: string) => {
			const text = `litellm:custom_llm_provider:${way};model_id:;video_id:models/x/operations/y`;
			const id = `video_${Buffer.from(text).toString('base64')}`;
			return (await askFace(sandbox, face, `/v1/videos/${encodeURIComponent(id)}`)).status;
		};
		expect(await missing('gemini')).toBe(500);
		expect(await missing('vertex_ai')).toBe(404);
		expect((await askFace(sandbox, face, '/v1/videos/nothing')).status).toBe(400);
	});
});
