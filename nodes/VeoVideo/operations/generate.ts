/** Generate: orders the videos of all items, waits for them together, and downloads each as soon as it is finished. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { providerError } from '../editor/errors';
import { readBinaryField } from '../editor/taskParameters';
import { TaskWatch } from '../tasks/taskWatch';
import type { Failure } from '../terms/result';
import { awaitTask } from './awaitTask';
import { failedTask } from './download';
import { fetchVideos } from './fetchVideos';
import { itemOf } from './lookUp';
import { beginOrdering, type OrderedTask, type Ordering, orderVideo } from './order';
import { dryRunItem, type PreparedOrder, prepareOrder } from './prepareOrder';
import { replacedOrders, warningOf } from './replacedOrders';
import { runItems, stopper } from './runItems';
import { Sessions } from './sessions';
import { TaskRecords } from './taskRecords';

interface PreparedVideo extends PreparedOrder {
	binaryField: string;
}

/** What all items of an execution share. */
interface Run extends Ordering {
	watch: TaskWatch<Failure>;
}

export async function generate(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const startedAt = Date.now();
	const stop = stopper(context);
	const sessions = new Sessions(context, stop.signal);
	const records = new TaskRecords(context, stop.signal);
	const run: Run = { ...beginOrdering(context, sessions), watch: new TaskWatch(stop.signal) };
	const output = await runItems<PreparedVideo>(context, stop, run.created, {
		prepare: async (itemIndex) => ({
			...(await prepareOrder(context, sessions, records, itemIndex)),
			binaryField: readBinaryField(context, itemIndex),
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
	const ordered = await orderOrTakeUp(run, video, itemIndex);
	// After a stop, or an error beside the task's id, nobody waits: the trigger takes the task over at once.
	const isLeft = session.signal.aborted || ordered.problem !== null;
	await record?.begin(ordered, spec, isLeft ? 0 : options.waitTimeoutMs);
	if (ordered.problem !== null) throw providerError(run.context, itemIndex, ordered.problem);
	try {
		return await deliver(run, video, itemIndex, ordered);
	} finally {
		await record?.release(ordered.task);
	}
}

/** What an earlier try ordered may have failed since: this is the try that orders it again. */
async function orderOrTakeUp(
	run: Run,
	{ session, request, options }: PreparedVideo,
	itemIndex: number,
): Promise<OrderedTask> {
	const orderOnce = async () =>
		await orderVideo(run, session, itemIndex, request, options.waitTimeoutMs);
	const ordered = await orderOnce();
	if (!ordered.isTakenUp || ordered.task.status !== 'failed') return ordered;
	run.created.forget(itemIndex);
	return await orderOnce();
}

async function deliver(
	{ context, created, watch }: Run,
	{ record, options, binaryField }: PreparedVideo,
	itemIndex: number,
	ordered: OrderedTask,
): Promise<INodeExecutionData> {
	const { session } = ordered;
	const end = await awaitTask(context, session, watch, itemIndex, ordered, options);
	if (end.task.status === 'failed') {
		created.forget(itemIndex);
		record?.end(end.task);
		throw providerError(context, itemIndex, failedTask(end.task));
	}
	const fetched = options.downloadVideo
		? await fetchVideos(context, session, itemIndex, end, binaryField)
		: null;
	record?.end(end.task);
	return itemOf(end, itemIndex, options.includeRaw, {
		...(fetched && { binary: fetched.binary }),
		warning: warningOf(fetched?.warning, replacedOrders(created, itemIndex)),
	});
}

/** Says beside the output how many videos came, how long it took, and which items failed. */
function sumUp(context: IExecuteFunctions, items: INodeExecutionData[], startedAt: number): void {
	const failed = items.flatMap(({ json }, index) => (json.error ? [index] : []));
	const made = items.filter(({ json }) => !json.error && !json.dryRun).length;
	if (made + failed.length < 2) return;
	const seconds = Math.round((Date.now() - startedAt) / 1000);
	const failures = failed.length > 0 ? ` Failed: item ${failed.join(', ')}.` : '';
	context.addExecutionHints?.({
		message: `${made} of ${made + failed.length} videos are finished, after ${seconds} seconds.${failures}`,
		location: 'outputPane',
	});
}
