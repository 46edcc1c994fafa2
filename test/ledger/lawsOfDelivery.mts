/** Law c: each tracked task reaches a workflow that does something with it, once. */

import type { Try } from './executions.mts';
import type { Broken } from './laws.mts';
import { failedAtProvider, isReplaced, itemsIn, messageOf } from './sight.mts';
import type { Account, BookedOrder } from './story.mts';

/** A task that reached a workflow, by whom and when. */
interface Handed {
	at: number;
	by: 'trigger' | 'item' | 'told';
	/** Of an item: the try that gave it. */
	try: Try | null;
}

export function deliveredWrongly(account: Account): Broken[] {
	const { setting, orders, rows, deaths } = account;
	const { triggers } = setting;
	if (!setting.isTracked) return [];
	return orders.flatMap((order): Broken[] => {
		if (isReplaced(account, order)) return [];
		const { taskId, ending } = order.task;
		const handed = handedOver(account, order);
		const byTrigger = handed.filter(({ by }) => by === 'trigger');
		const detail = `task ${taskId} of item ${order.key}: ${handed.map(({ by }) => by).join(', ') || 'nobody'}`;
		const isExcused = isExcusedFromOnce(account, order);
		if (byTrigger.length > 1 && deaths.length === 0 && !isExcused) {
			return [{ law: 'c', how: 'the trigger delivered a task twice', detail }];
		}
		const isTwice = byTrigger.some((one) =>
			handed.some(
				(other) =>
					other.by !== 'trigger' &&
					(other.at < one.at || (other.try?.startedAt ?? Infinity) < one.at) &&
					one.at !== other.at,
			),
		);
		if (isTwice && deaths.length === 0 && !isExcused) {
			return [{ law: 'c', how: 'node and trigger both delivered a task', detail }];
		}
		if (handed.length > 0 || triggers.length === 0 || isExcused) return [];
		const isTracked = rows.some((row) => row.taskId === taskId);
		// Some dialects call a task without a video completed, others failed.
		const events = {
			video: ['completed'],
			failure: ['failed'],
			empty: ['completed', 'failed'],
		} as const;
		const isLost = setting.troubles.some(
			({ kind, item, times }) =>
				times > 1_000 &&
				(kind === 'statusErrorWith200' || kind === 'statusMissing') &&
				(item === null || item === order.item),
		);
		const wanted = isLost ? (['failed'] as const) : events[ending];
		const isWanted = wanted.every((event) => triggers.some((one) => one.events.includes(event)));
		return isTracked && isWanted && account.endless.length === 0
			? [
					{
						law: 'c',
						how: isLost ? 'a task was never given up' : 'a task was never delivered',
						detail,
					},
				]
			: [];
	});
}

/** While the table is away, or where the item says that its row could not be written, a task may come twice or not. */
function isExcusedFromOnce(account: Account, order: BookedOrder): boolean {
	const own = account.executions.filter(({ ask }) => ask === order.ask);
	return (
		own.some((one) => (one.output ?? []).some(({ json }) => json.warning !== undefined)) ||
		own.some((one) =>
			account.outages.some(
				({ from, to }) => one.startedAt < to && (one.endedAt ?? Infinity) > from,
			),
		)
	);
}

function handedOver(account: Account, order: BookedOrder): Handed[] {
	const { taskId, failureReason } = order.task;
	const byTrigger = account.deliveries
		.filter((one) => one.taskId === taskId)
		.map(({ at }): Handed => ({ at, by: 'trigger', try: null }));
	// What Create hands out is a task that was begun: its end is the trigger's to deliver.
	if (account.setting.operation === 'create') return byTrigger;
	const own = account.executions.filter(({ ask }) => ask === order.ask);
	const byNode = own.flatMap((one): Handed[] => {
		const last = one.tries.at(-1) ?? null;
		const at = one.endedAt ?? Infinity;
		const tells = (value: unknown) => {
			const text = JSON.stringify(value ?? null);
			return text.includes(taskId) && text.includes(failureReason);
		};
		if (
			(one.output ?? []).some(({ json }) => json.taskId === taskId && json.status === 'completed')
		) {
			return [{ at, by: 'item', try: last }];
		}
		const isDone = one.told?.some(
			(answer) => answer.type === 'answer' && isDoneIn(answer.text, taskId),
		);
		if (isDone === true) return [{ at, by: 'item', try: last }];
		const isTold =
			failedAtProvider(order.task) &&
			((one.output ?? []).some(({ json }) => tells(json)) ||
				tells(messageOf(one.error)) ||
				(one.told ?? []).some((answer) =>
					tells(answer.type === 'answer' ? answer.text : messageOf(answer.error)),
				));
		return isTold ? [{ at, by: 'told', try: last }] : [];
	});
	return [...byTrigger, ...byNode];
}

function isDoneIn(text: string, taskId: string): boolean {
	return itemsIn(text).some((item) => item.taskId === taskId && item.status === 'completed');
}
