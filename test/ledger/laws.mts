/** The laws: what must hold after every history, whatever went wrong in it. */

import { deliveredWrongly } from './lawsOfDelivery.mts';
import { guessed, notTakenUp } from './lawsOfLists.mts';
import { answeredWithOld, lost, orderedTooOften, wronglySafe } from './lawsOfMoney.mts';
import type { Account } from './story.mts';

export type LawName = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'calm' | 'ends';

/** The laws in words. `a` to `d` are about money and delivery, the others about what must hold to tell at all. */
export const LAWS: Readonly<Record<LawName, string>> = {
	a: 'no more orders than the person asked for, beyond those that failed',
	b: 'every order that was taken is named, or said to be possible',
	c: 'every tracked task is delivered to a workflow, once',
	d: 'safeToOrderAgain only where no order of the item was taken',
	e: 'what is asked for anew is not answered with an older task',
	f: "a lost order is taken up where the provider's list shows which task it made",
	g: 'no item gets the task of another',
	calm: 'nobody is asked over and over without a pause',
	ends: 'every execution and every poll ends',
};

export interface Broken {
	law: LawName;
	/** What happened, in words that are the same for all histories that break the law so. */
	how: string;
	/** Ids and numbers, for the person who looks into it. */
	detail: string;
}

/** What is broken; empty when all laws hold. */
export function brokenLaws(account: Account): Broken[] {
	return [
		...calm(account),
		...ends(account),
		...orderedTooOften(account),
		...lost(account),
		...deliveredWrongly(account),
		...wronglySafe(account),
		...answeredWithOld(account),
		...notTakenUp(account),
		...guessed(account),
	];
}

function calm({ isStormy }: Account): Broken[] {
	return isStormy ? [{ law: 'calm', how: 'requests without a pause', detail: '' }] : [];
}

function ends({ endless }: Account): Broken[] {
	return endless.map((detail) => ({
		law: 'ends',
		how: detail.startsWith('poll') ? 'a poll goes on for ever' : 'an execution goes on for ever',
		detail,
	}));
}
