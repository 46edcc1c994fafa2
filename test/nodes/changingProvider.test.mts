/** An expression may name another provider at each try: what was ordered lies where it was ordered. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRunExecutionData, type INodeParameters, type IRunExecutionData } from 'n8n-workflow';

import { sendJson, startServer, type LocalServer } from '../transport/localServer.mts';
import { runNode } from './nodeRun.mts';
import { TEXT, type Operation } from './stand.mts';

let first: LocalServer;
let second: LocalServer;

beforeAll(async () => {
	first = await startServer();
	second = await startServer();
});
afterAll(async () => {
	await first.close();
	await second.close();
});
beforeEach(() => {
	first.requests.length = 0;
	second.requests.length = 0;
	// A gateway that calls a task failed which it does not know.
	second.answer = (request, response) =>
		sendJson(response, 200, {
			id: 'of_12ai',
			status: request.method === 'POST' ? 'queued' : 'failed',
		});
});

const parameters: INodeParameters = {
	...TEXT,
	provider: '={{ $json.provider }}',
	options: { pollInterval: 1, downloadVideo: false, waitTimeout: 1 },
};

async function run(provider: string, operation: Operation, runData: IRunExecutionData) {
	const { items } = await runNode({
		credentials: {
			hingNetApi: { apiKey: 'oh-secret', baseUrl: first.url },
			twelveAiApi: { apiKey: 'sk-secret', baseUrl: second.url },
		},
		parameters: { ...parameters, operation },
		items: [{ json: { provider } }],
		onError: 'continueRegularOutput',
		runData,
	});
	return items[0]?.json;
}

describe.each(['create', 'generate'] as const)(
	'%s, tried again with another provider',
	(operation) => {
		it('asks the one that has the task, and orders nothing at the other', async () => {
			const runData = createRunExecutionData({});
			let status = 'queued';
			first.answer = (_request, response) => sendJson(response, 200, { id: 'of_hingnet', status });
			await run('hingNet', operation, runData);
			status = 'completed';
			expect(await run('twelveAi', operation, runData)).toMatchObject({
				taskId: 'of_hingnet',
				provider: 'hingNet',
				status: 'completed',
			});
			expect(second.requests).toHaveLength(0);
		});

		it('says in whose account an order may be', async () => {
			const runData = createRunExecutionData({});
			first.answer = (_request, response) => void response.writeHead(502).end();
			await run('hingNet', operation, runData);
			expect((await run('twelveAi', operation, runData))?.error).toContain('HingNet');
			expect(second.requests).toHaveLength(0);
		});
	},
);
