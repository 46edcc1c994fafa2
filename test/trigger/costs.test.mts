/** What a video cost, as its provider tells it: in the hint beside the output, and in the task table. */

import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { credentialsFor, prompts } from '../nodes/stand.mts';
import { describeCosts } from '../../nodes/VeoVideo/terms/costs';
import { useTriggerStand } from './triggerStand.mts';

const stand = useTriggerStand();

/** It tells the cost in dollars. */
const AT_OPEN_ROUTER: INodeParameters = {
	provider: 'openRouter',
	model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' },
	duration: 4,
	options: { pollInterval: 1, downloadVideo: false },
};
const credentials = () => ({
	...stand.credentials(),
	...credentialsFor(stand.sandbox, 'veoOpenRouterApi', 'openRouter'),
});

function generate(count: number) {
	stand.sandbox.taskSeconds = 0.3;
	const items = prompts(...Array.from({ length: count }, (_, index) => `take ${index}`));
	return stand.run(
		{ ...AT_OPEN_ROUTER, operation: 'generate' },
		{ items, credentials: credentials() },
	);
}

describe('the cost of videos', () => {
	it('is summed up beside the output, and stands in the table', async () => {
		const { items, hints } = await generate(3);
		const { amount, unit } = items[0]?.json.cost as { amount: number; unit: string };
		expect(unit).toBe('USD');
		expect(amount).toBeGreaterThan(0);
		const sum = (3 * amount).toFixed(2);
		expect(hints.map(({ message }) => message).join()).toContain(`Cost: 3 videos, ${sum} USD.`);
		expect(stand.table.rows).toHaveLength(3);
		for (const row of stand.table.rows) {
			expect(row).toMatchObject({ status: 'completed', costAmount: amount, costUnit: 'USD' });
		}
	});

	it('is noted by the trigger, too', async () => {
		const { items } = await stand.run(
			{ ...AT_OPEN_ROUTER, operation: 'create' },
			{ credentials: credentials() },
		);
		const taskId = String(items[0]?.json.taskId);
		expect(stand.row(taskId).costAmount).toBeNull();
		stand.finish(taskId);
		const run = { credentials: credentials(), parameters: { provider: 'openRouter' } };
		const trigger = stand.trigger(run);
		await trigger.poll();
		await trigger.poll();
		const [cost] = [stand.row(taskId)];
		expect(cost).toMatchObject({ delivered: true, costUnit: 'USD' });
		expect(cost.costAmount).toBeGreaterThan(0);
	});

	it('is left out of a table that was made before there was a place for it', async () => {
		const columns = [
			'taskId',
			'provider',
			'model',
			'prompt',
			'status',
			'workflowId',
			'executionId',
		];
		stand.tables.add(stand.tableName, [
			...columns.map((name) => ({ name, type: 'string' })),
			{ name: 'delivered', type: 'boolean' },
			{ name: 'claimedUntil', type: 'date' },
		]);
		const { items } = await generate(1);
		expect(items[0]?.json).toMatchObject({ status: 'completed', cost: { unit: 'USD' } });
		expect(items[0]?.json).not.toHaveProperty('warning');
		expect(stand.table.rows).toEqual([
			expect.objectContaining({ status: 'completed', delivered: true }),
		]);
	});

	it.each([
		[[], null],
		[[null, null], null],
		[[{ amount: 0.3, unit: 'USD' }, null, { amount: 0.1, unit: 'USD' }], '2 videos, 0.40 USD'],
		[[{ amount: 60, unit: 'credits' }], '1 video, 60 credits'],
		[
			[
				{ amount: 0.0004, unit: 'USD' },
				{ amount: 1.25, unit: 'billable units' },
			],
			'1 video, 0.0004 USD; 1 video, 1.25 billable units',
		],
	])('of %j is said as %j', (costs, words) => {
		expect(describeCosts(costs)).toBe(words);
	});
});
