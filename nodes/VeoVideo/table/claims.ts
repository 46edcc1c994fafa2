/** Keeps claims in the task table alive for as long as their node looks after the tasks, a long download included. */

import { sleepUntil } from '../transport/sleeping';

/** A claim ends by itself soon after its node has died, and not before a slow table has answered a renewal. */
const RENEWED_FOR_MS = 180_000;
const RENEW_BEFORE_END_MS = 45_000;
const PAUSE_AFTER_FAILURE_MS = 10_000;
const TICK_MS = 200;

/** Renews a claim until then (milliseconds since 1970); tells whether that went well. Never rejects. */
export type Renewal = (endsAt: number) => Promise<boolean>;

interface Held {
	renew: Renewal;
	/** When to renew next, in milliseconds since 1970. */
	nextAt: number;
	/** The renewal under way. */
	renewing: Promise<void> | null;
}

/** All claims of an execution: one loop looks after them. */
export class Claims {
	private readonly held = new Map<object, Held>();
	private readonly never = new AbortController().signal;
	private isRunning = false;

	/** Renews the claim of `owner`, which ends at that moment (milliseconds since 1970), until it is dropped. */
	hold(owner: object, endsAt: number, renew: Renewal): void {
		this.held.set(owner, { renew, nextAt: endsAt - RENEW_BEFORE_END_MS, renewing: null });
		void this.run();
	}

	/** Renews it no more. Resolves when nothing is under way that could claim again. */
	async drop(owner: object): Promise<void> {
		const held = this.held.get(owner);
		this.held.delete(owner);
		await held?.renewing;
	}

	private async run(): Promise<void> {
		if (this.isRunning) return;
		this.isRunning = true;
		while (this.held.size > 0) {
			const now = Date.now();
			for (const held of this.held.values()) {
				if (held.renewing === null && held.nextAt <= now) held.renewing = renewOnce(held, now);
			}
			await sleepUntil(now + TICK_MS, this.never);
		}
		this.isRunning = false;
	}
}

async function renewOnce(held: Held, now: number): Promise<void> {
	const isRenewed = await held.renew(now + RENEWED_FOR_MS);
	held.nextAt = isRenewed
		? now + RENEWED_FOR_MS - RENEW_BEFORE_END_MS
		: Date.now() + PAUSE_AFTER_FAILURE_MS;
	held.renewing = null;
}
