/** How each fault of the table is brought about in the sandbox. */

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import type { Fault } from '../../sandbox/sandbox.mts';
import type { FaultName } from './reliability.mts';

/** What to tell the sandbox, beside which request it is meant for. */
export type Strike = Omit<Fault, 'action' | 'face' | 'prompt' | 'taskId' | 'times'>;

/** `away`: the provider's own address, or the one that the file is redirected to, cannot be reached. */
export type Cause =
	{ type: 'strike'; strike: Strike } | { type: 'away'; isThere: 'later' | 'never' };

const WITH_TIME = { headers: { 'retry-after': '1' } };

/** Each interface's own way to say no, for a reason that it names. */
const REFUSALS: Readonly<Record<string, unknown>> = {
	hingNet: { error: { message: 'Insufficient quota', type: 'api_error', code: 'no_quota' } },
	hingNetNative: { error: { code: 8, message: 'Quota exceeded', status: 'RESOURCE_EXHAUSTED' } },
	jieKouAi: {
		code: 403,
		reason: 'NOT_ENOUGH_BALANCE',
		message: 'not enough balance',
		metadata: {},
	},
	uniAll: { error: { message: 'Insufficient quota', type: 'api_error', code: 'no_quota' } },
	twelveAi: { code: 'no_quota', message: 'Insufficient quota', data: null },
	fal: { detail: 'Out of service', error_type: 'bad_request' },
	kie: { code: 402, msg: 'Credits insufficient', data: null },
	vertexAi: { error: { code: 8, message: 'Quota exceeded', status: 'RESOURCE_EXHAUSTED' } },
	openRouter: { error: { code: 400, message: 'Out of service' } },
	waveSpeed: { code: 400, message: 'Out of service' },
	replicate: { title: 'Out of service', detail: 'Out of service', status: 400 },
	openAiCompatible: { error: { message: 'Insufficient quota', code: 'insufficient_quota' } },
};

/** Says that something went wrong, and not whether an order counts. */
const UNCLEAR_ERROR = { error: { message: 'Out of service', code: 'odd' } };

/** The cause of a fault at a provider; `elsewhere` is the address that a redirect leads to. */
export function causeOf(name: FaultName, { name: provider }: Provider, elsewhere: string): Cause {
	const strike = (one: Strike): Cause => ({ type: 'strike', strike: one });
	const status = (code: number, more: Partial<Strike> = {}) =>
		strike({ kind: 'status', status: code, ...more });
	switch (name) {
		case 'refusedConnection':
			return { type: 'away', isThere: 'later' };
		case 'unknownHost':
			return { type: 'away', isThere: 'never' };
		case 'cutBeforeReply':
		case 'cutMidReply':
		case 'timeout':
		case 'cutJson':
		case 'redirectLoop':
		case 'expiredLink':
			return strike({ kind: name });
		case 'http400':
			return status(400);
		case 'http401':
			return status(401);
		case 'http403':
			return status(403);
		case 'http404':
			return status(404);
		case 'http408':
			return status(408);
		case 'http429':
			return status(429);
		case 'http429WithTime':
			return status(429, WITH_TIME);
		case 'http500':
			return status(500);
		case 'http500Text':
			return status(500, { body: 'upstream connect error' });
		case 'http502Page':
			return strike({ kind: 'html', status: 502 });
		case 'http503':
			return status(503);
		case 'http503WithTime':
			return status(503, WITH_TIME);
		case 'http504':
			return status(504);
		case 'errorWith200':
		case 'fileOfJson':
			return strike({ kind: 'json', body: REFUSALS[provider] });
		case 'unclearErrorWith200':
			return strike({ kind: 'json', body: UNCLEAR_ERROR });
		case 'strangeShape':
			return strike({ kind: 'json', body: { hello: ['world'] } });
		case 'redirectElsewhere':
			return strike({ kind: 'redirect', location: elsewhere });
		case 'fileOfNothing':
			return strike({ kind: 'empty' });
		case 'fileOfHalf':
			return strike({ kind: 'half' });
	}
}
