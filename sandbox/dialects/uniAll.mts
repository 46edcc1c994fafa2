// UniAll, page "Create a video task" (Veo 3.1): POST /v1/video/generations, then GET /v1/videos/{id}.
import * as z from 'zod';

import { json } from '../reply.mts';
import { check, httpUrl, text } from '../schema.mts';
import type { SandboxTask, TaskView } from '../tasks.mts';
import { BEARER, decodeId, refused, type Dialect, type Refusal } from './dialect.mts';

const MODELS = [
	'veo3.1-video-720p',
	'veo3.1-video-1080p',
	'veo3.1-video-4k',
	'veo3.1-fast-video-720p',
	'veo3.1-fast-video-1080p',
	'veo3.1-fast-video-4k',
] as const;

/**
 * The page marks every field as required, which its own examples contradict. `size` is in all of
 * them; `prompt` is "not absolutely required". `duration` is typed as text and shown as a number.
 */
const BODY = z.strictObject({
	model: z.enum(MODELS),
	prompt: text.optional(),
	image: httpUrl.optional(),
	images: z.array(httpUrl).min(2).max(3).optional(),
	last_image: httpUrl.optional(),
	video: httpUrl.optional(),
	size: z.enum(['720p', '1080p', '4k']),
	aspect_ratio: z.enum(['16:9', '9:16']).optional(),
	duration: z.literal([4, 6, 8, '4', '6', '8']).optional(),
	extra_body: z
		.strictObject({
			generate_audio: z.boolean().optional(),
			negative_prompt: z.string().optional(),
			seed: z.int().optional(),
		})
		.optional(),
});

function ruleBroken(body: z.infer<typeof BODY>): string | null {
	const { model, size } = body;
	if (!model.endsWith(`-${size}`)) {
		return `size must match the model: ${model} does not make ${size}`;
	}
	const modes = (['image', 'images', 'video'] as const).filter((name) => body[name] !== undefined);
	if (modes.length > 1) return `${modes.join(' and ')} cannot be used together`;
	if (body.last_image !== undefined && body.image === undefined) {
		return 'last_image must be used together with image';
	}
	if (body.images !== undefined && model.includes('-fast-')) {
		return `${model} does not support multiple reference images`;
	}
	return null;
}

const STATUS_WORDS: Readonly<Record<TaskView['phase'], string>> = {
	queued: 'queued',
	running: 'in_progress',
	completed: 'completed',
	failed: 'failed',
};

/** Pages name three places for the link; every task has it in one of them, in turn. */
function linkPlaces(task: SandboxTask, link: string | undefined) {
	const place = link === undefined ? null : (task.number - 1) % 3;
	return {
		video_url: place === 0 ? link : null,
		result: {
			outputs: place === 2 ? [link] : [],
			video_url: place === 1 ? link : null,
		},
	};
}

function job(task: SandboxTask, status: string, progress: number) {
	return {
		id: task.taskId,
		task_id: task.taskId,
		error: null,
		model: task.model,
		object: 'video.generation.job',
		prompt: task.prompt,
		status,
		progress,
		...task.echo,
		metadata: null,
		created_at: new Date(task.createdAt).toISOString(),
		thumbnail_url: null,
	};
}

/** The page prints no error; the OpenAI-like one is the gateway family's. */
const REFUSALS: Readonly<Record<Refusal['why'], { status: number; code: string }>> = {
	auth: { status: 401, code: 'invalid_api_key' },
	request: { status: 400, code: 'invalid_request' },
	missingTask: { status: 404, code: 'task_not_found' },
	missingPage: { status: 404, code: 'not_found' },
	retiredModel: { status: 404, code: 'model_not_found' },
	notReady: { status: 400, code: 'invalid_request' },
	fault: { status: 500, code: 'upstream_error' },
};

export const uniAll: Dialect = {
	title: 'UniAll',
	key: BEARER,
	linksAt: 'cdn',
	route(method, pathname) {
		if (method === 'POST' && pathname === '/v1/video/generations') {
			return { action: 'create', taskId: null, model: null };
		}
		const status = /^\/v1\/videos\/([^/]+)$/.exec(pathname);
		if (method !== 'GET' || !status) return null;
		return { action: 'status', taskId: decodeId(status[1] ?? ''), model: null };
	},
	order(body) {
		if (body.kind !== 'json') return refused('The body must be a JSON object');
		const checked = check(BODY, body.value);
		if (!checked.ok) return refused(checked.complaint);
		const complaint = ruleBroken(checked.value);
		if (complaint !== null) return refused(complaint);
		const { prompt = '', model, duration = null } = checked.value;
		return { ok: true, order: { prompt, model, videoCount: 1, echo: { duration } } };
	},
	taskId: (_order, word) => `task_${word}`,
	createReply: (task) => json(200, job(task, 'queued', 0)),
	statusReply(task, view, links) {
		const reply = {
			...job(task, STATUS_WORDS[view.phase], view.progress),
			...linkPlaces(task, links[0]),
		};
		if (view.phase !== 'failed') return json(200, reply);
		const error = { code: 'generation_failed', message: task.failureReason };
		return json(200, { ...reply, error });
	},
	refuse({ why, message, status }) {
		const refusal = REFUSALS[why];
		const type = why === 'fault' ? 'server_error' : 'invalid_request_error';
		return json(status ?? refusal.status, { error: { message, type, code: refusal.code } });
	},
};
