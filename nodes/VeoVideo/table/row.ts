/** A row of the task table: what a Veo Video node writes down of a task, and the trigger reads. */

import { type JsonObject, numberAt, readTime, textAt } from '../terms/json';
import type { Task } from '../terms/task';

/** What 0.1.0 did not write: a table without them goes on working. */
const COST_COLUMNS = [
	{ name: 'costAmount', type: 'number' },
	{ name: 'costUnit', type: 'string' },
] as const;

/** The columns beside n8n's own (`id`, `createdAt`, `updatedAt`), in the order in which people see them. */
export const COLUMNS = [
	{ name: 'taskId', type: 'string' },
	{ name: 'provider', type: 'string' },
	{ name: 'model', type: 'string' },
	{ name: 'prompt', type: 'string' },
	{ name: 'status', type: 'string' },
	{ name: 'delivered', type: 'boolean' },
	{ name: 'claimedUntil', type: 'date' },
	{ name: 'workflowId', type: 'string' },
	{ name: 'executionId', type: 'string' },
	...COST_COLUMNS,
] as const;

const COST_NAMES: ReadonlySet<string> = new Set(COST_COLUMNS.map(({ name }) => name));

/**
 * What the table says of a task that a trigger no longer waits for: with `timeout` it has told so, with
 * `unfinished` it tells of no failures. The task may end all the same, and another trigger may wait for it.
 */
export const GIVE_UPS = { told: 'timeout', untold: 'unfinished' } as const;

/** What is written of a new task. Times are ISO 8601. */
export interface NewRow {
	taskId: string;
	provider: string;
	model: string | null;
	prompt: string;
	status: string;
	delivered: boolean;
	/** Until then the node that wrote the row looks after the task itself; null when it does not. */
	claimedUntil: string | null;
	workflowId: string | null;
	/** Of the execution that made the task, or that took it up last. */
	executionId: string | null;
}

/** What the trigger needs of a row. */
export interface TrackedTask {
	taskId: string;
	/** The row's own id; null for a task that is in no table. */
	rowId: number | null;
	/** Milliseconds since 1970; null where the row does not tell. */
	since: number | null;
	/** As it was last noted; empty where nothing tells. */
	status: string;
}

/** What a person needs of a row to tell one task from another. */
export interface ListedTask extends TrackedTask {
	/** Shortened to one line; empty where the row does not tell. */
	prompt: string;
}

const PROMPT_LENGTH = 200;

/** The prompt as the table shows it: one line, shortened. */
export function shortPrompt(prompt: string): string {
	const line = prompt.replace(/\s+/g, ' ').trim();
	return line.length > PROMPT_LENGTH ? `${line.slice(0, PROMPT_LENGTH - 1)}…` : line;
}

/** The row of a task that was just ordered. */
export function rowOf(
	task: Task,
	about: { model: string; prompt: string } & Pick<
		NewRow,
		'claimedUntil' | 'workflowId' | 'executionId'
	>,
): NewRow {
	return {
		taskId: task.taskId,
		provider: task.provider,
		model: task.model ?? about.model,
		prompt: shortPrompt(about.prompt),
		status: task.status,
		delivered: false,
		claimedUntil: about.claimedUntil,
		workflowId: about.workflowId,
		executionId: about.executionId,
	};
}

/** Reads a row; null for one that names no task, or that its own node still looks after at `now`. */
export function readRow(row: JsonObject, now: number): ListedTask | null {
	// Pasted by hand, an id may have brought a space or the end of a line along.
	const taskId = textAt(row, 'taskId')?.trim() ?? '';
	if (taskId === '') return null;
	const claimedUntil = readTime(row.claimedUntil);
	if (claimedUntil !== null && Date.parse(claimedUntil) > now) return null;
	const since = readTime(row.createdAt);
	return {
		taskId,
		rowId: numberAt(row, 'id'),
		since: since === null ? null : Date.parse(since),
		prompt: shortPrompt(textAt(row, 'prompt') ?? ''),
		status: textAt(row, 'status') ?? '',
	};
}

/** The columns that a table of that name lacks, so that another table is never taken for this one. */
export function missingColumns(columns: readonly unknown[]): string[] {
	const names = namesOf(columns);
	return COLUMNS.filter((column) => !COST_NAMES.has(column.name))
		.map(({ name }) => name)
		.filter((name) => !names.has(name));
}

/** Whether the table has a place for what a video cost. */
export function takesCosts(columns: readonly unknown[]): boolean {
	const names = namesOf(columns);
	return [...COST_NAMES].every((name) => names.has(name));
}

function namesOf(columns: readonly unknown[]): Set<unknown> {
	return new Set(
		columns.map((column) =>
			typeof column === 'object' && column !== null && 'name' in column ? column.name : null,
		),
	);
}
