/** Waits for the files of a task that is called completed a moment before they are named. */

import { isFinished, type SeenTask } from '../terms/task';
import { VIDEO_PAUSES_MS } from '../transport/limits';
import { sleepUntil } from '../transport/sleeping';
import { checkTask } from './checkTask';
import type { Session } from './session';

/** Whether the provider calls the task completed and names no file: not yet, or never, as of a video that was filtered. */
export function isBare({ provider }: Pick<Session, 'provider'>, { task }: SeenTask): boolean {
	return task.status === 'completed' && provider.files(task).length === 0;
}

/** Asks for a bare task a few times again; gives back what was seen last. Never throws. */
export async function withFiles(session: Session, seen: SeenTask): Promise<SeenTask> {
	let last = seen;
	for (const pause of VIDEO_PAUSES_MS) {
		if (!isBare(session, last)) break;
		await sleepUntil(Date.now() + pause, session.signal);
		if (session.signal.aborted) break;
		const check = await checkTask(session, last.task.taskId, 'once');
		if (check.type === 'seen' && isFinished(check.seen.task)) last = check.seen;
	}
	return last;
}
