/**
 * Gives finished tasks to n8n while the poll goes on watching: what a poll returns ends it, and n8n
 * begins the next one only a minute after this one began.
 *
 * n8n tells that an execution ended, or that it could not be started (the workflow was deactivated
 * meanwhile, the database is away), but not that it began: silence for a while means that it did.
 * Only then the table is told. If n8n dies before, the task is handed over again: never lost, seldom
 * twice. A refusal that comes later takes it back.
 */

import {
	ExecutionCancelledError,
	type INodeExecutionData,
	type IPollFunctions,
	type IRun,
} from 'n8n-workflow';

import { sleepUntil } from '../transport/sleeping';

/**
 * `unheard`: an execution ran, but nothing behind this node, as where the node was deleted meanwhile,
 * or as far as n8n tells, where its worker died.
 * `unavailable`: this n8n takes nothing but what the poll returns.
 */
export type HandOverOutcome = 'taken' | 'refused' | 'unheard' | 'unavailable';

/** n8n starts an execution, or fails to, within milliseconds. */
const SILENCE_MS = 2_000;

/** In queue mode, the error of an execution whose worker died amid it: n8n's own words, and its queue's. */
const WORKER_DIED = /failed to be processed too many times|stalled more than/i;

/** `onLateNews` is called when what was taken for granted turns out to have reached nobody. */
export async function handOver(
	context: IPollFunctions,
	items: INodeExecutionData[],
	onLateNews: (outcome: 'refused' | 'unheard') => void,
): Promise<HandOverOutcome> {
	const done = context.helpers.createDeferredPromise<IRun | undefined>();
	try {
		context.__emit([items], undefined, done);
	} catch {
		return 'unavailable';
	}
	let isSilent = true;
	let outcome: HandOverOutcome = 'taken';
	const answered = new AbortController();
	void done.promise
		.then((run) => fateOf(context, run))
		// Whoever cancels an execution has seen it.
		.catch((error: unknown) => (error instanceof ExecutionCancelledError ? 'taken' : 'refused'))
		.then((fate) => {
			outcome = fate;
			answered.abort();
			if (!isSilent && fate !== 'taken') onLateNews(fate);
		});
	await sleepUntil(Date.now() + SILENCE_MS, answered.signal);
	isSilent = false;
	return outcome;
}

/**
 * n8n ends an execution that it could not begin (a credential that the workflow may not use, a node
 * with a setting missing) without a result, or with one in which no node ran. And where this node was
 * deleted or replaced meanwhile, an execution begins at it, finds nothing connected, and succeeds.
 * In queue mode the result names only the node that ran last.
 */
function fateOf(context: IPollFunctions, run: IRun | undefined): 'taken' | 'refused' | 'unheard' {
	if (run === undefined) return 'refused';
	// Its types promise data; should an n8n give none, an execution ended all the same.
	const result: Partial<IRun['data']['resultData']> | undefined = run.data?.resultData;
	if (result === undefined) return 'taken';
	const { runData = {}, lastNodeExecuted, error } = result;
	const names = new Set(Object.keys(runData));
	if (lastNodeExecuted !== undefined) names.add(lastNodeExecuted);
	// A workflow that kills its worker each time must not be started with the same task for ever.
	if (names.size === 0) return WORKER_DIED.test(error?.message ?? '') ? 'unheard' : 'refused';
	const { name } = context.getNode();
	const isAlone = names.size === 1 && names.has(name) && run.status === 'success';
	return isAlone && context.getChildNodes(name).length > 0 ? 'unheard' : 'taken';
}
