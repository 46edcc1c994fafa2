/** How long a poll may go on, and whether it is the one that activates the workflow. */

import type { IPollFunctions } from 'n8n-workflow';

import type { NodeMemory } from './memory';

/** A poll that is under way in this process. */
export interface PollWindow {
	/** The poll that n8n waits for when a workflow is activated: it must be a single quick look. */
	isActivation: boolean;
	/** n8n's durable scheduler bounds a poll and binds what it found to that poll: there it must be returned. */
	isBounded: boolean;
	/** Milliseconds since 1970. */
	endsAt: number;
	/** Fires as soon as another poll has taken over: what this one finds is handed out by that one. */
	replaced: AbortSignal;
	end: () => void;
}

/**
 * n8n's next poll comes after a minute at the earliest, and the last look of this one takes its time
 * too. A little more than a multiple of the usual interval, so that the gap between two polls is no
 * longer than the one between two looks.
 */
const WINDOW_MS = 52_000;
/** The activating poll asks nothing new after this: until it is over, a person's click waits, or n8n's start. */
const ACTIVATION_MS = 5_000;
/** How long the last requests of a poll may take. Who is not back by then never returns. */
const LAST_REQUESTS_MS = 60_000;
/** What n8n names as budget where nothing bounds the poll: five minutes. */
const UNBOUNDED_BUDGET_MS = 300_000;

/**
 * Begins a poll; null when the last one is still under way, so that two never hand out the same task.
 * One that is stuck is replaced, and so is one of an older version of the workflow.
 *
 * n8n's classic scheduler polls with the context object that it activated the workflow with: an
 * object never seen before means activation. Its durable scheduler makes a new one for each poll,
 * but bounds those (not the activating one) by a budget of their own.
 */
export function beginPoll(context: IPollFunctions, memory: NodeMemory): PollWindow | null {
	const now = Date.now();
	const last = memory.poll;
	// What ends later than any poll that begins now was begun before the clock was set back.
	const isUnderWay =
		last !== null && now < last.until && last.until <= now + WINDOW_MS + LAST_REQUESTS_MS;
	if (isUnderWay && last.context === context) return null;
	last?.replaced.abort();
	const budgetMs = budgetOf(context);
	const isBounded = budgetMs < UNBOUNDED_BUDGET_MS;
	const isActivation = !isBounded && !memory.polled.has(context);
	const endsAt = now + Math.min(isActivation ? ACTIVATION_MS : WINDOW_MS, budgetMs * 0.8);
	const replaced = new AbortController();
	const poll = { context, until: endsAt + LAST_REQUESTS_MS, replaced };
	memory.poll = poll;
	memory.polled.add(context);
	return {
		isActivation,
		isBounded,
		endsAt,
		replaced: replaced.signal,
		end: () => {
			if (memory.poll === poll) memory.poll = null;
		},
	};
}

/** Older n8n versions name no budget. */
function budgetOf(context: IPollFunctions): number {
	const { getPollBudgetMs }: { getPollBudgetMs?: () => number } = context;
	return getPollBudgetMs === undefined ? UNBOUNDED_BUDGET_MS : getPollBudgetMs.call(context);
}
