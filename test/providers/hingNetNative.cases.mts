/** HingNet, "video generation (native interface)" of Gemini: https://docs.hingnet.com.cn */

import { hingNetNative } from '../../nodes/VeoVideo/providers/hingNetNative';
import { modelId, type ProviderCases, refused, task } from './cases.mts';
import { besideTheTask, FAILED_QUESTION, NOT_ITS_TASK, UNKNOWN_WORD } from './gatewayCases.mts';

export const hingNetNativeCases: ProviderCases = {
	provider: hingNetNative,
	requests: [
		{
			page: 'HingNet, native',
			example: 'text',
			parameters: {
				inputMode: 'text',
				model: modelId('veo-3.1-generate-preview'),
				prompt: 'a drone rises from a beach at sunset, cinematic',
				duration: 6,
				aspectRatio: '16:9',
				resolution: '720p',
			},
			path: '/v1beta/models/veo-3.1-generate-preview:predictLongRunning',
			body: {
				instances: [{ prompt: 'a drone rises from a beach at sunset, cinematic' }],
				parameters: { durationSeconds: 6, aspectRatio: '16:9', resolution: '720p' },
			},
		},
		{
			page: 'HingNet, native',
			example: 'one image',
			parameters: {
				inputMode: 'image',
				model: modelId('veo-3.1-generate-preview'),
				prompt: 'night city with neon rain',
				image: 'https://example.com/ref.jpg',
				duration: 6,
				aspectRatio: '16:9',
			},
			path: '/v1beta/models/veo-3.1-generate-preview:predictLongRunning',
			body: {
				instances: [
					{ prompt: 'night city with neon rain', image: { uri: 'https://example.com/ref.jpg' } },
				],
				parameters: { durationSeconds: 6, aspectRatio: '16:9' },
			},
		},
		{
			page: 'HingNet, native',
			example: 'first and last frame',
			parameters: {
				inputMode: 'frames',
				model: modelId('veo-3.1-generate-preview'),
				prompt: 'transition effect',
				image: 'https://example.com/first.jpg',
				lastImage: 'https://example.com/last.jpg',
				duration: 6,
			},
			path: '/v1beta/models/veo-3.1-generate-preview:predictLongRunning',
			body: {
				instances: [
					{ prompt: 'transition effect', image: { uri: 'https://example.com/first.jpg' } },
				],
				parameters: {
					durationSeconds: 6,
					lastFrame: { uri: 'https://example.com/last.jpg' },
				},
			},
		},
	],
	checks: [
		{
			taskId: 'operations/abc123xyz',
			request: { method: 'GET', path: '/v1beta/operations/abc123xyz' },
		},
		{ taskId: 'abc123xyz', request: { method: 'GET', path: '/v1beta/operations/abc123xyz' } },
	],
	replies: [
		{
			reply: 'the create',
			body: { name: 'operations/abc123xyz', done: false },
			reading: task({ taskId: 'operations/abc123xyz', status: 'running', progress: null }),
		},
		{
			reply: 'done',
			taskId: 'operations/abc123xyz',
			body: {
				name: 'operations/abc123xyz',
				done: true,
				response: {
					generateVideoResponse: {
						generatedSamples: [{ video: { uri: 'https://files.example.com/video.mp4' } }],
					},
				},
			},
			reading: task({
				status: 'completed',
				videoUrl: 'https://files.example.com/video.mp4',
				failure: null,
			}),
		},
		{
			reply: 'done with an error',
			taskId: 'operations/abc123xyz',
			body: {
				name: 'operations/abc123xyz',
				done: true,
				error: { code: 3, message: 'unsupported use case' },
			},
			reading: task({ status: 'failed', failure: { code: '3', message: 'unsupported use case' } }),
		},
		{
			reply: 'done with an error that is a plain text',
			taskId: 'operations/abc123xyz',
			body: { name: 'operations/abc123xyz', done: true, error: 'out of quota' },
			reading: task({ status: 'failed', failure: { code: null, message: 'out of quota' } }),
		},
		{
			reply: 'done, but held back by the filter',
			taskId: 'operations/abc123xyz',
			body: {
				name: 'operations/abc123xyz',
				done: true,
				response: {
					generateVideoResponse: {
						raiMediaFilteredCount: 1,
						raiMediaFilteredReasons: ['It shows a celebrity.'],
					},
				},
			},
			reading: task({
				status: 'failed',
				failure: { code: 'rai_media_filtered', message: 'It shows a celebrity.' },
			}),
		},
		{
			reply: 'done without any sample',
			taskId: 'operations/abc123xyz',
			body: { name: 'operations/abc123xyz', done: true, response: {} },
			reading: task({ status: 'completed', videoUrl: null, videos: [], failure: null }),
		},
		UNKNOWN_WORD,
		FAILED_QUESTION,
		NOT_ITS_TASK,
		...besideTheTask('operations/task_1'),
	],
	refusals: [
		{
			reply: 'Google’s envelope',
			body: { error: { code: 400, message: 'no', status: 'INVALID_ARGUMENT' } },
			reading: refused('input', '400', 'no'),
		},
	],
	files: [
		{
			task: 'with two links',
			fields: {
				videoUrl: 'https://files.example.com/1.mp4',
				videos: [
					{ url: 'https://files.example.com/1.mp4', expiresAt: null },
					{ url: 'https://files.example.com/2.mp4', expiresAt: null },
				],
			},
			files: [
				{ link: 'https://files.example.com/1.mp4' },
				{ link: 'https://files.example.com/2.mp4' },
			],
		},
		{ task: 'without a link', fields: {}, files: [] },
	],
};
