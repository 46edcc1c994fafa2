/** Cancels a task at a provider that can, and tells what became of it. */

import { failureOf } from '../terms/refusals';
import type { Failure } from '../terms/result';
import { CANCELLED, isCancelled, isFinished, type SeenTask, type Task } from '../terms/task';
import { exchange, type Patience } from '../transport/exchange';
import { sleepUntil } from '../transport/sleeping';
import { checkTask } from './checkTask';
import type { Session } from './session';
import { stoppedWithTask } from './words';

/** What became of the wish: the task as it then is, or why the provider did not take it. */
export type Cancelled = { type: 'seen'; seen: SeenTask } | { type: 'refused'; failure: Failure };

/** A task that was being made ends a moment later, if it does: so often, and after so long, it is checked. */
const CHECKS = 4;
const PAUSE_MS = 1_000;

/** Costs nothing, and may be sent again. Never throws. */
export async function cancelTask(
	session: Session,
	taskId: string,
	patience: Patience,
): Promise<Cancelled> {
	const { provider, signal } = session;
	const request = provider.cancelRequest?.(taskId);
	if (request === undefined) return { type: 'refused', failure: cannotCancel(provider) };
	const { outcome, verdict } = await exchange(session, {
		asked: 'cancel',
		request,
		patience,
		read: (reply, note) =>
			provider.read(reply, { asked: 'cancel', taskId, receivedAt: Date.now(), note }),
	});
	if (verdict?.says !== 'task') {
		const said = verdict ?? ({ says: 'nothing' } as const);
		const failure = failureOf(provider, outcome, said, 'cancel', taskId);
		return { type: 'refused', failure };
	}
	let seen: SeenTask = {
		task: verdict.task,
		raw: outcome.type === 'reply' ? outcome.body : null,
	};
	for (let checks = 0; checks < CHECKS && !isFinished(seen.task) && !signal.aborted; checks++) {
		await sleepUntil(Date.now() + PAUSE_MS, signal);
		const check = await checkTask(session, taskId, 'once');
		if (check.type === 'seen') seen = check.seen;
		// The wish was taken, and now nobody knows the task any more.
		else if (check.type === 'unread' && check.isUnknown) {
			seen = { ...seen, task: cancelledTask(seen.task) };
		}
	}
	return { type: 'seen', seen };
}

function cancelledTask(task: Task): Task {
	const failure = { code: CANCELLED, message: 'The task was cancelled.' };
	return { ...task, status: 'failed', failure };
}

/** For a provider whose interface has no such request. */
export function cannotCancel({ displayName }: { displayName: string }): Failure {
	return {
		message: `${displayName} cannot cancel a task`,
		description: 'The task goes on, and is paid for. Use "Get" to see how it ends.',
	};
}

/** The execution was stopped, and its task could not be cancelled any more. */
export function notCancelledInTime(taskId: string, cancelled: Cancelled): Failure {
	const why =
		cancelled.type === 'refused'
			? `It was not cancelled: ${cancelled.failure.message}.`
			: (notCancelled(cancelled.seen.task) ?? '');
	return stoppedWithTask(taskId, why);
}

/** What a person has to know of a task that was to be cancelled and was not; null where it was. */
export function notCancelled(task: Task): string | null {
	if (isCancelled(task)) return null;
	return isFinished(task)
		? `The task was ${task.status} before it could be cancelled.`
		: `The provider was asked to cancel the task, but it is still ${task.status}: it may be made and paid for all the same. "Get" tells how it ends.`;
}
