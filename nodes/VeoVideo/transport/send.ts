/** One HTTP exchange through n8n's helper, told as data: a reply, or how it failed. Never throws, never repeats. */

import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { isJsonObject } from '../terms/json';
import { isBlockedByN8n } from '../terms/refusedByN8n';
import { wordsOf } from '../terms/refusals';
import type { NoAnswer, NotSent, Reply, ServiceRequest } from '../terms/request';
import { encodeBody, isBodyStream, MAX_REPLY_BYTES, type OpenBody, readBody } from './body';
import { type Connection, type NodeContext, redact, redactCut } from './connection';
import { REPLY_IDLE_MS } from './limits';
import { keyGoesAlong, urlOf } from './origins';

/** A reply whose body has not been read yet. */
export interface OpenReply extends OpenBody {
	type: 'open';
	status: number;
	headers: Readonly<Record<string, string>>;
}

/**
 * For how long a provider may keep silent before a request counts as unanswered: until the headers
 * are there, and as long again until the whole reply is.
 */
export const REPLY_TIMEOUT_MS = 60_000;
/** A create carries images and is acknowledged late by some gateways; an early end would leave a paid task unknown. */
export const CREATE_TIMEOUT_MS = 180_000;

/** Sends a request, with the key where it goes along, and reads the whole reply. */
export async function send(
	context: NodeContext,
	connection: Connection,
	request: ServiceRequest,
	timeoutMs = REPLY_TIMEOUT_MS,
): Promise<Reply | NotSent | NoAnswer> {
	const encoded = request.body && (await encodeBody(request.body));
	const url = urlOf(connection.origins, request);
	const opened = await open(context, keyGoesAlong(url, connection.origins) ? connection : null, {
		method: request.method,
		url,
		headers: {
			Accept: 'application/json',
			...(encoded && { 'Content-Type': encoded.contentType }),
			...request.headers,
		},
		...(encoded && { body: encoded.bytes }),
		timeout: timeoutMs,
	});
	if (opened.type !== 'open') return opened;
	const limits = { idleMs: Math.min(timeoutMs, REPLY_IDLE_MS), wholeMs: timeoutMs };
	// Some gateways echo the order, images and all, beside the id of the task.
	const most = MAX_REPLY_BYTES + 2 * (encoded?.bytes.length ?? 0);
	const { text: came, error } = await readBody(opened, limits, most);
	const text = error === null ? redact(came, connection) : redactCut(came, connection);
	// Escapes that are legal in JSON ("\\/", "\\u0026") hide the key until they are read.
	const body = parseJson(text, (part) => redact(part, connection));
	// JSON tells itself where it ends: all of it may be here, though the connection broke or was left open.
	if (error !== null && !isJsonObject(body)) {
		const began = text.trim() === '' ? '' : `. The reply began: "${wordsOf({ text })}"`;
		return { type: 'noAnswer', reason: `${redact(reasonOf(error), connection)}${began}` };
	}
	const { status } = opened;
	const headers = Object.fromEntries(
		Object.entries(opened.headers).map(([name, value]) => [name, redact(value, connection)]),
	);
	return { type: 'reply', status, headers, text, body };
}

/**
 * Starts an exchange and hands over the reply's body unread.
 *
 * - Redirects are never followed here: n8n's helper would take the key along to any other origin.
 * - Every HTTP status counts as a reply: the helper repeats a request by itself when a 401 is
 *   thrown, and a create must not be sent twice.
 * - Without a `connection` no credential goes along.
 */
export async function open(
	context: NodeContext,
	connection: Connection | null,
	options: IHttpRequestOptions,
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
		const response: IN8nHttpFullResponse =
			connection === null
				? await context.helpers.httpRequest({ ...fullOptions, abortSignal: wire.signal })
				: await context.helpers.httpRequestWithAuthentication.call(
						withSignal(context, wire.signal),
						connection.credentialType,
						fullOptions,
					);
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
		return failureFrom(error, connection);
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

/**
 * JSON, or undefined: an HTML page and a reply cut in the middle are both none. `clean` goes over
 * every text in it, names of fields included. Some gateways begin with a byte order mark.
 */
export function parseJson(text: string, clean: (part: string) => string = (part) => part): unknown {
	return parsed(withLongNumbersAsTexts(text.replace(/^\ufeff/, '')), clean);
}

/** A whole number as a field's value or in a list, of so many digits that it may not be kept as a number. */
const LONG_NUMBER = /([:,[]\s*)(-?\d{16,})(?=\s*[,}\]])/g;

/**
 * An id may be a number of 64 bits. As a number its last digits would be lost, and with them the task.
 * What looks the same within a text, as in an order that is echoed, stays as it is.
 */
function withLongNumbersAsTexts(json: string): string {
	if (!/\d{16}/.test(json)) return json;
	const parts: string[] = [];
	for (let at = 0; at < json.length;) {
		const quote = json.indexOf('"', at);
		const begin = quote < 0 ? json.length : quote;
		const end = endOfText(json, begin);
		parts.push(
			json
				.slice(at, begin)
				.replace(LONG_NUMBER, (all, before: string, digits: string) =>
					Number.isSafeInteger(Number(digits)) ? all : `${before}"${digits}"`,
				),
			json.slice(begin, end),
		);
		at = end;
	}
	return parts.join('');
}

/** Where the text ends that begins at a quote: behind the next one that no backslash escapes. */
function endOfText(json: string, begin: number): number {
	for (let at = begin + 1; ; at++) {
		at = json.indexOf('"', at);
		if (at < 0) return json.length;
		let slashes = 0;
		while (json[at - 1 - slashes] === '\\') slashes++;
		if (slashes % 2 === 0) return at + 1;
	}
}

function parsed(text: string, clean: (part: string) => string): unknown {
	try {
		return JSON.parse(text, (_key, value: unknown) => {
			if (typeof value === 'string') return clean(value);
			if (!isRecord(value) || Array.isArray(value)) return value;
			const names = Object.keys(value);
			if (names.every((name) => clean(name) === name)) return value;
			return Object.fromEntries(names.map((name) => [clean(name), value[name]]));
		});
	} catch {
		return undefined;
	}
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
function failureFrom(error: unknown, connection: Connection | null): NotSent | NoAnswer {
	const chain = causesOf(error);
	const codes = chain.map(codeOf);
	const blocked = chain.find((one) => one instanceof Error && isBlockedByN8n(one.message));
	const text = reasonOf(blocked ?? chain.at(-1));
	const reason = connection === null ? text : redact(text, connection);
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

function reasonOf(error: unknown): string {
	// The first is as the HTTP client said it; n8n's own message may advise to send it again.
	if (error instanceof NodeApiError && error.messages[0] !== undefined) return error.messages[0];
	return error instanceof Error ? error.message : String(error);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
