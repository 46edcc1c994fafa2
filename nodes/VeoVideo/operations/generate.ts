/** Generate: orders the videos of all items, waits for them together, and downloads each as soon as it is finished. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { CreatedTasks } from '../tasks/createdTasks';
import { TaskWatch } from '../tasks/taskWatch';
import { awaitTask } from './awaitTask';
import { failedTask } from './download';
import { providerError, type Failure } from './failures';
import { fetchVideos } from './fetchVideos';
import { itemOf } from './lookUp';
import { orderVideo } from './order';
import { readBinaryField } from './parameters';
import { dryRunItem, prepareOrder, type PreparedOrder } from './prepareOrder';
import { runItems, stopper } from './runItems';
import { Sessions } from './sessions';

export async function generate(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const startedAt = Date.now();
	const stop = stopper(context);
	const sessions = new Sessions(context, stop.signal);
	const created = new CreatedTasks(context);
	const watch = new TaskWatch<Failure>(stop.signal);
	const orderOnce = async ({ session, request, options }: PreparedOrder, itemIndex: number) =>
		await orderVideo(
			context,
			session,
			created,
			itemIndex,
			request,
			Date.now() + options.waitTimeoutMs,
		);

	const output = await runItems<PreparedOrder & { binaryField: string }>(context, stop, created, {
		prepare: async (itemIndex) => ({
			...(await prepareOrder(context, sessions, itemIndex)),
			binaryField: readBinaryField(context, itemIndex),
		}),
		work: async (order, itemIndex) => {
			const { session, options, binaryField } = order;
			if (options.dryRun) return dryRunItem(order, itemIndex);
			let seen = await orderOnce(order, itemIndex);
			if (seen.isTakenUp && seen.task.status === 'failed') {
				// What an earlier try ordered has failed since: this is the try that orders it again.
				created.forget(itemIndex);
				seen = await orderOnce(order, itemIndex);
			}
			const end = await awaitTask(context, session, watch, itemIndex, seen, options);
			if (end.task.status === 'failed') {
				created.forget(itemIndex);
				throw providerError(context, itemIndex, failedTask(end.task));
			}
			const binary = options.downloadVideo
				? await fetchVideos(context, session, itemIndex, end, binaryField)
				: undefined;
			return itemOf(end, itemIndex, options.includeRaw, binary);
		},
	});
	sumUp(context, output.flat(), startedAt);
	return output;
}

/** Says beside the output how many videos came, how long it took, and which items failed. */
function sumUp(context: IExecuteFunctions, items: INodeExecutionData[], startedAt: number): void {
	const failed = items.flatMap((item, index) => (item.error ? [index] : []));
	const made = items.filter((item) => !item.error && !item.json.dryRun).length;
	if (made + failed.length < 2) return;
	const seconds = Math.round((Date.now() - startedAt) / 1000);
	const failures = failed.length > 0 ? ` Failed: item ${failed.join(', ')}.` : '';
	context.addExecutionHints?.({
		message: `${made} of ${made + failed.length} videos are finished, after ${seconds} seconds.${failures}`,
		location: 'outputPane',
	});
}
