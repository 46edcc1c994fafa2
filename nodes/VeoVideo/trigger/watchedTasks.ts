/** Where the trigger's tasks come from, and where it notes that one was handed out: the table, or a list of ids. */

import type { IPollFunctions } from 'n8n-workflow';

import { userError } from '../operations/failures';
import type { JsonObject } from '../providers/provider';
import { textAt } from '../providers/reading';
import { openTableChannel } from '../tasks/tableChannel';
import type { TrackedTask } from '../tasks/tableRow';
import { openTaskTable, type TableProblem, type TaskTable } from '../tasks/taskTable';
import type { TriggerSettings } from './settings';

/** What a poll needs of a source of tasks. Each method throws a node error that says what to do. */
export interface WatchedTasks {
	/** Whether it can note that a task was handed out. */
	takesNotes: boolean;
	/** The tasks to look at now. */
	open(now: number): Promise<TrackedTask[]>;
	/** The tasks to show in the editor, delivered ones too. */
	recent(): Promise<TrackedTask[]>;
	/** Notes that nothing more is to be done about tasks, and how they ended. */
	settle(tasks: ReadonlyArray<{ tracked: TrackedTask; status: string }>): Promise<void>;
	/** Deletes, now and then, what is settled for long. */
	prune(now: number): Promise<void>;
}

/** Rows of tasks that were handed out stay for people to look at, then go. */
const PRUNE_AFTER_MS = 7 * 86_400_000;
const PRUNE_INTERVAL_MS = 3_600_000;
const TABLE_KEY = 'taskTable';
const GONE_ADVICE =
	'It was there before: it was deleted or renamed. The next task that a Veo Video node tracks makes it anew; then publish this workflow again.';

/** By table, in this process: only a hint, so that it may be lost. */
const lastPrunes = new Map<string, number>();

/** Opens what "Watch" names. */
export async function openSource(
	context: IPollFunctions,
	{ source, provider }: TriggerSettings,
	staticData: JsonObject,
): Promise<WatchedTasks> {
	if (source.type === 'taskIds') return watchIds(source.taskIds);
	const channel = await openTableChannel(context, 0, new AbortController().signal);
	// Once known, a table that is gone was deleted by somebody: that is told, not mended in silence.
	const isKnown = textAt(staticData, TABLE_KEY) === source.name;
	const table = successOf(
		context,
		await openTaskTable(channel, source.name, isKnown ? GONE_ADVICE : undefined),
	);
	if (!isKnown) staticData[TABLE_KEY] = source.name;
	return watchTable(context, table, provider.name);
}

function watchIds(taskIds: string[]): WatchedTasks {
	const tasks = taskIds.map((taskId) => ({ taskId, rowId: null, since: null }));
	return {
		takesNotes: false,
		open: async () => tasks,
		recent: async () => tasks,
		settle: async () => {},
		prune: async () => {},
	};
}

function watchTable(context: IPollFunctions, table: TaskTable, provider: string): WatchedTasks {
	return {
		takesNotes: true,
		open: async (now) => successOf(context, await table.openTasks(provider, now)),
		recent: async () => successOf(context, await table.recentTasks(provider)),
		settle: async (tasks) => {
			const byStatus = new Map<string, number[]>();
			for (const { tracked, status } of tasks) {
				if (tracked.rowId === null) continue;
				byStatus.set(status, [...(byStatus.get(status) ?? []), tracked.rowId]);
			}
			for (const [status, rowIds] of byStatus) {
				const change = { status, delivered: true };
				successOf(context, (await table.noteRows(rowIds, change)) ?? []);
			}
		},
		prune: async (now) => {
			if (now - (lastPrunes.get(table.id) ?? 0) < PRUNE_INTERVAL_MS) return;
			lastPrunes.set(table.id, now);
			await table.prune(now - PRUNE_AFTER_MS);
		},
	};
}

function successOf<T extends object>(context: IPollFunctions, result: T | TableProblem): T {
	if (isProblem(result)) throw userError(context, null, result);
	return result;
}

function isProblem(result: object): result is TableProblem {
	return 'type' in result && result.type === 'problem';
}
