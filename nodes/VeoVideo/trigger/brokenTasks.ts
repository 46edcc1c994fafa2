/** Finds tasks that cannot be read in a way that will not pass, so that a person is told of each, once. */

import type { Failure } from '../operations/failures';
import type { Glimpse } from './look';

/** One failed look may be a gateway that has not yet written down what it created. */
const MAX_FAILED_LOOKS = 3;
const MAX_REMEMBERED = 10_000;

/** By node and task: failed looks in a row. Lost with the process, after which a person is told once more. */
const failedLooks = new Map<string, number>();

export function findNewlyBroken(
	nodeKey: string,
	glimpses: readonly Glimpse[],
): Array<{ failure: Failure }> {
	if (failedLooks.size > MAX_REMEMBERED) failedLooks.clear();
	return glimpses.flatMap((one) => {
		const key = `${nodeKey}:${one.tracked.taskId}`;
		if (one.type === 'seen') failedLooks.delete(key);
		if (one.type !== 'unread' || !one.lasting) return [];
		const count = (failedLooks.get(key) ?? 0) + 1;
		failedLooks.set(key, count);
		return count === MAX_FAILED_LOOKS ? [{ failure: one.failure }] : [];
	});
}
