/** What Create and Generate write into the task table, and that bookkeeping never costs a paid task. */

import { describe, expect, it } from '@jest/globals';

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
