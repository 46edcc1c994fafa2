/** Cancelling a task, and fal.ai from the node to the file: uploads, results, and what a stop leaves. */

import '../transport/withoutPauses.mts';

import { beforeEach, describe, expect, it } from '@jest/globals';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { activate } from '../trigger/pollRun.mts';
import { PNG } from './pictures.mts';
import { type Operation, prompts, type StandRun, taskItems, useStand, wordsOf } from './stand.mts';

const stand = useStand({ taskSeconds: 1000 });

const credentials = () => ({
	veoFalApi: {
		apiKey: stand.sandbox.key,
		baseUrl: stand.sandbox.urls.fal,
		uploadBaseUrl: stand.sandbox.url('fal', 'upload'),
	},
});
const FAL: INodeParameters = { provider: 'fal', model: 'veo-3.1-fast' };
const atFal = (run: StandRun = {}): StandRun => ({
	credentials: credentials(),
	...run,
	parameters: { ...FAL, ...run.parameters },
});
const run = async (operation: Operation | 'cancel', one?: StandRun) =>
	await stand.run('get', atFal({ ...one, parameters: { operation, ...one?.parameters } }));
const nodeId = (taskId: string | undefined) => `fal-ai/veo3.1/requests/${taskId}`;

async function created(prompt = 'A lion'): Promise<string> {
	const { items } = await run('create', { items: prompts(prompt) });
	return String(items[0]?.json.taskId);
}
async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
/** A quarter of a task's time it stands in the queue. */
const CANCELLED = { status: 'failed', failure: { code: 'cancelled' } };

describe('the operation Cancel', () => {
	it('ends a task in the queue', async () => {
		const taskId = await created();
		const { items } = await run('cancel', { items: taskItems([{ taskId }]) });
		expect(items[0]?.json).toMatchObject({ taskId, provider: 'fal', ...CANCELLED });
		expect(items[0]?.json.warning).toBeUndefined();
		expect(stand.sent('cancel').map(({ method }) => method)).toEqual(['PUT']);
	});

	it('ends a task that is being made, which Get, Generate and the trigger then call cancelled', async () => {
		const taskId = await created();
		const [task] = stand.created();
		if (task) task.createdAt -= 500_000;
		const { items } = await run('cancel', { items: taskItems([{ taskId }]) });
		expect(items[0]?.json).toMatchObject(CANCELLED);
		const got = await run('get', { items: taskItems([{ taskId }]) });
		expect(got.items[0]?.json).toMatchObject({ taskId, ...CANCELLED });
		const trigger = activate({
			workflowId: 'cancelled',
			credentials: credentials(),
			parameters: { provider: 'fal', watch: 'taskIds', taskIds: taskId },
		});
		await trigger.poll();
		expect(trigger.items[0]?.json).toMatchObject({ taskId, ...CANCELLED });
	});

	it('says where it comes too late, and hands out the task as it is', async () => {
		const taskId = await created();
		const [task] = stand.created();
		if (task) task.createdAt -= 2_000_000;
		const { items } = await run('cancel', { items: taskItems([{ taskId }]) });
		expect(items[0]?.json).toMatchObject({ status: 'completed', failure: null });
		expect(items[0]?.json.warning).toContain('completed before it could be cancelled');
	});

	it('fails for a task that nobody knows', async () => {
		const failure = await stand.failure(
			'get',
			atFal({ parameters: { operation: 'cancel', taskId: 'nobody' } }),
		);
		expect(wordsOf(failure)).toContain('fal.ai knows no task');
	});

	it('fails at a provider that cannot, and sends nothing', async () => {
		const parameters = { operation: 'cancel', taskId: 'video_1' };
		const failure = await stand.failure('get', { parameters });
		expect(failure.message).toContain('HingNet cannot cancel a task');
		expect(stand.sent()).toEqual([]);
	});
});

describe('a stop', () => {
	async function stopped(options: IDataObject, before: () => void = () => {}) {
		const abort = new AbortController();
		const running = stand.failure(
			'generate',
			atFal({
				items: prompts('a', 'b'),
				abortSignal: abort.signal,
				options: { pollInterval: 60, ...options },
			}),
		);
		await until(() => stand.created().length === 2);
		await new Promise((resolve) => setTimeout(resolve, 100));
		before();
		abort.abort();
		return await running;
	}

	it('cancels what is unfinished, if that is wanted', async () => {
		const error = await stopped({ onStop: 'cancel' });
		expect(stand.sent('cancel')).toHaveLength(2);
		expect(stand.created().every(({ cancelled }) => Boolean(cancelled))).toBe(true);
		expect(error.message).toContain('was cancelled');
	});

	it('names what cannot be cancelled any more', async () => {
		const error = await stopped({ onStop: 'cancel' }, () => {
			stand.sandbox.faults.add({ kind: 'status', action: 'cancel', status: 400, times: Infinity });
		});
		for (const { taskId } of stand.created()) expect(wordsOf(error)).toContain(nodeId(taskId));
		expect(wordsOf(error)).toContain('It was not cancelled');
	});

	it('leaves everything otherwise', async () => {
		const error = await stopped({});
		expect(stand.sent('cancel')).toEqual([]);
		for (const { taskId } of stand.created()) expect(wordsOf(error)).toContain(nodeId(taskId));
	});
});

describe('fal.ai, from prompt to file', () => {
	beforeEach(() => {
		stand.sandbox.taskSeconds = 0.3;
	});

	const photo = (bytes: Buffer) => [
		{ json: {}, binary: { photo: { data: bytes.toString('base64'), mimeType: 'image/png' } } },
	];
	const fromPhoto = { inputMode: 'image', imageInput: 'binary', image: 'photo' };

	it('a large file is uploaded without the key in its second step, and the create names its link', async () => {
		const bytes = Buffer.concat([PNG, Buffer.alloc(50_000, 1)]);
		const { items } = await run('generate', { items: photo(bytes), parameters: fromPhoto });
		expect(items[0]?.json).toMatchObject({ status: 'completed', provider: 'fal' });
		expect(items[0]?.binary?.data?.mimeType).toBe('video/mp4');
		const [link = ''] = [...stand.sandbox.uploads.keys()];
		expect(stand.sandbox.uploads.get(link)?.bytes.equals(bytes)).toBe(true);
		expect(stand.sent('create')[0]?.body).toMatchObject({ image_url: link });
		expect(stand.sent('upload').map(({ headers }) => headers.authorization)).toEqual([
			`Key ${stand.sandbox.key}`,
			undefined,
		]);
		expect(stand.sandbox.credentialsSeenElsewhere).toEqual([]);
	});

	it('an upload that fails orders nothing, and a retry orders once', async () => {
		stand.sandbox.faults.add({ kind: 'status', action: 'upload', status: 403 });
		const bytes = Buffer.concat([PNG, Buffer.alloc(50_000, 2)]);
		const one = { items: photo(bytes), parameters: fromPhoto };
		const failure = await stand.failure('generate', atFal(one));
		expect(failure.message).toContain('The fal.ai account has no credit left');
		expect(failure.description).toContain('nothing was ordered');
		expect(failure.context.safeToOrderAgain).toBe(true);
		expect(stand.created()).toEqual([]);
		await run('generate', one);
		expect(stand.created()).toHaveLength(1);
	});

	it('a dry run uploads nothing', async () => {
		const bytes = Buffer.concat([PNG, Buffer.alloc(50_000, 3)]);
		const { items } = await run('create', {
			items: photo(bytes),
			parameters: fromPhoto,
			options: { dryRun: true },
		});
		expect(JSON.stringify(items[0]?.json)).toContain('the link that image.png gets');
		expect(stand.sent()).toEqual([]);
	});

	it('a refused prompt fails with the words of fal', async () => {
		stand.sandbox.faults.add({ kind: 'taskFails', body: 'content_policy_violation' });
		const failure = await stand.failure('generate', atFal());
		expect(wordsOf(failure)).toContain('content_policy_violation');
		expect(wordsOf(failure)).toContain('The content filter stopped it');
		expect(failure.context.taskId).toBe(nodeId(stand.created()[0]?.taskId));
	});

	it('a gateway that hiccups over the result loses nothing', async () => {
		stand.sandbox.faults.add({ kind: 'html', action: 'result', status: 504, times: 3 });
		const { items } = await run('generate');
		expect(items[0]?.json).toMatchObject({ status: 'completed' });
		expect(items[0]?.binary?.data).toBeDefined();
		expect(stand.sent('create')).toHaveLength(1);
	});

	it('the trigger hands out what is finished, and Download fetches it, by the bare id too', async () => {
		stand.sandbox.taskSeconds = 0;
		const taskId = await created();
		const trigger = activate({
			workflowId: 'fal-finished',
			credentials: credentials(),
			parameters: { provider: 'fal', watch: 'taskIds', taskIds: taskId },
		});
		await trigger.poll();
		expect(trigger.items[0]?.json).toMatchObject({ taskId, status: 'completed' });
		const bare = String(stand.created()[0]?.taskId);
		const { items } = await run('download', { items: taskItems([{ taskId: bare }]) });
		expect(items[0]?.json.taskId).toBe(bare);
		expect(items[0]?.binary?.data).toBeDefined();
	});
});
