/** What an item says whose execution was stopped: by a person, by the workflow's time-out, or by another item's failure. */

import type { Failure } from '../terms/result';

/** No order of the item was taken: none was sent, or the provider had turned it away so far. */
export const STOPPED_BEFORE_ORDER: Failure = {
	message: 'The execution was stopped before this item was ordered',
	description: 'Nothing was ordered for this item, and nothing was paid.',
};

/** The task goes on at the provider. `state` is a sentence on where it stands, if that is known. */
export function stoppedWithTask(taskId: string, state = ''): Failure {
	return {
		message: `The execution was stopped while the video was being made (task ${taskId})`,
		description:
			`${state} The task goes on at the provider: use "Get" or "Download" with the task ID ${taskId} later.`.trim(),
		taskId,
	};
}
