/**
 * A history's own time. It stands still while anything happens, and jumps to the next timer when all is
 * quiet: waits of minutes cost nothing, and a busy machine makes no time-out fire. Whose time it is
 * follows the code through promises, sockets and servers, so that histories run side by side.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';

import { randomFrom } from '../n8n/kills/random.mts';

/** A process of n8n, as far as time and requests go: what a dead one had begun never goes on. */
export interface Life {
	isDead: boolean;
}

interface Timer {
	at: number;
	order: number;
	life: Life | null;
	run: () => void;
}

/** A request on its way. */
interface Flight {
	request: http.ClientRequest;
	life: Life | null;
}

interface Scope {
	clock: Clock;
	life: Life | null;
}

const scopes = new AsyncLocalStorage<Scope>();

const real = {
	now: Date.now,
	random: Math.random,
	setTimeout: globalThis.setTimeout,
	clearTimeout: globalThis.clearTimeout,
	setImmediate: globalThis.setImmediate,
	request: http.request,
	signalAfter: AbortSignal.timeout,
};

/** Where every history begins: Sunday, so to speak, at noon. */
const BEGINNING = Date.parse('2026-11-22T12:00:00Z');
/** Turns of the event loop without anything new, after which all is quiet. */
const QUIET_TURNS = 4;
/** What is on its way may hang on something that this file does not see; then time goes on all the same. */
const STUCK_MS = 400;
/** A server may begin to keep a request waiting without a sign to its client. */
const GLANCE_MS = 2;
/** More requests than this at one and the same moment are a storm that would never end. */
const STORM = 300;

/** A provider or a table is asked over and over without a pause. */
export class Storm extends Error {
	constructor() {
		super(`More than ${STORM} requests were sent without a pause`);
	}
}

export class Clock {
	now = BEGINNING;
	isStormy = false;
	private timers: Timer[] = [];
	private readonly flights = new Set<Flight>();
	private readonly isHeld: (port: number) => boolean;
	private readonly random: () => number;
	private order = 0;
	private activity = 0;
	private requestsNow = 0;
	private isOver = false;
	private wake: () => void = () => {};

	/** `isHeld` tells of a client's port whether its request is kept waiting on purpose. */
	constructor(isHeld: (port: number) => boolean, seed: number) {
		this.isHeld = isHeld;
		this.random = randomFrom(seed);
	}

	/** Runs this with the history's time. */
	async run<T>(story: () => Promise<T>): Promise<T> {
		installOnce();
		void this.drive();
		try {
			return await scopes.run({ clock: this, life: null }, story);
		} finally {
			this.isOver = true;
			this.timers = [];
			this.wake();
		}
	}

	/** Whatever it begins belongs to that process. */
	within<T>(life: Life | null, work: () => T): T {
		return scopes.run({ clock: this, life }, work);
	}

	/** Ends a process as a power cut would. */
	kill(life: Life): void {
		life.isDead = true;
		this.timers = this.timers.filter((timer) => timer.life !== life);
		for (const flight of this.flights) if (flight.life === life) flight.request.destroy();
	}

	schedule(ms: number, life: Life | null, run: () => void): Timer {
		const timer = { at: this.now + Math.max(0, ms), order: this.order++, life, run };
		this.timers.push(timer);
		this.activity++;
		return timer;
	}

	cancel(timer: Timer): void {
		this.timers = this.timers.filter((one) => one !== timer);
	}

	chance(): number {
		return this.random();
	}

	takeOff(request: http.ClientRequest, life: Life | null): void {
		const flight = { request, life };
		this.flights.add(flight);
		this.stir();
		if (++this.requestsNow > STORM) this.isStormy = true;
		request.once('response', () => this.stir());
		request.once('close', () => {
			this.flights.delete(flight);
			this.stir();
		});
	}

	private stir(): void {
		this.activity++;
		this.wake();
	}

	private async drive(): Promise<void> {
		while (!this.isOver) {
			await this.quiet();
			const next = this.timers.reduce<Timer | null>(
				(first, one) => (first === null || isBefore(one, first) ? one : first),
				null,
			);
			if (next === null) {
				await this.anything();
				continue;
			}
			this.cancel(next);
			if (next.at > this.now) {
				this.now = next.at;
				this.requestsNow = 0;
			}
			next.run();
		}
	}

	private async quiet(): Promise<void> {
		let seen = this.activity;
		let turns = 0;
		let busySince = real.now();
		while (turns < QUIET_TURNS && !this.isOver) {
			await new Promise((resolve) => real.setImmediate(resolve));
			if (this.activity !== seen) {
				seen = this.activity;
				turns = 0;
				busySince = real.now();
			} else if (this.isBusy()) {
				turns = 0;
				if (real.now() - busySince > STUCK_MS) return;
				await this.anything();
			} else turns++;
		}
	}

	private isBusy(): boolean {
		for (const { request } of this.flights) {
			const port = request.socket?.localPort;
			if (port === undefined || !this.isHeld(port)) return true;
		}
		return false;
	}

	private async anything(): Promise<void> {
		await new Promise<void>((resolve) => {
			const timeout = real.setTimeout(resolve, GLANCE_MS);
			this.wake = () => {
				real.clearTimeout(timeout);
				resolve();
			};
		});
		this.wake = () => {};
	}
}

function isBefore(one: Timer, other: Timer): boolean {
	return one.at < other.at || (one.at === other.at && one.order < other.order);
}

class Handle {
	readonly clock: Clock;
	readonly timer: Timer;
	constructor(clock: Clock, timer: Timer) {
		this.clock = clock;
		this.timer = timer;
	}
	ref(): this {
		return this;
	}
	unref(): this {
		return this;
	}
}

let isInstalled = false;

/** Puts the histories' time in the place of the real one, for code that runs in a history; other code sees no change. */
function installOnce(): void {
	if (isInstalled) return;
	isInstalled = true;
	const now = () => scopes.getStore()?.clock.now ?? real.now();
	Date.now = now;
	globalThis.Date = new Proxy(Date, {
		construct: (target, values: unknown[]) =>
			Reflect.construct(target, values.length > 0 ? values : [now()]),
	});
	Math.random = () => scopes.getStore()?.clock.chance() ?? real.random();
	const later = (run: (...values: unknown[]) => void, ms = 0, ...values: unknown[]) => {
		const scope = scopes.getStore();
		if (scope === undefined) return real.setTimeout(run, ms, ...values);
		if (scope.life?.isDead)
			return new Handle(
				scope.clock,
				scope.clock.schedule(0, null, () => {}),
			);
		const bound = AsyncLocalStorage.bind(() => run(...values));
		return new Handle(scope.clock, scope.clock.schedule(ms, scope.life, bound));
	};
	const never = (handle: unknown) => {
		if (handle instanceof Handle) handle.clock.cancel(handle.timer);
		else real.clearTimeout(handle as Parameters<typeof clearTimeout>[0]);
	};
	Object.assign(globalThis, { setTimeout: later, clearTimeout: never });
	AbortSignal.timeout = (ms) => {
		if (scopes.getStore() === undefined) return real.signalAfter.call(AbortSignal, ms);
		const controller = new AbortController();
		later(() => controller.abort(new DOMException('The time is over', 'TimeoutError')), ms);
		return controller.signal;
	};
	http.request = ((...given: Parameters<typeof http.request>) => {
		const scope = scopes.getStore();
		if (scope === undefined) return real.request(...given);
		const { clock, life } = scope;
		if (life?.isDead) throw new Error('This process is gone');
		if (clock.isStormy) throw new Storm();
		const request = real.request(...given);
		clock.takeOff(request, life);
		// Node's own timers for silent sockets know only the real time.
		request.setTimeout = (ms, onTimeout = () => {}) => {
			if (ms > 0) {
				const timer = clock.schedule(ms, life, AsyncLocalStorage.bind(onTimeout));
				request.once('close', () => clock.cancel(timer));
			}
			return request;
		};
		return request;
	}) as typeof http.request;
}
