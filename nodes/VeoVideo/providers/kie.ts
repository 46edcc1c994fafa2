/**
 * kie.ai, Veo 3.1, its dedicated interface: https://docs.kie.ai/veo3-api/generate-veo-3-video
 *
 * Assumed where the pages are silent or contradict each other: times without a zone are UTC; translation
 * is sent explicitly, because one page has it on and another off; reference images work in both shapes
 * and with both of the cheaper tiers, as the newest page says.
 */

import { createHash } from 'node:crypto';

import {
	asLink,
	isJsonObject,
	type JsonObject,
	numberAt,
	objectAt,
	readTime,
	textAt,
} from '../terms/json';
import { problemOf, taskFailure } from '../terms/problem';
import type { About } from '../terms/reading';
import type { Reply, ServiceRequest, UploadFile } from '../terms/request';
import type { SourceImage, VideoSpec } from '../terms/spec';
import { blankTask, type Task, type TaskFailure, type TaskStatus } from '../terms/task';
import { byCode, refusalIn } from './dialects/byCode';
import { renamed } from './dialects/fields';
import { linksInText, objectInText } from './dialects/jsonInText';
import { filesAtLinks } from './dialects/read';
import { CODES, CREATE_WINDOW_MS, REFUSALS } from './kieCodes';
import type { Provider, VideoOption } from './provider';
import { offersOf } from './rules/offers';
import { seed } from './rules/options';

const models: Provider['models'] = [
	{ tier: 'veo-3.1-fast', id: 'veo3_fast' },
	{ tier: 'veo-3.1', id: 'veo3' },
	{ tier: 'veo-3.1-lite', id: 'veo3_lite' },
];

/** An extension has other words for the tiers than a create. */
const EXTENDING_MODELS: ReadonlyMap<string, string> = new Map([
	['veo3', 'quality'],
	['veo3_fast', 'fast'],
	['veo3_lite', 'lite'],
]);

const translatePrompt: VideoOption = {
	name: 'translatePrompt',
	displayName: 'Translate Prompt',
	description:
		'Whether a prompt in another language is translated into English first. Prompts that are not in English are refused without it.',
	chinese: '翻译提示词',
	kind: 'switch',
	preset: true,
};

const watermark: VideoOption = {
	name: 'watermark',
	displayName: 'Watermark',
	description: 'A text that is written on the video',
	chinese: '水印',
	kind: 'text',
	preset: '',
	placeholder: 'e.g. My Brand',
};

const seeds: VideoOption = { ...seed, least: 10_000, most: 99_999 };

const offers = offersOf(
	{
		durations: [4, 6, 8],
		defaultDuration: 8,
		resolutions: ['720p', '1080p', '4k'],
		aspectRatios: ['16:9', '9:16', 'auto'],
		soundSwitch: false,
		options: [seeds, translatePrompt, watermark],
	},
	[
		{ modes: ['text'] },
		{ modes: ['image', 'frames'], images: { forms: ['url'] } },
		{
			models: /_(fast|lite)$/,
			modes: ['references'],
			durations: [8],
			images: { forms: ['url'], count: [1, 3] },
		},
		{
			modes: ['video'],
			videoForms: ['taskId'],
			durations: [],
			resolutions: [],
			aspectRatios: [],
			options: [seeds, watermark],
		},
	],
);

function createRequest(spec: VideoSpec): ServiceRequest {
	const common = {
		...renamed(spec, { prompt: 'prompt', durationSeconds: 'duration', resolution: 'resolution' }),
		...renamed(spec.options, { seed: 'seeds', watermark: 'watermark' }),
	};
	if (spec.inputMode === 'video') {
		const model = EXTENDING_MODELS.get(spec.model) ?? spec.model;
		return post('/api/v1/veo/extend', { taskId: spec.video, ...common, model });
	}
	const links = [spec.image, spec.lastImage, ...(spec.referenceImages ?? [])].flatMap(linkOf);
	return post('/api/v1/veo/generate', {
		...common,
		model: spec.model,
		generationType: GENERATION_TYPES[spec.inputMode],
		...(links.length > 0 && { imageUrls: links }),
		...(spec.aspectRatio !== undefined && {
			aspect_ratio: spec.aspectRatio === 'auto' ? 'Auto' : spec.aspectRatio,
		}),
		enableTranslation: spec.options.translatePrompt ?? true,
	});
}

const GENERATION_TYPES = {
	text: 'TEXT_2_VIDEO',
	image: 'FIRST_AND_LAST_FRAMES_2_VIDEO',
	frames: 'FIRST_AND_LAST_FRAMES_2_VIDEO',
	references: 'REFERENCE_2_VIDEO',
} as const;

function post(path: string, json: JsonObject): ServiceRequest {
	return { method: 'POST', path, body: { type: 'json', json } };
}

function linkOf(image: SourceImage | undefined): string[] {
	return image?.type === 'url' ? [image.url] : [];
}

/** A file of the same name would take the place of an older one: the name is made of what the file holds. */
function uploadRequest({ bytes, mimeType, fileName }: UploadFile): ServiceRequest {
	const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
	const name = `${hash}${/\.[a-z0-9]+$/i.exec(fileName)?.[0] ?? ''}`;
	return {
		method: 'POST',
		at: 'upload',
		path: '/api/file-stream-upload',
		body: {
			type: 'multipart',
			fields: { uploadPath: 'n8n-veo-video', fileName: name },
			files: [{ field: 'file', fileName: name, mimeType, bytes }],
		},
	};
}

/** What became of a task. A flag that no page lists counts as running. */
const FLAGS: ReadonlyMap<string, TaskStatus> = new Map([
	['1', 'completed'],
	['2', 'failed'],
	['3', 'failed'],
]);

function readTask(body: JsonObject, about: About): Task | null {
	const data = objectAt(body, 'data');
	const named = textAt(data, 'taskId') ?? textAt(data, 'task_id');
	const taskId = about.taskId ?? named;
	if (taskId === null || (named === null && data.successFlag === undefined)) return null;
	if (about.asked === 'create') return blankTask(kie.name, taskId);
	const status = FLAGS.get(textAt(data, 'successFlag') ?? '') ?? 'running';
	const result = objectInText(data.response);
	// Another model stands in where the flag is set: what was asked for is not what was made.
	const asked = data.fallbackFlag === true ? {} : objectInText(data.paramJson);
	const links = status === 'completed' ? linksOf(data, result) : [];
	const aspectRatio = textAt(asked, 'aspect_ratio');
	const credits = numberAt(data, 'creditsConsumed') ?? 0;
	return {
		...blankTask(kie.name, taskId),
		status,
		model: textAt(asked, 'model'),
		videoUrl: links[0] ?? null,
		videos: links.map((url) => ({ url, expiresAt: null })),
		durationSeconds: numberAt(asked, 'duration'),
		resolution: textAt(result, 'resolution') ?? textAt(asked, 'resolution'),
		aspectRatio: aspectRatio === 'Auto' ? null : aspectRatio,
		createdAt: timeOf(data.createTime),
		completedAt: status === 'completed' ? timeOf(data.completeTime) : null,
		cost: credits > 0 ? { amount: credits, unit: 'credits' } : null,
		failure: status === 'failed' ? failureIn(data) : null,
	};
}

/** A video of the fallback's comes without an error, and in another resolution than the one that was chosen. */
function warningOf(body: JsonObject, { status }: Task): string | null {
	return status === 'completed' && objectAt(body, 'data').fallbackFlag === true
		? 'kie.ai made this video with another model than the chosen one, its fallback: resolution and look may differ.'
		: null;
}

/** After an extension the whole video comes first. `originUrls` are those before the shape was changed. */
function linksOf(data: JsonObject, result: JsonObject): string[] {
	const places = [result.fullResultUrls, result.resultUrls, objectInText(data.info).resultUrls];
	return places.map(linksInText).find((links) => links.length > 0) ?? [];
}

/** What a failed task's code means, for one that comes without words. */
const REASONS: ReadonlyMap<string, string> = new Map([
	['400', 'The prompt or an image was blocked, or an image could not be fetched.'],
	['500', 'kie.ai had a problem of its own.'],
	['501', 'The video could not be made.'],
]);

function failureIn(data: JsonObject): TaskFailure {
	const code = textAt(data, 'errorCode');
	return taskFailure(
		problemOf(code, textAt(data, 'errorMessage') ?? REASONS.get(code ?? '') ?? null),
	);
}

function timeOf(value: unknown): string | null {
	const isZoneless =
		typeof value === 'string' && /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)?$/.test(value);
	return readTime(isZoneless ? `${value.replace(' ', 'T')}Z` : value);
}

/** What an envelope holds, where its code says that all is well. */
function dataOf({ body }: Reply): JsonObject {
	return isJsonObject(body) && textAt(body, 'code') === '200' ? body : {};
}

export const kie: Provider = {
	name: 'kie',
	displayName: 'kie.ai',
	summary: 'All tiers up to 4K, extends its own videos; paid in credits',
	credentialType: 'veoKieApi',
	documentation: 'https://docs.kie.ai/veo3-api/generate-veo-3-video',
	addedPaths: ['/api/v1/veo', '/api/v1', '/api'],
	origins: { base: 'https://api.kie.ai', upload: 'https://kieai.redpandaai.co' },
	models,
	offers,
	refusals: REFUSALS,
	createsPer: { count: 20, windowMs: CREATE_WINDOW_MS },
	createRequest,
	upload: {
		addressField: 'Upload Base URL',
		request: uploadRequest,
		read(reply) {
			const body = isJsonObject(reply.body) ? reply.body : {};
			const link = asLink(objectAt(body, 'data').downloadUrl);
			const refused = refusalIn(reply, body, CODES.upload, 'upload');
			return refused ?? (link === null ? { says: 'nothing' } : { says: 'stored', link });
		},
	},
	statusRequest: (taskId) => ({
		method: 'GET',
		path: '/api/v1/veo/record-info',
		query: { taskId },
	}),
	files: filesAtLinks,
	freshLink: {
		request: (link) => post('/api/v1/common/download-url', { url: link }),
		read: (reply) => asLink(dataOf(reply).data),
	},
	credit: {
		request: { method: 'GET', path: '/api/v1/chat/credit' },
		read: (reply) => numberAt(dataOf(reply), 'data'),
	},
	read: byCode({ task: readTask, warning: warningOf, codes: CODES }),
};
