/** Gateways with OpenAI's `/v1/videos`, written beside their documents and sources: LiteLLM, new-api, Portkey, and others. */

import { openAiCompatible } from '../../nodes/VeoVideo/providers/openAiCompatible';
import type { JsonObject } from '../../nodes/VeoVideo/terms/json';
import type { SourceImage, VideoSpec } from '../../nodes/VeoVideo/terms/spec';
import { PNG } from '../nodes/pictures.mts';
import {
	modelId,
	NOTHING,
	type ProviderCases,
	refused,
	type ReplyCase,
	type RequestCase,
	task,
	troubled,
} from './cases.mts';
import {
	BARE_ENDS,
	besideTheTask,
	FAILED_QUESTION,
	LINKS_OF_GATEWAYS,
	REFUSALS_OF_NEW_API,
	UNKNOWN_WORD,
} from './gatewayCases.mts';

const ID = 'video_bGl0ZWxsbTp4PT0=';
const BASE64 = PNG.toString('base64');
const GOOGLE_IMAGE = { bytesBase64Encoded: BASE64, mimeType: 'image/png' };
const STANDARD = modelId('veo-3.1-generate-001');
const FAST = { __rl: true, mode: 'list', value: 'veo-3.1-fast' };
const FIRST_FRAME = {
	inputMode: 'image',
	prompt: 'It sails',
	imageInput: 'binary',
	image: 'photo',
};
const FRAMES = { ...FIRST_FRAME, inputMode: 'frames', lastImage: 'photo' };
const REFERENCES = {
	inputMode: 'references',
	prompt: 'The same boat at night',
	imageInput: 'binary',
	referenceImages: { values: [{ image: 'photo' }, { image: 'photo' }] },
};
const WITH_PHOTO = {
	items: [{ json: {}, binary: { photo: { data: BASE64, mimeType: 'image/png' } } }],
	path: '/v1/videos',
};
const FILE: SourceImage = {
	type: 'bytes',
	bytes: PNG,
	mimeType: 'image/png',
	fileName: 'photo.png',
	given: 'file',
};

function form(fields: JsonObject): JsonObject {
	return {
		fields,
		files: [{ field: 'input_reference', contentType: 'image/png', bytes: PNG.length }],
	};
}

const OF_ANY: readonly RequestCase[] = [
	{
		page: 'any gateway',
		example: 'text alone',
		parameters: { inputMode: 'text', model: STANDARD, prompt: 'A paper boat' },
		path: '/v1/videos',
		body: { model: 'veo-3.1-generate-001', prompt: 'A paper boat' },
	},
	{
		page: 'any gateway',
		example: 'text, seconds as text and one size',
		parameters: {
			inputMode: 'text',
			model: FAST,
			prompt: 'A paper boat',
			duration: 6,
			resolution: '1080p',
			aspectRatio: '9:16',
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-fast-generate-001',
			prompt: 'A paper boat',
			seconds: '6',
			size: '1080x1920',
		},
	},
	{
		page: 'any gateway',
		example: '4k is a wide size',
		parameters: { inputMode: 'text', model: STANDARD, prompt: 'A paper boat', resolution: '4k' },
		path: '/v1/videos',
		body: { model: 'veo-3.1-generate-001', prompt: 'A paper boat', size: '3840x2160' },
	},
	{
		...WITH_PHOTO,
		page: 'any gateway',
		example: 'a first frame is a file of a form',
		parameters: { ...FIRST_FRAME, model: STANDARD, duration: 8, aspectRatio: '9:16' },
		body: form({
			model: 'veo-3.1-generate-001',
			prompt: 'It sails',
			seconds: '8',
			size: '720x1280',
		}),
	},
];

const NEW_API = { page: 'new-api', face: 'newApi' } as const;

const OF_NEW_API: readonly RequestCase[] = [
	{
		...NEW_API,
		example: 'text alone; sound is the default',
		parameters: {
			gatewayFamily: 'newApi',
			inputMode: 'text',
			model: STANDARD,
			prompt: 'A paper boat',
		},
		path: '/v1/videos',
		body: { model: 'veo-3.1-generate-001', prompt: 'A paper boat' },
	},
	{
		...NEW_API,
		example: 'text with every field: the length once for the bill, once for Google',
		parameters: {
			gatewayFamily: 'newApi',
			inputMode: 'text',
			model: FAST,
			prompt: 'A paper boat',
			duration: 6,
			resolution: '1080p',
			aspectRatio: '9:16',
			generateAudio: false,
			options: { seed: 7, negativePrompt: 'blur', personGeneration: 'allow_adult' },
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-fast-generate-001',
			prompt: 'A paper boat',
			seconds: '6',
			size: '1080x1920',
			metadata: {
				durationSeconds: 6,
				resolution: '1080p',
				aspectRatio: '9:16',
				seed: 7,
				negativePrompt: 'blur',
				personGeneration: 'allow_adult',
				generateAudio: false,
			},
		},
	},
	{
		...NEW_API,
		example: 'tall 4k, for which no size is understood by all',
		parameters: {
			gatewayFamily: 'newApi',
			inputMode: 'text',
			model: STANDARD,
			prompt: 'A paper boat',
			resolution: '4k',
			aspectRatio: '9:16',
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-generate-001',
			prompt: 'A paper boat',
			metadata: { resolution: '4k', aspectRatio: '9:16' },
		},
	},
	{
		...NEW_API,
		...WITH_PHOTO,
		example: 'a first frame as a data URI: a link would be passed over',
		parameters: { ...FIRST_FRAME, gatewayFamily: 'newApi', model: STANDARD, duration: 8 },
		body: {
			model: 'veo-3.1-generate-001',
			prompt: 'It sails',
			seconds: '8',
			images: [`data:image/png;base64,${BASE64}`],
			metadata: { durationSeconds: 8 },
		},
	},
];

const LITE_LLM = { page: 'LiteLLM', face: 'liteLlm' } as const;

const OF_LITE_LLM: readonly RequestCase[] = [
	{
		...LITE_LLM,
		example: 'text alone',
		parameters: {
			gatewayFamily: 'liteLlm',
			inputMode: 'text',
			model: STANDARD,
			prompt: 'A paper boat',
		},
		path: '/v1/videos',
		body: { model: 'veo-3.1-generate-001', prompt: 'A paper boat' },
	},
	{
		...LITE_LLM,
		example: "text with every field: Google's own names go in extra_body",
		parameters: {
			gatewayFamily: 'liteLlm',
			inputMode: 'text',
			model: FAST,
			prompt: 'A paper boat',
			duration: 6,
			resolution: '1080p',
			aspectRatio: '9:16',
			generateAudio: false,
			options: { seed: 7, negativePrompt: 'blur', personGeneration: 'dont_allow' },
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-fast-generate-001',
			prompt: 'A paper boat',
			seconds: '6',
			size: '1080x1920',
			extra_body: {
				resolution: '1080p',
				aspectRatio: '9:16',
				seed: 7,
				negativePrompt: 'blur',
				personGeneration: 'dont_allow',
				generateAudio: false,
			},
		},
	},
	{
		...LITE_LLM,
		...WITH_PHOTO,
		example: 'a first frame as a file, where seconds and size say all',
		parameters: {
			...FIRST_FRAME,
			gatewayFamily: 'liteLlm',
			model: STANDARD,
			duration: 8,
			aspectRatio: '9:16',
		},
		body: form({
			model: 'veo-3.1-generate-001',
			prompt: 'It sails',
			seconds: '8',
			size: '720x1280',
		}),
	},
	{
		...LITE_LLM,
		...WITH_PHOTO,
		example: 'a first frame and more than a form can say, at Vertex AI',
		parameters: {
			...FIRST_FRAME,
			gatewayFamily: 'liteLlm',
			model: STANDARD,
			resolution: '1080p',
			options: { seed: 7 },
		},
		body: {
			model: 'veo-3.1-generate-001',
			prompt: 'It sails',
			size: '1920x1080',
			extra_body: { resolution: '1080p', seed: 7, instances: { image: GOOGLE_IMAGE } },
		},
	},
	{
		...LITE_LLM,
		...WITH_PHOTO,
		example: 'first and last frame at Vertex AI',
		parameters: { ...FRAMES, gatewayFamily: 'liteLlm', model: STANDARD },
		body: {
			model: 'veo-3.1-generate-001',
			prompt: 'It sails',
			extra_body: { instances: { image: GOOGLE_IMAGE, lastFrame: GOOGLE_IMAGE } },
		},
	},
	{
		...LITE_LLM,
		...WITH_PHOTO,
		example: 'reference images at Vertex AI',
		parameters: { ...REFERENCES, gatewayFamily: 'liteLlm', model: STANDARD, duration: 8 },
		body: {
			model: 'veo-3.1-generate-001',
			prompt: 'The same boat at night',
			seconds: '8',
			extra_body: {
				instances: {
					referenceImages: [
						{ image: GOOGLE_IMAGE, referenceType: 'asset' },
						{ image: GOOGLE_IMAGE, referenceType: 'asset' },
					],
				},
			},
		},
	},
	{
		...LITE_LLM,
		example: 'a video out of a bucket at Vertex AI',
		parameters: {
			gatewayFamily: 'liteLlm',
			inputMode: 'video',
			model: STANDARD,
			prompt: 'It sails on',
			video: 'gs://bucket/boat.mp4',
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-generate-001',
			prompt: 'It sails on',
			extra_body: {
				instances: { video: { gcsUri: 'gs://bucket/boat.mp4', mimeType: 'video/mp4' } },
			},
		},
	},
	{
		page: 'LiteLLM',
		example: "a video as a file at Google's Gemini interface",
		family: 'liteLlm',
		spec: {
			inputMode: 'video',
			model: 'gemini/veo-3.1-generate-preview',
			prompt: 'It sails on',
			videoFile: {
				type: 'bytes',
				bytes: Buffer.from('mp4'),
				mimeType: 'video/mp4',
				fileName: 'boat.mp4',
				given: 'file',
			},
			options: {},
		},
		path: '/v1/videos',
		body: {
			model: 'gemini/veo-3.1-generate-preview',
			prompt: 'It sails on',
			extra_body: { video: { bytesBase64Encoded: 'bXA0', mimeType: 'video/mp4' } },
		},
	},
	{
		...LITE_LLM,
		...WITH_PHOTO,
		example: "first and last frame at Google's Gemini interface",
		parameters: {
			...FRAMES,
			gatewayFamily: 'liteLlm',
			model: modelId('gemini/veo-3.1-generate-preview'),
		},
		body: {
			model: 'gemini/veo-3.1-generate-preview',
			prompt: 'It sails',
			input_reference: GOOGLE_IMAGE,
			extra_body: { lastFrame: GOOGLE_IMAGE },
		},
	},
	{
		...LITE_LLM,
		...WITH_PHOTO,
		example: "reference images at Google's Gemini interface",
		parameters: {
			...REFERENCES,
			gatewayFamily: 'liteLlm',
			model: modelId('gemini/veo-3.1-generate-preview'),
			referenceImages: { values: [{ image: 'photo' }] },
		},
		body: {
			model: 'gemini/veo-3.1-generate-preview',
			prompt: 'The same boat at night',
			extra_body: { referenceImages: [{ image: GOOGLE_IMAGE, referenceType: 'asset' }] },
		},
	},
];

/** A model that no table names, with whatever a person says of it. */
const UNNAMED: VideoSpec = {
	inputMode: 'image',
	model: 'my/veo',
	prompt: 'It sails',
	image: FILE,
	durationSeconds: 12,
	resolution: '1440p',
	aspectRatio: '1:1',
	options: {},
};

function ended(word: string, more: JsonObject, reading: ReplyCase['reading']): ReplyCase {
	return {
		reply: `${word} ${JSON.stringify(more)}`,
		taskId: ID,
		body: { id: ID, status: word, ...more },
		reading,
	};
}

function failed(code: string | null, message: string): ReplyCase['reading'] {
	return task({ taskId: ID, status: 'failed', failure: { code, message } });
}

const GOOGLES = { error: { code: 400, message: 'Unsupported size', status: 'INVALID_ARGUMENT' } };
const NO_REASON = 'The provider gave no reason.';

export const openAiCompatibleCases: ProviderCases = {
	provider: openAiCompatible,
	requests: [
		...OF_ANY,
		{
			page: 'any gateway',
			example: 'a model that no table names',
			spec: UNNAMED,
			path: '/v1/videos',
			body: form({ model: 'my/veo', prompt: 'It sails', seconds: '12', size: '1440x1440' }),
		},
		...OF_NEW_API,
		...OF_LITE_LLM,
	],
	checks: [
		{ taskId: ID, request: { method: 'GET', path: `/v1/videos/${ID}` } },
		{
			taskId: 'gemini:models/veo-3.1',
			request: { method: 'GET', path: '/v1/videos/gemini%3Amodels%2Fveo-3.1' },
		},
	],
	replies: [
		{
			reply: "the create, OpenAI's own",
			body: {
				id: 'video_1',
				object: 'video',
				model: 'veo-3.1-generate-001',
				status: 'queued',
				progress: 0,
				created_at: 1761234567,
				completed_at: null,
				expires_at: null,
				error: null,
				seconds: '8',
				size: '3840x2160',
			},
			reading: task({
				taskId: 'video_1',
				status: 'queued',
				progress: 0,
				model: 'veo-3.1-generate-001',
				durationSeconds: 8,
				resolution: '4k',
				aspectRatio: '16:9',
				createdAt: '2025-10-23T15:49:27.000Z',
				completedAt: null,
			}),
		},
		{
			reply: "the create, LiteLLM's, full of nulls",
			body: {
				id: ID,
				object: 'video',
				status: 'processing',
				model: 'veo-3.1-generate-001',
				progress: null,
				created_at: null,
				error: null,
				seconds: null,
				size: null,
				usage: { duration_seconds: 8 },
			},
			reading: task({ taskId: ID, status: 'running', progress: null, durationSeconds: null }),
		},
		{
			reply: 'the create with 201 and an id of the other name',
			status: 201,
			body: { task_id: 'task_1', status: 'NOT_START' },
			reading: task({ taskId: 'task_1', status: 'queued' }),
		},
		{
			reply: 'the create in an envelope',
			status: 202,
			body: { code: 'success', message: '', data: { task_id: 'task_1', status: 'SUBMITTED' } },
			reading: task({ taskId: 'task_1', status: 'queued' }),
		},
		{
			reply: 'the create with an error beside the id',
			status: 500,
			body: { id: ID, error: { message: 'Something went wrong', code: 'server_error' } },
			reading: troubled(ID, 'unsure', 'server_error', 'Something went wrong'),
		},
		...['', 'unknown', 'queued', 'pending', 'submitted', 'NOT_START'].map((word) =>
			ended(word, {}, task({ taskId: ID, status: 'queued' })),
		),
		...['in_progress', 'processing', 'running', 'IN_PROGRESS'].map((word) =>
			ended(word, { progress: '50%' }, task({ status: 'running', progress: 50 })),
		),
		...['completed', 'succeeded', 'SUCCESS'].map((word) =>
			ended(word, { progress: 100 }, task({ status: 'completed', progress: 100 })),
		),
		{
			reply: "new-api's, as of 2026-09: no id, and other names",
			taskId: 'task_1',
			body: {
				task_id: 'task_1',
				platform: '24',
				status: 'SUCCESS',
				progress: '100%',
				fail_reason: '',
				created_at: 1761234567,
				finished_at: 1761234600,
			},
			reading: task({
				taskId: 'task_1',
				status: 'completed',
				progress: 100,
				completedAt: '2025-10-23T15:50:00.000Z',
				failure: null,
			}),
		},
		{
			reply: "LiteLLM's, under another id",
			taskId: ID,
			body: { id: 'video_b3RoZXI=', status: 'processing' },
			reading: task({ taskId: ID, status: 'running' }),
		},
		{
			reply: 'a status without any id',
			taskId: ID,
			body: { status: 'completed', url: 'https://files.example.com/v.mp4' },
			reading: task({
				taskId: ID,
				status: 'completed',
				videoUrl: 'https://files.example.com/v.mp4',
			}),
		},
		{
			reply: 'a running task that has a time of completion',
			taskId: ID,
			body: { id: ID, status: 'in_progress', completed_at: 1761234600 },
			reading: task({ status: 'running', completedAt: null }),
		},
		ended('failed', {}, failed(null, NO_REASON)),
		ended('error', {}, failed(null, NO_REASON)),
		ended(
			'FAILURE',
			{ fail_reason: `upstream says ${JSON.stringify(GOOGLES)}` },
			failed(null, 'Unsupported size'),
		),
		ended('failed', { error: 'No more' }, failed(null, 'No more')),
		ended(
			'failed',
			{ error: { code: 3, message: 'The prompt was refused', details: [] } },
			failed('3', 'The prompt was refused'),
		),
		ended(
			'failed',
			{ error: { code: 'rai_media_filtered', message: JSON.stringify(GOOGLES) } },
			failed('rai_media_filtered', 'Unsupported size'),
		),
		ended(
			'failed',
			{ content_filter: { filtered_count: 1, reasons: ['Violence', 'Child'] } },
			failed('content_filtered', 'Violence, Child'),
		),
		ended('canceled', {}, failed('cancelled', 'The gateway says: canceled.')),
		...['cancelled', 'expired', 'deleted'].map((word) =>
			ended(word, {}, failed(word, `The gateway says: ${word}.`)),
		),
		{ reply: 'a reply of somebody else', taskId: ID, body: { hello: 'world' }, reading: NOTHING },
		{
			reply: 'a task that new-api does not know, with HTTP 400',
			status: 400,
			taskId: ID,
			body: { code: 'task_not_exist', message: 'task_not_exist', data: null },
			reading: refused('noTask', 'task_not_exist', 'task_not_exist'),
		},
		{
			reply: 'a task that others do not know',
			status: 404,
			taskId: ID,
			body: { detail: 'Video not found' },
			reading: refused('noTask', null, 'Video not found'),
		},
		{
			reply: "LiteLLM's fault at a question",
			status: 500,
			taskId: ID,
			body: { error: { message: 'Internal error', type: 'None', param: 'None', code: '500' } },
			reading: refused('unsure', '500', 'Internal error'),
		},
		{
			reply: "LiteLLM's fault at a question about a video that was filtered",
			status: 500,
			taskId: ID,
			body: {
				error: {
					message: '1 validation error for GeminiVideo: generatedSamples Field required',
					code: '500',
				},
			},
			reading: refused(
				'input',
				'500',
				'1 validation error for GeminiVideo: generatedSamples Field required',
			),
		},
		UNKNOWN_WORD,
		FAILED_QUESTION,
		...BARE_ENDS,
		...LINKS_OF_GATEWAYS,
		...besideTheTask('task_1'),
	],
	refusals: [
		...REFUSALS_OF_NEW_API,
		{
			reply: 'a wrong key',
			status: 401,
			body: { error: { message: 'Invalid token', type: 'new_api_error', code: '' } },
			reading: refused('key', 'new_api_error', 'Invalid token'),
		},
		{
			reply: 'a key that LiteLLM cannot look up',
			status: 400,
			body: { error: { message: 'No connected db.', type: 'no_db_connection', code: '400' } },
			reading: refused('key', 'no_db_connection', 'No connected db.'),
		},
		{
			reply: 'a name that LiteLLM does not have',
			status: 400,
			body: {
				error: {
					message: '/videos: Invalid model name passed in model=veo. Call `/v1/models`',
					code: '400',
				},
			},
			reading: refused(
				'noModel',
				'invalid_model_name',
				'/videos: Invalid model name passed in model=veo. Call `/v1/models`',
			),
		},
		{
			reply: "no credit, by new-api's word",
			status: 403,
			body: { code: 'insufficient_user_quota', message: 'Quota exceeded', data: null },
			reading: refused('credit', 'insufficient_user_quota', 'Quota exceeded'),
		},
		{
			reply: "Google's refusal as a text inside new-api's",
			status: 400,
			body: { code: 'fail_to_fetch_task', message: JSON.stringify(GOOGLES), data: null },
			reading: refused('input', 'fail_to_fetch_task', 'Unsupported size'),
		},
		{
			reply: "Google's refusal as Python writes it inside LiteLLM's",
			status: 400,
			body: {
				error: {
					message: `litellm.BadRequestError: VertexAIException - b'{\\n  "error": {\\n "code": 400,\\n "message": "Unsupported size"}\\n}'. Received Model Group=veo`,
					code: '400',
				},
			},
			reading: refused('input', '400', 'Unsupported size'),
		},
		{
			reply: 'a model that was switched off',
			status: 400,
			body: {
				error: { message: 'models/veo-2 is no longer available. Update your code.', code: '400' },
			},
			reading: refused('noModel', '400', 'models/veo-2 is no longer available. Update your code.'),
		},
		{
			reply: "FastAPI's list of faults",
			status: 422,
			body: { detail: [{ loc: ['body', 'seconds'], msg: 'Input should be 4', type: 'enum' }] },
			reading: refused('input', null, 'body seconds Input should be 4'),
		},
		{
			reply: 'a header that Portkey misses',
			status: 400,
			body: { status: 'failure', message: 'Either x-portkey-config or x-portkey-provider' },
			reading: refused('input', null, 'Either x-portkey-config or x-portkey-provider'),
		},
		{
			reply: 'an upstream that Portkey cannot reach, as plain text',
			status: 500,
			text: 'fetch failed',
			reading: refused('unsure', null, null),
		},
		{
			reply: 'no deployment that is free',
			status: 429,
			body: { error: { message: 'No deployments available', code: '429' } },
			reading: refused('busy', '429', 'No deployments available'),
		},
		{
			reply: "new-api's network trouble, after which nobody knows",
			status: 500,
			body: { code: 'do_request_failed', message: 'dial tcp: timeout', data: null },
			reading: refused('unsure', 'do_request_failed', 'dial tcp: timeout'),
		},
		{
			reply: 'a create that came back without an id',
			body: { status: 'queued', object: 'video' },
			reading: NOTHING,
		},
	],
	files: [
		{
			task: 'without a link',
			fields: { taskId: ID },
			files: [{ path: `/v1/videos/${ID}/content` }],
		},
		{
			task: 'with a link, for when the endpoint does not hand it out',
			fields: { taskId: ID, videoUrl: 'https://files.example.com/1.mp4' },
			files: [
				{
					path: `/v1/videos/${ID}/content`,
					otherwise: { link: 'https://files.example.com/1.mp4' },
				},
			],
		},
	],
};
