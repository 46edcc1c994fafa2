/** HingNet, OpenAI-style interface: https://docs.hingnet.com.cn/gemini/video */

import { type JsonObject, numberAt, readTime, textAt } from '../terms/json';
import { readErrorEnvelope, taskFailure } from '../terms/problem';
import type { About } from '../terms/reading';
import type { ServiceRequest } from '../terms/request';
import type { AspectRatio, Resolution, SourceImage, VideoSpec } from '../terms/spec';
import { blankTask, type Task } from '../terms/task';
import { byStatus } from './dialects/byStatus';
import { findNoSize, sizeOf } from './dialects/pixels';
import {
	linksOfGatewayTask,
	pathSegment,
	readProgress,
	readStatus,
	taskFieldsOf,
} from './dialects/read';
import type { Provider } from './provider';
import { offersOf } from './rules/offers';

/** Both of HingNet's interfaces lie at one Base URL. */
export const HINGNET_PATHS = ['/v1/videos', '/v1beta/models', '/v1beta', '/v1'] as const;

/** The page's table of sizes. Its default is 1280x720. */
const SIZES: ReadonlyArray<{ size: string; resolution: Resolution; aspectRatio: AspectRatio }> = [
	{ size: '1280x720', resolution: '720p', aspectRatio: '16:9' },
	{ size: '720x1280', resolution: '720p', aspectRatio: '9:16' },
	{ size: '1920x1080', resolution: '1080p', aspectRatio: '16:9' },
	{ size: '1080x1920', resolution: '1080p', aspectRatio: '9:16' },
];

const models: Provider['models'] = [
	{ tier: 'veo-3.1-fast', id: 'veo-3.1-fast-generate-preview' },
	{ tier: 'veo-3.1', id: 'veo-3.1-generate-preview' },
];

const offers = offersOf(
	{
		durations: [4, 6, 8],
		defaultDuration: 6,
		resolutions: ['720p', '1080p'],
		aspectRatios: ['16:9', '9:16'],
		soundSwitch: false,
		options: [],
		together: [{ when: { resolution: '1080p' }, only: { durationSeconds: [8] } }],
	},
	[
		{ modes: ['text'] },
		{ modes: ['image'], images: { forms: ['url', 'bytes'] } },
		// The multipart form has one file field; two frames go as a list of links.
		{ modes: ['frames'], images: { forms: ['url'] } },
		// "Reference image URLs (1 to 3)": one and two of them are first and last frame on the wire as well.
		{ modes: ['references'], images: { forms: ['url'], count: [1, 3] } },
	],
);

/** The page prints no code for a refusal: the status decides. */
const refusals: Provider['refusals'] = [];

function createRequest(spec: VideoSpec): ServiceRequest {
	const size = sizeOf(spec);
	const { durationSeconds } = spec;
	const common = {
		model: spec.model,
		prompt: spec.prompt,
		...(durationSeconds !== undefined && { seconds: durationSeconds }),
		...(size !== undefined && { size }),
	};
	const path = '/v1/videos';
	if (spec.image?.type === 'bytes') {
		const fields = Object.entries(common).map(([name, value]) => [name, String(value)]);
		return {
			method: 'POST',
			path,
			body: {
				type: 'multipart',
				fields: Object.fromEntries(fields),
				files: [{ ...spec.image, field: 'input_reference' }],
			},
		};
	}
	const links = [spec.image, spec.lastImage, ...(spec.referenceImages ?? [])].flatMap(linkOf);
	return {
		method: 'POST',
		path,
		body: {
			type: 'json',
			json: { ...common, ...(links.length > 0 && { input_reference: links }) },
		},
	};
}

function linkOf(image: SourceImage | undefined): string[] {
	return image?.type === 'url' ? [image.url] : [];
}

/** Create and status answer alike; the link is in `video_url` or in `result.video_url`. */
function readTask(reply: JsonObject, { taskId }: About): Task | null {
	const body = taskFieldsOf(reply);
	// Where a gateway sends both, `id` may be the number of a row of its own.
	const named = textAt(body, 'task_id') ?? textAt(body, 'id');
	const id = taskId ?? named;
	if (id === null || (named === null && body.status === undefined)) return null;
	const status = readStatus(body.status);
	// The endpoint gives one file: of several links the first is its.
	const url = (status === 'completed' ? linksOfGatewayTask(body)[0] : undefined) ?? null;
	const size = SIZES.find((row) => row.size === textAt(body, 'size'));
	return {
		...blankTask(hingNet.name, id),
		status,
		progress: readProgress(body.progress),
		model: textAt(body, 'model'),
		videoUrl: url,
		videos: url === null ? [] : [{ url, expiresAt: readTime(body.expires_at) }],
		durationSeconds: numberAt(body, 'seconds'),
		resolution: size?.resolution ?? null,
		aspectRatio: size?.aspectRatio ?? null,
		createdAt: readTime(body.created_at),
		completedAt: status === 'completed' ? readTime(body.completed_at) : null,
		failure: status === 'failed' ? taskFailure(readErrorEnvelope(body)) : null,
	};
}

export const hingNet: Provider = {
	name: 'hingNet',
	displayName: 'HingNet',
	summary: 'OpenAI-style interface, takes images as files too',
	credentialType: 'hingNetApi',
	documentation: 'https://docs.hingnet.com.cn/gemini/video',
	addedPaths: HINGNET_PATHS,
	models,
	offers,
	refusals,
	findUnsayable: (spec) => findNoSize(hingNet.displayName, spec),
	createRequest,
	statusRequest: (taskId) => ({
		method: 'GET',
		path: `/v1/videos/${pathSegment(taskId)}`,
	}),
	files: ({ taskId, videoUrl }) => [
		{
			path: `/v1/videos/${pathSegment(taskId)}/content`,
			...(videoUrl !== null && { otherwise: { link: videoUrl } }),
		},
	],
	read: byStatus({
		task: readTask,
		problem: readErrorEnvelope,
		refusals,
	}),
};
