/** A gateway that repeats the key in whatever it answers: the key is in nothing that n8n shows, keeps or passes on. */

import './quiet.mts';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRunExecutionData } from 'n8n-workflow';

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { makeContext, runNode } from '../nodes/nodeRun.mts';
import type { Operation } from '../nodes/stand.mts';
import { startServer, type LocalServer } from '../transport/localServer.mts';
import { activate } from '../trigger/pollRun.mts';
import { startTableServer, type TableServer } from '../trigger/tableServer.mts';
import { everythingOf } from './everything.mts';

/** With letters that JSON and addresses write in other ways. */
const KEY = 'oh-secret/key+1234"&<x>=';
const TABLE_KEY = 'n8n-table/secret+5678';

/** How gateways write what they repeat. Each gives a text that stands between the quotes of JSON. */
const ECHOES: Readonly<Record<string, (key: string) => string>> = {
	'as it is': (key) => JSON.stringify(key).slice(1, -1),
	'after Bearer': (key) => JSON.stringify(`Bearer ${key}`).slice(1, -1),
	'as part of an address': (key) => encodeURIComponent(key),
};
/** Forms that reach people as the key itself once JSON is read, or that anybody can turn back. */
const MISSED_ECHOES: Readonly<Record<string, (key: string) => string>> = {
	'with \\/ for /, as PHP writes JSON': (key) =>
		JSON.stringify(key).slice(1, -1).replaceAll('/', '\\/'),
	'with \\u0026 for &, as Go writes JSON': (key) =>
		JSON.stringify(key)
			.slice(1, -1)
			.replace(/[&<>]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`),
	'as part of an address, in small letters': (key) =>
		encodeURIComponent(key).replace(/%../g, (one) => one.toLowerCase()),
};

/** All forms in which the key could be read off a text. */
function formsOf(key: string): string[] {
	const json = JSON.stringify(key).slice(1, -1);
	const address = encodeURIComponent(key);
	// Descriptions of errors are HTML.
	const html = (text: string) =>
		text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
	return [
		key,
		html(key),
		html(json),
		html(JSON.stringify(html(key)).slice(1, -1)),
		json,
		JSON.stringify(json).slice(1, -1),
		json.replaceAll('/', '\\/'),
		address,
		address.replace(/%../g, (one) => one.toLowerCase()),
	];
}

function expectNoKey(value: unknown): void {
	const text = everythingOf(value);
	for (const key of [KEY, TABLE_KEY]) {
		for (const form of formsOf(key)) expect(text).not.toContain(form);
	}
}

let server: LocalServer;
let table: TableServer;

beforeAll(async () => {
	server = await startServer();
	table = await startTableServer();
	table.key = TABLE_KEY;
});
afterAll(async () => {
	await server.close();
	await table.close();
});
beforeEach(() => {
	server.requests.length = 0;
});

const TRACKING = { trackTask: true, taskTable: 'echoes' };

function parametersOf(provider: Provider, operation: Operation) {
	return {
		resource: 'video',
		provider: provider.name,
		operation,
		inputMode: 'text',
		model: { __rl: true, mode: 'id', value: provider.models[0].id },
		prompt: 'A lion',
		taskId: 'task-1',
		...TRACKING,
		options: { pollInterval: 1, waitTimeout: 2, includeRaw: true },
	};
}

function credentialsOf(provider: Provider) {
	return {
		[provider.credentialType]: { apiKey: KEY, baseUrl: server.url },
		veoTaskTableApi: { apiKey: TABLE_KEY, baseUrl: table.url },
	};
}

/** The run's items or error, and everything else that n8n keeps of it. */
async function remainsOf(
	provider: Provider,
	operation: Operation,
	onError: 'stopWorkflow' | 'continueRegularOutput',
	changes: { dryRun?: boolean } = {},
): Promise<unknown> {
	const runData = createRunExecutionData({});
	const parameters = parametersOf(provider, operation);
	const options = {
		parameters: { ...parameters, options: { ...parameters.options, ...changes } },
		credentials: credentialsOf(provider),
		onError,
		runData,
	};
	const result = await runNode(options).catch((error: unknown) => ({ error }));
	return { result, runData, rows: table.tables.flatMap(({ rows }) => rows) };
}

/** Answers every request with the echo, in body and headers. */
function answerWith(status: number, echo: string): void {
	server.answer = (_request, response) => {
		const ascii = encodeURI(echo).replace(/[\r\n]/g, '');
		response.writeHead(status, {
			'content-type': 'application/json',
			'x-echo': ascii,
			location: `/login?key=${echo.replace(/[^\x21-\x7e]/g, '')}`,
		});
		// Half of the readers know an id here, so that the echo is also read as part of a task.
		response.end(
			`{"id":"task-${echo}","task_id":"task-${echo}","name":"operations/${echo}","done":true,
			"status":"failed","model":"${echo}","progress":50,"${echo}":"${echo}",
			"code":"${echo}","reason":"${echo}","message":"Invalid: ${echo}","fail_reason":"${echo}","msg":"Invalid: ${echo}",
			"data":{"taskId":"task-${echo}","successFlag":2,"errorCode":"${echo}","errorMessage":"Invalid: ${echo}"},
			"error":{"code":"${echo}","message":"Invalid credential: ${echo}"},
			"task":{"task_id":"task-${echo}","status":"TASK_STATUS_FAILED","reason":"${echo}"}}`,
		);
	};
}

const OPERATIONS = ['create', 'get', 'download', 'generate'] as const;
const STATUSES = [200, 302, 401, 403];

/** Where a service account signs for a token, see vertexKeys.test.mts. */
const WITH_KEY = PROVIDERS.filter(({ account }) => account === undefined);

describe.each(WITH_KEY.map((provider) => [provider.name, provider] as const))(
	'%s',
	(_name, provider) => {
		it.each(Object.entries(ECHOES))(
			'that repeats the key %s',
			async (_how, echo) => {
				for (const status of STATUSES) {
					answerWith(status, echo(KEY));
					for (const operation of OPERATIONS) {
						for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
							expectNoKey(await remainsOf(provider, operation, onError));
						}
					}
				}
				expect(server.requests.length).toBeGreaterThan(10);
			},
			60_000,
		);

		it('a dry run tells the request, not the key', async () => {
			const remains = await remainsOf(provider, 'create', 'stopWorkflow', { dryRun: true });
			expect(JSON.stringify(remains)).toContain('"dryRun":true');
			expectNoKey(remains);
			expect(server.requests).toEqual([]);
		});

		it('the trigger hands out no key, and fails without one', async () => {
			for (const status of STATUSES) {
				answerWith(status, ECHOES['after Bearer']?.(KEY) ?? '');
				const trigger = activate({
					workflowId: `echo-${provider.name}-${status}`,
					credentials: { [provider.credentialType]: { apiKey: KEY, baseUrl: server.url } },
					parameters: {
						provider: provider.name,
						watch: 'taskIds',
						taskIds: 'task-1',
						options: { checkInterval: 0, includeRaw: true },
					},
				});
				const error: unknown = await trigger.poll().catch((caught: unknown) => caught);
				expectNoKey([error, trigger.items, trigger.errors, trigger.stored()]);
			}
		});
	},
);

const [hingNet] = PROVIDERS;

// The text is blacked out before it is read as JSON: what JSON or addresses write in a second way gets through.
it.each(Object.entries(MISSED_ECHOES))('a gateway that repeats the key %s', async (_how, echo) => {
	answerWith(401, echo(KEY));
	expectNoKey(await remainsOf(hingNet, 'get', 'continueRegularOutput'));
});

// People paste keys with a space behind them. HTTP takes it off, so that the gateway repeats the key without it.
it('a gateway that repeats a key that was pasted with a space at its end', async () => {
	const pasted = 'oh-pasted-key-1234';
	server.answer = (request, response) => {
		response.writeHead(401, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ error: { message: `Bad: ${request.headers.authorization}` } }));
	};
	const result = await runNode({
		parameters: parametersOf(hingNet, 'get'),
		credentials: { [hingNet.credentialType]: { apiKey: `${pasted} `, baseUrl: server.url } },
		onError: 'continueRegularOutput',
	});
	expect(JSON.stringify(result.items)).not.toContain(pasted);
});

it('the task table that repeats its own key', async () => {
	const { answer } = server;
	server.answer = (request, response) => {
		response.writeHead(401, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ message: `Unknown key ${request.headers['x-n8n-api-key']}` }));
	};
	const credentials = {
		...credentialsOf(hingNet),
		veoTaskTableApi: { apiKey: TABLE_KEY, baseUrl: server.url },
	};
	const parameters = parametersOf(hingNet, 'create');
	const error: unknown = await runNode({ parameters, credentials }).catch((one: unknown) => one);
	expect(error).toBeInstanceOf(Error);
	expect(server.requests.some(({ headers }) => headers['x-n8n-api-key'] === TABLE_KEY)).toBe(true);
	expectNoKey(error);
	server.answer = answer;
});

it('this test sees a key that is hidden in an error', () => {
	const { context } = makeContext({ parameters: {}, credentials: {} });
	const error = new Error('outer', { cause: new Error(`inner ${KEY}`) });
	Object.defineProperty(error, 'hidden', { value: { deep: encodeURIComponent(KEY) } });
	expect(() => expectNoKey({ node: context.getNode(), error })).toThrow();
});
