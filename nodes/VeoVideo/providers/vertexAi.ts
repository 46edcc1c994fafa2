/**
 * Google Vertex AI, Veo: https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/veo/3-1-generate,
 * its types VideoGenerationModelInstance and VideoGenerationModelParams, and "Extend Veo videos".
 */

import { type JsonObject, shortWords } from '../terms/json';
import type { ServiceRequest, VideoFile } from '../terms/request';
import type { Failure } from '../terms/result';
import type { SourceFile, SourceImage, VideoSpec } from '../terms/spec';
import type { Task } from '../terms/task';
import { renamed } from './dialects/fields';
import { accountOf, REGIONS } from './dialects/googleAccount';
import { pathSegment } from './dialects/read';
import type { Provider } from './provider';
import { offersOf } from './rules/offers';
import { negativePrompt, personGeneration, sampleCount, seed } from './rules/options';
import { readerOf } from './vertexAi/replies';

const NAME = 'vertexAi';

const models: Provider['models'] = [
	{ tier: 'veo-3.1-fast', id: 'veo-3.1-fast-generate-001' },
	{ tier: 'veo-3.1', id: 'veo-3.1-generate-001' },
	{ tier: 'veo-3.1-lite', id: 'veo-3.1-lite-generate-001' },
];

const LITE = /^veo-3\.1-lite-/;
const FULL_OR_FAST = /^veo-3\.1-(fast-)?generate-/;
/** The model page leaves 4k out for Fast; the price page has it, and it was seen to work. */
const UP_TO_4K = ['720p', '1080p', '4k'] as const;
const HD = ['720p', '1080p'] as const;

/** "image/jpeg or image/png", 20 MB, as bytes or from a bucket: "no https URLs". */
const IMAGES = {
	forms: ['url', 'bytes'],
	fetchesLinks: true,
	schemes: ['gs://'],
	mimeTypes: ['image/jpeg', 'image/png'],
	maxBytes: 20 * 1024 * 1024,
} as const;

/** Extending adds 7 seconds. Resolution and shape may be set; where neither is, the input's are kept. */
const EXTENDING = {
	modes: ['video'],
	durations: [],
	videoForms: ['bucket', 'file'],
	promptOptional: true,
} as const;

const offers = offersOf(
	{
		durations: [4, 6, 8],
		defaultDuration: 8,
		resolutions: UP_TO_4K,
		aspectRatios: ['16:9', '9:16'],
		soundSwitch: true,
		// `enhancePrompt: false` is refused for every Veo 3 model, and true is what Google does by itself.
		options: [negativePrompt, personGeneration, seed, sampleCount],
	},
	[
		{ models: LITE, modes: ['text'], resolutions: HD },
		// One row of the page says that Lite takes no images, another that it does. It was seen to.
		{
			models: LITE,
			modes: ['image', 'frames'],
			resolutions: HD,
			images: IMAGES,
			promptOptional: true,
		},
		{ ...EXTENDING, models: LITE, resolutions: HD },
		{ ...EXTENDING, models: FULL_OR_FAST },
		// The error texts for references name 8 seconds alone, for both models.
		{
			models: FULL_OR_FAST,
			modes: ['references'],
			durations: [8],
			images: { ...IMAGES, count: [1, 3] },
		},
		{ models: FULL_OR_FAST, modes: ['image', 'frames'], images: IMAGES, promptOptional: true },
		{ models: FULL_OR_FAST, modes: ['text'] },
	],
);

const FIELDS = {
	durationSeconds: 'durationSeconds',
	aspectRatio: 'aspectRatio',
	resolution: 'resolution',
	generateAudio: 'generateAudio',
	storageUri: 'storageUri',
} as const;

const OPTION_FIELDS = {
	negativePrompt: 'negativePrompt',
	personGeneration: 'personGeneration',
	seed: 'seed',
	sampleCount: 'sampleCount',
} as const;

/** What stands before a model's id where Google writes its whole name. */
const RESOURCE = /^(?:projects\/[^/]+\/locations\/[^/]+\/)?(?:publishers\/google\/)?models\//;

function createRequest(spec: VideoSpec): ServiceRequest {
	const { prompt, image, lastImage, referenceImages = [], video, videoFile } = spec;
	const parameters = { ...renamed(spec, FIELDS), ...renamed(spec.options, OPTION_FIELDS) };
	const instance = {
		...(prompt.trim() !== '' && { prompt }),
		...(image && { image: imageOf(image) }),
		...(lastImage && { lastFrame: imageOf(lastImage) }),
		...(referenceImages.length > 0 && {
			referenceImages: referenceImages.map((one) => ({
				image: imageOf(one),
				referenceType: 'asset',
			})),
		}),
		...(videoFile && { video: fileOf(videoFile) }),
		...(video !== undefined && !videoFile && { video: atLink(video, 'video/mp4') }),
	};
	return {
		method: 'POST',
		at: 'models',
		path: `/${pathSegment(spec.model.replace(RESOURCE, ''))}:predictLongRunning`,
		body: {
			type: 'json',
			json: {
				instances: [instance],
				...(Object.keys(parameters).length > 0 && { parameters }),
			},
		},
	};
}

/** Of an object in a bucket nothing but its name is known. */
function imageOf(image: SourceImage): JsonObject {
	if (image.type === 'bytes') return fileOf(image);
	return atLink(image.url, /\.png$/i.test(image.url) ? 'image/png' : 'image/jpeg');
}

function fileOf({ bytes, mimeType }: SourceFile): JsonObject {
	return { bytesBase64Encoded: bytes.toString('base64'), mimeType };
}

/** Any other link is loaded before it is sent: only a dry run shows it. */
function atLink(link: string, mimeType: string): JsonObject {
	return link.startsWith('gs://')
		? { gcsUri: link, mimeType }
		: { bytesBase64Encoded: `(the file at ${link}, loaded when the order is sent)`, mimeType };
}

/** Where a task was made: its name tells. */
const LOCATION = /^projects\/[^/]+\/locations\/([^/]+)\/publishers\//;

/**
 * A task's id is the operation's whole name, `projects/…/locations/…/publishers/google/models/…/operations/…`:
 * it is asked about by POST, below the model that it names, at the region that it names. A GET on the name
 * finds nothing.
 */
function statusRequest(taskId: string): ServiceRequest {
	const resource = taskId.replace(/\/operations\/.*$/s, '');
	const location = LOCATION.exec(taskId)?.[1] ?? '';
	return {
		method: 'POST',
		...(REGIONS.includes(location) && { at: location }),
		path: `/v1/${resource.split('/').map(pathSegment).join('/')}:fetchPredictOperation`,
		body: { type: 'json', json: { operationName: taskId } },
		fileField: 'bytesBase64Encoded',
	};
}

function filesOf({ taskId, videos }: Task): VideoFile[] {
	return videos.map(({ url }, index) =>
		url === null
			? {
					inReplyTo: statusRequest(taskId),
					at: ['response', 'videos', index, 'bytesBase64Encoded'],
				}
			: objectAtLink(url),
	);
}

/** An object's name is one segment of the path, its slashes encoded. */
function objectAtLink(url: string): VideoFile {
	const [, bucket, object] = /^gs:\/\/([^/]+)\/(.+)$/s.exec(url) ?? [];
	if (bucket === undefined || object === undefined) return { link: url };
	return {
		at: 'storage',
		path: `/storage/v1/b/${pathSegment(bucket)}/o/${pathSegment(object)}`,
		query: { alt: 'media' },
	};
}

function findBucketProblem(uri: string): Failure | null {
	if (/^gs:\/\/[a-z0-9][a-z0-9._-]{1,220}[a-z0-9](\/.*)?$/.test(uri)) return null;
	return {
		message: `"${shortWords(uri, 60)}" is no folder of a bucket`,
		description:
			'Enter in "Bucket Folder" the name of a Google Cloud Storage bucket and a folder in it, as gs://my-bucket/videos/, or leave it empty.',
	};
}

export const vertexAi: Provider = {
	name: NAME,
	displayName: 'Google Vertex AI',
	summary: 'Veo from Google itself, billed to your Google Cloud project',
	credentialType: 'veoVertexAiApi',
	documentation:
		'https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/veo/3-1-generate',
	addedPaths: ['/v1beta1', '/v1'],
	addressAdvice:
		'Check "Region" in the credential (us-central1 is where Veo is offered), and that this n8n may reach Google.',
	account: accountOf,
	models,
	offers,
	// Google's status words come with the HTTP status that they belong to: the status decides.
	refusals: [],
	findBucketProblem,
	createRequest,
	statusRequest,
	files: filesOf,
	read: readerOf(NAME),
};
