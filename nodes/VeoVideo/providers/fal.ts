/** fal.ai, its queue, Veo 3.1: https://fal.ai/models/fal-ai/veo3.1 and https://docs.fal.ai/model-apis/model-endpoints/queue */

import type { JsonObject } from '../terms/json';
import { asLink, isJsonObject } from '../terms/json';
import type { Reading, Stored } from '../terms/reading';
import type { Reply, ServiceRequest, UploadFile } from '../terms/request';
import type { InputMode, SourceImage, VideoSpec } from '../terms/spec';
import { renamed } from './dialects/fields';
import { filesAtLinks } from './dialects/read';
import { addressOf, DEFAULT_APP } from './fal/address';
import { problemIn, refusals, refusedBy } from './fal/errors';
import { readerOf } from './fal/replies';
import { taskList } from './fal/taskList';
import type { ImageRule, Provider, VideoOption } from './provider';
import { offersOf } from './rules/offers';
import { enhancePrompt, negativePrompt, seed } from './rules/options';

const models: Provider['models'] = [
	{ tier: 'veo-3.1-fast', id: `${DEFAULT_APP}/fast` },
	{ tier: 'veo-3.1', id: DEFAULT_APP },
	{ tier: 'veo-3.1-lite', id: `${DEFAULT_APP}/lite` },
];

const LITE = /\/lite$/;
const STANDARD = /^fal-ai\/veo3\.1$/;
const STANDARD_AND_FAST = /^fal-ai\/veo3\.1(\/fast)?$/;

const safetyTolerance: VideoOption = {
	name: 'safetyTolerance',
	displayName: 'Safety Tolerance',
	description: 'How much the content filter lets pass',
	chinese: '内容审核宽松度',
	kind: 'choice',
	preset: '4',
	values: ['1', '2', '3', '4', '5', '6'],
	valueNames: { '1': '1 (Strictest)', '2': '2', '3': '3', '4': '4', '5': '5', '6': '6 (Freest)' },
};

const FEW_OPTIONS = [enhancePrompt, safetyTolerance];
const ALL_OPTIONS = [negativePrompt, ...FEW_OPTIONS, seed];

const HD = ['720p', '1080p'] as const;
const WITH_AUTO = ['auto', '16:9', '9:16'] as const;

/**
 * Every field takes a link or a data URI. fal advises against data URIs of more than a few kB and names no
 * limit: they are slow, and come back in its errors.
 */
const IMAGES: ImageRule = { forms: ['url', 'bytes'], inlineBytes: 8 * 1024 };

/**
 * A line for each row of its pages. Where they disagree (4k with images, the lengths of Lite between two
 * frames), the later one counts. Whether 1080p and 4k go with 4 and 6 seconds no page says: it is not refused.
 */
const offers = offersOf(
	{
		durations: [4, 6, 8],
		resolutions: ['720p', '1080p', '4k'],
		aspectRatios: ['16:9', '9:16'],
		soundSwitch: true,
		maxPrompt: 20_000,
		options: ALL_OPTIONS,
	},
	[
		{ models: LITE, modes: ['text'], resolutions: HD },
		{ modes: ['text'] },
		{ models: LITE, modes: ['image'], aspectRatios: WITH_AUTO, resolutions: HD, images: IMAGES },
		{
			models: LITE,
			modes: ['frames'],
			aspectRatios: WITH_AUTO,
			durations: [8],
			resolutions: HD,
			images: IMAGES,
		},
		{ modes: ['image', 'frames'], aspectRatios: WITH_AUTO, images: IMAGES },
		{
			models: STANDARD,
			modes: ['references'],
			durations: [8],
			// The page names no number; 3 is Google's.
			images: { ...IMAGES, count: [1, 3] },
			options: FEW_OPTIONS,
		},
		{
			models: STANDARD_AND_FAST,
			modes: ['video'],
			aspectRatios: WITH_AUTO,
			durations: [7],
			resolutions: ['720p'],
			videoForms: ['link', 'file'],
			images: IMAGES,
		},
	],
);

const ENDPOINTS: Readonly<Record<InputMode, string>> = {
	text: '',
	image: '/image-to-video',
	frames: '/first-last-frame-to-video',
	references: '/reference-to-video',
	video: '/extend-video',
};

/** An id that says itself what goes in is the endpoint as it is. */
const IS_ENDPOINT = /-to-video$|\/extend-video$/;

function endpointOf({ model, inputMode }: VideoSpec): string {
	const id = model.trim().replace(/^\/+|\/+$/g, '');
	return IS_ENDPOINT.test(id) ? id : `${id}${ENDPOINTS[inputMode]}`;
}

/** The body is the model's input itself. Only what the person set is sent. */
function createRequest(spec: VideoSpec): ServiceRequest {
	const { durationSeconds } = spec;
	return {
		method: 'POST',
		path: `/${endpointOf(spec).split('/').map(encodeURIComponent).join('/')}`,
		body: {
			type: 'json',
			json: {
				prompt: spec.prompt,
				...sourcesOf(spec),
				...renamed(spec, { aspectRatio: 'aspect_ratio', resolution: 'resolution' }),
				...(durationSeconds !== undefined && { duration: `${durationSeconds}s` }),
				...renamed(spec, { generateAudio: 'generate_audio' }),
				...renamed(spec.options, {
					negativePrompt: 'negative_prompt',
					enhancePrompt: 'auto_fix',
					safetyTolerance: 'safety_tolerance',
					seed: 'seed',
				}),
			},
		},
	};
}

function sourcesOf(spec: VideoSpec): JsonObject {
	const { inputMode, image, lastImage, referenceImages, video, videoFile } = spec;
	return {
		...(image && { [inputMode === 'frames' ? 'first_frame_url' : 'image_url']: textOf(image) }),
		...(lastImage && { last_frame_url: textOf(lastImage) }),
		...(referenceImages && { image_urls: referenceImages.map(textOf) }),
		...(video !== undefined && { video_url: video }),
		...(videoFile && { video_url: textOf(videoFile) }),
	};
}

function textOf(image: SourceImage): string {
	return image.type === 'url'
		? image.url
		: `data:${image.mimeType};base64,${image.bytes.toString('base64')}`;
}

/** In two steps: the first tells where the bytes go and which link they will have. No image comes near its 90 MB. */
const upload: Provider['upload'] = {
	request: ({ fileName, mimeType }) => ({
		method: 'POST',
		path: '/storage/upload/initiate',
		query: { storage_type: 'fal-cdn-v3' },
		at: 'upload',
		body: { type: 'json', json: { content_type: mimeType, file_name: fileName } },
	}),
	read: readUpload,
};

function readUpload(
	reply: Reply,
	{ mimeType, bytes }: UploadFile,
	note: string | null,
): Reading | Stored {
	const body = isJsonObject(reply.body) ? reply.body : {};
	if (reply.status >= 300) return refusedBy(reply, problemIn(body), 'upload');
	if (note !== null) return { says: 'stored', link: note };
	const [link, file] = [asLink(body.upload_url), asLink(body.file_url)];
	if (link === null || file === null) return { says: 'nothing' };
	return {
		says: 'further',
		request: { link, withoutKey: true, method: 'PUT', body: { type: 'bytes', mimeType, bytes } },
		note: file,
	};
}

export const fal: Provider = {
	name: 'fal',
	displayName: 'fal.ai',
	summary: 'Every input of Veo 3.1, extends videos, up to 4K',
	credentialType: 'veoFalApi',
	documentation: 'https://fal.ai/models/fal-ai/veo3.1',
	addedPaths: [`/${DEFAULT_APP}`, '/fal-ai'],
	origins: {
		base: 'https://queue.fal.run',
		upload: 'https://rest.fal.ai',
		platform: 'https://api.fal.ai',
	},
	models,
	offers,
	refusals,
	createRequest,
	upload,
	statusRequest: (taskId) => ({ method: 'GET', path: `${addressOf(taskId)}/status` }),
	cancelRequest: (taskId) => ({ method: 'PUT', path: `${addressOf(taskId)}/cancel` }),
	list: taskList,
	// Open to anybody, and no business of the key's, wherever they lie.
	files: (task) => filesAtLinks(task).map((file) => ({ ...file, withoutKey: true })),
	read: readerOf('fal'),
};
