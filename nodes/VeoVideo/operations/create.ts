/** Create: orders the video and returns its task at once, for "Get", "Download" or the trigger later on. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { providerError } from '../editor/errors';
import { itemOf } from '../editor/output';
import { QUESTION_LIMIT_MS } from '../tasks/checkTask';
import { beginCreating } from '../tasks/createTask';
import { stoppedWithTask } from '../tasks/words';
import { createOrTakeUp } from './createOrTakeUp';
import { OrderLimit } from './orderLimit';
import { dryRunItem, type PreparedCreate, prepareCreate } from './prepare';
import { replacedTasks, warningOf } from './replacedTasks';
import { endRest, runItems, stopper } from './runItems';
import { Sessions } from './sessions';
import { TaskRecords } from './taskRecords';

export async function create(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const stop = stopper(context);
	const sessions = new Sessions(context, stop.signal);
	const records = new TaskRecords(context, stop.signal);
	const creating = beginCreating(context, sessions);
	const { created } = creating;
	const limit = new OrderLimit(context, sessions, created);
	return await runItems<PreparedCreate>(context, stop, created, {
		limit,
		prepare: async (itemIndex) => await prepareCreate(context, sessions, records, itemIndex),
		work: async (prepared, itemIndex) => {
			const { spec, record, options } = prepared;
			if (options.dryRun) return await dryRunItem(prepared, itemIndex);
			const made = await createOrTakeUp(creating, prepared, itemIndex, {
				limitMs: QUESTION_LIMIT_MS,
				again: () => limit.again(itemIndex),
				endRest: () => endRest(context, stop, itemIndex),
			});
			const former = made.isTakenUp ? null : created.takeFailedTask(itemIndex);
			await Promise.all([record?.begin(made, spec, 0), former && record?.replace(former)]);
			if (made.problem !== null) throw providerError(context, itemIndex, made.problem);
			if (stop.signal.aborted) {
				throw providerError(context, itemIndex, stoppedWithTask(made.task.taskId));
			}
			const warning = warningOf(record?.warning, replacedTasks(created, itemIndex));
			return itemOf(made, itemIndex, options.includeRaw, { warning });
		},
	});
}
