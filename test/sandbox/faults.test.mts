// Every fault does what it says, as often as it says, and to whom it says.
import { startSandbox, type Fault, type Sandbox } from '../../sandbox/sandbox.mts';
import { ask, askFace, lastTask } from './client.mts';
import {
	HING_NET,
	JIE_KOU_AI,
	TWELVE_AI,
	UNI_ALL,
	HING_NET_NATIVE,
	type Example,
} from './pages.mts';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({ taskSeconds: 0 });
});
afterEach(async () => await sandbox.close());

const [text] = HING_NET;
const body = text?.body ?? {};
const create = async (more: object = {}) =>
	await askFace(sandbox, 'hingNet', '/v1/videos', { json: { ...body, ...more } });
const status = async () =>
	await askFace(sandbox, 'hingNet', `/v1/videos/${lastTask(sandbox).taskId}`);
const content = async (headers = {}) =>
	await askFace(sandbox, 'hingNet', `/v1/videos/${lastTask(sandbox).taskId}/content`, { headers });

describe('a create', () => {
	it.each<Fault>([
		{ kind: 'cutBeforeReply' },
		{ kind: 'cutMidReply' },
		{ kind: 'cutBeforeReply', createFirst: false },
		{ kind: 'cutMidReply', createFirst: false },
	])('cut as %j has or has not made a task', async (fault) => {
		sandbox.faults.add({ ...fault, action: 'create' });
		await expect(create()).rejects.toThrow();
		expect(sandbox.created).toHaveLength(fault.createFirst === false ? 0 : 1);
		expect((await create()).status).toBe(200);
	});

	it('is answered with half a JSON text after the task was made', async () => {
		sandbox.faults.add({ kind: 'cutJson', action: 'create' });
		const answer = await create();
		expect(answer).toMatchObject({ status: 200, json: null });
		expect(answer.text).toMatch(/^\{"id":/);
		expect(sandbox.created).toHaveLength(1);
	});

	it('is answered truly, but late', async () => {
		sandbox.faults.add({ kind: 'slow', seconds: 1, action: 'create' });
		const answering = create();
		while (sandbox.created.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		expect(sandbox.held.size).toBe(1);
		expect(await answering).toMatchObject({
			status: 200,
			json: { id: lastTask(sandbox).taskId },
		});
		expect(sandbox.held.size).toBe(0);
	});

	it('is answered truly, with other fields laid over it', async () => {
		const error = { code: '', message: '' };
		sandbox.faults.add({ kind: 'overlay', action: 'create', body: { error } });
		const answer = await create();
		expect(answer).toMatchObject({ status: 200, json: { id: lastTask(sandbox).taskId, error } });
	});

	it('is answered with an error in the words of the provider, or others, and makes nothing', async () => {
		const headers = { 'retry-after': '3' };
		sandbox.faults.add({ kind: 'status', status: 429, headers });
		sandbox.faults.add({ kind: 'status', status: 503, body: { oops: true } });
		sandbox.faults.add({ kind: 'html' });
		sandbox.faults.add({ kind: 'json', body: { error: { message: 'no' } } });
		const message: unknown = expect.any(String);
		expect(await create()).toMatchObject({ status: 429, headers, json: { error: { message } } });
		expect(await create()).toMatchObject({ status: 503, json: { oops: true } });
		const page = await create();
		expect(page.status).toBe(502);
		expect(page.headers['content-type']).toBe('text/html');
		expect(await create()).toMatchObject({ status: 200, json: { error: { message: 'no' } } });
		expect(sandbox.created).toHaveLength(0);
		sandbox.faults.add({ kind: 'status', status: 500, createFirst: true });
		expect((await create()).status).toBe(500);
		expect(sandbox.created).toHaveLength(1);
	});

	it('may never be answered, and the sandbox still closes', async () => {
		sandbox.faults.add({ kind: 'timeout' });
		const lost = expect(create()).rejects.toThrow();
		while (sandbox.created.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		await sandbox.close();
		await lost;
	});

	it('may be answered with headers, and then nothing', async () => {
		sandbox.faults.add({ kind: 'stall' });
		const reply = await fetch(`${sandbox.urls.hingNet}/v1/videos`, {
			method: 'POST',
			headers: { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		expect(reply.status).toBe(200);
		expect(sandbox.created).toHaveLength(1);
		const reading = expect(reply.text()).rejects.toThrow();
		expect(sandbox.held.size).toBe(1);
		await sandbox.close();
		await reading;
	});

	it('may be answered with the key in the message', async () => {
		sandbox.faults.add({ kind: 'echoKey' });
		const answer = await create();
		expect(answer.status).toBe(401);
		expect(answer.text).toContain(`Bearer ${sandbox.key}`);
	});
});

describe('which requests a fault meets', () => {
	it('counts what passes and how often it strikes', async () => {
		sandbox.faults.add({ kind: 'status', status: 500, action: 'status', after: 1, times: 2 });
		const seen = [(await create()).status];
		for (let poll = 0; poll < 4; poll += 1) seen.push((await status()).status);
		expect(seen).toEqual([200, 200, 500, 500, 200]);
		expect(sandbox.count({ face: 'hingNet', action: 'status' })).toBe(4);
		expect(sandbox.count()).toBe(5);
	});

	it('looks at face, prompt and task', async () => {
		sandbox.faults.add({ kind: 'status', face: 'uniAll', times: Infinity });
		sandbox.faults.add({ kind: 'status', prompt: 'unlucky', times: Infinity });
		expect((await create()).status).toBe(200);
		expect((await create({ prompt: 'an unlucky cat' })).status).toBe(500);
		sandbox.faults.add({ kind: 'status', taskId: lastTask(sandbox).taskId, times: Infinity });
		expect((await status()).status).toBe(500);
		await create();
		expect((await status()).status).toBe(200);
		sandbox.faults.clear();
		expect((await create({ prompt: 'an unlucky cat' })).status).toBe(200);
	});

	it('may depend on chance', async () => {
		sandbox.faults.add({ kind: 'status', probability: 0, times: Infinity });
		expect((await create()).status).toBe(200);
	});
});

describe('a task', () => {
	const first = (list: readonly Example[]) => list.at(-1) ?? { path: '', body: {} };
	it.each([
		['hingNet', first(HING_NET), '/v1/videos/', { status: 'failed', error: { message: 'RAI' } }],
		[
			'hingNetNative',
			first(HING_NET_NATIVE),
			'/v1beta/',
			{ done: true, error: { message: 'RAI' } },
		],
		[
			'jieKouAi',
			first(JIE_KOU_AI),
			'/v3/async/task-result?task_id=',
			{ task: { status: 'TASK_STATUS_FAILED', reason: 'RAI' }, videos: [] },
		],
		['uniAll', first(UNI_ALL), '/v1/videos/', { status: 'failed', error: { message: 'RAI' } }],
		['twelveAi', first(TWELVE_AI), '/v1/videos/', { status: 'failure', fail_reason: 'RAI' }],
	] as const)('of %s fails as its page says', async (face, { path, body }, prefix, json) => {
		sandbox.faults.add({ kind: 'taskFails', body: 'RAI' });
		await askFace(sandbox, face, path, { json: body });
		const failed = await askFace(sandbox, face, `${prefix}${lastTask(sandbox).taskId}`);
		expect(failed).toMatchObject({ status: 200, json });
	});

	it.each([
		['hingNet', first(HING_NET), '/v1/videos/', { status: 'completed' }],
		['hingNetNative', first(HING_NET_NATIVE), '/v1beta/', { done: true, response: {} }],
		[
			'jieKouAi',
			first(JIE_KOU_AI),
			'/v3/async/task-result?task_id=',
			{ task: { status: 'TASK_STATUS_SUCCEED' }, videos: [] },
		],
		['uniAll', first(UNI_ALL), '/v1/videos/', { status: 'completed', video_url: null }],
		['twelveAi', first(TWELVE_AI), '/v1/videos/', { status: 'completed' }],
	] as const)('of %s completes without a video', async (face, { path, body }, prefix, json) => {
		sandbox.faults.add({ kind: 'taskCompletesEmpty' });
		await askFace(sandbox, face, path, { json: body });
		const { taskId } = lastTask(sandbox);
		const empty = await askFace(sandbox, face, `${prefix}${taskId}`);
		expect(empty).toMatchObject({ status: 200, json });
		expect(empty.text).not.toContain('http');
		if (face !== 'hingNet' && face !== 'twelveAi') return;
		expect((await askFace(sandbox, face, `${prefix}${taskId}/content`)).status).toBe(502);
	});

	it('may be told to fail later, by its id', async () => {
		await create();
		sandbox.faults.add({ kind: 'taskFails', taskId: lastTask(sandbox).taskId });
		await create();
		expect((await status()).json).toMatchObject({ status: 'completed' });
		const [older] = sandbox.created;
		const answer = await askFace(sandbox, 'hingNet', `/v1/videos/${older?.taskId}`);
		expect(answer.json).toMatchObject({ status: 'failed' });
	});
});

describe('a download', () => {
	beforeEach(async () => {
		await create();
	});

	it.each<[Fault['kind']]>([['half'], ['cutMidReply']])('ends midway (%s)', async (kind) => {
		sandbox.faults.add({ kind });
		await expect(content()).rejects.toThrow();
		const half = Math.floor(sandbox.videoBytes / 2);
		const rest = await content({ range: `bytes=${half}-` });
		expect(rest.status).toBe(206);
		expect(rest.bytes).toHaveLength(sandbox.videoBytes - half);
	});

	it('is empty', async () => {
		sandbox.faults.add({ kind: 'empty' });
		const answer = await content();
		expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'video/mp4' } });
		expect(answer.bytes).toHaveLength(0);
	});

	it('leads elsewhere, where the key is refused and noted', async () => {
		sandbox.faults.add({ kind: 'redirect', times: 2 });
		const { status: code, headers } = await content();
		expect(code).toBe(302);
		const location = String(headers.location);
		expect(location.startsWith(sandbox.urls.cdn)).toBe(true);
		expect((await ask(location)).bytes).toHaveLength(sandbox.videoBytes);
		expect((await ask(location, { key: sandbox.key })).status).toBe(400);
		expect(sandbox.credentialsSeenElsewhere).toHaveLength(1);
	});

	it('leads to itself', async () => {
		sandbox.faults.add({ kind: 'redirectLoop' });
		const { headers } = await content();
		const { taskId } = lastTask(sandbox);
		expect(headers.location).toBe(`${sandbox.urls.hingNet}/v1/videos/${taskId}/content`);
	});
});

describe('a link', () => {
	async function link(): Promise<string> {
		const match = /"video_url":"([^"]+)"/.exec((await status()).text);
		return match?.[1] ?? '';
	}

	it('stays the same until it expires, then a new one works', async () => {
		await create();
		const old = await link();
		expect(await link()).toBe(old);
		sandbox.faults.add({ kind: 'expiredLink' });
		const expired = await ask(old);
		expect(expired).toMatchObject({ status: 403, headers: { 'content-type': 'application/xml' } });
		expect((await ask(old)).status).toBe(403);
		expect((await ask(await link())).status).toBe(200);
	});

	it('points elsewhere', async () => {
		sandbox.faults.add({ kind: 'linkElsewhere' });
		await create();
		expect(await link()).toContain(sandbox.urls.cdn);
	});

	it('cannot be guessed', async () => {
		await create();
		const forged = (await link()).replace(/Signature=.*/, 'Signature=0');
		expect((await ask(forged)).status).toBe(403);
	});

	it('on the cdn obeys the faults of the face that made it', async () => {
		const [example] = JIE_KOU_AI;
		await askFace(sandbox, 'jieKouAi', example?.path ?? '', { json: example?.body });
		sandbox.faults.add({ kind: 'empty', face: 'jieKouAi', action: 'link' });
		const query = `/v3/async/task-result?task_id=${lastTask(sandbox).taskId}`;
		const reply = await askFace(sandbox, 'jieKouAi', query);
		const url = /"video_url":"([^"]+)"/.exec(reply.text)?.[1] ?? '';
		expect((await ask(url)).bytes).toHaveLength(0);
		expect((await ask(url)).bytes).toHaveLength(sandbox.videoBytes);
	});
});
