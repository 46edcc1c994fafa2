/** Orders the video of an item, once: what an earlier try of this execution ordered is taken up instead. */

import type { IExecuteFunctions } from 'n8n-workflow';

import { isJsonObject } from '../providers/reading';
import type { ProviderRequest } from '../providers/provider';
import { fingerprintOf, type CreatedTasks } from '../tasks/createdTasks';
import type { SeenTask, Task } from '../tasks/task';
import { order, type Session } from '../transport/exchange';
import { wasAnswered } from '../transport/retryTiming';
import type { Outcome } from '../transport/send';
import { failureOf, problemIn, providerError, unknownOrder, wordsOf } from './failures';
import { lookUp } from './lookUp';

/** `isTakenUp`: an earlier try of this execution ordered it. */
export interface OrderedTask extends SeenTask {
	isTakenUp: boolean;
}

/**
 * Sends the order and returns the task. `deadline` (milliseconds since 1970) bounds the tries that a
 * refusing provider is given. Throws a node error; the words "may have been created" in it mean that
 * nobody knows whether it was.
 */
export async function orderVideo(
	context: IExecuteFunctions,
	session: Session,
	created: CreatedTasks,
	itemIndex: number,
	request: ProviderRequest,
	deadline: number,
): Promise<OrderedTask> {
	const { provider, connection } = session;
	const fingerprint = fingerprintOf(connection.baseUrl, request);
	const remembered = created.recall(itemIndex, fingerprint);
	if (remembered?.type === 'task') {
		const seen = await lookUp(context, session, itemIndex, remembered.taskId, deadline);
		return { ...seen, isTakenUp: true };
	}
	if (remembered?.type === 'unknown') {
		const reason = 'An earlier try of this execution sent the order and got no answer';
		throw providerError(context, itemIndex, unknownOrder(provider, reason));
	}
	created.noteSending(itemIndex, fingerprint);
	const outcome = await order(session, request, deadline);
	const task = taskIn(session, outcome);
	if (task !== null) {
		created.noteCreated(itemIndex, fingerprint, task.taskId);
		return { task, raw: outcome.type === 'reply' ? outcome.body : null, isTakenUp: false };
	}
	const reason = unknownReason(session, outcome);
	if (reason !== null) throw providerError(context, itemIndex, unknownOrder(provider, reason));
	created.forget(itemIndex);
	throw providerError(context, itemIndex, failureOf(provider, outcome, 'order'));
}

/** The task that the reply names. A refusal may come with HTTP 200, and with an id all the same. */
function taskIn({ provider }: Session, outcome: Outcome): Task | null {
	if (outcome.type !== 'reply' || outcome.status < 200 || outcome.status >= 300) return null;
	const task = isJsonObject(outcome.body)
		? provider.readTask(outcome.body, { taskId: null, receivedAt: Date.now() })
		: null;
	return task?.status !== 'failed' && problemIn(provider, outcome) !== null ? null : task;
}

/** Why it is not known whether the order counts; null when it surely does not. */
function unknownReason({ provider }: Session, outcome: Outcome): string | null {
	if (outcome.type === 'notSent' || outcome.type === 'stopped') return null;
	if (outcome.type === 'noAnswer') return outcome.reason;
	const isRefusal = problemIn(provider, outcome) !== null;
	return wasAnswered(outcome.status, isRefusal)
		? null
		: `HTTP ${outcome.status}, and the reply begins: "${wordsOf(outcome)}"`;
}
