/** Bounds the wait for an answer whose own time-out may never fire. */

import { sleep } from 'n8n-workflow';

/**
 * After so many time-outs of its own a request counts as unanswered. A slow upload may take several: n8n's
 * HTTP client counts from the last byte.
 */
const TIMEOUTS = 5;
const FIRST_LOOK_MS = 50;
const MAX_LOOK_MS = 1_000;

/**
 * What the work gives back, or throws; null when it has neither after some time-outs. n8n's HTTP client says
 * nothing more once the server has answered with HTTP 101 ("Switching Protocols").
 */
export async function answerWithin<T>(work: Promise<T>, timeoutMs = Infinity): Promise<T | null> {
	let isOver = false;
	// Counted in pauses: a clock that jumps, as after a laptop's sleep, is no silence.
	let left = timeoutMs * TIMEOUTS;
	const watch = async (): Promise<null> => {
		for (let pause = FIRST_LOOK_MS; !isOver && left > 0; pause = Math.min(pause * 2, MAX_LOOK_MS)) {
			await sleep(pause);
			left -= pause;
		}
		return null;
	};
	try {
		return await Promise.race([work, watch()]);
	} finally {
		isOver = true;
	}
}
