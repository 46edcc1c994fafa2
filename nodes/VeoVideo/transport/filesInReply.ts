/** Replies that hold whole files as base64: read without them, or for one of them alone. */

import type { InReply } from '../terms/request';
import {
	type BodyLimits,
	chunksOf,
	MAX_REPLY_BYTES,
	type OpenBody,
	type ReadBody,
	ReplyTooLargeError,
} from './body';
import { JsonScanner } from './jsonScanner';

/** As `readBody`; in fields of that name stands only how long their text was. Never throws. */
export async function readWithoutFiles(
	body: OpenBody,
	limits: BodyLimits,
	field: string,
): Promise<ReadBody> {
	const kept: Buffer[] = [];
	let length = 0;
	let error: Error | null = null;
	try {
		for await (const part of partsWithoutFiles(body, limits, field)) {
			length += part.length;
			if (length > MAX_REPLY_BYTES) throw new ReplyTooLargeError();
			kept.push(part);
		}
	} catch (thrown) {
		error = thrown instanceof Error ? thrown : new Error(String(thrown));
	}
	return { text: Buffer.concat(kept).toString('utf8'), error };
}

async function* partsWithoutFiles(
	body: OpenBody,
	limits: BodyLimits,
	field: string,
): AsyncGenerator<Buffer, void> {
	const scanner = new JsonScanner();
	/** How much of the text that is being read was left out; null between texts. */
	let leftOut: number | null = null;
	for await (const chunk of chunksOf(body, limits)) {
		for (const piece of scanner.scan(chunk)) {
			if (piece.type === 'other') {
				yield piece.bytes;
				continue;
			}
			if (leftOut === null) yield Buffer.from('"');
			leftOut ??= 0;
			if (piece.path?.at(-1) === field) leftOut += piece.bytes.length;
			else yield piece.bytes;
			if (!piece.isEnd) continue;
			yield Buffer.from(leftOut > 0 ? `(${leftOut} characters)"` : '"');
			leftOut = null;
		}
	}
}

/**
 * The bytes of one file in a reply, as they come. Ends without any where the reply does not hold it;
 * throws where the reply ends in the middle of it.
 */
export async function* fileIn(
	body: OpenBody,
	limits: BodyLimits,
	at: InReply['at'],
): AsyncGenerator<Buffer, void> {
	const scanner = new JsonScanner();
	const decoder = new Base64Decoder();
	let isOpen = false;
	for await (const chunk of chunksOf(body, limits)) {
		for (const piece of scanner.scan(chunk)) {
			if (piece.type === 'other' || !isSamePath(piece.path, at)) continue;
			isOpen = !piece.isEnd;
			const bytes = decoder.decode(piece.bytes, piece.isEnd);
			if (bytes.length > 0) yield bytes;
			// What comes behind it is of no interest.
			if (piece.isEnd) return;
		}
	}
	if (isOpen) throw new Error('The reply was cut in the middle of the file');
}

function isSamePath(path: ReadonlyArray<string | number> | null, at: InReply['at']): boolean {
	return path !== null && path.length === at.length && at.every((step, i) => path[i] === step);
}

/** Base64 in pieces of any length, with the escapes that JSON allows in a text. */
class Base64Decoder {
	private rest = '';

	decode(piece: Buffer, isEnd: boolean): Buffer {
		const escaped = this.rest + piece.toString('latin1');
		// An escape may be parted between two pieces: `\\/` or `\\u003d`.
		const tail = isEnd ? '' : (/\\(u[0-9a-f]{0,3})?$/i.exec(escaped)?.[0] ?? '');
		const text = plain(escaped.slice(0, escaped.length - tail.length));
		// Four characters make three bytes.
		const whole = isEnd ? text.length : text.length - (text.length % 4);
		this.rest = text.slice(whole) + tail;
		return Buffer.from(text.slice(0, whole), 'base64');
	}
}

function plain(escaped: string): string {
	if (!escaped.includes('\\')) return escaped;
	return escaped
		.replace(/\\u([0-9a-f]{4})/gi, (_all, code: string) => String.fromCharCode(parseInt(code, 16)))
		.replaceAll('\\/', '/')
		.replace(/\\[nrt]/g, '');
}
