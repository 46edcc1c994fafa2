/** Where the trigger's tasks come from, and where it notes that one was handed out: the table, a list of ids, or the account. */

import type { IPollFunctions } from 'n8n-workflow';

import { userError, valueOf } from '../editor/errors';
import { findTaskTable, openTableChannel } from '../table/openTable';
import { GIVE_UPS, type TrackedTask } from '../table/row';
import type { TaskTable } from '../table/taskTable';
import type { Session } from '../tasks/session';
import { type JsonObject, objectAt, textAt } from '../terms/json';
import type { TaskCost, TaskStatus } from '../terms/task';
import type { Channel } from '../transport/exchange';
import { watchAccount } from './account';
import type { EmittedTasks } from './emittedTasks';
import type { NodeMemory } from './memory';
import { isStillPublished } from './publication';
import type { TriggerSettings } from './settings';
import type { EndedTask, WatchedTasks } from './watchedTasks';

/** Rows of tasks that were handed out, or that nobody wants, stay for people to look at, then go. */
const PRUNE_AFTER_MS = 7 * 86_400_000;
const PRUNE_INTERVAL_MS = 3_600_000;
const TABLE_KEY = 'taskTable';
const GONE_ADVICE =
	'It was there before: it was deleted or renamed. The next task that a Veo Video node tracks makes it anew; then publish this workflow again.';
const ENDS: readonly TaskStatus[] = ['completed', 'failed'];

/**
 * Opens what "Watch" names; null for a table that is not there yet. A trigger makes none: with a
 * mistyped name it would watch an empty one for ever.
 */
export async function openSource(
	context: IPollFunctions,
	settings: TriggerSettings,
	staticData: JsonObject,
	memory: NodeMemory,
	session: Session,
	emitted: EmittedTasks,
): Promise<WatchedTasks | null> {
	const { source } = settings;
	if (source.type === 'account') {
		return watchAccount(context, session, staticData, emitted, settings.giveUpAfterMs);
	}
	if (source.type === 'taskIds') return watchIds(source.taskIds, settings.provider.name);
	const signal = new AbortController().signal;
	const channel = valueOf(context, null, await openTableChannel(context, 0, signal));
	const known = knownTable(staticData);
	const isKnown = known?.name === source.name;
	const table = valueOf(
		context,
		null,
		await findTaskTable(channel, source.name, isKnown ? known.id : null),
	);
	if (table !== null) {
		// Kept: a second table of that name in another project must not confuse it later.
		if (!isKnown || known.id !== table.id) {
			staticData[TABLE_KEY] = { name: source.name, id: table.id };
		}
		memory.missingTable = null;
		return watchTable(context, channel, table, settings, memory);
	}
	// Once known, a table that is gone was deleted by somebody: that is told.
	if (isKnown) {
		throw userError(context, null, {
			message: `There is no task table "${source.name}"`,
			description: GONE_ADVICE,
		});
	}
	if (memory.missingTable !== source.name) {
		memory.missingTable = source.name;
		context.logger.warn(
			`Veo Video Trigger waits for the task table "${source.name}", which is not there yet: the first task that a Veo Video node tracks makes it. Check the name if that has happened.`,
		);
	}
	return null;
}

/** The table that an earlier poll found; 0.1.0 kept only its name. */
function knownTable(staticData: JsonObject): { name: string; id: string | null } | null {
	const table = objectAt(staticData, TABLE_KEY);
	const name = textAt(table, 'name') ?? textAt(staticData, TABLE_KEY);
	return name === null ? null : { name, id: textAt(table, 'id') };
}

function watchIds(taskIds: string[], provider: string): WatchedTasks {
	const tasks = taskIds.map((taskId) => ({ taskId, rowId: null, since: null, status: '' }));
	return {
		takesNotes: false,
		keyOf: (taskId) => `${provider}:${taskId}`,
		open: async () => tasks,
		recent: async () => tasks,
		settle: async () => {},
		noteEnds: async () => {},
		reopen: async () => {},
		isStillPublished: async () => true,
		prune: async () => {},
	};
}

function watchTable(
	context: IPollFunctions,
	channel: Channel,
	table: TaskTable,
	{ provider: { name: provider }, events, giveUpAfterMs }: TriggerSettings,
	memory: NodeMemory,
): WatchedTasks {
	const unwanted = ENDS.filter((status) => !events.has(status));
	const note = async (tasks: readonly EndedTask[], change: { delivered?: boolean }) => {
		const alike = new Map<string, { status: string; cost: TaskCost | null; rowIds: number[] }>();
		for (const { tracked, status, cost = null } of tasks) {
			if (tracked.rowId === null) continue;
			const key = JSON.stringify([status, cost]);
			const { rowIds } = alike.get(key) ?? { rowIds: [] };
			alike.set(key, { status, cost, rowIds: [...rowIds, tracked.rowId] });
		}
		for (const { status, cost, rowIds } of alike.values()) {
			valueOf(context, null, await table.noteRows(rowIds, { status, cost, ...change }));
		}
	};
	/** Whether this trigger has given the task up, or may leave that to the one that told of it. */
	const isGivenUp = ({ status, since }: TrackedTask, now: number) =>
		(since === null || now - since > giveUpAfterMs) &&
		(status === GIVE_UPS.told || (status === GIVE_UPS.untold && !events.has('failed')));
	const wasGivenUp = ({ status }: EndedTask) => status === GIVE_UPS.told;
	return {
		takesNotes: true,
		keyOf: (taskId) => `${table.id}:${provider}:${taskId}`,
		open: async (now) => {
			const tasks = valueOf(context, null, await table.openTasks(provider, now, unwanted));
			return tasks.filter((tracked) => !isGivenUp(tracked, now));
		},
		recent: async () => valueOf(context, null, await table.recentTasks(provider)),
		settle: async (tasks) => {
			await note(tasks.filter(wasGivenUp), {});
			await note(
				tasks.filter((one) => !wasGivenUp(one)),
				{ delivered: true },
			);
		},
		noteEnds: async (tasks) => await note(tasks, {}),
		reopen: async (tasks) => {
			const before = (one: EndedTask) =>
				wasGivenUp(one) ? { ...one, status: one.tracked.status } : one;
			await note(tasks.map(before), { delivered: false });
		},
		isStillPublished: async () => await isStillPublished(context, channel),
		prune: async (now) => {
			if (now - memory.lastPrune < PRUNE_INTERVAL_MS) return;
			memory.lastPrune = now;
			const before = now - PRUNE_AFTER_MS;
			await table.prune(before);
			for (const status of [...unwanted, ...Object.values(GIVE_UPS)])
				await table.pruneUnwanted(provider, status, before);
		},
	};
}
