/** Writes tasks into the task table, for the trigger of any workflow. Bookkeeping never loses a paid task. */

import type { IExecuteFunctions } from 'n8n-workflow';

import type { VideoSpec } from '../providers/provider';
import { rowOf } from '../tasks/tableRow';
import type { Task } from '../tasks/task';
import {
	openTaskTable,
	type TableProblem,
	type TableResult,
	type TaskTable,
} from '../tasks/taskTable';
import { openTableChannel } from '../tasks/tableChannel';
import { userError } from './failures';
import { asBoolean, readText } from './parameters';

/** After a wait has run out its node may need this long to say so; only then the trigger takes over. */
const CLAIM_MARGIN_MS = 60_000;

/** The tables that the items of an execution use. */
export class TaskRecords {
	private readonly byName = new Map<string, Promise<TableResult<TaskTable>>>();
	private readonly context: IExecuteFunctions;
	/** Never fires: when one item's failure ends the others, their tasks are still handed over to the trigger. */
	private readonly signal = new AbortController().signal;

	constructor(context: IExecuteFunctions) {
		this.context = context;
	}

	/**
	 * The record of an item; null when it is not tracked. The table is found, or made, before anything
	 * is paid for: a wrong key or name shows as a NodeOperationError here.
	 */
	async of(itemIndex: number): Promise<TaskRecord | null> {
		const { context, signal } = this;
		const isTracked = context.getNodeParameter('trackTask', itemIndex, false);
		if (!asBoolean(context, itemIndex, 'Track Task', isTracked)) return null;
		const name = readText(context, itemIndex, 'taskTable').trim();
		if (name === '') {
			throw userError(context, itemIndex, {
				message: 'The name of the task table is missing',
				description: 'Enter a name in "Task Table", for example veo_video_tasks.',
			});
		}
		const opening =
			this.byName.get(name) ??
			openTableChannel(context, itemIndex, signal).then(
				async (channel) => await openTaskTable(channel, name),
			);
		this.byName.set(name, opening);
		const table = await opening;
		if (table.type === 'problem') throw userError(context, itemIndex, table);
		return new TaskRecord(context, table.value);
	}
}

/** One item's way into the table. Each method returns a warning for the item, or null. */
export class TaskRecord {
	private readonly context: IExecuteFunctions;
	private readonly table: TaskTable;

	constructor(context: IExecuteFunctions, table: TaskTable) {
		this.context = context;
		this.table = table;
	}

	/** Writes the new task down. `waitMs` is how long the node itself looks after it; 0 leaves it to the trigger. */
	async created(task: Task, { model, prompt }: VideoSpec, waitMs: number): Promise<string | null> {
		const until = waitMs === 0 ? null : new Date(Date.now() + waitMs + CLAIM_MARGIN_MS);
		const result = await this.table.add(
			rowOf(task, {
				model,
				prompt,
				claimedUntil: until?.toISOString() ?? null,
				workflowId: this.context.getWorkflow().id ?? null,
				executionId: this.context.getExecutionId() ?? null,
			}),
		);
		return result.type === 'problem' ? warningOf(task, result) : null;
	}

	/** The node itself has handed the task to its workflow: the trigger has nothing to do. */
	async delivered(task: Task): Promise<string | null> {
		const { provider, taskId, status } = task;
		const change = { status, delivered: true, claimedUntil: null };
		const result = await this.table.note(provider, taskId, change);
		return result.type === 'problem' ? warningOf(task, result) : null;
	}

	/** The node gives up waiting: the trigger takes the task over at once. */
	async released({ provider, taskId }: Pick<Task, 'provider' | 'taskId'>): Promise<void> {
		await this.table.note(provider, taskId, { claimedUntil: null });
	}
}

function warningOf({ taskId }: Task, { message, description }: TableProblem): string {
	return `${message}, so the Veo Video Trigger may miss or repeat the task ${taskId}. The task itself is fine. ${description}`;
}
