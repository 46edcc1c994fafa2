/** What the reply to an order means for the person's money: a task, a refusal, or nobody knows. */

import type { Provider } from '../providers/provider';
import { wasSurelyNotTaken } from '../providers/refusals';
import { isJsonObject, shortWords } from '../terms/json';
import { isMessageAlone, type ProviderProblem } from '../terms/problem';
import type { Outcome, Reply } from '../terms/request';
import type { Failure } from '../terms/result';
import type { Task } from '../terms/task';
import { brokenTask, failureOf, problemIn, saidBy, unknownOrder, wordsOf } from './failures';
import { STOPPED_BEFORE_ORDER } from './stopped';

/**
 * - `created`: a task was made. With a `failure` the reply says beside it that something is wrong: the
 *   task may cost money, so it is remembered, but it is no success
 * - `refused`: surely nothing was made; a retry may send it again
 * - `unsure`: "may have been created"; never sent again by itself. `reason` is what was said instead
 */
export type CreateReading =
	| { says: 'created'; task: Task; raw: unknown; failure: Failure | null }
	| { says: 'refused'; failure: Failure }
	| { says: 'unsure'; reason: string; failure: Failure };

/** Judges the outcome of a request that creates a task. Never throws. */
export function readCreateReply(provider: Provider, outcome: Outcome): CreateReading {
	if (outcome.type === 'stopped') return { says: 'refused', failure: STOPPED_BEFORE_ORDER };
	if (outcome.type === 'notSent') {
		return { says: 'refused', failure: failureOf(provider, outcome, 'order') };
	}
	if (outcome.type === 'noAnswer') {
		const { reason } = outcome;
		return { says: 'unsure', reason, failure: unknownOrder(provider, reason) };
	}
	const problem = errorIn(provider, outcome);
	const task = taskIn(provider, outcome);
	if (task !== null) {
		const isFine = task.status === 'failed' || (isSuccess(outcome) && problem === null);
		const failure = isFine ? null : brokenTask(provider, task.taskId, outcome);
		return { says: 'created', task, raw: outcome.body, failure };
	}
	if (wasSurelyNotTaken(outcome.status, problem, provider.refusals)) {
		return { says: 'refused', failure: failureOf(provider, outcome, 'order') };
	}
	const location = shortWords(outcome.headers.location ?? '');
	const reason =
		problem === null
			? `HTTP ${outcome.status}${location && `, to ${location}`}, and the reply begins: "${wordsOf(outcome)}"`
			: saidBy(provider, outcome);
	return {
		says: 'unsure',
		reason,
		failure: { ...unknownOrder(provider, reason), httpCode: outcome.status },
	};
}

function isSuccess({ status }: Reply): boolean {
	return status >= 200 && status < 300;
}

/** What the reply says is wrong. "Fine" with a message ("Task submitted") is none, wherever the task's id lies. */
function errorIn(provider: Provider, reply: Reply): ProviderProblem | null {
	const problem = problemIn(provider, reply);
	const isNone =
		problem !== null &&
		isSuccess(reply) &&
		isJsonObject(reply.body) &&
		isMessageAlone(reply.body, problem);
	return isNone ? null : problem;
}

/** The task that the reply names, whatever its status: an id beside an error is worth asking about. */
function taskIn(provider: Provider, { body }: Reply): Task | null {
	return isJsonObject(body)
		? provider.readTask(body, { taskId: null, receivedAt: Date.now() })
		: null;
}
