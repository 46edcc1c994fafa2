/** One look at every open task: which are finished, and which cannot be read. */

import type { IPollFunctions } from 'n8n-workflow';

import { failureOf, providerError, type Failure } from '../operations/failures';
import { readSeen, isLasting } from '../operations/lookUp';
import { blankTask } from '../providers/reading';
import { isFinished, type SeenTask } from '../tasks/task';
import type { TrackedTask } from '../tasks/tableRow';
import { askOnceBefore, type Session } from '../transport/exchange';
import { noteBroken } from './brokenTasks';
import type { EmittedTasks } from './emittedTasks';
import type { TriggerSettings } from './settings';
import type { WatchedTasks } from './watchedTasks';

/** A task that is over, and where it came from. */
export interface FinishedTask {
	tracked: TrackedTask;
	seen: SeenTask;
}

/** A look at one task: what it is, or why it could not be read. */
export type Glimpse =
	| { type: 'seen'; tracked: TrackedTask; seen: SeenTask }
	| { type: 'unread'; tracked: TrackedTask; failure: Failure; lasting: boolean }
	| { type: 'skipped'; tracked: TrackedTask };

/** What a poll works with. */
export interface Watch {
	context: IPollFunctions;
	settings: TriggerSettings;
	session: Session;
	source: WatchedTasks;
	emitted: EmittedTasks;
	/** Names the node among all of this n8n. */
	nodeKey: string;
	/** No request begins after it. Milliseconds since 1970. */
	endsAt: number;
}

/**
 * Looks at every open task once, and gives back those that are to be handed out. Tasks for which no
 * time is left come first in the next round. Throws when nothing at all can be read.
 */
export async function look(watch: Watch): Promise<FinishedTask[]> {
	const { settings, session, source, emitted, endsAt } = watch;
	const { provider, events, giveUpAfterMs } = settings;
	const now = Date.now();
	const tasks = await source.open(now);
	await source.settle(
		tasks.flatMap((tracked) => {
			const status = emitted.statusOf(tracked.taskId);
			return status === null ? [] : [{ tracked, status }];
		}),
	);
	emitted.keepOnly(new Set(tasks.map(({ taskId }) => taskId)));

	const open = tasks.filter(({ taskId }) => emitted.statusOf(taskId) === null);
	const glimpses = await Promise.all(
		inTurn(eachOnce(open)).map(async (tracked) => await glimpse(session, tracked, endsAt)),
	);
	const over = glimpses.flatMap((one): FinishedTask[] => {
		const { tracked } = one;
		if (one.type === 'seen' && isFinished(one.seen.task)) return [{ tracked, seen: one.seen }];
		const since = tracked.since ?? emitted.seenSince(tracked.taskId, now);
		if (now - since <= giveUpAfterMs || !wasAskedAbout(one)) return [];
		return [{ tracked, seen: givenUp(provider.name, tracked.taskId, giveUpAfterMs) }];
	});
	const isWanted = ({ seen }: FinishedTask) => events.has(seen.task.status);
	await source.settle(
		over
			.filter((one) => !isWanted(one))
			.map(({ tracked, seen }) => ({ tracked, status: seen.task.status })),
	);
	const finished = over.filter(isWanted);
	tellUnread(watch, glimpses, finished.length === 0);
	return finished;
}

/** Whether the provider said something about the task. A key that expired over a weekend must not cost the videos. */
function wasAskedAbout(one: Glimpse): boolean {
	if (one.type !== 'unread') return one.type === 'seen';
	return one.lasting && one.failure.isAboutTask === true;
}

/** One broken task is told and the others go on; only when nothing at all can be read the poll fails. */
function tellUnread(
	{ context, nodeKey }: Watch,
	glimpses: readonly Glimpse[],
	mayThrow: boolean,
): void {
	const unread = glimpses.filter((one) => one.type === 'unread');
	for (const { tracked, failure } of unread) {
		context.logger.warn(
			`Veo Video Trigger could not read the task ${tracked.taskId}: ${failure.message}`,
		);
	}
	const { newlyBroken, isOldNews } = noteBroken(nodeKey, glimpses);
	const [first] = unread;
	const isHopeless = unread.length === glimpses.length && unread.every(({ lasting }) => lasting);
	if (first !== undefined && isHopeless) {
		if (mayThrow && !isOldNews) throw providerError(context, null, first.failure);
		return;
	}
	for (const failure of newlyBroken) {
		try {
			context.__emitError(providerError(context, null, failure));
		} catch {
			// Where n8n takes no errors beside the poll's own, the log has to do.
		}
	}
}

/** When each task was last looked at, in this process: only a hint for fairness, so that it may be lost. */
const lastLooks = new Map<string, number>();
const MAX_REMEMBERED_LOOKS = 50_000;

function inTurn(tasks: TrackedTask[]): TrackedTask[] {
	if (lastLooks.size > MAX_REMEMBERED_LOOKS) lastLooks.clear();
	const at = ({ taskId }: TrackedTask) => lastLooks.get(taskId) ?? 0;
	return [...tasks].sort((a, b) => at(a) - at(b));
}

/** People may copy rows; the copy is settled by the next look. */
function eachOnce(tasks: readonly TrackedTask[]): TrackedTask[] {
	return [...new Map(tasks.map((tracked) => [tracked.taskId, tracked])).values()];
}

export async function glimpse(
	session: Session,
	tracked: TrackedTask,
	endsAt: number,
): Promise<Glimpse> {
	const { taskId } = tracked;
	const { provider } = session;
	const outcome = await askOnceBefore(session, provider.statusRequest(taskId), endsAt);
	if (outcome === null) return { type: 'skipped', tracked };
	lastLooks.set(taskId, Date.now());
	const seen = readSeen(session, outcome, taskId);
	if (seen !== null) return { type: 'seen', tracked, seen };
	const failure = failureOf(provider, outcome, 'question', taskId);
	return { type: 'unread', tracked, failure, lasting: isLasting(outcome) };
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
