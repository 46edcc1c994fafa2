/** Asks the provider about one task, and makes an item of what it says. */

import type { IBinaryData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { providerError } from '../editor/errors';
import type { Look } from '../tasks/taskWatch';
import { isJsonObject, shortWords } from '../terms/json';
import type { Outcome } from '../terms/request';
import type { Failure } from '../terms/result';
import type { SeenTask } from '../terms/task';
import { ask, askOnce, type Session } from '../transport/exchange';
import { isPassing } from '../transport/retryTiming';
import { failureOf } from './failures';

/** For how long a single question goes on when the provider is slow to answer. */
export const QUESTION_LIMIT_MS = 120_000;

/** Asks until there is an answer, or until the deadline. Throws a NodeApiError that names the task. */
export async function lookUp(
	context: IExecuteFunctions,
	session: Session,
	itemIndex: number,
	taskId: string,
	deadline = Date.now() + QUESTION_LIMIT_MS,
): Promise<SeenTask> {
	const outcome = await ask(session, session.provider.statusRequest(taskId), deadline);
	const seen = readSeen(session, outcome, taskId);
	if (seen === null) {
		throw providerError(
			context,
			itemIndex,
			failureOf(session.provider, outcome, 'question', taskId),
		);
	}
	return seen;
}

/** One look, for the loop that waits: it comes back after an interval anyway. */
export async function glance(session: Session, taskId: string): Promise<Look<Failure>> {
	const outcome = await askOnce(session, session.provider.statusRequest(taskId));
	const seen = readSeen(session, outcome, taskId);
	if (seen !== null) return { type: 'seen', seen };
	return {
		type: 'failed',
		failure: failureOf(session.provider, outcome, 'question', taskId),
		lasting: isLasting(outcome),
	};
}

/** Whether the next look will fail as well. A 200 without JSON is a reply that was cut, or a proxy's page. */
export function isLasting(outcome: Outcome): boolean {
	if (outcome.type !== 'reply' || isPassing(outcome.status)) return false;
	return outcome.status !== 200 || outcome.body !== undefined;
}

/** The task that a reply tells; null when it tells none. */
export function readSeen({ provider }: Session, outcome: Outcome, taskId: string): SeenTask | null {
	if (outcome.type !== 'reply' || !isJsonObject(outcome.body)) return null;
	if (outcome.status < 200 || outcome.status >= 300) return null;
	const task = provider.readTask(outcome.body, { taskId, receivedAt: Date.now() });
	return task && { task, raw: outcome.body };
}

/** The output item of a task. */
export function itemOf(
	{ task, raw }: SeenTask,
	itemIndex: number,
	includeRaw: boolean,
	extra: { binary?: Record<string, IBinaryData>; warning?: string | null } = {},
): INodeExecutionData {
	const { binary, warning } = extra;
	return {
		json: {
			...asJson(task),
			...(includeRaw && { raw: isJsonObject(raw) ? asJson(withoutLongTexts(raw)) : null }),
			...(warning && { warning }),
		},
		...(binary !== undefined && { binary }),
		pairedItem: { item: itemIndex },
	};
}

/** Longer texts in a reply are echoes of images or whole videos: an item of megabytes stops workflows. */
const LONGEST_RAW_TEXT = 10_000;

function withoutLongTexts(value: object): object {
	return Object.fromEntries(
		Object.entries(value).map(([name, part]: [string, unknown]) => [name, shortened(part)]),
	);
}

function shortened(value: unknown): unknown {
	if (typeof value === 'string') {
		return value.length <= LONGEST_RAW_TEXT
			? value
			: `${shortWords(value, 100)} (${value.length} characters)`;
	}
	if (Array.isArray(value)) return value.map(shortened);
	return isJsonObject(value) ? withoutLongTexts(value) : value;
}

function asJson(value: object): IDataObject {
	return Object.fromEntries(Object.entries(value));
}
