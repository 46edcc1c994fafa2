/** Reads single parameters of an item, and says in plain words what is wrong with them. */

import type { IExecuteFunctions } from 'n8n-workflow';

import { isJsonObject } from '../terms/json';
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
