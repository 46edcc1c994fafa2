/** Generate: orders the videos of all items, waits for them together, and downloads each as soon as it is finished. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { providerError } from '../editor/errors';
import { itemOf } from '../editor/output';
import { beginCreating, type CreatedTask, type Creating } from '../tasks/createTask';
import { type Cancelled, cancelTask } from '../tasks/cancelTask';
import { costOfItem, describeCosts } from '../terms/costs';
import { TaskWaits } from '../tasks/waitForTasks';
import { failedTask } from '../tasks/words';
import type { VideoSpec } from '../terms/spec';
import { mayOrderAgain, type SeenTask, type Task } from '../terms/task';
import { Gate } from '../transport/gate';
import { cancelSignal } from '../transport/wire';
import { createOrTakeUp } from './createOrTakeUp';
import { readDelivery } from './delivery';
import { type Delivery, fetchVideos } from './fetchVideos';
import { OrderLimit } from './orderLimit';
import { dryRunItem, type PreparedCreate, prepareCreate } from './prepare';
import { replacedTasks, warningOf } from './replacedTasks';
import { endRest, runItems, stopper } from './runItems';
import { type NodeSession, Sessions } from './sessions';
import { TaskRecords } from './taskRecords';
import { waitForTask } from './waitForTask';

/** For how long a task may keep a stopped execution waiting until it is cancelled. */
const CANCEL_LIMIT_MS = 20_000;

interface PreparedVideo extends PreparedCreate {
	delivery: Delivery;
}

/** What all items of an execution share. */
interface Run extends Creating<NodeSession> {
	waits: TaskWaits;
	/** See `endRest`. */
	endRest(itemIndex: number): void;
	limit: OrderLimit;
}

export async function generate(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const startedAt = Date.now();
	const stop = stopper(context);
	const sessions = new Sessions(context, stop.signal);
	const records = new TaskRecords(context, stop.signal);
	const creating = beginCreating(context, sessions);
	const limit = new OrderLimit(context, sessions, creating.created);
	const run: Run = {
		...creating,
		waits: new TaskWaits(stop.signal),
		limit,
		endRest: (itemIndex) => endRest(context, stop, itemIndex),
	};
	const output = await runItems<PreparedVideo>(context, stop, run.created, {
		limit,
		prepare: async (itemIndex) => ({
			...(await prepareCreate(context, sessions, records, itemIndex)),
			delivery: readDelivery(context, itemIndex),
		}),
		work: async (video, itemIndex) =>
			video.options.dryRun
				? await dryRunItem(video, itemIndex)
				: await makeVideo(run, video, itemIndex),
		finish: async (results, error) => await records.settle(results, error),
	});
	sumUp(context, output.flat(), startedAt);
	return output;
}

async function makeVideo(
	run: Run,
	video: PreparedVideo,
	itemIndex: number,
): Promise<INodeExecutionData> {
	const { session, spec, record, options } = video;
	const { waitTimeoutMs } = options;
	const made = await createOrTakeUp(run, video, itemIndex, {
		limitMs: waitTimeoutMs,
		again: () => run.limit.again(itemIndex),
		claim: async (task) => await record?.claim(task, waitTimeoutMs),
		endRest: () => run.endRest(itemIndex),
	});
	// After a stop, or an error beside the task's id, nobody waits: the trigger takes the task over at once.
	const isLeft = session.signal.aborted || made.problem !== null;
	// A slow table holds up no video, and no failure.
	const former = made.isTakenUp ? null : run.created.takeFailedTask(itemIndex);
	const beginning = Promise.all([
		record?.begin(made, spec, isLeft ? 0 : waitTimeoutMs),
		former && record?.replace(former),
	]);
	let isDelivered = false;
	try {
		if (made.problem !== null) throw providerError(run.context, itemIndex, made.problem);
		const item = await deliver(run, video, itemIndex, made);
		isDelivered = true;
		return item;
	} finally {
		if (!isDelivered) run.endRest(itemIndex);
		await beginning;
		await record?.release();
	}
}

async function deliver(
	run: Run,
	{ spec, record, options, delivery }: PreparedVideo,
	itemIndex: number,
	made: CreatedTask<NodeSession>,
): Promise<INodeExecutionData> {
	const { context, created, waits } = run;
	const { session } = made;
	const onStop = async ({ taskId }: Task) =>
		options.onStop === 'cancel' ? await cancelOnStop(run, session, taskId) : null;
	const end = await waitForTask(context, session, waits, itemIndex, made, options, onStop);
	if (end.task.status === 'failed') {
		if (mayOrderAgain(end.task)) created.noteFailedTask(itemIndex, end.task);
		record?.end(end.task);
		throw providerError(context, itemIndex, failedTask(end.task));
	}
	const fetched = options.downloadVideo
		? await fetchVideos(context, session, itemIndex, end, delivery)
		: null;
	record?.end(end.task);
	return itemOf(end, itemIndex, options.includeRaw, {
		...(fetched && { binary: fetched.binary, links: fetched.links }),
		warning: warningOf(
			fetched?.warning,
			fewerThanAsked(spec, end),
			replacedTasks(created, itemIndex),
		),
	});
}

/** Where the provider says nothing of it itself. */
function fewerThanAsked({ options }: VideoSpec, { task, warning }: SeenTask): string | null {
	const { length } = task.videos;
	const { sampleCount } = options;
	if (warning !== undefined || typeof sampleCount !== 'number') return null;
	if (length === 0 || length >= sampleCount) return null;
	return `The provider made ${length} of the ${sampleCount} videos that were ordered, and does not say why.`;
}

/**
 * Only where a person, or the workflow's time limit, stopped the execution: where another item's failure
 * ends it, a retry takes the task up.
 */
async function cancelOnStop(
	{ context, lasting }: Run,
	session: NodeSession,
	taskId: string,
): Promise<Cancelled | null> {
	const isStopped = cancelSignal(context)?.aborted === true;
	if (!isStopped || session.provider.cancelRequest === undefined) return null;
	const { signal } = new AbortController();
	const gate = new Gate(1, signal);
	return await cancelTask({ ...session, context: lasting, gate, signal }, taskId, {
		forMs: CANCEL_LIMIT_MS,
	});
}

/** Says beside the output how many videos came, how long it took, what they cost, and which items failed. */
function sumUp(context: IExecuteFunctions, items: INodeExecutionData[], startedAt: number): void {
	const failed = items.flatMap(({ json }, index) => (json.error ? [index] : []));
	const made = items.filter(({ json }) => !json.error && !json.dryRun).length;
	const costs = describeCosts(items.map(({ json }) => (json.error ? null : costOfItem(json))));
	if (made + failed.length < 2 && costs === null) return;
	const seconds = Math.round((Date.now() - startedAt) / 1000);
	const cost = costs === null ? '' : ` Cost: ${costs}.`;
	const failures = failed.length > 0 ? ` Failed: item ${failed.join(', ')}.` : '';
	context.addExecutionHints?.({
		message: `${made} of ${made + failed.length} videos are finished, after ${seconds} seconds.${cost}${failures}`,
		location: 'outputPane',
	});
}
