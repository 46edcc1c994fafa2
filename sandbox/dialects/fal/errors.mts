// fal.ai's error shapes: a model's list of details, the platform's flat form, and the gateway's bare text.
import { json, storeError, type TextReply } from '../../reply.mts';
import type { Issue } from '../../schema.mts';
import type { SandboxTask } from '../../tasks.mts';
import { APP } from './endpoints.mts';
import type { Refusal } from '../dialect.mts';

/** One entry of a model's error. */
export interface Detail {
	loc: ReadonlyArray<string | number>;
	msg: string;
	type: string;
	input?: unknown;
}

/** A model's refusal of input or output: final, and not worth another try unless `retryable`. */
export function modelError(
	status: number,
	detail: readonly Detail[],
	retryable = false,
): TextReply {
	return json(status, { detail }, { 'x-fal-retryable': String(retryable) });
}

function platformError(status: number, errorType: string, detail: string): TextReply {
	return json(status, { detail, error_type: errorType }, { 'x-fal-error-type': errorType });
}

/** The checker's words by those of the sandbox's own. */
const VALUE_TYPES: Readonly<Record<string, string>> = {
	invalid_type: 'type_error',
	invalid_value: 'enum',
	too_big: 'too_long',
	too_small: 'too_short',
};

/** How the schema checker of fal's models names what is wrong. */
export function detailOf({ path, kind, code, input }: Issue, complaint: string): Detail {
	const loc = ['body', ...path.map((part) => (typeof part === 'number' ? part : String(part)))];
	if (kind === 'missing') return { loc, msg: 'Field required', type: 'missing' };
	if (kind === 'unknown') {
		return { loc, msg: 'Extra inputs are not permitted', type: 'extra_forbidden', input };
	}
	return { loc, msg: complaint, type: VALUE_TYPES[code] ?? 'value_error', input };
}

/** Failures that a model tells in the result, by `type`. */
const MODEL_FAILURES: Readonly<Record<string, { status: number; retryable: boolean }>> = {
	content_policy_violation: { status: 422, retryable: false },
	no_media_generated: { status: 422, retryable: true },
	file_download_error: { status: 422, retryable: false },
	generation_timeout: { status: 504, retryable: true },
	downstream_service_error: { status: 500, retryable: true },
	downstream_service_unavailable: { status: 500, retryable: true },
	internal_server_error: { status: 500, retryable: true },
};

/** Failures of the platform after up to ten tries of its own: these the status body tells as well. */
const PLATFORM_FAILURES: Readonly<Record<string, number>> = {
	request_timeout: 504,
	startup_timeout: 504,
	runner_scheduling_failure: 503,
	runner_connection_timeout: 503,
	runner_disconnected: 503,
	runner_connection_refused: 503,
	runner_connection_error: 503,
	runner_incomplete_response: 502,
	runner_server_error: 500,
	internal_error: 500,
	client_disconnected: 499,
	client_cancelled: 499,
	bad_request: 400,
};

const CANCELLED = 'client_cancelled';

/**
 * The platform's word for why a task failed, or null where the model itself refused. A fault's reason
 * that is one of fal's own words makes that failure; any other text is a refusal by the content policy.
 */
export function platformFailure(task: SandboxTask): string | null {
	if (task.cancelled) return CANCELLED;
	return Object.hasOwn(PLATFORM_FAILURES, task.failureReason) ? task.failureReason : null;
}

/** The result of a task that failed. */
export function failedResult(task: SandboxTask): TextReply {
	const word = platformFailure(task);
	if (word !== null) {
		return platformError(PLATFORM_FAILURES[word] ?? 500, word, `The request failed: ${word}`);
	}
	const { failureReason } = task;
	const known = MODEL_FAILURES[failureReason];
	const type = known ? failureReason : 'content_policy_violation';
	const msg = known ? `The model could not make the video: ${failureReason}` : failureReason;
	const { status, retryable } = known ?? { status: 422, retryable: false };
	return modelError(status, [{ loc: ['body', 'prompt'], msg, type }], retryable);
}

const BALANCE = 'User is locked. Reason: Exhausted balance. Top up your balance to continue.';

function faultError(status: number, message: string): TextReply {
	if (status === 403) return json(403, { detail: `${BALANCE} ${message}` });
	if (status === 429) {
		const body = { detail: message, error_type: 'concurrent_requests_limit' };
		return json(429, body, { 'x-fal-needs-retry': '1' });
	}
	if (status < 500) return json(status, { detail: message });
	const words: Readonly<Record<number, string>> = {
		502: 'runner_incomplete_response',
		503: 'runner_connection_error',
		504: 'request_timeout',
	};
	return platformError(status, words[status] ?? 'internal_error', message);
}

function plain(status: number, text: string, headers: Record<string, string> = {}): TextReply {
	return { kind: 'text', status, contentType: 'text/plain', text, headers };
}

function missingPage({ asked, message }: Refusal): TextReply {
	if (asked?.origin === 'files') return storeError(404, 'NoSuchKey', message);
	const path = asked?.pathname ?? '';
	if (asked?.origin === 'platform') {
		return json(404, { error: { type: 'not_found', message } });
	}
	if (!path.startsWith(`/${APP}/`)) {
		return json(404, { detail: `Application "${path.split('/')[2] ?? ''}" not found` });
	}
	// A sub-path takes orders and nothing else: n8n users who ask a status there end here.
	if (asked?.method !== 'POST') return plain(405, '', { allow: 'POST' });
	return plain(404, `Path ${path.slice(APP.length + 1)} not found`);
}

function wrongKey({ asked, action }: Refusal): TextReply {
	const given = asked?.headers.authorization !== undefined;
	if (asked?.origin === 'upload' && !given) {
		return json(401, { detail: 'Authorization header is required' });
	}
	if (asked?.origin === 'platform') {
		return json(401, { error: { type: 'authorization_error', message: 'Invalid key' } });
	}
	// Seen at fal: without any key an unknown request is simply not found.
	if (action === 'status' && !given) return json(404, { status: 'NOT_FOUND' });
	return json(401, { detail: 'invalid key credentials' });
}

function isDetails(detail: unknown): detail is Detail[] {
	return Array.isArray(detail);
}

/** The reply to a refused request. */
export function refuseAsFal(refusal: Refusal): TextReply {
	const { why, message, status, action, detail } = refusal;
	switch (why) {
		case 'auth':
			return wrongKey(refusal);
		case 'missingPage':
			return missingPage(refusal);
		case 'missingTask':
			return action === 'result'
				? json(404, { detail: 'Request not found' })
				: json(404, { status: 'NOT_FOUND' });
		case 'retiredModel':
			return json(status ?? 404, { detail: message });
		case 'notReady':
			return json(status ?? 400, { detail: 'Request is still in progress' });
		case 'fault':
			return faultError(status ?? 500, message);
		case 'request':
			return isDetails(detail)
				? modelError(status ?? 422, detail)
				: json(status ?? 422, { detail: message });
	}
}
