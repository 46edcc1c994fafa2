/** JieKou AI, Veo 3.1: https://docs.jiekou.ai/docs/models/reference-veo-3.1-generate-img2video */

import {
	asLink,
	isJsonObject,
	type JsonObject,
	listAt,
	numberAt,
	objectAt,
	textAt,
} from '../terms/json';
import {
	problemOf,
	type ProviderProblem,
	readErrorEnvelope,
	readFlatError,
	readFlatErrorOfTask,
	taskFailure,
} from '../terms/problem';
import type { About, Reading, Refusal } from '../terms/reading';
import type { Reply, ServiceRequest } from '../terms/request';
import type { SourceImage, VideoSpec } from '../terms/spec';
import { blankTask, type Task, type TaskVideo } from '../terms/task';
import { byStatus } from './dialects/byStatus';
import { renamed } from './dialects/fields';
import { filesAtLinks, pathSegment, readProgress, readStatus } from './dialects/read';
import type { ImageRule, Provider } from './provider';
import { offersOf } from './rules/offers';
import {
	enhancePrompt,
	negativePrompt,
	personGeneration,
	sampleCount,
	seed,
} from './rules/options';

const models: Provider['models'] = [
	{
		tier: 'veo-3.1-fast',
		id: 'veo-3.1-fast-generate',
		aliases: ['veo-3.1-fast-generate-text2video', 'veo-3.1-fast-generate-img2video'],
	},
	{
		tier: 'veo-3.1',
		id: 'veo-3.1-generate',
		aliases: ['veo-3.1-generate-text2video', 'veo-3.1-generate-img2video'],
	},
];

/** The page's images belong to `-img2video`, where each of them may also be left out. */
const WITH_IMAGES = /-generate(-img2video)?$/;
const IMAGES: ImageRule = { forms: ['url', 'bytes'] };

const offers = offersOf(
	{
		durations: [4, 6, 8],
		defaultDuration: 8,
		resolutions: ['720p', '1080p'],
		aspectRatios: ['16:9', '9:16'],
		soundSwitch: true,
		options: [
			negativePrompt,
			{ ...enhancePrompt, values: [true] },
			personGeneration,
			seed,
			sampleCount,
		],
	},
	[
		{ modes: ['text'] },
		{ models: WITH_IMAGES, modes: ['image', 'frames'], images: IMAGES },
		{
			models: WITH_IMAGES,
			modes: ['references'],
			durations: [8],
			images: { ...IMAGES, count: [1, 3] },
		},
	],
);

/** The endings that say what goes in, in the names of the platform's Veo endpoints. */
const ENDPOINT = /-(text2video|img2video|t2v|i2v|firstlastframe|extend|reverse)$/;

/**
 * The model id and what goes in make the endpoint. With images it is always `-img2video`. An id that
 * says itself what goes in is the endpoint as it is.
 */
function endpointOf({ inputMode, model }: VideoSpec): string {
	if (ENDPOINT.test(model)) return model;
	return `${model}-${inputMode === 'text' ? 'text2video' : 'img2video'}`;
}

const OPTION_FIELDS = {
	enhancePrompt: 'enhance_prompt',
	negativePrompt: 'negative_prompt',
	personGeneration: 'person_generation',
	sampleCount: 'sample_count',
	seed: 'seed',
};

function createRequest(spec: VideoSpec): ServiceRequest {
	const { image, lastImage, referenceImages } = spec;
	return {
		method: 'POST',
		path: `/v3/async/${pathSegment(endpointOf(spec))}`,
		body: {
			type: 'json',
			json: {
				prompt: spec.prompt,
				...(image && { image: textOf(image) }),
				...(lastImage && { last_image: textOf(lastImage) }),
				...(referenceImages && {
					reference_images: referenceImages.map((one) => ({
						image: textOf(one),
						reference_type: 'asset',
					})),
				}),
				...renamed(spec, {
					aspectRatio: 'aspect_ratio',
					durationSeconds: 'duration_seconds',
					resolution: 'resolution',
				}),
				...renamed(spec.options, OPTION_FIELDS),
				// The one field beside the prompt that the page marks as required.
				generate_audio: spec.generateAudio ?? true,
			},
		},
	};
}

/** "A URL or base64." */
function textOf(image: SourceImage): string {
	return image.type === 'url' ? image.url : image.bytes.toString('base64');
}

/** The reply to an order holds `task_id` alone; the task result holds `task` and `videos`. */
function readTask(body: JsonObject, about: About): Task | null {
	const result = objectAt(body, 'task');
	const named = textAt(result, 'task_id') ?? textAt(body, 'task_id');
	const taskId = about.taskId ?? named;
	if (taskId === null || (named === null && result.status === undefined)) return null;
	const status = readStatus(result.status);
	const videos = status === 'completed' ? videosIn(body, about.receivedAt) : [];
	return {
		...blankTask(jieKouAi.name, taskId),
		status,
		progress: readProgress(result.progress_percent),
		videoUrl: videos[0]?.url ?? null,
		videos,
		failure: status === 'failed' ? taskFailure(reasonIn(result)) : null,
	};
}

function reasonIn(result: JsonObject): ProviderProblem | null {
	return problemOf(null, textAt(result, 'reason'));
}

/** `video_url_ttl` is the link's lifetime in seconds, as a number or as text. */
function videosIn(body: JsonObject, receivedAt: number): TaskVideo[] {
	return listAt(body, 'videos')
		.filter(isJsonObject)
		.flatMap((video) => {
			const url = asLink(video.video_url);
			const seconds = numberAt(video, 'video_url_ttl');
			const isLimited = seconds !== null && seconds > 0 && seconds < 1e9;
			const expiresAt = isLimited ? new Date(receivedAt + seconds * 1000).toISOString() : null;
			return url === null ? [] : [{ url, expiresAt }];
		});
}

/** `{code, reason, message, metadata}`: the reason is the word to look up, the code repeats the status. */
function readProblem(body: JsonObject): ProviderProblem | null {
	const envelope = readErrorEnvelope(body);
	if (envelope !== null) return envelope;
	const reason = textAt(body, 'reason');
	const flat = { ...body, code: reason ?? body.code };
	const isTask = textAt({ ...objectAt(body, 'task'), ...body }, 'task_id') !== null;
	if (isTask) return readFlatErrorOfTask(flat);
	return readFlatError(flat) ?? (textAt(body, 'message') === null ? problemOf(reason, null) : null);
}

/**
 * The names of errors that come before a task is made. From https://novita.ai/docs/api-reference/basic-error-code.md,
 * the same platform's table, and two (FAILED_TO_AUTH, NOT_ENOUGH_BALANCE) that JieKou itself was seen to send.
 * Its names for HTTP 500 (CREATE_TASK_FAILED, BILLING_FAILED …) say nothing of the kind.
 */
const refusals: readonly Refusal[] = [
	{ why: 'busy', codes: ['RATE_LIMIT_EXCEEDED'] },
	{ why: 'credit', codes: ['BILLING_BALANCE_NOT_ENOUGH', 'NOT_ENOUGH_BALANCE'] },
	{ why: 'key', codes: ['MISSING_API_KEY', 'INVALID_API_KEY', 'FAILED_TO_AUTH'] },
	{ why: 'permission', codes: ['API_NOT_ALLOWED', 'NEED_REAL_NAME_VERIFY'] },
	{
		why: 'input',
		codes: [
			'INVALID_REQUEST_BODY',
			'IMAGE_FILE_EXCEEDS_MAX_SIZE',
			'INVALID_IMAGE_FORMAT',
			'ILLEGAL_PROMPT',
			'ILLEGAL_IMAGE_CONTENT',
		],
	},
	{ why: 'noModel', codes: ['API_NOT_FOUND'] },
];

const readTaskOrProblem = byStatus({ task: readTask, problem: readProblem, refusals });

function read(reply: Reply, about: About): Reading {
	const reading = readTaskOrProblem(reply, about);
	if (reading.says !== 'task' || reading.task.status !== 'completed') return reading;
	const warning = missingLinksIn(reply.body);
	return warning === null ? reading : { ...reading, warning };
}

/** Of the videos of one prompt a filter may hold back some. Where none has a link, that is an error of its own. */
function missingLinksIn(body: unknown): string | null {
	const videos = isJsonObject(body) ? listAt(body, 'videos') : [];
	const missing = videos.flatMap((video, index) =>
		isJsonObject(video) && asLink(video.video_url) !== null ? [] : [index + 1],
	);
	return missing.length === 0 || missing.length === videos.length
		? null
		: `Video ${missing.join(', ')} of ${videos.length} came without a link: it was probably held back by a filter.`;
}

export const jieKouAi: Provider = {
	name: 'jieKouAi',
	displayName: 'JieKou AI',
	summary: 'Reference images, sound, several videos of one prompt',
	credentialType: 'jieKouAiApi',
	documentation: 'https://docs.jiekou.ai/docs/models/reference-veo-3.1-generate-img2video',
	addedPaths: ['/v3/async/task-result', '/v3/async', '/v3'],
	models,
	offers,
	refusals,
	createRequest,
	statusRequest: (taskId) => ({
		method: 'GET',
		path: '/v3/async/task-result',
		query: { task_id: taskId },
	}),
	files: filesAtLinks,
	read,
};
