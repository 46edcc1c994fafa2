/** UniAll, Veo 3.1: https://docs.uniall.ai/zh-CN/models/video/veo-3-1/create-task */

import { type JsonObject, numberAt, readTime, textAt } from '../terms/json';
import { readErrorEnvelope, taskFailure } from '../terms/problem';
import type { About } from '../terms/reading';
import type { ServiceRequest } from '../terms/request';
import type { SourceImage, VideoSpec } from '../terms/spec';
import { blankTask, type Task } from '../terms/task';
import { byStatus, NEW_API_REFUSALS } from './dialects/byStatus';
import { renamed } from './dialects/fields';
import {
	filesAtLinks,
	linksOfGatewayTask,
	pathSegment,
	readGatewayError,
	readProgress,
	readStatus,
	taskFieldsOf,
} from './dialects/read';
import type { Provider } from './provider';
import { offersOf } from './rules/offers';
import { negativePrompt, seed } from './rules/options';

/** The ids carry the resolution: `size` "must match the tier of the model". */
const models: Provider['models'] = [
	{ tier: 'veo-3.1-fast', id: 'veo3.1-fast-video-720p', resolution: '720p' },
	{ tier: 'veo-3.1-fast', id: 'veo3.1-fast-video-1080p', resolution: '1080p' },
	{ tier: 'veo-3.1-fast', id: 'veo3.1-fast-video-4k', resolution: '4k' },
	{ tier: 'veo-3.1', id: 'veo3.1-video-720p', resolution: '720p' },
	{ tier: 'veo-3.1', id: 'veo3.1-video-1080p', resolution: '1080p' },
	{ tier: 'veo-3.1', id: 'veo3.1-video-4k', resolution: '4k' },
];

const offers = offersOf(
	{
		durations: [4, 6, 8],
		resolutions: ['720p', '1080p', '4k'],
		aspectRatios: ['16:9', '9:16'],
		soundSwitch: true,
		options: [negativePrompt, seed],
	},
	[
		{ modes: ['text'] },
		// The prompt is "structurally not absolutely required"; without one, the image or video says it.
		{ modes: ['image', 'frames'], images: { forms: ['url'] }, promptOptional: true },
		{
			models: /^veo3\.1-video/,
			modes: ['references'],
			images: { forms: ['url'], count: [2, 3] },
			promptOptional: true,
		},
		// The page's example of an extension has no switch for sound, all others have it.
		{ modes: ['video'], soundSwitch: false, promptOptional: true },
	],
);

function createRequest(spec: VideoSpec): ServiceRequest {
	const size = spec.resolution ?? sizeOf(spec.model);
	const extra = {
		...(spec.generateAudio !== undefined && { generate_audio: spec.generateAudio }),
		...renamed(spec.options, { negativePrompt: 'negative_prompt', seed: 'seed' }),
	};
	return {
		method: 'POST',
		path: '/v1/video/generations',
		body: {
			type: 'json',
			json: {
				model: spec.model,
				...(spec.prompt.trim() !== '' && { prompt: spec.prompt }),
				...linkAs('image', spec.image),
				...linkAs('last_image', spec.lastImage),
				...(spec.referenceImages && { images: spec.referenceImages.flatMap(linksOf) }),
				...(spec.video !== undefined && { video: spec.video }),
				...(size !== null && { size }),
				...renamed(spec, { aspectRatio: 'aspect_ratio', durationSeconds: 'duration' }),
				...(Object.keys(extra).length > 0 && { extra_body: extra }),
			},
		},
	};
}

function linksOf(image: SourceImage | undefined): string[] {
	return image?.type === 'url' ? [image.url] : [];
}

function linkAs(name: string, image: SourceImage | undefined): JsonObject {
	const [link] = linksOf(image);
	return link === undefined ? {} : { [name]: link };
}

/** The tier, which a model's id ends with. */
function sizeOf(model: string): string | null {
	return /-(\d+[pk])$/i.exec(model)?.[1]?.toLowerCase() ?? null;
}

/** The page shows no reply; its sibling for another model on the same path has these fields. */
function readTask(body: JsonObject, about: About): Task | null {
	const task = taskFieldsOf(body);
	const named = textAt(task, 'task_id') ?? textAt(task, 'id');
	const taskId = about.taskId ?? named;
	if (taskId === null || (named === null && task.status === undefined)) return null;
	const status = readStatus(task.status);
	const links = status === 'completed' ? linksOfGatewayTask(task) : [];
	return {
		...blankTask(uniAll.name, taskId),
		status,
		progress: readProgress(task.progress),
		model: textAt(task, 'model'),
		videoUrl: links[0] ?? null,
		videos: links.map((url) => ({ url, expiresAt: null })),
		durationSeconds: numberAt(task, 'duration'),
		resolution: textAt(task, 'size'),
		aspectRatio: textAt(task, 'aspect_ratio'),
		createdAt: readTime(task.created_at),
		completedAt: status === 'completed' ? readTime(task.completed_at) : null,
		failure: status === 'failed' ? taskFailure(readErrorEnvelope(task)) : null,
	};
}

export const uniAll: Provider = {
	name: 'uniAll',
	displayName: 'UniAll',
	summary: 'Up to 4K, reference images, extends videos',
	credentialType: 'uniAllApi',
	documentation: 'https://docs.uniall.ai/zh-CN/models/video/veo-3-1/create-task',
	addedPaths: ['/v1/video/generations', '/v1/videos', '/v1'],
	models,
	offers,
	refusals: NEW_API_REFUSALS,
	createRequest,
	statusRequest: (taskId) => ({ method: 'GET', path: `/v1/videos/${pathSegment(taskId)}` }),
	files: filesAtLinks,
	read: byStatus({ task: readTask, problem: readGatewayError, refusals: NEW_API_REFUSALS }),
};
