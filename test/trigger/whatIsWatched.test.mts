/** Which tasks a poll looks at, when, how many at a time, and what it makes of their ends. */

import { describe, expect, it } from '@jest/globals';

import { sendJson, startServer } from '../transport/localServer.mts';
import { insert } from './tableServer.mts';
import { useTriggerStand, wordsOfFailure } from './triggerStand.mts';

const HOUR_MS = 3_600_000;

const stand = useTriggerStand();

describe('events', () => {
	it.each([
		['completed', 'video'],
		['failed', 'failure'],
	] as const)(
		'only %s: the others are left to another trigger, and not asked for again',
		async (event, ending) => {
			const [wanted, other] = await stand.order(2);
			stand.finish(wanted, ending);
			stand.finish(other, ending === 'video' ? 'failure' : 'video');
			const trigger = stand.trigger({ parameters: { events: [event] }, handOver: 'ended' });
			await trigger.poll();
			const asked = stand.looks();
			await trigger.poll();
			expect(stand.looks()).toBe(asked);
			expect(trigger.emitted).toEqual([wanted]);
			const otherEvent = event === 'completed' ? 'failed' : 'completed';
			expect(stand.row(other)).toMatchObject({ delivered: false, status: otherEvent });

			const second = stand.trigger({
				workflowId: `${stand.tableName}_2`,
				parameters: { events: [otherEvent] },
				handOver: 'ended',
			});
			await second.poll();
			await second.poll();
			expect(second.emitted).toEqual([other]);
			expect(stand.row(other).delivered).toBe(true);
		},
	);

	it('hand out items with the fields that Get gives, and the reply when asked', async () => {
		const [id] = await stand.order();
		stand.finish(id);
		const trigger = stand.trigger({ options: { includeRaw: true } });
		const [item] = await trigger.poll();
		const { items } = await stand.run({ operation: 'get', taskId: id ?? '', options: {} });
		const { raw, ...fields } = item?.json ?? {};
		expect(fields).toEqual(items[0]?.json);
		expect(raw).toMatchObject({ id });
		expect(item?.binary).toBeUndefined();
	});
});

describe('time', () => {
	it('a task that nobody finishes is given up after the time that was set', async () => {
		const [id, other] = await stand.order(2);
		stand.row(id).createdAt = new Date(Date.now() - 3 * HOUR_MS).toISOString();
		stand.row(other).createdAt = new Date(Date.now() - HOUR_MS).toISOString();
		const trigger = stand.trigger({ options: { giveUpAfter: 2 }, handOver: 'ended' });
		await trigger.poll();
		await trigger.poll();
		expect(trigger.items.map(({ json }) => json)).toEqual([
			expect.objectContaining({
				taskId: id,
				provider: 'hingNet',
				status: 'failed',
				failure: { code: 'timeout', message: expect.stringContaining('after 2 hours') },
			}),
		]);
		expect(stand.row(id)).toMatchObject({ delivered: false, status: 'timeout' });
	});

	it('a task that finished long ago, while n8n was away, is completed and not given up', async () => {
		const [id] = await stand.order();
		stand.row(id).createdAt = new Date(Date.now() - 72 * HOUR_MS).toISOString();
		stand.finish(id);
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		expect(trigger.items[0]?.json.status).toBe('completed');
	});

	it('a task that could not be asked about for days, for want of a valid key, is not given up', async () => {
		const [id] = await stand.order();
		stand.row(id).createdAt = new Date(Date.now() - 72 * HOUR_MS).toISOString();
		stand.finish(id);
		const credentials = stand.credentials({ apiKey: 'sk-expired' });
		const trigger = stand.trigger({ credentials, handOver: 'ended' });
		expect(await wordsOfFailure(trigger.poll())).toContain('did not accept the API key');
		Object.assign(credentials, stand.credentials());
		await trigger.poll();
		expect(trigger.items.map(({ json }) => json.status)).toEqual(['completed']);
	});

	it('a task that the provider has forgotten is given up', async () => {
		const [id] = await stand.order();
		Object.assign(stand.row(id), {
			taskId: 'video_forgotten',
			createdAt: new Date(Date.now() - 72 * HOUR_MS).toISOString(),
		});
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		expect(trigger.items.map(({ json }) => [json.taskId, json.status])).toEqual([
			['video_forgotten', 'failed'],
		]);
	});

	it.each([
		[true, { message: 'This task is broken', code: 'task_broken' }],
		[true, { message: 'There is no such video', code: 404 }],
		[false, { message: 'The key has expired', code: 401 }],
		[false, { message: 'Insufficient balance', code: 'no_money' }],
		[false, { message: 'Too many requests', code: 429 }],
		[false, { message: 'The upstream is away', code: 503 }],
	])('with errors that come with HTTP 200 ends (%p) by what they say: %j', async (ends, error) => {
		const [id] = await stand.order();
		stand.row(id).createdAt = new Date(Date.now() - 72 * HOUR_MS).toISOString();
		stand.sandbox.faults.add({
			kind: 'json',
			action: 'status',
			taskId: id ?? '',
			body: { error },
			times: Infinity,
		});
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll().catch(() => null);
		expect(trigger.items.map(({ json }) => json.failure)).toEqual(
			ends ? [{ code: 'timeout', message: expect.stringContaining('48 hours') }] : [],
		);
	});

	it('a task that is answered with an error of the provider’s own for an hour, and no other, is given up', async () => {
		const [broken, other] = await stand.order(2);
		stand.row(other).createdAt = new Date(Date.now() + HOUR_MS).toISOString();
		stand.sandbox.faults.add({
			kind: 'status',
			status: 500,
			action: 'status',
			taskId: broken ?? '',
			times: Infinity,
		});
		const trigger = stand.trigger({ handOver: 'ended', options: { giveUpAfter: 2 } });
		await trigger.poll();
		stand.pass(0.9 * HOUR_MS);
		await trigger.poll();
		stand.pass(HOUR_MS);
		await trigger.poll();
		expect(trigger.emitted).toEqual([]);
		stand.pass(0.2 * HOUR_MS);
		await trigger.poll();
		expect(trigger.emitted).toEqual([broken]);
		expect(trigger.items[0]?.json.failure).toMatchObject({ code: 'timeout' });
	});

	it('a task that a bad moment hides after days without n8n is not given up', async () => {
		const [id] = await stand.order(2);
		stand.row(id).createdAt = new Date(Date.now() - 72 * HOUR_MS).toISOString();
		stand.finish(id);
		const fault = { kind: 'status', status: 500, action: 'status', taskId: id ?? '' } as const;
		stand.sandbox.faults.add(fault);
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		expect(trigger.emitted).toEqual([]);
		await trigger.poll();
		expect(trigger.items.map(({ json }) => json.status)).toEqual(['completed']);
	});

	it('a task that its own node looks after is left alone until then', async () => {
		const [id] = await stand.order();
		stand.row(id).claimedUntil = new Date(Date.now() + HOUR_MS).toISOString();
		stand.finish(id);
		const asked = stand.looks();
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		expect(stand.looks()).toBe(asked);
		stand.pass(HOUR_MS + 1000);
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
	});

	it('ends that nobody wanted go a week later as well, those that this trigger wants stay', async () => {
		const [unwanted, fresh, wanted] = await stand.order(3);
		for (const id of [unwanted, fresh]) stand.row(id).status = 'failed';
		stand.row(wanted).status = 'completed';
		for (const id of [unwanted, wanted]) {
			stand.row(id).updatedAt = new Date(Date.now() - 8 * 24 * HOUR_MS).toISOString();
		}
		await stand.trigger({ parameters: { events: ['completed'] } }).poll();
		expect(stand.table.rows.map(({ taskId }) => taskId)).toEqual([fresh, wanted]);
	});

	it('delivered rows go a week later, others stay', async () => {
		const [old, recent, open] = await stand.order(3);
		for (const id of [old, recent]) stand.row(id).delivered = true;
		for (const id of [old, open]) {
			stand.row(id).updatedAt = new Date(Date.now() - 8 * 24 * HOUR_MS).toISOString();
		}
		await stand.trigger().poll();
		expect(stand.table.rows.map(({ taskId }) => taskId)).toEqual([recent, open]);
	});
});

describe('a poll', () => {
	it('that activates the workflow is a single look, whatever the interval', async () => {
		await stand.order();
		const asked = stand.looks();
		const startedAt = performance.now();
		await stand.trigger({ options: { checkInterval: 1 } }).poll();
		expect(stand.looks() - asked).toBe(1);
		expect(performance.now() - startedAt).toBeLessThan(900);
	});

	it('that activates the workflow leaves to the next one what takes long', async () => {
		await stand.order();
		const template = stand.row(stand.table.rows[0]?.taskId?.toString());
		stand.table.rows.length = 0;
		for (let number = 0; number < 40; number++) {
			insert(stand.table, { ...template, taskId: `video_${number}` });
		}
		const provider = await startServer();
		provider.answer = (request, response) => {
			stand.pass(1000);
			sendJson(response, 200, { id: request.url?.split('/').at(-1), status: 'in_progress' });
		};
		try {
			const credentials = {
				...stand.credentials(),
				hingNetApi: { apiKey: 'key', baseUrl: provider.url },
			};
			const trigger = stand.trigger({ credentials, options: { maxConcurrency: 1 } });
			await trigger.poll();
			expect(provider.requests).toHaveLength(5);
			await trigger.poll();
			expect(new Set(provider.requests.map(({ path }) => path)).size).toBe(40);
		} finally {
			await provider.close();
		}
	});

	it('that comes later looks again inside itself, and returns as soon as something is finished', async () => {
		const [id] = await stand.order();
		const trigger = stand.trigger({ options: { checkInterval: 0.2 } });
		await trigger.poll();
		const asked = stand.looks();
		const poll = trigger.poll();
		while (stand.looks() < asked + 3) await new Promise((resolve) => setTimeout(resolve, 20));
		stand.finish(id);
		expect((await poll).map(({ json }) => json.taskId)).toEqual([id]);
	});

	it('ends before n8n’s next one is due', async () => {
		await stand.order();
		const trigger = stand.trigger({ options: { checkInterval: 0.1 } });
		await trigger.poll();
		const poll = trigger.poll();
		stand.pass(52_000);
		expect(await poll).toEqual([]);
	});

	it('that got stuck is replaced by a later one', async () => {
		const [taskId] = await stand.order();
		let letGo = () => {};
		const provider = await startServer();
		provider.answer = (_request, response, number) => {
			const answer = () => sendJson(response, 200, { id: taskId, status: 'completed' });
			if (number === 0) letGo = answer;
			else answer();
		};
		try {
			const credentials = {
				...stand.credentials(),
				hingNetApi: { apiKey: 'key', baseUrl: provider.url },
			};
			const trigger = stand.trigger({ credentials, handOver: 'ended' });
			const stuck = trigger.poll();
			while (provider.requests.length === 0)
				await new Promise((resolve) => setTimeout(resolve, 20));
			stand.pass(60_000);
			await trigger.poll();
			expect(provider.requests).toHaveLength(1);
			stand.pass(60_000);
			await trigger.poll();
			expect(trigger.emitted).toEqual([taskId]);
			letGo();
			await stuck;
			await trigger.poll();
			expect(trigger.emitted).toEqual([taskId]);
		} finally {
			await provider.close();
		}
	});

	it('hands out what is finished while a question about another task hangs', async () => {
		const provider = await startServer();
		let isHanging = false;
		provider.answer = (request, response) => {
			const id = String(request.url?.split('/').at(-1));
			if (id === 'video_hangs') {
				isHanging = true;
				response.on('close', () => (isHanging = false));
			} else sendJson(response, 200, { id, status: 'completed' });
		};
		await stand.order();
		stand.table.rows.length = 0;
		for (const taskId of ['video_hangs', 'video_done']) {
			insert(stand.table, { provider: 'hingNet', taskId });
		}
		const trigger = stand.trigger({
			handOver: 'ended',
			credentials: {
				...stand.credentials(),
				hingNetApi: { apiKey: 'key', baseUrl: provider.url },
			},
		});
		try {
			await trigger.poll();
			// It is given up after twenty seconds only.
			expect(isHanging).toBe(true);
			expect(trigger.emitted).toEqual(['video_done']);
		} finally {
			await provider.close();
		}
	});

	it('watches rows that a person added by hand', async () => {
		const [id] = await stand.order();
		const table = stand.table;
		table.rows.length = 0;
		insert(table, { taskId: ` ${id}\n`, provider: 'hingNet' });
		stand.finish(id);
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
		expect(table.rows).toMatchObject([{ delivered: true, status: 'completed' }]);
	});

	it('does nothing while the one before is under way', async () => {
		const [id] = await stand.order();
		const trigger = stand.trigger({ options: { checkInterval: 0.2 } });
		await trigger.poll();
		const poll = trigger.poll();
		expect(await trigger.poll()).toEqual([]);
		stand.finish(id);
		await poll;
		expect(trigger.emitted).toEqual([id]);
	});

	it('looks at three hundred tasks, no more at a time than were allowed, and misses none', async () => {
		await stand.order();
		const template = stand.row(stand.table.rows[0]?.taskId?.toString());
		stand.table.rows.length = 0;
		for (let number = 0; number < 300; number++) {
			insert(stand.table, { ...template, taskId: `video_${number}` });
		}
		let open = 0;
		let most = 0;
		const provider = await startServer();
		provider.answer = (request, response) => {
			most = Math.max(most, ++open);
			setTimeout(() => {
				open--;
				const id = request.url?.split('/').at(-1);
				const isFinished = Number(id?.slice('video_'.length)) % 100 === 0;
				sendJson(response, 200, { id, status: isFinished ? 'completed' : 'in_progress' });
			}, 2);
		};
		try {
			const credentials = {
				...stand.credentials(),
				hingNetApi: { apiKey: 'key', baseUrl: provider.url },
			};
			const trigger = stand.trigger({
				credentials,
				handOver: 'ended',
				options: { maxConcurrency: 7 },
			});
			await trigger.poll();
			// The poll that activates asks nothing new after some seconds: a busy machine needs another.
			const asked = () => new Set(provider.requests.map(({ path }) => path)).size;
			for (let polls = 1; polls < 20 && asked() < 300; polls++) await trigger.poll();
			expect(most).toBe(7);
			expect(asked()).toBe(300);
			expect(trigger.emitted).toHaveLength(3);
			const before = provider.requests.length;
			await trigger.poll();
			// The finished ones are not asked about again.
			expect(provider.requests.length - before).toBe(297);
		} finally {
			await provider.close();
		}
	}, 120_000);
});

describe('fetch test event', () => {
	it('shows a finished task, also one that was handed out before', async () => {
		const [id] = await stand.order(2);
		stand.finish(id);
		stand.row(id).delivered = true;
		const manual = stand.trigger({ mode: 'manual' });
		expect((await manual.poll()).map(({ json }) => json.taskId)).toEqual([id]);
		expect(manual.stored()).toEqual({});
	});

	it('takes nothing from the active trigger', async () => {
		const [id] = await stand.order();
		stand.finish(id);
		await stand.trigger({ mode: 'manual' }).poll();
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		expect(trigger.emitted).toEqual([id]);
	});

	it('says that none is finished yet', async () => {
		await stand.order(2);
		const words = await wordsOfFailure(stand.trigger({ mode: 'manual' }).poll());
		expect(words).toContain('No finished task is there yet');
		expect(words).toContain('2 tasks are being watched');
	});

	it('says of no task that it is not finished that it has not asked about', async () => {
		const [oldest] = await stand.order(25);
		stand.finish(oldest);
		const words = await wordsOfFailure(stand.trigger({ mode: 'manual' }).poll());
		expect(words).toContain('25 tasks are being watched');
		expect(words).toContain('none of the 20 that were checked is finished');
	});

	it('says how to get a task when there is none at all', async () => {
		const words = await wordsOfFailure(stand.trigger({ mode: 'manual' }).poll());
		expect(words).toContain('Run a Veo Video node with "Track Task" on');
	});
});
