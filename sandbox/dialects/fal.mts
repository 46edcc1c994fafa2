// fal.ai, its queue: an order at an endpoint, then status, result and cancel at the endpoint's app.
import * as z from 'zod';

import { json, storeError, type Reply } from '../reply.mts';
import { check, text } from '../schema.mts';
import { viewTask, type SandboxTask } from '../tasks.mts';
import {
	decodeId,
	refused,
	uuidOf,
	type Ask,
	type Desk,
	type Dialect,
	type Route,
} from './dialect.mts';
import { APP, ENDPOINTS, mediaProblem, secondsOf } from './fal/endpoints.mts';
import {
	detailOf,
	failedResult,
	platformFailure,
	refuseAsFal,
	type Detail,
} from './fal/errors.mts';
import { accountReply, listReply } from './fal/platform.mts';

const REQUEST = new RegExp(`^/${APP.replace('.', '\\.')}/requests/([^/]+)(/status|/cancel)?$`);
const UPLOAD_PATH = /^\/uploads\/[^/]+\/[^/]+$/;

function queueRoute(method: string, pathname: string): Route | null {
	const endpoint = pathname.slice(1);
	if (method === 'POST' && ENDPOINTS.has(endpoint)) {
		return { action: 'create', taskId: null, model: endpoint };
	}
	const match = REQUEST.exec(pathname);
	if (!match) return null;
	const taskId = decodeId(match[1] ?? '');
	if (method === 'PUT')
		return match[2] === '/cancel' ? { action: 'cancel', taskId, model: null } : null;
	if (method !== 'GET' || match[2] === '/cancel') return null;
	return { action: match[2] === undefined ? 'result' : 'status', taskId, model: null };
}

function platformRoute(method: string, pathname: string, query: URLSearchParams): Route | null {
	const model = query.get('endpoint_id');
	if (method !== 'GET') return null;
	if (pathname === '/v1/models/requests/by-endpoint')
		return { action: 'list', taskId: null, model };
	if (pathname === '/v1/models/pricing') return { action: 'account', taskId: null, model };
	return null;
}

function uploadRoute(method: string, pathname: string): Route | null {
	const starts = method === 'POST' && pathname === '/storage/upload/initiate';
	return starts ? { action: 'upload', taskId: null, model: null } : null;
}

function fileRoute(method: string, pathname: string): Route | null {
	const puts = method === 'PUT' && UPLOAD_PATH.test(pathname);
	return puts ? { action: 'upload', taskId: null, model: null } : null;
}

/** The three addresses of a request: with the app only, whatever endpoint made it. */
function addresses(task: SandboxTask, desk: Desk) {
	const response_url = `${desk.url('api')}/${APP}/requests/${task.taskId}`;
	return {
		request_id: task.taskId,
		response_url,
		status_url: `${response_url}/status`,
		cancel_url: `${response_url}/cancel`,
	};
}

function logs(task: SandboxTask, { query }: Ask) {
	if (query.get('logs') !== '1') return [];
	const timestamp = new Date(task.createdAt).toISOString();
	return [{ message: 'Generating the video', level: 'INFO', source: 'USER', timestamp }];
}

/** A queued request that was cancelled is gone; nobody knows it any more. */
function isGone(task: SandboxTask): boolean {
	return task.cancelled?.phase === 'queued';
}

function missing(action: 'status' | 'result' | 'cancel'): Reply {
	return refuseAsFal({ why: 'missingTask', message: '', action });
}

/** The judge of a finished request: the video, or why there is none. */
function result({ task, desk }: Ask): Reply {
	if (!task || isGone(task)) return missing('result');
	const view = viewTask(task, Date.now());
	if (view.completedAt === null) return refuseAsFal({ why: 'notReady', message: '' });
	if (view.phase === 'failed') return failedResult(task);
	const headers = {
		'x-fal-request-id': task.taskId,
		'x-fal-billable-units': String(task.echo.seconds),
	};
	const [url] = view.hasVideo ? desk.links(task) : [];
	if (url === undefined) return json(200, { video: null }, headers);
	const file_size = desk.film.size;
	const video = { url, content_type: 'video/mp4', file_name: 'output.mp4', file_size };
	return json(200, { video }, headers);
}

function cancel({ task }: Ask): Reply {
	if (!task || isGone(task)) return missing('cancel');
	const { phase } = viewTask(task, Date.now());
	if (phase !== 'queued' && phase !== 'running') return json(400, { status: 'ALREADY_COMPLETED' });
	task.cancelled = { phase, at: Date.now() };
	return json(202, { status: 'CANCELLATION_REQUESTED' });
}

const UPLOAD = z.strictObject({ content_type: text, file_name: text });

/** The first of two calls: where to put the bytes, and the link they will have. */
function startUpload({ body, query, desk }: Ask): Reply {
	const checked = check(UPLOAD, body.kind === 'json' ? body.value : null);
	if (!checked.ok) {
		const detail = [detailOf(checked.issue, checked.complaint)];
		return refuseAsFal({ why: 'request', message: checked.complaint, detail });
	}
	if (query.get('storage_type') !== 'fal-cdn-v3') {
		return refuseAsFal({ why: 'request', message: 'storage_type must be fal-cdn-v3' });
	}
	const name = encodeURIComponent(checked.value.file_name);
	const file_url = `${desk.url('files')}/uploads/${desk.randomWord()}/${name}`;
	desk.uploads.expect(file_url);
	return json(200, { upload_url: `${file_url}?X-Signature=${desk.randomWord()}`, file_url });
}

/** The second call, to the files' own host and without the key. */
function takeUpload({ body, pathname, query, headers, desk }: Ask): Reply {
	const bytes = body.kind === 'bytes' ? body.bytes : Buffer.alloc(0);
	const contentType = headers['content-type'] ?? '';
	const link = `${desk.url('files')}${pathname}`;
	const isTaken = query.has('X-Signature') && desk.uploads.take(link, { contentType, bytes });
	if (!isTaken) return storeError(403, 'AccessDenied', 'Invalid signature');
	return { kind: 'text', status: 200, contentType: 'text/plain', text: '' };
}

export const fal: Dialect = {
	title: 'fal.ai',
	key: { header: 'authorization', prefix: 'Key ' },
	linksAt: 'files',
	origins: [
		{ name: 'upload', title: 'uploads', credential: 'needed' },
		{ name: 'files', title: 'files', credential: 'refused' },
		{ name: 'platform', title: 'platform', credential: 'needed' },
	],
	route(method, pathname, query, origin) {
		if (origin === 'upload') return uploadRoute(method, pathname);
		if (origin === 'files') return fileRoute(method, pathname);
		if (origin === 'platform') return platformRoute(method, pathname, query);
		return queueRoute(method, pathname);
	},
	order(body, { model }, desk) {
		const endpoint = model ?? '';
		const schema = ENDPOINTS.get(endpoint);
		if (!schema || body.kind !== 'json') return refused('The body must be a JSON object');
		const checked = check(schema, body.value);
		const refusedFor = (detail: Detail) => ({
			ok: false as const,
			refusal: { why: 'request' as const, message: detail.msg, detail: [detail] },
		});
		if (!checked.ok) return refusedFor(detailOf(checked.issue, checked.complaint));
		const problem = mediaProblem(checked.value, desk);
		if (problem) {
			const loc = ['body', ...problem.loc];
			return refusedFor({ loc, msg: 'The file could not be used', type: problem.type });
		}
		const prompt = String(checked.value.prompt);
		const echo = { seconds: secondsOf(checked.value) };
		return { ok: true, order: { prompt, model: endpoint, videoCount: 1, echo } };
	},
	taskId: (_order, word) => uuidOf(word),
	createReply: (task, desk) =>
		json(200, { status: 'IN_QUEUE', ...addresses(task, desk), queue_position: 0 }),
	statusReply(task, view, _links, ask) {
		if (isGone(task)) return missing('status');
		const known = addresses(task, ask.desk);
		if (view.phase === 'queued')
			return json(202, { status: 'IN_QUEUE', queue_position: 0, ...known });
		const status = { ...known, logs: logs(task, ask) };
		if (view.completedAt === null) return json(202, { status: 'IN_PROGRESS', ...status });
		const metrics = { inference_time: (view.completedAt - task.createdAt) / 1000 };
		// A model's own refusal is told by the result alone.
		const error_type = view.phase === 'failed' ? platformFailure(task) : null;
		const failure =
			error_type === null ? {} : { error: `Request failed: ${error_type}`, error_type };
		return json(200, { status: 'COMPLETED', ...status, metrics, ...failure });
	},
	actions: {
		result,
		cancel,
		upload: (ask) => (ask.origin === 'upload' ? startUpload(ask) : takeUpload(ask)),
		list: listReply,
		account: accountReply,
	},
	refuse: refuseAsFal,
};
