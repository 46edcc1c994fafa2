/**
 * Replicate, its official Veo models: https://replicate.com/google/veo-3.1 and https://replicate.com/docs/reference/http
 *
 * Assumed where the pages are silent: the fast model takes reference images under the rules of the standard
 * one; Lite knows a seed and a negative prompt, and makes sound always. No request waits for its video
 * (`Prefer: wait`): the reply to one was seen to call itself unfinished, with the whole file inside.
 */

import { asLink, isJsonObject, type JsonObject, objectAt } from '../terms/json';
import type { Reading, Stored } from '../terms/reading';
import { readStatusAlone } from '../terms/refusals';
import type { Reply, ServiceRequest } from '../terms/request';
import type { SourceImage, VideoSpec } from '../terms/spec';
import { renamed } from './dialects/fields';
import { pathSegment } from './dialects/read';
import type { ImageRule, Provider } from './provider';
import { files, inWords, readerOf, readProblem, refusals } from './replicate/replies';
import { taskList } from './replicate/taskList';
import { offersOf } from './rules/offers';
import { negativePrompt, seed } from './rules/options';

const models: Provider['models'] = [
	{ tier: 'veo-3.1', id: 'google/veo-3.1' },
	{ tier: 'veo-3.1-fast', id: 'google/veo-3.1-fast' },
	{ tier: 'veo-3.1-lite', id: 'google/veo-3.1-lite' },
];

const LITE = /^google\/veo-3\.1-lite$/;
const STANDARD_OR_FAST = /^google\/veo-3\.1(-fast)?$/;

/** The page takes data URIs of up to 256 kB, which are a third longer than their file, and uploads of 100 MiB. */
const IMAGES: ImageRule = {
	forms: ['url', 'bytes'],
	inlineBytes: 190_000,
	maxBytes: 100 * 1024 * 1024,
};

/** The schemas of the three models; that Lite wants 8 seconds for 1080p says its readme. */
const offers = offersOf(
	{
		durations: [4, 6, 8],
		defaultDuration: 8,
		resolutions: ['720p', '1080p'],
		aspectRatios: ['16:9', '9:16'],
		soundSwitch: true,
		options: [negativePrompt, seed],
	},
	[
		{
			models: LITE,
			modes: ['text', 'image', 'frames'],
			images: IMAGES,
			soundSwitch: false,
			together: [{ when: { resolution: '1080p' }, only: { durationSeconds: [8] } }],
		},
		{ modes: ['text'] },
		{ modes: ['image', 'frames'], images: IMAGES },
		{
			models: STANDARD_OR_FAST,
			modes: ['references'],
			durations: [8],
			aspectRatios: ['16:9'],
			images: { ...IMAGES, count: [1, 3] },
		},
	],
);

const OFFICIAL = /^(?!\.+\/)[^/:\s]+\/(?!\.+$)[^/:\s]+$/;

/** An official model has an address of its own; any other is named by its version, which may stand behind a colon. */
function createRequest(spec: VideoSpec): ServiceRequest {
	const model = spec.model.trim();
	const input: JsonObject = {
		prompt: spec.prompt,
		...(spec.image && { image: textOf(spec.image) }),
		...(spec.lastImage && { last_frame: textOf(spec.lastImage) }),
		...(spec.referenceImages && { reference_images: spec.referenceImages.map(textOf) }),
		...renamed(spec, {
			durationSeconds: 'duration',
			resolution: 'resolution',
			aspectRatio: 'aspect_ratio',
			generateAudio: 'generate_audio',
		}),
		...renamed(spec.options, { negativePrompt: 'negative_prompt', seed: 'seed' }),
	};
	return OFFICIAL.test(model)
		? post(`/v1/models/${model.split('/').map(pathSegment).join('/')}/predictions`, { input })
		: post('/v1/predictions', { version: model, input });
}

function post(path: string, json: JsonObject): ServiceRequest {
	return { method: 'POST', path, body: { type: 'json', json } };
}

function textOf(image: SourceImage): string {
	return image.type === 'url'
		? image.url
		: `data:${image.mimeType};base64,${image.bytes.toString('base64')}`;
}

function readUpload(reply: Reply): Reading | Stored {
	const body = isJsonObject(reply.body) ? reply.body : {};
	const link = reply.status < 300 ? asLink(objectAt(body, 'urls').get) : null;
	if (link !== null) return { says: 'stored', link };
	const said = readStatusAlone(reply, 'upload');
	const problem = readProblem(body);
	return said.says === 'refused'
		? inWords({ ...said, code: problem?.code ?? null, words: problem?.message ?? null }, reply)
		: said;
}

export const replicate: Provider = {
	name: 'replicate',
	displayName: 'Replicate',
	summary: 'Files and links, up to 1080p; videos are kept for an hour',
	credentialType: 'veoReplicateApi',
	documentation: 'https://replicate.com/google/veo-3.1',
	addedPaths: ['/v1'],
	models,
	offers,
	refusals,
	createRequest,
	upload: {
		request: ({ fileName, mimeType, bytes }) => ({
			method: 'POST',
			path: '/v1/files',
			body: {
				type: 'multipart',
				fields: {},
				files: [{ field: 'content', fileName, mimeType, bytes }],
			},
		}),
		read: readUpload,
	},
	statusRequest: (taskId) => ({ method: 'GET', path: `/v1/predictions/${pathSegment(taskId)}` }),
	cancelRequest: (taskId) => ({
		method: 'POST',
		path: `/v1/predictions/${pathSegment(taskId)}/cancel`,
	}),
	list: taskList,
	files,
	read: readerOf('replicate'),
};
