import { describe, expect, it } from '@jest/globals';

import type { Check } from '../../nodes/VeoVideo/tasks/checkTask';
import { TaskWaits, type Wait } from '../../nodes/VeoVideo/tasks/waitForTasks';
import type { SeenTask, Task, TaskStatus } from '../../nodes/VeoVideo/terms/task';

const NEVER = new AbortController().signal;

function seenAs(taskId: string, status: TaskStatus, progress: number | null = null): SeenTask {
	const task: Task = {
		taskId,
		provider: 'hingNet',
		status,
		progress,
		model: null,
		videoUrl: null,
		videos: [],
		durationSeconds: null,
		resolution: null,
		aspectRatio: null,
		createdAt: null,
		completedAt: null,
		cost: null,
		failure: status === 'failed' ? { code: null, message: 'Filtered' } : null,
	};
	return { task, raw: {} };
}

type Answer = TaskStatus | 'passing' | 'lasting';

/** A task whose checks go as listed; the last one goes on for ever. */
function watched(
	answers: Answer[],
	{ intervalMs = 100, waitMs = 10_000, taskId = 'video_1' } = {},
): Wait & { checks: number[]; changes: string[] } {
	const checks: number[] = [];
	const changes: string[] = [];
	return {
		checks,
		changes,
		seen: seenAs(taskId, 'queued'),
		intervalMs,
		deadline: Date.now() + waitMs,
		check: async (): Promise<Check> => {
			const answer = answers[Math.min(checks.length, answers.length - 1)] ?? 'running';
			checks.push(Date.now());
			return answer === 'passing' || answer === 'lasting'
				? {
						type: 'unread',
						failure: { message: `check ${checks.length} failed`, description: '' },
						lasting: answer === 'lasting',
						isAboutTask: false,
						isUnknown: false,
					}
				: { type: 'seen', seen: seenAs(taskId, answer) };
		},
		onChange: (task) => changes.push(task.status),
	};
}

describe('waiting for a task', () => {
	it('ends when it is completed, with what was seen last', async () => {
		const one = watched(['queued', 'running', 'completed']);
		const end = await new TaskWaits(NEVER).wait(one);
		expect(end).toMatchObject({ type: 'finished', seen: { task: { status: 'completed' } } });
		expect(one.checks).toHaveLength(3);
	});

	it('ends when it has failed: that is an end like another', async () => {
		const end = await new TaskWaits(NEVER).wait(watched(['failed']));
		expect(end).toMatchObject({ type: 'finished', seen: { task: { status: 'failed' } } });
	});

	it('makes no check of a task that is finished already', async () => {
		const one = { ...watched(['running']), seen: seenAs('video_1', 'completed') };
		expect(await new TaskWaits(NEVER).wait(one)).toMatchObject({ type: 'finished' });
		expect(one.checks).toHaveLength(0);
	});

	it('checks no sooner than the interval says', async () => {
		const one = watched(['running', 'running', 'completed'], { intervalMs: 250 });
		const begun = Date.now();
		await new TaskWaits(NEVER).wait(one);
		const moments = [begun, ...one.checks];
		for (const [index, moment] of one.checks.entries()) {
			expect(moment - (moments[index] ?? NaN)).toBeGreaterThanOrEqual(245);
		}
	});

	it('tells changes, and only changes', async () => {
		const one = watched(['queued', 'running', 'running', 'completed']);
		await new TaskWaits(NEVER).wait(one);
		expect(one.changes).toEqual(['running', 'completed']);
	});

	it('runs out of time with the task in hand, after a last check at the very end', async () => {
		const one = watched(['running'], { intervalMs: 60_000, waitMs: 300 });
		const end = await new TaskWaits(NEVER).wait(one);
		expect(end).toMatchObject({
			type: 'timedOut',
			failure: null,
			seen: { task: { taskId: 'video_1', status: 'running' } },
		});
		expect(one.checks).toHaveLength(1);
		expect(one.checks[0]).toBeGreaterThanOrEqual(one.deadline);
	});

	it('a video that is finished at the very end is not lost', async () => {
		const one = watched(['completed'], { intervalMs: 60_000, waitMs: 200 });
		expect(await new TaskWaits(NEVER).wait(one)).toMatchObject({ type: 'finished' });
	});

	it('says with which failure the time ran out', async () => {
		const one = watched(['passing'], { waitMs: 350 });
		expect(await new TaskWaits(NEVER).wait(one)).toMatchObject({
			type: 'timedOut',
			failure: { message: expect.stringMatching(/^check \d+ failed$/) },
		});
	});
});

describe('checks that fail', () => {
	it('of a kind that passes never end the wait', async () => {
		const one = watched([...Array<Answer>(4).fill('passing'), 'completed'], { intervalMs: 1 });
		expect(await new TaskWaits(NEVER).wait(one)).toMatchObject({ type: 'finished' });
		expect(one.checks).toHaveLength(5);
	});

	it('of a kind that lasts end it after three in a row', async () => {
		const one = watched(['lasting'], { intervalMs: 1 });
		expect(await new TaskWaits(NEVER).wait(one)).toMatchObject({
			type: 'lost',
			failure: { message: 'check 3 failed' },
			seen: { task: { taskId: 'video_1' } },
		});
		expect(one.checks).toHaveLength(3);
	});

	it('two of them do not: a gateway may be slow to know what it created', async () => {
		const one = watched(
			['lasting', 'lasting', 'running', 'lasting', 'passing', 'lasting', 'lasting', 'completed'],
			{ intervalMs: 1 },
		);
		expect(await new TaskWaits(NEVER).wait(one)).toMatchObject({ type: 'finished' });
	});

	it('with a bug of our own reject that wait alone', async () => {
		const watch = new TaskWaits(NEVER);
		const broken = {
			...watched([]),
			intervalMs: 1,
			check: async () => await Promise.reject(new Error('a bug')),
		};
		const [first, second] = await Promise.allSettled([
			watch.wait(broken),
			watch.wait(watched(['completed'], { intervalMs: 1 })),
		]);
		expect(first).toMatchObject({ status: 'rejected', reason: { message: 'a bug' } });
		expect(second).toMatchObject({ status: 'fulfilled', value: { type: 'finished' } });
	});
});

describe('a stop', () => {
	it('ends all waits, with each task in hand', async () => {
		const abort = new AbortController();
		const watch = new TaskWaits(abort.signal);
		const waits = ['a', 'b', 'c'].map(
			async (taskId) =>
				await watch.wait(watched(['running'], { taskId, intervalMs: 60_000, waitMs: 3_600_000 })),
		);
		abort.abort();
		const ends = await Promise.all(waits);
		expect(ends.map(({ type, seen }) => [type, seen.task.taskId])).toEqual([
			['stopped', 'a'],
			['stopped', 'b'],
			['stopped', 'c'],
		]);
	});

	it('before the wait ends it as well', async () => {
		const one = watched(['running'], { intervalMs: 60_000 });
		expect(await new TaskWaits(AbortSignal.abort()).wait(one)).toMatchObject({
			type: 'stopped',
		});
		expect(one.checks).toHaveLength(0);
	});
});

describe('many tasks', () => {
	it('each of 5,000 gets its check in each interval, and none gets two', async () => {
		const watch = new TaskWaits(NEVER);
		const all = Array.from({ length: 5000 }, (_, index) =>
			watched(['running', 'running', index % 2 === 0 ? 'completed' : 'failed'], {
				taskId: `video_${index}`,
				intervalMs: 300,
				waitMs: 600_000,
			}),
		);
		const ends = await Promise.all(all.map(async (one) => await watch.wait(one)));
		expect(new Set(ends.map(({ type }) => type))).toEqual(new Set(['finished']));
		expect(ends.map(({ seen }) => seen.task.taskId)).toEqual(
			all.map((_, index) => `video_${index}`),
		);
		expect(new Set(all.map(({ checks }) => checks.length))).toEqual(new Set([3]));
	});

	it('a slow check holds up no other task, and is not doubled', async () => {
		const watch = new TaskWaits(NEVER);
		let release: (check: Check) => void = () => {};
		let slowLooks = 0;
		const slow = {
			...watched([], { taskId: 'slow', intervalMs: 1 }),
			check: async () => {
				slowLooks++;
				return await new Promise<Check>((resolve) => (release = resolve));
			},
		};
		const slowWait = watch.wait(slow);
		const quick = watched(['running', 'running', 'running', 'completed'], { intervalMs: 1 });
		expect(await watch.wait(quick)).toMatchObject({ type: 'finished' });
		expect(slowLooks).toBe(1);
		release({ type: 'seen', seen: seenAs('slow', 'completed') });
		expect(await slowWait).toMatchObject({ type: 'finished' });
	});

	it('one that is added when all others are done is watched all the same', async () => {
		const watch = new TaskWaits(NEVER);
		for (const taskId of ['first', 'second', 'third']) {
			const one = watched(['completed'], { taskId, intervalMs: 1 });
			expect(await watch.wait(one)).toMatchObject({ type: 'finished' });
		}
	});
});
