// JieKou AI, page "Veo 3.1 image to video": POST /v3/async/<model>-img2video, and its text2video sibling.
import * as z from 'zod';

import { readImageText } from '../images.mts';
import { json } from '../reply.mts';
import { check, must, text } from '../schema.mts';
import type { SandboxTask, TaskView } from '../tasks.mts';
import { BEARER, refused, type Dialect, type Refusal } from './dialect.mts';

const ENDPOINT = /^\/v3\/async\/(veo-3\.1-(?:fast-)?generate)-(text2video|img2video)$/;

/** "URL or base64"; the platform's clients send data URIs as well. */
const image = z.string().refine((value) => readImageText(value) === 'image', {
	error: must('be an image as URL or base64'),
});

const TEXT_BODY = z.strictObject({
	prompt: text,
	aspect_ratio: z.enum(['16:9', '9:16']).optional(),
	duration_seconds: z.literal([4, 6, 8]).optional(),
	enhance_prompt: z.literal(true).optional(),
	generate_audio: z.boolean(),
	negative_prompt: z.string().optional(),
	person_generation: z.enum(['allow_adult', 'dont_allow', 'allow_all']).optional(),
	resolution: z.enum(['720p', '1080p']).optional(),
	sample_count: z.int().min(1).max(4).optional(),
	seed: z.int().min(0).max(4_294_967_295).optional(),
});

/** The page requires the type of a reference image but, oddly, not the image. */
const reference = z.strictObject({
	image: image.optional(),
	reference_type: z.literal('asset'),
});

const IMAGE_BODY = TEXT_BODY.extend({
	image: image.optional(),
	last_image: image.optional(),
	reference_images: z.array(reference).min(1).max(3).optional(),
});

const TASK_WORDS: Readonly<Record<TaskView['phase'], string>> = {
	queued: 'TASK_STATUS_QUEUED',
	running: 'TASK_STATUS_PROCESSING',
	completed: 'TASK_STATUS_SUCCEED',
	failed: 'TASK_STATUS_FAILED',
};

const REFUSALS: Readonly<Record<Refusal['why'], { status: number; reason: string }>> = {
	auth: { status: 401, reason: 'FAILED_TO_AUTH' },
	request: { status: 400, reason: 'INVALID_REQUEST_BODY' },
	missingTask: { status: 404, reason: 'TASK_NOT_FOUND' },
	missingPage: { status: 404, reason: 'API_NOT_FOUND' },
	retiredModel: { status: 404, reason: 'API_NOT_FOUND' },
	notReady: { status: 400, reason: 'INVALID_REQUEST_BODY' },
	fault: { status: 500, reason: 'CREATE_TASK_FAILED' },
};

const FAULT_REASONS: Readonly<Record<number, string>> = {
	400: 'INVALID_REQUEST_BODY',
	401: 'FAILED_TO_AUTH',
	403: 'NOT_ENOUGH_BALANCE',
	429: 'RATE_LIMIT_EXCEEDED',
	503: 'SERVICE_NOT_AVAILABLE',
};

function ruleBroken(body: z.infer<typeof IMAGE_BODY>): string | null {
	const duration = body.duration_seconds ?? 8;
	return body.reference_images !== undefined && duration !== 8
		? 'duration_seconds must be 8 when reference_images is used'
		: null;
}

/** The reply of "query task result", as the platform's page prints it. */
function taskResult(task: SandboxTask, view: TaskView, links: readonly string[]) {
	return {
		extra: { seed: '', debug_info: { request_info: '' } },
		task: {
			task_id: task.taskId,
			status: TASK_WORDS[view.phase],
			reason: view.phase === 'failed' ? task.failureReason : '',
			task_type: String(task.echo.taskType),
			eta: 0,
			progress_percent: view.progress,
		},
		images: [],
		videos: links.map((video_url) => ({ video_url, video_url_ttl: '3600', video_type: 'mp4' })),
		audios: [],
	};
}

export const jieKouAi: Dialect = {
	title: 'JieKou AI',
	key: BEARER,
	linksAt: 'cdn',
	route(method, pathname, query) {
		const create = ENDPOINT.exec(pathname);
		if (method === 'POST' && create) {
			return { action: 'create', taskId: null, model: `${create[1]}-${create[2]}` };
		}
		if (method !== 'GET' || pathname !== '/v3/async/task-result') return null;
		return { action: 'status', taskId: query.get('task_id') ?? '', model: null };
	},
	order(body, route) {
		if (body.kind !== 'json') return refused('The body must be a JSON object');
		const endpoint = route.model ?? '';
		const schema = endpoint.endsWith('-img2video') ? IMAGE_BODY : TEXT_BODY;
		const checked = check(schema, body.value);
		if (!checked.ok) return refused(checked.complaint);
		const complaint = ruleBroken(checked.value);
		if (complaint !== null) return refused(complaint);
		return {
			ok: true,
			order: {
				prompt: checked.value.prompt,
				model: endpoint.replace(/-(text2video|img2video)$/, ''),
				videoCount: checked.value.sample_count ?? 1,
				echo: { taskType: endpoint.toUpperCase().replaceAll('-', '_') },
			},
		};
	},
	taskId: (_order, word) => `${word.slice(0, 8)}-${word.slice(8, 12)}-${word.slice(12)}`,
	createReply: ({ taskId }) => json(200, { task_id: taskId }),
	statusReply: (task, view, links) => json(200, taskResult(task, view, links)),
	refuse({ why, message, status }) {
		const refusal = REFUSALS[why];
		const code = status ?? refusal.status;
		const reason = (why === 'fault' ? FAULT_REASONS[code] : undefined) ?? refusal.reason;
		return json(code, { code, reason, message, metadata: {} });
	},
};
