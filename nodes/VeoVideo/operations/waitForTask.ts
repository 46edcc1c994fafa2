/** Waits for one item's task among all others, and tells the person who looks on how it goes. */

import type { IExecuteFunctions } from 'n8n-workflow';

import { providerError } from '../editor/errors';
import type { WorkOptions } from '../editor/optionParameters';
import { type Cancelled, notCancelledInTime } from '../tasks/cancelTask';
import { checkTask } from '../tasks/checkTask';
import type { Session } from '../tasks/session';
import { TaskWaits } from '../tasks/waitForTasks';
import { withFiles } from '../tasks/withFiles';
import { stoppedWithTask } from '../tasks/words';
import { WORK_OPTION_NAMES } from '../terms/labels';
import type { Failure } from '../terms/result';
import { describeStatus, isFinished, type SeenTask, type Task } from '../terms/task';

/**
 * Returns the finished task, completed or failed. Throws a NodeApiError that names the task id otherwise.
 * `onStop` is what to do when the execution is stopped: it may end the task after all.
 */
export async function waitForTask(
	context: IExecuteFunctions,
	session: Session,
	waits: TaskWaits,
	itemIndex: number,
	seen: SeenTask,
	{ waitTimeoutMs, pollIntervalMs }: WorkOptions,
	onStop?: (task: Task) => Promise<Cancelled | null>,
): Promise<SeenTask> {
	tellProgress(context, itemIndex, seen.task);
	const end = await waits.wait({
		seen,
		intervalMs: pollIntervalMs,
		deadline: Date.now() + waitTimeoutMs,
		check: async () => await checkTask(session, seen.task.taskId, 'once'),
		onChange: (task) => tellProgress(context, itemIndex, task),
	});
	if (end.type === 'finished') return await withFiles(session, end.seen);
	const cancelled = end.type === 'stopped' ? ((await onStop?.(end.seen.task)) ?? null) : null;
	if (cancelled !== null) {
		if (cancelled.type === 'seen' && isFinished(cancelled.seen.task)) return cancelled.seen;
		const left = notCancelledInTime(end.seen.task.taskId, cancelled);
		throw providerError(context, itemIndex, left);
	}
	throw providerError(context, itemIndex, unfinished(end.seen.task, waitTimeoutMs / 1000, end));
}

/** In a manual execution the editor shows these messages while the node runs. */
export function tellProgress(context: IExecuteFunctions, itemIndex: number, task: Task): void {
	context.sendMessageToUI?.(`Item ${itemIndex}: ${describeStatus(task)} (task ${task.taskId})`);
}

function unfinished(
	task: Task,
	waitSeconds: number,
	end: { type: 'timedOut' | 'lost' | 'stopped'; failure?: Failure | null },
): Failure {
	const { taskId } = task;
	const state = `It was last seen as ${describeStatus(task)}.`;
	const advice = `The task goes on at the provider. Use "Get" or "Download" with the task ID ${taskId} later`;
	const reason = end.failure ? `${end.failure.message}: ${end.failure.description} ` : '';
	switch (end.type) {
		case 'timedOut':
			return {
				message: `The video was not finished after ${waitSeconds} seconds of waiting (task ${taskId})`,
				description: `${reason}${state} ${advice}, or raise "${WORK_OPTION_NAMES.waitTimeout}".`,
				taskId,
			};
		case 'lost':
			return {
				message: `The video can no longer be followed (task ${taskId}): ${end.failure?.message ?? 'no reply'}`,
				description: `${end.failure?.description ?? ''} ${state} Use "Get" or "Download" with the task ID ${taskId} later.`,
				...(end.failure?.httpCode !== undefined && { httpCode: end.failure.httpCode }),
				taskId,
			};
		case 'stopped':
			return stoppedWithTask(taskId, state);
	}
}
