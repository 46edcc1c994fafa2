/** Works on all items of an execution at once, and does with failures what On Error says. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { cancelSignal } from '../transport/send';
import type { CreatedTasks } from '../tasks/createdTasks';

/** One operation on one item, in two steps. */
export interface ItemWork<P> {
	/** Reads and checks the item. No item is worked on before all have been checked. */
	prepare: (itemIndex: number) => Promise<P>;
	/** Does what costs time or money. The signal tells it to stop. */
	work: (prepared: P, itemIndex: number) => Promise<INodeExecutionData>;
}

type NodeError = NodeApiError | NodeOperationError;

/** What fires when the items' work must end, be it by a person or by another item's failure. */
export function stopper(context: IExecuteFunctions): AbortController {
	const controller = new AbortController();
	const cancelled = cancelSignal(context);
	if (cancelled?.aborted) controller.abort();
	cancelled?.addEventListener('abort', () => controller.abort(), { once: true });
	return controller;
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
	{ prepare, work }: ItemWork<P>,
): Promise<INodeExecutionData[][]> {
	const canContinue = context.continueOnFail();
	const results: INodeExecutionData[] = [];
	let firstError: NodeError | null = null;
	const fail = (error: unknown, itemIndex: number) => {
		const nodeError = asNodeError(context, error, itemIndex);
		results[itemIndex] = errorItem(nodeError, itemIndex);
		if (!canContinue) stop.abort();
		if (!canContinue || cancelSignal(context)?.aborted) firstError ??= nodeError;
	};

	const ready: Array<{ itemIndex: number; prepared: P }> = [];
	for (const itemIndex of context.getInputData().keys()) {
		try {
			ready.push({ itemIndex, prepared: await prepare(itemIndex) });
		} catch (error) {
			fail(error, itemIndex);
			if (!canContinue) break;
		}
	}
	if (firstError === null) {
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
	if (firstError !== null) throw withCreated(firstError, created);
	return [results];
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
				...(error.description && { description: error.description }),
				...(typeof taskId === 'string' && { taskId }),
				// An error of which nothing is known may hide an order that counts.
				safeToOrderAgain: safeToOrderAgain === true,
			},
		},
		pairedItem: { item: itemIndex },
	};
}

/** What other items ordered is paid for: the error that ends the execution says what it was. */
function withCreated(error: NodeError, created: CreatedTasks | null): NodeError {
	const others = (created?.list() ?? []).filter(({ taskId }) => taskId !== error.context.taskId);
	if (others.length > 0) {
		const list = others.map(({ itemIndex, taskId }) => `item ${itemIndex}: ${taskId}`).join(', ');
		error.description =
			`${error.description ?? ''} Tasks that were created and are not lost: ${list}. A retry of this execution takes them up; "Get" and "Download" reach them at any time.`.trim();
	}
	return error;
}
