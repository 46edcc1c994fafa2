// Replicate's predictions: one by one, and all of the account in pages; an hour after its end one is emptied.
import { json, type Reply } from '../../reply.mts';
import { viewTask, type SandboxTask, type TaskView } from '../../tasks.mts';
import type { Ask, Desk } from '../dialect.mts';
import { problem } from './errors.mts';

/** How long what went in and came out is kept, in seconds. */
export const KEPT_SECONDS = 3600;

const PAGE = 100;

/** Words beside `failed` that end a prediction; a fault asks for one by giving it as the reason. */
const OTHER_ENDS: readonly string[] = ['canceled', 'aborted'];

const WORDS: Readonly<Record<TaskView['phase'], string>> = {
	queued: 'starting',
	running: 'processing',
	completed: 'succeeded',
	failed: 'failed',
};

function statusOf({ cancelled, failureReason }: SandboxTask, { phase }: TaskView): string {
	if (cancelled) return 'canceled';
	return phase === 'failed' && OTHER_ENDS.includes(failureReason) ? failureReason : WORDS[phase];
}

function urls({ taskId }: SandboxTask, desk: Desk) {
	const get = `${desk.url('api')}/v1/predictions/${taskId}`;
	return { get, cancel: `${get}/cancel`, web: `https://replicate.com/p/${taskId}` };
}

const iso = (ms: number) => new Date(ms).toISOString();

/** When it began, and what it took. */
function times(task: SandboxTask, view: TaskView, status: string) {
	const { completedAt, phase } = view;
	const isQueued = phase === 'queued' || status === 'aborted';
	const startedAt = task.createdAt + (task.takesSeconds * 1000) / 4;
	const started = isQueued
		? {}
		: { started_at: iso(Math.min(startedAt, completedAt ?? startedAt)) };
	if (completedAt === null) return started;
	const total_time = (completedAt - task.createdAt) / 1000;
	const metrics = { predict_time: total_time * 0.75, total_time };
	return { ...started, completed_at: iso(completedAt), metrics };
}

/** A prediction without what is deleted after an hour: also what a list shows of it. */
function outline(task: SandboxTask, view: TaskView, desk: Desk) {
	const { completedAt } = view;
	const status = statusOf(task, view);
	return {
		id: task.taskId,
		model: task.model,
		version: 'hidden',
		status,
		source: 'api',
		data_removed: completedAt !== null && Date.now() > completedAt + KEPT_SECONDS * 1000,
		error: status === 'failed' ? task.failureReason : null,
		created_at: iso(task.createdAt),
		...times(task, view, status),
		urls: urls(task, desk),
	};
}

/** A prediction as it is told whenever it is asked for. */
export function prediction(
	task: SandboxTask,
	view: TaskView,
	{ links, desk }: { links: readonly string[]; desk: Desk },
) {
	const known = outline(task, view, desk);
	if (known.data_removed) return { ...known, input: {}, logs: '', output: null };
	const input = task.echo.input;
	const logs = known.status === 'canceled' ? null : '';
	const [link] = links;
	if (view.completedAt === null) return { ...known, input, logs };
	return { ...known, input, logs, output: link ?? null };
}

/** `POST /v1/predictions/{id}/cancel`: one that has ended stays as it ended. */
export function cancelReply({ task, route, desk }: Ask): Reply {
	if (!task) return problem(404, null, `Prediction ${route.taskId ?? ''} was not found`);
	const { phase } = viewTask(task, Date.now());
	if (phase === 'queued' || phase === 'running') task.cancelled = { phase, at: Date.now() };
	const view = viewTask(task, Date.now());
	return json(200, prediction(task, view, { links: view.hasVideo ? desk.links(task) : [], desk }));
}

/** Null for a text that is no time. */
function timeOf(text: string | null, otherwise: number): number | null {
	if (text === null) return otherwise;
	const time = Date.parse(text);
	return Number.isNaN(time) ? null : time;
}

/** `GET /v1/predictions`: newest first, a hundred at once; what came out is told one by one only. */
export function listReply({ query, desk }: Ask): Reply {
	const from = timeOf(query.get('created_after'), 0);
	const to = timeOf(query.get('created_before'), Infinity);
	if (from === null || to === null) return problem(400, null, 'Times must be ISO 8601');
	const start = Number(Buffer.from(query.get('cursor') ?? 'MA==', 'base64').toString());
	if (!Number.isInteger(start) || start < 0) return problem(400, null, 'Invalid cursor');
	const now = Date.now();
	const all = desk
		.tasks()
		.filter(({ createdAt }) => createdAt >= from && createdAt <= to)
		.reverse();
	const page = (at: number) => {
		if (at < 0 || at >= all.length) return null;
		const more = new URLSearchParams(query);
		more.set('cursor', Buffer.from(String(at)).toString('base64'));
		return `${desk.url('api')}/v1/predictions?${more.toString()}`;
	};
	const results = all
		.slice(start, start + PAGE)
		.map((task) => outline(task, viewTask(task, now), desk));
	return json(200, { next: page(start + PAGE), previous: page(start - PAGE), results });
}
