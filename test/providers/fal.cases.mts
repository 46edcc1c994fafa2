/** fal.ai, its queue, Veo 3.1: https://fal.ai/models/fal-ai/veo3.1 and https://docs.fal.ai/model-apis/model-endpoints/queue */

import { fal } from '../../nodes/VeoVideo/providers/fal';
import type { ServiceRequest } from '../../nodes/VeoVideo/terms/request';
import { PNG } from '../nodes/pictures.mts';
import { further, modelId, NOTHING, type ProviderCases, refused, task } from './cases.mts';

const ID = '764cabcf-b745-4b3e-ae38-1200304cf45b';
const TASK_ID = `fal-ai/veo3.1/requests/${ID}`;
const RESULT = { method: 'GET', path: `/fal-ai/veo3.1/requests/${ID}` } as const;
const LINK = 'https://v3b.fal.media/files/b/koala/abc_output.mp4';
const IMAGE = 'https://example.com/image.jpg';
const VIDEO = 'https://example.com/source.mp4';
const DATA_URI = `data:image/png;base64,${PNG.toString('base64')}`;

const addresses = (app = 'fal-ai/veo3.1', base = 'https://queue.fal.run') => ({
	request_id: ID,
	response_url: `${base}/${app}/requests/${ID}`,
	status_url: `${base}/${app}/requests/${ID}/status`,
	cancel_url: `${base}/${app}/requests/${ID}/cancel`,
});

const detail = (type: string, msg: string, loc: Array<string | number> = ['body', 'prompt']) => ({
	detail: [{ loc, msg, type, url: 'https://docs.fal.ai/errors', input: 'x'.repeat(1000) }],
});

const failed = (code: string | null, message: string) =>
	task({ taskId: TASK_ID, status: 'failed', failure: { code, message }, videoUrl: null });

/** The reply to the question for the result of a request that is over. */
const result = { taskId: TASK_ID, note: 'result' };

const FILE = { fileName: 'image.png', mimeType: 'image/png', bytes: PNG };
const FILE_LINK = 'https://v3b.fal.media/files/b/koala/image.png';
const STATUS = { method: 'GET', path: `/fal-ai/veo3.1/requests/${ID}/status` } as const;
const cancelled = { taskId: TASK_ID, asked: 'cancel' } as const;

/** The hour that is asked about. */
const HOUR = {
	from: Date.parse('2026-11-01T11:00:00Z'),
	to: Date.parse('2026-11-01T12:00:00Z'),
};

function listRequest(endpoint: string, cursor?: string): ServiceRequest {
	return {
		method: 'GET',
		at: 'platform',
		path: '/v1/models/requests/by-endpoint',
		query: {
			endpoint_id: endpoint,
			start: '2026-11-01T11:00:00.000Z',
			end: '2026-11-01T12:00:00.000Z',
			limit: '100',
			expand: 'payloads',
			...(cursor !== undefined && { cursor }),
		},
	};
}

export const falCases: ProviderCases = {
	provider: fal,
	credential: (sandbox) => ({
		apiKey: sandbox.key,
		baseUrl: sandbox.urls.fal,
		uploadBaseUrl: sandbox.url('fal', 'upload'),
		platformBaseUrl: sandbox.url('fal', 'platform'),
	}),
	authorization: (sandbox) => `Key ${sandbox.key}`,
	taskId: (id) => `fal-ai/veo3.1/requests/${id}`,
	requests: [
		{
			page: 'fal-ai/veo3.1',
			example: 'text, and nothing else set',
			parameters: { inputMode: 'text', model: modelId('fal-ai/veo3.1'), prompt: 'A lion' },
			path: '/fal-ai/veo3.1',
			body: { prompt: 'A lion', generate_audio: true },
		},
		{
			page: 'fal-ai/veo3.1/fast',
			example: 'text with all settings',
			parameters: {
				inputMode: 'text',
				model: 'veo-3.1-fast',
				prompt: 'A lion',
				duration: 6,
				resolution: '4k',
				aspectRatio: '9:16',
				generateAudio: false,
				options: { negativePrompt: 'blur', seed: 7, enhancePrompt: false, safetyTolerance: '2' },
			},
			path: '/fal-ai/veo3.1/fast',
			body: {
				prompt: 'A lion',
				duration: '6s',
				resolution: '4k',
				aspect_ratio: '9:16',
				generate_audio: false,
				negative_prompt: 'blur',
				seed: 7,
				auto_fix: false,
				safety_tolerance: '2',
			},
		},
		{
			page: 'fal-ai/veo3.1/lite/image-to-video',
			example: 'first frame by link',
			parameters: {
				inputMode: 'image',
				model: 'veo-3.1-lite',
				prompt: 'She waves',
				image: IMAGE,
				duration: 4,
				resolution: '1080p',
				aspectRatio: 'auto',
			},
			path: '/fal-ai/veo3.1/lite/image-to-video',
			body: {
				prompt: 'She waves',
				image_url: IMAGE,
				duration: '4s',
				resolution: '1080p',
				aspect_ratio: 'auto',
				generate_audio: true,
			},
		},
		{
			page: 'fal-ai/veo3.1/fast/image-to-video',
			example: 'a small file, as a data URI',
			parameters: {
				inputMode: 'image',
				imageInput: 'binary',
				image: 'photo',
				model: modelId('fal-ai/veo3.1/fast'),
				prompt: 'She waves',
			},
			items: [
				{ json: {}, binary: { photo: { data: PNG.toString('base64'), mimeType: 'text/plain' } } },
			],
			path: '/fal-ai/veo3.1/fast/image-to-video',
			body: { prompt: 'She waves', image_url: DATA_URI, generate_audio: true },
		},
		{
			page: 'fal-ai/veo3.1/image-to-video',
			example: 'an id that is an endpoint stays as it is',
			parameters: {
				inputMode: 'image',
				image: IMAGE,
				model: modelId('fal-ai/veo3.1/image-to-video'),
				prompt: 'She waves',
			},
			path: '/fal-ai/veo3.1/image-to-video',
			body: { prompt: 'She waves', image_url: IMAGE, generate_audio: true },
		},
		{
			page: 'fal-ai/veo3.1/first-last-frame-to-video',
			example: 'first frame as base64, last frame by link',
			parameters: {
				inputMode: 'frames',
				model: 'veo-3.1',
				prompt: 'From day to night',
				image: PNG.toString('base64'),
				lastImage: IMAGE,
			},
			path: '/fal-ai/veo3.1/first-last-frame-to-video',
			body: {
				prompt: 'From day to night',
				first_frame_url: DATA_URI,
				last_frame_url: IMAGE,
				generate_audio: true,
			},
		},
		{
			page: 'fal-ai/veo3.1/reference-to-video',
			example: 'three images',
			parameters: {
				inputMode: 'references',
				model: 'veo-3.1',
				prompt: 'The three friends walk through the market',
				referenceImages: { values: [{ image: IMAGE }, { image: DATA_URI }, { image: IMAGE }] },
				duration: 8,
			},
			path: '/fal-ai/veo3.1/reference-to-video',
			body: {
				prompt: 'The three friends walk through the market',
				image_urls: [IMAGE, DATA_URI, IMAGE],
				duration: '8s',
				generate_audio: true,
			},
		},
		{
			page: 'fal-ai/veo3.1/fast/extend-video',
			example: 'seven seconds more',
			parameters: {
				inputMode: 'video',
				model: 'veo-3.1-fast',
				prompt: 'She turns around',
				video: VIDEO,
				duration: 7,
				resolution: '720p',
			},
			path: '/fal-ai/veo3.1/fast/extend-video',
			body: {
				prompt: 'She turns around',
				video_url: VIDEO,
				duration: '7s',
				resolution: '720p',
				generate_audio: true,
			},
		},
	],
	checks: [
		{ taskId: TASK_ID, request: { method: 'GET', path: `/fal-ai/veo3.1/requests/${ID}/status` } },
		{ taskId: ID, request: { method: 'GET', path: `/fal-ai/veo3.1/requests/${ID}/status` } },
		{
			taskId: 'google/gemini-omni-flash/requests/a-1',
			request: { method: 'GET', path: '/google/gemini-omni-flash/requests/a-1/status' },
		},
		{
			taskId: 'workflows/me/mine/requests/a-1',
			request: { method: 'GET', path: '/workflows/me/mine/requests/a-1/status' },
		},
		// Copied out of a page that prints the sub-path: there a question is answered with 405.
		{
			taskId: 'fal-ai/veo3.1/fast/requests/a-1',
			request: { method: 'GET', path: '/fal-ai/veo3.1/requests/a-1/status' },
		},
	],
	replies: [
		{
			reply: 'the create, in full',
			body: { status: 'IN_QUEUE', ...addresses(), queue_position: 0 },
			reading: task({ taskId: TASK_ID, status: 'queued', failure: null }),
		},
		{
			reply: 'the create, in short: its app is that of Veo 3.1',
			body: { request_id: ID },
			reading: task({ taskId: TASK_ID, status: 'queued' }),
		},
		{
			reply: 'the create of another app, through a proxy with a path of its own',
			body: addresses('google/gemini-omni-flash', 'https://proxy.example.com/fal/queue'),
			reading: task({ taskId: `google/gemini-omni-flash/requests/${ID}` }),
		},
		{
			reply: 'the create, with the sub-path in its addresses',
			body: addresses('fal-ai/veo3.1/fast'),
			reading: task({ taskId: TASK_ID }),
		},
		{ reply: 'a create without an id', body: { status: 'IN_QUEUE' }, reading: NOTHING },
		{
			reply: 'in the queue, with 202',
			status: 202,
			taskId: TASK_ID,
			body: { status: 'IN_QUEUE', queue_position: 2, ...addresses() },
			reading: task({ taskId: TASK_ID, status: 'queued' }),
		},
		{
			reply: 'in progress, with 202',
			status: 202,
			taskId: TASK_ID,
			body: { status: 'IN_PROGRESS', logs: null, ...addresses() },
			reading: task({ taskId: TASK_ID, status: 'running', progress: null }),
		},
		{
			reply: 'in progress, with 200',
			taskId: TASK_ID,
			body: { status: 'IN_PROGRESS', logs: [] },
			reading: task({ taskId: TASK_ID, status: 'running' }),
		},
		{
			reply: 'a word that no page lists',
			taskId: TASK_ID,
			body: { status: 'WARMING_UP' },
			reading: task({ status: 'running' }),
		},
		{
			reply: 'completed: the result decides',
			taskId: TASK_ID,
			body: { status: 'COMPLETED', ...addresses(), logs: [], metrics: { inference_time: 3.4 } },
			reading: further(RESULT, 'result'),
		},
		{
			reply: 'completed, though the queue gave up: the result decides, and this stays',
			taskId: TASK_ID,
			body: {
				status: 'COMPLETED',
				error: 'Request timed out',
				error_type: 'request_timeout',
				...addresses(),
			},
			reading: further(RESULT, 'result\nrequest_timeout\nRequest timed out'),
		},
		{
			reply: 'the result',
			...result,
			headers: { 'x-fal-billable-units': '8', 'x-fal-request-id': ID },
			body: {
				video: { url: LINK, content_type: 'video/mp4', file_name: 'output.mp4', file_size: 1234 },
			},
			reading: task({
				taskId: TASK_ID,
				status: 'completed',
				videoUrl: LINK,
				videos: [{ url: LINK, expiresAt: null }],
				cost: { amount: 8, unit: 'billable units' },
				failure: null,
			}),
		},
		{
			reply: 'the result, of which only the link is there',
			...result,
			body: { video: { url: LINK, content_type: null } },
			reading: task({ status: 'completed', videoUrl: LINK, cost: null }),
		},
		{
			reply: 'the result, with the link in another place',
			...result,
			body: { videos: [{ url: LINK }] },
			reading: task({ status: 'completed', videoUrl: LINK }),
		},
		...[{ video: null }, { video: { url: null, content_type: 'video/mp4' } }, { seed: 7 }, {}].map(
			(body) => ({
				reply: `a result without a video: ${JSON.stringify(body)}`,
				...result,
				headers: { 'x-fal-billable-units': '8', 'x-fal-request-id': ID },
				body,
				reading: task({
					taskId: TASK_ID,
					status: 'failed',
					videoUrl: null,
					videos: [],
					cost: { amount: 8, unit: 'billable units' },
					failure: {
						code: 'no_video',
						message: 'fal.ai finished the request, but its result holds no video.',
					},
				}),
			}),
		),
		{
			reply: 'an error that comes with "fine" in place of the result: it is not about the task',
			...result,
			body: { message: 'Service unavailable' },
			reading: NOTHING,
		},
		{
			reply: "another service's JSON in place of the result",
			...result,
			body: { ok: true },
			reading: NOTHING,
		},
		{
			reply: 'the status in place of the result',
			...result,
			status: 202,
			body: { status: 'IN_PROGRESS', ...addresses() },
			reading: task({ status: 'running', failure: null }),
		},
		{
			reply: 'completed, though with an error that has no type',
			taskId: TASK_ID,
			body: { status: 'COMPLETED', error: 'Runner died', ...addresses() },
			reading: further(RESULT, 'result\n\nRunner died'),
		},
		{
			reply: 'the result of a request whose status told an error without a type',
			...result,
			note: 'result\n\nRunner died',
			status: 504,
			text: '',
			reading: failed(null, 'Runner died'),
		},
		{
			reply: 'a word for "cancelled", of a server that stands in for fal',
			taskId: TASK_ID,
			body: { status: 'CANCELED', ...addresses() },
			reading: further(RESULT, 'result\ncancelled\nThe request was cancelled.'),
		},
		{
			reply: 'a word for "failed", likewise',
			taskId: TASK_ID,
			body: { status: 'FAILED', ...addresses() },
			reading: further(RESULT, 'result\n\nThe provider gave no reason.'),
		},
		{
			reply: 'a result that is not there yet',
			...result,
			status: 400,
			body: { detail: 'Request is still in progress' },
			reading: task({ status: 'running', failure: null }),
		},
		{
			reply: 'the content filter',
			...result,
			status: 422,
			headers: { 'x-fal-retryable': 'false' },
			body: detail('content_policy_violation', 'The prompt was flagged'),
			reading: failed(
				'content_policy_violation',
				'prompt: The prompt was flagged. The content filter stopped it: change the prompt or the images.',
			),
		},
		{
			reply: 'no video and no reason',
			...result,
			status: 422,
			body: detail('no_media_generated', 'No media was generated.', ['body']),
			reading: failed(
				'no_media_generated',
				'No media was generated. Veo made no video and gives no reason, mostly a silent safety filter: reword the prompt, or create the video again.',
			),
		},
		{
			reply: 'a link that fal cannot load',
			...result,
			status: 422,
			body: detail('file_download_error', 'Failed to download', ['body', 'image_urls', 1]),
			reading: failed(
				'file_download_error',
				'image_urls.1: Failed to download. A link could not be loaded: it must open for anybody, without a login.',
			),
		},
		{
			reply: 'a wrong value, which only the runner finds',
			...result,
			status: 422,
			body: detail('enum', "Input should be '4s', '6s' or '8s'", ['body', 'duration']),
			reading: failed('enum', "duration: Input should be '4s', '6s' or '8s'"),
		},
		{
			reply: "Google's own refusal, as plain text",
			...result,
			status: 422,
			body: { detail: 'Request blocked due to safety violations' },
			reading: failed(null, 'Request blocked due to safety violations'),
		},
		{
			reply: "a model's own refusal with a status of the key",
			...result,
			status: 401,
			body: detail('feature_not_supported', 'Not for this account'),
			reading: failed('feature_not_supported', 'prompt: Not for this account'),
		},
		{
			reply: 'a time-out at Google',
			...result,
			status: 504,
			body: detail('generation_timeout', 'Timed out', ['body']),
			reading: failed(
				'generation_timeout',
				'Timed out. This is a fault at fal.ai, not of your prompt: create the video again later.',
			),
		},
		{
			reply: 'the queue gave up',
			...result,
			status: 503,
			headers: { 'x-fal-error-type': 'runner_disconnected' },
			body: { detail: 'Runner disconnected', error_type: 'runner_disconnected' },
			reading: failed(
				'runner_disconnected',
				'Runner disconnected. This is a fault at fal.ai, not of your prompt: create the video again later.',
			),
		},
		{
			reply: 'the queue gave up, which only the status told',
			...result,
			note: 'result\nrequest_timeout\nRequest timed out',
			status: 504,
			text: 'upstream request timeout',
			reading: failed(
				'request_timeout',
				'Request timed out. This is a fault at fal.ai, not of your prompt: create the video again later.',
			),
		},
		{
			reply: 'a request that was cancelled',
			...result,
			status: 499,
			headers: { 'x-fal-error-type': 'client_cancelled' },
			body: { detail: 'Request was cancelled', error_type: 'client_cancelled' },
			reading: failed('cancelled', 'Request was cancelled'),
		},
		{
			reply: 'a request that was cancelled while somebody still asked',
			...result,
			status: 499,
			body: { detail: 'Client disconnected', error_type: 'client_disconnected' },
			reading: failed('cancelled', 'Client disconnected'),
		},
		...[
			{ status: 404, body: { detail: 'Request not found' } },
			{ status: 502, text: '<html></html>' },
		].map((reply) => ({
			reply: `a request that was cancelled, which only the status told: ${reply.status}`,
			...result,
			note: 'result\nclient_cancelled\nRequest was cancelled',
			...reply,
			reading: failed('cancelled', 'Request was cancelled'),
		})),
		{
			reply: 'a gateway that hiccups over the result: asked again',
			...result,
			status: 504,
			text: '<html><body>504 Gateway Time-out</body></html>',
			reading: refused('unsure', null, null),
		},
		{
			reply: 'a fault without a word of its own: asked again',
			...result,
			status: 500,
			body: { detail: 'Internal Server Error' },
			reading: refused('unsure', null, 'Internal Server Error'),
		},
		...[{ status: 'CANCELLATION_REQUESTED' }, { status: 'OK' }, { success: true }].map((body) => ({
			reply: `a cancel that was taken: ${JSON.stringify(body)}`,
			...cancelled,
			status: 202,
			body,
			reading: further(STATUS, 'status, cancelled'),
		})),
		{
			reply: 'a cancel that was taken without a word',
			...cancelled,
			status: 202,
			text: '',
			reading: further(STATUS, 'status, cancelled'),
		},
		...[
			{ status: 400, body: { status: 'ALREADY_COMPLETED' } },
			{ status: 200, body: { status: 'ALREADY_COMPLETED' } },
			{ status: 200, body: { success: false } },
			{ status: 200, body: { status: 'NOT_FOUND' } },
		].map((one) => ({
			reply: `a cancel that came too late: ${JSON.stringify(one)}`,
			...cancelled,
			...one,
			reading: further(STATUS, 'status'),
		})),
		{
			reply: 'a request that was cancelled in the queue, and is known no more',
			...cancelled,
			note: 'status, cancelled',
			status: 404,
			body: { status: 'NOT_FOUND' },
			reading: failed('cancelled', 'The request was cancelled.'),
		},
		{
			reply: 'a request that was cancelled, and goes on for now',
			...cancelled,
			note: 'status, cancelled',
			status: 202,
			body: { status: 'IN_PROGRESS' },
			reading: task({ taskId: TASK_ID, status: 'running' }),
		},
		{
			reply: 'a request that was cancelled, and is over',
			...cancelled,
			note: 'status, cancelled',
			body: { status: 'COMPLETED' },
			reading: further(RESULT, 'result, cancelled'),
		},
		{
			reply: 'the result of one that was cancelled',
			...cancelled,
			note: 'result, cancelled',
			status: 499,
			text: '',
			reading: failed('cancelled', 'The request was cancelled.'),
		},
		{
			reply: 'the result of one that was finished before',
			...cancelled,
			note: 'result, cancelled',
			body: { video: { url: LINK } },
			reading: task({ status: 'completed', videoUrl: LINK }),
		},
		{
			reply: 'a page in place of the result',
			...result,
			text: '<html><body>Sign in</body></html>',
			reading: NOTHING,
		},
	],
	cancels: [
		{ taskId: TASK_ID, request: { method: 'PUT', path: `/fal-ai/veo3.1/requests/${ID}/cancel` } },
		{
			taskId: 'google/gemini-omni-flash/requests/a-1',
			request: { method: 'PUT', path: '/google/gemini-omni-flash/requests/a-1/cancel' },
		},
	],
	lists: [
		{
			list: 'the requests of one endpoint',
			query: { ...HOUR, model: 'fal-ai/veo3.1/fast/image-to-video', cursor: null },
			request: listRequest('fal-ai/veo3.1/fast/image-to-video'),
			replies: [
				{
					reply: 'what has ended, and perhaps what has not',
					body: {
						items: [
							{
								request_id: 'r-1',
								endpoint_id: 'fal-ai/veo3.1/fast/image-to-video',
								sent_at: '2026-11-01T11:50:00Z',
								started_at: '2026-11-01T11:50:01Z',
								ended_at: '2026-11-01T11:51:00Z',
								status_code: 200,
								json_input: { prompt: 'A paper boat' },
							},
							{ request_id: 'r-2', ended_at: '2026-11-01T11:51:00Z', status_code: 422 },
							{ request_id: 'r-3', sent_at: '2026-11-01T11:55:00Z' },
							{},
						],
						next_cursor: null,
						has_more: false,
					},
					reading: {
						says: 'listed',
						tasks: [
							{
								taskId: 'fal-ai/veo3.1/requests/r-1',
								model: 'fal-ai/veo3.1/fast/image-to-video',
								input: { prompt: 'A paper boat' },
								prompt: 'A paper boat',
								status: 'completed',
								createdAt: Date.parse('2026-11-01T11:50:00Z'),
								endedAt: Date.parse('2026-11-01T11:51:00Z'),
							},
							{
								taskId: 'fal-ai/veo3.1/requests/r-2',
								model: 'fal-ai/veo3.1/fast/image-to-video',
								input: null,
								prompt: null,
								status: 'failed',
								createdAt: null,
								endedAt: Date.parse('2026-11-01T11:51:00Z'),
							},
							{
								taskId: 'fal-ai/veo3.1/requests/r-3',
								model: 'fal-ai/veo3.1/fast/image-to-video',
								input: null,
								prompt: null,
								status: 'running',
								createdAt: Date.parse('2026-11-01T11:55:00Z'),
								endedAt: null,
							},
						],
						cursor: null,
					},
				},
				{
					reply: 'a page of more',
					body: { requests: [], next_cursor: 'x:y', has_more: true },
					reading: { says: 'listed', tasks: [], cursor: '0:x:y' },
				},
				{ reply: 'no list', body: { hello: 'world' }, reading: NOTHING },
				{
					reply: 'a wrong key',
					status: 401,
					body: { detail: 'invalid key credentials' },
					reading: refused('key', null, 'invalid key credentials'),
				},
			],
			asking: {
				create: {
					method: 'POST',
					path: '/fal-ai/veo3.1/fast/image-to-video',
					body: { type: 'json', json: { prompt: 'A paper boat' } },
				},
				is: { model: 'fal-ai/veo3.1/fast/image-to-video', input: { prompt: 'A paper boat' } },
			},
		},
		{
			list: 'all of them: endpoint by endpoint',
			query: { ...HOUR, model: null, cursor: null },
			request: listRequest('fal-ai/veo3.1'),
			replies: [
				{
					reply: 'the first endpoint has none',
					body: { items: [] },
					reading: { says: 'listed', tasks: [], cursor: '1:' },
				},
			],
		},
		{
			list: 'the second endpoint, and its second page',
			query: { ...HOUR, model: null, cursor: '1:x:y' },
			request: listRequest('fal-ai/veo3.1/fast', 'x:y'),
			replies: [],
		},
		{
			list: 'the last endpoint: there is no other',
			query: { ...HOUR, model: null, cursor: '11:' },
			request: listRequest('fal-ai/veo3.1/fast/extend-video'),
			replies: [
				{
					reply: 'none',
					body: { items: [] },
					reading: { says: 'listed', tasks: [], cursor: null },
				},
			],
		},
	],
	uploads: [
		{
			upload: 'a PNG, in two steps',
			file: FILE,
			request: {
				method: 'POST',
				path: '/storage/upload/initiate',
				query: { storage_type: 'fal-cdn-v3' },
				at: 'upload',
				body: { type: 'json', json: { content_type: 'image/png', file_name: 'image.png' } },
			},
			replies: [
				{
					reply: 'where the bytes go',
					body: { upload_url: `${FILE_LINK}?X-Signature=abc`, file_url: FILE_LINK },
					reading: further(
						{
							method: 'PUT',
							withoutKey: true,
							link: `${FILE_LINK}?X-Signature=abc`,
							body: { type: 'bytes', mimeType: 'image/png', bytes: PNG },
						},
						FILE_LINK,
					),
				},
				{
					reply: 'the bytes were taken',
					note: FILE_LINK,
					text: '',
					reading: { says: 'stored', link: FILE_LINK },
				},
				{
					reply: 'the store did not take the bytes',
					note: FILE_LINK,
					status: 503,
					text: '<Error><Code>SlowDown</Code></Error>',
					reading: refused('unsure', null, null),
				},
				{
					reply: 'a wrong key',
					status: 401,
					body: { detail: 'Authorization header is required' },
					reading: refused('key', null, 'Authorization header is required'),
				},
				{ reply: 'no address', body: { file_url: FILE_LINK }, reading: NOTHING },
			],
		},
	],
	refusals: [
		{
			reply: 'a wrong key',
			status: 401,
			body: { detail: 'invalid key credentials' },
			reading: refused('key', null, 'invalid key credentials'),
		},
		{
			reply: 'a key that no longer works, while a video is made',
			status: 401,
			taskId: TASK_ID,
			body: { detail: 'invalid key credentials' },
			reading: refused('key', null, 'invalid key credentials'),
		},
		{
			reply: 'a key that no longer works, when the result is asked for',
			...result,
			status: 401,
			body: { detail: 'invalid key credentials' },
			reading: refused('key', null, 'invalid key credentials'),
		},
		...[{}, { taskId: TASK_ID }, result].map((about) => ({
			reply: `a balance that is used up, ${JSON.stringify(about)}`,
			...about,
			status: 403,
			body: { detail: 'User is locked. Reason: Exhausted balance. Top up at fal.ai/dashboard.' },
			reading: refused(
				'credit',
				'exhausted_balance',
				'User is locked. Reason: Exhausted balance. Top up at fal.ai/dashboard.',
			),
		})),
		{
			reply: 'a key that may not',
			status: 403,
			body: { detail: 'Forbidden' },
			reading: refused('permission', null, 'Forbidden'),
		},
		{
			reply: 'an app that is gone',
			status: 404,
			body: { detail: 'Application "veo9" not found' },
			reading: refused('noModel', 'unknown_endpoint', 'Application "veo9" not found'),
		},
		{
			reply: 'a wrong value, told at once',
			status: 422,
			body: detail('missing', 'Field required', ['body', 'image_url']),
			reading: refused('input', 'missing', 'image_url: Field required'),
		},
		{
			reply: 'too many at a time',
			status: 429,
			headers: { 'x-fal-needs-retry': '1' },
			body: { detail: 'Too many requests', error_type: 'concurrent_requests_limit' },
			reading: refused('busy', 'concurrent_requests_limit', 'Too many requests'),
		},
		{
			reply: 'a request that nobody knows',
			status: 404,
			taskId: TASK_ID,
			body: { status: 'NOT_FOUND' },
			reading: refused('noTask', null, null),
		},
		{
			reply: 'a cancel of a request that nobody knows',
			...cancelled,
			status: 404,
			body: { status: 'NOT_FOUND' },
			reading: refused('noTask', null, null),
		},
		{
			reply: 'a result that is no longer kept',
			...result,
			status: 404,
			body: { detail: 'Request not found' },
			reading: refused('noTask', null, 'Request not found'),
		},
		{
			reply: 'a sub-path that takes orders only',
			status: 405,
			taskId: TASK_ID,
			headers: { allow: 'POST' },
			text: '',
			reading: refused('input', null, null),
		},
		{
			reply: 'an address of the platform',
			status: 500,
			body: { error: { type: 'server_error', message: 'Something went wrong' } },
			reading: refused('unsure', 'server_error', 'Something went wrong'),
		},
	],
	files: [
		{
			task: 'by its link',
			fields: { videos: [{ url: LINK, expiresAt: null }] },
			files: [{ link: LINK, withoutKey: true }],
		},
	],
};
