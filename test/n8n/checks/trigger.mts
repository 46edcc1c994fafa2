/** Tasks that one workflow tracks start another one when they are finished. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Check, DoesNotApply } from '../checks.mts';
import { executionError, outputItems } from '../execution.mts';
import { at, listAt, textAt } from '../json.mts';
import { type Stage, veoNode } from '../stage.mts';
import { type NodeSketch, triggerWorkflow } from '../workflow.mts';
import { triggerExampleChecks } from './triggerExamples.mts';

/** n8n polls once a minute, at a second of its own choice. */
const POLL_DEADLINE_MS = 150_000;
/** Longer than the test: its tasks are finished by hand. */
const NEVER_SECONDS = 86_400;

export function triggerChecks(stage: Stage): Check[] {
	return [
		{
			name: 'the trigger emits each of the task ids that it watches once',
			isPatient: true,
			run: async () => {
				const { api, sandbox } = stage;
				const node = veoNode('create', stage.hingNet);
				const tasks = await orderUnfinished(stage, ['one', 'two', 'three'], node);
				const ids = tasks.map(({ taskId }) => taskId);
				const [first, ...others] = tasks;
				assert.ok(first);
				const workflow = triggerWorkflow('Trigger by task ids', {
					parameters: {
						provider: 'hingNet',
						watch: 'taskIds',
						taskIds: ids.join(', '),
						options: { checkInterval: 2 },
					},
					credentials: stage.hingNet,
				});
				const saved = await api.importWorkflow(workflow);
				await api.activate(saved);
				try {
					await untilPolling(stage, first.taskId);
					first.takesSeconds = 0;
					assert.deepEqual(await untilEmitted(stage, saved, 1), [first.taskId]);
					for (const task of others) task.takesSeconds = 0;
					assert.deepEqual((await untilEmitted(stage, saved, 3)).sort(), [...ids].sort());
					// Whatever comes too often comes now.
					await sleep(5_000);
					assert.equal((await untilEmitted(stage, saved, 3)).length, 3);
					assert.equal(sandbox.credentialsSeenElsewhere.length, 0);
				} finally {
					await api.deactivate(saved);
				}
			},
		},
		{
			name: 'where n8n has no API for Data Tables, Track Task says so before anything is paid',
			run: async () => {
				const { api, sandbox } = stage;
				if (await api.hasDataTables()) throw new DoesNotApply('it has one');
				const before = sandbox.created.length;
				const execution = await stage.run(
					[{ prompt: 'A gate' }],
					veoNode('create', { ...stage.hingNet, ...stage.taskTable }, { trackTask: true }),
				);
				assert.equal(execution.status, 'error');
				assert.match(executionError(execution).description, /n8n 2\.7 or newer/);
				assert.equal(sandbox.created.length, before, 'tasks paid for');
			},
		},
		{
			name: 'the trigger emits each tracked task of another workflow once',
			run: async () => {
				await needsTaskTable(stage);
				const { api, sandbox } = stage;
				const table = `veo_${randomUUID().slice(0, 8)}`;
				const credentials = { ...stage.hingNet, ...stage.taskTable };
				const tracked = { trackTask: true, taskTable: table };
				const before = sandbox.created.length;
				const prompts = ['one', 'two', 'three'].map((word) => ({ prompt: `${word} ${table}` }));
				const created = await stage.run(prompts, veoNode('create', credentials, tracked));
				const ids = outputItems(created, 'create').map(({ json }) => textAt(json, 'taskId'));
				assert.deepEqual(
					[...ids].sort(),
					sandbox.created
						.slice(before)
						.map(({ taskId }) => taskId)
						.sort(),
				);
				assert.deepEqual(await rowsOf(stage, table, false), [...ids].sort());

				const trigger = triggerWorkflow(`Trigger ${table}`, {
					parameters: { provider: 'hingNet', watch: 'taskTable', taskTable: table },
					credentials,
				});
				const saved = await api.importWorkflow(trigger);
				await api.activate(saved);
				try {
					const emitted = await untilEmitted(stage, saved, ids.length);
					assert.deepEqual(emitted.sort(), [...ids].sort());
					const deadline = Date.now() + POLL_DEADLINE_MS;
					while ((await rowsOf(stage, table, true)).length < ids.length) {
						assert.ok(Date.now() < deadline, 'the next poll notes in the table what was emitted');
						await sleep(1000);
					}
					assert.equal((await untilEmitted(stage, saved, ids.length)).length, ids.length);
				} finally {
					await api.deactivate(saved);
				}
			},
		},
		{
			name: 'an edited workflow emits each task once; a deactivated one none, and again when activated',
			run: async () => {
				await needsTaskTable(stage);
				const { api } = stage;
				const table = `veo_${randomUUID().slice(0, 8)}`;
				const credentials = { ...stage.hingNet, ...stage.taskTable };
				const node = veoNode('create', credentials, { trackTask: true, taskTable: table });
				const order = async (word: string) => {
					const [task] = await orderUnfinished(stage, [`${word} ${table}`], node);
					assert.ok(task);
					return task;
				};
				const workflow = triggerWorkflow(`Trigger ${table}`, {
					parameters: {
						provider: 'hingNet',
						watch: 'taskTable',
						taskTable: table,
						options: { checkInterval: 2 },
					},
					credentials,
				});
				const first = await order('first');
				const saved = await api.importWorkflow(workflow);
				await api.activate(saved);
				await untilPolling(stage, first.taskId);

				const edited = await api.rest('PATCH', `/rest/workflows/${saved.id}`, {
					...workflow,
					name: `Trigger ${table}, edited`,
					nodes: workflow.nodes.map((node) => ({ ...node, position: [100, 100] })),
					versionId: saved.versionId,
				});
				first.takesSeconds = 0;
				await api.activate({ id: saved.id, versionId: textAt(edited, 'data', 'versionId') });
				assert.deepEqual(await untilEmitted(stage, saved, 1), [first.taskId]);

				const second = await order('second');
				await untilPolling(stage, second.taskId);
				await api.deactivate(saved);
				second.takesSeconds = 0;
				await sleep(6_000);
				assert.deepEqual(await untilEmitted(stage, saved, 1), [first.taskId]);
				assert.deepEqual(await rowsOf(stage, table, false), [second.taskId]);
				await api.activate({ id: saved.id, versionId: textAt(edited, 'data', 'versionId') });
				try {
					await untilEmitted(stage, saved, 2);
					await sleep(5_000);
					const emitted = await untilEmitted(stage, saved, 2);
					assert.deepEqual(emitted.sort(), [first.taskId, second.taskId].sort());
				} finally {
					await api.deactivate(saved);
				}
			},
		},
		...triggerExampleChecks(stage),
	];
}

export async function needsTaskTable({ api }: Stage): Promise<void> {
	if (!(await api.hasDataTables())) {
		throw new DoesNotApply(
			'there the public API has no Data Tables, so that there is no task table',
		);
	}
}

/** Orders a task for each prompt, which is finished only when the test says so. */
export async function orderUnfinished(stage: Stage, prompts: readonly string[], node: NodeSketch) {
	const own = randomUUID();
	await stage.run(
		prompts.map((prompt) => ({ prompt: `${prompt} ${own}` })),
		node,
	);
	const tasks = stage.sandbox.created.filter(({ prompt }) => prompt.endsWith(own));
	for (const task of tasks) task.takesSeconds = NEVER_SECONDS;
	return tasks;
}

/** A poll is going on that looks again and again: each look asks for the task once. */
export async function untilPolling({ sandbox }: Stage, taskId: string): Promise<void> {
	const begin = sandbox.requests.length;
	const deadline = Date.now() + POLL_DEADLINE_MS;
	const looks = () =>
		sandbox.requests.slice(begin).filter((one) => one.taskId === taskId && one.action === 'status');
	while (looks().length < 3) {
		assert.ok(Date.now() < deadline, 'no poll began');
		await sleep(200);
	}
}

async function untilEmitted(stage: Stage, saved: { id: string; versionId: string }, count: number) {
	const deadline = Date.now() + POLL_DEADLINE_MS;
	for (;;) {
		const executions = await stage.api.executionsOf(saved);
		const items = executions.flatMap((execution) => outputItems(execution, 'Veo Video Trigger'));
		const ids = items.map(({ json }) => textAt(json, 'taskId'));
		if (ids.length >= count) return ids;
		assert.ok(Date.now() < deadline, `only ${ids.length} of ${count} tasks were emitted`);
		await sleep(1000);
	}
}

async function rowsOf({ api }: Stage, name: string, delivered: boolean): Promise<string[]> {
	const filter = encodeURIComponent(JSON.stringify({ name }));
	const tables = await api.publicApi('GET', `/data-tables?filter=${filter}`);
	const [table] = listAt(tables, 'data');
	const rows = await api.publicApi('GET', `/data-tables/${textAt(table, 'id')}/rows`);
	return listAt(rows, 'data')
		.filter((row) => at(row, 'delivered') === delivered)
		.map((row) => textAt(row, 'taskId'))
		.sort();
}
