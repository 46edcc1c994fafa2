/** Reads single parameters of an item, and says in plain words what is wrong with them. */

/** Reads single parameters of an item, and says in plain words what is wrong with them. */

import type { IExecuteFunctions } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import { findProvider, PROVIDERS } from '../providers/registry';
import { isHttpUrl, isJsonObject } from '../terms/json';
import { anyOf } from '../terms/labels';
import { type ErrorSource, userError } from './errors';

/**
 * A text parameter, or the value of a resource locator; an expression that yields a number counts as
 * its digits. Empty where it is not set.
 */
export function readText(context: IExecuteFunctions, itemIndex: number, name: string): string {
	const parameter: unknown = context.getNodeParameter(name, itemIndex, '');
	const value = isJsonObject(parameter) ? parameter.value : parameter;
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The provider that the item names. */
export function readProvider(context: IExecuteFunctions, itemIndex: number): Provider {
	const name = readText(context, itemIndex, 'provider');
	const provider = findProvider(name);
	if (provider === undefined) {
		throw userError(context, itemIndex, {
			message: `There is no provider "${name}"`,
			description: `Choose one from the list. An expression must yield ${anyOf(PROVIDERS.map((one) => one.name))}.`,
		});
	}
	return provider;
}

/** A number within bounds; "6" counts as 6. */
export function readNumber(
	context: ErrorSource,
	itemIndex: number | null,
	label: string,
	value: unknown,
	least: number,
	most: number,
): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number !== 'number' || !(number >= least && number <= most)) {
		throw userError(context, itemIndex, {
			message: `"${label}" must be a number from ${least} to ${most}`,
			description: `It is ${JSON.stringify(value) ?? 'not set'}. Enter a number in that range.`,
		});
	}
	return number;
}

/** A switch; an expression may yield it as the text "true" or "false". Anything else is refused: it could cost money. */
export function asBoolean(
	context: ErrorSource,
	itemIndex: number | null,
	label: string,
	value: unknown,
): boolean {
	const text = String(value).trim().toLowerCase();
	if (text === 'true' || text === 'false') return text === 'true';
	throw userError(context, itemIndex, {
		message: `"${label}" must be on or off`,
		description: `It is ${JSON.stringify(value) ?? 'not set'}. An expression must yield true or false.`,
	});
}

/** The task id of operations that look at one. Ids are opaque: nothing of it is changed but space around it. */
export function readTaskId(context: IExecuteFunctions, itemIndex: number): string {
	const isPicked = readText(context, itemIndex, 'taskSource') === 'table';
	const taskId = readText(context, itemIndex, isPicked ? 'trackedTask' : 'taskId').trim();
	if (isHttpUrl(taskId)) {
		throw userError(context, itemIndex, {
			message: 'The task ID is a link',
			description:
				'Enter in "Task ID" what "Create" returned as taskId. To fetch a video by its link, use the node "HTTP Request".',
		});
	}
	// Dots as a step of a path would lead to another address than a task's.
	if (taskId === '' || /(^|\/)\.+(\/|$)/.test(taskId) || taskId.length > 2000) {
		throw userError(context, itemIndex, {
			message: taskId === '' ? 'The task ID is missing' : `"${taskId.slice(0, 50)}" is no task ID`,
			description: isPicked
				? 'Choose one from the list in "Task".'
				: 'Enter in "Task ID" what "Create" returned as taskId, for example with the expression {{ $json.taskId }}.',
		});
	}
	return taskId;
}

/** The name of the binary field that takes the file. */
export function readBinaryField(context: IExecuteFunctions, itemIndex: number): string {
	return readText(context, itemIndex, 'binaryField').trim() || 'data';
}
