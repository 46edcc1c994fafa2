/** One HTTP exchange through n8n's helper, told as data: a reply, or how it failed. Never throws, never repeats. */

import type { IHttpRequestOptions } from 'n8n-workflow';

import { isJsonObject } from '../terms/json';
import { wordsOf } from '../terms/refusals';
import type { NoAnswer, NotSent, Reply, ServiceRequest } from '../terms/request';
import { encodeBody, MAX_REPLY_BYTES, readBody } from './body';
import { type Connection, type NodeContext, redact, redactCut } from './connection';
import { readWithoutFiles } from './filesInReply';
import { REPLY_IDLE_MS } from './limits';
import { keyGoesAlong, urlOf } from './origins';
import { parseJson } from './parseJson';
import { tokenOf } from './tokens';
import { type OpenReply, openWire, reasonOf } from './wire';

export type { OpenReply } from './wire';

/**
 * For how long a provider may keep silent before a request counts as unanswered: until the headers
 * are there, and as long again until the whole reply is.
 */
export const REPLY_TIMEOUT_MS = 60_000;
/** A create carries images and is acknowledged late by some gateways; an early end would leave a paid task unknown. */
export const CREATE_TIMEOUT_MS = 180_000;

/** A reply with whole videos in it. */
const FILE_REPLY_TIMEOUT_MS = 900_000;

/** Sends a request, with the key where it goes along, and reads the whole reply. */
export async function send(
	context: NodeContext,
	connection: Connection,
	request: ServiceRequest,
	timeoutMs = REPLY_TIMEOUT_MS,
): Promise<Reply | NotSent | NoAnswer> {
	const encoded = request.body && (await encodeBody(request.body));
	const url = urlOf(connection.origins, request);
	const opened = await open(
		context,
		keyGoesAlong(url, connection.origins, request) ? connection : null,
		{
			method: request.method,
			url,
			headers: {
				Accept: 'application/json',
				...(encoded && { 'Content-Type': encoded.contentType }),
				...request.headers,
			},
			...(encoded && { body: encoded.bytes }),
			timeout: timeoutMs,
		},
	);
	if (opened.type !== 'open') return opened;
	const limits = { idleMs: Math.min(timeoutMs, REPLY_IDLE_MS), wholeMs: timeoutMs };
	// Some gateways echo the order, images and all, beside the id of the task.
	const most = MAX_REPLY_BYTES + 2 * (encoded?.bytes.length ?? 0);
	const { text: came, error } =
		request.fileField === undefined
			? await readBody(opened, limits, most)
			: await readWithoutFiles(
					opened,
					{ ...limits, wholeMs: FILE_REPLY_TIMEOUT_MS },
					request.fileField,
				);
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
 * Starts an exchange and hands over the reply's body unread, see `openWire`. Without a `connection` no key
 * goes along. A token that the service does not take, though it should be good, is renewed once: with 401
 * nothing was done yet, a create neither.
 */
export async function open(
	context: NodeContext,
	connection: Connection | null,
	options: IHttpRequestOptions,
): Promise<OpenReply | NotSent | NoAnswer> {
	const clean = (text: string) => (connection === null ? text : redact(text, connection));
	const tokens = connection?.tokens;
	if (tokens === undefined) {
		return await openWire(context, connection?.credentialType ?? null, options, clean);
	}
	let rejected: string | null = null;
	for (;;) {
		const token = await tokenOf(context, tokens, rejected);
		if (token.type !== 'token') return token;
		const headers = { ...options.headers, Authorization: `Bearer ${token.value}` };
		const reply = await openWire(context, null, { ...options, headers }, clean);
		if (reply.type !== 'open' || reply.status !== 401 || rejected !== null) return reply;
		reply.close();
		rejected = token.value;
	}
}
