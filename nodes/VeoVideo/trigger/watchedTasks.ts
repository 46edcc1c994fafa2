/** Where the trigger's tasks come from, and where it notes that one was handed out: the table, or a list of ids. */

import type { IPollFunctions } from 'n8n-workflow';

import { userError } from '../operations/failures';
import type { JsonObject } from '../providers/provider';
import { textAt } from '../providers/reading';
import { openTableChannel } from '../tasks/tableChannel';
import type { TrackedTask } from '../tasks/tableRow';
import { openTaskTable, type TableProblem, type TaskTable } from '../tasks/taskTable';
import type { EmittedTasks } from './emittedTasks';
import type { TriggerSettings } from './settings';

/** What a poll needs of a source of tasks. Each method throws a node error that says what to do. */
export interface WatchedTasks {
	/** The tasks to look at now. */
	open(now: number): Promise<TrackedTask[]>;
	/** The tasks to show in the editor, delivered ones too. */
	recent(): Promise<TrackedTask[]>;
	/** Brings the source up to date with what was handed out, and forgets what is settled. */
	settle(emitted: EmittedTasks, now: number): Promise<void>;
	/** Tasks that are finished in a way nobody asked for, and need no more looks. */
	dismiss(taskIds: string[], status: string): Promise<void>;
}

/** Rows of tasks that were handed out stay for people to look at, then go. */
const PRUNE_AFTER_MS = 7 * 86_400_000;
const PRUNE_INTERVAL_MS = 3_600_000;
const TABLE_KEY = 'taskTableId';

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
	const isKnown = textAt(staticData, TABLE_KEY) !== null;
	const table = successOf(context, await openTaskTable(channel, source.name, !isKnown));
	if (staticData[TABLE_KEY] !== table.id) staticData[TABLE_KEY] = table.id;
	return watchTable(context, table, provider.name);
}

function watchIds(taskIds: string[]): WatchedTasks {
	const tasks = taskIds.map((taskId) => ({ taskId, since: null }));
	const ids = new Set(taskIds);
	return {
		open: async () => tasks,
		recent: async () => tasks,
		// As long as an id stands in the list it must be remembered that it was handed out.
		settle: async (emitted) => emitted.keepOnly(({ taskId }) => ids.has(taskId), ids),
		dismiss: async () => {},
	};
}

function watchTable(context: IPollFunctions, table: TaskTable, provider: string): WatchedTasks {
	return {
		open: async (now) => successOf(context, await table.openTasks(provider, now)),
		recent: async () => successOf(context, await table.recentTasks(provider)),
		settle: async (emitted, now) => {
			const byStatus = new Map<string, string[]>();
			for (const { taskId, status } of emitted.list()) {
				byStatus.set(status, [...(byStatus.get(status) ?? []), taskId]);
			}
			for (const [status, taskIds] of byStatus) {
				successOf(
					context,
					(await table.note(provider, taskIds, { status, delivered: true })) ?? [],
				);
			}
			emitted.keepOnly(() => false, new Set());
			if (now - (lastPrunes.get(table.id) ?? 0) < PRUNE_INTERVAL_MS) return;
			lastPrunes.set(table.id, now);
			await table.prune(now - PRUNE_AFTER_MS);
		},
		dismiss: async (taskIds, status) => {
			successOf(context, (await table.note(provider, taskIds, { status, delivered: true })) ?? []);
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
