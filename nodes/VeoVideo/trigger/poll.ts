/**
 * One poll of the trigger. n8n polls at most once a minute; inside a poll the tasks are looked at
 * every `checkInterval` seconds, and what is finished is handed out at once.
 *
 * At least once, and once in normal operation. Tasks of the table are handed over while the poll goes
 * on, and noted in the table as soon as n8n has taken them. Where that cannot be (a list of ids has no
 * place for notes, some schedulers take only what a poll returns) the poll ends with what it found:
 * it is remembered in the node's static data, which n8n stores with the execution that it starts.
 */

import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { providerError, userError } from '../operations/failures';
import { itemOf } from '../operations/lookUp';
import type { JsonObject } from '../providers/provider';
import { isFinished } from '../tasks/task';
import { connect } from '../transport/connection';
import type { Session } from '../transport/exchange';
import { Gate } from '../transport/gate';
import { sleepUntil } from '../transport/sleeping';
import { EmittedTasks } from './emittedTasks';
import { handOver, type HandOver } from './handOver';
import { glimpse, look, type FinishedTask, type Watch } from './look';
import { beginPoll, type PollWindow } from './pollWindow';
import { readSettings, type TriggerSettings } from './settings';
import { openSource } from './watchedTasks';

export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const settings = readSettings(context);
	if (context.getMode() === 'manual') return await testEvent(context, settings);
	const window = beginPoll(context);
	if (window === null) return null;
	try {
		return await watchTasks(context, settings, window);
	} finally {
		window.end();
	}
}

async function watchTasks(
	context: IPollFunctions,
	settings: TriggerSettings,
	window: PollWindow,
): Promise<INodeExecutionData[][] | null> {
	const staticData: JsonObject = context.getWorkflowStaticData('node');
	const { provider, checkIntervalMs } = settings;
	const { nodeKey, isActivation, endsAt } = window;
	const session = await openSession(context, settings);
	const source = await openSource(context, settings, staticData);
	const emitted = new EmittedTasks(staticData, provider.name);
	const watch: Watch = { context, settings, session, source, emitted, nodeKey, endsAt };
	await source.prune(Date.now());
	for (;;) {
		const startedAt = Date.now();
		const finished = (await look(watch)).filter((one) => !beingHandedOver.has(keyOf(watch, one)));
		if (!window.isCurrent()) return null;
		if (finished.length > 0) {
			const outcome =
				source.takesNotes && !window.isBounded ? await handOut(watch, finished) : 'unavailable';
			if (outcome === 'refused') return null;
			if (outcome === 'unavailable') {
				remember(emitted, finished);
				return [itemsOf(settings, finished)];
			}
		}
		const next = startedAt + checkIntervalMs;
		if (isActivation || checkIntervalMs === 0 || next >= endsAt) return null;
		await sleepUntil(next, session.signal);
		if (!window.isCurrent()) return null;
	}
}

/** By node and task. An edited workflow polls anew, while the poll of its last version may still be at this. */
const beingHandedOver = new Set<string>();

function keyOf({ nodeKey, settings }: Watch, { tracked }: FinishedTask): string {
	return `${nodeKey}:${settings.provider.name}:${tracked.taskId}`;
}

async function handOut(watch: Watch, finished: FinishedTask[]): Promise<HandOver> {
	const { context, settings, source, emitted } = watch;
	const keys = finished.map((one) => keyOf(watch, one));
	for (const key of keys) beingHandedOver.add(key);
	try {
		const outcome = await handOver(context, itemsOf(settings, finished));
		if (outcome === 'taken') {
			// Remembered as well: should the table not answer now, the next look makes up for it.
			remember(emitted, finished);
			await source.settle(
				finished.map(({ tracked, seen }) => ({ tracked, status: seen.task.status })),
			);
		}
		return outcome;
	} finally {
		for (const key of keys) beingHandedOver.delete(key);
	}
}

function remember(emitted: EmittedTasks, finished: readonly FinishedTask[]): void {
	for (const { tracked, seen } of finished) {
		emitted.add(tracked.taskId, seen.task.status, Date.now());
	}
}

function itemsOf(
	{ includeRaw }: TriggerSettings,
	finished: readonly FinishedTask[],
): INodeExecutionData[] {
	return finished.map(({ seen }) => itemOf(seen, 0, includeRaw));
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
