import { describe, expect, it } from '@jest/globals';

import { type Look, TaskWatch, type Watched } from '../../nodes/VeoVideo/tasks/taskWatch';
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
		failure: status === 'failed' ? { code: null, message: 'Filtered' } : null,
	};
	return { task, raw: {} };
}

type Answer = TaskStatus | 'passing' | 'lasting';

/** A task whose looks go as listed; the last one goes on for ever. */
function watched(
	answers: Answer[],
	{ intervalMs = 100, waitMs = 10_000, taskId = 'video_1' } = {},
): Watched<string> & { looks: number[]; changes: string[] } {
	const looks: number[] = [];
	const changes: string[] = [];
	return {
		looks,
		changes,
		seen: seenAs(taskId, 'queued'),
		intervalMs,
		deadline: Date.now() + waitMs,
		look: async (): Promise<Look<string>> => {
			const answer = answers[Math.min(looks.length, answers.length - 1)] ?? 'running';
			looks.push(Date.now());
			return answer === 'passing' || answer === 'lasting'
				? {
						type: 'failed',
						failure: `look ${looks.length} failed`,
						lasting: answer === 'lasting',
					}
				: { type: 'seen', seen: seenAs(taskId, answer) };
		},
		onChange: (task) => changes.push(task.status),
	};
}

describe('waiting for a task', () => {
	it('ends when it is completed, with what was seen last', async () => {
		const one = watched(['queued', 'running', 'completed']);
		const end = await new TaskWatch<string>(NEVER).wait(one);
		expect(end).toMatchObject({ type: 'finished', seen: { task: { status: 'completed' } } });
		expect(one.looks).toHaveLength(3);
	});

	it('ends when it has failed: that is an end like another', async () => {
		const end = await new TaskWatch<string>(NEVER).wait(watched(['failed']));
		expect(end).toMatchObject({ type: 'finished', seen: { task: { status: 'failed' } } });
	});

	it('takes no look at a task that is finished already', async () => {
		const one = { ...watched(['running']), seen: seenAs('video_1', 'completed') };
		expect(await new TaskWatch<string>(NEVER).wait(one)).toMatchObject({ type: 'finished' });
		expect(one.looks).toHaveLength(0);
	});

	it('looks no sooner than the interval says', async () => {
		const one = watched(['running', 'running', 'completed'], { intervalMs: 250 });
		const begun = Date.now();
		await new TaskWatch<string>(NEVER).wait(one);
		const moments = [begun, ...one.looks];
		for (const [index, moment] of one.looks.entries()) {
			expect(moment - (moments[index] ?? NaN)).toBeGreaterThanOrEqual(245);
		}
	});

	it('tells changes, and only changes', async () => {
		const one = watched(['queued', 'running', 'running', 'completed']);
		await new TaskWatch<string>(NEVER).wait(one);
		expect(one.changes).toEqual(['running', 'completed']);
	});

	it('runs out of time with the task in hand, after a last look at the very end', async () => {
		const one = watched(['running'], { intervalMs: 60_000, waitMs: 300 });
		const end = await new TaskWatch<string>(NEVER).wait(one);
		expect(end).toMatchObject({
			type: 'timedOut',
			failure: null,
			seen: { task: { taskId: 'video_1', status: 'running' } },
		});
		expect(one.looks).toHaveLength(1);
		expect(one.looks[0]).toBeGreaterThanOrEqual(one.deadline);
	});

	it('a video that is finished at the very end is not lost', async () => {
		const one = watched(['completed'], { intervalMs: 60_000, waitMs: 200 });
		expect(await new TaskWatch<string>(NEVER).wait(one)).toMatchObject({ type: 'finished' });
	});

	it('says with which failure the time ran out', async () => {
		const one = watched(['passing'], { waitMs: 350 });
		expect(await new TaskWatch<string>(NEVER).wait(one)).toMatchObject({
			type: 'timedOut',
			failure: expect.stringMatching(/^look \d+ failed$/),
		});
	});
});

describe('looks that fail', () => {
	it('of a kind that passes never end the wait', async () => {
		const one = watched([...Array<Answer>(4).fill('passing'), 'completed'], { intervalMs: 1 });
		expect(await new TaskWatch<string>(NEVER).wait(one)).toMatchObject({ type: 'finished' });
		expect(one.looks).toHaveLength(5);
	});

	it('of a kind that lasts end it after three in a row', async () => {
		const one = watched(['lasting'], { intervalMs: 1 });
		expect(await new TaskWatch<string>(NEVER).wait(one)).toMatchObject({
			type: 'lost',
			failure: 'look 3 failed',
			seen: { task: { taskId: 'video_1' } },
		});
		expect(one.looks).toHaveLength(3);
	});

	it('two of them do not: a gateway may be slow to know what it created', async () => {
		const one = watched(
			['lasting', 'lasting', 'running', 'lasting', 'passing', 'lasting', 'lasting', 'completed'],
			{ intervalMs: 1 },
		);
		expect(await new TaskWatch<string>(NEVER).wait(one)).toMatchObject({ type: 'finished' });
	});

	it('with a bug of our own reject that wait alone', async () => {
		const watch = new TaskWatch<string>(NEVER);
		const broken = {
			...watched([]),
			intervalMs: 1,
			look: async () => await Promise.reject(new Error('a bug')),
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
		const watch = new TaskWatch<string>(abort.signal);
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
		expect(await new TaskWatch<string>(AbortSignal.abort()).wait(one)).toMatchObject({
			type: 'stopped',
		});
		expect(one.looks).toHaveLength(0);
	});
});

describe('many tasks', () => {
	it('each of 5,000 gets its look in each interval, and none gets two', async () => {
		const watch = new TaskWatch<string>(NEVER);
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
		expect(new Set(all.map(({ looks }) => looks.length))).toEqual(new Set([3]));
	});

	it('a slow look holds up no other task, and is not doubled', async () => {
		const watch = new TaskWatch<string>(NEVER);
		let release: (look: Look<string>) => void = () => {};
		let slowLooks = 0;
		const slow = {
			...watched([], { taskId: 'slow', intervalMs: 1 }),
			look: async () => {
				slowLooks++;
				return await new Promise<Look<string>>((resolve) => (release = resolve));
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
		const watch = new TaskWatch<string>(NEVER);
		for (const taskId of ['first', 'second', 'third']) {
			const one = watched(['completed'], { taskId, intervalMs: 1 });
			expect(await watch.wait(one)).toMatchObject({ type: 'finished' });
		}
	});
});
