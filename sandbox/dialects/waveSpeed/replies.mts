// WaveSpeed's envelope: `code` in the body says what happened, also where HTTP says 200.
import { json, storeError, type TextReply } from '../../reply.mts';
import type { SandboxTask, TaskView } from '../../tasks.mts';
import type { Desk, Refusal } from '../dialect.mts';

export const success = (data: unknown) => json(200, { code: 200, message: 'success', data });

/** A refusal; `http` is 200 where only the body tells it. */
export function refusal(code: number, message: string, http = code): TextReply {
	return json(http, { code, message });
}

/** Words beside `failed` that end a task; a fault asks for one by giving it as the reason. */
const OTHER_ENDS: readonly string[] = ['cancelled', 'timeout', 'deleted'];

const WORDS: Readonly<Record<TaskView['phase'], string>> = {
	queued: 'created',
	running: 'processing',
	completed: 'completed',
	failed: 'failed',
};

/** The word for where a task stands. */
export function statusOf({ failureReason }: SandboxTask, { phase }: TaskView): string {
	return phase === 'failed' && OTHER_ENDS.includes(failureReason) ? failureReason : WORDS[phase];
}

/** A task as every reply tells of it. */
export function taskData(
	task: SandboxTask,
	view: TaskView,
	{ links, desk }: { links: readonly string[]; desk: Desk },
) {
	const status = statusOf(task, view);
	const took = (view.completedAt ?? task.createdAt) - task.createdAt;
	// One that ended so was never begun.
	const neverStarted = view.phase === 'failed' && /try again later/i.test(task.failureReason);
	return {
		id: task.taskId,
		model: task.model,
		status,
		outputs: links,
		urls: { get: `${desk.url('api')}/api/v3/predictions/${task.taskId}/result` },
		created_at: new Date(task.createdAt).toISOString(),
		error: status === 'failed' ? task.failureReason : '',
		...(view.completedAt === null ? {} : { timings: { inference: took } }),
		executionTime: neverStarted ? 0 : took,
	};
}

const CODES: Readonly<Record<Refusal['why'], number>> = {
	auth: 401,
	request: 400,
	missingTask: 404,
	missingPage: 404,
	retiredModel: 404,
	notReady: 400,
	fault: 500,
};

/** The reply to a refused request. */
export function refuseAsWaveSpeed({ why, message, status, detail, asked }: Refusal): TextReply {
	if (asked?.origin === 'files') return storeError(404, 'NoSuchKey', message);
	if (why === 'auth') return refusal(401, 'Invalid API key');
	const code = status ?? CODES[why];
	if (why === 'fault' && code === 403) {
		const error_code = 'permission_denied';
		return json(403, { code, message: 'Your role does not allow this request', error_code });
	}
	// Both ways are seen: a refusal with its own HTTP status, and one inside a 200.
	return refusal(code, message, detail === 'inside 200' ? 200 : code);
}
