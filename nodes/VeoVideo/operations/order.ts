/** Orders the video of an item, once: what an earlier try of this execution ordered is taken up instead. */

import type { IExecuteFunctions } from 'n8n-workflow';

import { providerError, userError } from '../editor/errors';
import { findProvider } from '../providers/registry';
import { CreatedTasks } from '../tasks/createdTasks';
import type { Reply } from '../terms/request';
import type { Failure } from '../terms/result';
import type { SeenTask } from '../terms/task';
import { ask, order, type Session } from '../transport/exchange';
import { outlivingStop } from '../transport/outlivingStop';
import { readCreateReply } from './createReply';
import { failureOf, unknownOrder } from './failures';
import type { HeldRequest } from './heldRequest';
import { readSeen } from './lookUp';
import type { Sessions } from './sessions';
import { stoppedWithTask } from './stopped';

export interface OrderedTask extends SeenTask {
	/** An earlier try of this execution ordered it. */
	isTakenUp: boolean;
	/** The way to the provider that has the task: an expression may name another one at each try. */
	session: Session;
	/** What the provider's reply says is wrong, though it names the task: to be thrown once the task is written down. */
	problem: Failure | null;
}

/** What the orders of an execution share. */
export interface Ordering {
	context: IExecuteFunctions;
	/** The same context, for requests that a stop must not cut off. */
	lasting: IExecuteFunctions;
	created: CreatedTasks;
	sessions: Sessions;
}

/** How long an order that has left may stay unanswered after a stop. Until then a person waits for the end. */
const ORDER_GRACE_MS = 60_000;

export function beginOrdering(context: IExecuteFunctions, sessions: Sessions): Ordering {
	return {
		context,
		lasting: outlivingStop(context, ORDER_GRACE_MS),
		created: new CreatedTasks(context),
		sessions,
	};
}

/**
 * Sends the order and returns the task. `limitMs` bounds the tries that a refusing provider is given.
 * Throws a node error; the words "may have been created" in it mean that nobody knows whether it was.
 */
export async function orderVideo(
	{ context, lasting, created, sessions }: Ordering,
	session: Session,
	itemIndex: number,
	{ fingerprint, make }: HeldRequest,
	limitMs: number,
): Promise<OrderedTask> {
	const { provider } = session;
	const remembered = created.recall(itemIndex, fingerprint);
	if (remembered !== null) {
		const asked = findProvider(remembered.provider ?? '') ?? provider;
		if (remembered.type === 'task') {
			const own = asked === provider ? session : await sessions.of(asked, itemIndex);
			return await takeUp(context, own, itemIndex, remembered.taskId, limitMs);
		}
		const reason = remembered.reason ?? 'It got no answer';
		const words = `An earlier try of this execution sent the order. ${reason}`;
		throw providerError(context, itemIndex, unknownOrder(asked, words));
	}
	let unmade: Failure | null = null;
	const prepareToSend = async () => {
		// A file that is gone is an error in which nothing was sent: what was tried before was refused.
		created.forget(itemIndex);
		const request = await make();
		if (request.type === 'problem') {
			unmade = request;
			return null;
		}
		created.noteSending(itemIndex, fingerprint, provider.name);
		return request.value;
	};
	const isTaken = (reply: Reply) => readCreateReply(provider, reply).says === 'created';
	const channel = { ...session, context: lasting };
	const outcome = await order(channel, prepareToSend, limitMs, isTaken);
	if (unmade !== null) throw userError(context, itemIndex, unmade);
	const reading = readCreateReply(provider, outcome);
	if (reading.says === 'created') {
		const { task, raw, failure } = reading;
		created.noteCreated(itemIndex, fingerprint, task.taskId, provider.name);
		return { task, raw, isTakenUp: false, session, problem: failure };
	}
	if (reading.says === 'refused') created.forget(itemIndex);
	else created.noteUnknown(itemIndex, reading.reason);
	throw providerError(context, itemIndex, reading.failure);
}

/** Asks how the task of an earlier try stands. */
async function takeUp(
	context: IExecuteFunctions,
	session: Session,
	itemIndex: number,
	taskId: string,
	limitMs: number,
): Promise<OrderedTask> {
	const { provider } = session;
	const outcome = await ask(session, provider.statusRequest(taskId), Date.now() + limitMs);
	const seen = readSeen(session, outcome, taskId);
	if (seen !== null) return { ...seen, isTakenUp: true, session, problem: null };
	const failure = session.signal.aborted
		? stoppedWithTask(taskId)
		: failureOf(provider, outcome, 'question', taskId);
	const advice =
		'A retry asks about this task of an earlier try, and orders again only if it has failed; a new execution orders anew.';
	const description = `${failure.description} ${advice}`;
	throw providerError(context, itemIndex, { ...failure, description });
}
