// 12AI, page "Gemini Veo video API": /v1/videos with images and Google's parameters in metadata.
import * as z from 'zod';

import { readImageText } from '../images.mts';
import { json } from '../reply.mts';
import { check, must, text } from '../schema.mts';
import { unixSeconds, type SandboxTask, type TaskView } from '../tasks.mts';
import { BEARER, decodeId, refused, type Dialect } from './dialect.mts';
import { refuseAsTwelveAi } from './twelveAiErrors.mts';

const STANDARD_MODEL = 'veo-3.1-generate-preview';
const MOST_REFERENCES = 3;

/** URL, base64 or data URI, refused with the words of the page's error table. */
const image = z.string().superRefine((value, context) => {
	const found = readImageText(value);
	if (found === 'image') return;
	const message = found === 'unreachable' ? 'failed to download image' : 'invalid base64';
	context.addIssue({ code: 'custom', message });
});

const reference = z.strictObject({
	image: z.strictObject({ bytesBase64Encoded: image, mimeType: text.optional() }),
	referenceType: z.literal('asset'),
});

const personGeneration = z.literal('allow_adult', {
	error: (issue) =>
		issue.input === 'allow_all'
			? 'allow_all for personGeneration is currently not supported'
			: must('be allow_adult')(issue),
});

/** `resolution` is "see the official docs": Google's are these three. */
const METADATA = z.strictObject({
	aspectRatio: z.enum(['16:9', '9:16']).optional(),
	durationSeconds: z.literal([4, 6, 8]).optional(),
	negativePrompt: z.string().optional(),
	personGeneration: personGeneration.optional(),
	resolution: z.enum(['720p', '1080p', '4k']).optional(),
	referenceImages: z
		.array(reference)
		.min(1)
		.max(MOST_REFERENCES, { error: 'too many reference images' })
		.optional(),
});

const BODY = z.strictObject({
	model: z.enum([STANDARD_MODEL, 'veo-3.1-fast-generate-preview']),
	prompt: text,
	images: z.array(image).max(2).optional(),
	metadata: METADATA.optional(),
});

/** The page's table of scenarios. */
function ruleBroken(body: z.infer<typeof BODY>): string | null {
	const { metadata = {}, images: { length: images } = [] } = body;
	const withReferences = metadata.referenceImages !== undefined;
	if (withReferences && (body.model !== STANDARD_MODEL || images > 0)) {
		return "`referenceImages` isn't supported by this model.";
	}
	const needs8Seconds = withReferences || images === 2;
	const wrongShape = withReferences && metadata.aspectRatio === '9:16';
	return (needs8Seconds && metadata.durationSeconds !== 8) || wrongShape
		? 'Your use case is currently not supported.'
		: null;
}

/** A waiting task has no word on the page; builds of the gateway behind it have these two as well. */
const WAITING_WORDS = ['', 'unknown', 'queued'];

function statusWord(task: SandboxTask, phase: TaskView['phase']): string {
	if (phase === 'queued') return WAITING_WORDS[task.polls % WAITING_WORDS.length] ?? '';
	if (phase === 'running') return 'in_progress';
	return phase === 'completed' ? 'completed' : 'failure';
}

const PROGRESS: Readonly<Record<TaskView['phase'], number>> = {
	queued: 0,
	running: 50,
	completed: 100,
	failed: 100,
};

function video(task: SandboxTask, status: string, progress: number) {
	return {
		id: task.taskId,
		task_id: task.taskId,
		object: 'video',
		model: task.model,
		status,
		progress,
		created_at: unixSeconds(task.createdAt),
	};
}

export const twelveAi: Dialect = {
	title: '12AI',
	key: BEARER,
	linksAt: 'cdn',
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
		if (body.kind !== 'json') return refused('The body must be a JSON object');
		const checked = check(BODY, body.value);
		if (!checked.ok) return refused(checked.complaint);
		const complaint = ruleBroken(checked.value);
		if (complaint !== null) return refused(complaint);
		const { model, prompt } = checked.value;
		return { ok: true, order: { prompt, model, videoCount: 1, echo: {} } };
	},
	// The page's example ids are base64 of an operation's name.
	taskId: ({ model }, word) =>
		Buffer.from(`models/${model}/operations/${word}`).toString('base64url'),
	createReply: (task) => json(200, video(task, '', 0)),
	statusReply(task, view) {
		const reply = video(task, statusWord(task, view.phase), PROGRESS[view.phase]);
		if (view.phase === 'failed') return json(200, { ...reply, fail_reason: task.failureReason });
		if (view.completedAt === null) return json(200, reply);
		return json(200, { ...reply, completed_at: unixSeconds(view.completedAt) });
	},
	refuse: refuseAsTwelveAi,
};
