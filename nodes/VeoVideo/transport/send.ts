/** One HTTP exchange through n8n's helper, told as data: a reply, or how it failed. Never throws, never repeats. */

import { isJsonObject } from '../terms/json';
import { wordsOf } from '../terms/refusals';
import type { NoAnswer, NotSent, Reply, ServiceRequest } from '../terms/request';
import { encodeBody, MAX_REPLY_BYTES, readBody } from './body';
import { type Connection, type NodeContext, redact, redactCut } from './connection';
import { REPLY_IDLE_MS } from './limits';
import { keyGoesAlong, urlOf } from './origins';
import { open, reasonOf } from './wire';

export { open, type OpenReply } from './wire';

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
			if (!isJsonObject(value)) return value;
			const names = Object.keys(value);
			if (names.every((name) => clean(name) === name)) return value;
			return Object.fromEntries(names.map((name) => [clean(name), value[name]]));
		});
	} catch {
		return undefined;
	}
}
