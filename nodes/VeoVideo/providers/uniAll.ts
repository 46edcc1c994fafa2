/** UniAll, Veo 3.1: https://docs.uniall.ai/zh-CN/models/video/veo-3-1/create-task */

import { type JsonObject, numberAt, readTime, textAt } from '../terms/json';
import { readErrorEnvelope, taskFailure } from '../terms/problem';
import type { ProviderRequest } from '../terms/request';
import type { SourceImage, VideoSpec } from '../terms/spec';
import { blankTask, type Task } from '../terms/task';
import {
	linksOfGatewayTask,
	pathSegment,
	readGatewayError,
	readProgress,
	readStatus,
	taskFieldsOf,
} from './dialects/read';
import type { Provider, ProviderRules, ReplyContext } from './provider';
import { NEW_API_REFUSALS } from './refusals';

const rules: ProviderRules = {
	modes: {
		text: {},
		// The prompt is "structurally not absolutely required"; without one, the image or video says it.
		image: { imageForms: ['url'], promptOptional: true },
		frames: { imageForms: ['url'], promptOptional: true },
		references: {
			imageForms: ['url'],
			references: { least: 2, most: 3 },
			promptOptional: true,
		},
		video: { promptOptional: true },
	},
	durations: [4, 6, 8],
	defaultDuration: null,
	// The ids of the named models say it: `size` "must match the tier of the model".
	resolutions: ['720p', '1080p', '4k'],
	aspectRatios: ['16:9', '9:16'],
	// The page's example of an extension has no switch for sound, all others have it.
	audioModes: ['text', 'image', 'frames', 'references'],
	options: ['negativePrompt', 'seed'],
	families: [
		{ name: 'fast', displayName: 'Fast models', pattern: /fast/ },
		{ name: '720p', displayName: '720p models', pattern: /-720p$/ },
		{ name: '1080p', displayName: '1080p models', pattern: /-1080p$/ },
		{ name: '4k', displayName: '4k models', pattern: /-4k$/ },
	],
	restrictions: [
		{ when: { family: 'fast' }, only: { inputMode: ['text', 'image', 'frames', 'video'] } },
		{ when: { family: '720p' }, only: { resolution: ['720p'] } },
		{ when: { family: '1080p' }, only: { resolution: ['1080p'] } },
		{ when: { family: '4k' }, only: { resolution: ['4k'] } },
	],
};

function createRequest(spec: VideoSpec): ProviderRequest {
	const size = spec.resolution ?? sizeOf(spec.model);
	const extra = {
		...(spec.generateAudio !== undefined && { generate_audio: spec.generateAudio }),
		...(spec.negativePrompt !== undefined && { negative_prompt: spec.negativePrompt }),
		...(spec.seed !== undefined && { seed: spec.seed }),
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
				...(spec.aspectRatio !== undefined && { aspect_ratio: spec.aspectRatio }),
				...(spec.durationSeconds !== undefined && { duration: spec.durationSeconds }),
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
function readTask(body: JsonObject, about: ReplyContext): Task | null {
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
	models: [
		{ id: 'veo3.1-fast-video-720p', description: 'Faster, 720p' },
		{ id: 'veo3.1-fast-video-1080p', description: 'Faster, 1080p' },
		{ id: 'veo3.1-fast-video-4k', description: 'Faster, 4K' },
		{ id: 'veo3.1-video-720p', description: 'Standard quality, 720p, takes reference images' },
		{ id: 'veo3.1-video-1080p', description: 'Standard quality, 1080p, takes reference images' },
		{ id: 'veo3.1-video-4k', description: 'Standard quality, 4K, takes reference images' },
	],
	rules,
	createRequest,
	statusRequest: (taskId) => ({ method: 'GET', path: `/v1/videos/${pathSegment(taskId)}` }),
	readTask,
	videoLocations: ({ videos }) => videos.map(({ url }) => ({ type: 'link', url })),
	readProblem: readGatewayError,
	refusals: NEW_API_REFUSALS,
};
