/** A trigger in a published workflow: n8n polls it once a minute, and starts what it hands over, or refuses to. */

import { PollContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type IPollFunctions,
	type IRun,
} from 'n8n-workflow';

import { additionalData } from '../nodes/nodeRun.mts';
import { runOf } from '../trigger/pollRun.mts';
import type { TriggerSetting } from './histories.mts';
import type { NodeProcess } from './life.mts';
import { TABLE_NAME, type World } from './world.mts';

/** A start of the workflow that n8n did not refuse. */
export interface Delivery {
	taskId: string;
	status: string;
	at: number;
	trigger: number;
}

interface Deferred {
	resolve(result: IRun): void;
	reject(error: Error): void;
}

/** How long the workflow that is started takes. */
const WORK_MS = 5_000;
const DURABLE_BUDGET_MS = 36_000;

export interface WatchingTrigger {
	/** One poll, in the n8n that is running. Ends when n8n's poll does; never, if that never does. */
	poll(): Promise<void>;
	readonly deliveries: Delivery[];
	/** With what polls failed. */
	readonly errors: unknown[];
}

export function publish(world: World, setting: TriggerSetting, number: number): WatchingTrigger {
	const { clock } = world;
	const deliveries: Delivery[] = [];
	const errors: unknown[] = [];
	let starts = 0;
	/** What n8n has stored of the node's static data. */
	let stored: IDataObject = {};
	let active: { process: NodeProcess; workflow: Workflow; context: IPollFunctions } | null = null;

	const node: INode = {
		id: `trigger-${number}`,
		name: 'Veo Video Trigger',
		type: 'n8n-nodes-veo-video.veoVideoTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {
			provider: world.provider.name,
			watch: 'taskTable',
			taskTable: TABLE_NAME,
			events: setting.events,
			options: { checkInterval: world.setting.checkInterval },
		},
		credentials: Object.fromEntries(
			Object.keys(world.credentials).map((type) => [type, { id: type, name: type }]),
		),
	};

	function take(process: NodeProcess, workflow: Workflow, data: INodeExecutionData[][]): void {
		if (process.isDead) return;
		stored = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
		for (const { json } of data[0] ?? []) {
			deliveries.push({
				taskId: String(json.taskId),
				status: String(json.status),
				at: clock.now,
				trigger: number,
			});
		}
	}

	function contextIn(process: NodeProcess, workflow: Workflow, budgetMs?: number): IPollFunctions {
		const emit = (data: INodeExecutionData[][], _response: unknown, done?: Deferred) => {
			const refusal = setting.refusals.find(({ start }) => start === starts);
			starts++;
			if (done !== undefined && refusal !== undefined) {
				const refuse = () => done.reject(new Error('The database is away'));
				setTimeout(refuse, refusal.afterSeconds * 1000);
				return;
			}
			take(process, workflow, data);
			setTimeout(() => done?.resolve(runOf(node)), WORK_MS);
		};
		return new PollContext(
			workflow,
			node,
			additionalData(workflow, world.credentials),
			'trigger',
			'activate',
			emit,
			(error: Error) => errors.push(error),
			undefined,
			undefined,
			undefined,
			budgetMs === undefined ? undefined : () => budgetMs,
		) as unknown as IPollFunctions;
	}

	function activate(process: NodeProcess) {
		const nodeType = process.veoVideoTrigger;
		const workflow = new Workflow({
			id: `watch-${number}`,
			nodes: [node],
			connections: {},
			active: true,
			nodeTypes: {
				getByName: () => nodeType,
				getByNameAndVersion: () => nodeType,
				getKnownTypes: () => ({}),
			},
			staticData: JSON.parse(JSON.stringify(stored)) as IDataObject,
		});
		return { process, workflow, context: contextIn(process, workflow) };
	}

	return {
		deliveries,
		errors,
		async poll() {
			const { process } = world;
			let isNew = false;
			if (active === null || active.process !== process) {
				active = activate(process);
				isNew = true;
			}
			const { workflow } = active;
			const context =
				setting.isDurable && !isNew
					? contextIn(process, workflow, DURABLE_BUDGET_MS)
					: active.context;
			await clock.within(process, async () => {
				try {
					const data = await process.veoVideoTrigger.poll?.call(context);
					if (data) take(process, workflow, data);
				} catch (error) {
					errors.push(error);
				}
			});
		},
	};
}
