/** OpenRouter, its job interface for videos: https://openrouter.ai/docs/api_reference/videos */

import {
	asLink,
	isJsonObject,
	type JsonObject,
	listAt,
	objectAt,
	shortWords,
	textAt,
} from '../terms/json';
import { problemOf, type ProviderProblem, readErrorEnvelope, taskFailure } from '../terms/problem';
import type { About, Refusal } from '../terms/reading';
import type { ServiceRequest } from '../terms/request';
import type { SourceImage, VideoSpec } from '../terms/spec';
import { blankTask, CANCELLED, type Task, type TaskStatus } from '../terms/task';
import { byStatus } from './dialects/byStatus';
import { renamed } from './dialects/fields';
import { costIn, pathSegment, readStatus } from './dialects/read';
import type { ImageRule, ListedModel, Provider } from './provider';
import { offersOf } from './rules/offers';
import { enhancePrompt, negativePrompt, personGeneration, seed } from './rules/options';

const models: Provider['models'] = [
	{ tier: 'veo-3.1', id: 'google/veo-3.1' },
	{ tier: 'veo-3.1-fast', id: 'google/veo-3.1-fast' },
	{ tier: 'veo-3.1-lite', id: 'google/veo-3.1-lite' },
];

const LITE = /^google\/veo-3\.1-lite$/;
const STANDARD_OR_FAST = /^google\/veo-3\.1(-fast)?$/;

const IMAGES: ImageRule = { forms: ['url', 'bytes'] };

/** The catalogue `GET /videos/models` as of 2026-10-09; that references want 8 seconds is Vertex AI's rule. */
const offers = offersOf(
	{
		durations: [4, 6, 8],
		resolutions: ['720p', '1080p', '4k'],
		aspectRatios: ['16:9', '9:16'],
		soundSwitch: true,
		options: [seed, negativePrompt, personGeneration, enhancePrompt],
	},
	[
		{ models: LITE, modes: ['text'], resolutions: ['720p', '1080p'] },
		{ models: LITE, modes: ['image', 'frames'], resolutions: ['720p', '1080p'], images: IMAGES },
		{ modes: ['text'] },
		{ modes: ['image', 'frames'], images: IMAGES },
		{
			models: STANDARD_OR_FAST,
			modes: ['references'],
			images: { ...IMAGES, count: [1, 3] },
			durations: [8],
		},
	],
);

/** Status words beside the common ones; what none of them is goes on. */
const ENDS: ReadonlyMap<string, TaskStatus> = new Map([
	['expired', 'failed'],
	['dead', 'failed'],
]);

/** `metadata.error_type` and `availability.code`, where they say more than the HTTP status. */
const refusals: readonly Refusal[] = [
	{
		why: 'noModel',
		codes: ['model_not_found', 'no_endpoints', 'model_deprecated', 'model_unavailable_upstream'],
	},
	{ why: 'permission', codes: ['privacy_restricted', 'region_restricted'] },
	{ why: 'input', codes: ['content_policy_violation', 'refusal', 'moderation'] },
];

/** Where the fields of Google's own interface go: `google-vertex` is the slug of who makes the videos. */
function createRequest(spec: VideoSpec): ServiceRequest {
	const frames = [
		...(spec.image ? [{ ...partOf(spec.image), frame_type: 'first_frame' }] : []),
		...(spec.lastImage ? [{ ...partOf(spec.lastImage), frame_type: 'last_frame' }] : []),
	];
	const parameters = renamed(spec.options, {
		negativePrompt: 'negativePrompt',
		personGeneration: 'personGeneration',
		enhancePrompt: 'enhancePrompt',
	});
	return {
		method: 'POST',
		path: '/v1/videos',
		body: {
			type: 'json',
			json: {
				...renamed(spec, { model: 'model', prompt: 'prompt', durationSeconds: 'duration' }),
				// Spelled with a capital K here.
				...(spec.resolution !== undefined && { resolution: spec.resolution.replace(/k$/, 'K') }),
				...renamed(spec, { aspectRatio: 'aspect_ratio', generateAudio: 'generate_audio' }),
				...renamed(spec.options, { seed: 'seed' }),
				// Frames silently win over references: no mode has both.
				...(frames.length > 0 && { frame_images: frames }),
				...(spec.referenceImages && { input_references: spec.referenceImages.map(partOf) }),
				...(Object.keys(parameters).length > 0 && {
					provider: { options: { 'google-vertex': { parameters } } },
				}),
			},
		},
	};
}

function partOf(image: SourceImage): JsonObject {
	const url =
		image.type === 'url'
			? image.url
			: `data:${image.mimeType};base64,${image.bytes.toString('base64')}`;
	return { type: 'image_url', image_url: { url } };
}

function readTask(body: JsonObject, about: About): Task | null {
	const named = textAt(body, 'id');
	const taskId = about.taskId ?? named;
	if (taskId === null || (named === null && body.status === undefined)) return null;
	const word = textAt(body, 'status')?.trim().toLowerCase() ?? '';
	const status = ENDS.get(word) ?? readStatus(body.status);
	// `urls` are signed and need no key; the others are the content route, which does.
	const links =
		status === 'completed'
			? [listAt(body, 'urls'), listAt(body, 'unsigned_urls')]
					.map((list) => list.map(asLink).filter((link) => link !== null))
					.find((list) => list.length > 0)
			: undefined;
	return {
		...blankTask(openRouter.name, taskId),
		status,
		model: textAt(body, 'model'),
		videoUrl: links?.[0] ?? null,
		videos: (links ?? []).map((url) => ({ url, expiresAt: null })),
		cost: costIn(objectAt(body, 'usage'), 'cost', 'USD'),
		failure: status === 'failed' ? taskFailure(failureIn(body, word)) : null,
	};
}

/** A failed job's `error` is a text; a job that expired or was cancelled may have none, and its word tells why. */
function failureIn(body: JsonObject, word: string): ProviderProblem | null {
	const told = readErrorEnvelope(body);
	if (word === 'failed') return told;
	const code = word === 'canceled' ? CANCELLED : word;
	return { code, message: told?.message ?? `OpenRouter ended the job: ${word}.` };
}

/**
 * `{error: {code, message, metadata}}`, whose stable word is `metadata.error_type`. What a moderation
 * holds back comes with 403, as missing permissions do, and is told by its reasons. Where fields of the
 * wrong kind are refused the object has no message: it is quoted as it came.
 */
function readProblem(body: JsonObject): ProviderProblem | null {
	const told = readErrorEnvelope(body);
	if (told === null) return null;
	const error = objectAt(body, 'error');
	const metadata = objectAt(error, 'metadata');
	const availability = {
		...objectAt(error, 'availability'),
		...objectAt(metadata, 'availability'),
	};
	const reasons = listAt(metadata, 'reasons').filter((reason) => typeof reason === 'string');
	const word =
		textAt(metadata, 'error_type') ??
		textAt(availability, 'code') ??
		(reasons.length > 0 ? 'moderation' : told.code);
	const words = textAt(error, 'message') ?? textAt(body, 'error') ?? quote(error);
	return problemOf(word, [words, ...reasons].join(' '));
}

function quote(error: JsonObject): string {
	return isJsonObject(error) && Object.keys(error).length > 0
		? shortWords(JSON.stringify(error))
		: '';
}

/** The route that is built from the id wants the key, and so do the links to it in replies; a signed link is another place. */
function files({ taskId, videos }: Task): ReturnType<Provider['files']> {
	const path = `/v1/videos/${pathSegment(taskId)}/content`;
	const count = Math.max(videos.length, 1);
	return Array.from({ length: count }, (_, index) => {
		const url = videos[index]?.url ?? null;
		return {
			path,
			query: { index: String(index) },
			...(url !== null && !url.includes(path) && { otherwise: { link: url } }),
		};
	});
}

/** The Veo models of the catalogue `{data: […]}`. A list that is null or missing says nothing. */
function readModels(body: unknown): ListedModel[] | null {
	if (!isJsonObject(body) || !Array.isArray(body.data)) return null;
	return body.data.filter(isJsonObject).flatMap((model): ListedModel[] => {
		const id = textAt(model, 'id');
		if (id === null || !id.startsWith('google/veo')) return [];
		const texts = (key: string) => listAt(model, key).filter((one) => typeof one === 'string');
		return [
			{
				id,
				name: textAt(model, 'name'),
				durations: listAt(model, 'supported_durations').filter((one) => typeof one === 'number'),
				resolutions: texts('supported_resolutions').map((one) => one.toLowerCase()),
				aspectRatios: texts('supported_aspect_ratios'),
				hasSoundSwitch: model.generate_audio !== false,
			},
		];
	});
}

export const openRouter: Provider = {
	name: 'openRouter',
	displayName: 'OpenRouter',
	summary: 'Files and links, up to 4K, sound',
	credentialType: 'veoOpenRouterApi',
	documentation: 'https://openrouter.ai/docs/guides/overview/multimodal/video-generation',
	addedPaths: ['/v1/videos', '/v1'],
	models,
	offers,
	refusals,
	createRequest,
	statusRequest: (taskId) => ({ method: 'GET', path: `/v1/videos/${pathSegment(taskId)}` }),
	files,
	read: byStatus({ task: readTask, problem: readProblem, refusals }),
	modelList: {
		request: { method: 'GET', path: '/v1/videos/models' },
		read: readModels,
		binds: true,
	},
};
