/** Sends a request, and again where that is safe, until there is an answer to work with. */

import type { Asked, Further, Reading, Verdict } from '../terms/reading';
import { mayRepeat, readStatusAlone } from '../terms/refusals';
import type { NotSent, Outcome, Reply, ServiceRequest } from '../terms/request';
import type { Connection, NodeContext } from './connection';
import type { Gate } from './gate';
import { pauseMs, retryAfterMs } from './retryTiming';
import { CREATE_TIMEOUT_MS, REPLY_TIMEOUT_MS, send } from './send';
import { sleepUntil } from './sleeping';
import type { Spacing } from './spacing';
import { tokenOf } from './tokens';

/** One service in one execution: who asks, with which key, through which gate. */
export interface Channel {
	context: NodeContext;
	connection: Connection;
	gate: Pick<Gate, 'run' | 'pauseFor'>;
	/** Holds back creates where the provider takes only so many in a while. */
	creates?: Spacing;
	/** Fires when the execution is cancelled, or when another item's failure ends it. */
	signal: AbortSignal;
}

/**
 * How long to go on, in milliseconds since 1970. `once`: one request, for those who come back later
 * anyway. `before`: likewise, and none when the gate opens only after that. `until`: what passes is
 * tried again with growing delays, `Retry-After` honoured, but never beyond it. `forMs`: likewise, for so
 * many milliseconds from when the request first leaves: among a thousand it may stand in line for longer.
 * `by`: likewise, and after that moment, which may move, nothing is sent any more, nor waited for.
 */
export type Patience =
	'once' | { before: number } | { until: number } | { forMs: number } | { by: () => number };

/** `More`: what a reading may say beside the usual. */
export interface Exchange<More extends Further = never> {
	/**
	 * A create costs money and no provider documents an idempotency key, so it is sent again only when
	 * the first request surely was not taken. Any other request may be sent as often as it takes.
	 */
	asked: Asked;
	/**
	 * A function makes the request each time it is about to leave: images live only while they are sent,
	 * and no more of them than the gate lets through. Where it makes none, nothing is sent.
	 */
	request: ServiceRequest | (() => Promise<ServiceRequest | null>);
	patience: Patience;
	/** What a reply means. Default: what its status says. */
	read?: (reply: Reply, note: string | null) => Reading | NoInfer<More>;
}

/** What came of an exchange. `verdict` is what the reply means; null where none came. */
export interface Answer<More extends Further = never> {
	outcome: Outcome;
	verdict: Verdict | More | null;
}

/** Tries after which a fault that does not pass is reported: some seconds. */
const MAX_TRIES = 5;
/** A provider that is asked too often and does not say for how long gets half a minute. */
const MAX_TRIES_WHEN_BUSY = 8;
/** A provider that names longer pauses than the usual ones is asked after each, but not for ever. */
const MAX_TRIES_AT_NAMED_TIMES = 30;
/** A check that comes again soon anyway must not hold up the others of its round. */
const SINGLE_TIMEOUT_MS = 20_000;
/** A gate held longer than this would keep items from failing at their own deadlines. */
const MAX_GATE_PAUSE_MS = 60_000;

const STOPPED: Outcome = { type: 'stopped' };
const NOT_READ: Passed<never> = { outcome: STOPPED, reading: null };
const TOO_LATE: Passed<never> = {
	outcome: { type: 'noAnswer', reason: 'Requests before this one got no answer' },
	reading: null,
};
const NOTHING_SENT: Answer<never> = { outcome: STOPPED, verdict: null };
/** So many further requests may one reply lead to. */
const MAX_FURTHER = 3;

/** The one way to a service that may be asked more than once. Never throws. */
export async function exchange<More extends Further = never>(
	channel: Channel,
	about: Exchange<More>,
): Promise<Answer<More>> {
	const { asked, patience } = about;
	let leftAt: number | null = null;
	// First asked for when the first request leaves.
	const endsAt = () => endOf(patience, (leftAt ??= Date.now()));
	for (let tries = 1; ; tries++) {
		const answer = await askOnce(channel, about, endsAt);
		if (!isPatient(patience) || !isWorthATry(answer, asked)) return answer;
		// Turned away so far, and not to be sent again: the stop is what a person needs to know of.
		if (channel.signal.aborted) return asked === 'create' ? NOTHING_SENT : answer;
		const { outcome, verdict } = answer;
		const named = pauseAskedFor(outcome, verdict);
		const wait = pauseMs(named, tries - 1, Math.random());
		if (tries >= mostTries(verdict, named === wait) || Date.now() + wait > endsAt()) return answer;
		await sleepUntil(Date.now() + wait, channel.signal);
	}
}

/** One request, and those that its reply leads to. */
async function askOnce<More extends Further>(
	channel: Channel,
	{ asked, request, patience, read = (reply) => readStatusAlone(reply, asked) }: Exchange<More>,
	endsAt: () => number,
): Promise<Answer<More>> {
	const { signal } = channel;
	const patientMs = asked === 'create' ? CREATE_TIMEOUT_MS : REPLY_TIMEOUT_MS;
	const timeoutMs = isPatient(patience) ? patientMs : SINGLE_TIMEOUT_MS;
	const isBound = patience !== 'once' && 'by' in patience;
	let next: Exchange['request'] = request;
	let note: string | null = null;
	for (let further = 0; ; further++) {
		const { outcome, reading } = await atGate(channel, asked, async (): Promise<Passed<More>> => {
			const isLate = () => Date.now() >= endsAt();
			// A further request is worth it: without its answer the one before was for nothing.
			const isTooLate = !isPatient(patience) && further === 0 && isLate();
			if (signal.aborted || isTooLate) return NOT_READ;
			if (isBound && isLate()) return TOO_LATE;
			const fault = await findNoToken(channel);
			if (fault !== null) return { outcome: fault, reading: null };
			// A token takes its time: a stop meanwhile lets nothing leave.
			if (signal.aborted) return NOT_READ;
			if (isBound && isLate()) return TOO_LATE;
			const made = typeof next === 'function' ? await next() : next;
			if (made === null || signal.aborted) return NOT_READ;
			const limitMs = isBound ? Math.min(timeoutMs, endsAt() - Date.now()) : timeoutMs;
			return await pass(channel, made, limitMs, endsAt(), (reply) => read(reply, note));
		});
		if (reading?.says !== 'further') return { outcome, verdict: reading };
		if (asked === 'create' || further >= MAX_FURTHER) {
			return { outcome, verdict: { says: 'nothing' } };
		}
		({ request: next, note } = reading);
	}
}

/** For a service that takes a token for a while: why there is none. Asked for here where there is none yet. */
async function findNoToken({ context, connection }: Channel): Promise<NotSent | null> {
	const { tokens } = connection;
	const token = tokens === undefined ? null : await tokenOf(context, tokens, null);
	return token?.type === 'notSent' ? token : null;
}

/** When no further try begins; `leftAt` is when the first one did. */
function endOf(patience: Patience, leftAt: number): number {
	if (patience === 'once') return Infinity;
	if ('before' in patience) return patience.before;
	if ('by' in patience) return patience.by();
	return 'until' in patience ? patience.until : leftAt + patience.forMs;
}

/** Whether what passes is tried again. */
function isPatient(patience: Patience): boolean {
	return patience !== 'once' && !('before' in patience);
}

/** Runs it when its turn comes; a create not before the provider takes one more. Nobody waits for that at the gate. */
async function atGate<T>(
	{ gate, creates, signal }: Channel,
	asked: Asked,
	work: () => Promise<T>,
): Promise<T> {
	if (asked !== 'create' || creates === undefined) return await gate.run(work);
	for (;;) {
		const turn = await gate.run(async (): Promise<{ waitMs: number } | { result: T }> => {
			if (signal.aborted) return { result: await work() };
			const waitMs = creates.enter(Date.now());
			if (waitMs > 0) return { waitMs };
			return { result: await work().finally(() => creates.leave(Date.now())) };
		});
		if ('result' in turn) return turn.result;
		await sleepUntil(Date.now() + turn.waitMs, signal);
	}
}

/** What came of one request, and what the reply means; `reading` is null where none came. */
interface Passed<More extends Further> {
	outcome: Outcome;
	reading: Reading | More | null;
}

async function pass<More extends Further>(
	{ context, connection, gate }: Channel,
	request: ServiceRequest,
	timeoutMs: number,
	endsAt: number,
	read: (reply: Reply) => Reading | More,
): Promise<Passed<More>> {
	const outcome = await send(context, connection, request, timeoutMs);
	const reading = outcome.type === 'reply' ? read(outcome) : null;
	// "Too many requests" is said to one request and meant for all.
	const pause = pauseAskedFor(outcome, reading);
	if (pause !== null) gate.pauseFor(Math.min(pause, MAX_GATE_PAUSE_MS, endsAt - Date.now()));
	return { outcome, reading };
}

function isWorthATry({ outcome, verdict }: Answer<Further>, asked: Asked): boolean {
	if (outcome.type === 'reply') return verdict !== null && mayRepeat(verdict, outcome, asked);
	if (outcome.type === 'noAnswer') return asked !== 'create';
	return outcome.type === 'notSent' && outcome.retryable;
}

function mostTries(verdict: Verdict | Further | null, isAtNamedTime: boolean): number {
	if (isAtNamedTime) return MAX_TRIES_AT_NAMED_TIMES;
	return isBusy(verdict) ? MAX_TRIES_WHEN_BUSY : MAX_TRIES;
}

/**
 * How long the provider asks to be left alone, in milliseconds: by `Retry-After` beside a 429, a 503 or
 * its own word for "too many", else as its dialect has it.
 */
function pauseAskedFor(outcome: Outcome, reading: Reading | Further | null): number | null {
	if (outcome.type !== 'reply') return null;
	const isAsked = outcome.status === 429 || outcome.status === 503 || isBusy(reading);
	const named = isAsked ? retryAfterMs(outcome.headers['retry-after'], Date.now()) : null;
	return named ?? (reading?.says === 'refused' ? (reading.retryAfterMs ?? null) : null);
}

function isBusy(reading: Reading | Further | null): boolean {
	return reading?.says === 'refused' && reading.why === 'busy';
}
