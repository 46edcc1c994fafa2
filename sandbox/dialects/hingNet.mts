// HingNet, page "Video generation" (Veo, OpenAI style): POST and GET /v1/videos.
import * as z from 'zod';

import type { Body } from '../body.mts';
import { json } from '../reply.mts';
import { check, httpUrl, text, type Checked } from '../schema.mts';
import { unixSeconds, type SandboxTask, type TaskView } from '../tasks.mts';
import {
	BEARER,
	decodeId,
	refused,
	type Dialect,
	type Ordering,
	type Refusal,
} from './dialect.mts';

const DEFAULT_SECONDS = 6;
const DEFAULT_SIZE = '1280x720';
const SIZES = ['1280x720', '720x1280', '1920x1080', '1080x1920'] as const;
const SIZES_FOR_8_SECONDS: readonly string[] = ['1920x1080', '1080x1920'];

/** Schema VideoCreateRequest. */
const JSON_BODY = z.strictObject({
	model: z.enum(['veo-3.1-generate-preview', 'veo-3.1-fast-generate-preview']),
	prompt: text,
	seconds: z.literal([4, 6, 8, '4', '6', '8']).optional(),
	size: z.enum(SIZES).optional(),
	input_reference: z.array(httpUrl).min(1).max(3).optional(),
});

/** Schema VideoCreateRequestForm: the same, but the image is a file. */
const FORM_BODY = JSON_BODY.omit({ input_reference: true });

const STATUS_WORDS: Readonly<Record<TaskView['phase'], string>> = {
	queued: 'queued',
	running: 'in_progress',
	completed: 'completed',
	failed: 'failed',
};

function formComplaint(body: Extract<Body, { kind: 'form' }>): string | null {
	const [repeated] = body.repeated;
	if (repeated !== undefined) return `${repeated} was given more than once`;
	if (body.fields.input_reference !== undefined) return 'input_reference must be a file';
	const stranger = body.files.find((file) => file.field !== 'input_reference');
	if (stranger) return `Unknown field: ${stranger.field}`;
	if (body.files.length > 1) return 'input_reference takes one file';
	return body.files.some((file) => !file.isImage) ? 'input_reference is not an image' : null;
}

function placeOrder(checked: Checked<z.infer<typeof FORM_BODY>>): Ordering {
	if (!checked.ok) return refused(checked.complaint);
	const { model, prompt, size = DEFAULT_SIZE } = checked.value;
	const seconds = Number(checked.value.seconds ?? DEFAULT_SECONDS);
	if (SIZES_FOR_8_SECONDS.includes(size) && seconds !== 8) {
		return refused(`size ${size} supports only seconds = 8, got ${seconds}`);
	}
	return { ok: true, order: { prompt, model, videoCount: 1, echo: { seconds, size } } };
}

/** Schema VideoObject. */
function videoObject(task: SandboxTask, status: string, progress: number) {
	return {
		id: task.taskId,
		object: 'video',
		created_at: unixSeconds(task.createdAt),
		status,
		model: task.model,
		prompt: task.prompt,
		progress,
		...task.echo,
	};
}

const REFUSALS: Readonly<Record<Refusal['why'], { status: number; type: string; code: string }>> = {
	auth: { status: 401, type: 'authentication_error', code: 'invalid_api_key' },
	request: { status: 400, type: 'invalid_request_error', code: 'invalid_request' },
	missingTask: { status: 404, type: 'invalid_request_error', code: 'video_not_found' },
	missingPage: { status: 404, type: 'invalid_request_error', code: 'not_found' },
	retiredModel: { status: 404, type: 'upstream_error', code: 'model_not_found' },
	notReady: { status: 400, type: 'invalid_request_error', code: 'video_not_ready' },
	fault: { status: 500, type: 'server_error', code: 'upstream_error' },
};

export const hingNet: Dialect = {
	title: 'HingNet',
	key: BEARER,
	// The page has links at its own address ("proxied"), the others' lead elsewhere.
	linksAt: 'api',
	route(method, pathname) {
		if (method === 'POST' && pathname === '/v1/videos') {
			return { action: 'create', taskId: null, model: null };
		}
		const match = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(pathname);
		if (method !== 'GET' || !match) return null;
		const action = match[2] === undefined ? 'status' : 'content';
		return { action, taskId: decodeId(match[1] ?? ''), model: null };
	},
	order(body) {
		if (body.kind === 'form') {
			const complaint = formComplaint(body);
			return complaint === null ? placeOrder(check(FORM_BODY, body.fields)) : refused(complaint);
		}
		if (body.kind !== 'json') {
			return refused('The body must be a JSON object or multipart/form-data');
		}
		return placeOrder(check(JSON_BODY, body.value));
	},
	taskId: (_order, word) => `video_${word}`,
	createReply: (task) => json(200, videoObject(task, 'queued', 0)),
	statusReply(task, view, links) {
		const video = videoObject(task, STATUS_WORDS[view.phase], view.progress);
		if (view.phase === 'failed') {
			const error = { code: 'video_generation_failed', message: task.failureReason };
			return json(200, { ...video, error });
		}
		if (view.completedAt === null) return json(200, video);
		const completed_at = unixSeconds(view.completedAt);
		const [link] = links;
		const done = { ...video, completed_at };
		return json(200, link === undefined ? done : { ...done, video_url: link });
	},
	refuse({ why, message, status }) {
		const refusal = REFUSALS[why];
		const { type, code } = refusal;
		return json(status ?? refusal.status, { error: { message, type, code } });
	},
};
