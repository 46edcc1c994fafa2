/** Tells a person of tasks that cannot be read in a way that will not pass, but not every minute. */

import type { IPollFunctions } from 'n8n-workflow';

import { providerError } from '../editor/errors';
import type { TrackedTask } from '../table/row';
import type { Unread } from '../tasks/checkTask';
import type { Failure } from '../terms/result';
import type { NodeMemory } from './memory';

/** A task that could not be read. */
export type UnreadTask = Unread & { tracked: TrackedTask };

interface Round {
	context: IPollFunctions;
	memory: NodeMemory;
	source: { keyOf(taskId: string): string };
}

type Seen = { type: 'seen' | 'skipped'; tracked: TrackedTask };

/** One failed check may be a gateway that has not yet written down what it created. */
const MAX_FAILED_CHECKS = 3;
/** How many tasks one error names. */
const MAX_NAMED = 20;

/**
 * A task that stays unreadable is told once, and the others go on. The poll fails, and with each poll
 * again, only when nothing at all can be read for a reason that a person has to mend.
 */
export function tellUnread(
	{ context, memory, source }: Round,
	round: ReadonlyArray<UnreadTask | Seen>,
	mayThrow: boolean,
): void {
	const unread = round.filter((one) => one.type === 'unread');
	for (const { tracked, failure } of unread) {
		// Once a person was told, the log need not say it every few seconds.
		if ((memory.failedChecks.get(source.keyOf(tracked.taskId)) ?? 0) >= MAX_FAILED_CHECKS) continue;
		context.logger.warn(
			`Veo Video Trigger could not read the task ${tracked.taskId}: ${failure.message}`,
		);
	}
	for (const { type, tracked } of round) {
		if (type === 'seen') memory.failedChecks.delete(source.keyOf(tracked.taskId));
	}
	const isHopeless = unread.length === round.length && unread.every(({ lasting }) => lasting);
	const trouble = unread.find((one) => !one.isAboutTask);
	if (isHopeless && trouble !== undefined) {
		if (mayThrow) throw providerError(context, null, trouble.failure);
		return;
	}
	const broken = unread.filter(({ lasting, tracked }) => {
		if (!lasting) return false;
		const key = source.keyOf(tracked.taskId);
		const checks = (memory.failedChecks.get(key) ?? 0) + 1;
		memory.failedChecks.set(key, checks);
		return checks === MAX_FAILED_CHECKS;
	});
	const failure = together(broken);
	if (failure === null) return;
	const error = providerError(context, null, failure);
	if (!tell(context, error) && mayThrow) throw error;
}

/** False where n8n takes no errors beside the poll's own. */
function tell(context: IPollFunctions, error: Error): boolean {
	try {
		context.__emitError(error);
		return true;
	} catch {
		return false;
	}
}

/** One error for all tasks that broke at once, as where the Base URL was changed. */
function together(broken: readonly UnreadTask[]): Failure | null {
	const [first, ...others] = broken;
	if (first === undefined || others.length === 0) return first?.failure ?? null;
	const named = others.slice(0, MAX_NAMED).map(({ tracked }) => tracked.taskId);
	const rest = others.length > named.length ? ' …' : '';
	return {
		...first.failure,
		message: `${first.failure.message}, and ${others.length} more tasks cannot be read`,
		description: `${first.failure.description} The others: ${named.join(', ')}${rest}.`,
	};
}
