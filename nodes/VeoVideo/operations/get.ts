/** Get: how a task is doing, now or when it is finished. A failed task is data here, not an error. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { readOptions, type WorkOptions } from '../editor/optionParameters';
import { readProvider } from '../editor/providerParameter';
import { readTaskId } from '../editor/taskParameters';
import { TaskWatch } from '../tasks/taskWatch';
import type { Failure } from '../terms/result';
import type { Session } from '../transport/exchange';
import { awaitTask } from './awaitTask';
import { itemOf, lookUp } from './lookUp';
import { runItems, stopper } from './runItems';
import { Sessions } from './sessions';

/** A question about one task, ready to be asked. */
export interface PreparedQuestion {
	session: Session;
	taskId: string;
	options: WorkOptions;
}

export async function get(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const stop = stopper(context);
	const sessions = new Sessions(context, stop.signal);
	const watch = new TaskWatch<Failure>(stop.signal);
	return await runItems<PreparedQuestion>(context, stop, null, {
		prepare: async (itemIndex) => await prepareQuestion(context, sessions, itemIndex),
		work: async ({ session, taskId, options }, itemIndex) => {
			const seen = await lookUp(context, session, itemIndex, taskId);
			return itemOf(
				options.waitForCompletion
					? await awaitTask(context, session, watch, itemIndex, seen, options)
					: seen,
				itemIndex,
				options.includeRaw,
			);
		},
	});
}

/** Reads the parameters that "Get" and "Download" share. */
export async function prepareQuestion(
	context: IExecuteFunctions,
	sessions: Sessions,
	itemIndex: number,
): Promise<PreparedQuestion> {
	const provider = readProvider(context, itemIndex);
	const options = readOptions(context, itemIndex);
	const taskId = readTaskId(context, itemIndex);
	return { session: await sessions.of(provider, itemIndex), taskId, options };
}
