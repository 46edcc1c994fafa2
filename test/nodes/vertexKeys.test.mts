/** Google Vertex AI's token and key: asked for as seldom as can be, renewed in time, and shown to nobody else. */

import '../faults/quiet.mts';
import '../transport/hurried.mts';

import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	it,
	jest,
} from '@jest/globals';
import { createRunExecutionData, type IDataObject, type INodeParameters } from 'n8n-workflow';

import { everythingOf } from '../faults/everything.mts';
import { type LocalServer, sendJson, startServer } from '../transport/localServer.mts';
import { activate } from '../trigger/pollRun.mts';
import { type Google, OPERATION, openGoogle, type Part, VIDEO } from './handMadeGoogle.mts';
import { bytesOf, runNode, type NodeRunOptions } from './nodeRun.mts';
import type { Operation } from './stand.mts';

let google: Google;
let foreign: LocalServer;
let key = '';

beforeAll(async () => {
	google = await openGoogle();
	foreign = await startServer();
});
afterAll(async () => {
	await google.close();
	await foreign.close();
});
beforeEach(() => {
	google.reset();
	foreign.requests.length = 0;
	key = google.newKey();
});
afterEach(() => {
	jest.restoreAllMocks();
});

const credentials = () => ({
	veoVertexAiApi: { serviceAccountKey: key, projectId: '', region: '', baseUrl: google.server.url },
});

async function run(
	operation: Operation,
	options: IDataObject = {},
	more: Partial<NodeRunOptions> & { parameters?: INodeParameters } = {},
) {
	const { parameters, ...rest } = more;
	return await runNode({
		credentials: credentials(),
		...rest,
		parameters: {
			resource: 'video',
			provider: 'vertexAi',
			operation,
			inputMode: 'text',
			model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' },
			prompt: 'A lion',
			taskId: OPERATION,
			...parameters,
			options: { pollInterval: 1, ...options } as INodeParameters,
		},
	});
}

const failure = async (...asked: Parameters<typeof run>): Promise<unknown> =>
	await run(...asked).then(
		() => {
			throw new Error('It did not fail');
		},
		(error: unknown) => error,
	);

function trigger() {
	return activate({
		workflowId: `keys-${key.length}-${Math.random()}`,
		credentials: credentials(),
		parameters: {
			provider: 'vertexAi',
			watch: 'taskIds',
			taskIds: OPERATION,
			options: { checkInterval: 0, includeRaw: true },
		},
	});
}

const running = { name: OPERATION };
const shown = (part: Part) => google.seen(part).map(({ headers }) => headers.authorization);

describe('one token', () => {
	it('serves executions, and the polls of a trigger, for as long as it is good', async () => {
		google.answers.status = (response) => sendJson(response, 200, running);
		await run('create');
		await run('get');
		const { poll } = trigger();
		for (let polls = 0; polls < 3; polls++) await poll();
		expect(google.seen('status').length).toBeGreaterThanOrEqual(4);
		expect(google.seen('token')).toHaveLength(1);
		expect(new Set([...shown('create'), ...shown('status')]).size).toBe(1);
	});

	it('serves a new key no longer', async () => {
		await run('get');
		key = google.newKey();
		await run('get');
		expect(google.seen('token')).toHaveLength(2);
	});

	it('is asked for once, however many executions need it at the same moment', async () => {
		await Promise.all(Array.from({ length: 5 }, async () => await run('get')));
		expect(google.seen('token')).toHaveLength(1);
	});

	it('is replaced before it ends, in a wait of more than an hour', async () => {
		const { now } = Date;
		let passed = 0;
		jest.spyOn(Date, 'now').mockImplementation(() => now() + passed);
		const { status } = google.answers;
		google.answers.status = (response, request, number) => {
			passed += 1_200_000;
			if (number < 6) sendJson(response, 200, running);
			else status(response, request, number);
		};
		const { items } = await run('generate', { waitTimeout: 36_000 });
		expect(bytesOf(items[0]?.binary?.data)).toEqual(VIDEO);
		// Twenty minutes a check: each token serves three of them, and none is shown after its hour.
		expect(google.seen('token').length).toBeGreaterThanOrEqual(3);
		const uses = shown('status').map((one) => shown('status').filter((other) => other === one));
		expect(Math.max(...uses.map(({ length }) => length))).toBeLessThanOrEqual(3);
	});

	it('that Google gives up early is renewed in the middle of a wait', async () => {
		const { status } = google.answers;
		google.answers.status = (response, request, number) => {
			if (number === 0) sendJson(response, 401, { error: { code: 401, message: 'Expired.' } });
			else status(response, request, number);
		};
		const { items } = await run('generate');
		expect(bytesOf(items[0]?.binary?.data)).toEqual(VIDEO);
		expect(google.seen('token')).toHaveLength(2);
		expect(google.seen('create')).toHaveLength(1);
	});

	it('that was refused is asked for again by the next execution, not by this one', async () => {
		const { token } = google.answers;
		google.answers.token = (response) => sendJson(response, 400, { error: 'invalid_grant' });
		const items = [{ json: {} }, { json: {} }, { json: {} }];
		await run('create', {}, { items, onError: 'continueRegularOutput' });
		expect(google.seen('token')).toHaveLength(1);
		google.answers.token = token;
		await run('create');
		expect(google.seen('create')).toHaveLength(1);
	});
});

describe('a token endpoint', () => {
	it.each<[string, Google['answers']['token']]>([
		['is silent', () => {}],
		['falls silent in its reply', (response) => response.writeHead(200).write('{"access')],
		['breaks off', (response) => response.destroy()],
		['sends a page', (response) => response.writeHead(200).end('<html>Sign in</html>')],
		['sends no token', (response) => sendJson(response, 200, { token_type: 'Bearer' })],
		[
			'sends a token that no header holds',
			(response) => sendJson(response, 200, { access_token: 'a\r\nb: c' }),
		],
		['is broken', (response) => sendJson(response, 503, {})],
	])('that %s: nothing is ordered, and a retry may order', async (_what, answer) => {
		const { token } = google.answers;
		google.answers.token = answer;
		const runData = createRunExecutionData({});
		const error = await failure('generate', { waitTimeout: 2 }, { runData });
		expect(error).toMatchObject({ context: { safeToOrderAgain: true } });
		expect(google.seen('create')).toEqual([]);
		google.answers.token = token;
		await run('generate', {}, { runData });
		expect(google.seen('create')).toHaveLength(1);
	});

	it('whose tokens are never taken is asked twice for a create, and that is all', async () => {
		google.answers.token = (response) => sendJson(response, 200, { access_token: 'always-one' });
		google.answers.create = (response) => sendJson(response, 401, {});
		await failure('create');
		expect(google.seen('token')).toHaveLength(2);
		expect(google.seen('create')).toHaveLength(2);
	});
});

it('a stop while the token is on its way lets no order leave', async () => {
	const stop = new AbortController();
	const { token } = google.answers;
	google.answers.token = (response, request, number) => {
		stop.abort();
		setTimeout(() => token(response, request, number), 300);
	};
	const runData = createRunExecutionData({});
	const abortSignal = stop.signal;
	expect(String(await failure('generate', {}, { runData, abortSignal }))).toContain('stopped');
	expect(google.seen('create')).toEqual([]);
	await run('create', {}, { runData });
	expect(google.seen('create')).toHaveLength(1);
});

it('a create whose reply is lost behind a new token is not sent a third time', async () => {
	google.answers.create = (response, _request, number) => {
		if (number === 0) sendJson(response, 401, {});
		else response.destroy();
	};
	const runData = createRunExecutionData({});
	expect(String(await failure('create', {}, { runData }))).toContain('may have been created');
	expect(String(await failure('create', {}, { runData }))).toContain('may have been created');
	expect(google.seen('create')).toHaveLength(2);
});

describe('an address elsewhere', () => {
	/** What of the key, an assertion or a token a request shows. */
	const expectNothingShown = () => {
		const given = ['ya29.', 'assertion', 'PRIVATE', 'eyJ', 'Bearer'];
		const all = JSON.stringify(foreign.requests);
		for (const one of given) expect(all).not.toContain(one);
	};

	it.each([301, 302, 303, 307, 308])(
		'to which HTTP %i leads gets neither key nor token',
		async (status) => {
			foreign.answer = (_request, response) => sendJson(response, 200, { access_token: 'stolen' });
			for (const part of ['token', 'create', 'status'] as const) {
				google.reset();
				key = google.newKey();
				google.answers[part] = (response) =>
					response.writeHead(status, { location: `${foreign.url}/${part}` }).end();
				await failure(part === 'status' ? 'get' : 'create');
			}
			expect(foreign.requests).toEqual([]);
		},
	);

	it('to which Cloud Storage leads hands the video out without a token', async () => {
		const gcsUri = 'gs://my-bucket/videos/1/sample_0.mp4';
		google.answers.status = (response) =>
			sendJson(response, 200, { name: OPERATION, done: true, response: { videos: [{ gcsUri }] } });
		google.answers.storage = (response) =>
			response.writeHead(302, { location: `${foreign.url}/video.mp4` }).end();
		foreign.answer = (_request, response) =>
			response.writeHead(200, { 'content-type': 'video/mp4' }).end(VIDEO);
		const { items } = await run('download');
		expect(bytesOf(items[0]?.binary?.data)).toEqual(VIDEO);
		expect(shown('storage')).toEqual([expect.stringContaining('Bearer ya29.')]);
		expect(google.seen('storage')[0]?.path).toBe(
			'/storage/v1/b/my-bucket/o/videos%2F1%2Fsample_0.mp4?alt=media',
		);
		expect(foreign.requests).toHaveLength(1);
		expectNothingShown();
	});

	it('that a reply names in the place of a bucket gets none either', async () => {
		const gcsUri = `${foreign.url}/video.mp4`;
		google.answers.status = (response) =>
			sendJson(response, 200, { name: OPERATION, done: true, response: { videos: [{ gcsUri }] } });
		foreign.answer = (_request, response) =>
			response.writeHead(200, { 'content-type': 'video/mp4' }).end(VIDEO);
		await run('download');
		expect(foreign.requests).toHaveLength(1);
		expectNothingShown();
	});
});

describe('what anybody repeats of the key, the assertion or the token', () => {
	const secrets = (): string[] => {
		const { private_key: pem } = JSON.parse(key) as { private_key: string };
		const assertions = google
			.seen('token')
			.map(({ body }) => new URLSearchParams(body).get('assertion') ?? '');
		const tokens = [...shown('create'), ...shown('status'), ...shown('storage')].map((one) =>
			String(one).replace('Bearer ', ''),
		);
		return [pem, pem.split('\n')[1] ?? '', ...assertions, ...tokens].filter(
			(one) => one.length > 9,
		);
	};
	/** Whoever answers shows all that it was shown, and the key as well. */
	const echo =
		(status: number): Google['answers']['token'] =>
		(response, request) => {
			const { body = '' } = google.server.requests.at(-1) ?? {};
			const assertion = new URLSearchParams(body).get('assertion') ?? '';
			const { private_key: pem } = JSON.parse(key) as { private_key: string };
			const words = [request.headers.authorization, assertion, pem, key].join(' | ');
			const ascii = encodeURIComponent(words).slice(0, 4000);
			response.writeHead(status, {
				'content-type': 'application/json',
				'x-echo': ascii,
				location: `/login?${ascii}`,
			});
			const error = { code: words, status: words, message: words };
			response.end(
				JSON.stringify({
					error: status < 300 ? undefined : error,
					error_description: words,
					words,
				}),
			);
		};

	it.each<[Part, number]>([
		...([200, 302, 400, 401, 403] as const).map((status): [Part, number] => ['token', status]),
		...([200, 302, 400, 401, 403] as const).map((status): [Part, number] => ['create', status]),
		...([200, 302, 400, 401, 403] as const).map((status): [Part, number] => ['status', status]),
		...([200, 302, 400, 401, 403] as const).map((status): [Part, number] => ['storage', status]),
	])('in an answer of %s with %i, shows nowhere', async (part, status) => {
		const gcsUri = 'gs://my-bucket/videos/1/sample_0.mp4';
		google.answers.status = (response) =>
			sendJson(response, 200, { name: OPERATION, done: true, response: { videos: [{ gcsUri }] } });
		google.answers[part] = echo(status);
		const remains: unknown[] = [];
		for (const operation of ['create', 'get', 'download', 'generate'] as const) {
			for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
				const runData = createRunExecutionData({});
				const options = { includeRaw: true, waitTimeout: 2 };
				remains.push(
					await run(operation, options, { runData, onError }).catch((one: unknown) => one),
				);
				remains.push(runData);
			}
		}
		const watching = trigger();
		remains.push(await watching.poll().catch((one: unknown) => one));
		remains.push(watching.items, watching.errors, watching.stored());
		const text = everythingOf(remains);
		expect(secrets().length).toBeGreaterThan(2);
		for (const secret of secrets()) {
			for (const form of [
				secret,
				JSON.stringify(secret).slice(1, -1),
				encodeURIComponent(secret),
			]) {
				expect(text).not.toContain(form);
			}
		}
	});
});
