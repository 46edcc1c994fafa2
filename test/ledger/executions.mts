/** Executions of the workflow in n8n's own engine: a run, a "retry execution", and an agent's tool calls. */

import { ExecutionLifecycleHooks, SupplyDataContext, WorkflowExecute } from 'n8n-core';
import { makeHandleToolInvocation } from 'n8n-core/dist/execution-engine/node-execution-context/utils/get-input-connection-data';
import {
	createRunExecutionData,
	Workflow,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IRun,
	type IRunExecutionData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { sourceOf } from '../nodes/engineRun.mts';
import { additionalData, veoNode } from '../nodes/nodeRun.mts';
import type { NodeProcess } from './life.mts';
import { markOf, TABLE_NAME, type World } from './world.mts';

/** One time that n8n ran the node. */
export interface Try {
	startedAt: number;
	endedAt: number | null;
	/** What it gave back: items, or the error that it threw. */
	items: INodeExecutionData[] | null;
	error: unknown;
	/** Of an agent, its call; each try of it is one more. */
	call: number;
	/** How many orders the provider's book held when it ended: time stands still while things happen. */
	bookedAtEnd: number;
}

type Stored = IRunExecutionData['executionData'] extends infer D
	? D extends { contextData: infer C }
		? C
		: never
	: never;

export interface Execution {
	id: string;
	/** The person's wish that it belongs to: a run and its retries have one. */
	ask: number;
	isTool: boolean;
	isRetry: boolean;
	process: NodeProcess;
	startedAt: number;
	/** How many orders the provider's book held when it began. */
	bookedBefore: number;
	endedAt: number | null;
	stoppedAt: number | null;
	tries: Try[];
	/** What reached the workflow behind the node; null where nothing did. */
	output: INodeExecutionData[] | null;
	/** With what it ended. */
	error: unknown;
	/** The node's context as n8n stored it: at the end, or in the moment of a stop. */
	stored: Stored | null;
	/** The same as it was at the end, also where n8n stores no more. */
	last: Stored | null;
	stop(): void;
	ended: Promise<void>;
}

/** What the person wants: a prompt for each item, with what was edited since. */
export interface Wish {
	ask: number;
	/** By item: how often its prompt was edited. */
	edits: Map<number, number>;
}

let executions = 0;

function parametersOf(world: World, wish: Wish, prompt: string): INodeParameters {
	const { setting, provider } = world;
	const edits = [...wish.edits].map(
		([item, version]) => `{{ $itemIndex === ${item} ? " v${version}" : "" }}`,
	);
	const changing = setting.isChanging ? ' {{ Math.random() }}' : '';
	return {
		provider: provider.name,
		resource: 'video',
		operation: setting.operation,
		inputMode: 'text',
		model: { __rl: true, mode: 'id', value: provider.models[0].id },
		prompt: `=${prompt}${edits.join('')}${changing}`,
		trackTask: setting.isTracked,
		taskTable: TABLE_NAME,
		options: {
			pollInterval: 5,
			waitTimeout: setting.waitSeconds,
			maxConcurrency: setting.concurrency,
			...(setting.operation === 'generate' && { downloadVideo: setting.downloads }),
		},
	};
}

function nodeOf(world: World, parameters: INodeParameters): INode {
	const { setting, credentials } = world;
	return {
		...veoNode({ parameters, credentials }),
		...(setting.continues && { onError: 'continueRegularOutput' as const }),
		...(setting.tries > 1 && {
			retryOnFail: true,
			maxTries: setting.tries,
			waitBetweenTries: setting.secondsBetween * 1000,
		}),
	};
}

/** The node type, with a note of each time that it is run. */
function noted(
	{ clock, sandbox }: World,
	nodeType: INodeType,
	tries: Try[],
	callNow: () => number = () => 0,
): INodeType {
	const execute = async function (this: IExecuteFunctions) {
		const one: Try = {
			startedAt: clock.now,
			endedAt: null,
			items: null,
			error: null,
			call: callNow(),
			bookedAtEnd: Infinity,
		};
		tries.push(one);
		try {
			const output = await nodeType.execute?.call(this);
			one.items = Array.isArray(output) ? (output[0] ?? []) : [];
			return output ?? null;
		} catch (error) {
			one.error = error;
			throw error;
		} finally {
			one.endedAt = clock.now;
			one.bookedAtEnd = sandbox.created.length;
		}
	};
	const noting: unknown = Object.assign(Object.create(nodeType), { execute });
	return noting as INodeType;
}

const SOURCE: INode = {
	id: 'source',
	name: 'Source',
	type: 'source',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

function workflowOf(node: INode, veo: INodeType, items: INodeExecutionData[]): Workflow {
	const typeOf = (name: string): INodeType => (name === node.type ? veo : sourceOf(items));
	return new Workflow({
		id: 'orders',
		nodes: [SOURCE, node],
		connections: { Source: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
		active: false,
		nodeTypes: { getByName: typeOf, getByNameAndVersion: typeOf, getKnownTypes: () => ({}) },
		settings: { executionOrder: 'v1' },
	});
}

/** Begins an execution. With `carried`, the context of the one that is tried again comes along. */
export function begin(world: World, wish: Wish, carried?: Stored | null): Execution {
	const isRetry = carried !== undefined;
	const execution = newExecution(world, wish.ask, { isRetry, isTool: false });
	const items = Array.from({ length: world.setting.items }, (_, item) => ({
		json: { prompt: `[ask ${wish.ask}] ${markOf(item)}` },
		pairedItem: { item },
	}));
	const node = nodeOf(world, parametersOf(world, wish, '{{ $json.prompt }}'));
	const { process } = world;
	const workflow = workflowOf(node, noted(world, process.veoVideo, execution.tries), items);
	const data = dataFor(world, workflow, execution);
	let abort = () => {};
	execution.ended = world.clock.within(process, async () => {
		const running = isRetry
			? new WorkflowExecute(
					data,
					'retry',
					dataOfRetry(node, items, carried),
				).processRunExecutionData(workflow)
			: new WorkflowExecute(data, 'trigger').run({ workflow, startNode: SOURCE });
		abort = () => running.cancel();
		const run: IRun = await running;
		if (process.isDead) return await new Promise(() => {});
		execution.endedAt = world.clock.now;
		execution.last = contextOf(run.data);
		execution.stored ??= execution.last;
		const output = run.data.resultData.runData[node.name]?.at(-1)?.data?.main?.[0];
		execution.output = execution.stoppedAt === null && output ? output : null;
		execution.error = run.data.resultData.error ?? null;
	});
	execution.stop = () => {
		execution.stoppedAt = world.clock.now;
		world.clock.within(process, abort);
	};
	return execution;
}

function newExecution(
	world: World,
	ask: number,
	kind: Pick<Execution, 'isRetry' | 'isTool'>,
): Execution {
	return {
		id: `execution-${++executions}`,
		ask,
		...kind,
		process: world.process,
		startedAt: world.clock.now,
		bookedBefore: world.sandbox.created.length,
		endedAt: null,
		stoppedAt: null,
		tries: [],
		output: null,
		error: null,
		stored: null,
		last: null,
		stop: () => {},
		ended: Promise.resolve(),
	};
}

function contextOf(data: IRunExecutionData): Stored {
	return JSON.parse(JSON.stringify(data.executionData?.contextData ?? {})) as Stored;
}

/** n8n stores an execution when it ends, and one that is stopped in that very moment. */
function dataFor(
	world: World,
	workflow: Workflow,
	execution: Execution,
): IWorkflowExecuteAdditionalData {
	const data = additionalData(workflow, world.credentials);
	const hooks = new ExecutionLifecycleHooks('trigger', execution.id, {
		id: 'orders',
		name: 'orders',
		active: false,
		isArchived: false,
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
		createdAt: new Date(),
		updatedAt: new Date(),
		activeVersionId: null,
	});
	hooks.addHandler('workflowExecuteAfter', async (run: IRun) => {
		await Promise.resolve();
		if (!execution.process.isDead) execution.stored ??= contextOf(run.data);
	});
	return Object.assign(data, { hooks, executionId: execution.id });
}

function dataOfRetry(
	node: INode,
	items: INodeExecutionData[],
	carried: Stored | null | undefined,
): IRunExecutionData {
	const contextData = JSON.parse(JSON.stringify(carried ?? {})) as Stored;
	return createRunExecutionData({
		executionData: {
			contextData,
			nodeExecutionStack: [
				{ node, data: { main: [items] }, source: { main: [{ previousNode: 'Source' }] } },
			],
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: {},
		},
	});
}

/** What an agent was told of its calls, in order: the tool's answer, or its error. */
export type Told = { type: 'answer'; text: string } | { type: 'error'; error: unknown };

/** An agent calls the node as a tool, one call after the other, each with the same words. */
export function beginTool(world: World, wish: Wish, calls: number): Execution & { told: Told[] } {
	const execution = newExecution(world, wish.ask, { isRetry: false, isTool: true });
	const told: Told[] = [];
	const { process } = world;
	const node = nodeOf(world, parametersOf(world, wish, '{{ $fromAI("prompt") }}'));
	const veo = noted(world, process.veoVideo, execution.tries, () => told.length);
	const workflow = workflowOf(node, veo, []);
	const data = dataFor(world, workflow, execution);
	const runData = createRunExecutionData({});
	const abort = new AbortController();
	const contextFor = (runIndex: number) =>
		new SupplyDataContext(
			workflow,
			node,
			data,
			'trigger',
			runData,
			runIndex,
			[],
			{},
			'ai_tool',
			{ node, data: { main: [[]] }, source: null },
			[],
			abort.signal,
			SOURCE,
		);
	const invoke = makeHandleToolInvocation(contextFor, node, veo, runData);
	const prompt = `[ask ${wish.ask}] [call]`;
	execution.ended = world.clock.within(process, async () => {
		for (let call = 0; call < calls && !abort.signal.aborted; call++) {
			try {
				told.push({ type: 'answer', text: await invoke({ prompt }) });
			} catch (error) {
				told.push({ type: 'error', error });
			}
			if (process.isDead) return await new Promise(() => {});
		}
		execution.endedAt = world.clock.now;
		execution.last = contextOf(runData);
		execution.stored ??= execution.last;
	});
	execution.stop = () => {
		execution.stoppedAt = world.clock.now;
		execution.stored = contextOf(runData);
		world.clock.within(process, () => abort.abort());
	};
	return Object.assign(execution, { told });
}
