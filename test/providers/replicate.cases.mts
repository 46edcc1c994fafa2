/** Replicate, its official Veo models: https://replicate.com/google/veo-3.1 and https://replicate.com/docs/reference/http */

import { replicate } from '../../nodes/VeoVideo/providers/replicate';
import { PNG } from '../nodes/pictures.mts';
import { modelId, NOTHING, type ProviderCases, refused, type ReplyCase, task } from './cases.mts';

const PAGE = 'Replicate';
const ID = 'q1w2e3r4t5y6u7i8o9p0a1s2d3';
const FIRST = 'https://example.com/first.png';
const LAST = 'https://example.com/last.png';
const VIDEO = 'https://replicate.delivery/xezq/abc/tmp.mp4';
const DATA_URI = `data:image/png;base64,${PNG.toString('base64')}`;
/** A data URI of it would be longer than the page allows. */
const LARGE = Buffer.concat([PNG, Buffer.alloc(200_000)]);
const FILE = { fileName: 'photo.png', mimeType: 'image/png', bytes: LARGE };

/** The hour that is asked about. */
const HOUR = {
	from: Date.parse('2026-11-01T11:00:00Z'),
	to: Date.parse('2026-11-01T12:00:00Z'),
};

const path = (model: string) => `/v1/models/google/${model}/predictions`;

/** As the specification prints one, unfinished. */
const PREDICTION = {
	id: ID,
	model: 'google/veo-3.1',
	version: 'hidden',
	input: { prompt: 'A paper boat', duration: 8, resolution: '1080p', aspect_ratio: '16:9' },
	logs: '',
	output: null,
	error: null,
	status: 'starting',
	source: 'api',
	data_removed: false,
	created_at: '2026-11-01T11:50:00.123Z',
	urls: {
		get: `https://api.replicate.com/v1/predictions/${ID}`,
		cancel: `https://api.replicate.com/v1/predictions/${ID}/cancel`,
		web: `https://replicate.com/p/${ID}`,
	},
};

const DONE = {
	...PREDICTION,
	status: 'succeeded',
	output: VIDEO,
	started_at: '2026-11-01T11:50:02.000Z',
	completed_at: '2026-11-01T11:51:13.500Z',
	metrics: { predict_time: 71.2, total_time: 73.0 },
};

function ended(reply: string, change: object, reading: ReplyCase['reading']): ReplyCase {
	return { reply, body: { ...DONE, ...change }, taskId: ID, reading };
}

export const replicateCases: ProviderCases = {
	provider: replicate,
	requests: [
		{
			page: PAGE,
			example: 'text alone: nothing but what is said, and whether there is sound',
			parameters: { inputMode: 'text', model: modelId('google/veo-3.1'), prompt: 'A paper boat' },
			path: path('veo-3.1'),
			body: { input: { prompt: 'A paper boat', generate_audio: true } },
		},
		{
			page: PAGE,
			example: 'text with every field; a duration is a number',
			parameters: {
				inputMode: 'text',
				model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' },
				prompt: 'A paper boat',
				duration: 6,
				resolution: '720p',
				aspectRatio: '9:16',
				generateAudio: false,
				options: { negativePrompt: 'blur', seed: 7 },
			},
			path: path('veo-3.1-fast'),
			body: {
				input: {
					prompt: 'A paper boat',
					duration: 6,
					resolution: '720p',
					aspect_ratio: '9:16',
					generate_audio: false,
					negative_prompt: 'blur',
					seed: 7,
				},
			},
		},
		{
			page: PAGE,
			example: 'Lite: no word about sound',
			parameters: {
				inputMode: 'text',
				model: { __rl: true, mode: 'list', value: 'veo-3.1-lite' },
				prompt: 'A paper boat',
				duration: 8,
				resolution: '1080p',
			},
			path: path('veo-3.1-lite'),
			body: { input: { prompt: 'A paper boat', duration: 8, resolution: '1080p' } },
		},
		{
			page: PAGE,
			example: 'first frame, a small file as a data URI',
			parameters: {
				inputMode: 'image',
				model: modelId('google/veo-3.1-lite'),
				prompt: 'It sails',
				imageInput: 'binary',
				image: 'photo',
			},
			items: [
				{ json: {}, binary: { photo: { data: PNG.toString('base64'), mimeType: 'image/png' } } },
			],
			path: path('veo-3.1-lite'),
			body: { input: { prompt: 'It sails', image: DATA_URI } },
		},
		{
			page: PAGE,
			example: 'first and last frame by link',
			parameters: {
				inputMode: 'frames',
				model: modelId('google/veo-3.1'),
				prompt: 'It sails',
				image: FIRST,
				lastImage: LAST,
			},
			path: path('veo-3.1'),
			body: {
				input: { prompt: 'It sails', image: FIRST, last_frame: LAST, generate_audio: true },
			},
		},
		{
			page: PAGE,
			example: 'reference images',
			parameters: {
				inputMode: 'references',
				model: modelId('google/veo-3.1'),
				prompt: 'The same boat at night',
				referenceImages: { values: [{ image: FIRST }, { image: LAST }] },
				duration: 8,
				aspectRatio: '16:9',
			},
			path: path('veo-3.1'),
			body: {
				input: {
					prompt: 'The same boat at night',
					reference_images: [FIRST, LAST],
					duration: 8,
					aspect_ratio: '16:9',
					generate_audio: true,
				},
			},
		},
		{
			page: PAGE,
			example: 'a model with a version',
			spec: { inputMode: 'text', model: 'someone/veo:5c7d', prompt: 'A paper boat', options: {} },
			path: '/v1/predictions',
			body: { version: 'someone/veo:5c7d', input: { prompt: 'A paper boat' } },
		},
		...['5c7d'.repeat(16), '../predictions', 'a/../../files', 'google/..'].map((model) => ({
			page: PAGE,
			example: `the model "${model}", which is none of theirs by name`,
			spec: { inputMode: 'text' as const, model, prompt: 'A paper boat', options: {} },
			path: '/v1/predictions',
			body: { version: model, input: { prompt: 'A paper boat' } },
		})),
	],
	checks: [{ taskId: ID, request: { method: 'GET', path: `/v1/predictions/${ID}` } }],
	replies: [
		{
			reply: 'the create, with 201',
			status: 201,
			body: PREDICTION,
			reading: task({
				taskId: ID,
				status: 'queued',
				model: 'google/veo-3.1',
				videoUrl: null,
				durationSeconds: 8,
				resolution: '1080p',
				aspectRatio: '16:9',
				createdAt: '2026-11-01T11:50:00.123Z',
				completedAt: null,
				cost: null,
			}),
		},
		{
			reply: 'the create, with 202 and no more than the least',
			status: 202,
			body: { id: ID, status: 'starting' },
			reading: task({ taskId: ID, status: 'queued' }),
		},
		{
			reply: 'processing',
			body: { ...PREDICTION, status: 'processing' },
			taskId: ID,
			reading: task({ status: 'running', progress: null }),
		},
		{
			reply: 'a word that no document has',
			body: { ...PREDICTION, status: 'polishing' },
			taskId: ID,
			reading: task({ status: 'running' }),
		},
		ended(
			'succeeded, with a link that lives for an hour',
			{},
			task({
				status: 'completed',
				videoUrl: VIDEO,
				videos: [{ url: VIDEO, expiresAt: '2026-11-01T12:51:13.500Z' }],
				completedAt: '2026-11-01T11:51:13.500Z',
			}),
		),
		ended(
			'succeeded on the website, whose files stay',
			{ source: 'web' },
			task({ videos: [{ url: VIDEO, expiresAt: null }] }),
		),
		ended('succeeded, with a list', { output: [VIDEO] }, task({ videoUrl: VIDEO })),
		ended('succeeded, with an object', { output: { url: VIDEO } }, task({ videoUrl: VIDEO })),
		ended(
			'succeeded, and deleted after an hour',
			{ output: null, input: {}, logs: '', data_removed: true },
			{
				says: 'task',
				task: { status: 'completed', videoUrl: null, videos: [], failure: null },
				warning:
					'The video is gone. Replicate deletes the files of a prediction an hour after its end, and this one is over for longer.',
			},
		),
		ended(
			'succeeded without an output, though nothing was deleted',
			{ output: null },
			task({
				status: 'failed',
				failure: {
					code: 'no_video',
					message: 'Replicate calls the prediction succeeded, but it has no output.',
				},
			}),
		),
		ended(
			'failed, with a code of the platform',
			{ status: 'failed', output: null, error: 'E6716: Timeout starting prediction' },
			task({
				status: 'failed',
				failure: { code: 'E6716', message: 'E6716: Timeout starting prediction' },
			}),
		),
		ended(
			'failed, held back by its moderation',
			{ status: 'failed', output: null, error: 'The input was flagged as sensitive. (E005) (x1)' },
			task({
				failure: { code: 'E005', message: 'The input was flagged as sensitive. (E005) (x1)' },
			}),
		),
		ended(
			'failed, where only the log tells why',
			{ status: 'failed', output: null, error: null, logs: 'Running\nOut of luck\n' },
			task({ failure: { code: null, message: 'Out of luck' } }),
		),
		ended(
			'failed, and nobody says why',
			{ status: 'failed', output: null, error: null, logs: null },
			task({ failure: { code: null, message: 'The provider gave no reason.' } }),
		),
		ended(
			'canceled, without logs',
			{ status: 'canceled', output: null, logs: null },
			task({
				status: 'failed',
				failure: { code: 'cancelled', message: 'The prediction was cancelled.' },
			}),
		),
		ended(
			'aborted: its deadline passed before it began',
			{ status: 'aborted', output: null },
			task({
				status: 'failed',
				failure: {
					code: 'aborted',
					message: 'The prediction was ended before it began: its deadline had passed.',
				},
			}),
		),
		{ reply: 'no prediction', body: { results: [] }, taskId: ID, reading: NOTHING },
		{
			reply: 'a failure that names no prediction',
			body: { status: 'failed', error: 'rate limit' },
			taskId: ID,
			reading: refused('input', null, 'rate limit'),
		},
		{
			reply: 'an unknown prediction',
			status: 404,
			body: { detail: 'Not found.', status: 404 },
			taskId: ID,
			reading: refused('noTask', '404', 'Not found.'),
		},
		{
			reply: 'too many questions, told in words alone',
			status: 429,
			body: { detail: 'Request was throttled. Your rate limit resets in ~3s.' },
			taskId: ID,
			reading: refused('busy', null, 'Request was throttled. Your rate limit resets in ~3s.'),
		},
	],
	refusals: [
		{
			reply: 'a wrong token',
			status: 401,
			body: {
				title: 'Authentication required',
				detail: 'Invalid or expired API token.',
				status: 401,
			},
			reading: refused('key', '401', 'Invalid or expired API token.'),
		},
		{
			reply: 'no token',
			status: 401,
			body: { detail: 'Authorization header required' },
			reading: refused('key', null, 'Authorization header required'),
		},
		{
			reply: 'no credit',
			status: 402,
			body: { title: 'Insufficient credit', detail: 'Please purchase credit.', status: 402 },
			reading: refused('credit', '402', 'Please purchase credit.'),
		},
		{
			reply: 'an input that breaks the schema',
			status: 422,
			body: {
				title: 'Input validation failed',
				detail: '- input.duration: must be one of 4, 6, 8',
				status: 422,
				invalid_fields: [{ type: 'enum', field: 'input.duration', description: 'must be one of' }],
			},
			reading: refused('input', '422', '- input.duration: must be one of 4, 6, 8'),
		},
		{
			reply: 'a title alone',
			status: 422,
			body: { title: 'Input validation failed', status: 422 },
			reading: refused('input', '422', 'Input validation failed'),
		},
		{
			reply: 'an unknown model',
			status: 404,
			body: { detail: 'The requested resource could not be found.', status: 404 },
			reading: refused('noAddress', '404', 'The requested resource could not be found.'),
		},
		{
			reply: 'too many creates, with the pause in the body',
			status: 429,
			body: { detail: 'Request was throttled.', status: 429, retry_after: 7 },
			reading: refused('busy', '429', 'Request was throttled.'),
		},
		{
			reply: 'a fault after which nobody knows',
			status: 500,
			body: { title: 'Internal server error', detail: 'Oops', status: 500 },
			reading: refused('unsure', '500', 'Oops'),
		},
		{
			reply: 'closed, which does not say that nothing was taken',
			status: 503,
			body: { detail: 'Service unavailable', status: 503 },
			reading: refused('unsure', '503', 'Service unavailable'),
		},
	],
	files: [
		{
			task: 'with its link, which wants no key',
			fields: { videos: [{ url: VIDEO, expiresAt: null }] },
			files: [{ link: VIDEO }],
		},
		{
			task: 'whose file is deleted',
			fields: { videos: [] },
			files: [
				{
					gone: 'Replicate deletes the files of a prediction an hour after its end, and this one is over for longer.',
				},
			],
		},
	],
	cancels: [{ taskId: ID, request: { method: 'POST', path: `/v1/predictions/${ID}/cancel` } }],
	lists: [
		{
			list: 'predictions of Veo, of whichever model',
			query: { ...HOUR, model: null, cursor: null },
			request: {
				method: 'GET',
				path: '/v1/predictions',
				query: {
					created_after: '2026-11-01T11:00:00.000Z',
					created_before: '2026-11-01T12:00:00.000Z',
				},
			},
			replies: [
				{
					reply: 'a page, with a link to the next',
					body: {
						previous: null,
						next: 'https://api.replicate.com/v1/predictions?cursor=cD0y',
						results: [
							{ ...DONE, input: undefined, output: undefined },
							{ ...PREDICTION, id: 'other', model: 'black-forest-labs/flux' },
							{ ...PREDICTION, id: 'p2', model: 'google/veo-3.1-fast' },
						],
					},
					reading: {
						says: 'listed',
						tasks: [
							{
								taskId: ID,
								model: 'google/veo-3.1',
								input: null,
								prompt: null,
								status: 'completed',
								createdAt: Date.parse('2026-11-01T11:50:00.123Z'),
								endedAt: Date.parse('2026-11-01T11:51:13.500Z'),
							},
							{
								taskId: 'p2',
								model: 'google/veo-3.1-fast',
								input: PREDICTION.input,
								prompt: 'A paper boat',
								status: 'queued',
								createdAt: Date.parse('2026-11-01T11:50:00.123Z'),
								endedAt: null,
							},
						],
						cursor: 'https://api.replicate.com/v1/predictions?cursor=cD0y',
					},
				},
				{ reply: 'no list', body: { id: ID }, reading: NOTHING },
				{
					reply: 'a wrong token',
					status: 401,
					body: { title: 'Unauthenticated', detail: 'No valid token', status: 401 },
					reading: refused('key', '401', 'No valid token'),
				},
			],
			asking: {
				create: {
					method: 'POST',
					path: path('veo-3.1'),
					body: { type: 'json', json: { input: { prompt: 'A paper boat' } } },
				},
				is: { model: 'google/veo-3.1', input: { prompt: 'A paper boat' } },
			},
		},
		{
			list: 'the next page of one model: of its link only the query',
			query: {
				...HOUR,
				model: 'google/veo-3.1',
				cursor: 'https://evil.example/take?cursor=cD0y&created_after=x',
			},
			request: {
				method: 'GET',
				path: '/v1/predictions',
				query: { cursor: 'cD0y', created_after: 'x' },
			},
			replies: [
				{
					reply: 'the last page',
					body: { next: null, results: [{ ...DONE, model: 'google/veo-3.1-fast' }] },
					reading: { says: 'listed', tasks: [], cursor: null },
				},
			],
		},
	],
	uploads: [
		{
			upload: 'a file that is too large for a data URI',
			file: FILE,
			request: {
				method: 'POST',
				path: '/v1/files',
				body: { type: 'multipart', fields: {}, files: [{ field: 'content', ...FILE }] },
			},
			replies: [
				{
					reply: 'its record, with 201',
					status: 201,
					body: {
						id: 'file1',
						name: 'photo.png',
						content_type: 'image/png',
						size: LARGE.length,
						urls: { get: 'https://api.replicate.com/v1/files/file1' },
					},
					reading: { says: 'stored', link: 'https://api.replicate.com/v1/files/file1' },
				},
				{ reply: 'a record without a link', status: 201, body: { id: 'file1' }, reading: NOTHING },
				{
					reply: 'a wrong token',
					status: 401,
					body: { title: 'Unauthenticated', detail: 'No valid token', status: 401 },
					reading: refused('key', '401', 'No valid token'),
				},
				{
					reply: 'a file that is too large',
					status: 413,
					body: { detail: 'The file is larger than 100 MiB', status: 413 },
					reading: refused('input', '413', 'The file is larger than 100 MiB'),
				},
			],
		},
	],
};
