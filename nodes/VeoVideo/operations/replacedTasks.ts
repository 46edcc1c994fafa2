/** Tells of orders that a person's change has replaced: they are paid for, and nobody else would name them. */

import type { CreatedTasks } from '../tasks/createdTasks';

/** All that went wrong beside an item's success, in one text; null when nothing did. */
export function warningOf(...warnings: Array<string | null | undefined>): string | null {
	return warnings.filter(Boolean).join(' ') || null;
}

/** A sentence for the item's warning or error; null when there is nothing to tell. */
export function replacedTasks(created: CreatedTasks, itemIndex: number): string | null {
	const replaced = created.replacedFor(itemIndex);
	if (replaced.length === 0) return null;
	const taskIds = replaced.flatMap((one) => (one.type === 'task' ? [one.taskId] : []));
	const tasks =
		taskIds.length === 0
			? ''
			: `The execution that was retried ordered other videos for this item (task ${taskIds.join(', ')}): use "Get" or "Download" with the task ID.`;
	const unknown =
		taskIds.length === replaced.length
			? ''
			: 'An order of the execution that was retried may have been created as well: look for the video in the account of the provider.';
	return `${tasks} ${unknown}`.trim();
}
