/** The node inside n8n's own engine: its error output and its Retry On Fail, as n8n runs them. */

import { describe, expect, it } from '@jest/globals';
import { type INode, type INodeExecutionData, type IRun } from 'n8n-workflow';

import { VeoVideo } from '../../nodes/VeoVideo/VeoVideo.node';
import { runInEngine, SOURCE, sourceOf } from './engineRun.mts';
import { veoNode } from './nodeRun.mts';
import { failedTaskOf, prompts, TEXT, useStand } from './stand.mts';

const stand = useStand();

async function runWorkflow(items: INodeExecutionData[], changes: Partial<INode>): Promise<IRun> {
	const credentials = stand.credentials();
	const parameters = {
		...TEXT,
		operation: 'generate',
		prompt: '={{ $json.prompt }}',
		options: { pollInterval: 1, downloadVideo: false, maxConcurrency: 1 },
	};
	const node: INode = { ...veoNode({ parameters, credentials }), ...changes };
	const types = { source: sourceOf(items), [node.type]: new VeoVideo() };
	const connections = {
		Source: { main: [[{ node: node.name, type: 'main', index: 0 } as const]] },
	};
	return await runInEngine({ nodes: [SOURCE, node], connections, types, credentials });
}

/** What left the node by each of its outputs in its last run. */
function outputsOf(run: IRun): INodeExecutionData[][] {
	const main = run.data.resultData.runData['Veo Video']?.at(-1)?.data?.main ?? [];
	return main.map((items) => items ?? []);
}

describe("n8n's error output", () => {
	it('gets the bad items with their input beside the message, the others go on', async () => {
		stand.sandbox.faults.add({ kind: 'taskFails', prompt: 'bad', body: 'Filtered' });
		const run = await runWorkflow(prompts('A kite', 'bad', '', 'A balloon'), {
			onError: 'continueErrorOutput',
		});
		const [good, bad] = outputsOf(run);
		expect(good?.map(({ json }) => json.status)).toEqual(['completed', 'completed']);
		expect(good?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 3 }]);
		const failed = stand.created().find(({ prompt }) => prompt === 'bad');
		expect(bad?.map(({ json }) => json)).toMatchObject([
			{ error: expect.stringContaining('Filtered') },
			{ error: expect.stringContaining('The prompt is empty') },
		]);
		// n8n cuts the JSON of an item that has `error` beside its JSON down to the message.
		expect(bad?.map(failedTaskOf)).toEqual([failed?.taskId, undefined]);
		expect(bad?.map(({ json }) => json.prompt)).toEqual(['bad', '']);
		expect(run.status).toBe('success');
	});

	it('is left empty by tasks that failed and were only asked for', async () => {
		stand.sandbox.faults.add({ kind: 'taskFails' });
		stand.sandbox.taskSeconds = 0;
		await stand.run('create');
		const [task] = stand.created();
		const run = await runWorkflow([{ json: {} }], {
			onError: 'continueErrorOutput',
			parameters: {
				...TEXT,
				operation: 'get',
				taskId: task?.taskId ?? '',
			},
		});
		const [good, bad] = outputsOf(run);
		expect(good?.map(({ json }) => json.status)).toEqual(['failed']);
		expect(bad).toEqual([]);
	});
});

describe("n8n's Retry On Fail", () => {
	it('pays for each video once, however often it runs the node', async () => {
		stand.sandbox.faults.add({
			kind: 'status',
			action: 'create',
			status: 400,
			prompt: 'b',
			times: 2,
		});
		const run = await runWorkflow(prompts('a', 'b', 'c'), {
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 1,
		});
		expect(run.status).toBe('success');
		expect(outputsOf(run)[0]?.map(({ json }) => json.status)).toEqual(Array(3).fill('completed'));
		expect(
			stand
				.created()
				.map(({ prompt }) => prompt)
				.sort(),
		).toEqual(['a', 'b', 'c']);
	});

	it('makes as many videos as there are items, though an expression changes each time', async () => {
		const refusal = { kind: 'status', action: 'create', status: 400, prompt: 'b' } as const;
		stand.sandbox.faults.add({ ...refusal, times: 2 });
		const run = await runWorkflow(prompts('a', 'b', 'c', 'd', 'e'), {
			parameters: {
				...TEXT,
				operation: 'generate',
				prompt: '={{ $json.prompt + Math.random() }}',
				options: { pollInterval: 1, downloadVideo: false },
			},
			retryOnFail: true,
			maxTries: 5,
			waitBetweenTries: 1,
		});
		expect(run.status).toBe('success');
		const ids = outputsOf(run)[0]?.map(({ json }) => json.taskId);
		expect(ids?.sort()).toEqual(
			stand
				.created()
				.map(({ taskId }) => taskId)
				.sort(),
		);
		expect(stand.created()).toHaveLength(5);
	});

	it('does not repeat an order that may have been created', async () => {
		stand.sandbox.faults.add({ kind: 'cutBeforeReply', action: 'create' });
		const run = await runWorkflow(prompts('a'), {
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 1,
		});
		expect(run.status).toBe('error');
		expect(run.data.resultData.error?.message).toContain('may have been created');
		expect(stand.sent('create')).toHaveLength(1);
	});
});
