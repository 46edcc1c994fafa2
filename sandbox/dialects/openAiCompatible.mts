// A plain gateway with OpenAI's /v1/videos: it takes what all of them take, and refuses the rest.
import * as z from 'zod';

import type { Body } from '../body.mts';
import { json, type TextReply } from '../reply.mts';
import { check, text, type Checked } from '../schema.mts';
import { unixSeconds, viewTask, type SandboxTask, type TaskView } from '../tasks.mts';
import { BEARER, refused, type Dialect, type Ordering, type Refusal } from './dialect.mts';
import { gatewayRoute, modelList, MODELS } from './openAiCompatible/shared.mts';

/** A number of seconds breaks some gateways, and a size of tall 4k is misread by some: not here. */
const BODY = z.strictObject({
	model: text,
	prompt: text,
	seconds: z.enum(['4', '6', '8']).optional(),
	size: z.enum(['1280x720', '720x1280', '1920x1080', '1080x1920', '3840x2160']).optional(),
});

const WORDS: Readonly<Record<TaskView['phase'], string>> = {
	queued: 'queued',
	running: 'in_progress',
	completed: 'completed',
	failed: 'failed',
};

function formComplaint(body: Extract<Body, { kind: 'form' }>): string | null {
	const [repeated] = body.repeated;
	if (repeated !== undefined) return `${repeated} was given more than once`;
	const stranger = body.files.find(({ field }) => field !== 'input_reference');
	if (stranger) return `Unknown field: ${stranger.field}`;
	if (body.files.length > 1) return 'input_reference takes one file';
	return body.files.some(({ isImage }) => !isImage) ? 'input_reference is not an image' : null;
}

function readFields(checked: Checked<z.infer<typeof BODY>>): Ordering {
	if (!checked.ok) {
		const detail = checked.issue.kind === 'unknown' ? 'unknown_parameter' : 'invalid_value';
		return { ok: false, refusal: { why: 'request', message: checked.complaint, detail } };
	}
	const { model, prompt, seconds = '8', size = '1280x720' } = checked.value;
	if (!MODELS.includes(model)) {
		const message = `The model '${model}' does not exist`;
		const refusal: Refusal = { why: 'request', status: 404, message, detail: 'model_not_found' };
		return { ok: false, refusal };
	}
	return { ok: true, order: { prompt, model, videoCount: 1, echo: { seconds, size } } };
}

function video(task: SandboxTask, view: Pick<TaskView, 'phase' | 'progress' | 'completedAt'>) {
	const { phase, progress, completedAt } = view;
	const error =
		phase === 'failed' ? { code: 'video_generation_failed', message: task.failureReason } : null;
	return {
		id: task.taskId,
		object: 'video',
		model: task.model,
		status: WORDS[phase],
		progress,
		created_at: unixSeconds(task.createdAt),
		completed_at: completedAt === null ? null : unixSeconds(completedAt),
		expires_at: null,
		error,
		...task.echo,
	};
}

const REFUSALS: Readonly<Record<Refusal['why'], { status: number; type: string; code: string }>> = {
	auth: { status: 401, type: 'invalid_request_error', code: 'invalid_api_key' },
	request: { status: 400, type: 'invalid_request_error', code: 'invalid_value' },
	missingTask: { status: 404, type: 'invalid_request_error', code: 'not_found' },
	missingPage: { status: 404, type: 'invalid_request_error', code: 'unknown_url' },
	retiredModel: { status: 404, type: 'invalid_request_error', code: 'model_not_found' },
	notReady: { status: 404, type: 'invalid_request_error', code: 'not_ready' },
	fault: { status: 500, type: 'server_error', code: 'server_error' },
};

function refuse({ why, message, status, detail }: Refusal): TextReply {
	// A fault that is told with less than 500 blames the request, and not the server.
	const isBlamed = why === 'fault' && status !== undefined && status < 500;
	const { type, ...known } = REFUSALS[isBlamed ? 'request' : why];
	const code = why === 'request' && typeof detail === 'string' ? detail : known.code;
	return json(status ?? known.status, { error: { message, type, param: null, code } });
}

export const openAiCompatible: Dialect = {
	title: 'OpenAI-compatible',
	key: BEARER,
	linksAt: 'api',
	route: gatewayRoute,
	order(body) {
		if (body.kind === 'form') {
			const complaint = formComplaint(body);
			return complaint === null ? readFields(check(BODY, body.fields)) : refused(complaint);
		}
		if (body.kind === 'json') return readFields(check(BODY, body.value));
		return refused('The body must be a JSON object or multipart/form-data');
	},
	taskId: (_order, word) => `video_${word}`,
	createReply: (task) =>
		json(200, video(task, { phase: 'queued', progress: 0, completedAt: null })),
	statusReply: (task, view) => json(200, video(task, view)),
	actions: {
		account: () => modelList(MODELS),
		content({ task, route }) {
			if (!task) return refuse({ why: 'missingTask', message: `No video ${route.taskId ?? ''}` });
			const { phase, hasVideo } = viewTask(task, Date.now());
			// A gateway of another maker before it leaves the length away, but passes ranges on.
			if (hasVideo) return { kind: 'video', isChunked: true };
			return phase === 'completed'
				? refuse({ why: 'fault', status: 502, message: 'The video could not be fetched' })
				: refuse({ why: 'notReady', message: `The video is ${WORDS[phase]}` });
		},
	},
	refuse,
};
