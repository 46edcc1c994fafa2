/** How long a poll may go on, and whether it is the one that activates the workflow. */

import type { IPollFunctions } from 'n8n-workflow';

/** A poll that is under way in this process. */
export interface PollWindow {
	/** Names the node among all of this n8n. */
	nodeKey: string;
	/** The poll that n8n waits for when a workflow is activated: it must be a single quick look. */
	isActivation: boolean;
	/** n8n's durable scheduler bounds a poll and binds what it found to that poll: there it must be returned. */
	isBounded: boolean;
	/** Milliseconds since 1970. */
	endsAt: number;
	/** False as soon as a newer version of the workflow polls for this node: what it finds is handed out by that one. */
	isCurrent: () => boolean;
	end: () => void;
}

/**
 * n8n's next poll comes after a minute at the earliest, and the last look of this one takes its time
 * too. A little more than a multiple of the usual interval, so that the gap between two polls is no
 * longer than the one between two looks.
 */
const WINDOW_MS = 52_000;
/** What n8n names as budget where nothing bounds the poll: five minutes. */
const UNBOUNDED_BUDGET_MS = 300_000;

const polledContexts = new WeakSet<object>();
/** By node: the context of the newest poll that is under way. */
const underWay = new Map<string, object>();

/**
 * Begins a poll; null when the last one is still under way, so that two never hand out the same task.
 *
 * n8n's classic scheduler polls with the context object that it activated the workflow with: an
 * object never seen before means activation. Its durable scheduler makes a new one for each poll,
 * but bounds those (not the activating one) by a budget of their own.
 */
export function beginPoll(context: IPollFunctions): PollWindow | null {
	const nodeKey = `${context.getWorkflow().id ?? ''}:${context.getNode().id}`;
	const isCurrent = () => underWay.get(nodeKey) === context;
	if (isCurrent()) return null;
	underWay.set(nodeKey, context);
	const budgetMs = budgetOf(context);
	const isBounded = budgetMs < UNBOUNDED_BUDGET_MS;
	const isActivation = !isBounded && !polledContexts.has(context);
	polledContexts.add(context);
	return {
		nodeKey,
		isActivation,
		isBounded,
		endsAt: Date.now() + Math.min(WINDOW_MS, budgetMs * 0.8),
		isCurrent,
		end: () => {
			if (isCurrent()) underWay.delete(nodeKey);
		},
	};
}

/** Older n8n versions name no budget. */
function budgetOf(context: IPollFunctions): number {
	const { getPollBudgetMs }: { getPollBudgetMs?: () => number } = context;
	return getPollBudgetMs === undefined ? UNBOUNDED_BUDGET_MS : getPollBudgetMs.call(context);
}
