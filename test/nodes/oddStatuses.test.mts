/** Replies to a question that are fine by their status and odd in all else: no paid task is given up for them. */

import '../transport/withoutPauses.mts';

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createRunExecutionData } from 'n8n-workflow';

import { hingNet } from '../../nodes/VeoVideo/providers/hingNet';
import { jieKouAi } from '../../nodes/VeoVideo/providers/jieKouAi';
import { openAiCompatible } from '../../nodes/VeoVideo/providers/openAiCompatible';
import { openRouter } from '../../nodes/VeoVideo/providers/openRouter';
import { twelveAi } from '../../nodes/VeoVideo/providers/twelveAi';
import { uniAll } from '../../nodes/VeoVideo/providers/uniAll';
import { sendJson, startServer, type LocalServer } from '../transport/localServer.mts';
import { runNode } from './nodeRun.mts';
import { TEXT } from './stand.mts';

let server: LocalServer;

beforeAll(async () => {
	server = await startServer();
});
afterAll(async () => await server.close());
beforeEach(() => {
	server.requests.length = 0;
});

/** The same task in the words of each interface. */
const CREATED = { id: 'paid_1', task_id: 'paid_1', status: 'queued' };
const COMPLETED = {
	...CREATED,
	status: 'completed',
	task: { task_id: 'paid_1', status: 'TASK_STATUS_SUCCEED' },
};
const FAILED_QUESTION = {
	status: 'failed',
	task: { status: 'TASK_STATUS_FAILED' },
	error: { code: 'rate_limit', message: 'Rate limit reached, try later' },
};

it.each(
	[hingNet, jieKouAi, twelveAi, uniAll, openRouter, openAiCompatible].map(
		(one) => [one.name, one] as const,
	),
)(
	'%s: "failed" that names no task is a question that failed, and the wait goes on',
	async (_name, provider) => {
		let questions = 0;
		server.answer = ({ method }, response) => {
			if (method === 'POST') return sendJson(response, 200, CREATED);
			sendJson(response, 200, questions++ === 0 ? FAILED_QUESTION : COMPLETED);
		};
		const { items } = await runNode({
			credentials: { [provider.credentialType]: { apiKey: 'oh-secret', baseUrl: server.url } },
			parameters: {
				...TEXT,
				provider: provider.name,
				operation: 'generate',
				model: { __rl: true, mode: 'id', value: provider.models[0].id },
				options: { pollInterval: 1, downloadVideo: false },
			},
			onError: 'continueRegularOutput',
			runData: createRunExecutionData({}),
		});
		expect(items[0]?.json).toMatchObject({ taskId: 'paid_1', status: 'completed' });
		// A task that is completed without a link yet is asked about again.
		expect(questions).toBeGreaterThanOrEqual(2);
		expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
	},
);
