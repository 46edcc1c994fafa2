/** Keeps creates apart where a provider takes only so many of them in a while. */

/** So many creates may begin within any `windowMs` milliseconds. */
export interface CreateLimit {
	count: number;
	windowMs: number;
}

/** All of the allowed creates are under way: when one of them ends cannot be told. */
const LOOK_AGAIN_MS = 250;

/**
 * One create counts from when it leaves until the window has passed since its reply: somewhere in
 * between it reached the provider, whose clock is the one that counts. Keeps no clock of its own: times
 * are milliseconds since 1970.
 */
export class Spacing {
	private underWay = 0;
	/** When each of the last creates was over, oldest first. */
	private over: number[] = [];
	private readonly limit: CreateLimit;

	constructor(limit: CreateLimit) {
		this.limit = limit;
	}

	/** Milliseconds until it is worth asking again; 0 where one more create may leave, which then counts. */
	enter(now: number): number {
		const { count, windowMs } = this.limit;
		// A create that was over in the future was so before the clock was set back.
		this.over = this.over.map((at) => Math.min(at, now)).filter((at) => at + windowMs > now);
		if (this.underWay + this.over.length >= count) {
			const [oldest] = this.over;
			return oldest === undefined ? LOOK_AGAIN_MS : Math.max(1, oldest + windowMs - now);
		}
		this.underWay++;
		return 0;
	}

	/** The create that entered is over, whatever came of it. */
	leave(now: number): void {
		this.underWay--;
		this.over.push(now);
	}
}
