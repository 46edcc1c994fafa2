/** Lets requests through a few at a time, and holds all of them back when the provider asks for a pause. */

import { sleep } from 'n8n-workflow';

import { sleepUntil } from './sleeping';

/** One gate stands before each provider in an execution, so that one 429 slows all of its items down. */
export class Gate {
	private running = 0;
	private pausedUntil = 0;
	private longestPauseMs = 0;
	private readonly waiting: Array<() => void> = [];
	private readonly limit: number;
	private readonly signal: AbortSignal;

	constructor(limit: number, signal: AbortSignal) {
		this.limit = limit;
		this.signal = signal;
	}

	/** Runs the task as soon as fewer than `limit` are running, first come first served, and no pause holds. */
	async run<T>(task: () => Promise<T>): Promise<T> {
		if (this.running >= this.limit) {
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		} else {
			this.running++;
		}
		try {
			while (Date.now() < this.pausedUntil && !this.signal.aborted) {
				const until = this.pausedUntil;
				await sleepUntil(Math.min(until, Date.now() + this.longestPauseMs), this.signal);
				// Waited for to its end, whatever a clock says that was set back meanwhile.
				if (until === this.pausedUntil) this.pausedUntil = 0;
			}
			return await task();
		} finally {
			const next = this.waiting.shift();
			// The place passes straight to the next in line: freed first, a newcomer could take it as well.
			// It passes a moment later: who waited for this task may see in its outcome a reason to let nothing follow.
			if (next === undefined) this.running--;
			else void sleep(0).then(next);
		}
	}

	/** Lets nothing new through for that long. A longer pause that already holds stays. */
	pauseFor(ms: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, Date.now() + ms);
		this.longestPauseMs = Math.max(this.longestPauseMs, ms);
	}
}
