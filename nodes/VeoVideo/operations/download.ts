/** Download: puts the file of a completed task into the item. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { providerError, userError } from '../editor/errors';
import { itemOf } from '../editor/output';
import { readDelivery } from './delivery';
import { withFiles } from '../tasks/withFiles';
import { failedTask, notReady } from '../tasks/words';
import { type Delivery, fetchVideos } from './fetchVideos';
import { prepareCheck, type PreparedCheck, readTask } from './get';
import { runItems, stopper } from './runItems';
import { Sessions } from './sessions';

export async function download(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const stop = stopper(context);
	const sessions = new Sessions(context, stop.signal);
	return await runItems<PreparedCheck & { delivery: Delivery }>(context, stop, null, {
		prepare: async (itemIndex) => ({
			...(await prepareCheck(context, sessions, itemIndex)),
			delivery: readDelivery(context, itemIndex),
		}),
		work: async ({ session, taskId, options, delivery }, itemIndex) => {
			const found = await readTask(context, session, itemIndex, taskId);
			const seen = await withFiles(session, found);
			if (seen.task.status === 'failed') {
				throw providerError(context, itemIndex, failedTask(seen.task));
			}
			if (seen.task.status !== 'completed') {
				throw userError(context, itemIndex, notReady(seen.task));
			}
			const fetched = await fetchVideos(context, session, itemIndex, seen, delivery);
			return itemOf(seen, itemIndex, options.includeRaw, fetched);
		},
	});
}
