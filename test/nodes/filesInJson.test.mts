/** Files in workflows with n8n's "Execution logic v2", where they lie in an item's JSON: in n8n's own engine and file store. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
} from 'n8n-workflow';

import { VeoVideo } from '../../nodes/VeoVideo/VeoVideo.node';
import { type FileStore, openFileStore } from '../files/fileStore.mts';
import { additionalData, veoNode } from './nodeRun.mts';
import { JPEG, PNG } from './pictures.mts';
import { TEXT, useStand } from './stand.mts';

// The engine logs each error that a node throws.
process.env.N8N_LOG_LEVEL = 'silent';

const stand = useStand();
let store: FileStore;

beforeAll(async () => {
	store = await openFileStore();
});
afterAll(async () => await store.close());

function nodeOf(execute: (context: IExecuteFunctions) => Promise<INodeExecutionData[]>): INodeType {
	return {
		description: {
			displayName: 'Test',
			name: 'test',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: {},
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		},
		execute: async function (this: IExecuteFunctions) {
			return [await execute(this)];
		},
	};
}

const sketch = (name: string, type: string): INode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
});

/** Runs Source → Veo Video → Sink; returns what the sink was given, and the file that it read by this path. */
async function runWorkflow(
	parameters: INodeParameters,
	files: INodeExecutionData['binary'],
	path?: string,
): Promise<{ item: INodeExecutionData | undefined; bytes: Buffer | null }> {
	const credentials = stand.credentials();
	const veo = veoNode({ parameters: { ...TEXT, ...parameters }, credentials });
	const [first, last] = [sketch('Source', 'source'), sketch('Sink', 'sink')];
	let item: INodeExecutionData | undefined;
	let bytes: Buffer | null = null;
	const types: Record<string, INodeType> = {
		source: nodeOf(
			async () => await Promise.resolve([{ json: {}, ...(files && { binary: files }) }]),
		),
		sink: nodeOf(async (context) => {
			[item] = context.getInputData();
			if (path !== undefined) bytes = await context.helpers.getBinaryDataBuffer(0, path);
			return [];
		}),
		[veo.type]: new VeoVideo(),
	};
	const typeOf = (name: string): INodeType => types[name] ?? new VeoVideo();
	const to = (node: INode) => ({ main: [[{ node: node.name, type: 'main' as const, index: 0 }]] });
	const nodes = [first, veo, last];
	const workflow = new Workflow({
		id: 'test',
		nodes,
		connections: { [first.name]: to(veo), [veo.name]: to(last) },
		active: false,
		nodeTypes: { getByName: typeOf, getByNameAndVersion: typeOf, getKnownTypes: () => ({}) },
		settings: { executionOrder: 'v1', binaryMode: 'combined' },
	});
	const data = additionalData(workflow, credentials);
	const hooks = new ExecutionLifecycleHooks('manual', 'execution', {
		id: 'test',
		name: 'test',
		active: false,
		isArchived: false,
		nodes,
		connections: {},
		createdAt: new Date(),
		updatedAt: new Date(),
		activeVersionId: null,
	});
	Object.assign(data, { hooks });
	const run = await new WorkflowExecute(data, 'manual').run({ workflow, startNode: first });
	const { error } = run.data.resultData;
	if (error) throw error;
	return { item, bytes };
}

describe('an image that lies in the JSON', () => {
	it.each([
		['the name of its field', 'photo'],
		['its path', '_files.photo'],
		['an expression that gives the file', '={{ $json._files.photo }}'],
		['an expression that reaches to another node', "={{ $('Source').item._files.photo }}"],
	])('is found by %s', async (_how, image) => {
		await runWorkflow(
			{ operation: 'create', inputMode: 'image', imageInput: 'binary', image },
			{ photo: await store.keep(PNG, 'image/png') },
		);
		expect(stand.sent('create').map(({ body }) => body)).toMatchObject([
			{ files: [{ field: 'input_reference', contentType: 'image/png', bytes: PNG.length }] },
		]);
	});

	it('is taken also where Image Source still says that a link comes', async () => {
		await runWorkflow(
			{
				operation: 'create',
				inputMode: 'image',
				imageInput: 'url',
				image: '={{ $json._files.photo }}',
			},
			{ photo: await store.keep(JPEG, 'image/jpeg') },
		);
		expect(stand.sent('create')[0]?.body).toMatchObject({
			files: [{ contentType: 'image/jpeg', bytes: JPEG.length }],
		});
	});

	it('that is missing: the message names those that are there', async () => {
		const run = runWorkflow(
			{ operation: 'create', inputMode: 'image', imageInput: 'binary', image: 'data' },
			{ photo: await store.keep(PNG, 'image/png') },
		);
		await expect(run).rejects.toMatchObject({
			message: expect.stringContaining('no binary field "data"'),
			description: expect.stringContaining('photo'),
		});
		expect(stand.created()).toEqual([]);
	});
});

describe('a video', () => {
	it('reaches the next node where that looks for it', async () => {
		const parameters = { operation: 'generate', options: { pollInterval: 1 } };
		const { item, bytes } = await runWorkflow(parameters, undefined, '_files.data');
		expect(item?.json).toMatchObject({
			status: 'completed',
			_files: { data: { mimeType: 'video/mp4', bytes: stand.sandbox.videoBytes } },
		});
		expect(bytes?.length).toBe(stand.sandbox.videoBytes);
	});
});
