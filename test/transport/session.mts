/** A session in front of a local server, in n8n-core's own context: what transport is given by the node. */

import { hingNet } from '../../nodes/VeoVideo/providers/hingNet';
import type { Session } from '../../nodes/VeoVideo/tasks/session';
import { Gate } from '../../nodes/VeoVideo/transport/gate';
import { makeContext } from '../nodes/nodeRun.mts';

export const KEY = 'oh-secret/key+1234';

/** The cancel signal and the session's own are one, as when a person stops the execution. */
export function sessionAt(
	baseUrl: string,
	{ abort = new AbortController(), key = KEY }: { abort?: AbortController; key?: string } = {},
): Session {
	const { context } = makeContext({
		parameters: {},
		credentials: { hingNetApi: { apiKey: key, baseUrl } },
		abortSignal: abort.signal,
	});
	return {
		context,
		provider: hingNet,
		connection: {
			credentialType: 'hingNetApi',
			displayName: 'HingNet',
			origins: { base: baseUrl.replace(/\/+$/, '') },
			secret: key,
		},
		gate: new Gate(10, abort.signal),
		signal: abort.signal,
	};
}
