/** OpenRouter, its job interface for videos: https://openrouter.ai/docs/api_reference/videos */

import { openRouter } from '../../nodes/VeoVideo/providers/openRouter';
import { PNG } from '../nodes/pictures.mts';
import { modelId, NOTHING, type ProviderCases, refused, task, troubled } from './cases.mts';

const PAGE = 'OpenRouter';
const ID = 'gen-vid-1790000000-abcdefghij0123456789';
const FIRST = 'https://example.com/first.png';
const LAST = 'https://example.com/last.png';
const CONTENT = `/v1/videos/${ID}/content`;

function part(url: string) {
	return { type: 'image_url', image_url: { url } };
}

export const openRouterCases: ProviderCases = {
	provider: openRouter,
	requests: [
		{
			page: PAGE,
			example: 'text alone: nothing but what is said, and whether there is sound',
			parameters: { inputMode: 'text', model: modelId('google/veo-3.1'), prompt: 'A paper boat' },
			path: '/v1/videos',
			body: { model: 'google/veo-3.1', prompt: 'A paper boat', generate_audio: true },
		},
		{
			page: PAGE,
			example: 'text with every field; 4K is spelled with a capital K',
			parameters: {
				inputMode: 'text',
				model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' },
				prompt: 'A paper boat',
				duration: 8,
				resolution: '4k',
				aspectRatio: '9:16',
				generateAudio: false,
				options: {
					seed: 7,
					negativePrompt: 'blur',
					personGeneration: 'allow_adult',
					enhancePrompt: true,
				},
			},
			path: '/v1/videos',
			body: {
				model: 'google/veo-3.1-fast',
				prompt: 'A paper boat',
				duration: 8,
				resolution: '4K',
				aspect_ratio: '9:16',
				generate_audio: false,
				seed: 7,
				provider: {
					options: {
						'google-vertex': {
							parameters: {
								negativePrompt: 'blur',
								personGeneration: 'allow_adult',
								enhancePrompt: true,
							},
						},
					},
				},
			},
		},
		{
			page: PAGE,
			example: 'first frame, a file as a data URI',
			parameters: {
				inputMode: 'image',
				model: { __rl: true, mode: 'list', value: 'veo-3.1-lite' },
				prompt: 'It sails',
				imageInput: 'binary',
				image: 'photo',
				resolution: '1080p',
			},
			items: [
				{
					json: {},
					binary: { photo: { data: PNG.toString('base64'), mimeType: 'image/png' } },
				},
			],
			path: '/v1/videos',
			body: {
				model: 'google/veo-3.1-lite',
				prompt: 'It sails',
				resolution: '1080p',
				generate_audio: true,
				frame_images: [
					{
						...part(`data:image/png;base64,${PNG.toString('base64')}`),
						frame_type: 'first_frame',
					},
				],
			},
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
			path: '/v1/videos',
			body: {
				model: 'google/veo-3.1',
				prompt: 'It sails',
				generate_audio: true,
				frame_images: [
					{ ...part(FIRST), frame_type: 'first_frame' },
					{ ...part(LAST), frame_type: 'last_frame' },
				],
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
			},
			path: '/v1/videos',
			body: {
				model: 'google/veo-3.1',
				prompt: 'The same boat at night',
				duration: 8,
				generate_audio: true,
				input_references: [part(FIRST), part(LAST)],
			},
		},
	],
	checks: [{ taskId: ID, request: { method: 'GET', path: `/v1/videos/${ID}` } }],
	replies: [
		{
			reply: 'the create, with 202',
			status: 202,
			body: { id: ID, polling_url: `https://openrouter.ai/api/v1/videos/${ID}`, status: 'pending' },
			reading: task({ taskId: ID, status: 'queued', videoUrl: null, cost: null }),
		},
		{
			reply: 'the create, with an error beside the id',
			status: 202,
			body: { id: ID, status: 'pending', error: { code: 402, message: 'Insufficient credits' } },
			reading: troubled(ID, 'credit', '402', 'Insufficient credits'),
		},
		{
			reply: 'in_progress',
			body: { id: ID, polling_url: '/v1/videos/x', status: 'in_progress' },
			taskId: ID,
			reading: task({ taskId: ID, status: 'running' }),
		},
		{
			reply: 'a word that no document has',
			body: { id: ID, status: 'polishing' },
			taskId: ID,
			reading: task({ status: 'running' }),
		},
		{
			reply: 'completed, with the content route and the cost',
			body: {
				id: ID,
				generation_id: ID,
				status: 'completed',
				unsigned_urls: [`https://openrouter.ai/api${CONTENT}?index=0`],
				usage: { cost: 0.2, is_byok: false },
			},
			taskId: ID,
			reading: task({
				status: 'completed',
				videoUrl: `https://openrouter.ai/api${CONTENT}?index=0`,
				cost: { amount: 0.2, unit: 'USD' },
			}),
		},
		{
			reply: 'completed, with a signed link, which goes first, and a cost of null',
			body: {
				id: ID,
				status: 'completed',
				urls: ['https://storage.example.com/a.mp4?signature=x'],
				unsigned_urls: [`https://openrouter.ai/api${CONTENT}?index=0`],
				usage: { cost: null },
			},
			taskId: ID,
			reading: task({ videoUrl: 'https://storage.example.com/a.mp4?signature=x', cost: null }),
		},
		{
			reply: 'completed without a link',
			body: { id: ID, status: 'completed' },
			taskId: ID,
			reading: task({ status: 'completed', videoUrl: null, videos: [] }),
		},
		{
			reply: 'failed, whose error is a text',
			body: { id: ID, status: 'failed', error: 'Content policy violation' },
			taskId: ID,
			reading: task({
				status: 'failed',
				failure: { code: null, message: 'Content policy violation' },
			}),
		},
		...['cancelled', 'expired', 'dead'].map((word) => ({
			reply: `${word}, without a reason`,
			body: { id: ID, status: word },
			taskId: ID,
			reading: task({
				status: 'failed',
				failure: { code: word, message: `OpenRouter ended the job: ${word}.` },
			}),
		})),
		{
			reply: 'the other spelling of "cancelled", with a reason',
			body: { id: ID, status: 'canceled', error: 'Cancelled by support' },
			taskId: ID,
			reading: task({
				status: 'failed',
				failure: { code: 'cancelled', message: 'Cancelled by support' },
			}),
		},
		{ reply: 'a reply without id and status', body: { data: [] }, taskId: ID, reading: NOTHING },
		{
			reply: 'an unknown job',
			status: 404,
			body: { error: { code: 404, message: `Job ${ID} not found` } },
			taskId: ID,
			reading: refused('noTask', '404', `Job ${ID} not found`),
		},
		{
			reply: 'a fault of its own about a job',
			status: 524,
			body: { error: { code: 524, message: 'Timeout' } },
			taskId: ID,
			reading: refused('unsure', '524', 'Timeout'),
		},
	],
	refusals: [
		{
			reply: 'a wrong key',
			status: 401,
			body: { error: { code: 401, message: 'User not found.' } },
			reading: refused('key', '401', 'User not found.'),
		},
		{
			reply: 'no credit',
			status: 402,
			body: { error: { code: 402, message: 'Insufficient credits' } },
			reading: refused('credit', '402', 'Insufficient credits'),
		},
		{
			reply: 'a duration that the model has not',
			status: 400,
			body: {
				error: {
					code: 400,
					message: 'duration must be one of 4, 6, 8',
					metadata: { failed_routing_step: 'Validate Video Parameters', routing_funnel: [] },
				},
				user_id: 'user_x',
			},
			reading: refused('input', '400', 'duration must be one of 4, 6, 8'),
		},
		{
			reply: 'a prompt that its own moderation holds back',
			status: 403,
			body: {
				error: {
					code: 403,
					message: 'Your prompt was flagged',
					metadata: { reasons: ['violence'], flagged_input: 'a fight', provider_name: 'Google' },
				},
			},
			reading: refused('input', 'moderation', 'Your prompt was flagged violence'),
		},
		{
			reply: 'a key that may not',
			status: 403,
			body: { error: { code: 403, message: 'Blocked by a guardrail' } },
			reading: refused('permission', '403', 'Blocked by a guardrail'),
		},
		{
			reply: 'a model that no account setting allows',
			status: 404,
			body: {
				error: {
					code: 404,
					message: 'No endpoints match your data policy',
					metadata: { availability: { code: 'privacy_restricted' } },
				},
			},
			reading: refused('permission', 'privacy_restricted', 'No endpoints match your data policy'),
		},
		{
			reply: 'a model that is gone',
			status: 404,
			body: {
				error: {
					code: 404,
					message: 'No endpoints found',
					metadata: { availability: { code: 'model_deprecated' } },
				},
			},
			reading: refused('noModel', 'model_deprecated', 'No endpoints found'),
		},
		{
			reply: 'an unknown model',
			status: 400,
			body: {
				error: { code: 400, message: 'Unknown', metadata: { error_type: 'model_not_found' } },
			},
			reading: refused('noModel', 'model_not_found', 'Unknown'),
		},
		{
			reply: 'a broken schema, which has no message',
			status: 400,
			body: { success: false, error: { name: 'ZodError', issues: [{ code: 'invalid_type' }] } },
			reading: refused('input', null, '{"name":"ZodError","issues":[{"code":"invalid_type"}]}'),
		},
		{
			reply: 'a body that is too large',
			status: 413,
			body: { error: { code: 413, message: 'Payload too large' } },
			reading: refused('input', '413', 'Payload too large'),
		},
		{
			reply: 'too many requests',
			status: 429,
			body: {
				error: { code: 429, message: 'Slow down', metadata: { error_type: 'rate_limit_exceeded' } },
			},
			reading: refused('busy', 'rate_limit_exceeded', 'Slow down'),
		},
		{
			reply: 'a fault after which nobody knows',
			status: 502,
			body: { error: { code: 502, message: 'Bad gateway' } },
			reading: refused('unsure', '502', 'Bad gateway'),
		},
		{
			reply: 'an overload, which does not say that nothing was taken',
			status: 529,
			body: { error: { code: 529, message: 'Overloaded' } },
			reading: refused('unsure', '529', 'Overloaded'),
		},
	],
	files: [
		{
			task: 'without a link: the content route all the same',
			fields: { taskId: ID },
			files: [{ path: CONTENT, query: { index: '0' } }],
		},
		{
			task: 'with the content route as its link',
			fields: {
				taskId: ID,
				videos: [{ url: `https://openrouter.ai/api${CONTENT}?index=0`, expiresAt: null }],
			},
			files: [{ path: CONTENT, query: { index: '0' } }],
		},
		{
			task: 'with a signed link, for when the route does not hand it out',
			fields: {
				taskId: ID,
				videos: [{ url: 'https://storage.example.com/a.mp4', expiresAt: null }],
			},
			files: [
				{
					path: CONTENT,
					query: { index: '0' },
					otherwise: { link: 'https://storage.example.com/a.mp4' },
				},
			],
		},
	],
};
