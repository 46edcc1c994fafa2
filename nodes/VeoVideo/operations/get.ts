/** Get: how a task is doing, now or when it is finished. A failed task is data here, not an error. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { providerError } from '../editor/errors';
import { readOptions, type WorkOptions } from '../editor/optionParameters';
import { itemOf } from '../editor/output';
import { readProvider } from '../editor/providerParameter';
import { readTaskId } from '../editor/taskParameters';
import { checkTask } from '../tasks/checkTask';
import type { Session } from '../tasks/session';
import { TaskWaits } from '../tasks/waitForTasks';
import type { SeenTask } from '../terms/task';
import { runItems, stopper } from './runItems';
import { type NodeSession, Sessions } from './sessions';
import { waitForTask } from './waitForTask';

/** A question about one task, ready to be asked. */
export interface PreparedCheck {
	session: NodeSession;
	taskId: string;
	options: WorkOptions;
}

export async function get(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const stop = stopper(context);
	const sessions = new Sessions(context, stop.signal);
	const waits = new TaskWaits(stop.signal);
	return await runItems<PreparedCheck>(context, stop, null, {
		prepare: async (itemIndex) => await prepareCheck(context, sessions, itemIndex),
		work: async ({ session, taskId, options }, itemIndex) => {
			const seen = await readTask(context, session, itemIndex, taskId);
			return itemOf(
				options.waitForCompletion
					? await waitForTask(context, session, waits, itemIndex, seen, options)
					: seen,
				itemIndex,
				options.includeRaw,
			);
		},
	});
}

/** Reads the parameters that "Get" and "Download" share. */
export async function prepareCheck(
	context: IExecuteFunctions,
	sessions: Sessions,
	itemIndex: number,
): Promise<PreparedCheck> {
	const provider = readProvider(context, itemIndex);
	const options = readOptions(context, itemIndex);
	const taskId = readTaskId(context, itemIndex);
	return { session: await sessions.of(provider, itemIndex), taskId, options };
}

/** Checks a task until there is an answer. Throws a NodeApiError that names it. */
export async function readTask(
	context: IExecuteFunctions,
	session: Session,
	itemIndex: number,
	taskId: string,
): Promise<SeenTask> {
	const check = await checkTask(session, taskId);
	if (check.type !== 'seen') throw providerError(context, itemIndex, check.failure);
	return check.seen;
}
