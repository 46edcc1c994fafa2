/** How long a poll may go on, and whether it is the one that activates the workflow. */

import type { IPollFunctions } from 'n8n-workflow';

/** A poll that is under way in this process. */
export interface PollWindow {
	/** The poll that n8n waits for when a workflow is activated: it must be a single quick look. */
	isActivation: boolean;
	/** Milliseconds since 1970. */
	endsAt: number;
	end: () => void;
}

/** n8n's next poll comes after a minute at the earliest, and the last look of this one takes its time too. */
const WINDOW_MS = 50_000;
/** What n8n names as budget where nothing bounds the poll: five minutes. */
const UNBOUNDED_BUDGET_MS = 300_000;

const polledContexts = new WeakSet<object>();
const underWay = new Set<string>();

/**
 * Begins a poll; null when the last one is still under way, so that two never hand out the same task.
 *
 * n8n's classic scheduler polls with the context object that it activated the workflow with: an
 * object never seen before means activation. Its durable scheduler makes a new one for each poll,
 * but bounds those (not the activating one) by a budget of their own.
 */
export function beginPoll(context: IPollFunctions): PollWindow | null {
	const key = `${context.getWorkflow().id ?? ''}:${context.getNode().id}`;
	if (underWay.has(key)) return null;
	underWay.add(key);
	const budgetMs = budgetOf(context);
	const isBounded = budgetMs < UNBOUNDED_BUDGET_MS;
	const isActivation = !isBounded && !polledContexts.has(context);
	polledContexts.add(context);
	return {
		isActivation,
		endsAt: Date.now() + Math.min(WINDOW_MS, budgetMs * 0.8),
		end: () => underWay.delete(key),
	};
}

/** Older n8n versions name no budget. */
function budgetOf(context: IPollFunctions): number {
	const { getPollBudgetMs }: { getPollBudgetMs?: () => number } = context;
	return getPollBudgetMs === undefined ? UNBOUNDED_BUDGET_MS : getPollBudgetMs.call(context);
}
