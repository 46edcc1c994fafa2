/** 12AI, "Gemini Veo video generation", its OpenAI-compatible interface: https://doc.12ai.org */

import { asLink, type JsonObject, readTime, textAt } from '../terms/json';
import { problemOf, type ProviderProblem, readErrorEnvelope, taskFailure } from '../terms/problem';
import type { About } from '../terms/reading';
import type { ServiceRequest } from '../terms/request';
import type { SourceImage, VideoSpec } from '../terms/spec';
import { blankTask, type Task } from '../terms/task';
import { byStatus, NEW_API_REFUSALS } from './dialects/byStatus';
import { renamed } from './dialects/fields';
import {
	linksOfGatewayTask,
	pathSegment,
	readGatewayError,
	readProgress,
	readStatus,
	taskFieldsOf,
} from './dialects/read';
import type { ImageRule, Provider } from './provider';
import { isNamed, offersOf } from './rules/offers';
import { negativePrompt, personGeneration } from './rules/options';

/** "Must be 8" for first and last frame and for reference images: here leaving it out is no choice. */
const REQUIRED_SECONDS = 8;

const models: Provider['models'] = [
	{ tier: 'veo-3.1-fast', id: 'veo-3.1-fast-generate-preview' },
	{ tier: 'veo-3.1', id: 'veo-3.1-generate-preview' },
];

const IMAGES: ImageRule = { forms: ['url', 'bytes'] };

const offers = offersOf(
	{
		durations: [4, 6, 8],
		// The page refers to "the official documents" for the values: this is Google's list for Veo 3.1.
		resolutions: ['720p', '1080p', '4k'],
		aspectRatios: ['16:9', '9:16'],
		soundSwitch: false,
		options: [negativePrompt, { ...personGeneration, values: ['allow_adult'] }],
	},
	[
		{ modes: ['text'] },
		{ modes: ['image'], images: IMAGES },
		{ modes: ['frames'], images: IMAGES, durations: [REQUIRED_SECONDS] },
		{
			models: /^veo-3\.1-generate/,
			modes: ['references'],
			images: { ...IMAGES, count: [1, 3] },
			durations: [REQUIRED_SECONDS],
			aspectRatios: ['16:9'],
		},
	],
);

function createRequest(spec: VideoSpec): ServiceRequest {
	const images = [spec.image, spec.lastImage].flatMap((image) => (image ? [textOf(image)] : []));
	const isBound =
		isNamed(twelveAi, spec.model) &&
		(spec.inputMode === 'frames' || spec.inputMode === 'references');
	const durationSeconds = spec.durationSeconds ?? (isBound ? REQUIRED_SECONDS : undefined);
	const metadata = {
		...renamed(spec, { aspectRatio: 'aspectRatio', resolution: 'resolution' }),
		...(durationSeconds !== undefined && { durationSeconds }),
		...renamed(spec.options, {
			negativePrompt: 'negativePrompt',
			personGeneration: 'personGeneration',
		}),
		...(spec.referenceImages && { referenceImages: spec.referenceImages.map(referenceOf) }),
	};
	return {
		method: 'POST',
		path: '/v1/videos',
		body: {
			type: 'json',
			json: {
				model: spec.model,
				prompt: spec.prompt,
				...(images.length > 0 && { images }),
				...(Object.keys(metadata).length > 0 && { metadata }),
			},
		},
	};
}

/** A link, base64 text or a data URI, each of which the page takes: a file goes as the one that tells its type. */
function textOf(image: SourceImage): string {
	if (image.type === 'url') return image.url;
	const base64 = image.bytes.toString('base64');
	return image.given === 'base64' ? base64 : `data:${image.mimeType};base64,${base64}`;
}

/** `bytesBase64Encoded` takes a link as well; the type goes beside base64 text. */
function referenceOf(image: SourceImage): JsonObject {
	return {
		image:
			image.type === 'url'
				? { bytesBase64Encoded: image.url }
				: { bytesBase64Encoded: image.bytes.toString('base64'), mimeType: image.mimeType },
		referenceType: 'asset',
	};
}

/** The status alone decides: `completed_at` is set on running tasks too, and `fail_reason` may hold the link of a good one. */
function readTask(reply: JsonObject, about: About): Task | null {
	const body = taskFieldsOf(reply);
	const named = textAt(body, 'task_id') ?? textAt(body, 'id');
	const taskId = about.taskId ?? named;
	if (taskId === null || (named === null && body.status === undefined)) return null;
	const status = readStatus(body.status);
	// The page's replies have no link, its gateway's newer versions do.
	const url = (status === 'completed' ? linksOfGatewayTask(body)[0] : undefined) ?? null;
	return {
		...blankTask(twelveAi.name, taskId),
		status,
		progress: readProgress(body.progress),
		model: textAt(body, 'model'),
		videoUrl: url,
		videos: url === null ? [] : [{ url, expiresAt: readTime(body.expires_at) }],
		createdAt: readTime(body.created_at),
		completedAt: status === 'completed' ? readTime(body.completed_at) : null,
		failure: status === 'failed' ? taskFailure(reasonIn(body)) : null,
	};
}

function reasonIn(body: JsonObject): ProviderProblem | null {
	const reason = textAt(body, 'fail_reason');
	return reason !== null && asLink(reason) === null
		? problemOf(null, reason)
		: readErrorEnvelope(body);
}

export const twelveAi: Provider = {
	name: 'twelveAi',
	displayName: '12AI',
	summary: 'Up to 4K, reference images',
	credentialType: 'twelveAiApi',
	documentation: 'https://doc.12ai.org',
	addedPaths: ['/v1/videos', '/v1'],
	models,
	offers,
	refusals: NEW_API_REFUSALS,
	createRequest,
	statusRequest: (taskId) => ({ method: 'GET', path: `/v1/videos/${pathSegment(taskId)}` }),
	files: ({ taskId, videoUrl }) => [
		{
			path: `/v1/videos/${pathSegment(taskId)}/content`,
			...(videoUrl !== null && { otherwise: { link: videoUrl } }),
		},
	],
	read: byStatus({
		task: readTask,
		// Google's envelope, the gateway's `{code, message, data}`, and `{error: {message, type}}` come from one host.
		problem: readGatewayError,
		refusals: NEW_API_REFUSALS,
	}),
};
