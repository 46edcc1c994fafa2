/** Waits for all tasks of an execution together: one loop, each task checked once an interval. */

import type { Failure } from '../terms/result';
import { isFinished, type SeenTask, type Task } from '../terms/task';
import { sleepUntil } from '../transport/sleeping';
import type { Check } from './checkTask';

/** One task to wait for. */
export interface Wait {
	/** The task as the reply to the create told it. */
	seen: SeenTask;
	intervalMs: number;
	/** When to stop waiting, in milliseconds since 1970. */
	deadline: number;
	check: () => Promise<Check>;
	onChange: (task: Task) => void;
}

/** How waiting ended, and the last that was seen of the task. */
export type WaitEnd = { seen: SeenTask } & (
	| { type: 'finished' }
	/** `failure` is the last check's, if that failed. */
	| { type: 'timedOut'; failure: Failure | null }
	| { type: 'lost'; failure: Failure }
	| { type: 'stopped' }
);

/**
 * Failed checks in a row, of the kind that will not pass (a 404, a key that no longer works), after
 * which a task counts as lost. One may be a gateway that has not yet written down what it created.
 */
const MAX_LASTING_FAILURES = 3;

const TICK_MS = 100;
/** How long a check that is under way when the wait runs out may still take. */
const LAST_CHECK_MS = 5_000;

interface Entry extends Wait {
	nextCheck: number;
	isChecking: boolean;
	lastFailure: Failure | null;
	lastingFailures: number;
	end: (end: WaitEnd) => void;
	fail: (error: unknown) => void;
}

/**
 * How a check is bounded (how many at a time, pauses that the provider asks for) is up to `check`
 * itself. There is no order among the tasks that are due: each gets its check in each interval.
 */
export class TaskWaits {
	private readonly entries = new Set<Entry>();
	private readonly signal: AbortSignal;
	private isRunning = false;

	constructor(signal: AbortSignal) {
		this.signal = signal;
	}

	/** Resolves when the task is finished, or no longer waited for. Never rejects unless `check` does. */
	async wait(wait: Wait): Promise<WaitEnd> {
		if (isFinished(wait.seen.task)) return { type: 'finished', seen: wait.seen };
		return await new Promise<WaitEnd>((resolve, reject) => {
			const entry: Entry = {
				...wait,
				nextCheck: Math.min(Date.now() + wait.intervalMs, wait.deadline),
				isChecking: false,
				lastFailure: null,
				lastingFailures: 0,
				end: (end) => {
					this.entries.delete(entry);
					resolve(end);
				},
				fail: (error) => {
					this.entries.delete(entry);
					reject(error);
				},
			};
			this.entries.add(entry);
			void this.run();
		});
	}

	private async run(): Promise<void> {
		if (this.isRunning) return;
		this.isRunning = true;
		while (this.entries.size > 0) {
			const now = Date.now();
			for (const entry of this.entries) {
				if (this.signal.aborted) entry.end({ type: 'stopped', seen: entry.seen });
				else if (entry.isChecking && now > entry.deadline + LAST_CHECK_MS) timeOut(entry);
				else if (!entry.isChecking && isDue(entry, now)) this.checkNow(entry).catch(entry.fail);
			}
			await sleepUntil(now + TICK_MS, this.signal);
		}
		this.isRunning = false;
	}

	private async checkNow(entry: Entry): Promise<void> {
		entry.isChecking = true;
		const isLast = Date.now() >= entry.deadline;
		const check = await entry.check();
		entry.isChecking = false;
		entry.nextCheck = Math.min(Date.now() + entry.intervalMs, entry.deadline);
		if (check.type !== 'seen') {
			entry.lastFailure = check.failure;
			entry.lastingFailures =
				check.type === 'unread' && check.lasting ? entry.lastingFailures + 1 : 0;
			if (entry.lastingFailures >= MAX_LASTING_FAILURES) {
				return entry.end({ type: 'lost', seen: entry.seen, failure: check.failure });
			}
		} else {
			const { status, progress } = entry.seen.task;
			const { task } = check.seen;
			entry.seen = check.seen;
			entry.lastFailure = null;
			entry.lastingFailures = 0;
			if (task.status !== status || task.progress !== progress) entry.onChange(task);
			if (isFinished(task)) return entry.end({ type: 'finished', seen: check.seen });
		}
		if (isLast) {
			timeOut(entry);
		}
	}
}

/** Also where the clock was set back: the next check is never further off than an interval. */
function isDue({ nextCheck, intervalMs }: Entry, now: number): boolean {
	return nextCheck <= now || nextCheck > now + intervalMs;
}

function timeOut(entry: Entry): void {
	entry.end({ type: 'timedOut', seen: entry.seen, failure: entry.lastFailure });
}
