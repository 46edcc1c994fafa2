/** WaveSpeed, Veo 3.1: https://wavespeed.ai/models/google/veo3.1/text-to-video and its neighbours */

import { waveSpeed } from '../../nodes/VeoVideo/providers/waveSpeed';
import type { ServiceRequest } from '../../nodes/VeoVideo/terms/request';
import { PNG } from '../nodes/pictures.mts';
import {
	modelId,
	NOTHING,
	type ProviderCases,
	refused,
	type ReplyCase,
	task,
	troubled,
} from './cases.mts';

const PAGE = 'WaveSpeed';
const ID = '9f8e7d6c5b4a39281706f5e4d3c2b1a0';
const FIRST = 'https://example.com/first.png';
const LAST = 'https://example.com/last.png';
const SOURCE = 'https://example.com/source.mp4';
const VIDEO = 'https://d1q70pf5vjeyhc.cloudfront.net/predictions/abc/1.mp4';
const DATA_URI = `data:image/png;base64,${PNG.toString('base64')}`;
const LARGE = Buffer.concat([PNG, Buffer.alloc(1_000_000)]);
const FILE = { fileName: 'photo.png', mimeType: 'image/png', bytes: LARGE };

const tier = (value: string) => ({ __rl: true, mode: 'list', value });

/** The envelope around everything. */
function success(data: unknown): object {
	return { code: 200, message: 'success', data };
}

/** As the page prints a new task. */
const TASK = {
	id: ID,
	model: 'google/veo3.1-fast/text-to-video',
	status: 'created',
	outputs: [],
	urls: { get: `https://api.wavespeed.ai/api/v3/predictions/${ID}/result` },
	created_at: '2026-11-01T11:50:00.123Z',
	error: '',
};

function told(reply: string, change: object, reading: ReplyCase['reading']): ReplyCase {
	return { reply, body: success({ ...TASK, ...change }), taskId: ID, reading };
}

/** A refusal with its own status, and the same within HTTP 200. */
function bothWays(
	reply: string,
	code: number,
	message: string,
	reading: ReplyCase['reading'],
	more: Partial<ReplyCase> = {},
): ReplyCase[] {
	const body = { code, message, data: null };
	return [
		{ ...more, reply, status: code, body: { ...body, error_code: 'some_word' }, reading },
		{ ...more, reply: `${reply}, within HTTP 200`, body, reading },
	];
}

const CREATED = Date.parse(TASK.created_at);

/** The hour that is asked about. */
const HOUR = {
	from: Date.parse('2026-11-01T11:00:00Z'),
	to: Date.parse('2026-11-01T12:00:00Z'),
};

function listRequest(more: { page: number; model?: string }): ServiceRequest {
	return {
		method: 'POST',
		path: '/api/v3/predictions',
		body: {
			type: 'json',
			json: {
				page_size: 100,
				created_after: '2026-11-01T11:00:00.000Z',
				created_before: '2026-11-01T12:00:00.000Z',
				include_inputs: true,
				...more,
			},
		},
	};
}

export const waveSpeedCases: ProviderCases = {
	provider: waveSpeed,
	requests: [
		{
			page: PAGE,
			example: 'text alone: nothing but what is said, and whether there is sound',
			parameters: { inputMode: 'text', model: tier('veo-3.1'), prompt: 'A paper boat' },
			path: '/api/v3/google/veo3.1/text-to-video',
			body: { prompt: 'A paper boat', generate_audio: true },
		},
		{
			page: PAGE,
			example: 'text with every field',
			parameters: {
				inputMode: 'text',
				model: tier('veo-3.1-fast'),
				prompt: 'A paper boat',
				duration: 6,
				resolution: '4k',
				aspectRatio: '9:16',
				generateAudio: false,
				options: { negativePrompt: 'blur', seed: 7 },
			},
			path: '/api/v3/google/veo3.1-fast/text-to-video',
			body: {
				prompt: 'A paper boat',
				duration: 6,
				resolution: '4k',
				aspect_ratio: '9:16',
				generate_audio: false,
				negative_prompt: 'blur',
				seed: 7,
			},
		},
		{
			page: PAGE,
			example: 'Lite, which has no field for sound',
			parameters: {
				inputMode: 'text',
				model: tier('veo-3.1-lite'),
				prompt: 'A paper boat',
				duration: 4,
				resolution: '1080p',
			},
			path: '/api/v3/google/veo3.1-lite/text-to-video',
			body: { prompt: 'A paper boat', duration: 4, resolution: '1080p' },
		},
		{
			page: PAGE,
			example: 'a whole path as the model',
			parameters: {
				inputMode: 'text',
				model: modelId('google/veo3.1-lite/text-to-video'),
				prompt: 'A paper boat',
			},
			path: '/api/v3/google/veo3.1-lite/text-to-video',
			body: { prompt: 'A paper boat' },
		},
		...(['veo-3.1', 'veo-3.1-fast'] as const).map((model) => ({
			page: PAGE,
			example: `${model}, first frame, a small file as a data URI`,
			parameters: {
				inputMode: 'image',
				model: tier(model),
				prompt: 'It sails',
				imageInput: 'binary',
				image: 'photo',
				aspectRatio: '16:9',
			},
			items: [
				{ json: {}, binary: { photo: { data: PNG.toString('base64'), mimeType: 'image/png' } } },
			],
			path: `/api/v3/google/${model.replace('veo-', 'veo')}/image-to-video`,
			body: {
				prompt: 'It sails',
				image: DATA_URI,
				aspect_ratio: '16:9',
				generate_audio: true,
			},
		})),
		{
			page: PAGE,
			example: 'Lite, first frame',
			parameters: {
				inputMode: 'image',
				model: tier('veo-3.1-lite'),
				prompt: 'It sails',
				image: FIRST,
				duration: 8,
			},
			path: '/api/v3/google/veo3.1-lite/image-to-video',
			body: { prompt: 'It sails', image: FIRST, duration: 8 },
		},
		{
			page: PAGE,
			example: 'first and last frame',
			parameters: {
				inputMode: 'frames',
				model: tier('veo-3.1'),
				prompt: 'It sails',
				image: FIRST,
				lastImage: LAST,
				duration: 4,
			},
			path: '/api/v3/google/veo3.1/image-to-video',
			body: {
				prompt: 'It sails',
				image: FIRST,
				last_image: LAST,
				duration: 4,
				generate_audio: true,
			},
		},
		{
			page: PAGE,
			example: 'Lite, first and last frame: a route of its own, without a field for the duration',
			parameters: {
				inputMode: 'frames',
				model: tier('veo-3.1-lite'),
				prompt: 'It sails',
				image: FIRST,
				lastImage: LAST,
				duration: 8,
				aspectRatio: '9:16',
			},
			path: '/api/v3/google/veo3.1-lite/start-end-to-video',
			body: { prompt: 'It sails', image: FIRST, last_image: LAST, aspect_ratio: '9:16' },
		},
		{
			page: PAGE,
			example: 'reference images: neither duration nor shape',
			parameters: {
				inputMode: 'references',
				model: tier('veo-3.1'),
				prompt: 'The same boat at night',
				referenceImages: { values: [{ image: FIRST }, { image: LAST }] },
				duration: 8,
				resolution: '4k',
			},
			path: '/api/v3/google/veo3.1/reference-to-video',
			body: {
				prompt: 'The same boat at night',
				images: [FIRST, LAST],
				resolution: '4k',
				generate_audio: true,
			},
		},
		{
			page: PAGE,
			example: 'reference images with Fast, which takes a shape',
			parameters: {
				inputMode: 'references',
				model: tier('veo-3.1-fast'),
				prompt: 'The same boat at night',
				referenceImages: { values: [{ image: FIRST }] },
				aspectRatio: '9:16',
				generateAudio: false,
			},
			path: '/api/v3/google/veo3.1-fast/reference-to-video',
			body: {
				prompt: 'The same boat at night',
				images: [FIRST],
				aspect_ratio: '9:16',
				generate_audio: false,
			},
		},
		...(['veo-3.1', 'veo-3.1-fast'] as const).map((model) => ({
			page: PAGE,
			example: `${model}, extend`,
			parameters: {
				inputMode: 'video',
				model: tier(model),
				prompt: 'It sails on',
				video: SOURCE,
				duration: 7,
				resolution: '720p',
				options: { seed: 7 },
			},
			path: `/api/v3/google/${model.replace('veo-', 'veo')}/video-extend`,
			body: { prompt: 'It sails on', video: SOURCE, resolution: '720p', seed: 7 },
		})),
		{
			page: PAGE,
			example: 'a model that no page names, as it is',
			spec: { inputMode: 'image', model: 'google/veo3/image-to-video', prompt: 'Go', options: {} },
			path: '/api/v3/google/veo3/image-to-video',
			body: { prompt: 'Go' },
		},
		{
			page: PAGE,
			example: 'an id that would lead elsewhere',
			spec: { inputMode: 'text', model: '../../x?y#z', prompt: 'Go', options: {} },
			path: '/api/v3/%EF%BF%BD/%EF%BF%BD/x%3Fy%23z',
			body: { prompt: 'Go' },
		},
	],
	checks: [{ taskId: ID, request: { method: 'GET', path: `/api/v3/predictions/${ID}/result` } }],
	replies: [
		{
			reply: 'the create',
			body: success(TASK),
			reading: task({
				taskId: ID,
				status: 'queued',
				model: 'google/veo3.1-fast/text-to-video',
				createdAt: '2026-11-01T11:50:00.123Z',
				videoUrl: null,
				cost: null,
			}),
		},
		{
			reply: 'the create with no more than the least, and no message',
			body: { code: 200, data: { id: ID } },
			reading: task({ taskId: ID, status: 'queued' }),
		},
		{
			reply: 'the create of a task that has ended already',
			body: success({ ...TASK, status: 'completed', outputs: [VIDEO] }),
			reading: task({ taskId: ID, status: 'completed', videoUrl: VIDEO }),
		},
		{
			reply: 'the create, with a refusal beside the id',
			body: { code: 402, message: 'Insufficient credits', data: { id: ID } },
			reading: troubled(ID, 'credit', '402', 'Insufficient credits'),
		},
		told('processing', { status: 'processing' }, task({ status: 'running', progress: null })),
		told('a word that no page has', { status: 'polishing' }, task({ status: 'running' })),
		told(
			'a wait that ran out, whose task goes on',
			{ status: 'processing', code: 5004 },
			task({ status: 'running' }),
		),
		told(
			'completed',
			{ status: 'completed', outputs: [VIDEO], timings: { inference: 2500 }, executionTime: 61000 },
			task({
				status: 'completed',
				videoUrl: VIDEO,
				videos: [{ url: VIDEO, expiresAt: null }],
			}),
		),
		told(
			'completed, with objects',
			{ status: 'completed', outputs: [{ url: VIDEO }] },
			task({ videoUrl: VIDEO }),
		),
		told(
			'completed without a video',
			{ status: 'completed' },
			task({ status: 'completed', videoUrl: null, videos: [] }),
		),
		told(
			'failed',
			{ status: 'failed', error: 'The prompt was flagged' },
			task({ status: 'failed', failure: { code: null, message: 'The prompt was flagged' } }),
		),
		told(
			'failed without a reason',
			{ status: 'failed' },
			task({ failure: { code: null, message: 'The provider gave no reason.' } }),
		),
		...[
			['cancelled', 'The task was cancelled.'],
			['timeout', 'WaveSpeed gave the task up: it took too long.'],
			['deleted', 'The task was deleted.'],
		].map(([word = '', message = '']) =>
			told(word, { status: word }, task({ status: 'failed', failure: { code: word, message } })),
		),
		{
			reply: 'a failed task with the status of a fault',
			status: 500,
			body: { code: 500, message: 'failed', data: { ...TASK, status: 'failed', error: 'No luck' } },
			taskId: ID,
			reading: task({ status: 'failed', failure: { code: null, message: 'No luck' } }),
		},
		{
			reply: 'a failure that names no task',
			body: success({ status: 'failed', error: 'rate limit' }),
			taskId: ID,
			reading: NOTHING,
		},
		...bothWays(
			'an unknown task',
			404,
			'task not found',
			refused('noTask', '404', 'task not found'),
			{ taskId: ID },
		),
		...bothWays('a fault', 500, 'internal error', refused('unsure', '500', 'internal error'), {
			taskId: ID,
		}),
	],
	refusals: [
		...bothWays('a wrong key', 401, 'Invalid API key', refused('key', '401', 'Invalid API key')),
		...bothWays('no credit', 402, 'Payment required', refused('credit', '402', 'Payment required')),
		...bothWays(
			'no credit, told in words',
			400,
			'Insufficient credits. Please top up.',
			refused('credit', '400', 'Insufficient credits. Please top up.'),
		),
		...bothWays(
			'a role that the key lacks',
			403,
			'This key lacks the role inference',
			refused('permission', '403', 'This key lacks the role inference'),
		),
		...bothWays(
			'a field that the route does not know',
			400,
			'additionalProperties: generate_audio',
			refused('input', '400', 'additionalProperties: generate_audio'),
		),
		...[405, 413, 415, 422].map((code) => ({
			reply: `HTTP ${code}`,
			status: code,
			body: { code, message: 'Not so' },
			reading: refused(code === 405 ? 'noAddress' : 'input', String(code), 'Not so'),
		})),
		...bothWays(
			'an unknown model',
			404,
			'Model was not found',
			refused('noModel', '404', 'Model was not found'),
		),
		...bothWays('too many creates', 429, 'Slow down', refused('busy', '429', 'Slow down')),
		...bothWays(
			'a fault after which nobody knows',
			500,
			'internal error',
			refused('unsure', '500', 'internal error'),
		),
		{
			reply: 'a gateway that took too long',
			status: 504,
			body: { code: 504, message: 'gateway timeout' },
			reading: refused('unsure', '504', 'gateway timeout'),
		},
	],
	files: [
		{
			task: 'with a link, which wants no key',
			fields: { videos: [{ url: VIDEO, expiresAt: null }] },
			files: [{ link: VIDEO }],
		},
		{ task: 'without a video', fields: {}, files: [] },
	],
	lists: [
		{
			list: 'all tasks of a time',
			query: { ...HOUR, model: null, cursor: null },
			request: listRequest({ page: 1 }),
			replies: [
				{
					reply: 'a page that is not full: there is no other',
					body: success({
						page: 1,
						items: [
							{
								...TASK,
								status: 'completed',
								outputs: [VIDEO],
								executionTime: 61000,
								inputs: { prompt: 'A paper boat', duration: 8 },
							},
							{ ...TASK, id: 'other', model: 'wavespeed-ai/flux-dev' },
							{ ...TASK, id: 't2', status: 'processing' },
						],
					}),
					reading: {
						says: 'listed',
						tasks: [
							{
								taskId: ID,
								model: 'google/veo3.1-fast/text-to-video',
								input: { prompt: 'A paper boat', duration: 8 },
								prompt: 'A paper boat',
								status: 'completed',
								createdAt: CREATED,
								endedAt: CREATED + 61000,
							},
							{
								taskId: 't2',
								model: 'google/veo3.1-fast/text-to-video',
								input: null,
								prompt: null,
								status: 'running',
								createdAt: CREATED,
								endedAt: null,
							},
						],
						cursor: null,
					},
				},
				{
					reply: 'a full page',
					body: success({ page: 1, items: Array.from({ length: 100 }, () => ({})) }),
					reading: { says: 'listed', tasks: [], cursor: '2' },
				},
				{ reply: 'no list', body: success({ page: 1 }), reading: NOTHING },
				{
					reply: 'a wrong key, within HTTP 200',
					body: { code: 401, message: 'Invalid API key' },
					reading: {
						...refused('key', '401', 'Invalid API key'),
					},
				},
			],
			asking: {
				create: {
					method: 'POST',
					path: '/api/v3/google/veo3.1-lite/text-to-video',
					body: { type: 'json', json: { prompt: 'A paper boat' } },
				},
				is: { model: 'google/veo3.1-lite/text-to-video', input: { prompt: 'A paper boat' } },
			},
		},
		{
			list: 'the second page of one route',
			query: { ...HOUR, model: 'google/veo3.1/text-to-video', cursor: '2' },
			request: listRequest({ page: 2, model: 'google/veo3.1/text-to-video' }),
			replies: [],
		},
	],
	uploads: [
		{
			upload: 'a file that is too large for a data URI',
			file: FILE,
			request: {
				method: 'POST',
				path: '/api/v3/media/upload/binary',
				body: { type: 'multipart', fields: {}, files: [{ field: 'file', ...FILE }] },
			},
			replies: [
				{
					reply: 'where it lies',
					body: success({
						type: 'image',
						download_url: 'https://static.wavespeed.ai/media/photo.png',
						filename: 'photo.png',
						size: LARGE.length,
					}),
					reading: { says: 'stored', link: 'https://static.wavespeed.ai/media/photo.png' },
				},
				{ reply: 'no link', body: success({ type: 'image' }), reading: NOTHING },
				{
					reply: 'a refusal within HTTP 200',
					body: { code: 400, message: 'Unsupported file type', data: null },
					reading: refused('input', '400', 'Unsupported file type'),
				},
				{
					reply: 'a wrong key',
					status: 401,
					body: { code: 401, message: 'Invalid API key' },
					reading: refused('key', '401', 'Invalid API key'),
				},
			],
		},
	],
};
