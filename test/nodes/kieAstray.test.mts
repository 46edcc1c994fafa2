/** kie.ai where things go astray: redirects to elsewhere, an upload host that is away, lost replies, another model's video, and two executions at once. */

import './../transport/withoutPauses.mts';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
	createRunExecutionData,
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INodeParameters,
} from 'n8n-workflow';

import { type LocalServer, sendJson, startServer } from '../transport/localServer.mts';
import { activate } from '../trigger/pollRun.mts';
import { film } from '../files/film.mts';
import { bytesOf, type NodeRunOptions, runNode } from './nodeRun.mts';
import { PNG } from './pictures.mts';
import { type NodeError, wordsOf } from './stand.mts';

const KEY = 'kie-secret-key';
const VIDEO = film(3000);

/** kie.ai, its upload host, and somebody else's server. */
let api: LocalServer;
let uploads: LocalServer;
let elsewhere: LocalServer;

/** What the API says, by path; anything else is a create or a check that is well. */
let says: Record<string, { status?: number; location?: string; body?: unknown; cut?: true }>;
const STATUS = '/api/v1/veo/record-info';
const CREATE = '/api/v1/veo/generate';
const UPLOAD = '/api/file-stream-upload';

beforeAll(async () => {
	[api, uploads, elsewhere] = await Promise.all([startServer(), startServer(), startServer()]);
	const done = (data: unknown) => ({ code: 200, msg: 'success', data });
	for (const server of [api, uploads]) {
		server.answer = (request, response, number) => {
			const path = request.url?.replace(/\?.*/, '') ?? '';
			const said = says[path];
			if (said?.cut) return request.socket.destroy();
			if (said !== undefined) {
				if (said.location !== undefined) response.setHeader('location', said.location);
				return sendJson(response, said.status ?? 200, said.body ?? {});
			}
			if (path === UPLOAD) {
				const downloadUrl = `${elsewhere.url}/uploaded-${number}.png`;
				return sendJson(response, 200, { success: true, ...done({ downloadUrl }) });
			}
			if (path === '/api/v1/chat/credit') return sendJson(response, 200, done(100));
			const taskId = `veo_task_${number}`;
			const result = { resultUrls: [`${elsewhere.url}/a.mp4`] };
			const told = path === STATUS ? { successFlag: 1, response: result } : {};
			sendJson(response, 200, done({ taskId, ...told }));
		};
	}
	elsewhere.answer = (_request, response) => {
		response.writeHead(200, { 'content-type': 'video/mp4' }).end(VIDEO);
	};
});
afterAll(async () => {
	await Promise.all([api, uploads, elsewhere].map(async (one) => await one.close()));
});
beforeEach(() => {
	says = {};
	for (const server of [api, uploads, elsewhere]) server.requests.length = 0;
});

const credentials = (uploadBaseUrl = uploads.url) => ({
	veoKieApi: { apiKey: KEY, baseUrl: api.url, uploadBaseUrl },
});

interface Run extends Partial<Omit<NodeRunOptions, 'parameters'>> {
	parameters?: INodeParameters;
	options?: IDataObject;
}

async function run(operation: string, { parameters, options, ...rest }: Run = {}) {
	return await runNode({
		credentials: credentials(),
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

/** A run with a file, which is uploaded first. */
const withFile = (): Run => ({
	parameters: { inputMode: 'image', imageInput: 'binary', image: 'first' },
	items: [{ json: {}, binary: { first: { data: PNG.toString('base64'), mimeType: 'image/png' } } }],
});

const paths = (server: LocalServer) => server.requests.map(({ path }) => path);
const sentTo = (path: string) => paths(api).filter((one) => one.startsWith(path)).length;

/** Nobody but the two addresses of the credential was shown the key. */
function expectKeyAtHome(): void {
	expect(JSON.stringify(elsewhere.requests)).not.toContain(KEY);
}

describe.each([301, 302, 307, 308])('a redirect to another server, HTTP %i', (status) => {
	it.each([
		['the create', CREATE, 'create'],
		['the check', STATUS, 'get'],
	])('of %s is not followed', async (_what, path, operation) => {
		says[path] = { status, location: `${elsewhere.url}${path}` };
		await failure(operation, { parameters: { taskId: 'veo_task_1' } });
		expect(elsewhere.requests).toEqual([]);
		expect(sentTo(path)).toBe(1);
	});

	it('of the credits is not followed, and stops nothing', async () => {
		says['/api/v1/chat/credit'] = { status, location: `${elsewhere.url}/credit` };
		await run('create');
		expect(elsewhere.requests).toEqual([]);
	});

	it('of an upload is not followed, and nothing is ordered', async () => {
		says[UPLOAD] = { status, location: `${elsewhere.url}${UPLOAD}` };
		const error = await failure('create', withFile());
		expect(wordsOf(error)).toContain('nothing was ordered');
		expect(wordsOf(error)).toContain('enter it as Upload Base URL');
		expect(error.context.safeToOrderAgain).toBe(true);
		expect(elsewhere.requests).toEqual([]);
		expect(sentTo(CREATE)).toBe(0);
	});
});

it.each(['/', '/api', '/api/'])(
	'an Upload Base URL that ends with %s is understood',
	async (ending) => {
		await run('create', { ...withFile(), credentials: credentials(`${uploads.url}${ending}`) });
		expect(paths(uploads)).toEqual([UPLOAD]);
	},
);

it('an upload host that nobody finds orders nothing, and a retry uploads and orders', async () => {
	const gone = await startServer();
	await gone.close();
	const runData = createRunExecutionData({});
	const error = await failure('create', {
		...withFile(),
		credentials: credentials(gone.url),
		runData,
	});
	expect(wordsOf(error)).toContain('nothing was ordered');
	expect(wordsOf(error)).toContain('Check the Upload Base URL');
	expect(error.context.safeToOrderAgain).toBe(true);
	expect(sentTo(CREATE)).toBe(0);
	await run('create', { ...withFile(), runData });
	expect(paths(uploads)).toEqual([UPLOAD]);
	expect(sentTo(CREATE)).toBe(1);
});

it('an upload whose connection is cut is sent again, and ordered once it lies there', async () => {
	says[UPLOAD] = { cut: true };
	const ending = run('create', withFile());
	while (uploads.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
	says = {};
	await ending;
	expect(uploads.requests.length).toBeGreaterThan(1);
	expect(sentTo(CREATE)).toBe(1);
	expectKeyAtHome();
});

it.each([
	['a page', '<h1>Stored</h1>'],
	['no link', { success: true, code: 200, data: { downloadUrl: null } }],
	['a path', { success: true, code: 200, data: { downloadUrl: '/a.png' } }],
	['a link with a password', { code: 200, data: { downloadUrl: 'https://a:b@c.example/a.png' } }],
])('an upload that is answered with %s orders nothing', async (_what, body) => {
	says[UPLOAD] = { body };
	const error = await failure('create', withFile());
	expect(wordsOf(error)).toContain('Check the Upload Base URL');
	expect(error.context.safeToOrderAgain).toBe(true);
	expect(sentTo(CREATE)).toBe(0);
});

it('a create of an uploaded file whose reply is lost is not sent by a retry, and nothing is uploaded for it', async () => {
	says[CREATE] = { cut: true };
	const runData = createRunExecutionData({});
	const first = await failure('create', { ...withFile(), runData });
	says = {};
	const second = await failure('create', { ...withFile(), runData });
	for (const error of [first, second]) {
		expect(error.message).toContain('may have been created');
		expect(error.context.safeToOrderAgain).toBe(false);
	}
	expect(sentTo(CREATE)).toBe(1);
	expect(uploads.requests).toHaveLength(1);
});

describe('a video that another model made in place of the chosen one', () => {
	const data = () => ({
		taskId: 'veo_task_1',
		...{ successFlag: 1, fallbackFlag: true },
		response: { resultUrls: [`${elsewhere.url}/a.mp4`] },
	});

	it.each(['generate', 'get', 'download'])('is told as such by %s', async (operation) => {
		says[STATUS] = { body: { code: 200, msg: 'success', data: data() } };
		const { items } = await run(operation, { parameters: { taskId: 'veo_task_1' } });
		expect(items[0]?.json).toMatchObject({ status: 'completed', model: null });
		expect(items[0]?.json.warning).toContain('another model');
		if (operation !== 'get') expect(bytesOf(items[0]?.binary?.data).equals(VIDEO)).toBe(true);
		expectKeyAtHome();
	});

	it('is told as such by the trigger', async () => {
		says[STATUS] = { body: { code: 200, msg: 'success', data: data() } };
		const trigger = activate({
			workflowId: 'kieFallback',
			credentials: credentials(),
			parameters: {
				...{ provider: 'kie', watch: 'taskIds', taskIds: 'veo_task_1' },
				...{ events: ['completed'], options: { checkInterval: 0 } },
			},
		});
		await trigger.poll();
		expect(trigger.items[0]?.json.warning).toContain('another model');
	});
});

it('two executions at once that order more than twenty in ten seconds get each video once', async () => {
	const taken: number[] = [];
	const ids = new Set<string>();
	const usual = api.answer;
	api.answer = (request, response, number) => {
		if (request.url !== CREATE) return usual(request, response, number);
		const recent = taken.filter((at) => at > Date.now() - 10_000);
		if (recent.length >= 20) return sendJson(response, 200, { code: 429, msg: 'Too many' });
		taken.push(Date.now());
		const taskId = `veo_task_${taken.length}`;
		sendJson(response, 200, { code: 200, data: { taskId } });
	};
	const items = Array.from({ length: 14 }, (_, index) => ({ json: { index } }));
	const parameters = { prompt: '={{ "Lion " + $json.index }}' };
	const runs = await Promise.all(
		[1, 2].map(async () => await run('create', { items, parameters })),
	);
	api.answer = usual;
	for (const one of runs) for (const { json } of one.items) ids.add(String(json.taskId));
	expect(taken).toHaveLength(28);
	expect(ids.size).toBe(28);
}, 60_000);
