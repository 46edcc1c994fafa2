import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createRunExecutionData } from 'n8n-workflow';

import { openHeldReplies, type HeldReplies } from './heldReplies.mts';
import { sendJson, startServer } from '../transport/localServer.mts';
import { failedTaskOf, prompts, taskItems, useStand, wordsOf } from './stand.mts';

const stand = useStand({ taskSeconds: 1000 });

afterEach(() => {
	jest.restoreAllMocks();
});

async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a person who stops the execution', () => {
	it('is obeyed within a second or two, and told every task that goes on', async () => {
		const abort = new AbortController();
		const running = stand.failure('generate', {
			items: prompts('a', 'b', 'c'),
			abortSignal: abort.signal,
			options: { pollInterval: 60 },
		});
		await until(() => stand.created().length === 3);
		await new Promise((resolve) => setTimeout(resolve, 100));
		const stoppedAt = Date.now();
		abort.abort();
		const error = await running;
		expect(Date.now() - stoppedAt).toBeLessThan(3000);
		for (const { taskId } of stand.created()) expect(wordsOf(error)).toContain(taskId);
	});

	it('gets each task in its own item where On Error continues, or in the error', async () => {
		const abort = new AbortController();
		const running = stand
			.run('generate', {
				items: prompts('a', 'b'),
				abortSignal: abort.signal,
				onError: 'continueRegularOutput',
			})
			.then(({ items }) => JSON.stringify(items))
			.catch((error: unknown) => wordsOf(error as Parameters<typeof wordsOf>[0]));
		await until(() => stand.created().length === 2);
		await new Promise((resolve) => setTimeout(resolve, 100));
		abort.abort();
		const words = await running;
		for (const { taskId } of stand.created()) expect(words).toContain(taskId);
	});

	it('stops orders that have not been sent, and a retry sends them', async () => {
		const abort = new AbortController();
		const runData = createRunExecutionData({});
		stand.sandbox.faults.add({
			kind: 'status',
			action: 'create',
			status: 429,
			headers: { 'retry-after': '30' },
			prompt: 'b',
		});
		const run = { items: prompts('a', 'b', 'c'), options: { maxConcurrency: 1 }, runData };
		const running = stand.failure('create', { ...run, abortSignal: abort.signal });
		await until(() => stand.sent('create').length === 2);
		await new Promise((resolve) => setTimeout(resolve, 100));
		abort.abort();
		const error = await running;
		expect(wordsOf(error)).toContain(stand.created()[0]?.taskId);
		expect(stand.sent('create')).toHaveLength(2);
		await stand.run('create', run);
		expect(stand.created().map(({ prompt }) => prompt)).toEqual(['a', 'b', 'c']);
	});

	it('in the middle of an order is told after a minute that it may have been created', async () => {
		const timeout = AbortSignal.timeout.bind(AbortSignal);
		const waits: number[] = [];
		jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
			waits.push(milliseconds);
			return timeout(milliseconds / 1000);
		});
		const abort = new AbortController();
		stand.sandbox.faults.add({ kind: 'timeout', action: 'create', prompt: 'silent' });
		const running = stand.failure('create', {
			items: prompts('silent', 'b'),
			abortSignal: abort.signal,
		});
		await until(() => stand.created().length === 2);
		abort.abort();
		const error = await running;
		expect(wordsOf(error)).toContain('may have been created');
		expect(wordsOf(error)).toContain(stand.created().find(({ prompt }) => prompt === 'b')?.taskId);
		expect(waits).toEqual([60_000]);
	});

	it('before it begins gets no empty success', async () => {
		for (const operation of ['create', 'generate'] as const) {
			await expect(
				stand.run(operation, { items: prompts('a', 'b'), abortSignal: AbortSignal.abort() }),
			).rejects.toThrow(/stopped/);
		}
		expect(stand.sent()).toEqual([]);
	});

	it('before it begins gets no holes for items where On Error continues', async () => {
		const result = await stand
			.run('create', {
				items: prompts('a', 'b'),
				abortSignal: AbortSignal.abort(),
				onError: 'continueRegularOutput',
			})
			.catch(() => null);
		if (result !== null) {
			expect(Array.from(result.items, (item) => typeof item)).toEqual(['object', 'object']);
		}
		expect(stand.sent()).toEqual([]);
	});

	it('while "Get" waits is told the task', async () => {
		await stand.run('create');
		const abort = new AbortController();
		const running = stand.failure('get', {
			items: taskItems(stand.created()),
			options: { waitForCompletion: true, pollInterval: 60 },
			abortSignal: abort.signal,
		});
		await until(() => stand.sent('status').length === 1);
		await new Promise((resolve) => setTimeout(resolve, 100));
		abort.abort();
		expect((await running).context.taskId).toBe(stand.created()[0]?.taskId);
	});
});

describe('a stop, or the end of the time that the workflow has,', () => {
	let held: HeldReplies | null = null;
	afterEach(async () => await held?.close());

	it.each(['create', 'generate'] as const)(
		'amid orders of %s: those that have left are waited for, and no other is sent',
		async (operation) => {
			held = await openHeldReplies(stand.sandbox.urls.hingNet);
			held.hold();
			const abort = new AbortController();
			const runData = createRunExecutionData({});
			const run = { items: prompts('a', 'b', 'c', 'd', 'e', 'f'), runData };
			const running = stand.failure(operation, {
				...run,
				abortSignal: abort.signal,
				credentials: stand.credentials({ baseUrl: held.url }),
				options: { maxConcurrency: 4 },
			});
			await until(() => stand.created().length === 4);
			abort.abort();
			await new Promise((resolve) => setTimeout(resolve, 300));
			held.release();
			const error = await running;
			expect(error.message).toContain('stopped');
			expect(stand.created()).toHaveLength(4);
			for (const { taskId } of stand.created()) {
				expect(wordsOf(error)).toContain(taskId);
				expect(JSON.stringify(runData)).toContain(taskId);
			}
			expect(wordsOf(error)).not.toContain('A retry of this execution');
		},
	);

	it('keeps an order that was turned away from being sent again', async () => {
		stand.sandbox.faults.add({
			kind: 'status',
			action: 'create',
			status: 429,
			headers: { 'retry-after': '60' },
		});
		const abort = new AbortController();
		const running = stand.failure('create', { abortSignal: abort.signal });
		await until(() => stand.sent('create').length === 1);
		abort.abort();
		const words = wordsOf(await running);
		expect(words).toContain('nothing was paid');
		expect(stand.sent('create')).toHaveLength(1);
	});

	it('is no end of a task that a retry would have taken up', async () => {
		const runData = createRunExecutionData({});
		await stand.run('create', { runData });
		const abortSignal = AbortSignal.abort();
		const error = await stand.failure('create', { runData, abortSignal });
		expect(error.context.taskId).toBe(stand.created()[0]?.taskId);
		expect(wordsOf(error)).not.toContain('nothing was paid');
	});

	it('ends a question at once', async () => {
		stand.sandbox.faults.add({ kind: 'timeout', action: 'status' });
		await stand.run('create');
		const abort = new AbortController();
		const running = stand.failure('get', {
			items: taskItems(stand.created()),
			abortSignal: abort.signal,
		});
		await until(() => stand.sent('status').length === 1);
		const stoppedAt = Date.now();
		abort.abort();
		await running;
		expect(Date.now() - stoppedAt).toBeLessThan(30_000);
	});
});

describe('a stop while the dead link of a finished video is renewed', () => {
	it.each(['before the request for a new one leaves', 'after it has left'])(
		'%s: the error names the task, and does not say that nothing was paid',
		async (moment) => {
			const server = await startServer();
			const abort = new AbortController();
			let checks = 0;
			server.answer = (request, response) => {
				if (request.method === 'POST') return sendJson(response, 200, { id: 't1' });
				if (request.url?.startsWith('/film')) {
					response.writeHead(403, { 'content-type': 'text/plain' });
					if (moment.startsWith('after')) response.end('expired');
					else response.write('expired', () => setTimeout(() => abort.abort(), 100));
					return;
				}
				if (++checks > 1) return abort.abort();
				sendJson(response, 200, {
					id: 't1',
					status: 'completed',
					video_url: `${server.url}/film.mp4`,
				});
			};
			const error = await stand.failure('generate', {
				parameters: { provider: 'uniAll', model: { __rl: true, mode: 'list', value: 'veo-3.1' } },
				credentials: { uniAllApi: { apiKey: 'sk-abcdefgh', baseUrl: server.url } },
				abortSignal: abort.signal,
			});
			await server.close();
			expect(wordsOf(error)).not.toContain('nothing was paid');
			expect(wordsOf(error)).toContain('was stopped');
			expect(wordsOf(error)).toContain('t1');
		},
	);
});

describe('a wait that runs out', () => {
	it('names each task in its own item', async () => {
		const { items } = await stand.run('generate', {
			items: prompts('a', 'b'),
			onError: 'continueRegularOutput',
			options: { waitTimeout: 1, maxConcurrency: 1 },
		});
		expect(items.map(failedTaskOf)).toEqual(stand.created().map(({ taskId }) => taskId));
		expect(items[0]?.json.error).toContain('not finished after');
		expect(JSON.stringify(items[0]?.json)).toContain('Maximum Wait (Seconds)');
	});

	it('stops asking for a task that the provider no longer knows, sooner than that', async () => {
		const running = stand.failure('generate', { options: { waitTimeout: 600 } });
		await until(() => stand.created().length === 1);
		stand.sandbox.faults.add({
			kind: 'json',
			action: 'status',
			status: 404,
			body: { error: { message: 'Video not found' } },
			times: Infinity,
		});
		const error = await running;
		expect(error.message).toContain('can no longer be followed');
		expect(error.context.taskId).toBe(stand.created()[0]?.taskId);
		expect(stand.sent('status')).toHaveLength(3);
	});
});
