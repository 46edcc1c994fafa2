/** The account's own tasks as a source of the trigger: every Veo task that ends, whoever created it. */

import type { IPollFunctions } from 'n8n-workflow';

import { providerError } from '../editor/errors';
import type { TrackedTask } from '../table/row';
import { listTasks, type TasksOfAccount } from '../tasks/listTasks';
import type { Session } from '../tasks/session';
import { type JsonObject, numberAt, objectAt } from '../terms/json';
import { isPassing } from '../terms/refusals';
import type { Result } from '../terms/result';
import type { ListedTask } from '../terms/task';
import type { EmittedTasks } from './emittedTasks';
import type { WatchedTasks } from './watchedTasks';

/** By provider: since when the account is watched, and how far back the first list went. */
const KEY = 'account';
/** Clocks differ, and a task may come into the list a moment late. */
const SLACK_MS = 600_000;
/** Within a poll the whole time is listed once, and then what is newer than this: longer than a video takes. */
const RECENT_MS = 1_800_000;
/** Asked twice within this time, the list has nothing new. */
const FRESH_MS = 1_000;
/** Of one that is noted as over before anybody watched. */
const BEFORE = 'before';

/**
 * What had ended when the trigger was published is noted with the first list, and never handed out. `maxAgeMs`
 * is how old a task may be when it ends: beyond that nobody waits for it.
 */
export function watchAccount(
	context: IPollFunctions,
	session: Session,
	staticData: JsonObject,
	emitted: EmittedTasks,
	maxAgeMs: number,
): WatchedTasks {
	const { name } = session.provider;
	/** What this poll knows to be over. */
	const ended = new Map<string, TrackedTask>();
	let listedAt: number | null = null;

	const list = async (from: number, now: number): Promise<Result<TasksOfAccount>> =>
		await listTasks(session, { from, to: now + SLACK_MS, model: null }, 'once');

	const open = async (now: number): Promise<TrackedTask[]> => {
		if (listedAt !== null && now - listedAt < FRESH_MS) return [...ended.values()];
		const begun = beginningOf(staticData, name);
		const oldest = Math.max(now - maxAgeMs, begun ?? 0) - SLACK_MS;
		const from = listedAt === null ? oldest : Math.max(oldest, now - RECENT_MS);
		const listed = await list(from, now);
		if (listed.type === 'problem') {
			const isLasting = listed.httpCode !== undefined && !isPassing(listed.httpCode);
			if (isLasting || begun === null) throw providerError(context, null, listed);
			// Nothing is known, and nothing that was handed out may be forgotten for that.
			return [...emitted.ids()].map((taskId) => ({ taskId, rowId: null, since: null, status: '' }));
		}
		for (const one of listed.value.tasks.filter(isOver)) ended.set(one.taskId, trackedOf(one));
		listedAt = now;
		if (begun === null) {
			for (const taskId of ended.keys()) emitted.add(taskId, BEFORE, now);
			staticData[KEY] = { ...objectAt(staticData, KEY), [name]: oldest };
		}
		return [...ended.values()];
	};

	return {
		takesNotes: false,
		keyOf: (taskId) => `account:${name}:${taskId}`,
		open,
		async recent() {
			const now = Date.now();
			const listed = await list(now - maxAgeMs, now);
			if (listed.type === 'problem') throw providerError(context, null, listed);
			const { tasks } = listed.value;
			return [...tasks.filter(isOver), ...tasks.filter((one) => !isOver(one))].map(trackedOf);
		},
		settle: async () => {},
		noteEnds: async () => {},
		reopen: async () => {},
		isStillPublished: async () => true,
		prune: async () => {},
	};
}

/** How far back the first list went; null before it. */
function beginningOf(staticData: JsonObject, provider: string): number | null {
	return numberAt(objectAt(staticData, KEY), provider);
}

function isOver({ status }: ListedTask): boolean {
	return status === 'completed' || status === 'failed';
}

function trackedOf({ taskId, createdAt }: ListedTask): TrackedTask {
	return { taskId, rowId: null, since: createdAt, status: '' };
}
