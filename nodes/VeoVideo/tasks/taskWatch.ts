/** Waits for all tasks of an execution together: one loop, each task looked at once an interval. */

import { isFinished, type SeenTask, type Task } from '../terms/task';
import { sleepUntil } from '../transport/sleeping';

/** One look at a task. A look that failed says nothing about the task; `lasting` tells whether the next will fail too. */
export type Look<F> =
	{ type: 'seen'; seen: SeenTask } | { type: 'failed'; failure: F; lasting: boolean };

export interface Watched<F> {
	/** The task as the reply to the order told it. */
	seen: SeenTask;
	intervalMs: number;
	/** When to stop waiting, in milliseconds since 1970. */
	deadline: number;
	look: () => Promise<Look<F>>;
	onChange: (task: Task) => void;
}

/** How waiting ended, and the last that was seen of the task. */
export type WatchEnd<F> = { seen: SeenTask } & (
	| { type: 'finished' }
	/** `failure` is the last look's, if that failed. */
	| { type: 'timedOut'; failure: F | null }
	| { type: 'lost'; failure: F }
	| { type: 'stopped' }
);

/**
 * Failed looks in a row, of the kind that will not pass (a 404, a key that no longer works), after
 * which a task counts as lost. One may be a gateway that has not yet written down what it created.
 */
const MAX_LASTING_FAILURES = 3;

const TICK_MS = 100;
/** How long a look that is under way when the wait runs out may still take. */
const LAST_LOOK_MS = 5_000;

interface Entry<F> extends Watched<F> {
	nextLook: number;
	isLooking: boolean;
	lastFailure: F | null;
	lastingFailures: number;
	end: (end: WatchEnd<F>) => void;
	fail: (error: unknown) => void;
}

/**
 * How a look is bounded (how many at a time, pauses that the provider asks for) is up to `look`
 * itself. There is no order among the tasks that are due: each gets its look in each interval.
 */
export class TaskWatch<F> {
	private readonly entries = new Set<Entry<F>>();
	private readonly signal: AbortSignal;
	private isRunning = false;

	constructor(signal: AbortSignal) {
		this.signal = signal;
	}

	/** Resolves when the task is finished, or no longer waited for. Never rejects unless `look` does. */
	async wait(watched: Watched<F>): Promise<WatchEnd<F>> {
		if (isFinished(watched.seen.task)) return { type: 'finished', seen: watched.seen };
		return await new Promise<WatchEnd<F>>((resolve, reject) => {
			const entry: Entry<F> = {
				...watched,
				nextLook: Math.min(Date.now() + watched.intervalMs, watched.deadline),
				isLooking: false,
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
				else if (entry.isLooking && now > entry.deadline + LAST_LOOK_MS) timeOut(entry);
				else if (!entry.isLooking && entry.nextLook <= now) this.lookAt(entry).catch(entry.fail);
			}
			await sleepUntil(now + TICK_MS, this.signal);
		}
		this.isRunning = false;
	}

	private async lookAt(entry: Entry<F>): Promise<void> {
		entry.isLooking = true;
		const isLast = Date.now() >= entry.deadline;
		const look = await entry.look();
		entry.isLooking = false;
		entry.nextLook = Math.min(Date.now() + entry.intervalMs, entry.deadline);
		if (look.type === 'failed') {
			entry.lastFailure = look.failure;
			entry.lastingFailures = look.lasting ? entry.lastingFailures + 1 : 0;
			if (entry.lastingFailures >= MAX_LASTING_FAILURES) {
				return entry.end({ type: 'lost', seen: entry.seen, failure: look.failure });
			}
		} else {
			const { status, progress } = entry.seen.task;
			const { task } = look.seen;
			entry.seen = look.seen;
			entry.lastFailure = null;
			entry.lastingFailures = 0;
			if (task.status !== status || task.progress !== progress) entry.onChange(task);
			if (isFinished(task)) return entry.end({ type: 'finished', seen: look.seen });
		}
		if (isLast) {
			timeOut(entry);
		}
	}
}

function timeOut<F>(entry: Entry<F>): void {
	entry.end({ type: 'timedOut', seen: entry.seen, failure: entry.lastFailure });
}
