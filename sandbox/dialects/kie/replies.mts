// kie.ai's envelope: every reply is HTTP 200, and `code` in the body is what really happened.
import { json, storeError, type TextReply } from '../../reply.mts';
import type { Refusal } from '../dialect.mts';

/** A reply of any meaning. */
export function envelope(code: number, msg: string, data: unknown = null, status = 200): TextReply {
	return json(status, { code, msg, data });
}

/** What was asked for, with HTTP and `code` both at 200. */
export const success = (data: unknown) => envelope(200, 'success', data);

/** The reply about a task that is unknown, too old, or of the other interface. */
export function missing(): TextReply {
	return refuseAsKie({ why: 'missingTask', message: '' });
}

const CODES: Readonly<
	Record<Exclude<Refusal['why'], 'fault'>, { code: number; msg: string | null }>
> = {
	auth: { code: 401, msg: 'You do not have access permissions' },
	request: { code: 422, msg: null },
	missingTask: { code: 422, msg: 'recordInfo is null' },
	missingPage: { code: 404, msg: null },
	retiredModel: { code: 404, msg: null },
	notReady: { code: 422, msg: null },
};

/** The reply to a refused request. */
export function refuseAsKie({ why, message, status, detail, asked }: Refusal): TextReply {
	if (asked?.origin === 'files') return storeError(404, 'NoSuchKey', message);
	if (why === 'fault') return envelope(status ?? 500, message, null, status ?? 500);
	const { code, msg } = CODES[why];
	// An address that is none is the router's own affair; which HTTP status goes with a code is not known.
	const http = why === 'missingPage' ? 404 : 200;
	return envelope(typeof detail === 'number' ? detail : code, msg ?? message, null, http);
}
