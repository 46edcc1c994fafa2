/** Requests that a stop does not cut off: orders that have left, and what is written down of them. */

import type { NodeContext } from './connection';
import { cancelSignal } from './wire';

/**
 * The same context, but for its cancel signal. n8n's HTTP helper ends every request as soon as the
 * execution is stopped or runs out of time, be it an order that the provider has taken already;
 * requests sent with this context may go on for `graceMs` after that, within their own time-outs.
 */
export function outlivingStop<C extends NodeContext>(context: C, graceMs: number): C {
	const grace = new AbortController();
	const begin = () => AbortSignal.timeout(graceMs).addEventListener('abort', () => grace.abort());
	const cancelled = cancelSignal(context);
	if (cancelled?.aborted) begin();
	cancelled?.addEventListener('abort', begin, { once: true });
	const outliving: C = Object.create(context, {
		// A signal for each request: Node warns of a leak where one signal has many listeners.
		getExecutionCancelSignal: { value: () => AbortSignal.any([grace.signal]) },
	});
	return outliving;
}
