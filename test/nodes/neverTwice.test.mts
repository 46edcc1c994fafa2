/** A video costs money: whatever goes wrong, and however often a run is repeated, none is ordered twice unseen. */

import '../transport/withoutPauses.mts';

import { describe, expect, it } from '@jest/globals';
import { createRunExecutionData, type IRunExecutionData } from 'n8n-workflow';

import type { Fault } from '../../sandbox/sandbox.mts';
import { hingNet } from '../../nodes/VeoVideo/providers/hingNet';
import { formerFingerprintOf } from '../../nodes/VeoVideo/tasks/fingerprint';
import { MODEL, prompts, TEXT, useStand, wordsOf } from './stand.mts';

const stand = useStand();
const LINK_ONLY = { downloadVideo: false };

/** A person's "retry execution" reads the execution back from n8n's database. */
function stored(runData: IRunExecutionData): IRunExecutionData {
	const copy = createRunExecutionData({});
	Object.assign(
		copy.executionData?.contextData ?? {},
		JSON.parse(JSON.stringify(runData.executionData?.contextData ?? {})),
	);
	return copy;
}

const promptsPaid = () => stand.created().map(({ prompt }) => prompt);

describe('a retry of the same execution', () => {
	it.each(['create', 'generate'] as const)(
		'takes up what %s has ordered, and orders the rest',
		async (operation) => {
			const runData = createRunExecutionData({});
			const run = { items: prompts('a', 'bad', 'c'), options: { ...LINK_ONLY, maxConcurrency: 1 } };
			stand.sandbox.faults.add({ kind: 'status', action: 'create', status: 400, prompt: 'bad' });
			await stand.failure(operation, { ...run, runData });
			expect(promptsPaid()).toEqual(['a']);
			const { items } = await stand.run(operation, { ...run, runData: stored(runData) });
			expect(promptsPaid()).toEqual(['a', 'bad', 'c']);
			expect(items.map(({ json }) => json.taskId)).toEqual(
				stand.created().map(({ taskId }) => taskId),
			);
		},
	);

	it('again and again orders nothing anew', async () => {
		const runData = createRunExecutionData({});
		const run = { items: prompts('a', 'b', 'c'), runData };
		const first = await stand.run('create', run);
		for (let round = 0; round < 4; round++) {
			const { items } = await stand.run('create', run);
			expect(items.map(({ json }) => json.taskId)).toEqual(
				first.items.map(({ json }) => json.taskId),
			);
		}
		expect(stand.created()).toHaveLength(3);
	});

	it('after the wait ran out goes on waiting for the same task', async () => {
		stand.sandbox.taskSeconds = 1.5;
		const runData = createRunExecutionData({});
		const error = await stand.failure('generate', {
			runData,
			options: { ...LINK_ONLY, waitTimeout: 1 },
		});
		const [task] = stand.created();
		expect(error.message).toContain(task?.taskId);
		expect(error.message).toContain('1 seconds');
		expect(error.context.taskId).toBe(task?.taskId);
		const { items } = await stand.run('generate', { runData, options: LINK_ONLY });
		expect(items[0]?.json).toMatchObject({ taskId: task?.taskId, status: 'completed' });
		expect(stand.created()).toHaveLength(1);
	});

	it('after a download that failed downloads the same video', async () => {
		const runData = createRunExecutionData({});
		for (const action of ['content', 'link'] as const) {
			stand.sandbox.faults.add({ kind: 'html', status: 200, action, times: 5 });
		}
		await stand.failure('generate', { runData });
		const { items } = await stand.run('generate', { runData });
		expect(items[0]?.binary?.data?.bytes).toBe(stand.sandbox.videoBytes);
		expect(stand.created()).toHaveLength(1);
	});

	it('orders a failed task anew, for that is what the retry is for', async () => {
		const runData = createRunExecutionData({});
		stand.sandbox.faults.add({ kind: 'taskFails', prompt: 'bad' });
		const run = { items: prompts('a', 'bad'), options: LINK_ONLY, runData };
		await stand.failure('generate', run);
		const { items } = await stand.run('generate', run);
		expect(items.map(({ json }) => json.status)).toEqual(['completed', 'completed']);
		expect(promptsPaid().sort()).toEqual(['a', 'bad', 'bad']);
	});

	it('orders anew what failed at the provider after the first try had ended', async () => {
		stand.sandbox.taskSeconds = 1.2;
		const runData = createRunExecutionData({});
		stand.sandbox.faults.add({ kind: 'taskFails' });
		await stand.failure('generate', { runData, options: { ...LINK_ONLY, waitTimeout: 1 } });
		const [task] = stand.created();
		if (task) task.createdAt -= 60_000;
		stand.sandbox.taskSeconds = 0.2;
		const { items } = await stand.run('generate', { runData, options: LINK_ONLY });
		expect(items[0]?.json.taskId).toBe(stand.created()[1]?.taskId);
		expect(stand.created()).toHaveLength(2);
	});

	it('of Create orders anew what has failed at the provider since, as its words say', async () => {
		const runData = createRunExecutionData({});
		stand.sandbox.faults.add({ kind: 'taskFails', prompt: 'bad' });
		const run = { items: prompts('a', 'bad'), runData };
		const { items: first } = await stand.run('create', run);
		for (const task of stand.created()) task.createdAt -= 60_000;
		const { items } = await stand.run('create', run);
		expect(promptsPaid()).toEqual(['a', 'bad', 'bad']);
		expect(items[0]?.json.taskId).toBe(first[0]?.json.taskId);
		expect(items[1]?.json).toMatchObject({
			taskId: stand.created()[2]?.taskId,
			status: 'queued',
		});
	});

	it.each(['create', 'generate'] as const)(
		'takes up what %s has ordered though an expression now gives another prompt',
		async (operation) => {
			const runData = createRunExecutionData({});
			stand.sandbox.faults.add({ kind: 'status', action: 'create', status: 400, prompt: 'bad' });
			const run = {
				items: prompts('a', 'b', 'bad', 'd'),
				parameters: { prompt: '={{ $json.prompt + Math.random() }}' },
				options: { ...LINK_ONLY, maxConcurrency: 2 },
				runData,
			};
			await stand.failure(operation, run);
			const before = stand.created().map(({ taskId }) => taskId);
			expect(before.length).toBeGreaterThan(0);
			const { items } = await stand.run(operation, run);
			expect(stand.created()).toHaveLength(4);
			expect(items.map(({ json }) => json.taskId)).toEqual(expect.arrayContaining(before));
		},
	);

	it('does not send an order of unknown fate again though an expression now gives another', async () => {
		const runData = createRunExecutionData({});
		const run = { runData, parameters: { prompt: '={{ Math.random() }}' } };
		stand.sandbox.faults.add({ kind: 'cutBeforeReply', action: 'create' });
		await stand.failure('create', run);
		expect((await stand.failure('create', run)).message).toContain('may have been created');
		expect(stand.sent('create')).toHaveLength(1);
	});

	it('of another round of a loop, in which an item failed, is another order', async () => {
		const runData = createRunExecutionData({});
		for (const action of ['content', 'link'] as const) {
			stand.sandbox.faults.add({ kind: 'html', status: 200, action, times: Infinity });
		}
		await stand.failure('generate', { runData, runIndex: 0 });
		stand.sandbox.faults.clear();
		const { items } = await stand.run('generate', { runData, runIndex: 1 });
		expect(stand.created()).toHaveLength(2);
		expect(items[0]?.json.taskId).toBe(stand.created()[1]?.taskId);
	});

	it('of another round of a loop is another order', async () => {
		const runData = createRunExecutionData({});
		await stand.run('create', { runData, runIndex: 0 });
		await stand.run('create', { runData, runIndex: 1 });
		await stand.run('create', { runData, runIndex: 0 });
		await stand.run('create', { runData, runIndex: 1 });
		expect(stand.created()).toHaveLength(2);
	});

	it('with two items alike orders both, once each', async () => {
		const runData = createRunExecutionData({});
		await stand.run('create', { runData, items: prompts('same', 'same') });
		await stand.run('create', { runData, items: prompts('same', 'same') });
		expect(stand.created()).toHaveLength(2);
		expect(new Set(stand.created().map(({ taskId }) => taskId)).size).toBe(2);
	});
});

describe('"retry execution", which has an id of its own', () => {
	it.each(['create', 'generate'] as const)('takes up what %s has ordered', async (operation) => {
		const runData = createRunExecutionData({});
		const run = { items: prompts('a', 'b'), options: LINK_ONLY };
		const first = await stand.run(operation, { ...run, runData });
		const retry = { ...run, runData: stored(runData), executionId: 'retry' };
		const { items } = await stand.run(operation, retry);
		expect(items.map(({ json }) => json.taskId)).toEqual(
			first.items.map(({ json }) => json.taskId),
		);
		expect(items.map(({ json }) => json.warning)).toEqual([undefined, undefined]);
		expect(stand.created()).toHaveLength(2);
	});

	it('takes up what 0.1.0 has ordered, which took the fingerprint of the request', async () => {
		const runData = createRunExecutionData({});
		await stand.run('create', { runData });
		const request = hingNet.createRequest({
			inputMode: 'text',
			model: MODEL,
			prompt: String(TEXT.prompt),
			options: {},
		});
		const former = formerFingerprintOf(stand.sandbox.urls.hingNet, request);
		const kept = JSON.stringify(stored(runData).executionData?.contextData);
		const earlier = createRunExecutionData({});
		Object.assign(
			earlier.executionData?.contextData ?? {},
			JSON.parse(kept.replace(/"fingerprint":"[0-9a-f]{64}"/, `"fingerprint":"${former}"`)),
		);
		const { items } = await stand.run('create', { runData: earlier, executionId: 'retry' });
		expect(items[0]?.json.taskId).toBe(stand.created()[0]?.taskId);
		expect(stand.created()).toHaveLength(1);
	});

	it('takes it up for good: an expression that changes after that counts no more', async () => {
		const runData = createRunExecutionData({});
		await stand.run('create', { runData, parameters: { prompt: 'first' } });
		const retry = { runData: stored(runData), executionId: 'retry' };
		await stand.run('create', { ...retry, parameters: { prompt: 'first' } });
		await stand.run('create', { ...retry, parameters: { prompt: 'second' } });
		expect(promptsPaid()).toEqual(['first']);
	});

	it.each(['create', 'generate'] as const)(
		'orders anew where the person changed the prompt in between, and %s names what was ordered first',
		async (operation) => {
			const runData = createRunExecutionData({});
			const options = LINK_ONLY;
			await stand.run(operation, { runData, options, parameters: { prompt: 'first' } });
			const retry = { options, runData: stored(runData), executionId: 'retry' };
			const changed = { ...retry, parameters: { prompt: 'second' } };
			for (let round = 0; round < 2; round++) {
				const { items } = await stand.run(operation, changed);
				expect(promptsPaid()).toEqual(['first', 'second']);
				expect(items[0]?.json.taskId).toBe(stand.created()[1]?.taskId);
				expect(items[0]?.json.warning).toContain(stand.created()[0]?.taskId);
			}
			expect(JSON.stringify(retry.runData)).toContain(stand.created()[0]?.taskId);
		},
	);

	it('names what was ordered first also where the new order fails', async () => {
		const runData = createRunExecutionData({});
		await stand.run('create', { runData, parameters: { prompt: 'first' } });
		stand.sandbox.faults.add({ kind: 'status', action: 'create', status: 400, prompt: 'bad' });
		const retry = { runData, executionId: 'retry', parameters: { prompt: 'bad' } };
		const error = await stand.failure('create', retry);
		expect(error.description).toContain(stand.created()[0]?.taskId);
	});

	it('says that an order which the change replaced may have been created', async () => {
		const runData = createRunExecutionData({});
		stand.sandbox.faults.add({ kind: 'cutBeforeReply', action: 'create' });
		await stand.failure('create', { runData, parameters: { prompt: 'first' } });
		const retry = { runData, executionId: 'retry', parameters: { prompt: 'second' } };
		const { items } = await stand.run('create', retry);
		expect(items[0]?.json.warning).toContain('may have been created');
	});
});

/** Replies that leave open whether the order counts; the task was made, though nobody was told. */
const UNCLEAR: Array<[what: string, fault: Omit<Fault, 'action'>]> = [
	['a connection that ends before the reply', { kind: 'cutBeforeReply' }],
	['a connection that ends in the middle of the reply', { kind: 'cutMidReply' }],
	['half a JSON text', { kind: 'cutJson' }],
	['a 502 page of a gateway', { kind: 'html', status: 502, createFirst: true }],
	['a 504', { kind: 'status', status: 504, createFirst: true }],
	['an HTML page with HTTP 200', { kind: 'html', status: 200, createFirst: true }],
	['an empty object', { kind: 'json', body: {}, createFirst: true }],
	['a list', { kind: 'json', body: [], createFirst: true }],
	['a 408', { kind: 'status', status: 408, createFirst: true }],
	['a 503 page without a time to come back', { kind: 'html', status: 503, createFirst: true }],
	['a 500 with the provider’s error', { kind: 'status', status: 500, createFirst: true }],
	['a 502 with the provider’s error', { kind: 'status', status: 502, createFirst: true }],
	['a 503 with the provider’s error', { kind: 'status', status: 503, createFirst: true }],
	[
		'a 503 with a time to come back',
		{ kind: 'status', status: 503, headers: { 'retry-after': '0' }, createFirst: true },
	],
	['a 409', { kind: 'status', status: 409, createFirst: true }],
];

describe('an order that nobody knows the fate of', () => {
	it.each(UNCLEAR)(
		'after %s: refused on a retry, sent by a new execution',
		async (_what, fault) => {
			stand.sandbox.faults.add({ ...fault, action: 'create' });
			const { runData } = { runData: createRunExecutionData({}) };
			const first = await stand.failure('create', { runData });
			expect(first.message).toContain('may have been created');
			expect(first.description).toContain('HingNet account');
			const retry = { runData: stored(runData), executionId: 'retry' };
			for (const again of [{ runData }, retry]) {
				expect((await stand.failure('create', again)).message).toBe(first.message);
			}
			expect(stand.sent('create')).toHaveLength(1);
			const { items } = await stand.run('create');
			expect(items[0]?.json.status).toBe('queued');
			expect(stand.sent('create')).toHaveLength(2);
		},
	);

	it('does not keep the other items from being taken up', async () => {
		stand.sandbox.faults.add({ kind: 'cutBeforeReply', action: 'create', prompt: 'bad' });
		const run = {
			items: prompts('a', 'bad', 'c'),
			onError: 'continueRegularOutput' as const,
			runData: createRunExecutionData({}),
		};
		const first = await stand.run('create', run);
		const { items } = await stand.run('create', run);
		for (const index of [0, 2]) {
			expect(items[index]?.json.taskId).toBe(first.items[index]?.json.taskId);
			expect(items[index]?.json.taskId).toEqual(expect.any(String));
		}
		expect(items[1]?.json.error).toContain('may have been created');
		expect(stand.created()).toHaveLength(3);
	});

	it('is still said to be possible by a try that fails before it comes to that', async () => {
		stand.sandbox.faults.add({ kind: 'cutBeforeReply', action: 'create' });
		const run = {
			onError: 'continueRegularOutput' as const,
			runData: createRunExecutionData({}),
		};
		await stand.run('create', run);
		const { items } = await stand.run('create', { ...run, items: prompts('') });
		expect(items[0]?.json).toMatchObject({
			message: {
				safeToOrderAgain: false,
				description: expect.stringContaining('may have been created by an earlier try'),
			},
		});
		expect(stand.created()).toHaveLength(1);
	});
});

describe('an order whose reply names a task', () => {
	/** The sandbox makes a task first, so that asking about it by the id in the reply is asking about that one. */
	const replyWith = async (more: object, status = 200) => {
		await stand.run('create');
		const [task] = stand.created();
		stand.sandbox.faults.add({
			kind: 'json',
			action: 'create',
			status,
			body: { id: task?.taskId, ...more },
		});
		return String(task?.taskId);
	};

	it.each([
		{ error: { code: '', message: '' } },
		{ error: {} },
		{ error: null },
		{ message: 'success' },
		{ code: 200, message: 'success' },
		{ code: 0, message: '', error: '' },
	])('and %j beside it is a created task', async (harmless) => {
		const taskId = await replyWith(harmless);
		const { items } = await stand.run('create');
		expect(items[0]?.json).toMatchObject({ taskId, status: 'queued' });
	});

	it.each([200, 400, 429, 500])(
		'and a real error (HTTP %i) fails, names the task, and is never ordered again',
		async (status) => {
			const taskId = await replyWith({ error: { code: 'odd', message: 'Try later' } }, status);
			const runData = createRunExecutionData({});
			const error = await stand.failure('create', { runData });
			expect(error.message).toContain(taskId);
			expect(error.description).toContain('Try later');
			expect(error.context).toMatchObject({ taskId, safeToOrderAgain: false });
			const { items } = await stand.run('create', { runData: stored(runData) });
			expect(items[0]?.json.taskId).toBe(taskId);
			expect(stand.sent('create')).toHaveLength(2);
		},
	);
});

describe('an order that was answered with an error', () => {
	it.each([400, 401, 402, 403, 404, 422])(
		'(%i) is not sent again by itself, but by a retry',
		async (status) => {
			stand.sandbox.faults.add({ kind: 'status', action: 'create', status });
			const runData = createRunExecutionData({});
			const error = await stand.failure('create', { runData });
			expect(wordsOf(error)).not.toContain('may have been created');
			expect(stand.sent('create')).toHaveLength(1);
			await stand.run('create', { runData });
			expect(stand.sent('create')).toHaveLength(2);
			expect(stand.created()).toHaveLength(1);
		},
	);

	it('with HTTP 200 is no task', async () => {
		stand.sandbox.faults.add({
			kind: 'json',
			action: 'create',
			body: { error: { message: 'Insufficient balance', code: 'no_money' } },
		});
		const runData = createRunExecutionData({});
		const error = await stand.failure('create', { runData });
		expect(error.message).toContain('Insufficient balance');
		await stand.run('create', { runData });
		expect(stand.created()).toHaveLength(1);
	});
});
