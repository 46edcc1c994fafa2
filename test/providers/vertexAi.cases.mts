/** Google Vertex AI: predictLongRunning and fetchPredictOperation, as Google's pages and API description have them. */

import { expect } from '@jest/globals';

import { vertexAi } from '../../nodes/VeoVideo/providers/vertexAi';
import { PNG } from '../nodes/pictures.mts';
import { NOTHING, type ProviderCases, refused, task } from './cases.mts';

const INSTANCE = 'VideoGenerationModelInstance';
const PARAMS = 'VideoGenerationModelParams';
const MODELS = '/v1/projects/sandbox-project/locations/us-central1/publishers/google/models';
const MODEL =
	'projects/my-project/locations/us-central1/publishers/google/models/veo-3.1-generate-001';
const NAME = `${MODEL}/operations/2b7e1516-28ae-42d2-a6ab-f7158809cf4f`;
const FIRST = 'gs://my-bucket/images/first.png';
const LAST = 'gs://my-bucket/images/last.jpg';
const RESPONSE = 'type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse';
const AGENT = 'service-123456789012@gcp-sa-aiplatform.iam.gserviceaccount.com';

const model = (value: string) => ({ __rl: true, mode: 'list', value });
const file = {
	json: {},
	binary: { photo: { data: PNG.toString('base64'), mimeType: 'image/png' } },
};
const inline = { bytesBase64Encoded: PNG.toString('base64'), mimeType: 'image/png' };

function error(code: number, status: string, message: string, reason?: string) {
	const details = [
		{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' },
	];
	return { error: { code, message, status, ...(reason !== undefined && { details }) } };
}

const DISABLED =
	'Agent Platform API has not been used in project my-project before or it is disabled.';
const NO_ROLE =
	"Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/projects/my-project/locations/us-central1/publishers/google/models/veo-3.1-generate-001' (or it may not exist).";
const FOREIGN = 'Permission denied on resource project my-project.';
const NO_MODEL = `Publisher Model \`${MODEL}\` was not found or your project does not have access to it. Please ensure you are using a valid model name and that the model is available in the specified region.`;
const BUSY =
	'Quota exceeded for aiplatform.googleapis.com/long_running_online_prediction_requests_per_base_model with base model: veo-3.1-generate-001.';

export const vertexAiCases: ProviderCases = {
	provider: vertexAi,
	credential: (sandbox) => ({
		serviceAccountKey: sandbox.serviceAccountKey,
		projectId: '',
		region: 'us-central1',
		baseUrl: sandbox.urls.vertexAi,
	}),
	authorization: () => expect.stringMatching(/^Bearer ya29\./),
	requests: [
		{
			page: PARAMS,
			example: 'text alone',
			parameters: { inputMode: 'text', model: model('veo-3.1-fast'), prompt: 'A lion' },
			path: `${MODELS}/veo-3.1-fast-generate-001:predictLongRunning`,
			body: { instances: [{ prompt: 'A lion' }], parameters: { generateAudio: true } },
		},
		{
			page: PARAMS,
			example: 'text with every field',
			parameters: {
				inputMode: 'text',
				model: model('veo-3.1'),
				prompt: 'A lion',
				duration: 6,
				resolution: '4k',
				aspectRatio: '9:16',
				generateAudio: false,
				storageUri: 'gs://my-bucket/videos/',
				options: {
					negativePrompt: 'blur',
					personGeneration: 'allow_adult',
					seed: 7,
					sampleCount: 2,
				},
			},
			path: `${MODELS}/veo-3.1-generate-001:predictLongRunning`,
			body: {
				instances: [{ prompt: 'A lion' }],
				parameters: {
					durationSeconds: 6,
					aspectRatio: '9:16',
					resolution: '4k',
					generateAudio: false,
					storageUri: 'gs://my-bucket/videos/',
					negativePrompt: 'blur',
					personGeneration: 'allow_adult',
					seed: 7,
					sampleCount: 2,
				},
			},
		},
		{
			page: INSTANCE,
			example: 'first frame, a file',
			parameters: {
				inputMode: 'image',
				model: model('veo-3.1-lite'),
				prompt: 'It walks',
				imageInput: 'binary',
				image: 'photo',
				duration: 8,
			},
			items: [file],
			path: `${MODELS}/veo-3.1-lite-generate-001:predictLongRunning`,
			body: {
				instances: [{ prompt: 'It walks', image: inline }],
				parameters: { durationSeconds: 8, generateAudio: true },
			},
		},
		{
			page: INSTANCE,
			example: 'first frame without a prompt',
			parameters: { inputMode: 'image', model: model('veo-3.1'), prompt: '', image: FIRST },
			path: `${MODELS}/veo-3.1-generate-001:predictLongRunning`,
			body: {
				instances: [{ image: { gcsUri: FIRST, mimeType: 'image/png' } }],
				parameters: { generateAudio: true },
			},
		},
		{
			page: INSTANCE,
			example: 'first and last frame in a bucket',
			parameters: {
				inputMode: 'frames',
				model: model('veo-3.1'),
				prompt: 'It walks',
				image: FIRST,
				lastImage: LAST,
				duration: 4,
			},
			path: `${MODELS}/veo-3.1-generate-001:predictLongRunning`,
			body: {
				instances: [
					{
						prompt: 'It walks',
						image: { gcsUri: FIRST, mimeType: 'image/png' },
						lastFrame: { gcsUri: LAST, mimeType: 'image/jpeg' },
					},
				],
				parameters: { durationSeconds: 4, generateAudio: true },
			},
		},
		{
			page: INSTANCE,
			example: 'reference images, from a bucket and as base64',
			parameters: {
				inputMode: 'references',
				model: model('veo-3.1'),
				prompt: 'The same lion at night',
				referenceImages: { values: [{ image: FIRST }, { image: PNG.toString('base64') }] },
				duration: 8,
			},
			path: `${MODELS}/veo-3.1-generate-001:predictLongRunning`,
			body: {
				instances: [
					{
						prompt: 'The same lion at night',
						referenceImages: [
							{ image: { gcsUri: FIRST, mimeType: 'image/png' }, referenceType: 'asset' },
							{ image: inline, referenceType: 'asset' },
						],
					},
				],
				parameters: { durationSeconds: 8, generateAudio: true },
			},
		},
		{
			page: INSTANCE,
			example: 'a model by its whole name',
			parameters: {
				inputMode: 'text',
				model: {
					__rl: true,
					mode: 'id',
					value: 'publishers/google/models/veo-3.1-generate-001',
				},
				prompt: 'A lion',
			},
			path: `${MODELS}/veo-3.1-generate-001:predictLongRunning`,
			body: { instances: [{ prompt: 'A lion' }], parameters: { generateAudio: true } },
		},
		{
			page: 'Extend Veo videos',
			example: 'a video in a bucket',
			parameters: {
				inputMode: 'video',
				model: model('veo-3.1-fast'),
				prompt: 'It walks on',
				video: 'gs://my-bucket/videos/lion.mp4',
				storageUri: 'gs://my-bucket/out/',
			},
			path: `${MODELS}/veo-3.1-fast-generate-001:predictLongRunning`,
			body: {
				instances: [
					{
						prompt: 'It walks on',
						video: { gcsUri: 'gs://my-bucket/videos/lion.mp4', mimeType: 'video/mp4' },
					},
				],
				parameters: { generateAudio: true, storageUri: 'gs://my-bucket/out/' },
			},
		},
	],
	checks: [
		{
			taskId: 'projects/p/locations/storage/publishers/google/models/m/operations/1',
			request: {
				method: 'POST',
				path: '/v1/projects/p/locations/storage/publishers/google/models/m:fetchPredictOperation',
				body: {
					type: 'json',
					json: {
						operationName: 'projects/p/locations/storage/publishers/google/models/m/operations/1',
					},
				},
				fileField: 'bytesBase64Encoded',
			},
		},
		{
			taskId: NAME,
			request: {
				method: 'POST',
				at: 'us-central1',
				path: `/v1/${MODEL}:fetchPredictOperation`,
				body: { type: 'json', json: { operationName: NAME } },
				fileField: 'bytesBase64Encoded',
			},
		},
	],
	replies: [
		{
			reply: 'the create',
			body: { name: NAME },
			reading: task({
				taskId: NAME,
				status: 'running',
				model: 'veo-3.1-generate-001',
				videoUrl: null,
				videos: [],
			}),
		},
		{ reply: 'a create that names no operation', body: { name: 'something' }, reading: NOTHING },
		{
			reply: 'running, without a word about it',
			taskId: NAME,
			body: { name: NAME },
			reading: task({ taskId: NAME, status: 'running', progress: null }),
		},
		{
			reply: 'running, in so many words',
			taskId: NAME,
			body: { name: NAME, done: false, metadata: { createTime: '2026-11-01T11:59:00Z' } },
			reading: task({ status: 'running', createdAt: '2026-11-01T11:59:00.000Z' }),
		},
		{
			reply: 'done, the video in the reply',
			taskId: NAME,
			body: {
				name: NAME,
				done: true,
				response: {
					'@type': RESPONSE,
					raiMediaFilteredCount: 0,
					videos: [{ bytesBase64Encoded: '(9165244 characters)', mimeType: 'video/mp4' }],
				},
			},
			reading: task({
				status: 'completed',
				videoUrl: null,
				videos: [{ url: null, expiresAt: null }],
				failure: null,
			}),
		},
		{
			reply: 'done, the videos in a bucket',
			taskId: NAME,
			body: {
				name: NAME,
				done: true,
				response: {
					'@type': RESPONSE,
					videos: [
						{
							gcsUri: 'gs://my-bucket/videos/1208296686290258483/sample_0.mp4',
							mimeType: 'video/mp4',
						},
						{
							gcsUri: 'gs://my-bucket/videos/1208296686290258483/sample_1.mp4',
							mimeType: 'video/mp4',
						},
					],
				},
			},
			reading: task({
				status: 'completed',
				videoUrl: 'gs://my-bucket/videos/1208296686290258483/sample_0.mp4',
				videos: [
					{
						url: 'gs://my-bucket/videos/1208296686290258483/sample_0.mp4',
						expiresAt: null,
					},
					{
						url: 'gs://my-bucket/videos/1208296686290258483/sample_1.mp4',
						expiresAt: null,
					},
				],
			}),
		},
		{
			reply: 'done, all filtered, with a support code',
			taskId: NAME,
			body: {
				name: NAME,
				done: true,
				response: {
					'@type': RESPONSE,
					raiMediaFilteredCount: 1,
					raiMediaFilteredReasons: [
						'Sorry, we could not create it. Support codes: 61493863, 78610348',
					],
				},
			},
			reading: task({
				status: 'failed',
				failure: {
					code: 'rai_media_filtered',
					message:
						'Sorry, we could not create it. Support codes: 61493863, 78610348 (About: toxic content, violence.)',
				},
			}),
		},
		{
			reply: 'done, filtered, without a reason',
			taskId: NAME,
			body: { name: NAME, done: true, response: { raiMediaFilteredCount: 2, videos: [] } },
			reading: task({
				status: 'failed',
				failure: {
					code: 'rai_media_filtered',
					message: "Held back by Google's safety filter.",
				},
			}),
		},
		{
			reply: 'done, one of two filtered',
			taskId: NAME,
			body: {
				name: NAME,
				done: true,
				response: {
					raiMediaFilteredCount: 1,
					raiMediaFilteredReasons: ['Support codes: 29310472'],
					videos: [{ gcsUri: 'gs://my-bucket/1/sample_0.mp4', mimeType: 'video/mp4' }],
				},
			},
			reading: task({
				status: 'completed',
				videos: [{ url: 'gs://my-bucket/1/sample_0.mp4', expiresAt: null }],
			}),
		},
		{
			reply: 'done, neither a video nor a reason',
			taskId: NAME,
			body: { name: NAME, done: true, response: { '@type': RESPONSE } },
			reading: task({
				status: 'failed',
				failure: { code: 'no_video', message: 'The provider gave no reason.' },
			}),
		},
		{
			reply: 'a bad duration, told by the operation',
			taskId: NAME,
			body: {
				name: NAME,
				done: true,
				error: {
					code: 3,
					message:
						'Unsupported output video duration 5 seconds, supported durations are [8,4,6] for feature text_to_video.',
				},
			},
			reading: task({
				status: 'failed',
				failure: {
					code: '3',
					message:
						'Unsupported output video duration 5 seconds, supported durations are [8,4,6] for feature text_to_video.',
				},
			}),
		},
		{
			reply: 'a bucket that Google may not write to',
			taskId: NAME,
			body: {
				name: NAME,
				done: true,
				error: {
					code: 7,
					message: `${AGENT} does not have storage.objects.create access to the Google Cloud Storage object.`,
				},
			},
			reading: task({
				status: 'failed',
				failure: {
					code: '7',
					message: `${AGENT} does not have storage.objects.create access to the Google Cloud Storage object. (Give that account the role "Storage Object Creator" on the bucket: Google works there in its name.)`,
				},
			}),
		},
		{
			reply: 'an internal error of the operation',
			taskId: NAME,
			body: { name: NAME, done: true, error: { code: 13, message: 'Internal error' } },
			reading: task({ status: 'failed', failure: { code: '13', message: 'Internal error' } }),
		},
		{
			reply: 'an error of the operation, which names itself nowhere',
			taskId: NAME,
			body: { done: true, error: { code: 400, message: 'Bad seed.' } },
			reading: task({ status: 'failed', failure: { code: '400', message: 'Bad seed.' } }),
		},
		{
			reply: 'done, an empty entry before the video: it keeps its place',
			taskId: NAME,
			body: {
				name: NAME,
				done: true,
				response: { videos: [{ mimeType: 'video/mp4' }, { bytesBase64Encoded: 'AAAA' }, null] },
			},
			reading: task({
				status: 'completed',
				videos: [
					{ url: null, expiresAt: null },
					{ url: null, expiresAt: null },
				],
			}),
		},
		{
			reply: 'done, an empty entry before a video in a bucket',
			taskId: NAME,
			body: { name: NAME, done: true, response: { videos: [{}, { gcsUri: 'gs://b/1.mp4' }] } },
			reading: task({
				status: 'completed',
				videoUrl: 'gs://b/1.mp4',
				videos: [{ url: 'gs://b/1.mp4', expiresAt: null }],
			}),
		},
		{
			reply: 'done, in the older field',
			taskId: NAME,
			body: {
				name: NAME,
				done: true,
				response: { generatedSamples: [{ video: { uri: 'gs://b/1.mp4' } }, null] },
			},
			reading: task({
				status: 'completed',
				videos: [{ url: 'gs://b/1.mp4', expiresAt: null }],
			}),
		},
		{ reply: 'an empty object', taskId: NAME, body: {}, reading: NOTHING },
	],
	refusals: [
		{
			reply: 'a token that is not taken',
			status: 401,
			body: error(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
			reading: refused('key', '401', 'Request had invalid authentication credentials.'),
		},
		{
			reply: 'an API that is switched off',
			status: 403,
			body: error(403, 'PERMISSION_DENIED', DISABLED, 'SERVICE_DISABLED'),
			reading: refused('permission', '403', DISABLED),
		},
		{
			reply: 'the same in a list',
			status: 403,
			body: [error(403, 'PERMISSION_DENIED', DISABLED, 'SERVICE_DISABLED')],
			reading: refused('permission', '403', DISABLED),
		},
		{
			reply: 'a role that is missing',
			status: 403,
			body: error(403, 'PERMISSION_DENIED', NO_ROLE),
			reading: refused('permission', '403', NO_ROLE),
		},
		{
			reply: "another account's project",
			status: 403,
			body: error(403, 'PERMISSION_DENIED', FOREIGN, 'CONSUMER_INVALID'),
			reading: refused('permission', '403', FOREIGN),
		},
		{
			reply: 'a project without billing',
			status: 403,
			body: error(
				403,
				'PERMISSION_DENIED',
				'This API method requires billing to be enabled.',
				'BILLING_DISABLED',
			),
			reading: refused('credit', '403', 'This API method requires billing to be enabled.'),
		},
		{
			reply: 'a reason, and words that fit another',
			status: 403,
			body: error(403, 'PERMISSION_DENIED', 'Cloud Billing API is off.', 'SERVICE_DISABLED'),
			reading: refused('permission', '403', 'Cloud Billing API is off.'),
		},
		{
			reply: 'a model that is not there, in words nobody has seen yet',
			status: 404,
			body: error(404, 'NOT_FOUND', 'No veo here.'),
			reading: refused('noModel', '404', 'No veo here.'),
		},
		{
			reply: 'a create that is refused without a word, seen to pass',
			status: 403,
			text: '',
			reading: {
				says: 'refused',
				why: 'busy',
				code: null,
				words: null,
			},
		},
		{
			reply: 'a model that is retired, misspelt, or of another region',
			status: 404,
			body: error(404, 'NOT_FOUND', NO_MODEL),
			reading: refused('noModel', '404', NO_MODEL),
		},
		{
			reply: 'an operation that is not there',
			status: 404,
			taskId: NAME,
			body: error(404, 'NOT_FOUND', 'The operation was not found.'),
			reading: refused('noTask', '404', 'The operation was not found.'),
		},
		{
			reply: 'a path without a project',
			status: 400,
			body: error(
				400,
				'INVALID_ARGUMENT',
				'Invalid resource field value in the request.',
				'RESOURCE_PROJECT_INVALID',
			),
			reading: refused('permission', '400', 'Invalid resource field value in the request.'),
		},
		{
			reply: 'a bad field',
			status: 400,
			body: error(
				400,
				'INVALID_ARGUMENT',
				'Only one of image, video and referenceImages can be set.',
			),
			reading: refused('input', '400', 'Only one of image, video and referenceImages can be set.'),
		},
		{
			reply: 'the quota of a minute',
			status: 429,
			body: error(429, 'RESOURCE_EXHAUSTED', BUSY),
			reading: refused('busy', '429', BUSY),
		},
		{
			reply: 'a fault of theirs',
			status: 503,
			body: error(503, 'UNAVAILABLE', 'The service is currently unavailable.'),
			reading: refused('unsure', '503', 'The service is currently unavailable.'),
		},
		{
			reply: 'a check that is refused without a word, seen to pass',
			status: 403,
			taskId: NAME,
			text: '',
			reading: {
				says: 'refused',
				why: 'unsure',
				code: null,
				words: null,
			},
		},
	],
	files: [
		{
			task: 'whose videos come with the reply',
			fields: {
				taskId: NAME,
				videos: [
					{ url: null, expiresAt: null },
					{ url: null, expiresAt: null },
				],
			},
			files: [0, 1].map((index) => ({
				inReplyTo: {
					method: 'POST',
					at: 'us-central1',
					path: `/v1/${MODEL}:fetchPredictOperation`,
					body: { type: 'json', json: { operationName: NAME } },
					fileField: 'bytesBase64Encoded',
				},
				at: ['response', 'videos', index, 'bytesBase64Encoded'],
			})),
		},
		{
			task: 'whose video has a name that no address can hold',
			fields: { taskId: NAME, videos: [{ url: 'gs://b/\ud800', expiresAt: null }] },
			files: [{ at: 'storage', path: '/storage/v1/b/b/o/%EF%BF%BD', query: { alt: 'media' } }],
		},
		{
			task: 'whose video lies in a bucket',
			fields: {
				taskId: NAME,
				videos: [{ url: 'gs://my-bucket/my videos/12/sample_0.mp4', expiresAt: null }],
			},
			files: [
				{
					at: 'storage',
					path: '/storage/v1/b/my-bucket/o/my%20videos%2F12%2Fsample_0.mp4',
					query: { alt: 'media' },
				},
			],
		},
	],
};
