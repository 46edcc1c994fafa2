// OpenRouter, its jobs for videos: POST and GET /v1/videos, the file behind the key, and the live list of models.
import { createHash } from 'node:crypto';

import { json, type Reply } from '../reply.mts';
import { unixSeconds, viewTask, type SandboxTask, type TaskView } from '../tasks.mts';
import { BEARER, decodeId, type Ask, type Desk, type Dialect, type Route } from './dialect.mts';
import { readCreate } from './openRouter/creates.mts';
import { openRouterError, refuseAsOpenRouter } from './openRouter/errors.mts';
import { catalogue } from './openRouter/models.mts';

const JOB = /^\/v1\/videos\/([^/]+)(\/content)?$/;

const ABOUT_ACCOUNT: Route = { action: 'account', taskId: null, model: null };

function route(method: string, pathname: string): Route | null {
	const asked = `${method} ${pathname}`;
	if (asked === 'POST /v1/videos') return { action: 'create', taskId: null, model: null };
	if (asked === 'GET /v1/videos/models') return { ...ABOUT_ACCOUNT, isPublic: true };
	if (asked === 'GET /v1/key' || asked === 'GET /v1/generation') return ABOUT_ACCOUNT;
	const match = JOB.exec(pathname);
	if (method !== 'GET' || !match) return null;
	const action = match[2] === undefined ? 'status' : 'content';
	return { action, taskId: decodeId(match[1] ?? ''), model: null };
}

/** Words beside `failed` that end a job; a fault asks for one by giving it as the reason. */
const OTHER_ENDS: readonly string[] = ['cancelled', 'expired', 'dead'];

function endOf({ failureReason }: SandboxTask) {
	if (OTHER_ENDS.includes(failureReason)) return { status: failureReason };
	return { status: 'failed', error: failureReason };
}

function addressOf({ taskId }: SandboxTask, desk: Desk): string {
	return `${desk.url('api')}/v1/videos/${taskId}`;
}

/** What has no value is left out: OpenRouter's own client takes no null. */
function jobOf(task: SandboxTask, view: TaskView, links: readonly string[], desk: Desk) {
	const address = addressOf(task, desk);
	const job = { id: task.taskId, generation_id: task.taskId, polling_url: address };
	if (view.phase === 'failed') return { ...job, ...endOf(task) };
	if (view.completedAt === null) {
		// Recorded jobs were pending from beginning to end, the documents have a word for running.
		const isSaid = view.phase === 'running' && task.number % 2 === 0;
		return { ...job, status: isSaid ? 'in_progress' : 'pending' };
	}
	const usage = { cost: task.echo.cost, is_byok: false };
	if (!view.hasVideo) return { ...job, status: 'completed', usage };
	// Not signed, and not for everybody: the same address as the content's, which wants the key.
	const unsigned_urls = task.linksAt === 'cdn' ? links : [`${address}/content?index=0`];
	return { ...job, status: 'completed', unsigned_urls, usage };
}

/** The file, as OpenRouter passes it on: no length, no ranges. */
function content({ task, route: { taskId }, query }: Ask): Reply {
	if (!task) return refuseAsOpenRouter({ why: 'missingTask', message: '', detail: taskId });
	const index = query.get('index') ?? '0';
	if (!/^\d+$/.test(index)) return openRouterError(400, 'index must be a whole number');
	const view = viewTask(task, Date.now());
	if (view.phase !== 'completed') {
		return openRouterError(409, `Job ${task.taskId} has no content: it is not completed`);
	}
	if (Number(index) >= task.videoCount)
		return openRouterError(400, `index ${index} is out of range`);
	if (!view.hasVideo) return openRouterError(502, 'The provider did not deliver the video');
	return { kind: 'video', isWhole: true, isChunked: true };
}

function account({ pathname, query, desk }: Ask): Reply {
	if (pathname === '/v1/videos/models') return json(200, catalogue());
	if (pathname === '/v1/key') {
		const data = { label: 'sandbox', limit: null, limit_remaining: null, usage: 0 };
		return json(200, { data: { ...data, is_free_tier: false } });
	}
	const task = desk.task(query.get('id') ?? '');
	if (!task) return openRouterError(404, `Generation ${query.get('id') ?? ''} not found`);
	const { taskId: id, model, echo } = task;
	return json(200, { data: { id, model, api_type: 'video', total_cost: echo.cost } });
}

export const openRouter: Dialect = {
	title: 'OpenRouter',
	key: BEARER,
	linksAt: 'api',
	route,
	order: readCreate,
	taskId(_order, word) {
		const more = createHash('sha256').update(word).digest('hex').slice(0, 4);
		return `gen-vid-${unixSeconds(Date.now())}-${word}${more}`;
	},
	createReply(task, desk) {
		const polling_url = addressOf(task, desk);
		return json(202, { id: task.taskId, polling_url, status: 'pending' });
	},
	statusReply: (task, view, links, { desk }) => json(200, jobOf(task, view, links, desk)),
	actions: { content, account },
	refuse: refuseAsOpenRouter,
};
