// OpenRouter's errors: an envelope whose code is the HTTP status, and another form for a broken schema.
import { json, type TextReply } from '../../reply.mts';
import type { Issue } from '../../schema.mts';
import type { Refusal } from '../dialect.mts';

/** The envelope; `metadata` is left out where there is none. */
export function openRouterError(
	status: number,
	message: string,
	metadata?: Readonly<Record<string, unknown>>,
): TextReply {
	const error = { code: status, message, ...(metadata ? { metadata } : {}) };
	return json(status, { error, user_id: 'user_sandbox' });
}

/** What `Refusal.detail` holds for this dialect. */
export type Detail =
	| { kind: 'metadata'; metadata: Readonly<Record<string, unknown>> }
	/** A value of the wrong form inside a list of images. */
	| { kind: 'schema'; issue: Issue };

function isDetail(detail: unknown): detail is Detail {
	return typeof detail === 'object' && detail !== null && 'kind' in detail;
}

/** The router's own words for a value that a model does not take. */
export function wrongParameter(): Detail {
	const metadata = {
		failed_routing_step: 'Validate Video Parameters',
		routing_funnel: [{ step: 'Validate Video Parameters', endpoints_remaining: 0 }],
	};
	return { kind: 'metadata', metadata };
}

/** No document prints this body; it is known to be built around a ZodError. */
function schemaError({ path, code }: Issue, message: string): TextReply {
	const issues = [{ code, path: path.map((part) => String(part)), message }];
	return json(400, {
		success: false,
		error: { name: 'ZodError', message: JSON.stringify(issues) },
	});
}

const FAULTS: Readonly<Record<number, { message: string; word: string }>> = {
	402: { message: 'Insufficient credits. Add more to continue.', word: 'payment_required' },
	403: { message: 'The request was blocked by moderation', word: 'permission_denied' },
	404: { message: 'No endpoints found for this model', word: 'not_found' },
	409: { message: 'The video is not finished yet', word: 'precondition_failed' },
	410: { message: 'The video is no longer available', word: 'not_found' },
	413: { message: 'The request body is too large', word: 'payload_too_large' },
	429: { message: 'Rate limit exceeded', word: 'rate_limit_exceeded' },
	500: { message: 'Internal Server Error', word: 'server' },
	502: { message: 'The provider did not deliver', word: 'provider_unavailable' },
	503: { message: 'The provider is overloaded', word: 'provider_overloaded' },
};

function faultError(status: number, message: string): TextReply {
	const known = FAULTS[status];
	if (!known) return openRouterError(status, message);
	const words = `${known.message}. ${message}`;
	return openRouterError(status, words, { error_type: known.word });
}

const STATUSES: Readonly<Record<Refusal['why'], number>> = {
	auth: 401,
	request: 400,
	missingTask: 404,
	missingPage: 404,
	retiredModel: 404,
	notReady: 409,
	fault: 500,
};

/** The reply to a refused request. */
export function refuseAsOpenRouter({ why, message, detail, asked, ...more }: Refusal): TextReply {
	const status = more.status ?? STATUSES[why];
	switch (why) {
		case 'auth':
			return openRouterError(
				status,
				asked?.headers.authorization === undefined
					? 'Missing Authentication header'
					: 'User not found.',
			);
		case 'retiredModel': {
			const availability = { code: 'model_deprecated' };
			return openRouterError(status, message, { error_type: 'not_found', availability });
		}
		case 'missingTask':
			return openRouterError(status, `Job ${String(detail)} not found`);
		case 'fault':
			return faultError(status, message);
		default:
			break;
	}
	if (!isDetail(detail)) return openRouterError(status, message);
	return detail.kind === 'schema'
		? schemaError(detail.issue, message)
		: openRouterError(status, message, detail.metadata);
}
