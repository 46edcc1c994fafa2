/** Create: orders the video and returns its task at once, for "Get", "Download" or the trigger later on. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { providerError } from '../editor/errors';
import { itemOf, QUESTION_LIMIT_MS } from './lookUp';
import { beginOrdering, orderVideo } from './order';
import { dryRunItem, type PreparedOrder, prepareOrder } from './prepareOrder';
import { replacedOrders, warningOf } from './replacedOrders';
import { runItems, stopper } from './runItems';
import { Sessions } from './sessions';
import { stoppedWithTask } from './stopped';
import { TaskRecords } from './taskRecords';

export async function create(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const stop = stopper(context);
	const sessions = new Sessions(context, stop.signal);
	const records = new TaskRecords(context, stop.signal);
	const ordering = beginOrdering(context, sessions);
	const { created } = ordering;
	return await runItems<PreparedOrder>(context, stop, created, {
		prepare: async (itemIndex) => await prepareOrder(context, sessions, records, itemIndex),
		work: async (prepared, itemIndex) => {
			const { session, spec, request, record, options } = prepared;
			if (options.dryRun) return await dryRunItem(prepared, itemIndex);
			const ordered = await orderVideo(ordering, session, itemIndex, request, QUESTION_LIMIT_MS);
			await record?.begin(ordered, spec, 0);
			if (ordered.problem !== null) throw providerError(context, itemIndex, ordered.problem);
			if (stop.signal.aborted) {
				throw providerError(context, itemIndex, stoppedWithTask(ordered.task.taskId));
			}
			const warning = warningOf(record?.warning, replacedOrders(created, itemIndex));
			return itemOf(ordered, itemIndex, options.includeRaw, { warning });
		},
	});
}
