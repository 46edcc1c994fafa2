/** A trigger that polls again and again while a task cannot be read, then can. */

import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import type { Credentials } from '../nodes/nodeRun.mts';
import type { NodeError } from '../nodes/stand.mts';
import { activate } from '../trigger/pollRun.mts';

export interface PolledTrial {
	/** The tasks that the first poll handed out in which there was time to ask. */
	first: string[];
	/** All that were handed out, as often as they were. */
	all: string[];
	/** With what polls failed. */
	errors: NodeError[];
}

/** More than a fault of the table lasts. */
const POLLS = 6;

let trials = 0;

/**
 * `mend` is called after the first poll. `wasAsked`: whether a poll got to ask about its tasks. The one of the
 * activation asks nothing any more after five seconds, which pass at once where the machine is busy.
 */
export async function pollTrial(
	provider: Provider,
	credentials: Credentials,
	taskIds: string[],
	mend: () => Promise<void>,
	wasAsked: () => boolean,
): Promise<PolledTrial> {
	const trigger = activate({
		workflowId: `fault-trial-${++trials}`,
		credentials,
		parameters: {
			provider: provider.name,
			watch: 'taskIds',
			taskIds: taskIds.join('\n'),
			events: ['completed', 'failed'],
			options: { checkInterval: 0 },
		},
	});
	const errors: NodeError[] = [];
	let first: string[] = [];
	let isMended = false;
	for (let number = 0; number < POLLS; number++) {
		try {
			await trigger.poll();
		} catch (error) {
			if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) throw error;
			errors.push(error);
		}
		if (isMended || (!wasAsked() && number < POLLS / 2)) continue;
		isMended = true;
		first = [...trigger.emitted];
		await mend();
	}
	return { first, all: [...trigger.emitted], errors };
}
