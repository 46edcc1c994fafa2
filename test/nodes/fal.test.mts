/** fal.ai at a server of the test's own: where the key goes, what is uploaded, and what becomes of a request that ends oddly. */

import '../transport/withoutPauses.mts';

import type { IncomingMessage, ServerResponse } from 'node:http';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
	createRunExecutionData,
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type INodeParameters,
} from 'n8n-workflow';

import { film } from '../files/film.mts';
import { type LocalServer, sendJson, startServer } from '../transport/localServer.mts';
import { activate } from '../trigger/pollRun.mts';
import { bytesOf, type NodeRunOptions, runNode } from './nodeRun.mts';
import { PNG } from './pictures.mts';
import { type NodeError, wordsOf } from './stand.mts';

const KEY = 'fal-id:fal-secret-key';
const ID = '764cabcf-b745-4b3e-ae38-1200304cf45b';
const REQUEST = `/fal-ai/veo3.1/requests/${ID}`;
const TASK_ID = REQUEST.slice(1);
const VIDEO = film(60_000);

let server: LocalServer;
let elsewhere: LocalServer;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
/** By "METHOD /path", without the query. */
let answers: Record<string, Answer>;

const json =
	(status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
	(_request, response) =>
		sendJson(response, status, body, headers);

beforeAll(async () => {
	[server, elsewhere] = await Promise.all([startServer(), startServer()]);
});
afterAll(async () => {
	await Promise.all([server.close(), elsewhere.close()]);
});
beforeEach(() => {
	for (const one of [server, elsewhere]) one.requests.length = 0;
	const url = `${server.url}${REQUEST}`;
	const addresses = {
		request_id: ID,
		response_url: url,
		status_url: `${url}/status`,
		cancel_url: `${url}/cancel`,
	};
	const create = json(200, { status: 'IN_QUEUE', ...addresses, queue_position: 0 });
	answers = {
		'POST /fal-ai/veo3.1/fast': create,
		'POST /fal-ai/veo3.1/fast/image-to-video': create,
		'POST /fal-ai/veo3.1/fast/extend-video': create,
		[`GET ${REQUEST}/status`]: json(200, { status: 'COMPLETED', logs: [], ...addresses }),
		[`GET ${REQUEST}`]: json(200, { video: { url: `${server.url}/files/output.mp4` } }),
		'GET /files/output.mp4': (_request, response) =>
			response.writeHead(200, { 'content-type': 'video/mp4' }).end(VIDEO),
		'POST /storage/upload/initiate': json(200, {
			upload_url: `${server.url}/put/one.bin?signature=1`,
			file_url: 'https://v3b.fal.media/files/one.bin',
		}),
		'PUT /put/one.bin': (_request, response) => response.writeHead(200).end(),
	};
	server.answer = (request, response) => {
		const path = (request.url ?? '').replace(/\?.*$/, '');
		const answer = answers[`${request.method} ${path}`] ?? json(404, { detail: 'Not Found' });
		answer(request, response);
	};
});

type Run = Partial<Omit<NodeRunOptions, 'parameters'>> & {
	parameters?: INodeParameters;
	options?: IDataObject;
};

/** One server for everything, as behind a proxy: named as the upload's place, too. */
const credentials = (uploadBaseUrl = `${server.url}/`) => ({
	veoFalApi: { apiKey: KEY, baseUrl: server.url, uploadBaseUrl },
});

async function run(operation: string, { parameters, options, ...rest }: Run = {}) {
	return await runNode({
		credentials: credentials(),
		...rest,
		parameters: {
			...{ provider: 'fal', resource: 'video', operation, inputMode: 'text', prompt: 'A lion' },
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

const sent = () => server.requests.map(({ method, path }) => `${method} ${path}`);
const creates = () =>
	server.requests.filter(({ method, path }) => method === 'POST' && path.startsWith('/fal-ai'));
const bodyOf = (number: number): unknown => JSON.parse(creates()[number]?.body ?? 'null');
const keyOf = (what: string) =>
	server.requests.find(({ method, path }) => `${method} ${path}`.startsWith(what))?.headers
		.authorization;
const file = (bytes: Buffer, mimeType: string): INodeExecutionData[] => [
	{ json: {}, binary: { data: { data: bytes.toString('base64'), mimeType } } },
];
const LARGE = Buffer.concat([PNG, Buffer.alloc(50_000, 1)]);
const fromPhoto = (bytes = LARGE) => ({
	items: file(bytes, 'image/png'),
	parameters: { inputMode: 'image', imageInput: 'binary', image: 'data' },
});
const extending = (rest: INodeParameters) => ({ inputMode: 'video', ...rest });

describe('the key', () => {
	it('goes neither to where the bytes are put nor to where the video lies, though both are at its own server', async () => {
		const { items } = await run('generate', fromPhoto());
		expect(bytesOf(items[0]?.binary?.data).equals(VIDEO)).toBe(true);
		expect(keyOf('POST /storage/upload/initiate')).toBe(`Key ${KEY}`);
		expect(keyOf('POST /fal-ai')).toBe(`Key ${KEY}`);
		expect(sent()).toContain('PUT /put/one.bin?signature=1');
		expect(sent()).toContain('GET /files/output.mp4');
		expect([keyOf('PUT'), keyOf('GET /files')]).toEqual([undefined, undefined]);
	});

	it.each([
		['the order', 'POST /fal-ai/veo3.1/fast'],
		['the status', `GET ${REQUEST}/status`],
		['the result', `GET ${REQUEST}`],
	])('follows no redirect of %s to another origin', async (_what, address) => {
		answers[address] = (_request, response) =>
			response.writeHead(307, { location: `${elsewhere.url}/taken` }).end();
		const error = await failure('generate');
		expect(wordsOf(error)).not.toContain('secret');
		expect(elsewhere.requests).toEqual([]);
		expect(creates()).toHaveLength(1);
	});

	it.each(['POST /storage/upload/initiate', 'PUT /put/one.bin'])(
		'follows no redirect of %s either, and nothing is ordered',
		async (address) => {
			answers[address] = (_request, response) =>
				response.writeHead(308, { location: `${elsewhere.url}/taken` }).end();
			const error = await failure('generate', fromPhoto());
			expect(error.context.safeToOrderAgain).toBe(true);
			expect([...elsewhere.requests, ...creates()]).toEqual([]);
		},
	);
});

describe('a file', () => {
	it('goes inline to a server of somebody else that is not said to take uploads', async () => {
		await run('create', { ...fromPhoto(), credentials: credentials('') });
		expect(sent()).toEqual(['POST /fal-ai/veo3.1/fast/image-to-video']);
		expect(bodyOf(0)).toMatchObject({
			image_url: `data:image/png;base64,${LARGE.toString('base64')}`,
		});
	});

	it.each<[string, Run]>([
		[
			'in a binary field',
			{ items: file(VIDEO, 'video/mp4'), parameters: { imageInput: 'binary', video: 'data' } },
		],
		['as base64', { parameters: { video: VIDEO.toString('base64') } }],
	])('that is a video to extend, %s, is uploaded, and named by its link', async (_form, one) => {
		const { items } = await run('create', { ...one, parameters: extending(one.parameters ?? {}) });
		expect(items[0]?.json).toMatchObject({ taskId: TASK_ID });
		const put = server.requests.find(({ method }) => method === 'PUT');
		expect(put?.headers['content-type']).toBe('video/mp4');
		expect(put?.body).toBe(VIDEO.toString('latin1'));
		expect(bodyOf(0)).toMatchObject({ video_url: 'https://v3b.fal.media/files/one.bin' });
	});

	it('a link to a video is sent as it is', async () => {
		const video = 'https://example.com/source.mp4';
		await run('create', { parameters: extending({ video }) });
		expect(sent()).toEqual(['POST /fal-ai/veo3.1/fast/extend-video']);
		expect(bodyOf(0)).toMatchObject({ video_url: video });
	});

	it.each(['gs://my-bucket/source.mp4', 'source.mp4', ''])(
		'%j is no video, and nothing is sent',
		async (video) => {
			await failure('create', { parameters: extending({ video }) });
			expect(sent()).toEqual([]);
		},
	);
});

describe('a request that ends oddly', () => {
	it('without a video has failed, for Get, Generate and the trigger, and what it cost is told', async () => {
		answers[`GET ${REQUEST}`] = json(200, { video: null }, { 'x-fal-billable-units': '8' });
		const { items } = await run('get', { parameters: { taskId: TASK_ID } });
		expect(items[0]?.json).toMatchObject({
			status: 'failed',
			cost: { amount: 8 },
			failure: { message: expect.stringContaining('holds no video') },
		});
		const runData = createRunExecutionData();
		for (let tries = 0; tries < 2; tries++) {
			const error = await failure('generate', { runData, retryOnFail: true });
			expect(error.message).toContain('gave no video');
			expect(error.context.safeToOrderAgain).not.toBe(true);
		}
		// It may be paid for: what a retry asks about, it does not order again.
		expect(creates()).toHaveLength(1);
		const trigger = activate({
			workflowId: 'fal-without-video',
			credentials: credentials(),
			parameters: { provider: 'fal', watch: 'taskIds', taskIds: TASK_ID },
		});
		await trigger.poll();
		expect(trigger.items.map(({ json: one }) => one.status)).toEqual(['failed']);
	});

	it('by a cancel is called cancelled, also where the result has no words for it', async () => {
		answers[`GET ${REQUEST}/status`] = json(200, {
			status: 'COMPLETED',
			error: 'Request was cancelled',
			error_type: 'client_cancelled',
		});
		for (const answer of [json(499, {}), json(404, { detail: 'Request not found' })]) {
			answers[`GET ${REQUEST}`] = answer;
			const { items } = await run('get', { parameters: { taskId: TASK_ID } });
			expect(items[0]?.json).toMatchObject({ status: 'failed', failure: { code: 'cancelled' } });
		}
		expect((await failure('generate')).message).toContain('was cancelled');
	});

	it('and is known no more, is told as what it may be', async () => {
		answers[`GET ${REQUEST}/status`] = json(404, { status: 'NOT_FOUND' });
		const error = await failure('get', { parameters: { taskId: TASK_ID } });
		expect(error.message).toContain('fal.ai knows no task');
		expect(error.description).toContain('cancelled while it stood in the queue');
	});
});

describe('a prompt', () => {
	it('of 20,000 characters is sent, and one of more is not', async () => {
		await run('create', { parameters: { prompt: `${'x'.repeat(19_999)}\u{1f981}` } });
		expect(creates()).toHaveLength(1);
		const error = await failure('create', { parameters: { prompt: 'x'.repeat(20_001) } });
		expect(error.message).toContain('too long for fal.ai: it has 20001 characters');
		expect(creates()).toHaveLength(1);
	});
});

describe('a request that is being cancelled', () => {
	it('is no cancelled one only because a check of it is refused', async () => {
		let checks = 0;
		answers[`PUT ${REQUEST}/cancel`] = json(202, { status: 'CANCELLATION_REQUESTED' });
		answers[`GET ${REQUEST}/status`] = (request, response) =>
			checks++ === 0
				? json(202, { status: 'IN_PROGRESS' })(request, response)
				: json(400, { detail: 'Bad request' })(request, response);
		const { items } = await run('cancel', { parameters: { taskId: TASK_ID } });
		expect(items[0]?.json).toMatchObject({ status: 'running', failure: null });
		expect(items[0]?.json.warning).toContain('asked to cancel');
	});

	it('is one when fal knows it no more', async () => {
		let checks = 0;
		answers[`PUT ${REQUEST}/cancel`] = json(202, { status: 'CANCELLATION_REQUESTED' });
		answers[`GET ${REQUEST}/status`] = (request, response) =>
			checks++ === 0
				? json(202, { status: 'IN_QUEUE', queue_position: 0 })(request, response)
				: json(404, { status: 'NOT_FOUND' })(request, response);
		const { items } = await run('cancel', { parameters: { taskId: TASK_ID } });
		expect(items[0]?.json).toMatchObject({ status: 'failed', failure: { code: 'cancelled' } });
	});
});

describe('an order whose reply is lost', () => {
	it('is not sent again, by a retry neither', async () => {
		answers['POST /fal-ai/veo3.1/fast'] = (_request, response) => response.destroy();
		const runData = createRunExecutionData();
		for (let tries = 0; tries < 2; tries++) {
			const error = await failure('generate', { runData, retryOnFail: true });
			expect(error.message).toContain('may have been created');
		}
		expect(creates()).toHaveLength(1);
	});
});
