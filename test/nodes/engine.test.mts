/** The node inside n8n's own engine: its error output and its Retry On Fail, as n8n runs them. */

import { describe, expect, it } from '@jest/globals';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IRun,
} from 'n8n-workflow';

import { VeoVideo } from '../../nodes/VeoVideo/VeoVideo.node';
import { additionalData, veoNode } from './nodeRun.mts';
import { failedTaskOf, prompts, TEXT, useStand } from './stand.mts';

// The engine logs each error that a node throws; here they are thrown on purpose.
process.env.N8N_LOG_LEVEL = 'silent';

const stand = useStand();

/** A node that hands out the items of the test. */
function source(items: INodeExecutionData[]): INodeType {
	return {
		description: {
			displayName: 'Source',
			name: 'source',
			group: ['trigger'],
			version: 1,
			description: '',
			defaults: {},
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		},
		execute: async function (this: IExecuteFunctions) {
			return await Promise.resolve([items]);
		},
	};
}

async function runWorkflow(items: INodeExecutionData[], changes: Partial<INode>): Promise<IRun> {
	const credentials = stand.credentials();
	const parameters = {
		...TEXT,
		operation: 'generate',
		prompt: '={{ $json.prompt }}',
		options: { pollInterval: 1, downloadVideo: false, maxConcurrency: 1 },
	};
	const node: INode = { ...veoNode({ parameters, credentials }), ...changes };
	const first: INode = {
		id: 'source',
		name: 'Source',
		type: 'source',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const types: Record<string, INodeType> = { source: source(items), [node.type]: new VeoVideo() };
	const typeOf = (name: string): INodeType => types[name] ?? source([]);
	const workflow = new Workflow({
		id: 'test',
		nodes: [first, node],
		connections: { Source: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
		active: false,
		nodeTypes: { getByName: typeOf, getByNameAndVersion: typeOf, getKnownTypes: () => ({}) },
		settings: { executionOrder: 'v1' },
	});
	const data = additionalData(workflow, credentials);
	const hooks = new ExecutionLifecycleHooks('manual', 'execution', {
		id: 'test',
		name: 'test',
		active: false,
		isArchived: false,
		nodes: [first, node],
		connections: {},
		createdAt: new Date(),
		updatedAt: new Date(),
		activeVersionId: null,
	});
	Object.assign(data, { hooks });
	return await new WorkflowExecute(data, 'manual').run({ workflow, startNode: first });
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
