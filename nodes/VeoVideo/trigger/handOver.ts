/**
 * Gives finished tasks to n8n while the poll goes on watching: what a poll returns ends it, and n8n
 * begins the next one only a minute after this one began.
 *
 * n8n tells that an execution ended, or that it could not be started (the workflow was deactivated
 * meanwhile, the database is away), but not that it began: silence for a while means that it did.
 * Only then the table is told. If n8n dies before, the task is handed over again: never lost, seldom twice.
 */

import {
	ExecutionCancelledError,
	type INodeExecutionData,
	type IPollFunctions,
	type IRun,
} from 'n8n-workflow';

import { sleepUntil } from '../transport/sleeping';

/** `unavailable`: this n8n takes nothing but what the poll returns. */
export type HandOver = 'taken' | 'refused' | 'unavailable';

/** n8n starts an execution, or fails to, within milliseconds. */
const SILENCE_MS = 2_000;

export async function handOver(
	context: IPollFunctions,
	items: INodeExecutionData[],
): Promise<HandOver> {
	const done = context.helpers.createDeferredPromise<IRun | undefined>();
	try {
		context.__emit([items], undefined, done);
	} catch {
		return 'unavailable';
	}
	let outcome: HandOver = 'taken';
	const answered = new AbortController();
	done.promise
		.catch((error: unknown) => {
			// Whoever cancels an execution has seen it.
			if (!(error instanceof ExecutionCancelledError)) outcome = 'refused';
		})
		.finally(() => answered.abort());
	await sleepUntil(Date.now() + SILENCE_MS, answered.signal);
	return outcome;
}
