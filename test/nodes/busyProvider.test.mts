import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { refusedUrl, sendJson, startServer } from '../transport/localServer.mts';
import { openHeldReplies } from './heldReplies.mts';
import { prompts, useStand, wordsOf } from './stand.mts';

const stand = useStand();

describe('a provider that asks for a pause', () => {
	it('(429 with Retry-After) gets it from all items, and each order once', async () => {
		stand.sandbox.faults.add({
			kind: 'status',
			action: 'create',
			status: 429,
			headers: { 'retry-after': '1' },
		});
		const { items } = await stand.run('create', {
			items: prompts('a', 'b', 'c', 'd'),
			options: { maxConcurrency: 1 },
		});
		expect(items.map(({ json }) => json.status)).toEqual(Array(4).fill('queued'));
		const [refused, ...later] = stand.sent('create');
		for (const { at } of later) expect(at - (refused?.at ?? NaN)).toBeGreaterThanOrEqual(980);
		expect(later).toHaveLength(4);
		expect(stand.created()).toHaveLength(4);
	});

	it('(429) to an order that stood in line for long gets it too', async () => {
		const server = await startServer();
		server.answer = (_request, response, number) => {
			if (number === 1) return sendJson(response, 429, { error: { message: 'Slow down' } });
			const reply = () => sendJson(response, 200, { id: `video_${number}`, status: 'completed' });
			setTimeout(reply, number === 0 ? 1500 : 0);
		};
		const { items } = await stand.run('generate', {
			credentials: stand.credentials({ baseUrl: server.url }),
			items: prompts('slow', 'in line'),
			options: { downloadVideo: false, maxConcurrency: 1, waitTimeout: 1 },
			onError: 'continueRegularOutput',
		});
		await server.close();
		expect(items.map(({ json }) => json.taskId)).toEqual(['video_0', 'video_2']);
	});

	it('(503 with Retry-After) may be a gateway that passed the order on: it is not sent again', async () => {
		stand.sandbox.faults.add({
			kind: 'status',
			action: 'create',
			status: 503,
			headers: { 'retry-after': '1' },
			createFirst: true,
		});
		const error = await stand.failure('create');
		expect(error.message).toContain('may have been created');
		expect(error.context.safeToOrderAgain).toBe(false);
		expect(stand.sent('create')).toHaveLength(1);
	});

	it.each(['0', '0.01', 'Wed, 01 Jan 2020 00:00:00 GMT'])(
		'(429 with Retry-After: %s, for ever) is asked a few times, with growing pauses',
		async (retryAfter) => {
			stand.sandbox.faults.add({
				kind: 'status',
				action: 'create',
				status: 429,
				headers: { 'retry-after': retryAfter },
				times: Infinity,
			});
			// The pauses grow beyond this wait: what counts is how many requests fit into it.
			const { items } = await stand.run('generate', {
				items: prompts('a', 'b', 'c'),
				options: { waitTimeout: 4 },
				onError: 'continueRegularOutput',
			});
			expect(items.map(({ json }) => json.error)).toEqual(
				Array(3).fill(expect.stringContaining('too many requests')),
			);
			expect(stand.sent('create').length).toBeLessThanOrEqual(3 * 4);
			expect(stand.created()).toEqual([]);
		},
	);

	it('again and again, however short, is not waited for without an end', async () => {
		for (const retryAfter of ['0', '0.01', '1']) {
			stand.sandbox.faults.add({
				kind: 'status',
				action: 'create',
				status: 429,
				prompt: `after ${retryAfter}.`,
				headers: { 'retry-after': retryAfter },
				times: Infinity,
			});
		}
		const { items } = await stand.run('generate', {
			items: prompts('after 0.', 'after 0.01.', 'after 1.'),
			options: { waitTimeout: 600 },
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ json }) => json.error)).toEqual(
			Array(3).fill(expect.stringContaining('too many requests')),
		);
		expect(stand.sent('create').length).toBeLessThanOrEqual(3 * 10);
	});

	it('for longer than one item waits holds the others no longer than they wait', async () => {
		stand.sandbox.faults.add({
			kind: 'status',
			action: 'create',
			status: 429,
			headers: { 'retry-after': '3600' },
			times: Infinity,
		});
		const { items } = await stand.run('generate', {
			items: prompts('a', 'b', 'c'),
			options: { waitTimeout: 1, maxConcurrency: 1 },
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ json }) => json.error)).toEqual(
			Array(3).fill(expect.stringContaining('too many requests')),
		);
		expect(stand.sent('create')).toHaveLength(3);
	});

	it('(429 without Retry-After) is asked again a little later', async () => {
		stand.sandbox.faults.add({ kind: 'status', action: 'create', status: 429 });
		await stand.run('create');
		expect(stand.sent('create')).toHaveLength(2);
		expect(stand.created()).toHaveLength(1);
	});

	it('for longer than the wait lasts makes the item fail, with what to do', async () => {
		stand.sandbox.faults.add({
			kind: 'status',
			action: 'create',
			status: 429,
			headers: { 'retry-after': '3600' },
		});
		const error = await stand.failure('generate', { options: { waitTimeout: 2 } });
		expect(error.message).toContain('too many requests');
		expect(error.description).toContain('Parallel Requests');
		expect(stand.sent('create')).toHaveLength(1);
	});

	it('while a task is looked at does not lose the task', async () => {
		stand.sandbox.faults.add({
			kind: 'status',
			action: 'status',
			status: 429,
			headers: { 'retry-after': '1' },
			times: 2,
		});
		const { items } = await stand.run('generate', { options: { downloadVideo: false } });
		expect(items[0]?.json.status).toBe('completed');
	});
});

describe('a provider that cannot be reached', () => {
	it('is tried a few times, and nothing counts as ordered', async () => {
		const baseUrl = refusedUrl();
		stand.sandbox.taskSeconds = 0;
		const finished = await stand.run('create');
		for (const action of ['content', 'link'] as const) {
			stand.sandbox.faults.add({
				kind: 'redirect',
				action,
				times: Infinity,
				location: `${baseUrl}/files/1.mp4`,
			});
		}
		const [download, error, retried] = await Promise.all([
			stand.failure('download', { items: finished.items }),
			stand.failure('create', { credentials: stand.credentials({ baseUrl }) }),
			(async () => {
				const unreachable = await stand.run('create', {
					items: prompts('a', 'b'),
					credentials: stand.credentials({ baseUrl }),
					onError: 'continueRegularOutput',
				});
				const { runData } = unreachable;
				return {
					unreachable,
					...(await stand.run('create', { items: prompts('a', 'b'), runData })),
				};
			})(),
		]);
		expect(download.message).toContain('The server that holds the video could not be reached');
		expect(error.message).toContain('HingNet could not be reached');
		expect(wordsOf(error)).toContain('Nothing was sent');
		expect(retried.unreachable.items.map(({ json }) => json.error)).toEqual([
			expect.stringContaining('could not be reached'),
			expect.stringContaining('could not be reached'),
		]);
		expect(retried.items.map(({ json }) => json.status)).toEqual(['queued', 'queued']);
	});
});

describe('how many requests run at a time', () => {
	it('is what Parallel Requests says', async () => {
		const held = await openHeldReplies(stand.sandbox.urls.hingNet);
		held.hold();
		try {
			const running = stand.run('create', {
				items: prompts('a', 'b', 'c', 'd', 'e', 'f'),
				options: { maxConcurrency: 3 },
				credentials: stand.credentials({ baseUrl: held.url }),
			});
			while (stand.sent('create').length < 3) await sleep(5);
			await sleep(200);
			expect(stand.sent('create')).toHaveLength(3);
			held.release();
			await running;
			expect(stand.sent('create')).toHaveLength(6);
		} finally {
			await held.close();
		}
	});
});
