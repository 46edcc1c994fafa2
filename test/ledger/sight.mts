/** What a person finds out of an account: in items, errors, stored contexts, and what an agent was told. */

import type { SandboxTask } from '../../sandbox/sandbox.mts';
import type { Execution, Told } from './executions.mts';
import type { Account, BookedOrder } from './story.mts';

/**
 * Whether the provider itself says that the task failed. Where a task makes no video, HingNet's native
 * interface names the filter as its reason; the others call such a task completed.
 */
export function failedAtProvider({ ending, face }: SandboxTask): boolean {
	return ending === 'failure' || (ending === 'empty' && face === 'hingNetNative');
}

/** The execution in which an order was made. */
export function makerOf(account: Account, { ask, index }: BookedOrder): Execution | undefined {
	return account.executions.filter((one) => one.ask === ask && one.bookedBefore <= index).at(-1);
}

export function visibleIn(execution: Execution & { told?: Told[] }): unknown {
	const { output, error, last, told } = execution;
	return [output, wordsOf(error), last, told?.map(wordsTold)];
}

export function wordsTold(one: Told): unknown {
	return one.type === 'answer' ? one.text : wordsOf(one.error);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

/** What a person reads of an error. */
export function wordsOf(error: unknown): unknown {
	if (!isRecord(error)) return null;
	const { message, description, context, cause } = error;
	return [message, description, isRecord(context) ? context : null, wordsOf(cause)];
}

export function messageOf(error: unknown): unknown {
	return isRecord(error) ? error.message : null;
}

export function isMaybe(words: string | undefined): boolean {
	return words?.includes('may have been created') === true;
}

export function saysMaybe(
	execution: Execution & { told?: Told[] },
	{ item }: BookedOrder,
): boolean {
	const { output, error, told } = execution;
	if (told?.some((one) => isMaybe(JSON.stringify(wordsTold(one))))) return true;
	if (typeof item !== 'number') return false;
	if (isMaybe(JSON.stringify(output?.[item]?.json))) return true;
	const text = JSON.stringify(wordsOf(error));
	return isMaybe(text) && text.includes(`[item ${item}]`);
}

/** The items in a tool's answer. */
export function itemsIn(text: string): Array<Record<string, unknown>> {
	try {
		const read: unknown = JSON.parse(text);
		return (Array.isArray(read) ? read : [read]).filter(isRecord);
	} catch {
		return [];
	}
}

/** A task that failed, and was known to have, as another one was ordered in its place: nobody looks for it. */
export function isReplaced({ orders }: Account, { key, task }: BookedOrder): boolean {
	return (
		failedAtProvider(task) &&
		orders.some((other) => other.key === key && other.task.createdAt > task.createdAt)
	);
}
