/** Who presses "Stop", or lets the workflow's time run out, finds every paid task in the task table. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { openHeldReplies } from '../../nodes/heldReplies.mts';
import { type Check, DoesNotApply } from '../checks.mts';
import { at, listAt, textAt } from '../json.mts';
import { type Stage, veoNode } from '../stage.mts';
import { webhookWorkflow } from '../workflow.mts';

const ITEMS = 20;
const AT_ONCE = 10;
const DEADLINE_MS = 60_000;

export function stopChecks(stage: Stage): Check[] {
	return (['create', 'generate'] as const).flatMap((operation) => [
		{
			name: `Stop amid ${ITEMS} orders of ${operation}: every paid task is in the table`,
			run: async () => await interrupt(stage, operation, 'stop'),
		},
		{
			name: `A time-out amid ${ITEMS} orders of ${operation}: every paid task is in the table`,
			run: async () => await interrupt(stage, operation, 'timeout'),
		},
	]);
}

async function interrupt(
	stage: Stage,
	operation: 'create' | 'generate',
	by: 'stop' | 'timeout',
): Promise<void> {
	const { api, sandbox } = stage;
	if (!(await api.hasDataTables())) throw new DoesNotApply('there is no task table');
	const table = `veo_${randomUUID().slice(0, 8)}`;
	const held = await openHeldReplies(sandbox.urls.hingNet);
	try {
		held.hold();
		const credentials = { ...(await stage.hingNetAt(held.url)), ...stage.taskTable };
		const node = veoNode(operation, credentials, { trackTask: true, taskTable: table });
		const { workflow, path } = webhookWorkflow(`Stop ${table}`, [node]);
		if (by === 'timeout') workflow.settings['executionTimeout'] = 5;
		const saved = await api.importWorkflow(workflow);
		await api.activate(saved);
		const items = Array.from({ length: ITEMS }, (_, index) => ({ prompt: `${index} ${table}` }));
		await api.trigger(path, { items });
		const paid = () => sandbox.created.filter(({ prompt }) => prompt.includes(table));
		await until('orders are on their way', async () => paid().length === AT_ONCE);
		const execution = await api.newestExecution(saved);
		if (by === 'stop') await api.rest('POST', `/rest/executions/${execution?.id}/stop`, {});
		const ended = await api.finishedExecution(saved, DEADLINE_MS);
		assert.equal(ended.status, 'canceled');
		held.release();
		const ids = () => paid().map(({ taskId }) => taskId);
		await until('all paid tasks are free for the trigger', async () => {
			const free = await freeRows(stage, table);
			return ids().every((taskId) => free.includes(taskId));
		});
		await sleep(2_000);
		assert.equal(paid().length, AT_ONCE, 'nothing new is ordered after a stop');
		assert.deepEqual((await freeRows(stage, table)).sort(), ids().sort());
		await api.deactivate(saved);
	} finally {
		await held.close();
	}
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
	const deadline = Date.now() + DEADLINE_MS;
	while (!(await isSo())) {
		assert.ok(Date.now() < deadline, what);
		await sleep(200);
	}
}

/** The tasks that the trigger may deliver now. */
async function freeRows({ api }: Stage, name: string): Promise<string[]> {
	const filter = encodeURIComponent(JSON.stringify({ name }));
	const [table] = listAt(await api.publicApi('GET', `/data-tables?filter=${filter}`), 'data');
	const rows = await api.publicApi('GET', `/data-tables/${textAt(table, 'id')}/rows`);
	return listAt(rows, 'data')
		.filter((row) => at(row, 'delivered') === false && at(row, 'claimedUntil') === null)
		.map((row) => textAt(row, 'taskId'));
}
