import { describe, expect, it } from '@jest/globals';

import { taskItems, prompts, useStand, wordsOf } from './stand.mts';

const stand = useStand();

async function order(...texts: string[]) {
	await stand.run('create', { items: prompts(...texts), options: { maxConcurrency: 1 } });
	return stand.created().slice(-texts.length);
}

describe('get', () => {
	it('tells how a task is doing, and waits for nothing', async () => {
		stand.sandbox.taskSeconds = 1000;
		const [task] = await order('A lion');
		if (task) task.createdAt -= 400_000;
		const { items } = await stand.run('get', {
			items: taskItems([{ taskId: task?.taskId ?? '' }]),
		});
		expect(items).toEqual([
			{
				json: {
					taskId: task?.taskId,
					provider: 'hingNet',
					status: 'running',
					progress: 40,
					model: task?.model,
					videoUrl: null,
					videos: [],
					durationSeconds: 6,
					resolution: '720p',
					aspectRatio: '16:9',
					createdAt: expect.any(String),
					completedAt: null,
					cost: null,
					failure: null,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(stand.sent('status')).toHaveLength(1);
	});

	it('tells many tasks in the order of the items', async () => {
		stand.sandbox.taskSeconds = 1000;
		const tasks = await order('a', 'b', 'c', 'd', 'e');
		const reversed = [...tasks].reverse();
		const { items } = await stand.run('get', { items: taskItems(reversed) });
		expect(items.map(({ json }) => json.taskId)).toEqual(reversed.map(({ taskId }) => taskId));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			reversed.map((_, item) => ({ item })),
		);
	});

	it('gives a failed task back as data that n8n does not take for an error', async () => {
		stand.sandbox.faults.add({ kind: 'taskFails', body: 'Filtered' });
		const tasks = await order('A lion');
		const { items } = await stand.run('get', {
			items: taskItems(tasks),
			options: { waitForCompletion: true },
		});
		expect(items[0]?.json).toMatchObject({
			status: 'failed',
			videoUrl: null,
			videos: [],
			completedAt: null,
			cost: null,
			failure: { code: expect.any(String), message: 'Filtered' },
		});
		expect(items[0]?.json).not.toHaveProperty('error');
		expect(items[0]?.error).toBeUndefined();
	});

	it('waits for all tasks together when asked to', async () => {
		const tasks = await order('a', 'b', 'c');
		const { items } = await stand.run('get', {
			items: taskItems(tasks),
			options: { waitForCompletion: true, includeRaw: true },
		});
		expect(items.map(({ json }) => json.status)).toEqual(['completed', 'completed', 'completed']);
		expect(items[0]?.json.raw).toMatchObject({ id: tasks[0]?.taskId, status: 'completed' });
		expect(items[0]?.binary).toBeUndefined();
	});

	it('waits no longer than it may, and names the task', async () => {
		stand.sandbox.taskSeconds = 1000;
		const tasks = await order('a');
		const error = await stand.failure('get', {
			items: taskItems(tasks),
			options: { waitForCompletion: true, waitTimeout: 1 },
		});
		expect(error.message).toContain(tasks[0]?.taskId);
		expect(error.context.taskId).toBe(tasks[0]?.taskId);
	});

	it('has an opaque task id in its place, letter by letter', async () => {
		const taskId = 'models/veo 3/operations/ä+b?c=d#e=';
		const error = await stand.failure('get', { items: taskItems([{ taskId }]) });
		expect(stand.sent()[0]?.taskId).toBe(taskId);
		expect(error.context.taskId).toBe(taskId);
	});

	it('takes space around a task id for a slip', async () => {
		stand.sandbox.taskSeconds = 1000;
		const [task] = await order('A lion');
		const { items } = await stand.run('get', {
			items: taskItems([{ taskId: ` ${task?.taskId}\n` }]),
		});
		expect(items[0]?.json.taskId).toBe(task?.taskId);
	});

	it('names a task that does not exist, its item, and what to check', async () => {
		const [task] = await order('A lion');
		const error = await stand.failure('get', {
			items: taskItems([{ taskId: task?.taskId ?? '' }, { taskId: 'video_nowhere' }]),
		});
		expect(error.message).toContain('"video_nowhere"');
		expect(error.message).toContain('[item 1]');
		expect(wordsOf(error)).toMatch(/Check the Task ID/);
		expect(error.context).toMatchObject({ taskId: 'video_nowhere', itemIndex: 1 });
	});

	it.each(['', '  ', '.', '..', '../v1/videos', 'a/../b', 'a/..', 'x'.repeat(2001)])(
		'refuses %p as a task id before anything is sent',
		async (taskId) => {
			const error = await stand.failure('get', { items: taskItems([{ taskId }]) });
			expect(error.message).toMatch(/task ID/);
			expect(error.description).toContain('{{ $json.taskId }}');
			expect(error.context.itemIndex).toBe(0);
			expect(stand.sent()).toEqual([]);
		},
	);

	it('asks again when the provider has a hiccup', async () => {
		const tasks = await order('A lion');
		stand.sandbox.faults.add({
			kind: 'status',
			action: 'status',
			status: 503,
			headers: { 'retry-after': '0' },
		});
		stand.sandbox.faults.add({ kind: 'cutMidReply', action: 'status' });
		const { items } = await stand.run('get', { items: taskItems(tasks) });
		expect(items[0]?.json.taskId).toBe(tasks[0]?.taskId);
		expect(stand.sent('status')).toHaveLength(3);
	});

	it.each(['html', 'cutJson'] as const)('looks again where a proxy answered (%s)', async (kind) => {
		const tasks = await order('A lion');
		stand.sandbox.faults.add({ kind, status: 200, action: 'status' });
		const { items } = await stand.run('get', { items: taskItems(tasks) });
		expect(items[0]?.json.taskId).toBe(tasks[0]?.taskId);
		expect(stand.sent('status')).toHaveLength(2);
	});

	it.each([
		['an empty object', { kind: 'json', body: {} }],
		['a list', { kind: 'json', body: [] }],
		['null', { kind: 'json', body: null }],
		['an error with HTTP 200', { kind: 'json', body: { error: { message: 'Not today' } } }],
	] as const)('takes %s for no task', async (_what, fault) => {
		const tasks = await order('A lion');
		stand.sandbox.faults.add({ ...fault, action: 'status', times: Infinity });
		const error = await stand.failure('get', { items: taskItems(tasks) });
		expect(error.context.taskId).toBe(tasks[0]?.taskId);
		expect(error.message).toMatch(/HingNet/);
	});
});
