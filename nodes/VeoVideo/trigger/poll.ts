/**
 * One poll of the trigger. n8n polls at most once a minute; inside a poll the tasks are looked at
 * every `checkInterval` seconds, and the poll ends as soon as something is finished, so that it is
 * seen within seconds.
 *
 * At least once, and once in normal operation: what is handed out is remembered in the node's static
 * data, which n8n stores with the execution that it starts, and noted in the table by the next poll.
 */

import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { failureOf, providerError, userError, type Failure } from '../operations/failures';
import { itemOf, readSeen } from '../operations/lookUp';
import type { JsonObject } from '../providers/provider';
import { blankTask } from '../providers/reading';
import { isFinished, type SeenTask } from '../tasks/task';
import type { TrackedTask } from '../tasks/tableRow';
import { connect } from '../transport/connection';
import { askOnceBefore, type Session } from '../transport/exchange';
import { Gate } from '../transport/gate';
import { isPassing } from '../transport/retryTiming';
import { sleepUntil } from '../transport/sleeping';
import { EmittedTasks } from './emittedTasks';
import { beginPoll, type PollWindow } from './pollWindow';
import { readSettings, type TriggerSettings } from './settings';
import { openSource, type WatchedTasks } from './watchedTasks';

export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const settings = readSettings(context);
	if (context.getMode() === 'manual') return await testEvent(context, settings);
	const window = beginPoll(context);
	if (window === null) return null;
	try {
		return await watch(context, settings, window);
	} finally {
		window.end();
	}
}

async function watch(
	context: IPollFunctions,
	settings: TriggerSettings,
	{ isActivation, endsAt }: PollWindow,
): Promise<INodeExecutionData[][] | null> {
	const staticData: JsonObject = context.getWorkflowStaticData('node');
	const { provider, checkIntervalMs } = settings;
	const emitted = new EmittedTasks(staticData, provider.name);
	const session = await openSession(context, settings);
	const source = await openSource(context, settings, staticData);
	await source.settle(emitted, Date.now());
	for (;;) {
		const startedAt = Date.now();
		const finished = await look(context, settings, session, source, emitted, endsAt);
		if (finished.length > 0) {
			for (const { task } of finished) emitted.add(task.taskId, task.status, Date.now());
			return [finished.map((seen) => itemOf(seen, 0, settings.includeRaw))];
		}
		const next = startedAt + checkIntervalMs;
		if (isActivation || checkIntervalMs === 0 || next >= endsAt) return null;
		await sleepUntil(next, session.signal);
	}
}

async function openSession(
	context: IPollFunctions,
	{ provider, maxConcurrency }: TriggerSettings,
): Promise<Session> {
	const { signal } = new AbortController();
	const gate = new Gate(maxConcurrency, signal);
	const connection = await connect(context, provider, 0);
	return { context, provider, connection, gate, downloads: gate, signal };
}

/** A look at one task: what it is, or why it could not be read. */
type Glimpse =
	| { type: 'seen'; seen: SeenTask }
	| { type: 'unread'; tracked: TrackedTask; failure: Failure; lasting: boolean }
	| { type: 'skipped' };

/** Looks at every open task once; tasks for which no time is left come first in the next round. */
async function look(
	context: IPollFunctions,
	settings: TriggerSettings,
	session: Session,
	source: WatchedTasks,
	emitted: EmittedTasks,
	endsAt: number,
): Promise<SeenTask[]> {
	const { provider, events, giveUpAfterMs } = settings;
	const now = Date.now();
	const open = (await source.open(now)).filter(({ taskId }) => !emitted.has(taskId));
	const glimpses = await Promise.all(
		inTurn(open).map(async (tracked) => await glimpse(session, tracked, endsAt)),
	);
	const finished: SeenTask[] = [];
	const dismissed = new Map<string, string[]>();
	const unread = glimpses.filter((one) => one.type === 'unread');
	for (const one of glimpses) {
		if (one.type !== 'seen' || !isFinished(one.seen.task)) continue;
		const { status, taskId } = one.seen.task;
		if (events.has(status)) finished.push(one.seen);
		else dismissed.set(status, [...(dismissed.get(status) ?? []), taskId]);
	}
	for (const [status, taskIds] of dismissed) await source.dismiss(taskIds, status);

	const overdue = open.filter(({ taskId, since }) => {
		const isDone = glimpses.some(
			(one) => one.type === 'seen' && one.seen.task.taskId === taskId && isFinished(one.seen.task),
		);
		return !isDone && now - (since ?? emitted.seenSince(taskId, now)) > giveUpAfterMs;
	});
	if (events.has('failed')) {
		finished.push(...overdue.map(({ taskId }) => givenUp(provider.name, taskId, giveUpAfterMs)));
	} else if (overdue.length > 0) {
		await source.dismiss(
			overdue.map(({ taskId }) => taskId),
			'failed',
		);
	}

	// One broken task is logged and the others go on; only when nothing at all can be read it is an error of the trigger.
	for (const { tracked, failure } of unread) {
		context.logger.warn(
			`Veo Video Trigger could not read the task ${tracked.taskId}: ${failure.message}`,
		);
	}
	const [first] = unread;
	const isHopeless = first !== undefined && unread.every(({ lasting }) => lasting);
	if (finished.length === 0 && isHopeless && unread.length === glimpses.length) {
		throw providerError(context, null, first.failure);
	}
	return finished;
}

/** When each task was last looked at, in this process: only a hint for fairness, so that it may be lost. */
const lastLooks = new Map<string, number>();
const MAX_REMEMBERED_LOOKS = 50_000;

function inTurn(tasks: TrackedTask[]): TrackedTask[] {
	if (lastLooks.size > MAX_REMEMBERED_LOOKS) lastLooks.clear();
	const at = ({ taskId }: TrackedTask) => lastLooks.get(taskId) ?? 0;
	return [...tasks].sort((a, b) => at(a) - at(b));
}

async function glimpse(session: Session, tracked: TrackedTask, endsAt: number): Promise<Glimpse> {
	const { taskId } = tracked;
	const { provider } = session;
	const outcome = await askOnceBefore(session, provider.statusRequest(taskId), endsAt);
	if (outcome === null) return { type: 'skipped' };
	lastLooks.set(taskId, Date.now());
	const seen = readSeen(session, outcome, taskId);
	if (seen !== null) return { type: 'seen', seen };
	const failure = failureOf(provider, outcome, 'question', taskId);
	const lasting = outcome.type === 'reply' && !isPassing(outcome.status);
	return { type: 'unread', tracked, failure, lasting };
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

/** "Fetch Test Event": one finished task, also one that was handed out before, so that fields can be mapped. */
async function testEvent(
	context: IPollFunctions,
	settings: TriggerSettings,
): Promise<INodeExecutionData[][]> {
	const session = await openSession(context, settings);
	const source = await openSource(context, settings, {});
	const tasks = await source.recent();
	const glimpses = await Promise.all(
		tasks
			.slice(0, MAX_TEST_LOOKS)
			.map(async (tracked) => await glimpse(session, tracked, Infinity)),
	);
	for (const one of glimpses) {
		if (one.type !== 'seen' || !isFinished(one.seen.task)) continue;
		if (settings.events.has(one.seen.task.status)) {
			return [[itemOf(one.seen, 0, settings.includeRaw)]];
		}
	}
	const failed = glimpses.find((one) => one.type === 'unread');
	if (failed?.type === 'unread' && !glimpses.some((one) => one.type === 'seen')) {
		throw providerError(context, null, failed.failure);
	}
	throw userError(context, null, {
		message: 'No finished task is there yet',
		description:
			tasks.length === 0
				? 'No task is being watched. Run a Veo Video node with "Track Task" on, then fetch a test event again.'
				: `${tasks.length} tasks are being watched, none of them is finished. Try again in a minute.`,
	});
}

const MAX_TEST_LOOKS = 20;
