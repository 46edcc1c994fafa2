/** Every tracked task starts the workflow, and starts it once: over polls, restarts, edits and several triggers. */

import { describe, expect, it } from '@jest/globals';

import { useTriggerStand } from './triggerStand.mts';

const stand = useTriggerStand();

describe.each(['none', 'started', 'ended'] as const)('hand-over inside a poll: %s', (handOver) => {
	const how = handOver === 'none' ? {} : { handOver };

	it('emits each task once over several polls, and marks it in the table', async () => {
		const ids = await stand.order(3);
		const trigger = stand.trigger(how);
		await trigger.poll();
		expect(trigger.emitted).toEqual([]);
		stand.finish(ids[1]);
		await trigger.poll();
		stand.finish(ids[0], 'failure');
		stand.finish(ids[2]);
		await trigger.poll();
		await trigger.poll();
		await trigger.poll();
		expect([...trigger.emitted].sort()).toEqual([...ids].sort());
		expect(ids.map((id) => [stand.row(id).delivered, stand.row(id).status])).toEqual([
			[true, 'failed'],
			[true, 'completed'],
			[true, 'completed'],
		]);
	});

	it('emits nothing again after a restart', async () => {
		const [id] = await stand.order();
		const trigger = stand.trigger(how);
		stand.finish(id);
		await trigger.poll();
		const restarted = stand.trigger({ ...how, staticData: trigger.stored() });
		await restarted.poll();
		await restarted.poll();
		expect(trigger.emitted).toEqual([id]);
		expect(restarted.emitted).toEqual([]);
	});

	it('keeps its memory small', async () => {
		const ids = await stand.order(2);
		const trigger = stand.trigger(how);
		for (const id of ids) stand.finish(id);
		for (let polls = 0; polls < 3; polls++) await trigger.poll();
		// n8n stores it with the next start.
		const [later] = await stand.order();
		stand.finish(later);
		await trigger.poll();
		expect(trigger.emitted).toEqual(expect.arrayContaining([...ids, later]));
		for (const id of ids) expect(JSON.stringify(trigger.stored())).not.toContain(id);
	});

	it('emits a task once, although its row slips from one page of a long list to another', async () => {
		const [running, target] = await stand.order(2);
		const { rows } = stand.table;
		const trigger = stand.trigger(how);
		const createdAt = new Date(Date.now() - 1000).toISOString();
		const filler = { ...stand.row(running), createdAt };
		// The target is among the first rows of the second page.
		for (let number = 0; number < 249; number++) rows.unshift({ ...filler, id: 1000 + number });
		rows.push({ ...filler, id: 2000, createdAt: new Date(Date.now() + 1000).toISOString() });
		stand.finish(target);
		await trigger.poll();
		expect(trigger.emitted).toEqual([target]);
		let pages = 0;
		stand.tables.fail = (method, path) => {
			if (method !== 'GET' || !path.endsWith('/rows') || ++pages !== 2) return null;
			for (const row of rows.slice(0, 2)) row.delivered = true;
			return null;
		};
		await trigger.poll();
		// Where a poll returns what it found, the next one notes it: the row had slipped from that one.
		expect(stand.row(target).delivered).toBe(handOver !== 'none');
		await trigger.poll();
		await trigger.poll();
		expect(trigger.emitted).toEqual([target]);
		expect(stand.row(target).delivered).toBe(true);
	});

	it('emits a task once whose row somebody has copied', async () => {
		const [id] = await stand.order();
		stand.table.rows.push({ ...stand.row(id), id: 1000 });
		stand.finish(id);
		const trigger = stand.trigger(how);
		await trigger.poll();
		await trigger.poll();
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
		expect(stand.table.rows.map(({ delivered }) => delivered)).toEqual([true, true]);
	});
});

describe('a hand-over inside a poll', () => {
	it('does not count when n8n did not take it, as of a workflow that was deactivated', async () => {
		const [id] = await stand.order();
		stand.finish(id);
		const trigger = stand.trigger({ handOver: 'refused' });
		await trigger.poll();
		await trigger.poll();
		expect(stand.row(id).delivered).toBe(false);
		trigger.handOver = 'ended';
		await trigger.poll();
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
		expect(stand.row(id).delivered).toBe(true);
	});

	it.each(['unstarted', 'alone'] as const)(
		'does not count where the execution reached nobody: %s',
		async (fate) => {
			const [id] = await stand.order();
			stand.finish(id);
			const trigger = stand.trigger({ handOver: fate });
			await trigger.poll();
			expect(stand.row(id).delivered).toBe(false);
			trigger.handOver = 'ended';
			await trigger.poll();
			expect(trigger.emitted).toEqual([id]);
			expect(stand.row(id).delivered).toBe(true);
		},
	);

	it('counts in the end where the workflow itself does nothing with it', async () => {
		const [id] = await stand.order();
		stand.finish(id);
		const trigger = stand.trigger({ handOver: 'alone' });
		await trigger.poll();
		await trigger.poll();
		expect(stand.row(id).delivered).toBe(true);
	});

	it('is taken back when n8n refuses it late, and made again', async () => {
		const [id] = await stand.order();
		stand.finish(id);
		const trigger = stand.trigger({ handOver: 'started' });
		await trigger.poll();
		expect(stand.row(id).delivered).toBe(true);
		trigger.refuseLate();
		trigger.handOver = 'ended';
		await trigger.poll();
		expect(trigger.emitted).toEqual([id, id]);
		expect(stand.row(id).delivered).toBe(true);
	});

	it('that n8n refuses late is open to another trigger, should this one never poll again', async () => {
		const [id] = await stand.order();
		stand.finish(id);
		const gone = stand.trigger({ handOver: 'started' });
		await gone.poll();
		gone.refuseLate();
		await until(() => stand.row(id).delivered === false);
		const other = stand.trigger({ workflowId: `${stand.tableName}_2`, handOver: 'ended' });
		await other.poll();
		expect(other.emitted).toEqual([id]);
	});

	it('is taken back once, however long n8n’s table takes to hear of it', async () => {
		const [id] = await stand.order();
		stand.finish(id);
		const trigger = stand.trigger({ handOver: 'started' });
		await trigger.poll();
		let isBusy = true;
		stand.tables.fail = (method) => {
			if (method !== 'PATCH' || !isBusy) return null;
			isBusy = false;
			return 503;
		};
		trigger.refuseLate();
		await until(() => !isBusy);
		trigger.handOver = 'ended';
		for (let polls = 0; polls < 2; polls++) {
			await trigger.poll();
			await new Promise((resolve) => setTimeout(resolve, 700));
		}
		expect(trigger.emitted).toEqual([id, id]);
		expect(stand.row(id).delivered).toBe(true);
	});

	it('is made once more where a worker died amid it, and not for ever where each one dies', async () => {
		const [id] = await stand.order();
		stand.finish(id);
		const trigger = stand.trigger({ handOver: 'started' });
		for (let deaths = 0; deaths < 4; deaths++) {
			await trigger.poll();
			stand.pass(3_600_000);
			await trigger.poll();
			trigger.loseWorker();
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
		expect(trigger.emitted).toEqual([id, id]);
		expect(stand.row(id).delivered).toBe(true);
	});

	it.each<[string, unknown]>([
		['the workflow was unpublished', { active: false, nodes: [{ id: 'trigger' }] }],
		['the node was deleted', { active: true, nodes: [{ id: 'another' }] }],
		[
			'the node was switched off in the published version',
			{
				active: true,
				nodes: [{ id: 'trigger' }],
				activeVersion: { nodes: [{ id: 'trigger', disabled: true }] },
			},
		],
	])('is not made where n8n says that %s', async (_name, workflow) => {
		const [id] = await stand.order();
		stand.finish(id);
		const trigger = stand.trigger({ handOver: 'ended' });
		stand.tables.workflows.set(stand.tableName, workflow);
		await trigger.poll();
		expect(trigger.emitted).toEqual([]);
		expect(stand.row(id).delivered).toBe(false);
		stand.tables.workflows.set(stand.tableName, {
			active: true,
			nodes: [],
			activeVersion: { nodes: [{ id: 'trigger' }] },
		});
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
	});

	it('is made up for in the table when the table could not be told at once', async () => {
		const [id] = await stand.order();
		stand.finish(id);
		const trigger = stand.trigger({ handOver: 'ended' });
		stand.tables.fail = (method) => (method === 'PATCH' ? 400 : null);
		await expect(trigger.poll()).rejects.toThrow('could not be updated');
		stand.tables.fail = () => null;
		await trigger.poll();
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
		expect(stand.row(id).delivered).toBe(true);
	});

	it('lets the poll go on, so that what finishes next is seen within the interval', async () => {
		const [one, two] = await stand.order(2);
		const trigger = stand.trigger({ handOver: 'ended', options: { checkInterval: 0.2 } });
		await trigger.poll();
		stand.finish(one);
		const poll = trigger.poll();
		await until(() => trigger.emitted.length === 1);
		stand.finish(two);
		await until(() => trigger.emitted.length === 2);
		stand.pass(60_000);
		await poll;
		expect(trigger.emitted).toEqual([one, two]);
	});

	it('is left to the newer version of an edited workflow', async () => {
		const ids = await stand.order(2);
		const old = stand.trigger({ handOver: 'ended', options: { checkInterval: 0.2 } });
		await old.poll();
		const poll = old.poll();
		await until(() => stand.looks() > 2);
		const edited = stand.trigger({ handOver: 'ended', staticData: old.stored() });
		await edited.poll();
		await poll;
		for (const id of ids) stand.finish(id);
		await edited.poll();
		await edited.poll();
		expect(old.emitted).toEqual([]);
		expect([...edited.emitted].sort()).toEqual([...ids].sort());
	});

	it('is not repeated by the newer version that begins while the older one is at it', async () => {
		const [id] = await stand.order();
		const old = stand.trigger({ handOver: 'started' });
		stand.finish(id);
		const poll = old.poll();
		await until(() => old.emitted.length === 1);
		const edited = stand.trigger({ handOver: 'started' });
		await edited.poll();
		await poll;
		await edited.poll();
		expect(old.emitted).toEqual([id]);
		expect(edited.emitted).toEqual([]);
		expect(stand.row(id).delivered).toBe(true);
	});

	it('is not tried where a scheduler bounds the poll: there the poll returns what it found', async () => {
		const [id] = await stand.order();
		stand.finish(id);
		const trigger = stand.trigger({ handOver: 'ended', budgetMs: 36_000 });
		expect((await trigger.poll()).map(({ json }) => json.taskId)).toEqual([id]);
	});
});

describe('several triggers', () => {
	it('with different providers share a table, even where two tasks have the same id', async () => {
		const ids = await stand.order(2);
		for (const id of ids) stand.finish(id);
		const other = { ...stand.row(ids[0]), id: 3, provider: 'uniAll' };
		stand.table.rows.push(other, { ...other, id: 4, taskId: 'another' });
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		await trigger.poll();
		expect([...trigger.emitted].sort()).toEqual([...ids].sort());
		expect(stand.table.rows.map(({ delivered }) => delivered)).toEqual([true, true, false, false]);
	});

	it('that want the same start one of their workflows with each task', async () => {
		const ids = await stand.order(5);
		for (const id of ids) stand.finish(id);
		const triggers = ['one', 'two', 'three'].map((name) =>
			stand.trigger({ workflowId: `${stand.tableName}_${name}`, handOver: 'started' }),
		);
		await Promise.all(triggers.map(async (trigger) => await trigger.poll()));
		for (const trigger of triggers) await trigger.poll();
		expect(triggers.flatMap(({ emitted }) => emitted).sort()).toEqual([...ids].sort());
	});

	it('each emit their own provider’s tasks', async () => {
		const [id] = await stand.order();
		const native = {
			provider: 'hingNetNative',
			operation: 'create',
			model: { __rl: true, mode: 'id', value: 'veo-3.1-fast-generate-preview' },
		};
		const credentials = {
			...stand.credentials(),
			hingNetApi: { apiKey: stand.sandbox.key, baseUrl: stand.sandbox.urls.hingNetNative },
		};
		const { items } = await stand.run(native, { credentials });
		const nativeId = String(items[0]?.json.taskId);
		stand.finish(id);
		stand.finish(nativeId);
		const first = stand.trigger({ workflowId: `${stand.tableName}_1`, handOver: 'ended' });
		const second = stand.trigger({
			workflowId: `${stand.tableName}_2`,
			handOver: 'ended',
			parameters: { provider: 'hingNetNative' },
			credentials,
		});
		for (const trigger of [first, second, first, second]) await trigger.poll();
		expect(first.emitted).toEqual([id]);
		expect(second.emitted).toEqual([nativeId]);
	});
});

async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
