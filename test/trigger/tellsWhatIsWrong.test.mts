/** What a person reads when something is wrong, that nothing is lost by it, and that the other tasks go on. */

import { describe, expect, it } from '@jest/globals';

import { refusedUrl, startServer } from '../transport/localServer.mts';
import { useTriggerStand, wordsOfFailure } from './triggerStand.mts';

const stand = useTriggerStand();

describe('one task that cannot be read', () => {
	it('does not stop the others, and is told once as an error of its own', async () => {
		const [broken, healthy, later] = await stand.order(3);
		stand.row(broken).taskId = 'video_unknown';
		const trigger = stand.trigger({ handOver: 'ended' });
		stand.finish(healthy);
		for (let polls = 0; polls < 4; polls++) await trigger.poll();
		stand.finish(later);
		for (let polls = 0; polls < 4; polls++) await trigger.poll();
		expect(trigger.emitted).toEqual([healthy, later]);
		expect(trigger.errors.map(({ message }) => message)).toEqual([
			'HingNet knows no task "video_unknown"',
		]);
	});

	it('and is the only one is told once too, and fails no poll', async () => {
		const [broken] = await stand.order();
		stand.row(broken).taskId = 'video_gone';
		const trigger = stand.trigger({ handOver: 'ended' });
		for (let polls = 0; polls < 6; polls++) await trigger.poll();
		expect(trigger.errors.map(({ message }) => message)).toEqual([
			'HingNet knows no task "video_gone"',
		]);
	});

	it('is told as the error of one poll where n8n takes no other', async () => {
		const [broken] = await stand.order();
		stand.row(broken).taskId = 'video_gone';
		const trigger = stand.trigger();
		for (let polls = 0; polls < 2; polls++) await trigger.poll();
		expect(await wordsOfFailure(trigger.poll())).toContain('knows no task "video_gone"');
		await trigger.poll();
	});

	it('together with all others is one error, as where the address was changed', async () => {
		const ids = await stand.order(30);
		for (const id of ids) stand.row(id).taskId = `gone_${id}`;
		const trigger = stand.trigger({ handOver: 'ended' });
		for (let polls = 0; polls < 4; polls++) await trigger.poll();
		expect(trigger.errors).toHaveLength(1);
		const words = await wordsOfFailure(Promise.reject(trigger.errors[0]));
		expect(words).toContain('and 29 more tasks cannot be read');
		expect(words).toContain(`gone_${ids[1]}`);
	});

	it('is asked again after a fault that passes, without an error', async () => {
		const [one, two] = await stand.order(2);
		stand.finish(one);
		stand.finish(two);
		stand.sandbox.faults.add({ kind: 'html', action: 'status', taskId: one ?? '', times: 2 });
		const trigger = stand.trigger({ handOver: 'ended' });
		for (let polls = 0; polls < 4; polls++) await trigger.poll();
		expect([...trigger.emitted].sort()).toEqual([one, two].sort());
		expect(trigger.errors).toEqual([]);
	});

	it('does not stop the others where its row is nonsense', async () => {
		const [id] = await stand.order();
		const row = stand.row(id);
		stand.table.rows.push(
			{ ...row, id: 50, taskId: null },
			{ ...row, id: 51, taskId: '' },
			{ ...row, id: 52, taskId: '../../etc', createdAt: 'yesterday', claimedUntil: 'soon' },
		);
		stand.finish(id);
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
	});
});

describe('a key that has become invalid', () => {
	it('fails the poll with what to do; once it works again nothing is missing', async () => {
		const [id] = await stand.order();
		stand.finish(id);
		const credentials = stand.credentials({ apiKey: 'sk-revoked' });
		const trigger = stand.trigger({ credentials, handOver: 'ended' });
		for (let polls = 0; polls < 2; polls++) {
			const words = await wordsOfFailure(trigger.poll());
			expect(words).toContain('HingNet did not accept the API key');
			expect(words).toContain('credential');
		}
		Object.assign(credentials, stand.credentials());
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
	});

	it('to n8n itself says where to make a new one', async () => {
		const [id] = await stand.order();
		stand.finish(id);
		const credentials = stand.credentials({ n8nKey: 'wrong' });
		const trigger = stand.trigger({ credentials, handOver: 'ended' });
		const words = await wordsOfFailure(trigger.poll());
		expect(words).toContain(`The task table "${stand.tableName}" could not be looked up`);
		expect(words).toContain('Make a new key in this n8n');
		Object.assign(credentials, stand.credentials());
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
	});
});

describe('the address of n8n', () => {
	it('at which nobody answers is named with the credential to change', async () => {
		const credentials = stand.credentials({ n8nUrl: refusedUrl() });
		const words = await wordsOfFailure(stand.trigger({ credentials }).poll());
		expect(words).toContain('no n8n answers at the Base URL');
		expect(words).toContain('"Veo Task Table API"');
	});

	it('at which something else answers', async () => {
		const other = await startServer();
		try {
			const credentials = stand.credentials({ n8nUrl: other.url });
			const words = await wordsOfFailure(stand.trigger({ credentials }).poll());
			expect(words).toContain('no n8n with Data Tables in its API answers');
			expect(words).toContain('check the Base URL');
		} finally {
			await other.close();
		}
	});

	it('that is none', async () => {
		const credentials = stand.credentials({ n8nUrl: 'localhost:5678' });
		const words = await wordsOfFailure(stand.trigger({ credentials }).poll());
		expect(words).toContain('Base URL of the Veo Task Table credential is not a web address');
	});
});

describe('the table', () => {
	it('that was deleted is missed, not silently made anew', async () => {
		await stand.order();
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		stand.tables.tables.length = 0;
		const words = await wordsOfFailure(trigger.poll());
		expect(words).toContain(`There is no task table "${stand.tableName}"`);
		expect(stand.tables.tables).toEqual([]);
		const [id] = await stand.order();
		stand.finish(id);
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
	});

	it('that is not there yet is waited for, and never made by the trigger', async () => {
		const trigger = stand.trigger({ handOver: 'ended' });
		expect(await trigger.poll()).toEqual([]);
		expect(stand.tables.tables.map(({ name }) => name)).not.toContain(stand.tableName);
		const [id] = await stand.order();
		stand.finish(id);
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
	});

	it('that is not there is named when a person fetches a test event', async () => {
		const words = await wordsOfFailure(stand.trigger({ mode: 'manual' }).poll());
		expect(words).toContain(`There is no task table "${stand.tableName}"`);
		expect(words).toContain('Check the name in "Task Table"');
	});

	it('that holds something else is refused, and left as it is', async () => {
		const other = stand.tables.add(stand.tableName, [{ name: 'email', type: 'string' }]);
		const words = await wordsOfFailure(stand.trigger().poll());
		expect(words).toContain(`The table "${stand.tableName}" is no task table: it lacks taskId,`);
		expect(words).toContain('Enter another name');
		expect(other.columns).toHaveLength(1);
		const created = stand.sandbox.created.length;
		expect(await wordsOfFailure(stand.run({ operation: 'create' }))).toContain('is no task table');
		expect(stand.sandbox.created).toHaveLength(created);
	});

	it('whose name a second one has is not guessed: an ID tells them apart, before anything is paid', async () => {
		const [id] = await stand.order();
		const own = stand.table;
		const other = stand.tables.add(stand.tableName, own.columns);
		const created = stand.sandbox.created.length;
		const expected = `There are 2 tables named "${stand.tableName}"`;
		for (const operation of ['create', 'generate']) {
			const words = await wordsOfFailure(stand.run({ operation }));
			expect(words).toContain(expected);
			expect(words).toContain(own.id);
			expect(words).toContain(other.id);
		}
		expect(stand.sandbox.created).toHaveLength(created);
		expect(await wordsOfFailure(stand.trigger().poll())).toContain(expected);

		const { items } = await stand.run({ operation: 'create', taskTable: other.id });
		expect(other.rows.map(({ taskId }) => taskId)).toEqual([items[0]?.json.taskId]);
		stand.finish(id);
		const trigger = stand.trigger({ parameters: { taskTable: own.id }, handOver: 'ended' });
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
	});

	it('that the trigger has found stays its own when a second one of that name is made', async () => {
		const [id] = await stand.order();
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		stand.tables.tables.unshift({
			...stand.tables.add(stand.tableName, stand.table.columns),
		});
		stand.finish(id);
		const restarted = stand.trigger({ staticData: trigger.stored(), handOver: 'ended' });
		await restarted.poll();
		expect(restarted.emitted).toEqual([id]);
	});

	it('without a name is asked for', async () => {
		const words = await wordsOfFailure(stand.trigger({ parameters: { taskTable: ' ' } }).poll());
		expect(words).toContain('The name of the task table is missing');
	});
});

describe('parameters', () => {
	it.each([
		[{ parameters: { provider: 'nobody' } }, 'There is no provider "nobody"'],
		[{ parameters: { events: [] } }, 'No event is chosen'],
		[
			{ options: { checkInterval: -1 } },
			'"Check Interval (Seconds)" must be a number from 0 to 3600',
		],
		[{ options: { maxConcurrency: 0 } }, '"Parallel Requests" must be a number'],
		[{ options: { giveUpAfter: 'soon' } }, '"Give Up After (Hours)" must be a number'],
	])('%j', async (run, message) => {
		const asked = stand.looks();
		expect(await wordsOfFailure(stand.trigger(run).poll())).toContain(message);
		expect(stand.looks()).toBe(asked);
	});
});
