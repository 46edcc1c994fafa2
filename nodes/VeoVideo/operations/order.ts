/** Orders the video of an item, once: what an earlier try of this execution ordered is taken up instead. */

import type { IExecuteFunctions } from 'n8n-workflow';

import type { CreatedTasks } from '../tasks/createdTasks';
import type { SeenTask } from '../tasks/task';
import { order, type Session } from '../transport/exchange';
import type { Reply } from '../transport/send';
import { readCreateReply } from './createReply';
import { providerError, unknownOrder } from './failures';
import type { HeldRequest } from './heldRequest';
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
	{ fingerprint, make }: HeldRequest,
	deadline: number,
): Promise<OrderedTask> {
	const { provider } = session;
	const remembered = created.recall(itemIndex, fingerprint);
	if (remembered?.type === 'task') {
		const seen = await lookUp(context, session, itemIndex, remembered.taskId, deadline);
		return { ...seen, isTakenUp: true };
	}
	if (remembered?.type === 'unknown') {
		const reason = 'An earlier try of this execution sent the order and got no answer';
		throw providerError(context, itemIndex, unknownOrder(provider, reason));
	}
	const prepareToSend = async () => {
		// A file that is gone is an error in which nothing was sent: what was tried before was refused.
		created.forget(itemIndex);
		const request = await make();
		created.noteSending(itemIndex, fingerprint);
		return request;
	};
	const isTaken = (reply: Reply) => readCreateReply(provider, reply).says === 'created';
	const outcome = await order(session, prepareToSend, deadline, isTaken);
	const reading = readCreateReply(provider, outcome);
	if (reading.says === 'created') {
		const { task, raw, failure } = reading;
		created.noteCreated(itemIndex, fingerprint, task.taskId);
		if (failure !== null) throw providerError(context, itemIndex, failure);
		return { task, raw, isTakenUp: false };
	}
	if (reading.says === 'refused') created.forget(itemIndex);
	throw providerError(context, itemIndex, reading.failure);
}
