/** Laws f and g: what a provider's list of tasks gives back of a lost order, and what it must not give. */

import { factsOf } from './histories.mts';
import type { Broken } from './laws.mts';
import { isRecord, isReplaced, itemsIn, makerOf, visibleIn } from './sight.mts';
import type { Account, BookedOrder } from './story.mts';

/** An order of which the list alone could tell: its reply was lost, and nothing else went wrong. */
function isInListAlone(account: Account, order: BookedOrder): boolean {
	const { setting, orders, deaths } = account;
	const { task, item } = order;
	const kinds = setting.troubles.map(({ kind }) => kind);
	const isLost = setting.troubles.some(
		(one) => (one.item === null || one.item === item) && factsOf(one.kind).losesReply === true,
	);
	// The list of Replicate leaves out the inputs: each task is asked about.
	const isAskedWell = !kinds.some((kind) => kind.startsWith('status'));
	const isOnly = orders.every((other) => other === order || other.task.prompt !== task.prompt);
	const maker = makerOf(account, order);
	const isWhole = maker !== undefined && maker.endedAt !== null && maker.stoppedAt === null;
	return item !== 'call' && isLost && isAskedWell && isOnly && isWhole && deaths.length === 0;
}

export function notTakenUp(account: Account): Broken[] {
	const { listsTasks, orders, executions, deliveries, rows } = account;
	if (!listsTasks) return [];
	return orders.flatMap((order): Broken[] => {
		if (!isInListAlone(account, order) || isReplaced(account, order)) return [];
		const { taskId } = order.task;
		const own = executions.filter(({ ask }) => ask === order.ask);
		const seen = JSON.stringify([own.map(visibleIn), deliveries, rows.map((row) => row.taskId)]);
		if (seen.includes(taskId)) return [];
		const detail = `task ${taskId} of item ${order.key}`;
		return [
			{ law: 'f', how: 'the list has the task of a lost order, and it is not taken up', detail },
		];
	});
}

/** By the prompts: the task of an item is one that was made for it. */
export function guessed({ executions, orders }: Account): Broken[] {
	return executions.flatMap(({ ask, isTool, output, told = [] }) => {
		const items = isTool
			? told.flatMap((one) => (one.type === 'answer' ? itemsIn(one.text) : []))
			: (output ?? []).map(({ json }) => json);
		return items.flatMap((json, item): Broken[] => {
			const taskId = isRecord(json) && json.error === undefined ? json.taskId : null;
			const made = orders.find(({ task }) => task.taskId === taskId);
			const key = `${ask}/${isTool ? 'call' : item}`;
			if (made === undefined || made.key === key) return [];
			const detail = `item ${key} got the task ${made.task.taskId} of item ${made.key}`;
			return [{ law: 'g', how: 'an item got the task of another', detail }];
		});
	});
}
