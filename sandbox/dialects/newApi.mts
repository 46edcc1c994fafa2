// new-api with a channel to Google: an OpenAI-like gateway that says little of failures, and not always finally.
import { json, type Reply, type TextReply } from '../reply.mts';
import { unixSeconds, viewTask, type SandboxTask, type TaskView } from '../tasks.mts';
import { BEARER, googleError, type Ask, type Dialect, type Refusal } from './dialect.mts';
import { readNewApiCreate } from './openAiCompatible/newApiCreates.mts';
import { failureOf, gatewayRoute, modelList, MODELS } from './openAiCompatible/shared.mts';

const REQUEST_ID = '(request id: 20261121000000000000000000sandbox)';

/** Before a request reaches its task layer. */
function outerError(status: number, message: string, code: string, type = 'new_api_error') {
	return json(status, { error: { message: `${message} ${REQUEST_ID}`, type, code } });
}

/** Of its task layer. */
function flatError(status: number, code: string, message: string): TextReply {
	return json(status, { code, message, data: null });
}

/** Google's refusal as text inside the gateway's; where Google is full, a sentence of the gateway's own. */
function googleRefusal(status: number, message: string): TextReply {
	const text =
		status === 429
			? '当前分组上游负载已饱和,请稍后再试'
			: JSON.stringify(googleError(status, message));
	return flatError(status, 'fail_to_fetch_task', text);
}

function requestError(status: number, message: string, detail: unknown): TextReply {
	if (detail === 'google') return googleRefusal(status, message);
	if (detail !== 'distributor') return flatError(status, String(detail), message);
	return outerError(status, message, status === 503 ? 'model_not_found' : '');
}

function faultError({ status = 500, message, action }: Refusal): TextReply {
	if (action === 'content') return json(status, { error: { message, type: 'server_error' } });
	if (status === 401 || status === 403) return outerError(status, message, '');
	if (status === 402) return flatError(status, 'insufficient_user_quota', message);
	return status >= 500
		? flatError(status, 'do_request_failed', message)
		: googleRefusal(status, message);
}

function refuse(refusal: Refusal): TextReply {
	const { why, message, status, action, detail } = refusal;
	switch (why) {
		case 'auth':
			return outerError(401, '无效的令牌', '');
		case 'request':
			return requestError(status ?? 400, message, detail ?? 'invalid_request');
		case 'missingTask':
			return action === 'content'
				? json(404, { error: { message: 'Task not found', type: 'invalid_request_error' } })
				: flatError(400, 'task_not_exist', 'task_not_exist');
		case 'missingPage':
			return json(404, { error: { message, type: 'invalid_request_error', param: '', code: '' } });
		case 'retiredModel':
			return googleRefusal(404, message);
		case 'notReady':
			return json(status ?? 400, { error: { message, type: 'invalid_request_error' } });
		case 'fault':
			return faultError(refusal);
	}
}

type Phase = TaskView['phase'];

function phaseOf(task: SandboxTask, view: TaskView): Phase {
	return failureOf(task, view) === null ? view.phase : 'failed';
}

const WORDS: Readonly<Record<Phase, string>> = {
	queued: 'queued',
	running: 'in_progress',
	completed: 'completed',
	failed: 'failed',
};

/** Of the task layer, which newer versions let through. */
const INNER_WORDS: Readonly<Record<Phase, string>> = {
	queued: 'SUBMITTED',
	running: 'IN_PROGRESS',
	completed: 'SUCCESS',
	failed: 'FAILURE',
};

/** As most versions tell it: why a task failed is not said. */
function olderStatus(task: SandboxTask, view: TaskView) {
	const phase = phaseOf(task, view);
	// A fresh task is unknown where the gateway cannot reach Google.
	const word = phase === 'queued' && task.polls % 2 === 0 ? 'unknown' : WORDS[phase];
	return {
		id: task.taskId,
		object: 'video',
		model: task.model,
		status: word,
		progress: view.completedAt === null ? 50 : 100,
		created_at: unixSeconds(task.createdAt),
		// There from the beginning.
		completed_at: unixSeconds(view.completedAt ?? Date.now()),
	};
}

/** As v1.0.0-rc.30 was seen to tell it: without an id of that name. */
function newerStatus(task: SandboxTask, view: TaskView) {
	return {
		task_id: task.taskId,
		platform: '24',
		status: INNER_WORDS[phaseOf(task, view)],
		progress: view.completedAt === null ? '50%' : '100%',
		fail_reason: failureOf(task, view) ?? '',
		created_at: unixSeconds(task.createdAt),
		finished_at: view.completedAt === null ? 0 : unixSeconds(view.completedAt),
	};
}

function content({ task }: Ask): Reply {
	if (!task) return refuse({ why: 'missingTask', message: '', action: 'content' });
	const view = viewTask(task, Date.now());
	const phase = phaseOf(task, view);
	if (phase !== 'completed') {
		const message = `Task is not completed yet, current status: ${INNER_WORDS[phase]}`;
		return refuse({ why: 'notReady', message });
	}
	if (view.hasVideo) {
		const headers = { 'cache-control': 'public, max-age=86400' };
		return { kind: 'video', isWhole: true, headers };
	}
	// What a filter held back counts as completed.
	const message = 'Failed to resolve Gemini video URL';
	return json(502, { error: { message, type: 'server_error' } });
}

export const newApi: Dialect = {
	title: 'new-api',
	key: BEARER,
	linksAt: 'api',
	route: gatewayRoute,
	order: readNewApiCreate,
	taskId: (_order, word) => `task_${word}`,
	createReply(task) {
		const { taskId: id, model } = task;
		const created_at = unixSeconds(task.createdAt);
		const video = { id, task_id: id, object: 'video', model, status: 'queued', progress: 0 };
		return json(200, { ...video, created_at }, { 'x-oneapi-request-id': REQUEST_ID });
	},
	// Two versions of the gateway, in turn from task to task.
	statusReply: (task, view) =>
		json(200, task.number % 2 === 0 ? newerStatus(task, view) : olderStatus(task, view)),
	actions: { account: () => modelList(MODELS), content },
	refuse,
};
