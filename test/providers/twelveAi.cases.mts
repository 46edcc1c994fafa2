/** 12AI, "Gemini Veo video generation", its OpenAI-compatible interface: https://doc.12ai.org */

import { twelveAi } from '../../nodes/VeoVideo/providers/twelveAi';
import { modelId, type ProviderCases, refused, task, troubled } from './cases.mts';
import {
	BARE_ENDS,
	besideTheTask,
	FAILED_QUESTION,
	IDS_BESIDE_THE_TASK,
	LINKS_OF_GATEWAYS,
	REFUSALS_OF_NEW_API,
	UNKNOWN_WORD,
} from './gatewayCases.mts';

const OPERATION_ID = 'bW9kZWxzL3Zlby0zLjEtZmFzdC1nZW5lcmF0ZS1wcmV2aWV3L29wZXJhdGlvbnMveHh4';

export const twelveAiCases: ProviderCases = {
	provider: twelveAi,
	requests: [
		{
			page: '12AI',
			example: '1: first frame',
			parameters: {
				inputMode: 'image',
				model: modelId('veo-3.1-fast-generate-preview'),
				prompt: '让画面中的主体动起来,镜头缓慢推进,电影级画质',
				image: 'https://example.com/image1.jpg',
			},
			path: '/v1/videos',
			body: {
				model: 'veo-3.1-fast-generate-preview',
				prompt: '让画面中的主体动起来,镜头缓慢推进,电影级画质',
				images: ['https://example.com/image1.jpg'],
			},
		},
		{
			page: '12AI',
			example: '2: first and last frame',
			parameters: {
				inputMode: 'frames',
				model: modelId('veo-3.1-fast-generate-preview'),
				prompt: '平滑过渡,自然变化',
				image: 'https://example.com/image1.jpg',
				lastImage: 'https://example.com/image2.jpg',
				duration: 8,
			},
			path: '/v1/videos',
			body: {
				model: 'veo-3.1-fast-generate-preview',
				prompt: '平滑过渡,自然变化',
				images: ['https://example.com/image1.jpg', 'https://example.com/image2.jpg'],
				metadata: { durationSeconds: 8 },
			},
		},
		{
			page: '12AI',
			example: '3: text',
			parameters: {
				inputMode: 'text',
				model: modelId('veo-3.1-fast-generate-preview'),
				prompt: '一只可爱的橘猫在花园里追逐蝴蝶,慢动作镜头',
			},
			path: '/v1/videos',
			body: {
				model: 'veo-3.1-fast-generate-preview',
				prompt: '一只可爱的橘猫在花园里追逐蝴蝶,慢动作镜头',
			},
		},
		{
			page: '12AI',
			example: '4: first frame with all settings',
			parameters: {
				inputMode: 'image',
				model: modelId('veo-3.1-fast-generate-preview'),
				prompt: '让画面动起来,镜头缓慢推进',
				image: 'https://example.com/image1.jpg',
				aspectRatio: '16:9',
				duration: 6,
				options: { negativePrompt: '模糊,低质量,变形', personGeneration: 'allow_adult' },
			},
			path: '/v1/videos',
			body: {
				model: 'veo-3.1-fast-generate-preview',
				prompt: '让画面动起来,镜头缓慢推进',
				images: ['https://example.com/image1.jpg'],
				metadata: {
					aspectRatio: '16:9',
					durationSeconds: 6,
					negativePrompt: '模糊,低质量,变形',
					personGeneration: 'allow_adult',
				},
			},
		},
		{
			page: '12AI',
			example: '5: portrait',
			parameters: {
				inputMode: 'text',
				model: modelId('veo-3.1-fast-generate-preview'),
				prompt: '一个人在城市街道上行走',
				aspectRatio: '9:16',
				duration: 4,
			},
			path: '/v1/videos',
			body: {
				model: 'veo-3.1-fast-generate-preview',
				prompt: '一个人在城市街道上行走',
				metadata: { aspectRatio: '9:16', durationSeconds: 4 },
			},
		},
		{
			page: '12AI',
			example: '6: reference images',
			parameters: {
				inputMode: 'references',
				model: modelId('veo-3.1-generate-preview'),
				prompt: '一只可爱的猫咪在花园里玩耍',
				referenceImages: {
					values: [
						{ image: 'https://example.com/image1.jpg' },
						{ image: 'https://example.com/image2.jpg' },
					],
				},
				aspectRatio: '16:9',
				duration: 8,
			},
			path: '/v1/videos',
			body: {
				model: 'veo-3.1-generate-preview',
				prompt: '一只可爱的猫咪在花园里玩耍',
				metadata: {
					aspectRatio: '16:9',
					durationSeconds: 8,
					referenceImages: [
						{
							image: { bytesBase64Encoded: 'https://example.com/image1.jpg' },
							referenceType: 'asset',
						},
						{
							image: { bytesBase64Encoded: 'https://example.com/image2.jpg' },
							referenceType: 'asset',
						},
					],
				},
			},
		},
	],
	checks: [{ taskId: 'bW9kZWxz==', request: { method: 'GET', path: '/v1/videos/bW9kZWxz==' } }],
	replies: [
		{
			reply: 'the create, whose status is an empty text',
			body: {
				id: OPERATION_ID,
				task_id: OPERATION_ID,
				object: 'video',
				model: 'veo-3.1-fast-generate-preview',
				status: '',
				progress: 0,
				created_at: 1704672000,
			},
			reading: task({
				taskId: OPERATION_ID,
				status: 'queued',
				progress: 0,
				createdAt: '2024-01-08T00:00:00.000Z',
			}),
		},
		{
			reply: 'running, with a time of completion already set',
			taskId: OPERATION_ID,
			body: {
				id: OPERATION_ID,
				status: 'in_progress',
				progress: 50,
				created_at: 1704672000,
				completed_at: 1704672010,
			},
			reading: task({ status: 'running', progress: 50, completedAt: null }),
		},
		{
			reply: 'completed',
			taskId: OPERATION_ID,
			body: {
				id: OPERATION_ID,
				task_id: OPERATION_ID,
				model: 'veo-3.1-fast-generate-preview',
				object: 'video',
				status: 'completed',
				progress: 100,
				created_at: 1704672000,
				completed_at: 1704672060,
			},
			reading: task({
				status: 'completed',
				videoUrl: null,
				videos: [],
				completedAt: '2024-01-08T00:01:00.000Z',
			}),
		},
		{
			reply: 'completed, with the link in fail_reason',
			taskId: OPERATION_ID,
			body: {
				id: OPERATION_ID,
				status: 'completed',
				fail_reason: 'https://files.example.com/v.mp4',
			},
			reading: task({ status: 'completed', failure: null }),
		},
		{
			reply: 'failure with its reason',
			taskId: OPERATION_ID,
			body: { id: OPERATION_ID, status: 'failure', fail_reason: 'Unsafe prompt' },
			reading: task({ status: 'failed', failure: { code: null, message: 'Unsafe prompt' } }),
		},
		{
			reply: 'failed without a reason',
			taskId: OPERATION_ID,
			body: { id: OPERATION_ID, status: 'failed' },
			reading: task({
				status: 'failed',
				failure: { code: null, message: 'The provider gave no reason.' },
			}),
		},
		{
			reply: 'the word of a task that has not begun',
			taskId: OPERATION_ID,
			body: { id: OPERATION_ID, status: 'unknown', progress: 0 },
			reading: task({ status: 'queued' }),
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
			reply: 'Google’s envelope',
			body: {
				error: {
					code: 400,
					message: 'Your use case is currently not supported.',
					status: 'INVALID_ARGUMENT',
				},
			},
			reading: refused('input', '400', 'Your use case is currently not supported.'),
		},
		{
			reply: 'the flat form of the gateway',
			body: { code: 'task_not_exist', message: 'task not exist', data: null },
			reading: refused('input', 'task_not_exist', 'task not exist'),
		},
		{
			reply: 'the envelope of the gateway',
			body: { error: { message: 'Invalid token', type: 'new_api_error', code: '' } },
			reading: refused('input', 'new_api_error', 'Invalid token'),
		},
		{
			reply: 'a code of its own beside an id in `data` makes a message an error',
			body: { code: 'no_credit', message: 'no money', data: { task_id: 'x' } },
			reading: troubled('x', 'input', 'no_credit', 'no money'),
		},
		{
			reply: 'an error beside an id in `data`',
			body: { code: 'success', data: { task_id: 'x', error: { message: 'no money' } } },
			reading: troubled('x', 'input', null, 'no money'),
		},
		...REFUSALS_OF_NEW_API,
	],
	files: [
		{
			task: 'without a link',
			fields: { taskId: 'bW9kZWxz==' },
			files: [{ path: '/v1/videos/bW9kZWxz==/content' }],
		},
		{
			task: 'with a link',
			fields: { taskId: 'bW9kZWxz==', videoUrl: 'https://files.example.com/1.mp4' },
			files: [
				{
					path: '/v1/videos/bW9kZWxz==/content',
					otherwise: { link: 'https://files.example.com/1.mp4' },
				},
			],
		},
	],
};
