/**
 * All that this process remembers of the triggers that it polls, by node. Nothing of it is stored: it
 * is gone when n8n ends, and what that costs stands beside each part.
 */

import type { IPollFunctions } from 'n8n-workflow';

import { GIVE_UPS, type TrackedTask } from '../table/row';
import type { TaskCost } from '../terms/task';

/** More triggers than one n8n runs. Beyond it the one is forgotten that was polled longest ago. */
const MAX_NODES = 1_000;
/**
 * Longer than a poll can last that read the open tasks before one of them was handed over. Until then
 * the hand-over is remembered although the task is no longer open.
 */
const AFTERMATH_MS = 180_000;

/** Longer than a workflow runs before it loses its worker. */
const UNHEARD_MS = 7 * 86_400_000;

/** A poll that is under way. */
export interface PollUnderWay {
	context: object;
	/** From then on it counts as stuck, and the next poll takes over. Milliseconds since 1970. */
	until: number;
	/** Fires when another poll has taken over. */
	replaced: AbortController;
}

/** A task that was given to n8n inside a poll. */
export interface HandOver {
	tracked: TrackedTask;
	status: string;
	cost?: TaskCost | null;
	/** Milliseconds since 1970. */
	at: number;
	/** `refused`: n8n said so only later, and the task is to be handed over again. */
	state: 'underWay' | 'taken' | 'refused';
	/** Whether the table may say that the task is delivered. */
	isNoted: boolean;
}

export class NodeMemory {
	/** Lost: a poll of the process before may still be handing over what the first poll of this one finds. */
	poll: PollUnderWay | null = null;
	/** The contexts that polled before. Lost: one more poll is taken for an activation, and looks once. */
	readonly polled = new WeakSet<object>();
	/** When each task was last checked. Lost: of more tasks than one round can ask for, some wait a round longer. */
	readonly lastChecks = new Map<string, number>();
	/** Since when no check of the task came to anything. Lost: such a task is given up an hour later. */
	readonly unreadSince = new Map<string, number>();
	/** Since when the task is called completed and names no file. Lost: its file is waited for once more. */
	readonly bareSince = new Map<string, number>();
	/** What finished tasks cost, until the table is told. Lost: the table does not learn it. */
	readonly costs = new Map<string, TaskCost>();
	/** Failed checks of each task, in a row, that will not pass. Lost: a person is told once more. */
	readonly failedChecks = new Map<string, number>();
	/** Lost: what the table was not told of is handed over again, and what n8n refused late is not. */
	readonly handOvers = new Map<string, HandOver>();
	/** Settles when nothing is being taken back. Never rejects. Lost: nothing. */
	takingBack = Promise.resolve();
	/**
	 * Tasks with which an execution ran this node alone, or ended with its worker, and when. The first
	 * time they are handed over again; after that it is up to the workflow. Lost: once more than that.
	 */
	readonly unheard = new Map<string, number>();
	/** When settled rows were last deleted. Lost: one more request. */
	lastPrune = 0;
	/** The name of a table that is not there, as the log was told. Lost: the log is told once more. */
	missingTable: string | null = null;

	/** Forgets all tasks but those that are open, and those that have only just been handed over. */
	keepOnly(open: ReadonlySet<string>, now: number): void {
		const { lastChecks, failedChecks, unreadSince, bareSince, costs } = this;
		for (const known of [lastChecks, failedChecks, unreadSince, bareSince, costs]) {
			for (const key of known.keys()) if (!open.has(key)) known.delete(key);
		}
		// Also while the table calls them delivered: the second time may end as late as the first.
		for (const [key, at] of this.unheard) {
			if (!open.has(key) && now - at > UNHEARD_MS) this.unheard.delete(key);
		}
		for (const [key, { at, state }] of this.handOvers) {
			if (state === 'refused' || now - at <= AFTERMATH_MS) continue;
			// What is under way for so long is stuck. What was taken and is still open, the table has yet to be told.
			if (state === 'underWay' || !open.has(key)) this.handOvers.delete(key);
		}
	}
}

const nodes = new Map<string, NodeMemory>();

/** What is remembered of the node that polls. */
export function memoryOf(context: IPollFunctions): NodeMemory {
	const key = `${context.getWorkflow().id ?? ''}:${context.getNode().id}`;
	const memory = nodes.get(key) ?? new NodeMemory();
	nodes.delete(key);
	nodes.set(key, memory);
	for (const oldest of nodes.keys()) {
		if (nodes.size <= MAX_NODES) break;
		nodes.delete(oldest);
	}
	return memory;
}

/**
 * Whether any trigger has handed the task over, or is about to: two may watch one table. That one gave
 * it up counts only for those that are about to do so, too.
 */
export function isHandedOver(key: string, isGivenUp: boolean): boolean {
	return [...nodes.values()].some(({ handOvers }) => {
		const known = handOvers.get(key);
		if (known === undefined || known.state === 'refused') return false;
		return isGivenUp || known.status !== GIVE_UPS.told;
	});
}
