/** Runs the trigger as n8n does: in n8n-core's own PollContext, over real HTTP, one context for all polls of an activation. */

import 'reflect-metadata';

import { PollContext } from 'n8n-core';
import {
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IPollFunctions,
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
	 * or is done at once, `refused` as for one that was deactivated. Without it there is none.
	 */
	handOver?: 'started' | 'ended' | 'refused';
	/** As n8n's durable scheduler bounds a poll. */
	budgetMs?: number;
}

interface Deferred {
	resolve(result: undefined): void;
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
	/** What n8n would store, as it would come back from the database. */
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
	const workflow = workflowOf(node, nodeType, {
		id: options.workflowId,
		active: true,
		...(options.staticData && { staticData: options.staticData }),
	});
	const items: INodeExecutionData[] = [];
	const errors: Error[] = [];
	const take = (data: INodeExecutionData[][]) => items.push(...(data[0] ?? []));
	const emit = (data: INodeExecutionData[][], _response: unknown, done?: Deferred) => {
		if (trigger.handOver === 'refused') {
			done?.reject(new Error('Published version not found for workflow'));
			return;
		}
		take(data);
		if (trigger.handOver === 'ended') done?.resolve(undefined);
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
			return data?.[0] ?? [];
		},
		stored: () => JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject,
	};
	return trigger;
}
