/** Every reply that the pages print, and those that other sources report, read into a task. */

import { describe, expect, it } from '@jest/globals';

import { hingNet } from '../../nodes/VeoVideo/providers/hingNet';
import { hingNetNative } from '../../nodes/VeoVideo/providers/hingNetNative';
import { jieKouAi } from '../../nodes/VeoVideo/providers/jieKouAi';
import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { twelveAi } from '../../nodes/VeoVideo/providers/twelveAi';
import { uniAll } from '../../nodes/VeoVideo/providers/uniAll';
import type { JsonObject } from '../../nodes/VeoVideo/terms/json';
import { isFinished, type Task } from '../../nodes/VeoVideo/terms/task';
import { problemIn, taskIn } from './readBody.mts';

const RECEIVED_AT = Date.parse('2026-11-01T12:00:00Z');
const OPERATION_ID = 'bW9kZWxzL3Zlby0zLjEtZmFzdC1nZW5lcmF0ZS1wcmV2aWV3L29wZXJhdGlvbnMveHh4';

interface ReplyCase {
	provider: Provider;
	reply: string;
	body: JsonObject;
	/** The id that was asked for; left out for the reply to an order. */
	taskId?: string;
	task: Partial<Task> | null;
}

const CASES: ReplyCase[] = [
	{
		provider: hingNet,
		reply: 'the order, in full',
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
		task: {
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
		},
	},
	{
		provider: hingNet,
		reply: 'the order, in short',
		body: {
			id: 'video_abc123',
			object: 'video',
			model: 'veo-3.1-fast-generate-preview',
			status: 'queued',
			progress: 0,
			created_at: 1761234567,
		},
		task: { taskId: 'video_abc123', status: 'queued', durationSeconds: null, resolution: null },
	},
	{
		provider: hingNet,
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
		task: {
			status: 'completed',
			progress: 100,
			videoUrl: 'https://files.example.com/v.mp4',
			videos: [{ url: 'https://files.example.com/v.mp4', expiresAt: null }],
		},
	},
	{
		provider: hingNet,
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
		task: {
			status: 'completed',
			progress: 0,
			videoUrl: 'https://files.example.com/v.mp4',
			durationSeconds: 8,
			resolution: '1080p',
			aspectRatio: '9:16',
		},
	},
	{
		provider: hingNet,
		reply: 'failed',
		taskId: 'video_abc123',
		body: {
			id: 'video_abc123',
			object: 'video',
			status: 'failed',
			error: { code: 'content_policy', message: 'The prompt was refused' },
		},
		task: {
			status: 'failed',
			failure: { code: 'content_policy', message: 'The prompt was refused' },
		},
	},
	{
		provider: hingNet,
		reply: 'the Sora page’s word for running',
		taskId: 'video_abc123',
		body: { id: 'video_abc123', status: 'processing', progress: '40%' },
		task: { status: 'running', progress: 40 },
	},
	{
		provider: hingNetNative,
		reply: 'the order',
		body: { name: 'operations/abc123xyz', done: false },
		task: { taskId: 'operations/abc123xyz', status: 'running', progress: null },
	},
	{
		provider: hingNetNative,
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
		task: { status: 'completed', videoUrl: 'https://files.example.com/video.mp4', failure: null },
	},
	{
		provider: hingNetNative,
		reply: 'done with an error',
		taskId: 'operations/abc123xyz',
		body: {
			name: 'operations/abc123xyz',
			done: true,
			error: { code: 3, message: 'unsupported use case' },
		},
		task: { status: 'failed', failure: { code: '3', message: 'unsupported use case' } },
	},
	{
		provider: hingNetNative,
		reply: 'done with an error that is a plain text',
		taskId: 'operations/abc123xyz',
		body: { name: 'operations/abc123xyz', done: true, error: 'out of quota' },
		task: { status: 'failed', failure: { code: null, message: 'out of quota' } },
	},
	{
		provider: hingNetNative,
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
		task: {
			status: 'failed',
			failure: { code: 'rai_media_filtered', message: 'It shows a celebrity.' },
		},
	},
	{
		provider: hingNetNative,
		reply: 'done without any sample',
		taskId: 'operations/abc123xyz',
		body: { name: 'operations/abc123xyz', done: true, response: {} },
		task: { status: 'completed', videoUrl: null, videos: [], failure: null },
	},
	{
		provider: jieKouAi,
		reply: 'the order',
		body: { task_id: 'abc-123' },
		task: { taskId: 'abc-123', status: 'queued', progress: null },
	},
	{
		provider: jieKouAi,
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
		task: { status: 'running', progress: 40 },
	},
	{
		provider: jieKouAi,
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
		task: {
			status: 'completed',
			progress: 0,
			videoUrl: 'https://files.example.com/1.mp4',
			videos: [
				{ url: 'https://files.example.com/1.mp4', expiresAt: '2026-11-01T13:00:00.000Z' },
				{ url: 'https://files.example.com/2.mp4', expiresAt: '2026-11-01T12:01:00.000Z' },
			],
		},
	},
	{
		provider: jieKouAi,
		reply: 'failed with its reason',
		taskId: 'abc-123',
		body: { task: { task_id: 'abc-123', status: 'TASK_STATUS_FAILED', reason: 'bad prompt' } },
		task: { status: 'failed', failure: { code: null, message: 'bad prompt' } },
	},
	...(['video_url', 'result', 'outputs'] as const).map((place): ReplyCase => ({
		provider: uniAll,
		reply: `completed, the link in ${place}`,
		taskId: 'task_x',
		body: {
			id: 'task_x',
			task_id: 'task_x',
			error: null,
			model: 'veo3.1-video-720p',
			object: 'video.generation.job',
			status: 'completed',
			progress: 100,
			duration: '6',
			created_at: '1761234567',
			...(place === 'video_url' && { video_url: 'https://files.example.com/x.mp4' }),
			...(place === 'result' && {
				result: { video_url: 'https://files.example.com/x.mp4' },
			}),
			...(place === 'outputs' && {
				result: { outputs: ['https://files.example.com/x.mp4'] },
			}),
		},
		task: {
			status: 'completed',
			videoUrl: 'https://files.example.com/x.mp4',
			videos: [{ url: 'https://files.example.com/x.mp4', expiresAt: null }],
			durationSeconds: 6,
			createdAt: '2025-10-23T15:49:27.000Z',
			failure: null,
		},
	})),
	{
		provider: uniAll,
		reply: 'failed with an error of unknown shape',
		taskId: 'task_x',
		body: { id: 'task_x', status: 'failed', error: 'upstream refused' },
		task: { status: 'failed', failure: { code: null, message: 'upstream refused' } },
	},
	{
		provider: uniAll,
		reply: 'an empty object, as the page’s sample has it',
		body: {},
		task: null,
	},
	{
		provider: twelveAi,
		reply: 'the order, whose status is an empty text',
		body: {
			id: OPERATION_ID,
			task_id: OPERATION_ID,
			object: 'video',
			model: 'veo-3.1-fast-generate-preview',
			status: '',
			progress: 0,
			created_at: 1704672000,
		},
		task: {
			taskId: OPERATION_ID,
			status: 'queued',
			progress: 0,
			createdAt: '2024-01-08T00:00:00.000Z',
		},
	},
	{
		provider: twelveAi,
		reply: 'running, with a time of completion already set',
		taskId: OPERATION_ID,
		body: {
			id: OPERATION_ID,
			status: 'in_progress',
			progress: 50,
			created_at: 1704672000,
			completed_at: 1704672010,
		},
		task: { status: 'running', progress: 50, completedAt: null },
	},
	{
		provider: twelveAi,
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
		task: {
			status: 'completed',
			videoUrl: null,
			videos: [],
			completedAt: '2024-01-08T00:01:00.000Z',
		},
	},
	{
		provider: twelveAi,
		reply: 'completed, with the link in fail_reason',
		taskId: OPERATION_ID,
		body: {
			id: OPERATION_ID,
			status: 'completed',
			fail_reason: 'https://files.example.com/v.mp4',
		},
		task: { status: 'completed', failure: null },
	},
	{
		provider: twelveAi,
		reply: 'failure with its reason',
		taskId: OPERATION_ID,
		body: { id: OPERATION_ID, status: 'failure', fail_reason: 'Unsafe prompt' },
		task: { status: 'failed', failure: { code: null, message: 'Unsafe prompt' } },
	},
	{
		provider: twelveAi,
		reply: 'failed without a reason',
		taskId: OPERATION_ID,
		body: { id: OPERATION_ID, status: 'failed' },
		task: { status: 'failed', failure: { code: null, message: 'The provider gave no reason.' } },
	},
	{
		provider: twelveAi,
		reply: 'the word of a task that has not begun',
		taskId: OPERATION_ID,
		body: { id: OPERATION_ID, status: 'unknown', progress: 0 },
		task: { status: 'queued' },
	},
];

/** Where gateways of this family put the link, beside the places that the pages print. */
const LINK = 'https://files.example.com/v.mp4';
const PLACES: JsonObject[] = [
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

describe('the link of a completed task', () => {
	describe.each([hingNet, uniAll, twelveAi].map((one) => [one.displayName, one] as const))(
		'%s',
		(_name, provider) => {
			it.each(PLACES)('is found in %j', (place) => {
				const body = { id: 'x', status: 'completed', ...place };
				const task = taskIn(provider, body, { taskId: 'x', receivedAt: RECEIVED_AT });
				expect(task?.videoUrl).toBe(LINK);
				expect(task?.videos).toHaveLength(1);
			});

			it('is none where there is a data URI alone, or the task goes on', () => {
				for (const body of [
					{ id: 'x', status: 'completed', metadata: { url: 'data:video/mp4;base64,AAAA' } },
					{ id: 'x', status: 'in_progress', url: LINK },
				]) {
					const task = taskIn(provider, body, { taskId: 'x', receivedAt: RECEIVED_AT });
					expect(task).toMatchObject({ videoUrl: null, videos: [], failure: null });
				}
			});

			it('is read out of `data`, where the routes of one gateway differ', () => {
				const body = {
					code: 'success',
					message: '',
					data: { task_id: 'x', status: 'SUCCESS', progress: '100%', result_url: LINK },
				};
				expect(taskIn(provider, body, { taskId: 'x', receivedAt: RECEIVED_AT })).toMatchObject({
					status: 'completed',
					progress: 100,
					videoUrl: LINK,
				});
			});
		},
	);
});

describe('replies', () => {
	it.each(CASES.map((one) => [one.provider.displayName, one.reply, one] as const))(
		'%s: %s',
		(_name, _reply, { provider, body, taskId, task }) => {
			const read = taskIn(provider, body, { taskId: taskId ?? null, receivedAt: RECEIVED_AT });
			if (task === null) expect(read).toBeNull();
			else expect(read).toMatchObject({ provider: provider.name, ...task });
		},
	);

	it.each(PROVIDERS.map((provider) => [provider.displayName, provider] as const))(
		'%s: a word that no page lists counts as running, so that a paid task is not given up',
		(_name, provider) => {
			const task = taskIn(
				provider,
				{ id: 'x', name: 'x', status: 'warming_up', task: { status: 'warming_up' } },
				{ taskId: 'x', receivedAt: RECEIVED_AT },
			);
			expect(task && isFinished(task)).toBe(false);
		},
	);
});

describe('errors', () => {
	it.each<[Provider, JsonObject, { code: string | null; message: string }]>([
		[
			hingNet,
			{ error: { message: 'bad size', type: 'invalid_request_error', code: 'invalid_size' } },
			{ code: 'invalid_size', message: 'bad size' },
		],
		[
			hingNetNative,
			{ error: { code: 400, message: 'no', status: 'INVALID_ARGUMENT' } },
			{ code: '400', message: 'no' },
		],
		[
			jieKouAi,
			{ code: 401, reason: 'FAILED_TO_AUTH', message: 'failed to authenticate API key' },
			{ code: 'FAILED_TO_AUTH', message: 'failed to authenticate API key' },
		],
		[
			jieKouAi,
			{ code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'not enough balance', metadata: {} },
			{ code: 'NOT_ENOUGH_BALANCE', message: 'not enough balance' },
		],
		[
			uniAll,
			{ error: { message: 'no such model', code: null } },
			{ code: null, message: 'no such model' },
		],
		[
			twelveAi,
			{
				error: {
					code: 400,
					message: 'Your use case is currently not supported.',
					status: 'INVALID_ARGUMENT',
				},
			},
			{ code: '400', message: 'Your use case is currently not supported.' },
		],
		[
			twelveAi,
			{ code: 'task_not_exist', message: 'task not exist', data: null },
			{ code: 'task_not_exist', message: 'task not exist' },
		],
		[
			twelveAi,
			{ error: { message: 'Invalid token', type: 'new_api_error', code: '' } },
			{ code: 'new_api_error', message: 'Invalid token' },
		],
	])('%#: is read with its own words', (provider, body, problem) => {
		expect(problemIn(provider, body)).toEqual(problem);
	});

	it('takes a finished task for what it is, not for an error', () => {
		const body = { id: 'x', task_id: 'x', status: 'completed', message: 'ok', error: null };
		expect(PROVIDERS.map((p) => problemIn(p, body))).toEqual(PROVIDERS.map(() => null));
	});

	describe.each(PROVIDERS.map((provider) => [provider.displayName, provider] as const))(
		'%s: beside the id of a task',
		(_name, provider) => {
			const named = { id: 'task_1', task_id: 'task_1', name: 'operations/task_1' };

			it.each<JsonObject>([
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
			])('%j is no problem', (harmless) => {
				const body = { ...named, ...harmless };
				expect(problemIn(provider, body)).toBeNull();
				const task = taskIn(provider, body, { taskId: null, receivedAt: RECEIVED_AT });
				expect(task?.taskId).toContain('task_1');
			});

			it('a real error is one', () => {
				const body = { ...named, error: { code: 'no_credit', message: 'Insufficient balance' } };
				expect(problemIn(provider, body)).toEqual({
					code: 'no_credit',
					message: 'Insufficient balance',
				});
				const task = taskIn(provider, body, { taskId: null, receivedAt: RECEIVED_AT });
				expect(task?.taskId).toContain('task_1');
			});
		},
	);

	it.each(
		PROVIDERS.filter(({ name }) => name !== 'hingNetNative').map(
			(provider) => [provider.displayName, provider] as const,
		),
	)('%s: a failed task with a blank reason is failed all the same', (_name, provider) => {
		const body = {
			...{ id: 'x', task_id: 'x', status: 'failed', error: { code: '', message: '' } },
			task: { task_id: 'x', status: 'TASK_STATUS_FAILED', reason: '' },
		};
		const task = taskIn(provider, body, { taskId: 'x', receivedAt: RECEIVED_AT });
		expect(task?.status).toBe('failed');
		expect(task?.failure).toEqual({ code: null, message: 'The provider gave no reason.' });
	});

	it.each<[Provider, JsonObject]>([
		[jieKouAi, { task_id: 'x', code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'no money' }],
		[uniAll, { task_id: 'x', code: 'no_credit', message: 'no money' }],
		[twelveAi, { code: 'no_credit', message: 'no money', data: { task_id: 'x' } }],
		[twelveAi, { code: 'success', data: { task_id: 'x', error: { message: 'no money' } } }],
	])('%#: a code of its own beside an id makes a message an error', (provider, body) => {
		expect(problemIn(provider, body)?.message).toBe('no money');
	});

	it('words are one short line, whatever a gateway echoes', () => {
		const echo = `Bad request:\r\n\u0000${'data:image/png;base64,iVBORw0KGgo'.repeat(100_000)}`;
		const bodies: JsonObject[] = [
			{ error: { code: echo, message: echo } },
			{ code: 'bad', reason: echo, message: echo },
			{ error: echo },
		];
		for (const provider of PROVIDERS) {
			for (const body of bodies) {
				const problem = problemIn(provider, body);
				if (problem === null) continue;
				expect(problem.message.length).toBeLessThanOrEqual(300);
				expect(problem.code?.length ?? 0).toBeLessThanOrEqual(100);
				expect(problem.message).not.toMatch(/\p{Cc}/u);
				expect(problem.message).toMatch(/^Bad request: data:/);
			}
			const task = taskIn(
				provider,
				{
					...{ id: 'x', name: 'x', status: 'failed', done: true, error: echo, fail_reason: echo },
					task: { task_id: 'x', status: 'TASK_STATUS_FAILED', reason: echo },
				},
				{ taskId: 'x', receivedAt: RECEIVED_AT },
			);
			expect(task?.failure?.message).toHaveLength(300);
		}
	});
});
