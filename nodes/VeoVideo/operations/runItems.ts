/** Works on all items of an execution at once, and does with failures what On Error says. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { asHtml, asText, userError } from '../editor/errors';
import type { CreatedTasks } from '../tasks/createdTasks';
import type { Failure } from '../terms/result';
import { cancelSignal } from '../transport/wire';
import { replacedTasks } from './replacedTasks';

/** One operation on one item, in two steps. */
export interface ItemWork<P> {
	/** Reads and checks the item. No item is worked on before all have been checked. */
	prepare: (itemIndex: number) => Promise<P>;
	/** How many videos all items together may order. */
	limit?: RunLimit;
	/** Does what costs time or money. The signal tells it to stop. */
	work: (prepared: P, itemIndex: number) => Promise<INodeExecutionData>;
	/** Runs when all items are done: they leave the node now, or the error does. May add to the items. */
	finish?: (results: INodeExecutionData[], error: NodeError | null) => Promise<void>;
}

/** What holds for a run as a whole. */
export interface RunLimit {
	/** Why no item may be worked on; null when they may. */
	findProblem(): Promise<Failure | null>;
	/** Nothing was ordered for the item. */
	giveBack(itemIndex: number): void;
}

export type NodeError = NodeApiError | NodeOperationError;

/** What fires when the items' work must end, be it by a person or by another item's failure. */
export function stopper(context: IExecuteFunctions): AbortController {
	const controller = new AbortController();
	const cancelled = cancelSignal(context);
	if (cancelled?.aborted) controller.abort();
	cancelled?.addEventListener('abort', () => controller.abort(), { once: true });
	return controller;
}

/**
 * An item fails: unless On Error says to go on, no further order leaves from now on. Its own error, which
 * may be a while in coming, is the one that ends the execution.
 */
export function endRest(
	context: IExecuteFunctions,
	stop: AbortController,
	itemIndex: number,
): void {
	if (!context.continueOnFail()) stop.abort(itemIndex);
}

/**
 * Returns the output items in the order of the input items. With On Error set to continue, a failed
 * item becomes an error item and the others go on. Otherwise the first failure ends the rest: no
 * further order is sent, those on their way are waited for, so that what they created is known, and
 * the error names it.
 */
export async function runItems<P>(
	context: IExecuteFunctions,
	stop: AbortController,
	created: CreatedTasks | null,
	{ prepare, limit, work, finish }: ItemWork<P>,
): Promise<INodeExecutionData[][]> {
	const canContinue = context.continueOnFail();
	const results: INodeExecutionData[] = [];
	/** Those that end the execution. */
	const errors: NodeError[] = [];
	const fail = (error: unknown, itemIndex: number) => {
		const nodeError = asNodeError(context, error, itemIndex);
		if (created === null) leaveTask(nodeError);
		else tellOwn(nodeError, created, itemIndex);
		const { taskId, safeToOrderAgain } = nodeError.context;
		if (safeToOrderAgain === true && taskId === undefined) limit?.giveBack(itemIndex);
		results[itemIndex] = errorItem(nodeError, itemIndex);
		endRest(context, stop, itemIndex);
		if (!canContinue || cancelSignal(context)?.aborted) errors.push(nodeError);
	};

	const ready: Array<{ itemIndex: number; prepared: P }> = [];
	const overLimit = (await limit?.findProblem()) ?? null;
	for (const itemIndex of context.getInputData().keys()) {
		try {
			if (overLimit !== null) throw userError(context, canContinue ? itemIndex : null, overLimit);
			ready.push({ itemIndex, prepared: await prepare(itemIndex) });
		} catch (error) {
			fail(error, itemIndex);
			if (!canContinue) break;
		}
	}
	if (errors.length === 0) {
		await Promise.all(
			ready.map(async ({ itemIndex, prepared }) => {
				try {
					results[itemIndex] = await work(prepared, itemIndex);
				} catch (error) {
					fail(error, itemIndex);
				}
			}),
		);
	}
	const ending = errors.find((error) => error.context.itemIndex === stop.signal.reason);
	const firstError = ending ?? errors[0] ?? null;
	await finish?.(results, firstError);
	if (firstError === null) return [results];
	const isStopped = cancelSignal(context)?.aborted === true;
	if (created !== null) tellCreated(firstError, created, isStopped);
	if (isStopped && created !== null && created.list().length > 0) {
		// n8n keeps nothing that a node says after a stop: the log is the one place for it.
		const words = asText(firstError.description ?? '');
		context.logger.warn(`${context.getNode().name}: ${firstError.message}. ${words}`);
	}
	throw firstError;
}

function asNodeError(context: IExecuteFunctions, error: unknown, itemIndex: number): NodeError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex ??= itemIndex;
		return error;
	}
	const cause = error instanceof Error ? error : new Error(String(error));
	return new NodeOperationError(context.getNode(), cause, { itemIndex });
}

/**
 * n8n tells a failed item by its keys: `error` alone, or `error` and `message` (from 2.35.2 on `details`
 * too; earlier versions would hand an item with it out as a success). It goes to the error output
 * with the input's fields added. Of an item with an error object n8n would keep the message alone.
 */
function errorItem(error: NodeError, itemIndex: number): INodeExecutionData {
	const { taskId, safeToOrderAgain } = error.context;
	return {
		json: {
			error: error.message,
			message: {
				...(error.description && { description: asText(error.description) }),
				...(typeof taskId === 'string' && { taskId }),
				// An error of which nothing is known may hide an order that counts.
				safeToOrderAgain: safeToOrderAgain === true,
			},
		},
		pairedItem: { item: itemIndex },
	};
}

/** "Get" and "Download" work on a task that is there, also where they do not get to it: only a failed one makes room. */
function leaveTask({ context }: NodeError): void {
	if (context.taskId === undefined) context.safeToOrderAgain = false;
}

/** An item can fail before it gets to what an earlier try ordered for it: that counts all the same. */
function tellOwn(error: NodeError, created: CreatedTasks, itemIndex: number): void {
	created.noteFailed(itemIndex);
	const replaced = replacedTasks(created, itemIndex);
	if (replaced !== null) addTo(error, replaced);
	const own = created.list().find((one) => one.itemIndex === itemIndex);
	if (own === undefined) return;
	error.context.safeToOrderAgain = false;
	if (own.taskId === null) {
		// Where it is not this try's own word already.
		if (!`${error.message} ${error.description}`.includes('may have been created')) {
			addTo(
				error,
				'The video of this item may have been created by an earlier try: look for it in the account of the provider before you order it again.',
			);
		}
		return;
	}
	if (error.context.taskId !== undefined) return;
	error.context.taskId = own.taskId;
	addTo(error, `An earlier try created the task ${own.taskId}.`);
}

/** What other items ordered is paid for, or may be: the error that ends the execution says what it was. */
function tellCreated(error: NodeError, created: CreatedTasks, isStopped: boolean): void {
	const { itemIndex, taskId } = error.context;
	const others = created.list().filter((one) => one.itemIndex !== itemIndex);
	const tasks = others
		.filter((one) => one.taskId !== null && one.taskId !== taskId)
		.map((one) => `item ${one.itemIndex}: ${one.taskId}`);
	if (tasks.length > 0) {
		// A stopped execution is stored as it was at the moment of the stop.
		const retry = isStopped ? '' : ' A retry of this execution takes them up;';
		addTo(
			error,
			`Tasks that were created: ${tasks.join(', ')}.${retry} "Get" and "Download" reach them as long as the provider keeps them.`,
		);
	}
	const unknown = others.filter((one) => one.taskId === null).map((one) => one.itemIndex);
	if (unknown.length > 0) {
		addTo(
			error,
			`Orders that may have been created as well: item ${unknown.join(', ')}. Look for them in the account of the provider.`,
		);
	}
}

function addTo(error: NodeError, text: string): void {
	error.description = `${error.description ?? ''} ${asHtml(text)}`.trim();
}
