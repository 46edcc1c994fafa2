/** Sends a request, and again where that is safe, until there is an answer to work with. */

import type { Provider } from '../providers/provider';
import type { Outcome, ProviderRequest, Reply } from '../terms/request';
import type { Connection, NodeContext, RunContext } from './connection';
import type { Gate } from './gate';
import { isPassing, pauseMs, retryAfterMs } from './retryTiming';
import { CREATE_TIMEOUT_MS, REPLY_TIMEOUT_MS, send } from './send';
import { sleepUntil } from './sleeping';

/** One service in one execution: who asks, with which key, through which gate. */
export interface Channel {
	context: NodeContext;
	connection: Connection;
	gate: Gate;
	/** Fires when the execution is cancelled, or when another item's failure ends it. */
	signal: AbortSignal;
}

/** A channel to a provider of videos. */
export interface Session extends Channel {
	context: RunContext;
	provider: Provider;
	/** Downloads take long: with a gate of their own they do not hold up orders and status checks. */
	downloads: Gate;
}

/** Tries after which a fault that does not pass is reported: some seconds. */
const MAX_TRIES = 5;
/** A provider that is asked too often and does not say for how long gets half a minute. */
const MAX_TRIES_WHEN_BUSY = 8;
/** A provider that names longer pauses than the usual ones is asked after each, but not for ever. */
const MAX_TRIES_AT_NAMED_TIMES = 30;
/** A look that comes again soon anyway must not hold up the others of its round. */
const GLANCE_TIMEOUT_MS = 20_000;
/** A gate held longer than this would keep items from failing at their own deadlines. */
const MAX_GATE_PAUSE_MS = 60_000;

const STOPPED: Outcome = { type: 'stopped' };

/**
 * Reads something: what passes (408, 429, 5xx, a cut connection) is tried again with growing delays,
 * `Retry-After` honoured, but never beyond `deadline` (milliseconds since 1970).
 */
export async function ask(
	channel: Channel,
	request: ProviderRequest,
	deadline: number,
): Promise<Outcome> {
	const make = async () => await Promise.resolve(request);
	return await exchange(channel, make, () => deadline, REPLY_TIMEOUT_MS, isWorthAnotherLook);
}

/**
 * Orders a video. This costs money and no provider documents an idempotency key, so it is sent again
 * only when the first request surely was not taken. `isTaken` tells of a reply that it was, whatever its
 * status. `limitMs` bounds the tries, from when the order first leaves: among a thousand it may have stood
 * in line for longer than that.
 *
 * A function makes the request each time it is about to leave: images live only while they are sent,
 * and no more of them than the gate lets through. Where it makes none, nothing is sent.
 */
export async function order(
	channel: Channel,
	request: ProviderRequest | (() => Promise<ProviderRequest | null>),
	limitMs: number,
	isTaken: (reply: Reply) => boolean = () => false,
): Promise<Outcome> {
	const make = typeof request === 'function' ? request : async () => await Promise.resolve(request);
	const mayRepeat = (outcome: Outcome) =>
		wasTurnedAway(outcome) && !(outcome.type === 'reply' && isTaken(outcome));
	let deadline: number | null = null;
	const sinceFirst = () => (deadline ??= Date.now() + limitMs);
	const outcome = await exchange(channel, make, sinceFirst, CREATE_TIMEOUT_MS, mayRepeat);
	// Turned away so far, and not to be sent again: the stop is what a person needs to know of.
	return channel.signal.aborted && mayRepeat(outcome) ? STOPPED : outcome;
}

/** One look at something, without another try: for those who come back later anyway. */
export async function askOnce(channel: Channel, request: ProviderRequest): Promise<Outcome> {
	return await channel.gate.run(
		async () => await pass(channel, request, GLANCE_TIMEOUT_MS, Infinity),
	);
}

/** The same, but null when the gate lets it through only after `endsAt` (milliseconds since 1970). */
export async function askOnceBefore(
	channel: Channel,
	request: ProviderRequest,
	endsAt: number,
): Promise<Outcome | null> {
	return await channel.gate.run(async () =>
		Date.now() < endsAt ? await pass(channel, request, GLANCE_TIMEOUT_MS, endsAt) : null,
	);
}

async function pass(
	{ context, connection, gate, signal }: Channel,
	request: ProviderRequest | null,
	timeoutMs: number,
	deadline: number,
): Promise<Outcome> {
	if (signal.aborted || request === null) return STOPPED;
	const outcome = await send(context, connection, request, timeoutMs);
	// "Too many requests" is said to one request and meant for all.
	const pause = pauseAskedFor(outcome);
	if (pause !== null) gate.pauseFor(Math.min(pause, MAX_GATE_PAUSE_MS, deadline - Date.now()));
	return outcome;
}

function isWorthAnotherLook(outcome: Outcome): boolean {
	// "Fine", and then no JSON: a page of a proxy in between, or a reply that was cut.
	if (outcome.type === 'reply') {
		return isPassing(outcome.status) || (outcome.status === 200 && outcome.body === undefined);
	}
	return outcome.type === 'noAnswer' || (outcome.type === 'notSent' && outcome.retryable);
}

/**
 * Not taken for sure: never reached, or 429 (too many requests). A 503 is not, though it names a time to
 * come back: gateways send it as well after they passed an order on.
 */
function wasTurnedAway(outcome: Outcome): boolean {
	if (outcome.type === 'reply') return outcome.status === 429;
	return outcome.type === 'notSent' && outcome.retryable;
}

async function exchange(
	channel: Channel,
	make: () => Promise<ProviderRequest | null>,
	deadlineOf: () => number,
	timeoutMs: number,
	mayRepeat: (outcome: Outcome) => boolean,
): Promise<Outcome> {
	for (let tries = 1; ; tries++) {
		const outcome = await channel.gate.run(async () =>
			channel.signal.aborted ? STOPPED : await pass(channel, await make(), timeoutMs, deadlineOf()),
		);
		if (channel.signal.aborted || !mayRepeat(outcome)) return outcome;
		const asked = pauseAskedFor(outcome);
		const wait = pauseMs(asked, tries - 1, Math.random());
		if (tries >= mostTries(outcome, asked === wait) || Date.now() + wait > deadlineOf())
			return outcome;
		await sleepUntil(Date.now() + wait, channel.signal);
	}
}

function mostTries(outcome: Outcome, isAtNamedTime: boolean): number {
	if (isAtNamedTime) return MAX_TRIES_AT_NAMED_TIMES;
	const isBusy = outcome.type === 'reply' && outcome.status === 429;
	return isBusy ? MAX_TRIES_WHEN_BUSY : MAX_TRIES;
}

/** How long the provider asks to be left alone, in milliseconds: a 429 or 503 with `Retry-After`. */
function pauseAskedFor(outcome: Outcome): number | null {
	return outcome.type === 'reply' && (outcome.status === 429 || outcome.status === 503)
		? retryAfterMs(outcome.headers['retry-after'], Date.now())
		: null;
}
