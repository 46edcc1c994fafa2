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

import { providerError, userError, valueOf } from '../editor/errors';
import { itemOf } from '../editor/output';
import type { Session } from '../tasks/session';
import type { JsonObject } from '../terms/json';
import { isFinished } from '../terms/task';
import { connect } from '../transport/connection';
import { Gate } from '../transport/gate';
import { sleepUntil } from '../transport/sleeping';
import { EmittedTasks } from './emittedTasks';
import { handOver, type HandOverOutcome } from './handOver';
import {
	checkOpenTasks,
	checkTracked,
	endOf,
	type FinishedTask,
	takeBack,
	type Watch,
} from './round';
import { type HandOver, isHandedOver, memoryOf, NodeMemory } from './memory';
import { beginPoll, type PollWindow } from './pollWindow';
import { readSettings, type TriggerSettings } from './settings';
import { openSource } from './sources';
import type { WatchedTasks } from './watchedTasks';

export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const settings = readSettings(context);
	const memory = memoryOf(context);
	if (context.getMode() === 'manual') return await testEvent(context, settings);
	const window = beginPoll(context, memory);
	if (window === null) return null;
	try {
		return await watchTasks(context, settings, memory, window);
	} finally {
		window.end();
	}
}

async function watchTasks(
	context: IPollFunctions,
	settings: TriggerSettings,
	memory: NodeMemory,
	window: PollWindow,
): Promise<INodeExecutionData[][] | null> {
	const staticData: JsonObject = context.getWorkflowStaticData('node');
	const { provider, checkIntervalMs } = settings;
	const { isActivation, endsAt, replaced } = window;
	const session = await openSession(context, settings, replaced);
	const emitted = new EmittedTasks(staticData, provider.name);
	const source = await openSource(context, settings, staticData, memory, session, emitted);
	if (source === null) return null;
	const watch: Watch = { context, settings, session, source, emitted, memory, endsAt };
	await source.prune(Date.now());
	for (;;) {
		const startedAt = Date.now();
		const found = await stillOpen(source, await checkOpenTasks(watch));
		if (replaced.aborted) return null;
		const finished = found.filter(
			({ tracked, isGivenUp }) => !isHandedOver(source.keyOf(tracked.taskId), isGivenUp),
		);
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
		await sleepUntil(next, replaced);
		if (replaced.aborted) return null;
	}
}

/** While the provider was asked, a node may have taken a task up: it has claimed it, or handed it out already. */
async function stillOpen(source: WatchedTasks, found: FinishedTask[]): Promise<FinishedTask[]> {
	if (found.length === 0) return found;
	const open = new Set((await source.open(Date.now())).map(({ taskId }) => taskId));
	return found.filter(({ tracked }) => open.has(tracked.taskId));
}

/** Two triggers may watch one table, and an edited workflow polls anew while its last version is at it: the first has it. */
async function handOut(
	watch: Watch,
	finished: FinishedTask[],
): Promise<'taken' | 'refused' | 'unavailable'> {
	const { context, settings, source, memory } = watch;
	const keys = finished.map(({ tracked }) => source.keyOf(tracked.taskId));
	const record = (state: HandOver['state'], isNoted: boolean) => {
		for (const [index, one] of finished.entries()) {
			const key = keys[index] ?? '';
			memory.handOvers.set(key, { ...endOf(one), at: Date.now(), state, isNoted });
		}
	};
	const forget = () => keys.forEach((key) => memory.handOvers.delete(key));
	/** Whether n8n is to be given the tasks again. */
	const isToRepeat = (outcome: HandOverOutcome) => {
		if (outcome !== 'unheard') return outcome === 'refused';
		const isFirst = keys.some((key) => !memory.unheard.has(key));
		for (const key of keys) memory.unheard.set(key, Date.now());
		return isFirst;
	};
	let isNoted = false;
	let noting = Promise.resolve();
	/** At once, for this node may never poll again; what fails now the next poll makes up for. */
	const reopen = async () => {
		await noting.catch(() => {});
		await takeBack(watch).catch(() => {});
	};
	record('underWay', isNoted);
	let outcome: HandOverOutcome | null = null;
	try {
		outcome = (await source.isStillPublished())
			? await handOver(context, itemsOf(settings, finished), (late) => {
					if (!isToRepeat(late)) return;
					record('refused', isNoted);
					void reopen();
				})
			: 'refused';
	} finally {
		if (outcome === null) forget();
	}
	if (outcome === 'unavailable' || isToRepeat(outcome)) {
		forget();
		return outcome === 'unavailable' ? outcome : 'refused';
	}
	isNoted = true;
	record('taken', isNoted);
	noting = source.settle(finished.map(endOf));
	await noting;
	return 'taken';
}

function remember(emitted: EmittedTasks, finished: readonly FinishedTask[]): void {
	for (const { tracked, status } of finished.map(endOf)) {
		emitted.add(tracked.taskId, status, Date.now());
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
	signal: AbortSignal,
): Promise<Session> {
	const gate = new Gate(maxConcurrency, signal);
	const connection = valueOf(context, null, await connect(context, provider, 0));
	return { context, provider, connection, gate, signal };
}

/** "Fetch Test Event": one finished task, also one that was handed out before, so that fields can be mapped. */
async function testEvent(
	context: IPollFunctions,
	settings: TriggerSettings,
): Promise<INodeExecutionData[][]> {
	const session = await openSession(context, settings, new AbortController().signal);
	const emitted = new EmittedTasks({}, settings.provider.name);
	const source = await openSource(context, settings, {}, new NodeMemory(), session, emitted);
	if (source === null) {
		throw userError(context, null, {
			message: `There is no task table "${settings.source.type === 'taskTable' ? settings.source.name : ''}"`,
			description:
				'Check the name in "Task Table". The first video that is tracked makes the table: Run a Veo Video node with "Track Task" on, then fetch a test event again. Once it is published, the trigger waits for the table.',
		});
	}
	const tasks = await source.recent();
	const checks = await Promise.all(
		tasks
			.slice(0, MAX_TEST_CHECKS)
			.map(async (tracked) => await checkTracked(session, tracked, Infinity)),
	);
	for (const one of checks) {
		if (one.type !== 'seen' || !isFinished(one.seen.task)) continue;
		if (settings.events.has(one.seen.task.status)) {
			return [[itemOf(one.seen, 0, settings.includeRaw)]];
		}
	}
	const failed = checks.find((one) => one.type === 'unread');
	if (failed?.type === 'unread' && !checks.some((one) => one.type === 'seen')) {
		throw providerError(context, null, failed.failure);
	}
	throw userError(context, null, {
		message: 'No finished task is there yet',
		description:
			tasks.length === 0
				? `${settings.source.type === 'account' ? `The ${settings.provider.displayName} account has no Veo task of the last days. Create a video` : 'No task is being watched. Run a Veo Video node with "Track Task" on'}, then fetch a test event again.`
				: `${tasks.length} tasks are being watched, none of ${checks.length < tasks.length ? `the ${checks.length} that were checked` : 'them'} is finished. Try again in a minute.`,
	});
}

const MAX_TEST_CHECKS = 20;
