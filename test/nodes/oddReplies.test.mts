/** Replies to an order that are fine by their status and odd in all else: what they leave open is not ordered again. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRunExecutionData, type IDataObject, type IRunExecutionData } from 'n8n-workflow';

import { hingNet } from '../../nodes/VeoVideo/providers/hingNet';
import { hingNetNative } from '../../nodes/VeoVideo/providers/hingNetNative';
import { jieKouAi } from '../../nodes/VeoVideo/providers/jieKouAi';
import { openRouter } from '../../nodes/VeoVideo/providers/openRouter';
import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { twelveAi } from '../../nodes/VeoVideo/providers/twelveAi';
import { uniAll } from '../../nodes/VeoVideo/providers/uniAll';
import { sendJson, startServer, type LocalServer } from '../transport/localServer.mts';
import { runNode } from './nodeRun.mts';
import { TEXT } from './stand.mts';

/** Those whose replies are alike; what the others make of theirs is in their own cases. */
const GATEWAYS = [hingNet, hingNetNative, jieKouAi, uniAll, twelveAi, openRouter].map(
	(one) => [one.name, one] as const,
);

let server: LocalServer;

beforeAll(async () => {
	server = await startServer();
});
afterAll(async () => await server.close());
beforeEach(() => {
	server.requests.length = 0;
});

const orders = () => server.requests.filter(({ method }) => method === 'POST');

/** One run of "Create"; the error's words and what it promises, or the item. */
async function create(
	provider: Provider,
	runData: IRunExecutionData = createRunExecutionData({}),
	apiKey = 'oh-secret',
): Promise<IDataObject> {
	const { items } = await runNode({
		credentials: { [provider.credentialType]: { apiKey, baseUrl: server.url } },
		parameters: {
			...TEXT,
			provider: provider.name,
			operation: 'create',
			model: { __rl: true, mode: 'id', value: provider.models[0].id },
			options: {},
		},
		onError: 'continueRegularOutput',
		runData,
	});
	const { error, message, ...rest } = items[0]?.json ?? {};
	return { error, ...(message as IDataObject | undefined), ...rest };
}

describe.each(GATEWAYS)('%s: an order that is answered with HTTP 200', (_name, provider) => {
	it.each([
		{ code: 0, message: 'Task submitted', result: { taskId: 'paid_1' } },
		{ code: 200, message: 'Your task is in the queue', data: 'paid_1' },
		{ message: 'Task created', data: { taskId: 'paid_1' } },
		{ code: 'Accepted', message: 'Order received', job: 'paid_1' },
	])('and %j is never sent again, and the words show the reply', async (body) => {
		server.answer = (_request, response) => sendJson(response, 200, body);
		const runData = createRunExecutionData({});
		const first = await create(provider, runData);
		expect(first).toMatchObject({ safeToOrderAgain: false });
		expect(first.error).toContain('may have been created');
		expect(JSON.stringify(first)).toContain('paid_1');
		expect(JSON.stringify(await create(provider, runData))).toContain('paid_1');
		expect(orders()).toHaveLength(1);
	});

	it.each([
		{ error: { type: 'server_error', message: 'The server had an error' } },
		{ error: { message: 'upstream request timed out' } },
		{ error: { status: 'DEADLINE_EXCEEDED', message: 'Deadline expired' } },
		{ error: { code: 'do_request_failed', message: 'do request failed' } },
		{ error: { message: 'Unknown error' } },
		{ error: { message: '系统繁忙，请稍后再试' } },
		{ code: 1, message: 'Submit success, in queue', result: 'paid_1' },
	])('and the fault %j is never sent again', async (body) => {
		server.answer = (_request, response) => sendJson(response, 200, body);
		const runData = createRunExecutionData({});
		expect(await create(provider, runData)).toMatchObject({ safeToOrderAgain: false });
		await create(provider, runData);
		expect(orders()).toHaveLength(1);
	});

	it('and an error without a code is refused, and a retry sends it again', async () => {
		const body = { error: { message: 'Insufficient balance' } };
		server.answer = (_request, response) => sendJson(response, 200, body);
		const runData = createRunExecutionData({});
		expect(await create(provider, runData)).toMatchObject({ safeToOrderAgain: true });
		await create(provider, runData);
		expect(orders()).toHaveLength(2);
	});
});

it.each(GATEWAYS)('%s: an id in figures keeps all of them', async (_name, provider) => {
	const id = '7345678901234567891';
	server.answer = (_request, response) => {
		response.writeHead(200).end(`{"id": ${id}, "task_id": ${id}, "name": ${id}}`);
	};
	expect(await create(provider)).toMatchObject({ taskId: id });
});

it.each([
	[500, { error: { message: 'Internal error', task_id: 'paid_1' } }],
	[200, { error: { message: 'Unknown error' }, job: 'paid_1' }],
])(
	'shows beside the provider’s words (HTTP %i) what else the reply says: %j',
	async (status, body) => {
		server.answer = (_request, response) => sendJson(response, status, body);
		const said = await create(jieKouAi);
		expect(said.description).toContain(`"${body.error.message}"`);
		expect(said.description).toContain('paid_1');
	},
);

it('names the address that a 303 leads to, where the order may lie', async () => {
	server.answer = (_request, response) => {
		response.writeHead(303, { location: '/v3/async/paid_303' }).end();
	};
	const said = await create(jieKouAi);
	expect(said).toMatchObject({ safeToOrderAgain: false });
	expect(said.description).toContain('/v3/async/paid_303');
});

it.each([
	[302, '/v3/async/paid_302', false],
	[302, '/v3/async/task-result?task_id=paid_302', false],
	// Says where the order belongs, and that nothing was done with it here.
	[302, '/login?next=%2Fv3', true],
	[302, 'https://gateway.example.com/', true],
	[302, 'http://127.0.0.1:1/v3/elsewhere', true],
	[302, 'https://127.0.0.1/v3/async/veo-3.1-fast-generate-text2video/', true],
	[301, '/api/v3/async', true],
	[307, '/api/v3/async', true],
])(
	'a redirect (%i) of the order to %s: safe to order again %p',
	async (status, location, isSafe) => {
		server.answer = (_request, response) => {
			response.writeHead(status, { location }).end();
		};
		const said = await create(jieKouAi);
		expect(said).toMatchObject({ safeToOrderAgain: isSafe });
		expect(said.description).toContain(location);
		expect(orders()).toHaveLength(1);
	},
);

it('shows no key whose slash PHP has escaped, in a reply that is cut off', async () => {
	server.answer = (_request, response) => {
		response.writeHead(400).end('{"error":"Bad key oh-secret\\/key+1234 in');
	};
	const said = JSON.stringify(
		await create(jieKouAi, createRunExecutionData({}), 'oh-secret/key+1234'),
	);
	expect(said).toContain('Bad key ***');
	expect(said).not.toContain('key+1234');
});

it('says in a retry that a new execution orders anew what the provider has lost', async () => {
	const runData = createRunExecutionData({});
	server.answer = (_request, response) => sendJson(response, 200, { task_id: 'paid_1' });
	await create(jieKouAi, runData);
	server.answer = (_request, response) => sendJson(response, 404, { message: 'no such task' });
	expect((await create(jieKouAi, runData)).description).toContain('a new execution orders anew');
});
