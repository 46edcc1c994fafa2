/** Orders the video of an item, or takes up what an earlier try made, unless that has failed since. */

import { providerError, userError, valueOf } from '../editor/errors';
import { type CreatedTask, createTask, type Creating } from '../tasks/createTask';
import type { Failure } from '../terms/result';
import { mayOrderAgain, type TaskKey } from '../terms/task';
import type { PreparedCreate } from './prepare';
import type { NodeSession } from './sessions';

/** How a task of an earlier try is dealt with. */
export interface TakeUp {
	/** Bounds the tries that a refusing provider is given, in milliseconds. */
	limitMs: number;
	/** Runs before the task of an earlier try is asked about. */
	claim?: (task: TaskKey) => Promise<void>;
	/** Why what failed may not be ordered anew; null where it may. */
	again(): Failure | null;
	/** Runs as soon as it is known that the item fails. */
	endRest(): void;
}

/**
 * What an earlier try made may have failed since: this is the try that orders it again. Throws a node
 * error. Where the reply names a task and an error, the task comes back with the error as its `problem`.
 */
export async function createOrTakeUp(
	creating: Creating<NodeSession>,
	{ session, request, record }: PreparedCreate,
	itemIndex: number,
	{ limitMs, claim, again, endRest }: TakeUp,
): Promise<CreatedTask<NodeSession>> {
	const createOnce = async () => {
		const made = await createTask(creating, session, itemIndex, request, limitMs, claim);
		// What is written down from here on takes a while, in which no other order may leave.
		if (made.type === 'problem' || made.value.problem !== null) endRest();
		if (made.type === 'problem') await record?.release();
		return valueOf(creating.context, itemIndex, made, providerError);
	};
	const made = await createOnce();
	if (!made.isTakenUp || !mayOrderAgain(made.task)) return made;
	await record?.release();
	creating.created.noteFailedTask(itemIndex, made.task);
	const overLimit = again();
	if (overLimit !== null) throw userError(creating.context, itemIndex, overLimit);
	return await createOnce();
}
