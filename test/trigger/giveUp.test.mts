import { describe, expect, it } from '@jest/globals';

import { useTriggerStand, type TriggerRun } from './triggerStand.mts';

const stand = useTriggerStand();

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Event = 'completed' | 'failed';

/** A trigger in a workflow of its own. */
function triggerOf(name: string, events: Event[], { options, ...rest }: TriggerRun = {}) {
	return stand.trigger({
		workflowId: `${stand.tableName}-${name}`,
		...(rest.budgetMs === undefined && { handOver: 'ended' }),
		...rest,
		parameters: { events },
		options: { giveUpAfter: 1, ...options },
	});
}

const CALM = { options: { giveUpAfter: 48 } };

const codesOf = ({ items }: ReturnType<typeof triggerOf>) =>
	items.map(({ json }) => (json.failure as { code?: string } | null)?.code);

describe('a task that one trigger has given up', () => {
	it.each([undefined, 50_000])(
		'still comes to another that waits longer (budget %s)',
		async (budgetMs) => {
			const how = budgetMs === undefined ? {} : { budgetMs };
			const [id] = await stand.order();
			const alarm = triggerOf('alarm', ['failed'], how);
			const videos = triggerOf('videos', ['completed'], { ...CALM, ...how });
			stand.pass(2 * HOUR);
			await alarm.poll();
			expect(codesOf(alarm)).toEqual(['timeout']);
			await alarm.poll();
			stand.finish(id);
			await videos.poll();
			await videos.poll();
			expect(videos.emitted).toEqual([id]);
			expect(stand.row(id)).toMatchObject({ status: 'completed', delivered: true });
			stand.pass(HOUR);
			await alarm.poll();
			expect(alarm.emitted).toEqual([id]);
		},
	);

	it.each<Event[]>([['completed'], ['completed', 'failed']])(
		'also where the one that gave it up wanted %s as well',
		async (...events) => {
			const [id] = await stand.order();
			const hasty = triggerOf('hasty', events);
			const calm = triggerOf('calm', events, CALM);
			stand.pass(2 * HOUR);
			await hasty.poll();
			const looks = stand.looks();
			await hasty.poll();
			expect(stand.looks()).toBe(looks);
			stand.finish(id);
			await calm.poll();
			await hasty.poll();
			expect(calm.emitted).toEqual([id]);
		},
	);

	it('is told of by the trigger for failures, where the one that gave it up tells of none', async () => {
		const [id] = await stand.order();
		const videos = triggerOf('videos', ['completed']);
		const alarm = triggerOf('alarm', ['failed'], { options: { giveUpAfter: 3 } });
		stand.pass(2 * HOUR);
		await videos.poll();
		await alarm.poll();
		expect(alarm.emitted).toEqual([]);
		stand.pass(2 * HOUR);
		await alarm.poll();
		await alarm.poll();
		expect(codesOf(alarm)).toEqual(['timeout']);
		expect(stand.row(id)).toMatchObject({ status: 'timeout' });
	});

	it('is not told of again when it fails later', async () => {
		const [id] = await stand.order();
		const alarm = triggerOf('alarm', ['failed']);
		const videos = triggerOf('videos', ['completed'], CALM);
		stand.pass(2 * HOUR);
		await alarm.poll();
		stand.finish(id, 'failure');
		await videos.poll();
		await alarm.poll();
		expect(alarm.emitted).toEqual([id]);
		expect(videos.emitted).toEqual([]);
		expect(stand.row(id).delivered).toBe(true);
	});

	it('is told of again where n8n refuses that late', async () => {
		const [id] = await stand.order();
		const alarm = triggerOf('alarm', ['failed'], { handOver: 'started' });
		stand.pass(2 * HOUR);
		await alarm.poll();
		expect(stand.row(id).status).toBe('timeout');
		alarm.refuseLate();
		await alarm.poll();
		expect(codesOf(alarm)).toEqual(['timeout', 'timeout']);
	});

	it('goes from the table a week later', async () => {
		await stand.order();
		const alarm = triggerOf('alarm', ['failed']);
		stand.pass(2 * HOUR);
		await alarm.poll();
		stand.pass(8 * DAY);
		await alarm.poll();
		expect(stand.table.rows).toEqual([]);
	});
});
