/** kie.ai from the node to the file: codes within HTTP 200, uploads, dead links, credits, and twenty creates in ten seconds. */

import './../transport/withoutPauses.mts';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
	createRunExecutionData,
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INodeParameters,
} from 'n8n-workflow';

import { kie } from '../../nodes/VeoVideo/providers/kie';
import { type Action, type Sandbox, startSandbox } from '../../sandbox/sandbox.mts';
import { casesOf } from '../providers/allCases.mts';
import { credentialsAt } from '../providers/playCase.mts';
import { type LocalServer, sendJson, startServer } from '../transport/localServer.mts';
import { activate } from '../trigger/pollRun.mts';
import { bytesOf, type NodeRunOptions, runNode } from './nodeRun.mts';
import { PNG } from './pictures.mts';
import { type NodeError, wordsOf } from './stand.mts';

let sandbox: Sandbox;
let server: LocalServer;
let before = 0;

beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 0.3 });
	server = await startServer();
});
afterAll(async () => {
	await sandbox.close();
	await server.close();
});
beforeEach(() => {
	sandbox.faults.clear();
	server.requests.length = 0;
	before = sandbox.requests.length;
});

type Run = Partial<Omit<NodeRunOptions, 'parameters'>> & {
	parameters?: INodeParameters;
	options?: IDataObject;
};

async function run(operation: string, { parameters, options, ...rest }: Run = {}) {
	return await runNode({
		credentials: credentialsAt(sandbox, casesOf(kie)),
		...rest,
		parameters: {
			...{ provider: 'kie', resource: 'video', operation, inputMode: 'text', prompt: 'A lion' },
			model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' },
			...parameters,
			options: { pollInterval: 1, ...options } as INodeParameters,
		},
	});
}

async function failure(operation: string, one: Run = {}): Promise<NodeError> {
	const result: unknown = await run(operation, one).catch((error: unknown) => error);
	if (result instanceof NodeApiError || result instanceof NodeOperationError) return result;
	throw new Error('Expected a node error', { cause: result });
}

const sent = (...actions: Action[]) =>
	sandbox.requests.slice(before).filter(({ action }) => actions.includes(action));
const photo = (bytes = PNG) => ({ data: bytes.toString('base64'), mimeType: 'image/png' });
/** The credential for a server of the test's own, which serves the uploads as well. */
const own = () => ({
	veoKieApi: {
		apiKey: 'kie-secret-key',
		baseUrl: `${server.url}/api/v1/`,
		uploadBaseUrl: server.url,
	},
});

describe('a video', () => {
	it('of a prompt comes as a file, and no key goes to where it lies', async () => {
		const { items } = await run('generate');
		expect(items[0]?.json).toMatchObject({
			provider: 'kie',
			status: 'completed',
			model: 'veo3_fast',
			resolution: '720p',
			failure: null,
		});
		expect(bytesOf(items[0]?.binary?.data).length).toBe(sandbox.videoBytes);
		const origins = sandbox.requests.slice(before).map(({ origin }) => origin);
		expect(origins).toContain('files');
		expect(sandbox.credentialsSeenElsewhere).toEqual([]);
	});

	it('of files uploads them first, with the key, under names of their own', async () => {
		const other = Buffer.concat([PNG, Buffer.from('other')]);
		const { items } = await run('generate', {
			parameters: {
				...{ inputMode: 'frames', imageInput: 'binary', image: 'first', lastImage: 'last' },
			},
			items: [{ json: {}, binary: { first: photo(), last: photo(other) } }],
		});
		expect(bytesOf(items[0]?.binary?.data).length).toBe(sandbox.videoBytes);
		const uploads = sent('upload');
		expect(uploads.map(({ origin, path }) => [origin, path])).toEqual([
			['upload', '/api/file-stream-upload'],
			['upload', '/api/file-stream-upload'],
		]);
		expect(uploads[0]?.headers.authorization).toBe(`Bearer ${sandbox.key}`);
		const names = uploads.map(
			({ body }) => (body as { fields: { fileName: string } }).fields.fileName,
		);
		expect(new Set(names).size).toBe(2);
		const links = (sent('create')[0]?.body as { imageUrls: string[] }).imageUrls;
		expect(links.map((link) => sandbox.uploads.get(link)?.bytes.length)).toEqual([
			PNG.length,
			other.length,
		]);
		expect(sandbox.credentialsSeenElsewhere).toEqual([]);
	});

	it('of a link uploads nothing, and sends the link as it is', async () => {
		const image = 'https://example.com/a%20b.png?x=1';
		await run('create', { parameters: { inputMode: 'image', image } });
		expect(sent('upload')).toEqual([]);
		expect(sent('create')[0]?.body).toMatchObject({ imageUrls: [image] });
	});

	it('is shown by a dry run with its uploads left out, and nothing is asked', async () => {
		const { items } = await run('create', {
			parameters: { inputMode: 'image', imageInput: 'binary', image: 'first' },
			items: [{ json: {}, binary: { first: photo() } }],
			options: { dryRun: true },
		});
		expect(sent('upload', 'create', 'account')).toEqual([]);
		expect(JSON.stringify(items[0]?.json)).toMatch(/imageUrls.*uploaded/);
	});

	it('is extended by its task ID, and the whole of it comes', async () => {
		const { items } = await run('generate', { options: { downloadVideo: false } });
		const video = String(items[0]?.json.taskId);
		const extended = await run('generate', {
			parameters: { inputMode: 'video', video, prompt: 'And then' },
		});
		expect(sent('create')[1]).toMatchObject({
			path: '/api/v1/veo/extend',
			body: { taskId: video, prompt: 'And then', model: 'fast' },
		});
		expect(extended.items[0]?.json.videoUrl).toMatch(/\/0\.mp4/);
		expect(bytesOf(extended.items[0]?.binary?.data).length).toBe(sandbox.videoBytes);
	});

	it.each([
		['https://example.com/a.mp4', 'extends a video by its task ID, and cannot take a link'],
		['', '"Video Task ID" is empty'],
		['x'.repeat(3000), 'too long to be one'],
	])('is not extended by %.30p', async (video, words) => {
		const error = await failure('create', { parameters: { inputMode: 'video', video } });
		expect(wordsOf(error)).toContain(words);
		expect(wordsOf(error)).toContain('"taskId"');
		expect(sent('create')).toEqual([]);
	});

	it('is ordered, asked about, and fetched later', async () => {
		const { items } = await run('create');
		const taskId = String(items[0]?.json.taskId);
		expect(items[0]?.json.status).toBe('queued');
		const got = await run('get', { parameters: { taskId }, options: { waitForCompletion: true } });
		expect(got.items[0]?.json).toMatchObject({ taskId, status: 'completed' });
		const downloaded = await run('download', { parameters: { taskId } });
		expect(bytesOf(downloaded.items[0]?.binary?.data).length).toBe(sandbox.videoBytes);
	});

	it('starts a workflow when it is finished, or when it has failed', async () => {
		const [good, bad] = [
			await run('create'),
			await run('create', { parameters: { prompt: 'bad' } }),
		];
		const ids = [good, bad].map(({ items }) => String(items[0]?.json.taskId));
		sandbox.faults.add({ kind: 'taskFails', taskId: ids[1] ?? '', body: '400 Flagged' });
		await new Promise((resolve) => setTimeout(resolve, 400));
		const trigger = activate({
			workflowId: 'kie',
			credentials: credentialsAt(sandbox, casesOf(kie)),
			parameters: {
				...{ provider: 'kie', watch: 'taskIds', taskIds: ids.join('\n') },
				events: ['completed', 'failed'],
				options: { checkInterval: 0 },
			},
		});
		await trigger.poll();
		expect([...trigger.emitted].sort()).toEqual([...ids].sort());
	});

	it('that failed is told with its reason, and is safe to order again', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: '501 The generation failed' });
		const error = await failure('generate');
		expect(error.message).toMatch(/could not make the video \(task veo_task_.*501 The generation/);
		expect(error.context.safeToOrderAgain).toBe(true);
	});
});

describe('a link that no longer works', () => {
	it('is renewed by asking for that, and the task is not asked about again', async () => {
		const { items } = await run('create');
		await new Promise((resolve) => setTimeout(resolve, 400));
		sandbox.faults.add({ kind: 'expiredLink' });
		const { items: downloaded } = await run('download', {
			parameters: { taskId: String(items[0]?.json.taskId) },
		});
		expect(bytesOf(downloaded[0]?.binary?.data).length).toBe(sandbox.videoBytes);
		expect(sent('status')).toHaveLength(1);
		const [renewal] = sent('result');
		expect(renewal).toMatchObject({
			...{ method: 'POST', path: '/api/v1/common/download-url' },
			body: { url: downloaded[0]?.json.videoUrl },
		});
	});

	it('is asked for from the task again where kie.ai renews it not', async () => {
		const { items } = await run('create');
		await new Promise((resolve) => setTimeout(resolve, 400));
		sandbox.faults.add({ kind: 'expiredLink' });
		sandbox.faults.add({ kind: 'json', action: 'result', body: { code: 422, msg: 'Not ours' } });
		const { items: downloaded } = await run('download', {
			parameters: { taskId: String(items[0]?.json.taskId) },
		});
		expect(bytesOf(downloaded[0]?.binary?.data).length).toBe(sandbox.videoBytes);
		expect(sent('status')).toHaveLength(2);
	});

	it('is renewed after a pause where too many ask', async () => {
		const { items } = await run('create');
		await new Promise((resolve) => setTimeout(resolve, 400));
		sandbox.faults.add({ kind: 'expiredLink' });
		sandbox.faults.add({ kind: 'json', action: 'result', body: { code: 429, msg: 'Too many' } });
		await run('download', { parameters: { taskId: String(items[0]?.json.taskId) } });
		expect(sent('result')).toHaveLength(2);
	});
});

/** Codes that leave no doubt, and what a person reads. */
const SURE: ReadonlyArray<[code: number, message: RegExp, advice: RegExp]> = [
	[400, /^kie\.ai refused the prompt or an image/, /Change what it names/],
	[401, /^kie\.ai did not accept the API key/, /Check the API key/],
	[402, /^The kie\.ai account has no credit left/, /Top it up/],
	[404, /^kie\.ai knows no such model, or no such address/, /Choose a model/],
	[422, /^kie\.ai refused the order: No, thank you/, /Change the prompt or the setting/],
	[433, /^The limit of this kie\.ai API key is used up/, /Raise the limit/],
	[451, /^kie\.ai could not fetch an image/, /File From Previous Node/],
	[455, /^kie\.ai is closed for maintenance/, /Try again/],
	[505, /^kie\.ai has switched this feature off/, /Choose another model/],
];

describe.each([200, 500])('a create that is answered with HTTP %i', (status) => {
	const answer = (code: number) => ({
		...({ kind: 'json', action: 'create', status } as const),
		body: { code, msg: 'No, thank you', data: null },
	});

	it.each(SURE)(
		'and the code %i was not taken, and a retry sends it',
		async (code, message, advice) => {
			sandbox.faults.add(answer(code));
			const runData = createRunExecutionData({});
			const error = await failure('create', { runData });
			expect(error.message).toMatch(message);
			expect(error.description).toMatch(advice);
			expect(error.description).toContain('No, thank you');
			expect(error.context.safeToOrderAgain).toBe(true);
			expect(sent('create')).toHaveLength(1);
			await run('create', { runData });
			expect(sent('create')).toHaveLength(2);
		},
	);

	it.each([408, 500, 501, 599])(
		'and the code %i may count, and no retry sends it',
		async (code) => {
			sandbox.faults.add(answer(code));
			const runData = createRunExecutionData({});
			for (const _try of [1, 2]) {
				const error = await failure('create', { runData });
				expect(error.message).toContain('may have been created');
				expect(error.context.safeToOrderAgain).toBe(false);
			}
			expect(sent('create')).toHaveLength(1);
		},
	);
});

describe('an account without credits', () => {
	const answer = (credit: unknown) => {
		server.answer = (request, response) => {
			if (request.url === '/api/v1/chat/credit') return sendJson(response, 200, credit);
			sendJson(response, 200, { code: 200, msg: 'success', data: { taskId: 'veo_task_1' } });
		};
	};
	const paths = () => server.requests.map(({ path }) => path);

	it('is told so once, before anything is uploaded or created', async () => {
		answer({ code: 200, msg: 'success', data: 0 });
		const { items } = await run('create', {
			credentials: own(),
			parameters: { inputMode: 'image', imageInput: 'binary', image: 'first' },
			items: [1, 2, 3].map(() => ({ json: {}, binary: { first: photo() } })),
			onError: 'continueRegularOutput',
		});
		expect(items).toHaveLength(3);
		for (const { json } of items) {
			expect(json.error).toContain('The kie.ai account has no credits left');
			expect(json.message).toMatchObject({ safeToOrderAgain: true });
		}
		expect(paths()).toEqual(['/api/v1/chat/credit']);
	});

	it.each([
		['credits', { code: 200, msg: 'success', data: 0.5 }],
		['credits as text', { code: 200, msg: 'success', data: '80' }],
		['an error', { code: 500, msg: 'Server error', data: null }],
		['nothing', {}],
	])('is not what %s means', async (_what, credit) => {
		answer(credit);
		const { items } = await run('create', { credentials: own() });
		expect(items[0]?.json.taskId).toBe('veo_task_1');
		expect(paths()).toEqual(['/api/v1/chat/credit', '/api/v1/veo/generate']);
	});
});

it('an upload that fails orders nothing, and a retry uploads and orders', async () => {
	const parameters = { inputMode: 'image', imageInput: 'binary', image: 'first' };
	const items = [{ json: {}, binary: { first: photo() } }];
	sandbox.faults.add({
		...({ kind: 'json', action: 'upload' } as const),
		body: { success: false, code: 400, msg: 'Too large', data: null },
	});
	const runData = createRunExecutionData({});
	const error = await failure('create', { parameters, items, runData });
	expect(wordsOf(error)).toMatch(
		/did not take the image[\s\S]*Too large[\s\S]*nothing was ordered/,
	);
	expect(error.context.safeToOrderAgain).toBe(true);
	expect(sent('create')).toEqual([]);
	await run('create', { parameters, items, runData });
	expect(sent('create')).toHaveLength(1);
});

it('an upload that is turned away for a while is tried again', async () => {
	for (const code of [429, 500]) {
		sandbox.faults.add({ kind: 'json', action: 'upload', body: { code, msg: 'Later' } });
	}
	await run('create', {
		parameters: { inputMode: 'image', image: PNG.toString('base64') },
	});
	expect(sent('upload')).toHaveLength(3);
	expect(sent('create')).toHaveLength(1);
});

it('fifty orders are spaced, so that never more than twenty leave in ten seconds', async () => {
	const times: number[] = [];
	server.answer = (request, response) => {
		if (request.url !== '/api/v1/veo/generate') {
			return sendJson(response, 200, { code: 200, msg: 'success', data: 100 });
		}
		times.push(Date.now());
		const recent = times.filter((at) => at > Date.now() - 10_000).length;
		const data = { taskId: `veo_task_${times.length}` };
		sendJson(response, 200, recent > 20 ? { code: 429, msg: 'Too many' } : { code: 200, data });
	};
	const { items } = await run('create', {
		credentials: own(),
		items: Array.from({ length: 50 }, (_, index) => ({ json: { index } })),
		parameters: { prompt: '={{ "Lion " + $json.index }}' },
	});
	expect(new Set(items.map(({ json }) => json.taskId)).size).toBe(50);
	expect(times).toHaveLength(50);
}, 60_000);

it('the key is in no item and no error, also where kie.ai echoes it', async () => {
	server.answer = (request, response) => {
		const msg = `Key ${String(request.headers.authorization)} is not known`;
		sendJson(response, 200, { code: 401, msg, data: null });
	};
	const error = await failure('create', { credentials: own() });
	expect(`${JSON.stringify(error)}${wordsOf(error)}`).not.toContain('kie-secret-key');
});
