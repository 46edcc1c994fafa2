/** kie.ai, its dedicated interface: what its pages print, and what else is known of it. */

import type { INodeParameters } from 'n8n-workflow';

import { kie } from '../../nodes/VeoVideo/providers/kie';
import { PNG } from '../nodes/pictures.mts';
import type { JsonObject } from '../../nodes/VeoVideo/terms/json';
import {
	modelId,
	NOTHING,
	type ProviderCases,
	refused,
	type ReplyCase,
	type RequestCase,
	task,
	troubled,
	type UploadReply,
} from './cases.mts';

const PAGE = 'docs.kie.ai, generate';
const LINK = 'https://tempfile.aiquickdraw.com/v/a.mp4';
const OTHER = 'https://tempfile.aiquickdraw.com/v/b.mp4';
const IMAGE = 'https://example.com/a.jpg';
const LAST = 'https://example.com/b.jpg';

/** A create through the node, and the body it becomes. */
function generate(example: string, parameters: INodeParameters, body: JsonObject): RequestCase {
	return {
		page: PAGE,
		example,
		parameters: { model: modelId('veo3_fast'), prompt: 'A lion', ...parameters },
		path: '/api/v1/veo/generate',
		body: { prompt: 'A lion', model: 'veo3_fast', enableTranslation: true, ...body },
	};
}

const requests: RequestCase[] = [
	generate('text', { inputMode: 'text' }, { generationType: 'TEXT_2_VIDEO' }),
	generate(
		'text, with everything that can be set',
		{
			inputMode: 'text',
			model: modelId('veo3'),
			duration: 4,
			resolution: '4k',
			aspectRatio: '9:16',
			options: { seed: 12_345, watermark: 'My Brand', translatePrompt: false },
		},
		{
			model: 'veo3',
			generationType: 'TEXT_2_VIDEO',
			duration: 4,
			resolution: '4k',
			aspect_ratio: '9:16',
			seeds: 12_345,
			watermark: 'My Brand',
			enableTranslation: false,
		},
	),
	generate(
		'text in the shape of an image, which no page refuses',
		{ inputMode: 'text', aspectRatio: 'auto' },
		{ generationType: 'TEXT_2_VIDEO', aspect_ratio: 'Auto' },
	),
	generate(
		'the cheapest tier',
		{ inputMode: 'text', model: modelId('veo3_lite'), resolution: '1080p' },
		{ model: 'veo3_lite', generationType: 'TEXT_2_VIDEO', resolution: '1080p' },
	),
	generate(
		'first frame, the shape of the image',
		{ inputMode: 'image', image: IMAGE, aspectRatio: 'auto' },
		{
			generationType: 'FIRST_AND_LAST_FRAMES_2_VIDEO',
			imageUrls: [IMAGE],
			aspect_ratio: 'Auto',
		},
	),
	generate(
		'first and last frame',
		{ inputMode: 'frames', image: IMAGE, lastImage: LAST, duration: 6 },
		{
			generationType: 'FIRST_AND_LAST_FRAMES_2_VIDEO',
			imageUrls: [IMAGE, LAST],
			duration: 6,
		},
	),
	generate(
		'one reference image',
		{ inputMode: 'references', referenceImages: { values: [{ image: IMAGE }] } },
		{ generationType: 'REFERENCE_2_VIDEO', imageUrls: [IMAGE] },
	),
	generate(
		'three reference images at the cheapest tier',
		{
			inputMode: 'references',
			model: modelId('veo3_lite'),
			duration: 8,
			referenceImages: { values: [{ image: IMAGE }, { image: LAST }, { image: IMAGE }] },
		},
		{
			model: 'veo3_lite',
			generationType: 'REFERENCE_2_VIDEO',
			imageUrls: [IMAGE, LAST, IMAGE],
			duration: 8,
		},
	),
	...(
		[
			['veo3', 'quality'],
			['veo3_fast', 'fast'],
			['veo3_lite', 'lite'],
			['fast', 'fast'],
			['constructor', 'constructor'],
		] as const
	).map(([model, word]): RequestCase => ({
		page: 'docs.kie.ai, extend',
		example: `the tier ${model}`,
		spec: {
			inputMode: 'video',
			model,
			prompt: 'And then it sleeps',
			video: 'veo_task_abc',
			options: { seed: 99_999, watermark: 'My Brand' },
		},
		path: '/api/v1/veo/extend',
		body: {
			taskId: 'veo_task_abc',
			prompt: 'And then it sleeps',
			model: word,
			seeds: 99_999,
			watermark: 'My Brand',
		},
	})),
];

const taskId = 'veo_task_abc';

/** The reply to a check whose data holds this. */
function told(reply: string, data: JsonObject, fields: Parameters<typeof task>[0]): ReplyCase {
	return {
		reply,
		taskId,
		body: { code: 200, msg: 'success', data: { taskId, ...data } },
		reading: task(fields),
	};
}

const DONE = { successFlag: 1, completeTime: '2025-06-06 10:30:00' };
/** Where the links are, and what they are read as. */
const PLACES: ReadonlyArray<[what: string, response: unknown, links: string[]]> = [
	['a list', { resultUrls: [LINK] }, [LINK]],
	['several in a list', { resultUrls: [LINK, OTHER] }, [LINK, OTHER]],
	['one twice', { resultUrls: [LINK, LINK] }, [LINK]],
	['a list as JSON text', { resultUrls: JSON.stringify([LINK, OTHER]) }, [LINK, OTHER]],
	['JSON text with escapes', { resultUrls: `["${LINK.replaceAll('/', '\\/')}"]` }, [LINK]],
	['a text in brackets', { resultUrls: `[${LINK}]` }, [LINK]],
	['several in a text in brackets', { resultUrls: `[${LINK}, ${OTHER}]` }, [LINK, OTHER]],
	['a comma within a link', { resultUrls: `[${LINK}?a=1,2,${OTHER}]` }, [`${LINK}?a=1,2`, OTHER]],
	['single quotes in brackets', { resultUrls: `['${LINK}']` }, [LINK]],
	['a text alone', { resultUrls: LINK }, [LINK]],
	['after an extension', { fullResultUrls: [OTHER], resultUrls: [LINK] }, [OTHER]],
	['an empty whole', { fullResultUrls: [], resultUrls: [LINK] }, [LINK]],
	['a tall video with its original', { resultUrls: [LINK], originUrls: [OTHER] }, [LINK]],
	['the original alone, which is no result', { originUrls: [OTHER] }, []],
	['all of it as JSON text', JSON.stringify({ resultUrls: [LINK] }), [LINK]],
	['a text that is no JSON', '{"resultUrls', []],
	['nothing', null, []],
	['an empty list', { resultUrls: [] }, []],
	['an empty text', { resultUrls: '' }, []],
	['no link', { resultUrls: ['/a.mp4', 7, null, 'ftp://a/b'] }, []],
	['a broken list without a link', { resultUrls: '["a.mp4' }, []],
	['empty brackets', { resultUrls: '[]' }, []],
];

const replies: ReplyCase[] = [
	{
		reply: 'the create',
		body: { code: 200, msg: 'success', data: { taskId } },
		reading: { says: 'task', task: { taskId, status: 'queued', videos: [] }, trouble: null },
	},
	{
		reply: 'the create, with the other interface’s spelling and a second id',
		body: { code: 200, msg: 'success', data: { task_id: taskId, recordId: 'r' } },
		reading: { says: 'task', task: { taskId }, trouble: null },
	},
	{
		reply: 'the create, well with any HTTP status',
		status: 500,
		body: { code: 200, msg: 'success', data: { taskId } },
		reading: { says: 'task', task: { taskId }, trouble: null },
	},
	{
		reply: 'a create with a task, and a code that says otherwise',
		body: { code: 500, msg: 'Internal error', data: { taskId } },
		reading: troubled(taskId, 'unsure', '500', 'Internal error'),
	},
	{
		reply: 'a create without the id of a task',
		body: { code: 200, msg: 'success', data: {} },
		reading: NOTHING,
	},
	told(
		'working',
		{
			...{ successFlag: 0, response: null, errorCode: null, errorMessage: '' },
			...{ createTime: 1_749_205_500_000, completeTime: null },
			paramJson: '{"prompt":"A lion","model":"veo3_fast","duration":6,"aspect_ratio":"9:16"}',
		},
		{
			status: 'running',
			progress: null,
			model: 'veo3_fast',
			durationSeconds: 6,
			aspectRatio: '9:16',
			createdAt: '2025-06-06T10:25:00.000Z',
			completedAt: null,
			videos: [],
			cost: null,
			failure: null,
		},
	),
	told('no flag yet', { response: null }, { status: 'running' }),
	told('a flag that no page lists', { successFlag: 7 }, { status: 'running', failure: null }),
	told(
		'done, as the page prints it, with times that name no zone',
		{
			...{ ...DONE, createTime: '2025-06-06 10:25:00', errorCode: null, errorMessage: '' },
			...{ paramJson: '{"model":"veo3","aspect_ratio":"Auto"}', fallbackFlag: false },
			response: {
				...{ taskId, resultUrls: [LINK], originUrls: [OTHER], fullResultUrls: [] },
				resolution: '1080p',
			},
		},
		{
			taskId,
			status: 'completed',
			model: 'veo3',
			videoUrl: LINK,
			videos: [{ url: LINK, expiresAt: null }],
			resolution: '1080p',
			aspectRatio: null,
			createdAt: '2025-06-06T10:25:00.000Z',
			completedAt: '2025-06-06T10:30:00.000Z',
			cost: null,
			failure: null,
		},
	),
	told('done, the flag as text', { ...DONE, successFlag: '1' }, { status: 'completed' }),
	{
		...told(
			'done by another model, which took the place of the one that was asked for',
			{ ...DONE, fallbackFlag: true, paramJson: '{"model":"veo3","duration":8}' },
			{},
		),
		reading: {
			...{ says: 'task', task: { status: 'completed', model: null, durationSeconds: null } },
			warning:
				'kie.ai made this video with another model than the chosen one, its fallback: resolution and look may differ.',
		},
	},
	told(
		'failed with a code that JavaScript has a word for',
		{ successFlag: 2, errorCode: '__proto__', errorMessage: '' },
		{ status: 'failed', failure: { code: '__proto__', message: '__proto__' } },
	),
	told('a flag that JavaScript has a word for', { successFlag: 'toString' }, { status: 'running' }),
	told('a price', { ...DONE, creditsConsumed: 60 }, { cost: { amount: 60, unit: 'credits' } }),
	told('parameters that are no JSON', { ...DONE, paramJson: '{"model' }, { model: null }),
	...PLACES.map(([what, response, links]) =>
		told(
			`done, links: ${what}`,
			{ ...DONE, response },
			{ videoUrl: links[0] ?? null, videos: links.map((url) => ({ url, expiresAt: null })) },
		),
	),
	told(
		'done, links where a callback has them',
		{ ...DONE, info: { resultUrls: [LINK] } },
		{ videoUrl: LINK },
	),
	told(
		'failed',
		{ successFlag: 2, errorCode: 400, errorMessage: 'Your prompt was flagged', response: null },
		{ status: 'failed', failure: { code: '400', message: 'Your prompt was flagged' } },
	),
	told(
		'created, and the generation failed',
		{ successFlag: 3, errorCode: '501', errorMessage: 'Flow gave up' },
		{ status: 'failed', failure: { code: '501', message: 'Flow gave up' } },
	),
	told(
		'failed without words',
		{ successFlag: 3, errorCode: 501, errorMessage: '' },
		{ status: 'failed', failure: { code: '501', message: 'The video could not be made.' } },
	),
	told(
		'failed without a reason',
		{ successFlag: 2, errorCode: null, errorMessage: '' },
		{ status: 'failed', failure: { code: null, message: 'The provider gave no reason.' } },
	),
	{
		reply: 'a failed task beside a code of its own',
		taskId,
		body: { code: 501, msg: 'failed', data: { taskId, successFlag: 3, errorMessage: 'No' } },
		reading: task({ status: 'failed', failure: { code: null, message: 'No' } }),
	},
	{
		reply: 'a failure beside a code that is about the question, for no task is named',
		taskId,
		body: { code: 429, msg: 'Too many', data: { successFlag: 2 } },
		reading: refused('busy', '429', 'Too many'),
	},
	{
		reply: 'no data about a task',
		taskId,
		body: { code: 200, msg: 'success', data: null },
		reading: NOTHING,
	},
	{ reply: 'a page', text: '<h1>Welcome</h1>', reading: NOTHING },
];

/** A refusal with HTTP 200 of a create, a check and an upload. */
const says = (
	asked: ReplyCase['asked'] & string,
	code: unknown,
	reading: ReplyCase['reading'],
) => ({
	reply: `code ${JSON.stringify(code)} to ${asked}`,
	asked,
	...(asked === 'status' && { taskId }),
	body: { code, msg: 'No.', data: null },
	reading,
});

const refusals: ReplyCase[] = [
	...(
		[
			[400, 'input', 'input', 'input'],
			[401, 'key', 'key', 'key'],
			[402, 'credit', 'credit', 'credit'],
			[404, 'noAddress', 'noTask', 'noAddress'],
			[405, 'noAddress', 'noAddress', 'noAddress'],
			[408, 'unsure', 'unsure', 'unsure'],
			[422, 'input', 'noTask', 'input'],
			[429, 'busy', 'busy', 'busy'],
			[433, 'credit', 'credit', 'credit'],
			[451, 'input', 'input', 'input'],
			[455, 'down', 'down', 'down'],
			[500, 'unsure', 'unsure', 'unsure'],
			[501, 'unsure', 'unsure', 'unsure'],
			[505, 'permission', 'permission', 'permission'],
			// Numbers that no page explains.
			[418, 'unsure', 'input', 'input'],
			[599, 'unsure', 'unsure', 'unsure'],
			[0, 'unsure', 'unsure', 'unsure'],
			[201, 'unsure', 'unsure', 'unsure'],
		] as const
	).flatMap(([code, create, status, upload]) => [
		says('create', code, refused(create, String(code), 'No.')),
		says('status', code, refused(status, String(code), 'No.')),
		says('upload', code, refused(upload, String(code), 'No.')),
	]),
	says('create', '402', refused('credit', '402', 'No.')),
	// Words that JavaScript has meanings for, and no page has.
	says('create', '__proto__', refused('unsure', '__proto__', 'No.')),
	says('status', 'constructor', refused('unsure', 'constructor', 'No.')),
	{
		reply: 'a code, whatever the HTTP status',
		status: 500,
		body: { code: 402, msg: 'Credits insufficient', data: null },
		reading: refused('credit', '402', 'Credits insufficient'),
	},
	{
		reply: 'a code that leaves it open, although the HTTP status does not',
		status: 400,
		body: { code: 500, msg: 'Server error', data: null },
		reading: refused('unsure', '500', 'Server error'),
	},
	{
		reply: 'a number that only HTTP explains',
		status: 403,
		body: { code: 403, msg: 'Forbidden' },
		reading: refused('permission', '403', 'Forbidden'),
	},
	{
		reply: 'no code, as from a proxy',
		status: 502,
		text: '<h1>Bad Gateway</h1>',
		reading: refused('unsure', null, null),
	},
	{
		reply: 'Cloudflare',
		status: 403,
		text: 'error code: 1010',
		reading: refused('permission', null, null),
	},
];

/** The first half of the SHA-256 of the bytes. */
const FILE_NAME = '6b7fa434f92a8b80aab02d9bf1a12e49.png';
const STORED = 'https://tempfile.redpandaai.co/n8n-veo-video/a.png';

const uploadReplies: UploadReply[] = [
	{
		reply: 'the file as it lies there',
		body: {
			...{ success: true, code: 200, msg: 'File uploaded successfully' },
			data: {
				...{ fileName: 'a.png', filePath: 'n8n-veo-video/a.png', downloadUrl: STORED },
				...{ fileSize: 70, mimeType: 'image/png', uploadedAt: '2026-11-01T12:00:00Z' },
			},
		},
		reading: { says: 'stored', link: STORED },
	},
	{
		reply: 'no link',
		body: { success: true, code: 200, msg: 'ok', data: {} },
		reading: NOTHING,
	},
	{
		reply: 'a refusal',
		body: { success: false, code: 400, msg: 'Not base64', data: null },
		reading: refused('input', '400', 'Not base64'),
	},
	{
		reply: 'Cloudflare',
		status: 403,
		text: 'error code: 1010',
		reading: refused('permission', null, null),
	},
];

export const kieCases: ProviderCases = {
	provider: kie,
	credential: (sandbox) => ({
		apiKey: sandbox.key,
		baseUrl: sandbox.urls.kie,
		uploadBaseUrl: sandbox.url('kie', 'upload'),
	}),
	requests,
	checks: [
		{
			taskId,
			request: { method: 'GET', path: '/api/v1/veo/record-info', query: { taskId } },
		},
	],
	replies,
	refusals,
	uploads: [
		{
			upload: 'a file, under a name made of its bytes',
			file: { fileName: 'image.png', mimeType: 'image/png', bytes: PNG },
			request: {
				method: 'POST',
				at: 'upload',
				path: '/api/file-stream-upload',
				body: {
					type: 'multipart',
					fields: { uploadPath: 'n8n-veo-video', fileName: FILE_NAME },
					files: [{ field: 'file', fileName: FILE_NAME, mimeType: 'image/png', bytes: PNG }],
				},
			},
			replies: uploadReplies,
		},
	],
	files: [
		{ task: 'without a link', fields: {}, files: [] },
		{
			task: 'with two',
			fields: {
				videos: [
					{ url: LINK, expiresAt: null },
					{ url: OTHER, expiresAt: null },
				],
			},
			files: [{ link: LINK }, { link: OTHER }],
		},
	],
};
