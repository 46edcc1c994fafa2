/** Waiting that ends early when the execution is cancelled. */

import { sleep } from 'n8n-workflow';

/** How long a cancelled execution may go on waiting. */
const SLICE_MS = 200;

/**
 * Waits until that moment (milliseconds since 1970), or until the signal fires.
 *
 * In slices: n8n-workflow's `sleep` takes a signal from 2.34 on only, and its `sleepWithAbort` is gone
 * since then; short plain sleeps and a look at the signal work with both. Never longer than it is until
 * then now: a clock that is set back meanwhile must not make a pause of seconds one of hours.
 */
export async function sleepUntil(moment: number, signal: AbortSignal): Promise<void> {
	let left = moment - Date.now();
	while (left > 0 && !signal.aborted) {
		const slice = Math.min(left, SLICE_MS);
		await sleep(slice);
		left = Math.min(left - slice, moment - Date.now());
	}
}
