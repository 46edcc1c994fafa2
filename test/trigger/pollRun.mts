/** Runs the trigger as n8n does: in n8n-core's own PollContext, over real HTTP, one context for all polls of an activation. */

import 'reflect-metadata';

import { PollContext } from 'n8n-core';
import {
	createRunExecutionData,
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IPollFunctions,
	type IRun,
} from 'n8n-workflow';

import { VeoVideoTrigger } from '../../nodes/VeoVideo/VeoVideoTrigger.node';
import { additionalData, type Credentials, workflowOf } from '../nodes/nodeRun.mts';

export interface PollOptions {
	parameters: INodeParameters;
	credentials: Credentials;
	workflowId: string;
	/** What n8n had stored for the workflow. */
	staticData?: IDataObject;
	mode?: 'trigger' | 'manual';
	/**
	 * What becomes of a hand-over inside a poll: `started` and `ended` as for a workflow that runs on
	 * or is done at once, `refused` as for one that was deactivated, `unstarted` as for one whose
	 * credentials it may not use, `alone` as where the node was deleted meanwhile. Without it there is none.
	 */
	handOver?: 'started' | 'ended' | 'refused' | 'unstarted' | 'alone';
	/** As n8n's durable scheduler bounds a poll. */
	budgetMs?: number;
}

interface Deferred {
	resolve(result: IRun | undefined): void;
	reject(error: Error): void;
}

/** A trigger in an active workflow. */
export interface ActiveTrigger {
	/** One poll. The first one is that of the activation. */
	poll(): Promise<INodeExecutionData[]>;
	/** The ids of all tasks that this trigger started its workflow with, in order, as often as it did. */
	readonly emitted: string[];
	/** All items that it started its workflow with. */
	readonly items: INodeExecutionData[];
	/** Errors that it reported while it went on. */
	readonly errors: Error[];
	/** Ends the newest hand-over as one that n8n could not start after all. */
	refuseLate(): void;
	/** Ends the newest hand-over as n8n does in queue mode when the worker at it has died. */
	loseWorker(): void;
	/** What n8n has stored, as it would come back from the database. */
	stored(): IDataObject;
	handOver: PollOptions['handOver'];
}

export function activate(options: PollOptions): ActiveTrigger {
	const nodeType: INodeType = new VeoVideoTrigger();
	const node: INode = {
		id: 'trigger',
		name: 'Veo Video Trigger',
		type: 'n8n-nodes-veo-video.veoVideoTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: options.parameters,
		credentials: Object.fromEntries(
			Object.keys(options.credentials).map((type) => [type, { id: type, name: type }]),
		),
	};
	const next: INode = { ...node, id: 'next', name: 'Next', type: 'n8n-nodes-base.noOp' };
	const workflow = workflowOf(node, nodeType, {
		id: options.workflowId,
		active: true,
		nodes: [node, next],
		connections: { [node.name]: { main: [[{ node: next.name, type: 'main', index: 0 }]] } },
		...(options.staticData && { staticData: options.staticData }),
	});
	const items: INodeExecutionData[] = [];
	const errors: Error[] = [];
	const take = (data: INodeExecutionData[][]) => items.push(...(data[0] ?? []));
	let stored = JSON.stringify(workflow.staticData);
	let isActivated = false;
	/** n8n does so after the activation and for each start, and only where it saw a change. */
	const save = () => {
		if (workflow.staticData.__dataChanged !== true) return;
		stored = JSON.stringify(workflow.staticData);
		workflow.staticData.__dataChanged = false;
	};
	let newest: Deferred | undefined;
	const refusal = () => new Error('Published version not found for workflow');
	const emit = (data: INodeExecutionData[][], _response: unknown, done?: Deferred) => {
		newest = done;
		save();
		switch (trigger.handOver) {
			case 'refused':
				return done?.reject(refusal());
			case 'unstarted':
				return done?.resolve(undefined);
			case 'alone':
				return done?.resolve(runOf(node));
			case 'ended':
				done?.resolve(runOf(node, next));
		}
		take(data);
	};
	const { budgetMs } = options;
	const context = new PollContext(
		workflow,
		node,
		additionalData(workflow, options.credentials),
		options.mode ?? 'trigger',
		'activate',
		options.handOver === undefined ? undefined : emit,
		options.handOver === undefined ? undefined : (error: Error) => errors.push(error),
		undefined,
		undefined,
		undefined,
		budgetMs === undefined ? undefined : () => budgetMs,
	) as unknown as IPollFunctions;
	const trigger: ActiveTrigger = {
		handOver: options.handOver,
		items,
		errors,
		get emitted() {
			return items.map(({ json }) => String(json.taskId));
		},
		async poll() {
			const data = await nodeType.poll?.call(context);
			if (data) take(data);
			if (data || !isActivated) save();
			isActivated = true;
			return data?.[0] ?? [];
		},
		refuseLate: () => newest?.reject(refusal()),
		loseWorker: () => newest?.resolve(lostRun(node)),
		stored: () => JSON.parse(stored) as IDataObject,
	};
	return trigger;
}

/** What n8n's main process tells of an execution that it last knew with a worker: no node of it. */
function lostRun(node: INode): IRun {
	const words = 'This execution failed to be processed too many times and will no longer retry.';
	const run = runOf();
	run.data.resultData.error = new NodeOperationError(node, words);
	return { ...run, finished: false, status: 'error' };
}

/** What n8n tells of an execution in which these nodes ran. */
export function runOf(...nodes: INode[]): IRun {
	const runData = Object.fromEntries(nodes.map(({ name }) => [name, []]));
	return {
		data: createRunExecutionData({ resultData: { runData } }),
		finished: true,
		mode: 'trigger',
		status: 'success',
		startedAt: new Date(),
		stoppedAt: new Date(),
		storedAt: 'db',
	};
}
