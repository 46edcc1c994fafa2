/** HingNet, "video generation (native interface)" of Gemini: https://docs.hingnet.com.cn */

import {
	asLink,
	isJsonObject,
	type JsonObject,
	listAt,
	objectAt,
	shortWords,
	textAt,
} from '../terms/json';
import { readErrorEnvelope } from '../terms/problem';
import type { About } from '../terms/reading';
import type { ServiceRequest } from '../terms/request';
import type { SourceImage, VideoSpec } from '../terms/spec';
import { blankTask, type Task, type TaskFailure } from '../terms/task';
import { byStatus } from './dialects/byStatus';
import { renamed } from './dialects/fields';
import { filesAtLinks, pathSegment } from './dialects/read';
import { HINGNET_PATHS } from './hingNet';
import type { Provider } from './provider';
import { offersOf } from './rules/offers';

const models: Provider['models'] = [
	{ tier: 'veo-3.1-fast', id: 'veo-3.1-fast-generate-preview' },
	{ tier: 'veo-3.1', id: 'veo-3.1-generate-preview' },
];

const offers = offersOf(
	{
		// The page gives no list of durations; these are the ones of the models (same models, OpenAI-style page).
		durations: [4, 6, 8],
		resolutions: ['720p', '1080p'],
		aspectRatios: ['16:9', '9:16'],
		soundSwitch: false,
		options: [],
	},
	[{ modes: ['text'] }, { modes: ['image', 'frames'], images: { forms: ['url'] } }],
);

/** Google's status words come with the HTTP status that they belong to: the status decides. */
const refusals: Provider['refusals'] = [];

function createRequest(spec: VideoSpec): ServiceRequest {
	const image = uriOf(spec.image);
	const lastFrame = uriOf(spec.lastImage);
	const parameters = {
		...renamed(spec, {
			durationSeconds: 'durationSeconds',
			aspectRatio: 'aspectRatio',
			resolution: 'resolution',
		}),
		// Under `parameters`, as HingNet's page has it; Google's own API wants it in the instance.
		...(lastFrame && { lastFrame }),
	};
	return {
		method: 'POST',
		path: `/v1beta/models/${pathSegment(spec.model)}:predictLongRunning`,
		body: {
			type: 'json',
			json: {
				instances: [{ prompt: spec.prompt, ...(image && { image }) }],
				...(Object.keys(parameters).length > 0 && { parameters }),
			},
		},
	};
}

function uriOf(image: SourceImage | undefined): { uri: string } | null {
	return image?.type === 'url' ? { uri: image.url } : null;
}

/** The operation's name, `operations/abc123xyz`, is the path below `/v1beta/`; a bare id is put below `operations/`. */
function statusRequest(taskId: string): ServiceRequest {
	const name = taskId.includes('/') ? taskId : `operations/${taskId}`;
	return { method: 'GET', path: `/v1beta/${name.split('/').map(pathSegment).join('/')}` };
}

function readTask(body: JsonObject, about: About): Task | null {
	const name = textAt(body, 'name');
	const taskId = about.taskId ?? name;
	if (taskId === null || (name === null && body.done === undefined)) return null;
	const task = blankTask(hingNetNative.name, taskId);
	if (body.done !== true) return { ...task, status: 'running' };
	const links = linksIn(body);
	const failure = failureIn(body, links.length);
	if (failure !== null) return { ...task, status: 'failed', failure };
	return {
		...task,
		status: 'completed',
		videoUrl: links[0] ?? null,
		videos: links.map((url) => ({ url, expiresAt: null })),
	};
}

/** The page has `generatedSamples`; some gateways in front of the same API send `generatedVideos` or `videos`. */
function linksIn(body: JsonObject): string[] {
	const response = objectAt(body, 'response');
	const result = objectAt(response, 'generateVideoResponse');
	const samples = [
		...listAt(result, 'generatedSamples'),
		...listAt(result, 'generatedVideos'),
		...listAt(response, 'videos'),
	];
	return samples.filter(isJsonObject).flatMap((sample) => {
		const link = asLink(objectAt(sample, 'video').uri) ?? asLink(sample.uri);
		return link === null ? [] : [link];
	});
}

/**
 * Done is not yet well: an operation can end with an error, or with its videos held back by Google's
 * filter. One that says neither and names no video is completed without one: nobody knows why.
 */
function failureIn(body: JsonObject, videos: number): TaskFailure | null {
	const error = readErrorEnvelope(body);
	if (error !== null || videos > 0) return error;
	const response = objectAt(body, 'response');
	const result = { ...response, ...objectAt(response, 'generateVideoResponse') };
	const reasons = listAt(result, 'raiMediaFilteredReasons').filter(
		(reason) => typeof reason === 'string',
	);
	const filtered = textAt(result, 'raiMediaFilteredCount');
	if (reasons.length === 0 && (filtered === null || filtered === '0')) return null;
	return {
		code: 'rai_media_filtered',
		message: shortWords(reasons.join(' ')) || "The video was held back by Google's safety filter.",
	};
}

export const hingNetNative: Provider = {
	name: 'hingNetNative',
	displayName: 'HingNet (Native Gemini)',
	summary: "The same key, Google's own interface",
	credentialType: 'hingNetApi',
	documentation: 'https://docs.hingnet.com.cn',
	addedPaths: HINGNET_PATHS,
	models,
	offers,
	refusals,
	createRequest,
	statusRequest,
	files: filesAtLinks,
	read: byStatus({
		task: readTask,
		problem: readErrorEnvelope,
		refusals,
	}),
};
