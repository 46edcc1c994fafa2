import { afterEach, describe, expect, it, jest } from '@jest/globals';

import { TaskWaits } from '../../nodes/VeoVideo/tasks/waitForTasks';
import { blankTask } from '../../nodes/VeoVideo/terms/task';
import { Gate } from '../../nodes/VeoVideo/transport/gate';
import { sleepUntil } from '../../nodes/VeoVideo/transport/sleeping';
import { beginPoll } from '../../nodes/VeoVideo/trigger/pollWindow';
import { NodeMemory } from '../../nodes/VeoVideo/trigger/memory';
import { makeContext } from '../nodes/nodeRun.mts';

jest.setTimeout(30_000);

const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;
const realNow = Date.now;

function setBack(): void {
	jest.spyOn(Date, 'now').mockImplementation(() => realNow() - HOUR_MS);
}
afterEach(() => {
	jest.restoreAllMocks();
});

describe('a clock that is set back by an hour', () => {
	it('makes no pause longer', async () => {
		const slept = sleepUntil(Date.now() + 500, NEVER);
		setBack();
		await slept;
	});

	it('holds no gate closed, for those who wait and those who come', async () => {
		const gate = new Gate(2, NEVER);
		gate.pauseFor(500);
		const waiting = gate.run(async () => await Promise.resolve('waited'));
		setBack();
		const coming = gate.run(async () => await Promise.resolve('came'));
		expect(await Promise.all([waiting, coming])).toEqual(['waited', 'came']);
		expect(await gate.run(async () => await Promise.resolve('later'))).toBe('later');
	});

	it('does not put off the next check of a task', async () => {
		const task = { ...blankTask('hingNet', 'video_1'), status: 'queued' as const };
		const ending = new TaskWaits(NEVER).wait({
			seen: { task, raw: null },
			intervalMs: 500,
			deadline: Date.now() + HOUR_MS,
			check: async () => ({
				type: 'seen',
				seen: await Promise.resolve({ task: { ...task, status: 'completed' as const }, raw: null }),
			}),
			onChange: () => {},
		});
		setBack();
		expect((await ending).type).toBe('finished');
	});

	it('does not let a poll that got stuck before it keep the trigger from polling', () => {
		const memory = new NodeMemory();
		const { context } = makeContext({ parameters: {}, credentials: {} });
		const poller = context as unknown as Parameters<typeof beginPoll>[0];
		expect(beginPoll(poller, memory)).not.toBeNull();
		expect(beginPoll(poller, memory)).toBeNull();
		setBack();
		expect(beginPoll(poller, memory)).not.toBeNull();
	});
});
