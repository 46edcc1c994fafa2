/** Remembers which tasks cannot be read in a way that will not pass, so that a person is told, but not every minute. */

import type { Failure } from '../operations/failures';
import type { Glimpse } from './look';

/** One failed look may be a gateway that has not yet written down what it created. */
const MAX_FAILED_LOOKS = 3;
const MAX_REMEMBERED = 10_000;

/** By node and task: failed looks in a row. Lost with the process, after which a person is told once more. */
const failedLooks = new Map<string, number>();

/** What to tell after a round of looks: tasks that are now known to be broken, and whether all trouble was told before. */
export function noteBroken(
	nodeKey: string,
	glimpses: readonly Glimpse[],
): { newlyBroken: Failure[]; isOldNews: boolean } {
	if (failedLooks.size > MAX_REMEMBERED) failedLooks.clear();
	const newlyBroken: Failure[] = [];
	let isOldNews = true;
	for (const one of glimpses) {
		const key = `${nodeKey}:${one.tracked.taskId}`;
		if (one.type === 'seen') failedLooks.delete(key);
		if (one.type !== 'unread' || !one.lasting) continue;
		const looks = (failedLooks.get(key) ?? 0) + 1;
		failedLooks.set(key, looks);
		if (looks === MAX_FAILED_LOOKS) newlyBroken.push(one.failure);
		// A missing task stays missing. Anything else, a refused key first of all, is for the person to mend.
		if (looks <= MAX_FAILED_LOOKS || one.failure.httpCode !== 404) isOldNews = false;
	}
	return { newlyBroken, isOldNews };
}
