/** What the videos of a run cost together, as far as their provider tells it. */

import { numberAt, objectAt, textAt, type JsonObject } from './json';
import type { TaskCost } from './task';

/** The cost in an item; null where the provider does not tell it. */
export function costOfItem(json: JsonObject): TaskCost | null {
	const cost = objectAt(json, 'cost');
	const amount = numberAt(cost, 'amount');
	const unit = textAt(cost, 'unit');
	return amount === null || unit === null ? null : { amount, unit };
}

/** "12 videos, 3.60 USD", each unit by itself; null where no cost is known. */
export function describeCosts(costs: ReadonlyArray<TaskCost | null>): string | null {
	const sums = new Map<string, { videos: number; amount: number }>();
	for (const cost of costs) {
		if (cost === null) continue;
		const { videos, amount } = sums.get(cost.unit) ?? { videos: 0, amount: 0 };
		sums.set(cost.unit, { videos: videos + 1, amount: amount + cost.amount });
	}
	const words = [...sums].map(
		([unit, { videos, amount }]) =>
			`${videos} ${videos === 1 ? 'video' : 'videos'}, ${amountIn(unit, amount)} ${unit}`,
	);
	return words.length === 0 ? null : words.join('; ');
}

/** Money has two digits behind the point, and more where it would be nothing otherwise. */
function amountIn(unit: string, amount: number): string {
	const isMoney = /^[A-Z]{3}$/.test(unit) && (amount >= 0.01 || amount === 0);
	return isMoney ? amount.toFixed(2) : String(Number(amount.toFixed(4)));
}
