/** Replies that whole families of gateways share, beside what their pages print: a provider's case file takes in those of its own family. */

import type { JsonObject } from '../../nodes/VeoVideo/terms/json';
import { NOTHING, refused, type ReplyCase, task } from './cases.mts';

const LINK = 'https://files.example.com/v.mp4';

/** Where gateways put the link. */
const PLACES: readonly JsonObject[] = [
	{ video_url: LINK },
	{ result: { video_url: LINK } },
	{ result: { outputs: [LINK] } },
	{ result: { url: LINK } },
	{ result_url: LINK },
	{ url: LINK },
	{ metadata: { url: LINK } },
	{ videos: [{ type: 'url', url: LINK }] },
	{ videos: [{ video_url: LINK }] },
	{ urls: [LINK] },
	{ unsigned_urls: [LINK] },
	{ fail_reason: LINK },
	{ video_url: 'data:video/mp4;base64,AAAA', metadata: { url: LINK } },
];

/** The link of a completed task, from where the gateways that run new-api put it. */
export const LINKS_OF_GATEWAYS: readonly ReplyCase[] = [
	...PLACES.map((place): ReplyCase => ({
		reply: `a link in ${JSON.stringify(place)}`,
		taskId: 'x',
		body: { id: 'x', status: 'completed', ...place },
		reading: task({ videoUrl: LINK, videos: [{ url: LINK, expiresAt: null }] }),
	})),
	{
		reply: 'a data URI alone, which is no link',
		taskId: 'x',
		body: { id: 'x', status: 'completed', metadata: { url: 'data:video/mp4;base64,AAAA' } },
		reading: task({ videoUrl: null, videos: [], failure: null }),
	},
	{
		reply: 'a link while the task goes on',
		taskId: 'x',
		body: { id: 'x', status: 'in_progress', url: LINK },
		reading: task({ videoUrl: null, videos: [], failure: null }),
	},
	{
		reply: 'a task in `data`, where the routes of one gateway differ',
		taskId: 'x',
		body: {
			code: 'success',
			message: '',
			data: { task_id: 'x', status: 'SUCCESS', progress: '100%', result_url: LINK },
		},
		reading: task({ status: 'completed', progress: 100, videoUrl: LINK }),
	},
];

/** What gateways say beside a task as a matter of form. */
const HARMLESS: readonly JsonObject[] = [
	{ error: { code: '', message: '' } },
	{ error: { code: null, message: null, type: '', param: null } },
	{ error: { code: 0, message: '' } },
	{ error: { code: 200, message: 'OK' } },
	{ error: { message: ' ' } },
	{ error: {} },
	{ error: [] },
	{ error: '' },
	{ error: null },
	{ error: false },
	{ message: 'success' },
	{ message: 'Task created' },
	{ code: 0, message: 'success' },
	{ code: 200, message: '操作成功' },
	{ code: 'success', message: 'The task was submitted' },
	{ code: 0, reason: '', message: '', metadata: {} },
];

/**
 * The reply to a create that names a task and says something beside it. `taskId` is what the provider
 * reads as the id where `id`, `task_id` and `name` are all given.
 */
export function besideTheTask(taskId: string): ReplyCase[] {
	const named = { id: 'task_1', task_id: 'task_1', name: 'operations/task_1' };
	return [
		...HARMLESS.map((harmless): ReplyCase => ({
			reply: `a task, and ${JSON.stringify(harmless)}, which is no error`,
			body: { ...named, ...harmless },
			reading: { says: 'task', task: { taskId }, trouble: null },
		})),
		{
			reply: 'a task, and a real error',
			body: { ...named, error: { code: 'no_credit', message: 'Insufficient balance' } },
			reading: {
				says: 'task',
				task: { taskId },
				trouble: { code: 'no_credit', words: 'Insufficient balance' },
			},
		},
	];
}

/** A word that no page lists counts as running, so that a paid task is not given up. */
export const UNKNOWN_WORD: ReplyCase = {
	reply: 'a word that no page lists',
	taskId: 'x',
	body: { id: 'x', name: 'x', status: 'warming_up', task: { status: 'warming_up' } },
	reading: task({ status: 'running', failure: null }),
};

/** The create of a gateway that has ids of its own beside the task's: that of the request, and that of a row. */
export const IDS_BESIDE_THE_TASK: readonly ReplyCase[] = [
	{ id: 'request_1', data: { id: 'task_1' } },
	{ id: 'request_1', data: { task_id: 'task_1', status: 'queued' } },
	{ data: { id: 42, task_id: 'task_1' } },
	{ id: 'task_1', status: 'queued', data: { id: 'video_1' } },
	{ task_id: 'task_1', data: { id: 'video_1' } },
].map((body): ReplyCase => ({
	reply: `the task in ${JSON.stringify(body)}`,
	body,
	reading: task({ taskId: 'task_1' }),
}));

/** A failure of the question, told in the words for a task's: the task that was asked about goes on. */
export const FAILED_QUESTION: ReplyCase = {
	reply: '"failed" with an error, and no task named in it',
	taskId: 'x',
	body: {
		status: 'failed',
		task: { status: 'TASK_STATUS_FAILED' },
		error: { code: 'rate_limit', message: 'Rate limit reached, try later' },
	},
	reading: refused('input', 'rate_limit', 'Rate limit reached, try later'),
};

/** Ends of a task that say less than they might. */
export const BARE_ENDS: readonly ReplyCase[] = [
	{
		reply: 'failed, with a blank reason',
		taskId: 'x',
		body: {
			id: 'x',
			task_id: 'x',
			status: 'failed',
			error: { code: '', message: '' },
			task: { task_id: 'x', status: 'TASK_STATUS_FAILED', reason: '' },
		},
		reading: task({
			status: 'failed',
			failure: { code: null, message: 'The provider gave no reason.' },
		}),
	},
	{
		reply: 'a finished task, with a message that all is well',
		body: { id: 'x', task_id: 'x', status: 'completed', message: 'ok', error: null },
		reading: { says: 'task', task: { taskId: 'x' }, trouble: null },
	},
];

/** Where nothing of the provider's is named, "all is well" is no error either. */
export const NOT_ITS_TASK: ReplyCase = {
	reply: "another gateway's finished task",
	body: { id: 'x', task_id: 'x', status: 'completed', message: 'ok', error: null },
	reading: NOTHING,
};

/** The refusals of the gateways that run new-api: `model_not_found` comes with 503, the others with 400. */
export const REFUSALS_OF_NEW_API: readonly ReplyCase[] = [
	{
		reply: 'no channel serves the model',
		status: 503,
		body: {
			error: { message: 'No available channel', type: 'new_api_error', code: 'model_not_found' },
		},
		reading: refused('noModel', 'model_not_found', 'No available channel'),
	},
	{
		reply: 'a request that the gateway cannot read',
		status: 400,
		body: { code: 'invalid_request', message: 'field prompt is required', data: null },
		reading: refused('input', 'invalid_request', 'field prompt is required'),
	},
];
