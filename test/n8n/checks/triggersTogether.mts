/** Triggers that share a workflow, and those that are taken out of it, or unpublished, while they poll. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Check } from '../checks.mts';
import { outputItems } from '../execution.mts';
import { textAt } from '../json.mts';
import { N8nApi } from '../n8nApi.mts';
import { startN8n } from '../n8nProcess.mts';
import type { Tarball } from '../pack.mts';
import { makeStage, type Stage, veoNode } from '../stage.mts';
import type { Workflow, WorkflowNode } from '../workflow.mts';
import { needsTaskTable, orderUnfinished, untilPolling } from './trigger.mts';

/** Two polls of each trigger: n8n polls each once a minute, at a second of its own choice. */
const TWO_POLLS_MS = 125_000;
const LOOK_INTERVAL_MS = 1_000;
/** For a hand-over, which comes within a poll. */
const DEADLINE_MS = 150_000;

const EVERY_MINUTE = { pollTimes: { item: [{ mode: 'everyMinute' }] } };
const FEED = '<rss version="2.0"><channel><title>News</title><link>http://x</link></channel></rss>';

/** For what comes too often, or should not come. */
const AFTERMATH_MS = 6_000;

export function triggersTogetherChecks(stage: Stage, tarball: Tarball): Check[] {
	return [
		{
			name: 'together: two Veo triggers and another one in a workflow do not disturb each other',
			isPatient: true,
			run: async () => {
				await needsTaskTable(stage);
				const { api } = stage;
				const { table, credentials, tasks } = await trackedTasks(stage, 2);
				const [video, failure] = tasks;
				assert.ok(video && failure);
				const feed = await startFeed();
				const settings = { taskTable: table, options: { checkInterval: 1 } };
				const saved = await api.importWorkflow(
					workflowOf(
						`Together ${table}`,
						veoTrigger('Completed', credentials, { ...settings, events: ['completed'] }),
						veoTrigger('Failed', credentials, { ...settings, events: ['failed'] }),
						{
							...sketch('Feed', 'n8n-nodes-base.rssFeedReadTrigger'),
							parameters: { ...EVERY_MINUTE, feedUrl: feed.url },
						},
					),
				);
				await api.activate(saved);
				try {
					failure.ending = 'failure';
					failure.takesSeconds = 0;
					await sleep(TWO_POLLS_MS);
					video.takesSeconds = 0;
					const deadline = Date.now() + DEADLINE_MS;
					for (;;) {
						const executions = await api.executionsOf(saved);
						const errors = executions.filter(({ status }) => status !== 'success');
						assert.deepEqual(
							errors.map(({ data }) => data),
							[],
							'executions that failed',
						);
						const idsOf = (node: string) =>
							executions.flatMap((one) =>
								outputItems(one, node).map(({ json }) => textAt(json, 'taskId')),
							);
						if (idsOf('Completed').length > 0) {
							assert.deepEqual(idsOf('Completed'), [video.taskId]);
							assert.deepEqual(idsOf('Failed'), [failure.taskId]);
							break;
						}
						assert.ok(Date.now() < deadline, 'the finished video started nothing');
						await sleep(LOOK_INTERVAL_MS);
					}
				} finally {
					await api.deactivate(saved);
					await feed.close();
				}
			},
		},
		{
			name: 'together: what a trigger finds that was replaced while it polled reaches the new one',
			isPatient: true,
			run: async () => {
				await needsTaskTable(stage);
				const { api } = stage;
				const { table, credentials, tasks } = await trackedTasks(stage, 1);
				const [task] = tasks;
				assert.ok(task);
				const settings = { taskTable: table, options: { checkInterval: 1 } };
				const workflow = workflowOf(
					`Replaced ${table}`,
					veoTrigger('Before', credentials, settings),
				);
				const saved = await api.importWorkflow(workflow);
				await api.activate(saved);
				await untilPolling(stage, task.taskId);
				const replaced = workflowOf(workflow.name, veoTrigger('After', credentials, settings));
				const edited = await api.rest('PATCH', `/rest/workflows/${saved.id}`, {
					...replaced,
					versionId: saved.versionId,
				});
				await api.activate({ id: saved.id, versionId: textAt(edited, 'data', 'versionId') });
				try {
					task.takesSeconds = 0;
					const deadline = Date.now() + DEADLINE_MS;
					for (;;) {
						const executions = await api.executionsOf(saved);
						const reached = executions.flatMap((one) => outputItems(one, 'Last'));
						if (reached.length > 0) {
							assert.deepEqual(
								reached.map(({ json }) => json['taskId']),
								[task.taskId],
							);
							break;
						}
						assert.ok(Date.now() < deadline, 'the finished video reached nobody');
						await sleep(LOOK_INTERVAL_MS);
					}
				} finally {
					await api.deactivate(saved);
				}
			},
		},
		{
			name: 'together: without the publication service an unpublished workflow starts no more',
			isPatient: true,
			run: async () => {
				await needsTaskTable(stage);
				const env = { N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'false' };
				const other = await startN8n({ n8n: stage.n8n, tarball, env });
				try {
					const api = await N8nApi.setUp(other.url);
					await unpublishedStartsNoMore(await makeStage(api, stage.sandbox, stage.n8n));
				} finally {
					await other.stop();
				}
			},
		},
	];
}

async function unpublishedStartsNoMore(stage: Stage): Promise<void> {
	const { api } = stage;
	const { table, credentials, tasks } = await trackedTasks(stage, 1);
	const [task] = tasks;
	assert.ok(task);
	const settings = { taskTable: table, options: { checkInterval: 1 } };
	const trigger = veoTrigger('Trigger', credentials, settings);
	const saved = await api.importWorkflow(workflowOf(`Unpublished ${table}`, trigger));
	const countExecutions = async () => (await api.executionsOf(saved)).length;
	await api.activate(saved);
	await untilPolling(stage, task.taskId);
	await api.deactivate(saved);
	task.takesSeconds = 0;
	await sleep(AFTERMATH_MS);
	assert.equal(await countExecutions(), 0, 'executions of an unpublished workflow');
	await api.activate(saved);
	const deadline = Date.now() + DEADLINE_MS;
	while ((await countExecutions()) === 0) {
		assert.ok(Date.now() < deadline, 'the finished video started nothing');
		await sleep(LOOK_INTERVAL_MS);
	}
	await sleep(AFTERMATH_MS);
	assert.equal(await countExecutions(), 1, 'executions once it is published again');
}

/** Tasks in a table of their own that are finished only when the test says so. */
async function trackedTasks(stage: Stage, count: number) {
	const table = `veo_${randomUUID().slice(0, 8)}`;
	const credentials = { ...stage.hingNet, ...stage.taskTable };
	const node = veoNode('create', credentials, { trackTask: true, taskTable: table });
	const prompts = Array.from({ length: count }, (_, index) => `${index} ${table}`);
	return { table, credentials, tasks: await orderUnfinished(stage, prompts, node) };
}

function sketch(name: string, type: string): WorkflowNode {
	return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters: {} };
}

function veoTrigger(
	name: string,
	credentials: WorkflowNode['credentials'],
	parameters: Record<string, unknown>,
): WorkflowNode {
	return {
		...sketch(name, 'n8n-nodes-veo-video.veoVideoTrigger'),
		credentials,
		parameters: { ...EVERY_MINUTE, provider: 'hingNet', watch: 'taskTable', ...parameters },
	};
}

/** A workflow in which each of the triggers leads to one last node. */
function workflowOf(name: string, ...triggers: WorkflowNode[]): Workflow {
	const last = sketch('Last', 'n8n-nodes-base.noOp');
	const toLast: Workflow['connections'][string] = {
		main: [[{ node: last.name, type: 'main', index: 0 }]],
	};
	return {
		name,
		nodes: [...triggers, last],
		connections: Object.fromEntries(triggers.map((trigger) => [trigger.name, toLast])),
		settings: { executionOrder: 'v1' },
	};
}

/** A feed without news. */
async function startFeed(): Promise<{ url: string; close(): Promise<void> }> {
	const server = createServer((_request, response) => {
		response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(FEED);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	assert.ok(typeof address === 'object' && address !== null);
	return {
		url: `http://127.0.0.1:${address.port}/feed`,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
