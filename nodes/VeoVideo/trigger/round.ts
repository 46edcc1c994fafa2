/** One check of every open task: which are finished, and which cannot be read. */

import type { IPollFunctions } from 'n8n-workflow';

import { GIVE_UPS, type TrackedTask } from '../table/row';
import { type Check, checkTask } from '../tasks/checkTask';
import type { Session } from '../tasks/session';
import { isBare } from '../tasks/withFiles';
import { sleepUntil } from '../transport/sleeping';
import { blankTask, isFinished, type SeenTask } from '../terms/task';
import type { EmittedTasks } from './emittedTasks';
import type { HandOver, NodeMemory } from './memory';
import type { TriggerSettings } from './settings';
import { tellUnread } from './unreadTasks';
import type { EndedTask, WatchedTasks } from './watchedTasks';

/** A task that is over, and where it came from. */
export interface FinishedTask {
	tracked: TrackedTask;
	seen: SeenTask;
	/** This trigger waits for it no longer. That is no end of the task: another trigger may get its video. */
	isGivenUp: boolean;
}

/** How the task is noted that was handed out. */
export function endOf({ tracked, seen, isGivenUp }: FinishedTask): EndedTask {
	const { status, cost } = seen.task;
	return { tracked, status: isGivenUp ? GIVE_UPS.told : status, cost };
}

/** A check of a task of the trigger. */
export type TrackedCheck = Check & { tracked: TrackedTask };

/** What a poll works with. */
export interface Watch {
	context: IPollFunctions;
	settings: TriggerSettings;
	session: Session;
	source: WatchedTasks;
	emitted: EmittedTasks;
	memory: NodeMemory;
	/** No request begins after it. Milliseconds since 1970. */
	endsAt: number;
}

/**
 * Checks every open task once, and gives back those that are to be handed out. Tasks for which no
 * time is left come first in the next round. Throws when nothing at all can be read.
 */
export async function checkOpenTasks(watch: Watch): Promise<FinishedTask[]> {
	const { settings, session, source, emitted, memory, endsAt } = watch;
	const { provider, events, giveUpAfterMs } = settings;
	const now = Date.now();
	await takeBack(watch);
	const tasks = await source.open(now);
	const statusOf = ({ taskId }: TrackedTask) =>
		emitted.statusOf(taskId) ?? handedOver(watch, taskId)?.status ?? null;
	await source.settle(
		tasks.flatMap((tracked) => {
			const status = statusOf(tracked);
			const isUnderWay = handedOver(watch, tracked.taskId)?.state === 'underWay';
			const cost = memory.costs.get(source.keyOf(tracked.taskId)) ?? null;
			return status === null || isUnderWay ? [] : [{ tracked, status, cost }];
		}),
	);
	emitted.keepOnly(new Set(tasks.map(({ taskId }) => taskId)), source.takesNotes);
	memory.keepOnly(new Set(tasks.map(({ taskId }) => source.keyOf(taskId))), now);

	const open = tasks.filter((tracked) => statusOf(tracked) === null);
	const checks = await withoutStragglers(
		inTurn(watch, eachOnce(open)).map(async (tracked) => {
			const one = await checkTracked(session, tracked, endsAt);
			if (one.type !== 'skipped') memory.lastChecks.set(source.keyOf(tracked.taskId), now);
			return one;
		}),
		settings.maxConcurrency / 3,
		session.signal,
	);
	noteUnread(watch, checks, now);
	const isAnswering = checks.some(({ type }) => type === 'seen');
	const over = checks.flatMap((one): FinishedTask[] => {
		const { tracked } = one;
		if (one.type === 'seen' && isFinished(one.seen.task)) {
			if (isToGetItsFile(watch, tracked, one.seen, now)) return [];
			const { cost } = one.seen.task;
			if (cost !== null) memory.costs.set(source.keyOf(tracked.taskId), cost);
			return [{ tracked, seen: one.seen, isGivenUp: false }];
		}
		const since = tracked.since ?? emitted.seenSince(tracked.taskId, now);
		const isAsked = wasAskedAbout(one) || (isAnswering && isLongUnread(watch, one, now));
		if (now - since <= giveUpAfterMs || !isAsked) return [];
		const seen = givenUp(provider.name, tracked.taskId, giveUpAfterMs);
		return [{ tracked, seen, isGivenUp: true }];
	});
	const isWanted = ({ seen }: FinishedTask) => events.has(seen.task.status);
	await dismiss(
		watch,
		over.filter((one) => !isWanted(one)),
	);
	const finished = over.filter(isWanted);
	tellUnread(watch, checks, finished.length === 0);
	return finished;
}

/** So long what is finished waits for the answers of the other tasks. */
const STRAGGLER_MS = 2_000;
const TICK_MS = 100;

/**
 * All checks, as soon as they are there; where something is finished, without the last `most` that take
 * long: they are made again in the next round. No more than that: they hold places at the gate.
 */
async function withoutStragglers(
	checks: ReadonlyArray<Promise<TrackedCheck>>,
	most: number,
	signal: AbortSignal,
): Promise<TrackedCheck[]> {
	const done = new Map<number, TrackedCheck>();
	let lastAt = Date.now();
	const all = Promise.all(
		checks.map(async (check, index) => {
			done.set(index, await check);
			lastAt = Date.now();
		}),
	);
	// What goes wrong with a straggler that nobody waits for any more must not end the process.
	all.catch(() => {});
	const isEnough = () =>
		checks.length - done.size <= most &&
		Date.now() - lastAt >= STRAGGLER_MS &&
		[...done.values()].some((one) => one.type === 'seen' && isFinished(one.seen.task));
	const enough = async () => {
		while (done.size < checks.length && !isEnough()) {
			await sleepUntil(Date.now() + TICK_MS, signal);
			if (signal.aborted) break;
		}
	};
	await Promise.race([all, enough()]);
	if (signal.aborted) await all;
	return checks.flatMap((_, index) => done.get(index) ?? []);
}

/** Some gateways call a task completed a moment before its link is there. One that was filtered never gets any. */
const BARE_MS = 15_000;

function isToGetItsFile(
	{ memory, session, source }: Watch,
	{ taskId }: TrackedTask,
	seen: SeenTask,
	now: number,
): boolean {
	if (!isBare(session, seen)) return false;
	const key = source.keyOf(taskId);
	const since = memory.bareSince.get(key) ?? now;
	memory.bareSince.set(key, since);
	return now - since < BARE_MS;
}

/** The record of a hand-over that still counts. */
function handedOver({ memory, source }: Watch, taskId: string): HandOver | null {
	const known = memory.handOvers.get(source.keyOf(taskId));
	return known === undefined || known.state === 'refused' ? null : known;
}

/**
 * What n8n refused late is open again. One at a time: a slow table must not take back what has been
 * handed over anew meanwhile.
 */
export async function takeBack(watch: Watch): Promise<void> {
	const { memory } = watch;
	const taking = memory.takingBack.then(async () => await reopenRefused(watch));
	memory.takingBack = taking.catch(() => {});
	await taking;
}

async function reopenRefused({ memory, source }: Watch): Promise<void> {
	const refused = [...memory.handOvers].filter(
		([key, { state, tracked }]) => state === 'refused' && source.keyOf(tracked.taskId) === key,
	);
	const noted = refused.filter(([, { isNoted }]) => isNoted);
	await source.reopen(noted.map(([, one]) => one));
	for (const [key] of refused) memory.handOvers.delete(key);
}

/**
 * Ends that this trigger does not hand out. Another trigger may wait for them, so that the table only
 * says how the task ended; a list of ids has no other reader.
 */
async function dismiss(
	{ source, emitted }: Watch,
	unwanted: readonly FinishedTask[],
): Promise<void> {
	const ends = unwanted.map((one) =>
		one.isGivenUp ? { ...endOf(one), status: GIVE_UPS.untold } : endOf(one),
	);
	// A failure is told once: here, another trigger told of it when it gave the task up.
	const isTold = ({ tracked, status }: EndedTask) =>
		status === 'failed' && tracked.status === GIVE_UPS.told;
	await source.noteEnds(ends.filter((one) => !isTold(one)));
	await source.settle(ends.filter(isTold));
	if (source.takesNotes) return;
	for (const { tracked, status } of ends) emitted.add(tracked.taskId, status, Date.now());
}

/** The provider said something about the task. A key that expired over a weekend must not cost the videos. */
function wasAskedAbout(one: TrackedCheck): boolean {
	return one.type === 'seen' || (one.type === 'unread' && one.isAboutTask);
}

/** For so long the provider has told of other tasks, but not of this one, before it may be given up. */
const UNREAD_MS = 3_600_000;

function noteUnread({ memory, source }: Watch, checks: readonly TrackedCheck[], now: number): void {
	for (const { type, tracked } of checks) {
		const key = source.keyOf(tracked.taskId);
		if (type === 'seen') memory.unreadSince.delete(key);
		if (type === 'unread' && !memory.unreadSince.has(key)) memory.unreadSince.set(key, now);
	}
}

/** Gateways were seen to answer for ever with an error of their own where one task is broken. */
function isLongUnread(
	{ memory, source }: Watch,
	{ type, tracked }: TrackedCheck,
	now: number,
): boolean {
	const since = memory.unreadSince.get(source.keyOf(tracked.taskId));
	return type === 'unread' && since !== undefined && now - since >= UNREAD_MS;
}

/** Those that were not looked at for longest come first. */
function inTurn({ memory, source }: Watch, tasks: TrackedTask[]): TrackedTask[] {
	const at = ({ taskId }: TrackedTask) => memory.lastChecks.get(source.keyOf(taskId)) ?? 0;
	return [...tasks].sort((a, b) => at(a) - at(b));
}

/** People may copy rows; the copy is settled by the next look. */
function eachOnce(tasks: readonly TrackedTask[]): TrackedTask[] {
	return [...new Map(tasks.map((tracked) => [tracked.taskId, tracked])).values()];
}

export async function checkTracked(
	session: Session,
	tracked: TrackedTask,
	endsAt: number,
): Promise<TrackedCheck> {
	return { ...(await checkTask(session, tracked.taskId, { before: endsAt })), tracked };
}

function givenUp(provider: string, taskId: string, giveUpAfterMs: number): SeenTask {
	const hours = Math.round((giveUpAfterMs / 3_600_000) * 100) / 100;
	return {
		task: {
			...blankTask(provider, taskId),
			status: 'failed',
			failure: {
				code: 'timeout',
				message: `The task was not finished after ${hours} hours, and is no longer watched.`,
			},
		},
		raw: null,
	};
}
