/** Writes tasks into the task table, for the trigger of any workflow. Bookkeeping never loses a paid task. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { userError, valueOf } from '../editor/errors';
import { asBoolean, readText } from '../editor/read';
import { Claims } from '../table/claims';
import { openTableChannel, openTaskTable } from '../table/openTable';
import { rowOf } from '../table/row';
import type { TaskTable } from '../table/taskTable';
import type { CreatedTask } from '../tasks/createTask';
import { textAt } from '../terms/json';
import type { Result } from '../terms/result';
import type { VideoSpec } from '../terms/spec';
import { isCancelled, type Task, type TaskKey } from '../terms/task';
import { outlivingStop } from '../transport/outlivingStop';
import { cancelSignal } from '../transport/wire';
import { warningOf } from './replacedTasks';
import type { NodeError } from './runItems';

/** After a wait has run out its node may need this long to say so; only then the trigger takes over. */
const CLAIM_MARGIN_MS = 60_000;
/** An order that has left is answered within a minute after a stop; what it made is then written down. */
const TABLE_GRACE_MS = 90_000;

/** The tables that the items of an execution use. */
export class TaskRecords {
	private readonly byName = new Map<string, Promise<Result<TaskTable>>>();
	private readonly byItem = new Map<number, TaskRecord>();
	private readonly claims = new Claims();
	private readonly context: IExecuteFunctions;
	private readonly stop: AbortSignal;

	constructor(context: IExecuteFunctions, stop: AbortSignal) {
		this.context = context;
		this.stop = stop;
	}

	/**
	 * The record of an item; null when it is not tracked. The table is found, or made, before anything
	 * is paid for: a wrong key or name shows as a NodeOperationError here.
	 */
	async of(itemIndex: number): Promise<TaskRecord | null> {
		const { context } = this;
		const isTracked = context.getNodeParameter('trackTask', itemIndex, false);
		if (!asBoolean(context, itemIndex, 'Track Task', isTracked)) return null;
		const name = readText(context, itemIndex, 'taskTable').trim();
		if (name === '') {
			throw userError(context, itemIndex, {
				message: 'The name of the task table is missing',
				description: 'Enter a name in "Task Table", for example veo_video_tasks.',
			});
		}
		const opening = this.byName.get(name) ?? this.open(itemIndex, name);
		this.byName.set(name, opening);
		const table = valueOf(context, itemIndex, await opening);
		const record = new TaskRecord(context, table, this.claims);
		this.byItem.set(itemIndex, record);
		return record;
	}

	/** The items are about to leave the node, or the error instead of them: says so in the table. */
	async settle(results: readonly INodeExecutionData[], error: NodeError | null): Promise<void> {
		const settled = [...this.byItem].map(async ([itemIndex, record]) => {
			await record.settle(error);
			const json = results[itemIndex]?.json;
			// An error item with another key would count as a success.
			if (record.warning === null || json === undefined || json.error !== undefined) return;
			json.warning = warningOf(record.warning, textAt(json, 'warning'));
		});
		await Promise.all(settled);
	}

	private async open(itemIndex: number, name: string): Promise<Result<TaskTable>> {
		const opened = await openTableChannel(this.context, itemIndex, this.stop);
		if (opened.type === 'problem') return opened;
		const channel = opened.value;
		const table = await openTaskTable(channel, name);
		// From now on money may be spent. A stop must not cut off what is written down of it, and when
		// one item's failure ends the others, their tasks are still handed over to the trigger.
		channel.context = outlivingStop(this.context, TABLE_GRACE_MS);
		channel.signal = new AbortController().signal;
		return table;
	}
}

/** One item's way into the table. No method throws: what went wrong first is the item's `warning`. */
export class TaskRecord {
	/** Null as long as all went well. */
	warning: string | null = null;
	private readonly context: IExecuteFunctions;
	private readonly table: TaskTable;
	private readonly claims: Claims;
	private readonly executionId: string | null;
	private claimed: TaskKey | null = null;
	private ended: Task | null = null;

	constructor(context: IExecuteFunctions, table: TaskTable, claims: Claims) {
		this.context = context;
		this.table = table;
		this.claims = claims;
		this.executionId = context.getExecutionId() ?? null;
	}

	/**
	 * Claims the task of an earlier try for `waitMs`, before anything else is done about it: the trigger
	 * must not deliver what its node is about to hand out.
	 */
	async claim(task: TaskKey, waitMs: number): Promise<void> {
		const endsAt = Date.now() + waitMs + CLAIM_MARGIN_MS;
		this.hold(task, endsAt);
		const change = { claimedUntil: asIso(endsAt), executionId: this.executionId };
		this.note(task, await this.table.note(task, change));
	}

	/**
	 * Writes the new task down. The node claims it for `waitMs`, and for as long as it looks after
	 * it; 0 leaves it to the trigger.
	 */
	async begin(made: CreatedTask, spec: VideoSpec, waitMs: number): Promise<void> {
		const { context, table } = this;
		const { task, isTakenUp } = made;
		const endsAt = waitMs === 0 ? null : Date.now() + waitMs + CLAIM_MARGIN_MS;
		const row = rowOf(task, {
			model: spec.model,
			prompt: spec.prompt,
			claimedUntil: asIso(endsAt),
			workflowId: context.getWorkflow().id ?? null,
			executionId: this.executionId,
		});
		await this.claims.drop(this);
		if (endsAt !== null) this.hold(task, endsAt);
		this.note(task, isTakenUp ? await table.takeUp(row) : await table.add(row));
	}

	/** The item has a new task in the place of this one, which failed: nobody is to tell of it any more. */
	async replace(failed: TaskKey): Promise<void> {
		const change = { status: 'failed', delivered: true, claimedUntil: null };
		this.note(failed, await this.table.note(failed, change));
	}

	/** The task is over, and its node has what it needs of it. It is delivered once the item leaves the node. */
	end(task: Task): void {
		this.ended = task;
	}

	/** Unless the task is over: the node gives up waiting, and the trigger takes over. */
	async release(): Promise<void> {
		if (this.ended !== null) return;
		await this.claims.drop(this);
		const task = this.claimed;
		if (task === null) return;
		this.claimed = null;
		await this.noteClaim(task, this.retriesUntil());
	}

	/**
	 * The trigger has nothing to do with a task that its own node hands to its workflow, or whose
	 * failure is the node's `error`. Where the execution ends otherwise, the trigger takes over.
	 */
	async settle(error: NodeError | null): Promise<void> {
		const task = this.ended;
		if (task === null) return;
		const { taskId, status, cost } = task;
		const isTold = status === 'failed' && (error?.context.taskId === taskId || isCancelled(task));
		if (error !== null && !isTold) {
			this.ended = null;
			return await this.release();
		}
		await this.claims.drop(this);
		const change = { status, delivered: true, claimedUntil: null, cost };
		this.note(task, await this.table.note(task, change));
	}

	private hold(task: TaskKey, endsAt: number): void {
		this.claimed = task;
		this.claims.hold(this, endsAt, async (until) => await this.noteClaim(task, until));
	}

	/** An execution that was stopped may still be ending while the one that retries it has the task. */
	private async noteClaim(task: TaskKey, until: number | null): Promise<boolean> {
		const change = { claimedUntil: asIso(until) };
		const result = await this.table.note(task, change, this.executionId);
		this.note(task, result);
		return result.type === 'ok';
	}

	/** Retry On Fail comes back within seconds and takes the task up: until then it is not the trigger's. */
	private retriesUntil(): number | null {
		const { retryOnFail } = this.context.getNode();
		const isStopped = cancelSignal(this.context)?.aborted === true;
		return retryOnFail === true && !isStopped ? Date.now() + CLAIM_MARGIN_MS : null;
	}

	private note({ taskId }: TaskKey, result: Result<null>): void {
		if (result.type === 'ok') return;
		const { message, description } = result;
		this.warning ??= `${message}, so the Veo Video Trigger may miss or repeat the task ${taskId}. Only the note is missing. ${description}`;
	}
}

/** `null` stays null: no claim. */
function asIso(moment: number | null): string | null {
	return moment === null ? null : new Date(moment).toISOString();
}
