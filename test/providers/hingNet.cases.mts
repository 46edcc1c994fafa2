/** HingNet, OpenAI-style interface: https://docs.hingnet.com.cn/gemini/video */

import { hingNet } from '../../nodes/VeoVideo/providers/hingNet';
import { PNG } from '../nodes/pictures.mts';
import { modelId, type ProviderCases, refused, task } from './cases.mts';
import {
	BARE_ENDS,
	besideTheTask,
	FAILED_QUESTION,
	IDS_BESIDE_THE_TASK,
	LINKS_OF_GATEWAYS,
	UNKNOWN_WORD,
} from './gatewayCases.mts';

export const hingNetCases: ProviderCases = {
	provider: hingNet,
	requests: [
		{
			page: 'HingNet, OpenAI style',
			example: 'text',
			parameters: {
				inputMode: 'text',
				model: modelId('veo-3.1-fast-generate-preview'),
				prompt:
					'A cinematic shot of a lion walking through golden savanna at sunset, dramatic lighting',
				duration: 6,
				resolution: '720p',
				aspectRatio: '16:9',
			},
			path: '/v1/videos',
			body: {
				model: 'veo-3.1-fast-generate-preview',
				prompt:
					'A cinematic shot of a lion walking through golden savanna at sunset, dramatic lighting',
				seconds: 6,
				size: '1280x720',
			},
		},
		{
			page: 'HingNet, OpenAI style',
			example: 'first frame by link',
			parameters: {
				inputMode: 'image',
				model: modelId('veo-3.1-generate-preview'),
				prompt: 'Camera slowly zooms in, cinematic lighting',
				image: 'https://example.com/image.jpg',
				duration: 6,
				resolution: '720p',
				aspectRatio: '16:9',
			},
			path: '/v1/videos',
			body: {
				model: 'veo-3.1-generate-preview',
				prompt: 'Camera slowly zooms in, cinematic lighting',
				seconds: 6,
				size: '1280x720',
				input_reference: ['https://example.com/image.jpg'],
			},
		},
		{
			page: 'HingNet, OpenAI style',
			example: 'first and last frame',
			parameters: {
				inputMode: 'frames',
				model: modelId('veo-3.1-generate-preview'),
				prompt: 'Smooth transition between scenes',
				image: 'https://example.com/first_frame.jpg',
				lastImage: 'https://example.com/last_frame.jpg',
				duration: 6,
				resolution: '720p',
				aspectRatio: '16:9',
			},
			path: '/v1/videos',
			body: {
				model: 'veo-3.1-generate-preview',
				prompt: 'Smooth transition between scenes',
				seconds: 6,
				size: '1280x720',
				input_reference: [
					'https://example.com/first_frame.jpg',
					'https://example.com/last_frame.jpg',
				],
			},
		},
		{
			page: 'HingNet, OpenAI style',
			example: 'three images, the most that its table of parameters allows',
			parameters: {
				inputMode: 'references',
				model: modelId('veo-3.1-generate-preview'),
				prompt: 'The three friends walk through the market',
				referenceImages: {
					values: [
						{ image: 'https://example.com/a.jpg' },
						{ image: 'https://example.com/b.jpg' },
						{ image: 'https://example.com/c.jpg' },
					],
				},
			},
			path: '/v1/videos',
			body: {
				model: 'veo-3.1-generate-preview',
				prompt: 'The three friends walk through the market',
				input_reference: [
					'https://example.com/a.jpg',
					'https://example.com/b.jpg',
					'https://example.com/c.jpg',
				],
			},
		},
		{
			page: 'HingNet, OpenAI style',
			example: 'an uploaded file, which goes as a form',
			parameters: {
				inputMode: 'image',
				imageInput: 'binary',
				image: 'photo',
				model: modelId('veo-3.1-generate-preview'),
				prompt: 'Camera slowly zooms in, cinematic lighting',
				duration: 6,
				resolution: '720p',
				aspectRatio: '16:9',
			},
			items: [
				{
					json: {},
					binary: { photo: { data: PNG.toString('base64'), mimeType: 'text/plain' } },
				},
			],
			path: '/v1/videos',
			body: {
				fields: {
					model: 'veo-3.1-generate-preview',
					prompt: 'Camera slowly zooms in, cinematic lighting',
					seconds: '6',
					size: '1280x720',
				},
				files: [{ field: 'input_reference', contentType: 'image/png', bytes: PNG.length }],
			},
		},
	],
	checks: [{ taskId: 'video_abc123', request: { method: 'GET', path: '/v1/videos/video_abc123' } }],
	replies: [
		{
			reply: 'the create, in full',
			body: {
				id: 'video_abc123',
				object: 'video',
				created_at: 1761234567,
				status: 'queued',
				model: 'veo-3.1-fast-generate-preview',
				prompt: 'A cinematic lion at sunset',
				progress: 0,
				seconds: 6,
				size: '1280x720',
			},
			reading: task({
				taskId: 'video_abc123',
				status: 'queued',
				progress: 0,
				model: 'veo-3.1-fast-generate-preview',
				durationSeconds: 6,
				resolution: '720p',
				aspectRatio: '16:9',
				createdAt: '2025-10-23T15:49:27.000Z',
				videoUrl: null,
				videos: [],
				failure: null,
			}),
		},
		{
			reply: 'the create, in short',
			body: {
				id: 'video_abc123',
				object: 'video',
				model: 'veo-3.1-fast-generate-preview',
				status: 'queued',
				progress: 0,
				created_at: 1761234567,
			},
			reading: task({
				taskId: 'video_abc123',
				status: 'queued',
				durationSeconds: null,
				resolution: null,
			}),
		},
		{
			reply: 'completed',
			taskId: 'video_abc123',
			body: {
				id: 'video_abc123',
				object: 'video',
				model: 'veo-3.1-fast-generate-preview',
				status: 'completed',
				progress: 100,
				video_url: 'https://files.example.com/v.mp4',
				seconds: 6,
				size: '1280x720',
			},
			reading: task({
				status: 'completed',
				progress: 100,
				videoUrl: 'https://files.example.com/v.mp4',
				videos: [{ url: 'https://files.example.com/v.mp4', expiresAt: null }],
			}),
		},
		{
			reply: 'completed, the link in the result, progress left at 0, seconds as text',
			taskId: 'video_abc123',
			body: {
				id: 'video_abc123',
				status: 'success',
				progress: 0,
				seconds: '8',
				size: '1080x1920',
				result: { video_url: 'https://files.example.com/v.mp4' },
			},
			reading: task({
				status: 'completed',
				progress: 0,
				videoUrl: 'https://files.example.com/v.mp4',
				durationSeconds: 8,
				resolution: '1080p',
				aspectRatio: '9:16',
			}),
		},
		{
			reply: 'failed',
			taskId: 'video_abc123',
			body: {
				id: 'video_abc123',
				object: 'video',
				status: 'failed',
				error: { code: 'content_policy', message: 'The prompt was refused' },
			},
			reading: task({
				status: 'failed',
				failure: { code: 'content_policy', message: 'The prompt was refused' },
			}),
		},
		{
			reply: 'the Sora page’s word for running',
			taskId: 'video_abc123',
			body: { id: 'video_abc123', status: 'processing', progress: '40%' },
			reading: task({ status: 'running', progress: 40 }),
		},
		UNKNOWN_WORD,
		FAILED_QUESTION,
		...IDS_BESIDE_THE_TASK,
		...BARE_ENDS,
		...LINKS_OF_GATEWAYS,
		...besideTheTask('task_1'),
	],
	refusals: [
		{
			reply: 'a size that the page does not list',
			body: { error: { message: 'bad size', type: 'invalid_request_error', code: 'invalid_size' } },
			reading: refused('input', 'invalid_size', 'bad size'),
		},
	],
	files: [
		{
			task: 'without a link',
			fields: { taskId: 'video_abc123' },
			files: [{ path: '/v1/videos/video_abc123/content' }],
		},
		{
			task: 'with a link',
			fields: { taskId: 'video_abc123', videoUrl: 'https://files.example.com/1.mp4' },
			files: [
				{
					path: '/v1/videos/video_abc123/content',
					otherwise: { link: 'https://files.example.com/1.mp4' },
				},
			],
		},
	],
};
