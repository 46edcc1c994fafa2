/** What a service says is wrong, in the two forms that most services share. */

import { isJsonObject, type JsonObject, objectAt, shortWords, textAt } from './json';
import type { TaskFailure } from './task';

/** What the provider says is wrong, in its own words. */
export interface ProviderProblem {
	code: string | null;
	message: string;
}

const MOST_CHARACTERS_OF_A_CODE = 100;

/** What stands in for a reason where the provider gives none. */
const NO_REASON = 'The provider gave no reason.';

/** What the provider says is wrong, its words made short; null where it gives neither a code nor words. */
export function problemOf(code: string | null, message: string | null): ProviderProblem | null {
	const shortCode = shortWords(code ?? '', MOST_CHARACTERS_OF_A_CODE) || null;
	const words = shortWords(message ?? '') || shortCode;
	return words === null ? null : { code: shortCode, message: words };
}

/** Codes and messages with which gateways say beside a result that all is well. */
const WELL_WORDS =
	/^(0|20[0-2]|ok|okay|success(ful(ly)?)?|succee?d(ed)?|accepted|created|submitted|(请求|操作|提交|创建|任务提交|任务创建)?成功)[.!。！]?$/i;

function saysWell(text: string | null): boolean {
	return text !== null && WELL_WORDS.test(text.trim());
}

/** An error field that is filled in as a matter of form: nothing, or nothing but empty fields. */
function isBlank(value: unknown, depth = 0): boolean {
	if (value === null || value === undefined || value === false) return true;
	if (typeof value === 'number') return saysWell(String(value));
	if (typeof value === 'string') return value.trim() === '' || saysWell(value);
	if (typeof value !== 'object' || depth > 4) return false;
	return Object.values(value).every((part) => isBlank(part, depth + 1));
}

/**
 * Reads an error object `{error: {message, code, status, type}}`, or `{error: "text"}`; null when there
 * is none. Many gateways send the object with every reply and leave it blank.
 */
export function readErrorEnvelope(body: JsonObject): ProviderProblem | null {
	const error = Object.hasOwn(body, 'error') ? body.error : undefined;
	if (isBlank(error)) return null;
	const inner = objectAt(body, 'error');
	const code = textAt(inner, 'code') ?? textAt(inner, 'status') ?? textAt(inner, 'type');
	const message = textAt(inner, 'message') ?? textAt(body, 'error');
	if (saysWell(message)) return null;
	return problemOf(code, message) ?? (isJsonObject(error) ? taskFailure(null) : null);
}

/** Reads the flat error `{code, message}`, whose code may be a word, a number, or missing. */
export function readFlatError(body: JsonObject): ProviderProblem | null {
	const message = textAt(body, 'message');
	const code = textAt(body, 'code');
	if (message === null || message.trim() === '' || saysWell(message)) return null;
	return code?.toLowerCase() === 'success' ? null : problemOf(code, message);
}

/** Whether what reads like an error is a message and no more: no error object, and no code but "fine". */
export function isMessageAlone(body: JsonObject, { code }: ProviderProblem): boolean {
	const isEnvelope = [body, objectAt(body, 'data')].some((one) => readErrorEnvelope(one) !== null);
	return !isEnvelope && (code === null || saysWell(code));
}

/**
 * The same beside a task's id. There a message alone ("Task created") and a code that says all is well
 * are part of a good reply: only a code of its own makes it an error.
 */
export function readFlatErrorOfTask(body: JsonObject): ProviderProblem | null {
	const code = textAt(body, 'code');
	return code === null || code.trim() === '' || saysWell(code) ? null : readFlatError(body);
}

/** What a failed task says of itself; a sentence of our own where the provider gives no reason. */
export function taskFailure(problem: ProviderProblem | null): TaskFailure {
	return problem ?? { code: null, message: NO_REASON };
}
