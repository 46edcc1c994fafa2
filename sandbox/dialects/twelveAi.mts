// 12AI, page "Gemini Veo video API": /v1/videos with images and Google's parameters in metadata.
import {
	anyText,
	findComplaint,
	isObject,
	listOf,
	objectOf,
	oneOf,
	optional,
	required,
	text,
	type Check,
	type Fields,
	type JsonObject,
} from '../fields.mts';
import { readImageText } from '../images.mts';
import { json } from '../reply.mts';
import { unixSeconds, type SandboxTask, type TaskView } from '../tasks.mts';
import { BEARER, decodeId, refused, type Dialect } from './dialect.mts';
import { refuseAsTwelveAi } from './twelveAiErrors.mts';

const STANDARD_MODEL = 'veo-3.1-generate-preview';
const MOST_REFERENCES = 3;

/** URL, base64 or data URI, refused with the words of the page's error table. */
const image: Check = (value, name) => {
	if (typeof value !== 'string') return `${name} must be a string`;
	const found = readImageText(value);
	if (found === 'image') return null;
	return found === 'unreachable' ? 'failed to download image' : 'invalid base64';
};

const reference = objectOf({
	image: required(objectOf({ bytesBase64Encoded: required(image), mimeType: optional(text) })),
	referenceType: required(oneOf('asset')),
});

const references: Check = (value, name) =>
	Array.isArray(value) && value.length > MOST_REFERENCES
		? 'too many reference images'
		: listOf(reference, 1, MOST_REFERENCES)(value, name);

const personGeneration: Check = (value, name) =>
	value === 'allow_all'
		? 'allow_all for personGeneration is currently not supported'
		: oneOf('allow_adult')(value, name);

/** `resolution` is "see the official docs": Google's are these three. */
const METADATA: Fields = {
	aspectRatio: optional(oneOf('16:9', '9:16')),
	durationSeconds: optional(oneOf(4, 6, 8)),
	negativePrompt: optional(anyText),
	personGeneration: optional(personGeneration),
	resolution: optional(oneOf('720p', '1080p', '4k')),
	referenceImages: optional(references),
};

const FIELDS: Fields = {
	model: required(oneOf(STANDARD_MODEL, 'veo-3.1-fast-generate-preview')),
	prompt: required(text),
	images: optional(listOf(image, 0, 2)),
	metadata: optional(objectOf(METADATA)),
};

/** The page's table of scenarios. */
function ruleBroken(body: JsonObject): string | null {
	const metadata = isObject(body.metadata) ? body.metadata : {};
	const images = Array.isArray(body.images) ? body.images.length : 0;
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
		if (body.kind !== 'json' || !isObject(body.value)) {
			return refused('The body must be a JSON object');
		}
		const complaint = findComplaint(body.value, FIELDS) ?? ruleBroken(body.value);
		if (complaint !== null) return refused(complaint);
		const { model, prompt } = body.value;
		const order = { prompt: String(prompt), model: String(model), videoCount: 1, echo: {} };
		return { ok: true, order };
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
