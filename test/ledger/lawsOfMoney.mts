/** Laws a, b, d and e: what was ordered, and what is known of it. */

import type { Execution, Try } from './executions.mts';
import { factsOf } from './histories.mts';
import type { Broken } from './laws.mts';
import {
	failedAtProvider,
	isMaybe,
	isRecord,
	isReplaced,
	itemsIn,
	makerOf,
	saysMaybe,
	visibleIn,
} from './sight.mts';
import type { Account, BookedOrder } from './story.mts';

export function orderedTooOften({ orders, asked }: Account): Broken[] {
	return [...asked].flatMap(([key, times]) => {
		const made = orders.filter((order) => order.key === key);
		const failed = made.filter(({ task }) => failedAtProvider(task)).length;
		if (made.length <= times + failed) return [];
		const ids = made.map(({ task }) => task.taskId).join(', ');
		const detail = `item ${key}: asked for ${times}, failed ${failed}, ordered ${made.length} (${ids})`;
		return [{ law: 'a', how: 'ordered too often', detail }];
	});
}

/** The replies that never reached anybody, so that "may have been created" is all that can be said. */
function mayBeUnknown({ setting }: Account, { item }: BookedOrder, maker: Execution | undefined) {
	const kinds = setting.troubles
		.filter((one) => one.item === null || one.item === item)
		.map(({ kind }) => kind);
	// How long an order is waited for after a stop is the node's own choice, within reason.
	const isLate = kinds.includes('orderVerySlow') && maker?.stoppedAt !== null;
	return isLate || kinds.some((kind) => factsOf(kind).losesReply === true);
}

export function lost(account: Account): Broken[] {
	const { orders, executions, rows, deaths, outages, setting, lastWords, deliveries } = account;
	return orders.flatMap((order): Broken[] => {
		const { taskId, createdAt } = order.task;
		const own = executions.filter(({ ask }) => ask === order.ask);
		const seen = JSON.stringify([own.map(visibleIn), deliveries, rows.map((row) => row.taskId)]);
		if (seen.includes(taskId) || isReplaced(account, order)) return [];
		const maker = makerOf(account, order);
		const detail = `task ${taskId} of item ${order.key}`;
		if (maker !== undefined && maker.endedAt === null) {
			const death = deaths.find((at) => at >= createdAt);
			if (death === undefined) return [];
			const isWritten =
				setting.isTracked &&
				death - createdAt > ROW_MS &&
				outages.length === 0 &&
				!setting.troubles.some(({ kind }) => kind.startsWith('order'));
			return isWritten ? [{ law: 'b', how: 'n8n died, and no row names the task', detail }] : [];
		}
		const isSaid = own.some((one) => saysMaybe(one, order)) || isMaybe(lastWords.get(order.key));
		if (!mayBeUnknown(account, order, maker)) {
			return [
				{
					law: 'b',
					how: isSaid
						? 'the provider named the task in time, and it is only said to be possible'
						: 'the provider named the task in time, and nobody can find it',
					detail,
				},
			];
		}
		return isSaid
			? []
			: [{ law: 'b', how: 'an order without an answer is not said to be possible', detail }];
	});
}

/** A row is written within that time of the order. */
const ROW_MS = 10_000;

export function wronglySafe(account: Account): Broken[] {
	return account.executions.flatMap((execution) =>
		execution.tries.flatMap((one) =>
			safeItems(one).flatMap((item): Broken[] => {
				const taken = account.orders.find((order) => isHeld(account, execution, one, item, order));
				if (taken === undefined) return [];
				const detail = `item ${taken.key}, task ${taken.task.taskId}`;
				return [{ law: 'd', how: 'called safe to order again', detail }];
			}),
		),
	);
}

/** The items of which a try says that ordering them again is safe. */
function safeItems({ items, error }: Try): number[] {
	const fromItems = (items ?? []).flatMap(({ json }, item) =>
		isRecord(json.message) && json.message.safeToOrderAgain === true ? [item] : [],
	);
	const context = isRecord(error) && isRecord(error.context) ? error.context : {};
	const isSafe = context.safeToOrderAgain === true && typeof context.itemIndex === 'number';
	return isSafe ? [...fromItems, Number(context.itemIndex)] : fromItems;
}

/** Whether the book held that order when the try said so, and the node could know. */
function isHeld(
	account: Account,
	execution: Execution,
	one: Try,
	item: number,
	order: BookedOrder,
): boolean {
	const { task } = order;
	if (order.ask !== execution.ask || failedAtProvider(task)) return false;
	if (order.index >= one.bookedAtEnd) return false;
	if (execution.isTool) {
		// Calls follow each other, but the clock may stand still between them: the book tells them apart.
		const before = execution.tries.filter(({ call }) => call < one.call);
		return order.index >= Math.max(0, ...before.map(({ bookedAtEnd }) => bookedAtEnd));
	}
	if (order.item !== item) return false;
	const versions = account.orders
		.filter(({ key }) => key === order.key)
		.map(({ version }) => version);
	const maker = makerOf(account, order);
	// One that was stopped may still be ending when a person tries it again: it cannot know of that.
	if (maker !== undefined && maker.startedAt >= (execution.stoppedAt ?? Infinity)) return false;
	// Of an edited item the orders of its earlier words are others; so are those of a process that died.
	return order.version === Math.max(...versions) && maker?.endedAt !== null;
}

/** Two calls of an agent that both succeeded have a task each. */
export function answeredWithOld({ executions }: Account): Broken[] {
	return executions.flatMap(({ told = [] }) => {
		const ids = told.flatMap((one) =>
			one.type === 'answer'
				? itemsIn(one.text).flatMap(({ taskId, error }) =>
						typeof taskId === 'string' && error === undefined ? [taskId] : [],
					)
				: [],
		);
		return new Set(ids).size === ids.length
			? []
			: [{ law: 'e' as const, how: 'two tool calls got one task', detail: ids.join(', ') }];
	});
}
