/** Create: orders the video and returns its task at once, for "Get", "Download" or the trigger later on. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { CreatedTasks } from '../tasks/createdTasks';
import { itemOf, QUESTION_LIMIT_MS } from './lookUp';
import { orderVideo } from './order';
import { dryRunItem, prepareOrder, type PreparedOrder } from './prepareOrder';
import { runItems, stopper } from './runItems';
import { Sessions } from './sessions';
import { TaskRecords } from './taskRecords';

export async function create(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const stop = stopper(context);
	const sessions = new Sessions(context, stop.signal);
	const records = new TaskRecords(context);
	const created = new CreatedTasks(context);
	return await runItems<PreparedOrder>(context, stop, created, {
		prepare: async (itemIndex) => await prepareOrder(context, sessions, records, itemIndex),
		work: async (prepared, itemIndex) => {
			const { session, spec, request, record, options } = prepared;
			if (options.dryRun) return await dryRunItem(prepared, itemIndex);
			const deadline = Date.now() + QUESTION_LIMIT_MS;
			const seen = await orderVideo(context, session, created, itemIndex, request, deadline);
			const warning = record && (await record.created(seen.task, spec, 0));
			return itemOf(seen, itemIndex, options.includeRaw, { warning });
		},
	});
}
