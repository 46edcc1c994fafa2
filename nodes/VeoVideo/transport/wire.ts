/** One request through n8n's helper, told as data: a reply whose body is still unread, or how it failed. Never throws, never repeats. */

import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { isBlockedByN8n } from '../terms/refusedByN8n';
import type { NoAnswer, NotSent } from '../terms/request';
import { answerWithin } from './answerWithin';
import { isBodyStream, type OpenBody } from './body';
import type { NodeContext } from './context';

/** A reply whose body has not been read yet. */
export interface OpenReply extends OpenBody {
	type: 'open';
	status: number;
	headers: Readonly<Record<string, string>>;
}

/**
 * Starts an exchange and hands over the reply's body unread.
 *
 * - Redirects are never followed here: n8n's helper would take the key along to any other origin.
 * - Every HTTP status counts as a reply: the helper repeats a request by itself when a 401 is
 *   thrown, and a create must not be sent twice.
 * - Without a `credentialType` n8n adds no credential. `clean` blacks out what an error must not show.
 */
export async function openWire(
	context: NodeContext,
	credentialType: string | null,
	options: IHttpRequestOptions,
	clean: (text: string) => string,
): Promise<OpenReply | NotSent | NoAnswer> {
	const fullOptions: IHttpRequestOptions = {
		...options,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	};
	const wire = wireOf(context);
	try {
		const asked: Promise<IN8nHttpFullResponse> =
			credentialType === null
				? context.helpers.httpRequest({ ...fullOptions, abortSignal: wire.signal })
				: context.helpers.httpRequestWithAuthentication.call(
						withSignal(context, wire.signal),
						credentialType,
						fullOptions,
					);
		const response = await answerWithin(asked, options.timeout);
		if (response === null) {
			wire.close();
			return { type: 'noAnswer', reason: 'Not even the beginning of a reply came' };
		}
		const { body: stream } = response;
		if (!isBodyStream(stream)) {
			wire.close();
			return { type: 'noAnswer', reason: 'n8n handed over no readable reply' };
		}
		return {
			type: 'open',
			status: response.statusCode,
			headers: headersOf(response),
			stream,
			close() {
				wire.close();
				stream.destroy();
			},
		};
	} catch (error) {
		wire.close();
		return failureFrom(error, clean);
	}
}

/** A signal for one request: it fires when the execution is cancelled, and when the request is closed. */
function wireOf(context: NodeContext): { signal: AbortSignal; close(): void } {
	const controller = new AbortController();
	const cancelled = cancelSignal(context);
	const abort = () => controller.abort();
	if (cancelled?.aborted) abort();
	cancelled?.addEventListener('abort', abort, { once: true });
	return {
		signal: controller.signal,
		close() {
			cancelled?.removeEventListener('abort', abort);
			abort();
		},
	};
}

/** The helper with a credential takes its signal from the context and nowhere else. */
function withSignal(context: NodeContext, signal: AbortSignal): NodeContext {
	const derived: NodeContext = Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	});
	return derived;
}

/** The signal that fires when a person stops the execution; triggers and older n8n versions have none. */
export function cancelSignal(context: NodeContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

function headersOf({ headers }: IN8nHttpFullResponse): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);
}

/** Failures of the network that come before the request has left, and may have passed a moment later. */
const UNREACHED_CODES = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
/** Failures that come before the request has left, and will come again. */
const UNUSABLE_CODES = [
	'ERR_INVALID_URL',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/**
 * n8n 1.x keeps no cause of its errors, only the code. What n8n refused itself cannot be told apart
 * there from what its HTTP client met, so that all of it may have been sent.
 */
function failureFrom(error: unknown, clean: (text: string) => string): NotSent | NoAnswer {
	const chain = causesOf(error);
	const codes = chain.map(codeOf);
	const blocked = chain.find((one) => one instanceof Error && isBlockedByN8n(one.message));
	const reason = clean(reasonOf(blocked ?? chain.at(-1)));
	if (blocked !== undefined) {
		return { type: 'notSent', reason, retryable: false, isRefusedByN8n: true };
	}
	if (codes.some((code) => UNREACHED_CODES.includes(code)) && !chain.some(isOfOpenConnection)) {
		return { type: 'notSent', reason, retryable: true, isRefusedByN8n: false };
	}
	// What n8n itself refuses (an address it blocks, a missing credential) never becomes an error of its HTTP client.
	const isFromClient =
		(chain.length === 1 && error instanceof NodeApiError) ||
		chain.some((one) => isRecord(one) && one.isAxiosError === true);
	return !isFromClient || codes.some((code) => UNUSABLE_CODES.includes(code))
		? { type: 'notSent', reason, retryable: false, isRefusedByN8n: !isFromClient }
		: { type: 'noAnswer', reason };
}

/**
 * Whether a connection that was made broke: "read EHOSTUNREACH" is told when the network goes down behind
 * a request that has left, with the code of a connection that was never made.
 */
function isOfOpenConnection(error: unknown): boolean {
	return error instanceof Error && /^(read|write) E[A-Z]/.test(reasonOf(error));
}

/** The error and what caused it, outermost first: n8n wraps the HTTP client's error into its own. */
function causesOf(error: unknown): unknown[] {
	const chain: unknown[] = [];
	for (let one = error; one !== undefined && chain.length < 8;) {
		chain.push(one);
		one = isRecord(one) ? one.cause : undefined;
	}
	return chain;
}

function codeOf(error: unknown): string {
	if (error instanceof NodeApiError) return error.httpCode ?? '';
	return isRecord(error) && typeof error.code === 'string' ? error.code : '';
}

export function reasonOf(error: unknown): string {
	// The first is as the HTTP client said it; n8n's own message may advise to send it again.
	if (error instanceof NodeApiError && error.messages[0] !== undefined) return error.messages[0];
	return error instanceof Error ? error.message : String(error);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
