/** The one place that makes an error for a person: what happened, to which item, and what to do. */
import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Failure, Result } from '../terms/result';

/** Who an error is shown by. A trigger has no items: it gives null for the index. */
export interface ErrorSource {
	getNode(): INode;
}

/** The error for something that the person can mend in the node. */
export function userError(
	context: ErrorSource,
	itemIndex: number | null,
	failure: Failure,
): NodeOperationError {
	const options = { ...at(itemIndex), description: asHtml(failure.description) };
	const error = new NodeOperationError(context.getNode(), failure.message, options);
	return worded(error, itemIndex, failure);
}

/** The error for something that the provider answered, or did not answer. */
export function providerError(
	context: ErrorSource,
	itemIndex: number | null,
	failure: Failure,
): NodeApiError {
	const error = new NodeApiError(
		context.getNode(),
		{ message: failure.message },
		{
			...at(itemIndex),
			message: failure.message,
			description: asHtml(failure.description),
			...(failure.httpCode !== undefined && { httpCode: String(failure.httpCode) }),
		},
	);
	return worded(error, itemIndex, failure);
}

/** What a step of the work gave back. Throws its problem; by default as something that the person can mend. */
export function valueOf<T>(
	context: ErrorSource,
	itemIndex: number | null,
	result: Result<T>,
	make: typeof userError | typeof providerError = userError,
): T {
	if (result.type === 'problem') throw make(context, itemIndex, result);
	return result.value;
}

/** n8n swaps a message that happens to contain a system error code for a text of its own: ours is set last. */
function worded<E extends NodeApiError | NodeOperationError>(
	error: E,
	itemIndex: number | null,
	{ message, taskId, safeToOrderAgain = taskId === undefined }: Failure,
): E {
	error.message = itemIndex === null ? message : `${message} [item ${itemIndex}]`;
	if (taskId !== undefined) error.context.taskId = taskId;
	error.context.safeToOrderAgain = safeToOrderAgain;
	return error;
}

function at(itemIndex: number | null): { itemIndex?: number } {
	return itemIndex === null ? {} : { itemIndex };
}

/** The editor shows a description as HTML. */
export function asHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The text that a description shows in the editor, for those who read it as it is. */
export function asText(html: string): string {
	return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
