/** JieKou AI, Veo 3.1: https://docs.jiekou.ai/docs/models/reference-veo-3.1-generate-img2video */

import { jieKouAi } from '../../nodes/VeoVideo/providers/jieKouAi';
import { modelId, type ProviderCases, refused, task, troubled } from './cases.mts';
import { BARE_ENDS, besideTheTask, FAILED_QUESTION, UNKNOWN_WORD } from './gatewayCases.mts';

export const jieKouAiCases: ProviderCases = {
	provider: jieKouAi,
	requests: [
		{
			page: 'JieKou AI, image to video',
			example: 'every field of the table but the last image',
			parameters: {
				inputMode: 'references',
				model: modelId('veo-3.1-generate'),
				prompt: 'The three friends walk through the market',
				referenceImages: {
					values: [
						{ image: 'https://example.com/a.jpg' },
						{ image: 'https://example.com/b.jpg' },
						{ image: 'https://example.com/c.jpg' },
					],
				},
				aspectRatio: '9:16',
				duration: 8,
				resolution: '1080p',
				generateAudio: false,
				options: {
					enhancePrompt: true,
					negativePrompt: 'watermark',
					personGeneration: 'dont_allow',
					sampleCount: 2,
					seed: 4294967295,
				},
			},
			path: '/v3/async/veo-3.1-generate-img2video',
			body: {
				prompt: 'The three friends walk through the market',
				reference_images: [
					{ image: 'https://example.com/a.jpg', reference_type: 'asset' },
					{ image: 'https://example.com/b.jpg', reference_type: 'asset' },
					{ image: 'https://example.com/c.jpg', reference_type: 'asset' },
				],
				aspect_ratio: '9:16',
				duration_seconds: 8,
				enhance_prompt: true,
				generate_audio: false,
				negative_prompt: 'watermark',
				person_generation: 'dont_allow',
				resolution: '1080p',
				sample_count: 2,
				seed: 4294967295,
			},
		},
		{
			page: 'JieKou AI, image to video',
			example: 'image and last image',
			parameters: {
				inputMode: 'frames',
				model: modelId('veo-3.1-fast-generate'),
				prompt: 'From morning to night',
				image: 'https://example.com/first.png',
				lastImage: 'https://example.com/last.png',
			},
			path: '/v3/async/veo-3.1-fast-generate-img2video',
			body: {
				prompt: 'From morning to night',
				image: 'https://example.com/first.png',
				last_image: 'https://example.com/last.png',
				generate_audio: true,
			},
		},
		{
			page: 'JieKou AI, image to video',
			example: 'image alone',
			parameters: {
				inputMode: 'image',
				model: modelId('veo-3.1-generate'),
				prompt: 'The kite rises',
				image: 'https://example.com/first.png',
			},
			path: '/v3/async/veo-3.1-generate-img2video',
			body: {
				prompt: 'The kite rises',
				image: 'https://example.com/first.png',
				generate_audio: true,
			},
		},
		{
			page: 'JieKou AI, text to video',
			example: 'only what is required',
			parameters: {
				inputMode: 'text',
				model: modelId('veo-3.1-generate'),
				prompt: 'A quiet harbour at dawn',
			},
			path: '/v3/async/veo-3.1-generate-text2video',
			body: { prompt: 'A quiet harbour at dawn', generate_audio: true },
		},
	],
	checks: [
		{
			taskId: 'abc-123',
			request: { method: 'GET', path: '/v3/async/task-result', query: { task_id: 'abc-123' } },
		},
	],
	replies: [
		{
			reply: 'the create',
			body: { task_id: 'abc-123' },
			reading: task({ taskId: 'abc-123', status: 'queued', progress: null }),
		},
		{
			reply: 'processing',
			taskId: 'abc-123',
			body: {
				task: {
					task_id: 'abc-123',
					status: 'TASK_STATUS_PROCESSING',
					reason: '',
					eta: 30,
					progress_percent: 40,
				},
				images: [],
				videos: [],
				audios: [],
			},
			reading: task({ status: 'running', progress: 40 }),
		},
		{
			reply: 'succeeded with two videos, one lifetime as text and one as a number',
			taskId: 'abc-123',
			body: {
				extra: { seed: '7' },
				task: {
					task_id: 'abc-123',
					status: 'TASK_STATUS_SUCCEED',
					reason: '',
					progress_percent: 0,
				},
				videos: [
					{
						video_url: 'https://files.example.com/1.mp4',
						video_url_ttl: '3600',
						video_type: 'mp4',
					},
					{ video_url: 'https://files.example.com/2.mp4', video_url_ttl: 60, video_type: 'mp4' },
				],
			},
			reading: task({
				status: 'completed',
				progress: 0,
				videoUrl: 'https://files.example.com/1.mp4',
				videos: [
					{ url: 'https://files.example.com/1.mp4', expiresAt: '2026-11-01T13:00:00.000Z' },
					{ url: 'https://files.example.com/2.mp4', expiresAt: '2026-11-01T12:01:00.000Z' },
				],
			}),
		},
		{
			reply: 'failed with its reason',
			taskId: 'abc-123',
			body: { task: { task_id: 'abc-123', status: 'TASK_STATUS_FAILED', reason: 'bad prompt' } },
			reading: task({ status: 'failed', failure: { code: null, message: 'bad prompt' } }),
		},
		UNKNOWN_WORD,
		FAILED_QUESTION,
		...BARE_ENDS,
		...besideTheTask('task_1'),
	],
	refusals: [
		{
			reply: 'a wrong key',
			body: { code: 401, reason: 'FAILED_TO_AUTH', message: 'failed to authenticate API key' },
			reading: refused('key', 'FAILED_TO_AUTH', 'failed to authenticate API key'),
		},
		{
			reply: 'no balance',
			body: {
				code: 403,
				reason: 'NOT_ENOUGH_BALANCE',
				message: 'not enough balance',
				metadata: {},
			},
			reading: refused('credit', 'NOT_ENOUGH_BALANCE', 'not enough balance'),
		},
		{
			reply: 'a code of its own beside an id makes a message an error',
			body: { task_id: 'x', code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'no money' },
			reading: troubled('x', 'credit', 'NOT_ENOUGH_BALANCE', 'no money'),
		},
		{
			reply: 'too many requests, with the platform’s own word',
			status: 429,
			body: { code: 429, reason: 'RATE_LIMIT_EXCEEDED', message: 'rate limit exceeded' },
			reading: refused('busy', 'RATE_LIMIT_EXCEEDED', 'rate limit exceeded'),
		},
		{
			reply: 'an account that may not use the interface',
			status: 403,
			body: { code: 403, reason: 'API_NOT_ALLOWED', message: 'api not allowed' },
			reading: refused('permission', 'API_NOT_ALLOWED', 'api not allowed'),
		},
		{
			reply: 'a field that is wrong',
			status: 400,
			body: { code: 400, reason: 'INVALID_REQUEST_BODY', message: 'invalid request body' },
			reading: refused('input', 'INVALID_REQUEST_BODY', 'invalid request body'),
		},
		{
			reply: 'no such endpoint',
			status: 404,
			body: { code: 404, reason: 'API_NOT_FOUND', message: 'api not found' },
			reading: refused('noModel', 'API_NOT_FOUND', 'api not found'),
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
