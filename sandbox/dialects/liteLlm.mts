// LiteLLM's proxy before Google: ids that change, and failures that the status calls completed.
import { json, type Reply, type TextReply } from '../reply.mts';
import { unixSeconds, viewTask, type SandboxTask, type TaskView } from '../tasks.mts';
import {
	BEARER,
	googleError,
	type Ask,
	type Desk,
	type Dialect,
	type Refusal,
} from './dialect.mts';
import { ALIASES, readLiteLlmCreate } from './openAiCompatible/liteLlmCreates.mts';
import { failureOf, gatewayRoute, modelList } from './openAiCompatible/shared.mts';

function idOf(way: unknown, modelId: string, operation: string): string {
	const text = `litellm:custom_llm_provider:${String(way)};model_id:${modelId};video_id:${operation}`;
	return `video_${Buffer.from(text).toString('base64')}`;
}

/** What an id holds, whichever of a task's two it is. */
function partsOf(id: string): { way: string; operation: string } | null {
	const text = Buffer.from(id.replace(/^video_/, ''), 'base64').toString();
	const match = /^litellm:custom_llm_provider:([^;]*);model_id:[^;]*;video_id:(.+)$/.exec(text);
	return match && { way: match[1] ?? '', operation: match[2] ?? '' };
}

function taskOf(id: string, desk: Desk): SandboxTask | null {
	const operation = partsOf(id)?.operation;
	if (operation === undefined) return null;
	return desk.tasks().find(({ taskId }) => partsOf(taskId)?.operation === operation) ?? null;
}

/** The proxy's envelope; its code is the HTTP status as text. */
function proxyError(status: number, message: string, type = 'None'): TextReply {
	return json(status, { error: { message, type, param: 'None', code: String(status) } });
}

const STATUSES: Readonly<Record<Refusal['why'], number>> = {
	auth: 400,
	request: 400,
	missingTask: 400,
	missingPage: 404,
	retiredModel: 404,
	notReady: 500,
	fault: 500,
};

function refuse({ why, message, status = STATUSES[why], detail, asked }: Refusal): TextReply {
	if (why === 'auth') {
		// Without a database a wrong key cannot be looked up.
		return asked?.headers.authorization === undefined
			? proxyError(401, 'Authentication Error, No api key passed in.', 'auth_error')
			: proxyError(400, 'No connected db.', 'no_db_connection');
	}
	if (detail === 'google' || why === 'retiredModel') {
		const body = JSON.stringify(googleError(status, message));
		return proxyError(status, `litellm.BadRequestError: VertexAIException - ${body}`);
	}
	return why === 'missingTask' ? missing(String(detail)) : proxyError(status, message);
}

/** Google's 404 at the Gemini interface is not looked at, and becomes an error of the proxy's own. */
function missing(id: string): TextReply {
	const way = partsOf(id)?.way;
	if (way === undefined) return proxyError(400, `Invalid video id ${id}`);
	return way === 'gemini'
		? proxyError(500, '1 validation error for GeminiLongRunningOperationResponse: name')
		: proxyError(404, JSON.stringify(googleError(404, 'Operation not found')));
}

function video(task: SandboxTask, status: string, more: Readonly<Record<string, unknown>>) {
	return {
		object: 'video',
		status,
		model: task.echo.upstream,
		progress: null,
		created_at: null,
		completed_at: null,
		expires_at: null,
		error: null,
		seconds: null,
		size: null,
		usage: { duration_seconds: task.echo.seconds },
		...more,
	};
}

/** The proxy's word: on the way to the Gemini interface all that has ended is completed. */
function wordOf(task: SandboxTask, view: TaskView): string {
	if (view.completedAt === null) return 'processing';
	return failureOf(task, view) !== null && task.echo.way === 'vertex_ai' ? 'failed' : 'completed';
}

function status(task: SandboxTask, view: TaskView) {
	const operation = partsOf(task.taskId)?.operation ?? '';
	const word = wordOf(task, view);
	const error = word === 'failed' ? { code: 3, message: failureOf(task, view) } : null;
	const created_at = task.echo.way === 'gemini' ? null : unixSeconds(task.createdAt);
	// The model's id is lost on the way: not the id that the create was given.
	return video(task, word, { id: idOf(task.echo.way, '', operation), created_at, error });
}

function content({ task, route: { taskId } }: Ask): Reply {
	if (!task) return missing(taskId ?? '');
	const view = viewTask(task, Date.now());
	if (view.completedAt === null) return proxyError(500, 'Video generation is not complete yet');
	const failure = failureOf(task, view);
	if (failure !== null)
		return proxyError(500, `No response data in completed operation: ${failure}`);
	if (!view.hasVideo) return proxyError(500, 'No generated samples found in the response');
	const headers = { 'content-disposition': `attachment; filename=video_${taskId ?? ''}.mp4` };
	return { kind: 'video', isWhole: true, headers };
}

export const liteLlm: Dialect = {
	title: 'LiteLLM',
	key: BEARER,
	linksAt: 'api',
	route(method, pathname) {
		const path = pathname.startsWith('/v1/') ? pathname : `/v1${pathname}`;
		if (`${method} ${path}` === 'GET /v1/videos') {
			return { action: 'list', taskId: null, model: null };
		}
		return gatewayRoute(method, path);
	},
	taskOf: ({ taskId }, _body, desk) => (taskId === null ? null : taskOf(taskId, desk)),
	order: readLiteLlmCreate,
	taskId({ model, echo }, word) {
		const operation = `models/${String(echo.upstream)}/operations/${word}`;
		return idOf(echo.way, model, operation);
	},
	createReply: (task) => json(200, video(task, 'processing', { id: task.taskId })),
	statusReply: (task, view) => json(200, status(task, view)),
	actions: {
		account: () => modelList([...ALIASES.keys()]),
		list: () => proxyError(500, 'Video list is not supported for this provider'),
		content,
	},
	refuse,
};
