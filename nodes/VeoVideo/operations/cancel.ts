/** Cancel: ends a task that is no longer wanted, at providers that can. What became of it is data, as with "Get". */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { providerError, userError } from '../editor/errors';
import { itemOf } from '../editor/output';
import { cancelTask, cannotCancel, notCancelled } from '../tasks/cancelTask';
import { QUESTION_LIMIT_MS } from '../tasks/checkTask';
import { prepareCheck, type PreparedCheck } from './get';
import { runItems, stopper } from './runItems';
import { Sessions } from './sessions';

export async function cancel(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const stop = stopper(context);
	const sessions = new Sessions(context, stop.signal);
	return await runItems<PreparedCheck>(context, stop, null, {
		prepare: async (itemIndex) => {
			const prepared = await prepareCheck(context, sessions, itemIndex);
			const { provider } = prepared.session;
			if (provider.cancelRequest === undefined) {
				throw userError(context, itemIndex, cannotCancel(provider));
			}
			return prepared;
		},
		work: async ({ session, taskId, options }, itemIndex) => {
			const patience = { until: Date.now() + QUESTION_LIMIT_MS };
			const end = await cancelTask(session, taskId, patience);
			if (end.type === 'refused') throw providerError(context, itemIndex, end.failure);
			const warning = notCancelled(end.seen.task);
			return itemOf(end.seen, itemIndex, options.includeRaw, { warning });
		},
	});
}
