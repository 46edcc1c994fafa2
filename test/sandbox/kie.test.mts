// kie.ai as its pages tell of it, both interfaces: HTTP 200 for everything, and `code` for what happened.
import { FormData } from 'undici';

import { startSandbox, type Sandbox, type SandboxTask } from '../../sandbox/sandbox.mts';
import { ask, askFace, askOrigin, lastTask, PNG_BASE64, type Ask } from './client.mts';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({ taskSeconds: 0 });
});
afterEach(async () => await sandbox.close());

type Body = Record<string, unknown>;

const PICTURE = 'https://example.com/a.jpg';
const GENERATE = '/api/v1/veo/generate';
const EXTEND = '/api/v1/veo/extend';
const JOBS = '/api/v1/jobs/createTask';
const LINK: unknown = expect.stringMatching(/^http.*\.mp4/);

const generate = async (body: Body = {}) =>
	await askFace(sandbox, 'kie', GENERATE, { json: { prompt: 'A lion', ...body } });
const job = async (input: Body = {}, model = 'veo-3-1') =>
	await askFace(sandbox, 'kie', JOBS, { json: { model, input: { prompt: 'A lion', ...input } } });
const recordInfo = async ({ taskId }: Pick<SandboxTask, 'taskId'>) =>
	await askFace(sandbox, 'kie', `/api/v1/veo/record-info?taskId=${taskId}`);
const jobInfo = async ({ taskId }: Pick<SandboxTask, 'taskId'>) =>
	await askFace(sandbox, 'kie', `/api/v1/jobs/recordInfo?taskId=${taskId}`);

/** Makes the last task last long, and puts it at that part of its time. */
function moveTo(part: number): SandboxTask {
	const task = lastTask(sandbox);
	task.takesSeconds = 600;
	task.createdAt = Date.now() - part * 600_000;
	return task;
}

const refused = (code: number) => ({
	status: 200,
	json: { code, msg: expect.any(String), data: null },
});

describe('an order', () => {
	it.each<[string, Body]>([
		['text', { generationType: 'TEXT_2_VIDEO', aspect_ratio: '9:16', duration: 4 }],
		['one image', { imageUrls: [PICTURE], aspect_ratio: 'Auto' }],
		[
			'two frames',
			{ imageUrls: [PICTURE, PICTURE], generationType: 'FIRST_AND_LAST_FRAMES_2_VIDEO' },
		],
		[
			'references',
			{
				imageUrls: [PICTURE, PICTURE, PICTURE],
				generationType: 'REFERENCE_2_VIDEO',
				model: 'veo3_lite',
				duration: 8,
			},
		],
		[
			'everything else',
			{ model: 'veo3', resolution: '4k', enableTranslation: false, seeds: 12345, watermark: 'x' },
		],
	])('of %s is taken at the dedicated interface', async (_name, body) => {
		const { json } = await generate(body);
		const { taskId } = lastTask(sandbox);
		expect(taskId).toMatch(/^veo_task_/);
		expect(json).toEqual({ code: 200, msg: 'success', data: { taskId } });
	});

	it('is taken at the unified interface, whose second id is not the one to ask with', async () => {
		const input = {
			model: 'veo3_lite',
			image_urls: [PICTURE],
			generation_type: 'REFERENCE_2_VIDEO',
			aspect_ratio: '16:9',
			resolution: '1080p',
			duration: 8,
			enable_translation: false,
			watermark: '',
		};
		const { json } = await job(input);
		const { taskId } = lastTask(sandbox);
		expect(json).toEqual({
			code: 200,
			msg: 'success',
			data: { taskId, recordId: `record${taskId}` },
		});
	});

	const three = [PICTURE, PICTURE, PICTURE];
	const references = { imageUrls: [PICTURE], generationType: 'REFERENCE_2_VIDEO' };
	it.each<[string, Body]>([
		['a field the page does not have', { aspectRatio: '16:9' }],
		['no prompt', { prompt: undefined }],
		['an empty prompt', { prompt: ' ' }],
		['another model', { model: 'veo-3.1' }],
		['seconds as text', { duration: '8' }],
		['5 seconds', { duration: 5 }],
		['auto in small letters', { aspect_ratio: 'auto' }],
		['another resolution', { resolution: '480p' }],
		['an image as base64', { imageUrls: [`data:image/png;base64,${PNG_BASE64}`] }],
		['four images', { imageUrls: [...three, PICTURE] }],
		['three images without a type', { imageUrls: three }],
		['three frames', { imageUrls: three, generationType: 'FIRST_AND_LAST_FRAMES_2_VIDEO' }],
		['frames without images', { generationType: 'FIRST_AND_LAST_FRAMES_2_VIDEO' }],
		['images for a text', { imageUrls: [PICTURE], generationType: 'TEXT_2_VIDEO' }],
		['references at quality', { ...references, model: 'veo3' }],
		['references for 6 seconds', { ...references, duration: 6 }],
		['no references', { generationType: 'REFERENCE_2_VIDEO' }],
		['a small seed', { seeds: 1 }],
	])('with %s is refused with HTTP 200 and code 422', async (_name, body) => {
		expect(await generate(body)).toMatchObject(refused(422));
		expect(sandbox.created).toHaveLength(0);
	});

	it.each<[string, Body]>([
		['the other interface’s spelling', { imageUrls: [PICTURE] }],
		['a seed', { seeds: 12345 }],
		['another tier', { model: 'fast' }],
	])('at the unified interface with %s is refused', async (_name, input) => {
		expect(await job(input)).toMatchObject(refused(422));
	});

	it('of another model is refused', async () => {
		expect(await job({}, 'sora-2')).toMatchObject(refused(422));
	});

	it('with an image that is away is refused with 451', async () => {
		expect(await generate({ imageUrls: ['https://a.invalid/a.png'] })).toMatchObject(refused(451));
		const nothing = `${sandbox.url('kie', 'files')}/uploads/a/b.png`;
		expect(await generate({ imageUrls: [nothing] })).toMatchObject(refused(451));
	});
});

describe('an extension', () => {
	const extend = async (body: Body) =>
		await askFace(sandbox, 'kie', EXTEND, { json: { prompt: 'And then', ...body } });

	it('has words of its own for the tiers, and gives the whole chain beside its own part', async () => {
		await generate();
		const { taskId } = lastTask(sandbox);
		expect(await extend({ taskId, model: 'veo3_fast' })).toMatchObject(refused(422));
		expect((await extend({ taskId, model: 'fast' })).json).toMatchObject({ code: 200 });
		const task = lastTask(sandbox);
		expect(task.taskId).toMatch(/^veo_extend_task_/);
		const { json } = await recordInfo(task);
		const [whole, part] = [/\/0\.mp4/, /\/1\.mp4/].map((name): unknown =>
			expect.stringMatching(name),
		);
		const response = { fullResultUrls: [whole], resultUrls: [part] };
		expect(json).toMatchObject({ data: { successFlag: 1, response } });
	});

	it.each<[string, Body, Body]>([
		['of an unknown task', {}, { taskId: 'veo_task_x' }],
		['of a larger video', { resolution: '1080p' }, {}],
	])('%s is refused', async (_name, source, body) => {
		await generate(source);
		const { taskId } = lastTask(sandbox);
		expect(await extend({ taskId, ...body })).toMatchObject(refused(422));
	});

	it('of a video that is not there yet, or of the other interface, is refused', async () => {
		await generate();
		const { taskId } = moveTo(0.5);
		expect(await extend({ taskId })).toMatchObject(refused(422));
		await job();
		const other = lastTask(sandbox);
		expect(await extend({ taskId: other.taskId })).toMatchObject(refused(422));
		const { json } = await job({ task_id: other.taskId }, 'veo/extend');
		expect(json).toMatchObject({ code: 200 });
	});
});

describe('a task', () => {
	it('of the dedicated interface works, then is done', async () => {
		await generate();
		const { taskId } = moveTo(0.5);
		const working = { successFlag: 0, response: null, errorCode: null, completeTime: null };
		expect((await recordInfo({ taskId })).json).toMatchObject({
			code: 200,
			data: { taskId, ...working },
		});
		moveTo(1);
		const response = { taskId, resultUrls: [LINK], resolution: '720p' };
		const { json } = await recordInfo({ taskId });
		expect(json).toMatchObject({ data: { successFlag: 1, fallbackFlag: false, response } });
		expect(json).not.toHaveProperty('data.response.originUrls');
	});

	it('tells its times as text without a zone, or as a number', async () => {
		await generate();
		await generate();
		const times = [];
		for (const task of sandbox.created) times.push((await recordInfo(task)).json);
		const plain: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
		const count: unknown = expect.any(Number);
		expect(times).toMatchObject([
			{ data: { createTime: plain, completeTime: plain } },
			{ data: { createTime: count, completeTime: count } },
		]);
	});

	it('of the unified interface waits, works and is done, its result a text in the reply', async () => {
		await job();
		moveTo(0.1);
		const first = await jobInfo(lastTask(sandbox));
		const second = await jobInfo(lastTask(sandbox));
		expect([first.json, second.json]).toMatchObject([
			{ data: { state: 'waiting', successFlag: 0 } },
			{ data: { state: 'queuing', successFlag: 0 } },
		]);
		expect((await jobInfo(moveTo(0.5))).json).toMatchObject({ data: { state: 'generating' } });
		const { json } = await jobInfo(moveTo(1));
		const resultJson: unknown = expect.stringMatching(/^\{"resultUrls":\["http/);
		const data = { state: 'success', successFlag: 1, resultJson, creditsConsumed: 60 };
		expect(json).toMatchObject({ code: 200, data });
		expect(json).not.toHaveProperty('data.response');
		await job();
		const response = { resultUrls: [LINK] };
		expect((await jobInfo(lastTask(sandbox))).json).toMatchObject({ data: { response } });
	});

	it('of the unified interface at 1080p has its link one level deeper', async () => {
		await job({ resolution: '1080p' });
		const resultJson: unknown = expect.stringMatching(/^\{"data":\{"result_urls":\["http/);
		const data = { resultJson, creditsConsumed: 65 };
		expect((await jobInfo(lastTask(sandbox))).json).toMatchObject({ data });
	});

	it.each<[string, number]>([
		['A made-up reason', 400],
		['501 generation failed', 501],
	])('fails (%s) with one of two flags, or with a state', async (reason, code) => {
		sandbox.faults.add({ kind: 'taskFails', body: reason, times: 3 });
		await generate();
		await generate();
		const [first, second] = sandbox.created;
		const data = { errorCode: code, errorMessage: reason, response: null };
		expect((await recordInfo(first ?? lastTask(sandbox))).json).toMatchObject({
			code: 200,
			data: { ...data, successFlag: 3 },
		});
		expect((await recordInfo(second ?? lastTask(sandbox))).json).toMatchObject({
			data: { ...data, successFlag: 2 },
		});
		await job();
		expect((await jobInfo(lastTask(sandbox))).json).toMatchObject({
			data: { state: 'fail', successFlag: 3, failCode: String(code), failMsg: reason },
		});
	});

	it('may be done without a link', async () => {
		sandbox.faults.add({ kind: 'taskCompletesEmpty' });
		await generate();
		const { json } = await recordInfo(lastTask(sandbox));
		expect(json).toMatchObject({ data: { successFlag: 1, response: { resultUrls: [] } } });
	});

	it('is unknown at the other interface, and after 14 days', async () => {
		await generate();
		const task = lastTask(sandbox);
		expect(await jobInfo(task)).toMatchObject(refused(422));
		expect(await recordInfo({ taskId: 'veo_task_x' })).toMatchObject(refused(422));
		task.createdAt -= 15 * 86_400_000;
		expect(await recordInfo(task)).toMatchObject(refused(422));
	});
});

describe('a larger version', () => {
	it('at 1080p is code 400 until it is there', async () => {
		await generate();
		const path = `/api/v1/veo/get-1080p-video?taskId=${lastTask(sandbox).taskId}`;
		expect(await askFace(sandbox, 'kie', path)).toMatchObject(refused(400));
		expect((await askFace(sandbox, 'kie', path)).json).toMatchObject({
			code: 200,
			data: { resultUrl: LINK },
		});
	});

	it('at 4k is code 422 both in work and when it is there', async () => {
		await generate();
		const task = lastTask(sandbox);
		const { taskId } = task;
		const order = async () =>
			(await askFace(sandbox, 'kie', '/api/v1/veo/get-4k-video', { json: { taskId } })).json;
		const pending = { taskId, resultUrls: null };
		expect(await order()).toMatchObject({ code: 200, data: pending });
		task.takesSeconds = 600;
		task.createdAt -= 600_000;
		expect(await order()).toMatchObject({ code: 422, data: pending });
		task.upgrades.set('4k', 0);
		expect(await order()).toMatchObject({ code: 422, data: { taskId, resultUrls: [LINK] } });
	});

	it('needs a video to begin with', async () => {
		await generate();
		const path = `/api/v1/veo/get-1080p-video?taskId=${moveTo(0.5).taskId}`;
		expect(await askFace(sandbox, 'kie', path)).toMatchObject(refused(422));
	});
});

describe('an upload', () => {
	const upload = async (kind: string, more: Ask) =>
		await askOrigin(sandbox, 'kie', 'upload', `/api/file-${kind}-upload`, {
			...more,
			headers: { 'user-agent': 'n8n', ...more.headers },
		});
	const bytes = Buffer.from(PNG_BASE64, 'base64');

	function form(fields: Record<string, string>): FormData {
		const data = new FormData();
		for (const [name, value] of Object.entries(fields)) data.set(name, value);
		data.set('file', new Blob([bytes], { type: 'image/png' }), 'x.png');
		return data;
	}

	it('by form lies at its link, and may be ordered with', async () => {
		const { json } = await upload('stream', { body: form({ uploadPath: 'veo/in' }) });
		const files = sandbox.url('kie', 'files');
		const downloadUrl = `${files}/uploads/veo/in/x.png`;
		expect(json).toMatchObject({
			success: true,
			code: 200,
			data: { fileName: 'x.png', filePath: 'veo/in/x.png', downloadUrl, fileSize: bytes.length },
		});
		expect((await ask(downloadUrl)).bytes.equals(bytes)).toBe(true);
		expect((await generate({ imageUrls: [downloadUrl] })).json).toMatchObject({ code: 200 });
	});

	it.each([PNG_BASE64, `data:image/png;base64,${PNG_BASE64}`])(
		'as base64 (%.9s…) is taken',
		async (base64Data) => {
			const { json } = await upload('base64', {
				json: { base64Data, uploadPath: 'in', fileName: 'y.png' },
			});
			expect(json).toMatchObject({ success: true, data: { mimeType: 'image/png' } });
		},
	);

	it.each<[string, string, Ask]>([
		['a path that ends in a slash', 'stream', { body: form({ uploadPath: 'in/' }) }],
		['no path', 'stream', { body: form({}) }],
		[
			'a field the page does not have',
			'base64',
			{ json: { base64Data: 'AAAA', uploadPath: 'a', x: 1 } },
		],
		['what is no base64', 'base64', { json: { base64Data: '*', uploadPath: 'a' } }],
		['JSON for a form', 'stream', { json: { uploadPath: 'a' } }],
	])('with %s is refused', async (_name, kind, more) => {
		expect(await upload(kind, more)).toMatchObject({
			status: 200,
			json: { success: false, code: 400 },
		});
		expect(sandbox.uploads.size).toBe(0);
	});

	it('by a client without a name is turned away', async () => {
		const json = { base64Data: PNG_BASE64, uploadPath: 'in' };
		const answer = await askOrigin(sandbox, 'kie', 'upload', '/api/file-base64-upload', { json });
		expect(answer).toMatchObject({ status: 403, text: 'error code: 1010' });
	});

	it('needs the key, and its file must not be shown it', async () => {
		expect(await upload('base64', { json: {}, key: null })).toMatchObject(refused(401));
		const link = `${sandbox.url('kie', 'files')}/uploads/in/x.png`;
		expect((await ask(link, { key: sandbox.key })).status).toBe(400);
		expect(sandbox.credentialsSeenElsewhere).toHaveLength(1);
	});
});

describe('the account', () => {
	const credit = '/api/v1/chat/credit';

	it('tells its credits, or code 401 with HTTP 200', async () => {
		expect((await askFace(sandbox, 'kie', credit)).json).toEqual({
			code: 200,
			msg: 'success',
			data: 100,
		});
		expect(await askFace(sandbox, 'kie', credit, { key: 'wrong' })).toMatchObject(refused(401));
		expect(await askFace(sandbox, 'kie', credit, { key: null })).toMatchObject(refused(401));
	});

	it('gives a fresh link for its own files alone', async () => {
		await generate();
		const { text } = await recordInfo(lastTask(sandbox));
		const url = /"resultUrls":\["([^"]+)"/.exec(text)?.[1] ?? '';
		const path = '/api/v1/common/download-url';
		expect((await askFace(sandbox, 'kie', path, { json: { url } })).json).toMatchObject({
			data: url,
		});
		expect(await askFace(sandbox, 'kie', path, { json: { url: PICTURE } })).toMatchObject(
			refused(422),
		);
		sandbox.faults.add({ kind: 'expiredLink' });
		await fetch(url);
		const { json } = await askFace(sandbox, 'kie', path, { json: { url } });
		expect(json).toMatchObject({ code: 200, data: expect.not.stringContaining(url) });
	});

	it('does not know an address that no page prints', async () => {
		expect(await askFace(sandbox, 'kie', '/api/v1/api/v1/veo/generate')).toMatchObject({
			status: 404,
			json: { code: 404 },
		});
	});
});

it('tells a fault in its envelope, with its own HTTP status or with 200', async () => {
	sandbox.faults.add({ kind: 'status', status: 402, action: 'create' });
	expect(await generate()).toMatchObject({ status: 402, json: { code: 402 } });
	sandbox.faults.add({ kind: 'json', body: { code: 429, msg: 'Too many' }, action: 'create' });
	expect(await generate()).toMatchObject({ status: 200, json: { code: 429 } });
	expect(sandbox.created).toHaveLength(0);
});

it('finds the prompt of an order at either interface', async () => {
	sandbox.faults.add({ kind: 'status', prompt: 'A lion', times: 2 });
	expect((await generate()).status).toBe(500);
	expect((await job()).status).toBe(500);
});
