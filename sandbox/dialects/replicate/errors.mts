// Replicate's errors: problem details, with the pause in the body where creates are throttled.
import { json, storeError, type TextReply } from '../../reply.mts';
import type { Refusal } from '../dialect.mts';

const HEADERS = { 'content-type': 'application/problem+json' };

/** A problem; some have no title. */
export function problem(
	status: number,
	title: string | null,
	detail: string,
	more: Readonly<Record<string, unknown>> = {},
): TextReply {
	return json(status, { ...(title === null ? {} : { title }), detail, status, ...more }, HEADERS);
}

/** One field of an input that breaks the model's schema. */
export function invalidInput(field: string, description: string): TextReply {
	const name = ['input', field].filter((part) => part !== '').join('.');
	const invalid_fields = [{ type: 'invalid', field: name, description }];
	const detail = `- ${name}: ${description}`;
	return problem(422, 'Input validation failed', detail, { invalid_fields });
}

function wrongKey({ asked, action }: Refusal): TextReply {
	if (asked?.headers.authorization === undefined) {
		return json(401, { detail: 'Authorization header required' }, HEADERS);
	}
	return action === 'create'
		? problem(401, 'Authentication required', 'Invalid or expired API token.')
		: problem(401, 'Unauthenticated', 'You did not pass a valid authentication token');
}

/** As long as a test can wait; Replicate itself says some seconds. */
const RETRY_AFTER_SECONDS = 1;

function throttled(isCreate: boolean): TextReply {
	const resets = `Your rate limit resets in ~${RETRY_AFTER_SECONDS}s.`;
	if (!isCreate) return json(429, { detail: `Request was throttled. ${resets}` }, HEADERS);
	const detail = `Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute with a burst of 1 requests while you have less than $5.0 in credit. ${resets}`;
	return json(429, { detail, status: 429, retry_after: RETRY_AFTER_SECONDS }, HEADERS);
}

const NO_CREDIT =
	'You have insufficient credit to run this model. Go to your billing page to purchase credit. Once you have purchased credit, please wait a few minutes before trying again.';

function fault(status: number, message: string, isCreate: boolean): TextReply {
	if (status === 429) return throttled(isCreate);
	if (status === 402) return problem(402, 'Insufficient credit', NO_CREDIT);
	return problem(status, status >= 500 ? 'Internal server error' : null, message);
}

/** What `Refusal.detail` holds for an input that breaks the schema: the field's name. */
function isField(detail: unknown): detail is string {
	return typeof detail === 'string';
}

/** The reply to a refused request. */
export function refuseAsReplicate(refusal: Refusal): TextReply {
	const { why, message, status, action, detail, asked } = refusal;
	if (asked?.origin === 'files') return storeError(404, 'NoSuchKey', message);
	switch (why) {
		case 'auth':
			return wrongKey(refusal);
		case 'request':
			return status === undefined && isField(detail)
				? invalidInput(detail, message)
				: problem(status ?? 422, null, message);
		case 'fault':
			return fault(status ?? 500, message, action === 'create');
		default:
			return problem(status ?? 404, null, message);
	}
}
