/** Bodies on the wire: what is sent, and what comes back as a stream. */

import type { BinaryHelperFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { RequestBody } from '../providers/provider';

/** n8n's rules forbid `node:stream`, even as a type; its own helper names the class all the same. */
export type BodyStream = Exclude<
	Parameters<BinaryHelperFunctions['prepareBinaryData']>[0],
	Uint8Array
>;

/** A body that is read as it arrives. */
export function isBodyStream(body: IN8nHttpFullResponse['body']): body is BodyStream {
	return (
		typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body
	);
}

/** A status reply has a few kB. What is longer than this is no answer to us, and not worth the memory. */
export const MAX_REPLY_BYTES = 4 * 1024 * 1024;

export class ReplyTooLargeError extends Error {
	constructor() {
		super(`The reply is longer than ${MAX_REPLY_BYTES / 1024 / 1024} MB`);
	}
}

/** Reads a whole body as text. Throws what the connection throws, or a ReplyTooLargeError. */
export async function readText(body: BodyStream, maxBytes = MAX_REPLY_BYTES): Promise<string> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of body) {
		const bytes = Buffer.from(chunk);
		length += bytes.length;
		if (length > maxBytes) throw new ReplyTooLargeError();
		chunks.push(bytes);
	}
	return Buffer.concat(chunks).toString('utf8');
}

/** The bytes and the headers of a request body. */
export async function encodeBody(
	body: RequestBody,
): Promise<{ bytes: Buffer | string; contentType: string }> {
	if (body.type === 'json') {
		return { bytes: JSON.stringify(body.json), contentType: 'application/json' };
	}
	const form = new FormData();
	for (const [name, value] of Object.entries(body.fields)) form.append(name, value);
	for (const { field, bytes, mimeType, fileName } of body.files) {
		form.append(field, new Blob([new Uint8Array(bytes)], { type: mimeType }), fileName);
	}
	// Encoded here, in one piece: a form handed on as it is would be a stream that can be sent only once.
	const encoded = new Response(form);
	return {
		bytes: Buffer.from(await encoded.arrayBuffer()),
		contentType: encoded.headers.get('content-type') ?? 'multipart/form-data',
	};
}
