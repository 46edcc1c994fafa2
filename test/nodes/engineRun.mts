/** Runs a workflow in n8n's own engine. */

import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	type IConnections,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IRun,
} from 'n8n-workflow';

import { additionalData, type Credentials } from './nodeRun.mts';

// The engine logs each error that a node throws; in tests they are thrown on purpose.
process.env.N8N_LOG_LEVEL = 'silent';

export interface EngineRun {
	/** The first of them starts. */
	nodes: INode[];
	connections: IConnections;
	/** By the type's name. */
	types: Record<string, INodeType>;
	credentials: Credentials;
	/** Cancels the execution, as n8n does for a person or when the workflow's time is over. */
	stop?: AbortSignal;
}

/** The node that starts. */
export const SOURCE: INode = {
	id: 'source',
	name: 'Source',
	type: 'source',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** A type of node that does what the function says. */
export function typeOf(
	execute: INodeType['execute'],
	description: Partial<INodeType['description']> = {},
): INodeType {
	return {
		description: {
			displayName: 'Made for a test',
			name: 'test',
			group: ['trigger'],
			version: 1,
			description: '',
			defaults: {},
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
			...description,
		},
		...(execute && { execute }),
	};
}

/** The type of a node that hands out these items. */
export function sourceOf(items: INodeExecutionData[]): INodeType {
	return typeOf(async function (this: IExecuteFunctions) {
		return await Promise.resolve([items]);
	});
}

/** Runs from the first node to the end, and gives back what n8n would store. */
export async function runInEngine({
	nodes,
	connections,
	types,
	credentials,
	stop,
}: EngineRun): Promise<IRun> {
	const typeNamed = (name: string): INodeType => types[name] ?? sourceOf([]);
	const workflow = new Workflow({
		id: 'test',
		nodes,
		connections,
		active: false,
		nodeTypes: { getByName: typeNamed, getByNameAndVersion: typeNamed, getKnownTypes: () => ({}) },
		settings: { executionOrder: 'v1' },
	});
	const hooks = new ExecutionLifecycleHooks('manual', 'execution', {
		id: 'test',
		name: 'test',
		active: false,
		isArchived: false,
		nodes,
		connections,
		createdAt: new Date(),
		updatedAt: new Date(),
		activeVersionId: null,
	});
	const data = Object.assign(additionalData(workflow, credentials), { hooks });
	const [startNode] = nodes;
	const running = new WorkflowExecute(data, 'manual').run({
		workflow,
		...(startNode && { startNode }),
	});
	stop?.addEventListener('abort', () => running.cancel());
	return await running;
}
