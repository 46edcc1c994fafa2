/** How long a trial waits for an answer: each for itself, because most of them never meet a silent server. */
import { AsyncLocalStorage } from 'node:async_hooks';

const patience = new AsyncLocalStorage<number>();

/** Runs a trial that gives up waiting for an answer after this many milliseconds, if not before. */
export async function withPatience<T>(ms: number, trial: () => Promise<T>): Promise<T> {
	return await patience.run(ms, trial);
}

/** The limit that the trial under way keeps to in the place of this one. */
export function limited(ms: number): number {
	return Math.min(ms, patience.getStore() ?? Infinity);
}
