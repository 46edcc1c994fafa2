/** What n8n itself runs again is not paid for again: Retry On Fail, and "retry execution". */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import type { Check } from '../checks.mts';
import { assertSuccess, executionError, outputItems } from '../execution.mts';
import { type Stage, veoNode } from '../stage.mts';
import { webhookWorkflow } from '../workflow.mts';

const ITEMS = 20;
const BAD_ITEM = 7;

export function retryChecks(stage: Stage): Check[] {
	return [
		{
			name: 'Retry On Fail: 20 items, one refused once: 20 videos are paid for, and no more',
			run: async () => {
				const batch = newBatch(stage, 1);
				const node = veoNode('generate', stage.hingNet, FAST, { retryOnFail: true, maxTries: 3 });
				const execution = await stage.run(batch.items, node);
				assertSuccess(execution);
				assert.equal(outputItems(execution, 'generate').length, ITEMS);
				assert.deepEqual(batch.counts(), { paid: ITEMS, refused: 1 });
			},
		},
		{
			name: 'Retry On Fail: an item that is always refused is sent once a try, the others once in all',
			run: async () => {
				const batch = newBatch(stage, Infinity);
				const node = veoNode('generate', stage.hingNet, FAST, { retryOnFail: true, maxTries: 3 });
				const execution = await stage.run(batch.items, node);
				assert.equal(execution.status, 'error');
				assert.match(executionError(execution).message, new RegExp(`\\[item ${BAD_ITEM}\\]`));
				const { paid, refused } = batch.counts();
				assert.equal(refused, 3);
				assert.ok(paid <= ITEMS - 1, `${paid} paid`);
				assert.equal(batch.twice(), 0);
			},
		},
		{
			name: 'Retry On Fail: an order that was cut off may count, and is not sent again',
			run: async () => {
				const prompt = `video of ${randomUUID()}`;
				stage.sandbox.faults.add({ kind: 'cutBeforeReply', action: 'create', prompt });
				const node = veoNode('generate', stage.hingNet, FAST, { retryOnFail: true, maxTries: 3 });
				const execution = await stage.run([{ prompt }], node);
				assert.equal(execution.status, 'error');
				assert.match(executionError(execution).message, /may have been created/);
				const sent = stage.sandbox.requests.filter(({ action, body }) => {
					return action === 'create' && JSON.stringify(body).includes(prompt);
				});
				assert.equal(sent.length, 1);
				stage.sandbox.faults.clear();
			},
		},
		{
			name: 'Retry On Fail: an expression that changes each time makes as many videos as items',
			run: async () => {
				const batch = newBatch(stage, 2);
				const parameters = { ...FAST, prompt: '={{ $json.prompt + " " + Math.random() }}' };
				const node = veoNode('generate', stage.hingNet, parameters, {
					retryOnFail: true,
					maxTries: 5,
				});
				const execution = await stage.run(batch.items, node);
				assertSuccess(execution);
				assert.equal(outputItems(execution, 'generate').length, ITEMS);
				assert.deepEqual(batch.counts(), { paid: ITEMS, refused: 2 });
			},
		},
		{
			name: 'retry execution: what the failed one ordered is taken up',
			run: async () => {
				const batch = newBatch(stage, 1);
				const { api } = stage;
				const node = veoNode('generate', stage.hingNet, FAST);
				const { workflow, path } = webhookWorkflow(`Retry ${batch.id}`, [node]);
				const saved = await api.importWorkflow(workflow);
				await api.activate(saved);
				await api.trigger(path, { items: batch.items });
				const failed = await api.finishedExecution(saved, 60_000);
				assert.equal(failed.status, 'error');
				const retried = await api.retry(failed.id, 60_000);
				await api.deactivate(saved);
				assertSuccess(retried);
				assert.equal(outputItems(retried, 'generate').length, ITEMS);
				assert.deepEqual(batch.counts(), { paid: ITEMS, refused: 1 });
			},
		},
	];
}

const FAST = { options: { pollInterval: 1 } };

/** Twenty prompts that nobody else uses; one of them is refused that many times. */
function newBatch({ sandbox }: Stage, refusals: number) {
	const id = randomUUID();
	const items = Array.from({ length: ITEMS }, (_, index) => ({
		prompt: `video ${index} of ${id}`,
	}));
	const bad = `video ${BAD_ITEM} of ${id}`;
	if (refusals > 0) {
		sandbox.faults.add({
			kind: 'status',
			status: 400,
			action: 'create',
			prompt: bad,
			times: refusals,
		});
	}
	const paid = () => sandbox.created.filter(({ prompt }) => prompt.includes(id));
	return {
		id,
		items,
		counts: () => {
			const sent = sandbox.requests.filter(
				({ action, body }) => action === 'create' && JSON.stringify(body).includes(id),
			);
			return { paid: paid().length, refused: sent.length - paid().length };
		},
		twice: () => paid().length - new Set(paid().map(({ prompt }) => prompt)).size,
	};
}
