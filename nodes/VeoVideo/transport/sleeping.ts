/** Waiting that ends early when the execution is cancelled. */

import { sleep } from 'n8n-workflow';

/** How long a cancelled execution may go on waiting. */
const SLICE_MS = 200;

/**
 * Waits until that moment (milliseconds since 1970), or until the signal fires.
 *
 * In slices: n8n-workflow's `sleep` takes a signal from 2.34 on only, and its `sleepWithAbort` is gone
 * since then; short plain sleeps and a look at the signal work with both.
 */
export async function sleepUntil(moment: number, signal: AbortSignal): Promise<void> {
	for (let left = moment - Date.now(); left > 0 && !signal.aborted; left = moment - Date.now()) {
		await sleep(Math.min(left, SLICE_MS));
	}
}
