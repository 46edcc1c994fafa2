/** What Create and Generate write into the task table, and that bookkeeping never costs a paid task. */

import { afterEach, describe, expect, it } from '@jest/globals';
import { createRunExecutionData } from 'n8n-workflow';

import { openHeldReplies, type HeldReplies } from '../nodes/heldReplies.mts';
import { prompts } from '../nodes/stand.mts';
import { useTriggerStand, wordsOfFailure } from './triggerStand.mts';

const stand = useTriggerStand();
const QUICK = { pollInterval: 1, downloadVideo: false };

describe('Create', () => {
	it('writes a row that tells people and the trigger what they need', async () => {
		const prompt = `A lion\n at sunset, ${'very '.repeat(100)}slow`;
		const { items } = await stand.run({ operation: 'create' }, { items: prompts(prompt) });
		expect(items[0]?.json.warning).toBeUndefined();
		expect(stand.table.rows).toEqual([
			expect.objectContaining({
				taskId: items[0]?.json.taskId,
				provider: 'hingNet',
				model: 'veo-3.1-fast-generate-preview',
				status: 'queued',
				delivered: false,
				claimedUntil: null,
				workflowId: 'test',
				executionId: 'execution',
			}),
		]);
		const shown = String(stand.table.rows[0]?.prompt);
		expect(shown).toHaveLength(200);
		expect(shown).toMatch(/^A lion at sunset, very .*…$/);
	});

	it('does without the table when it is not asked to track', async () => {
		const requests = stand.tables.requests.length;
		await stand.run({ operation: 'create', trackTask: false });
		await stand.run({ operation: 'create', options: { dryRun: true } });
		expect(stand.tables.requests).toHaveLength(requests);
	});

	it.each([
		['409', null],
		['500, as of two that came in the same moment', 500],
	])(
		'makes the table once when two executions race for it, n8n answers %s',
		async (_name, status) => {
			let isFirst = true;
			stand.tables.fail = (method, path) => {
				if (method !== 'POST' || !path.endsWith('/data-tables')) return null;
				if (isFirst) {
					isFirst = false;
					return null;
				}
				return status;
			};
			const runs = await Promise.all([
				stand.run({ operation: 'create' }),
				stand.run({ operation: 'create' }),
				stand.run({ operation: 'create' }),
			]);
			expect(stand.tables.tables.filter(({ name }) => name === stand.tableName)).toHaveLength(1);
			expect(stand.table.rows.map(({ taskId }) => taskId).sort()).toEqual(
				runs.map(({ items }) => items[0]?.json.taskId).sort(),
			);
		},
	);

	it('opens the table once for all items of an execution', async () => {
		const requests = stand.tables.requests.length;
		await stand.order(5);
		const sent = stand.tables.requests.slice(requests);
		expect(sent.filter((one) => one.endsWith('/data-tables'))).toHaveLength(2);
		expect(stand.table.rows).toHaveLength(5);
	});

	it('succeeds with a warning that names the task when its row cannot be written', async () => {
		const created = stand.sandbox.created.length;
		stand.tables.fail = (_method, path) => (path.endsWith('/upsert') ? 400 : null);
		const { items } = await stand.run({ operation: 'create' }, { items: prompts('one', 'two') });
		expect(stand.sandbox.created).toHaveLength(created + 2);
		for (const { json } of items) {
			expect(json.status).toBe('queued');
			expect(json.error).toBeUndefined();
			expect(json.warning).toContain(String(json.taskId));
			expect(json.warning).toContain('Only the note is missing');
		}
	});

	it.each(['create', 'generate'] as const)(
		'%s leaves a task that the provider names beside an error to the trigger',
		async (operation) => {
			const taskId = `odd-${operation}`;
			const body = { id: taskId, error: { code: 'quota', message: 'Quota exceeded' } };
			stand.sandbox.faults.add({ kind: 'json', action: 'create', body });
			const words = await wordsOfFailure(stand.run({ operation }, {}));
			expect(words).toContain(taskId);
			expect(stand.row(taskId)).toMatchObject({ delivered: false, claimedUntil: null });
		},
	);

	it('writes the row in the end when n8n is busy for a moment', async () => {
		let failures = 2;
		stand.tables.fail = (_method, path) =>
			path.endsWith('/upsert') && failures-- > 0 ? 503 : null;
		const [id] = await stand.order();
		expect(stand.row(id).delivered).toBe(false);
	});

	it('is refused before anything is paid where n8n has no Data Tables in its API', async () => {
		const created = stand.sandbox.created.length;
		stand.tables.fail = () => 404;
		const words = await wordsOfFailure(stand.run({ operation: 'create' }, {}));
		expect(words).toContain('n8n 2.7 or newer');
		expect(stand.sandbox.created).toHaveLength(created);
	});

	it('is refused before anything is paid when the key to n8n is wrong', async () => {
		const created = stand.sandbox.created.length;
		const credentials = stand.credentials({ n8nKey: 'wrong' });
		const words = await wordsOfFailure(stand.run({ operation: 'create' }, { credentials }));
		expect(words).toContain('Make a new key in this n8n');
		expect(words).not.toContain('wrong');
		expect(stand.sandbox.created).toHaveLength(created);
	});

	it('is refused before anything is paid when the name is missing', async () => {
		const created = stand.sandbox.created.length;
		const words = await wordsOfFailure(stand.run({ operation: 'create', taskTable: ' ' }));
		expect(words).toContain('The name of the task table is missing');
		expect(stand.sandbox.created).toHaveLength(created);
	});
});

describe('Generate', () => {
	it('claims its task for as long as it waits, and then marks it delivered', async () => {
		const startedAt = Date.now();
		const running = stand.run({ operation: 'generate', options: { ...QUICK, waitTimeout: 600 } });
		const claimed = await rowWritten();
		const until = Date.parse(String(claimed.claimedUntil));
		expect(until).toBeGreaterThan(startedAt + 600_000);
		expect(until).toBeLessThan(startedAt + 720_000);

		const trigger = stand.trigger({ handOver: 'ended' });
		stand.finish(String(claimed.taskId));
		await trigger.poll();
		const { items } = await running;
		await trigger.poll();
		expect(items[0]?.json).toMatchObject({ taskId: claimed.taskId, status: 'completed' });
		expect(stand.row(String(claimed.taskId))).toMatchObject({
			delivered: true,
			status: 'completed',
			claimedUntil: null,
		});
		expect(trigger.emitted).toEqual([]);
	});

	it('marks a failed task, which it tells itself', async () => {
		const running = stand.run({ operation: 'generate', options: QUICK });
		const taskId = String((await rowWritten()).taskId);
		stand.finish(taskId, 'failure');
		expect(await wordsOfFailure(running)).toContain(taskId);
		expect(stand.row(taskId)).toMatchObject({ delivered: true, status: 'failed' });
	});

	it('hands a task over to the trigger when its wait has run out', async () => {
		const running = stand.run({ operation: 'generate', options: { ...QUICK, waitTimeout: 1 } });
		const words = await wordsOfFailure(running);
		const [row] = stand.table.rows;
		expect(words).toContain(String(row?.taskId));
		expect(row).toMatchObject({ delivered: false, claimedUntil: null });
		stand.finish(String(row?.taskId));
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		expect(trigger.emitted).toEqual([row?.taskId]);
	});

	it('gives the video with a warning when the table cannot be told', async () => {
		stand.tables.fail = (_method, path) => (/\/rows\//.test(path) ? 400 : null);
		const created = stand.sandbox.created.length;
		const running = stand.run({ operation: 'generate', options: QUICK });
		while (stand.sandbox.created.length === created) await pause();
		stand.finish(stand.sandbox.created.at(-1)?.taskId);
		const { items } = await running;
		expect(items[0]?.json.status).toBe('completed');
		expect(items[0]?.json.warning).toContain(String(items[0]?.json.taskId));
	});
});

describe('a stop', () => {
	let held: HeldReplies | null = null;
	afterEach(async () => await held?.close());

	it.each(['create', 'generate'])(
		'amid orders of %s leaves every paid task in the table, free for the trigger',
		async (operation) => {
			held = await openHeldReplies(stand.sandbox.urls.hingNet);
			held.hold();
			const before = stand.sandbox.created.length;
			const abort = new AbortController();
			const { hingNetApi, ...others } = stand.credentials();
			const running = stand.run(
				{ operation, options: { pollInterval: 1 } },
				{
					items: prompts('a', 'b', 'c', 'd'),
					abortSignal: abort.signal,
					credentials: { ...others, hingNetApi: { ...hingNetApi, baseUrl: held.url } },
				},
			);
			while (stand.sandbox.created.length < before + 4) await pause();
			abort.abort();
			await pause();
			held.release();
			const words = await wordsOfFailure(running);
			const taskIds = stand.sandbox.created.slice(before).map(({ taskId }) => taskId);
			for (const taskId of taskIds) {
				expect(words).toContain(taskId);
				expect(stand.row(taskId)).toMatchObject({ delivered: false, claimedUntil: null });
				stand.finish(taskId);
			}
			const trigger = stand.trigger({ handOver: 'ended' });
			await trigger.poll();
			expect(trigger.emitted.sort()).toEqual(taskIds.sort());
		},
	);

	it('amid the writing of a row cuts nothing off', async () => {
		held = await openHeldReplies(stand.tables.url);
		const abort = new AbortController();
		let isWritten = false;
		stand.tables.fail = (_method, path) => {
			if (path.endsWith('/upsert') && !isWritten) {
				isWritten = true;
				held?.hold();
				return 503;
			}
			return null;
		};
		const running = stand.run(
			{ operation: 'generate', options: QUICK },
			{ credentials: stand.credentials({ n8nUrl: held.url }), abortSignal: abort.signal },
		);
		while (!isWritten) await pause();
		abort.abort();
		held.release();
		const words = await wordsOfFailure(running);
		const [row] = stand.table.rows;
		expect(words).toContain(String(row?.taskId));
		expect(row).toMatchObject({ delivered: false, claimedUntil: null });
	});

	it('hands over to the trigger what was finished, too: no item leaves the node any more', async () => {
		const abort = new AbortController();
		const running = stand.run(
			{ operation: 'generate', options: QUICK },
			{ items: prompts('a', 'b'), abortSignal: abort.signal },
		);
		while ((stand.tables.tables.find(isMine)?.rows.length ?? 0) < 2) await pause();
		const [first] = stand.table.rows;
		stand.finish(String(first?.taskId));
		const looks = stand.looks();
		while (stand.looks() < looks + 4) await pause();
		abort.abort();
		await wordsOfFailure(running);
		for (const row of stand.table.rows) {
			expect(row).toMatchObject({ delivered: false, claimedUntil: null });
		}
	});
});

describe('a task that a retry takes up', () => {
	const retried = async (
		operation: string,
		between: (taskId: string) => void,
		abortSignal?: AbortSignal,
	) => {
		const runData = createRunExecutionData({});
		const { items } = await stand.run({ operation: 'create' }, { runData });
		const taskId = String(items[0]?.json.taskId);
		between(taskId);
		const running = stand.run(
			{ operation, options: QUICK },
			{ runData, executionId: 'retry', abortSignal },
		);
		return { taskId, running };
	};

	it('stays delivered, if it was', async () => {
		const { taskId, running } = await retried('create', (id) => {
			Object.assign(stand.row(id), { delivered: true, status: 'completed' });
		});
		const { items } = await running;
		expect(items[0]?.json.taskId).toBe(taskId);
		expect(stand.table.rows).toHaveLength(1);
		expect(stand.row(taskId)).toMatchObject({ delivered: true, status: 'completed' });
	});

	it('is claimed again, if it was not, and then delivered', async () => {
		const { taskId, running } = await retried('generate', () => {});
		while (stand.row(taskId).claimedUntil === null) await pause();
		expect(stand.row(taskId).delivered).toBe(false);
		expect(stand.table.rows).toHaveLength(1);
		stand.finish(taskId);
		await running;
		expect(stand.row(taskId)).toMatchObject({ delivered: true, claimedUntil: null });
	});

	it("is not the trigger's from before its status is asked for, and is again when that comes to nothing", async () => {
		stand.sandbox.faults.add({ kind: 'timeout', action: 'status' });
		const abort = new AbortController();
		const looks = stand.looks();
		const { taskId, running } = await retried('generate', stand.finish, abort.signal);
		while (stand.looks() === looks) await pause();
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		expect(trigger.emitted).toEqual([]);
		abort.abort();
		expect(await wordsOfFailure(running)).toContain(taskId);
		expect(stand.row(taskId)).toMatchObject({ delivered: false, claimedUntil: null });
		await trigger.poll();
		expect(trigger.emitted).toEqual([taskId]);
	});

	it('stays claimed when the execution that was stopped ends only then', async () => {
		const runData = createRunExecutionData({});
		const generate = { operation: 'generate', options: QUICK };
		const first = new AbortController();
		const stopped = stand.run(generate, { runData, abortSignal: first.signal });
		const { taskId } = await rowWritten();
		let failures = 1;
		stand.tables.fail = (_method, path) =>
			path.endsWith('/rows/update') && failures > 0 ? (failures--, 503) : null;
		first.abort();
		while (failures > 0) await pause();
		const again = stand.run(generate, { runData, executionId: 'retry' });
		while (stand.row(String(taskId)).executionId !== 'retry') await pause();
		await wordsOfFailure(stopped);
		expect(claimOf(taskId)).toBeGreaterThan(Date.now());
		stand.finish(String(taskId));
		const { items } = await again;
		expect(items[0]?.json.taskId).toBe(taskId);
	});

	it('is not handed over by a poll that read the table before', async () => {
		const held = await openHeldReplies(stand.sandbox.urls.hingNet);
		try {
			const { hingNetApi, ...others } = stand.credentials();
			const trigger = stand.trigger({
				handOver: 'ended',
				credentials: { ...others, hingNetApi: { ...hingNetApi, baseUrl: held.url } },
			});
			held.hold();
			const runData = createRunExecutionData({});
			const { items } = await stand.run({ operation: 'create' }, { runData });
			const taskId = String(items[0]?.json.taskId);
			stand.finish(taskId);
			const looks = stand.looks();
			const polling = trigger.poll();
			while (stand.looks() === looks) await pause();
			const again = { runData, executionId: 'retry' };
			const retry = await stand.run({ operation: 'generate', options: QUICK }, again);
			expect(retry.items[0]?.json).toMatchObject({ taskId, status: 'completed' });
			held.release();
			await polling;
			expect(trigger.emitted).toEqual([]);
		} finally {
			await held.close();
		}
	});

	it('is not left claimed where the provider refuses to tell of it', async () => {
		stand.sandbox.faults.add({ kind: 'status', status: 400, action: 'status' });
		const { taskId, running } = await retried('generate', () => {});
		expect(await wordsOfFailure(running)).toContain(taskId);
		expect(stand.row(taskId)).toMatchObject({ delivered: false, claimedUntil: null });
	});

	it('is not left claimed where it has failed, and another is ordered in its place', async () => {
		const { taskId, running } = await retried('generate', (id) => stand.finish(id, 'failure'));
		while (stand.table.rows.length < 2) await pause();
		const next = stand.table.rows.find((row) => row.taskId !== taskId);
		expect(stand.row(taskId).claimedUntil).toBeNull();
		expect(claimOf(next?.taskId)).toBeGreaterThan(Date.now());
		stand.finish(String(next?.taskId));
		const { items } = await running;
		expect(items[0]?.json.taskId).toBe(next?.taskId);
	});

	it('is taken up with a warning when the table cannot be told', async () => {
		let claims = 0;
		const { taskId, running } = await retried('generate', (id) => {
			stand.finish(id);
			stand.tables.fail = (_method, path) =>
				path.endsWith('/rows/update') && claims++ === 0 ? 400 : null;
		});
		const { items } = await running;
		expect(items[0]?.json).toMatchObject({ taskId, status: 'completed' });
		expect(items[0]?.json.warning).toContain(taskId);
		expect(stand.row(taskId)).toMatchObject({ delivered: true, claimedUntil: null });
	});

	it('is written down, if its row is missing', async () => {
		const { taskId, running } = await retried('create', () => {
			stand.table.rows.length = 0;
		});
		await running;
		expect(stand.row(taskId)).toMatchObject({ delivered: false, claimedUntil: null });
	});
});

describe('a retry that fails before it gets to its order', () => {
	it('names the task, and does not call it safe to order again', async () => {
		const runData = createRunExecutionData({});
		const onError = 'continueRegularOutput' as const;
		const first = await stand.run({ operation: 'create' }, { runData, onError });
		stand.tables.fail = () => 403;
		const { items } = await stand.run({ operation: 'create' }, { runData, onError });
		expect(items[0]?.json.message).toMatchObject({
			taskId: first.items[0]?.json.taskId,
			safeToOrderAgain: false,
		});
	});
});

describe('a claim', () => {
	it('is renewed during a long download, and no longer than that', async () => {
		stand.sandbox.faults.add({ kind: 'timeout', action: 'content' });
		const abort = new AbortController();
		const running = stand.run(
			{ operation: 'generate', options: { pollInterval: 1, waitTimeout: 600 } },
			{ abortSignal: abort.signal },
		);
		const { taskId } = await rowWritten();
		stand.finish(String(taskId));
		while (!isDownloading()) await pause();
		const trigger = stand.trigger({ handOver: 'ended' });
		for (let minutes = 0; minutes < 60; minutes += 20) {
			stand.pass(20 * 60_000);
			while (claimOf(taskId) < Date.now()) await pause();
			await trigger.poll();
		}
		expect(trigger.emitted).toEqual([]);
		abort.abort();
		await wordsOfFailure(running);
		expect(stand.row(String(taskId)).claimedUntil).toBeNull();
		stand.pass(20 * 60_000);
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(stand.row(String(taskId)).claimedUntil).toBeNull();
	});

	it('outlives the pause before Retry On Fail: the trigger does not step in between', async () => {
		const run = { items: prompts('a', 'bad'), runData: createRunExecutionData({}) };
		const generate = { operation: 'generate', options: QUICK };
		const running = stand.run(generate, { ...run, retryOnFail: true });
		while ((stand.tables.tables.find(isMine)?.rows.length ?? 0) < 2) await pause();
		const [goodId, badId] = ['a', 'bad'].map(taskIdOf);
		stand.finish(goodId);
		const looks = stand.looks();
		while (stand.looks() < looks + 4) await pause();
		stand.finish(badId, 'failure');
		await wordsOfFailure(running);
		expect(stand.row(goodId).delivered).toBe(false);
		expect(stand.row(badId)).toMatchObject({ delivered: true, status: 'failed' });
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		expect(trigger.emitted).toEqual([]);
		const again = stand.run(generate, { ...run, retryOnFail: true });
		while (stand.table.rows.length < 3) await pause();
		stand.finish(stand.sandbox.created.at(-1)?.taskId);
		const { items } = await again;
		expect(items[0]?.json.taskId).toBe(goodId);
		await trigger.poll();
		expect(trigger.emitted).toEqual([]);
	});

	it('of each task that failed ends where Retry On Fail has ordered another: no trigger tells of it', async () => {
		const run = {
			items: prompts('a', 'b'),
			runData: createRunExecutionData({}),
			retryOnFail: true,
		};
		const generate = { operation: 'generate', options: QUICK };
		const rows = () => stand.tables.tables.find(isMine)?.rows ?? [];
		const running = stand.run(generate, run);
		while (rows().length < 2) await pause();
		for (const { taskId } of rows()) stand.finish(String(taskId), 'failure');
		await wordsOfFailure(running);
		const again = stand.run(generate, run);
		while (rows().length < 4) await pause();
		for (const { taskId } of rows().slice(2)) stand.finish(String(taskId));
		const { items } = await again;
		expect(items.map(({ json }) => json.status)).toEqual(['completed', 'completed']);
		stand.pass(120_000);
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		expect(trigger.emitted).toEqual([]);
		expect(rows().map(({ status, delivered }) => [status, delivered])).toEqual([
			['failed', true],
			['failed', true],
			['completed', true],
			['completed', true],
		]);
	});

	it('ends where the execution fails for good: the trigger gets what did not leave the node', async () => {
		const running = stand.run(
			{ operation: 'generate', options: QUICK },
			{ items: prompts('a', 'bad') },
		);
		while ((stand.tables.tables.find(isMine)?.rows.length ?? 0) < 2) await pause();
		const [goodId, badId] = ['a', 'bad'].map(taskIdOf);
		stand.finish(goodId);
		const looks = stand.looks();
		while (stand.looks() < looks + 4) await pause();
		stand.finish(badId, 'failure');
		await wordsOfFailure(running);
		const trigger = stand.trigger({ handOver: 'ended' });
		await trigger.poll();
		expect(trigger.emitted).toEqual([goodId]);
	});
});

const isMine = ({ name }: { name: string }) => name === stand.tableName;

/** The task of a prompt that this test has once. */
function taskIdOf(prompt: string): string {
	return String(stand.table.rows.find((row) => row.prompt === prompt)?.taskId);
}

function claimOf(taskId: unknown): number {
	return Date.parse(String(stand.row(String(taskId)).claimedUntil));
}

function isDownloading(): boolean {
	return stand.sandbox.requests.at(-1)?.action === 'content';
}

async function rowWritten() {
	for (;;) {
		const row = stand.tables.tables.find(({ name }) => name === stand.tableName)?.rows[0];
		if (row !== undefined) return row;
		await pause();
	}
}

async function pause(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('an order that ends the execution', () => {
	const ENDS: Array<['create' | 'generate', body: object]> = [
		['create', { id: 'paid_1', error: { code: 'odd', message: 'Out of service' } }],
		['generate', { id: 'paid_1', error: { code: 'odd', message: 'Out of service' } }],
		['generate', { id: 'paid_1', status: 'failed', error: { code: 'odd', message: 'Odd' } }],
	];

	it.each(ENDS)('lets none follow while %s writes it down (%j)', async (operation, body) => {
		stand.sandbox.faults.add({ kind: 'json', action: 'create', prompt: 'bad', body });
		const before = stand.sandbox.requests.length;
		const options = { ...QUICK, maxConcurrency: 1 };
		const run = stand.run({ operation, options }, { items: prompts('bad', 'b', 'c') });
		await expect(run).rejects.toThrow('paid_1');
		const sent = stand.sandbox.requests.slice(before);
		expect(sent.filter(({ action }) => action === 'create')).toHaveLength(1);
		expect(stand.table.rows.map(({ taskId }) => taskId)).toEqual(['paid_1']);
	});
});
