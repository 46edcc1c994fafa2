/**
 * WaveSpeed, Veo 3.1: https://wavespeed.ai/docs/docs-api/google/google-veo3.1-fast-text-to-video and its neighbours
 *
 * Assumed where the pages are silent or contradict each other: routes without a field for the duration make
 * 8 seconds, an extension adds 7; the limits of an image, which one page has, go for all of them; Lite has no
 * field for sound, as its schemas say.
 */

import { isJsonObject, type JsonObject, textAt } from '../terms/json';
import type { ServiceRequest } from '../terms/request';
import type { InputMode, SourceImage, VideoSpec } from '../terms/spec';
import { renamed } from './dialects/fields';
import { filesAtLinks, pathSegment } from './dialects/read';
import type { ImageRule, ListedModel, Provider } from './provider';
import { offersOf } from './rules/offers';
import { negativePrompt, seed } from './rules/options';
import { readerOf, readUpload, refusals } from './waveSpeed/replies';
import { taskList } from './waveSpeed/taskList';

type Routes = Readonly<Partial<Record<InputMode, string>>>;

const ROUTES: Routes = {
	text: 'text-to-video',
	image: 'image-to-video',
	frames: 'image-to-video',
	references: 'reference-to-video',
	video: 'video-extend',
};

/** Each model and mode has a path of its own: what a person chooses is its first half. */
const ROUTES_OF: Readonly<Record<string, Routes>> = {
	'google/veo3.1': ROUTES,
	'google/veo3.1-fast': ROUTES,
	'google/veo3.1-lite': {
		text: 'text-to-video',
		image: 'image-to-video',
		frames: 'start-end-to-video',
	},
};

/** Whole paths, which a person may enter as well. */
const wholePaths = (id: string): string[] => [
	...new Set(Object.values(ROUTES_OF[id] ?? {}).map((route) => `${id}/${route}`)),
];

const models: Provider['models'] = [
	{ tier: 'veo-3.1', id: 'google/veo3.1', aliases: wholePaths('google/veo3.1') },
	{ tier: 'veo-3.1-fast', id: 'google/veo3.1-fast', aliases: wholePaths('google/veo3.1-fast') },
	{ tier: 'veo-3.1-lite', id: 'google/veo3.1-lite', aliases: wholePaths('google/veo3.1-lite') },
];

const STANDARD = /^google\/veo3\.1(\/|$)/;
const FAST = /^google\/veo3\.1-fast(\/|$)/;
const LITE = /^google\/veo3\.1-lite(\/|$)/;
const STANDARD_OR_FAST = /^google\/veo3\.1(-fast)?(\/|$)/;

const HD = ['720p', '1080p'] as const;

/** A data URI of the largest image would make a request of 67 MB: what is not small is uploaded. */
const IMAGES: ImageRule = {
	forms: ['url', 'bytes'],
	inlineBytes: 1_000_000,
	maxBytes: 50 * 1024 * 1024,
};

/** A line for each of its eleven routes, as far as they differ. */
const offers = offersOf(
	{
		durations: [4, 6, 8],
		resolutions: ['720p', '1080p', '4k'],
		aspectRatios: ['16:9', '9:16'],
		soundSwitch: true,
		options: [negativePrompt, seed],
	},
	[
		{ models: LITE, modes: ['text'], resolutions: HD, soundSwitch: false },
		{ models: LITE, modes: ['image'], resolutions: HD, soundSwitch: false, images: IMAGES },
		{
			models: LITE,
			modes: ['frames'],
			durations: [8],
			resolutions: HD,
			soundSwitch: false,
			images: IMAGES,
		},
		{ modes: ['text'] },
		{ modes: ['image', 'frames'], images: IMAGES },
		{
			models: FAST,
			modes: ['references'],
			durations: [8],
			resolutions: HD,
			images: { ...IMAGES, count: [1, 3] },
		},
		{
			models: STANDARD,
			modes: ['references'],
			durations: [8],
			aspectRatios: [],
			images: { ...IMAGES, count: [1, 3] },
		},
		{
			models: STANDARD_OR_FAST,
			modes: ['video'],
			durations: [7],
			resolutions: HD,
			aspectRatios: [],
			soundSwitch: false,
		},
	],
);

/** These have no field for the duration, and refuse one. */
const FIXED_DURATION = /\/(reference-to-video|start-end-to-video|video-extend)$/;

/** The body is the model's input itself. A route refuses each field that it does not know. */
function createRequest(spec: VideoSpec): ServiceRequest {
	const id = spec.model.trim();
	const route = Object.hasOwn(ROUTES_OF, id) ? ROUTES_OF[id]?.[spec.inputMode] : undefined;
	const path = route === undefined ? id : `${id}/${route}`;
	const json: JsonObject = {
		prompt: spec.prompt,
		...(spec.image && { image: textOf(spec.image) }),
		...(spec.lastImage && { last_image: textOf(spec.lastImage) }),
		...(spec.referenceImages && { images: spec.referenceImages.map(textOf) }),
		...renamed(spec, { video: 'video', aspectRatio: 'aspect_ratio', resolution: 'resolution' }),
		...(!FIXED_DURATION.test(path) && renamed(spec, { durationSeconds: 'duration' })),
		...renamed(spec, { generateAudio: 'generate_audio' }),
		...renamed(spec.options, { negativePrompt: 'negative_prompt', seed: 'seed' }),
	};
	return {
		method: 'POST',
		path: `/api/v3/${path.split('/').filter(Boolean).map(pathSegment).join('/')}`,
		body: { type: 'json', json },
	};
}

function textOf(image: SourceImage): string {
	return image.type === 'url'
		? image.url
		: `data:${image.mimeType};base64,${image.bytes.toString('base64')}`;
}

/** `{data: [{model_id, …}]}`: the Veo routes of other models. What each takes, its schema tells, which is not read. */
function readModels(body: unknown): ListedModel[] | null {
	if (!isJsonObject(body) || !Array.isArray(body.data)) return null;
	return body.data.filter(isJsonObject).flatMap((model): ListedModel[] => {
		const id = textAt(model, 'model_id');
		if (id === null || !/^google\/veo/.test(id)) return [];
		return [
			{
				id,
				name: null,
				durations: [],
				resolutions: [],
				aspectRatios: [],
				hasSoundSwitch: true,
			},
		];
	});
}

export const waveSpeed: Provider = {
	name: 'waveSpeed',
	displayName: 'WaveSpeed',
	summary: 'Files and links, extends videos, up to 4K',
	credentialType: 'veoWaveSpeedApi',
	documentation: 'https://wavespeed.ai/models/google/veo3.1/text-to-video',
	addedPaths: ['/api/v3', '/api'],
	models,
	offers,
	refusals,
	createRequest,
	upload: {
		request: ({ fileName, mimeType, bytes }) => ({
			method: 'POST',
			path: '/api/v3/media/upload/binary',
			body: {
				type: 'multipart',
				fields: {},
				files: [{ field: 'file', fileName, mimeType, bytes }],
			},
		}),
		read: readUpload,
	},
	statusRequest: (taskId) => ({
		method: 'GET',
		path: `/api/v3/predictions/${pathSegment(taskId)}/result`,
	}),
	list: taskList,
	files: filesAtLinks,
	read: readerOf('waveSpeed'),
	modelList: {
		request: { method: 'GET', path: '/api/v3/models' },
		read: readModels,
		binds: false,
	},
};
