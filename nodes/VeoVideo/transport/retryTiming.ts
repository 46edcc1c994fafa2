/** When to try again: pure arithmetic, no clock and no I/O of its own. */

const FIRST_DELAY_MS = 500;
const LARGEST_DELAY_MS = 8_000;
/** Share of a delay that chance may take away, so that many items do not come back at the same moment. */
const JITTER = 0.25;

/**
 * The wait before the next try, in milliseconds: 0.5 s doubled up to 8 s, less up to a quarter.
 * `attempt` counts from 0; `random` is 0 to 1.
 */
export function backoffMs(attempt: number, random: number): number {
	const delay = Math.min(FIRST_DELAY_MS * 2 ** Math.min(attempt, 10), LARGEST_DELAY_MS);
	return Math.round(delay * (1 - JITTER * random));
}

/**
 * Reads `Retry-After` as milliseconds from `now`, always more than 0; null when it is absent, unreadable,
 * or names no time to come ("0", a date that has passed). RFC 9110 gives two forms, whole seconds and an
 * HTTP date. Decimals are read too: some gateways send "1.5".
 */
export function retryAfterMs(value: string | undefined, now: number): number | null {
	const text = value?.trim() ?? '';
	const seconds = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : NaN;
	const date = /[a-z]/i.test(text) ? Date.parse(text) : NaN;
	const ms = Math.ceil(Number.isNaN(seconds) ? date - now : seconds * 1000);
	return ms > 0 ? ms : null;
}

/**
 * The wait before the next try, in milliseconds: the one that was asked for, but never shorter than the
 * usual one, which grows. `asked` is what `retryAfterMs` gave, `attempt` counts from 0.
 */
export function pauseMs(asked: number | null, attempt: number, random: number): number {
	return Math.max(asked ?? 0, backoffMs(attempt, random));
}
