// Replies and how they are put on the wire, whole or cut.
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Film } from './film.mts';
import { readRange } from './range.mts';

export interface TextReply {
	kind: 'text';
	status: number;
	contentType: string;
	text: string;
	headers?: Readonly<Record<string, string>>;
}

export interface VideoReply {
	kind: 'video';
	/** Range is ignored: the whole video from its first byte. */
	isWhole?: boolean;
	/** No length is named: the video comes in chunks. */
	isChunked?: boolean;
	headers?: Readonly<Record<string, string>>;
}

/** A file that was uploaded. */
export interface FileReply {
	kind: 'file';
	contentType: string;
	bytes: Buffer;
}

export type Reply = TextReply | VideoReply | FileReply;

/** Where a reply goes, and what a video reply needs. */
export interface Line {
	response: ServerResponse;
	method: string;
	requestHeaders: Readonly<Record<string, string>>;
	film: Film;
}

/** A JSON reply. */
export function json(
	status: number,
	body: unknown,
	headers: Readonly<Record<string, string>> = {},
): TextReply {
	return {
		kind: 'text',
		status,
		contentType: 'application/json',
		text: JSON.stringify(body),
		headers,
	};
}

/** An error as a store of signed URLs answers it. */
export function storeError(status: number, code: string, message: string): TextReply {
	const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
	return { kind: 'text', status, contentType: 'application/xml', text };
}

/**
 * `all`, or `half`: the headers promise everything and the connection ends midway. `start`: it stays
 * open, and nothing comes after the headers, or after the first half of a video.
 */
export type Portion = 'all' | 'half' | 'start';

/** Sends a reply. */
export async function send(line: Line, reply: Reply, portion: Portion = 'all'): Promise<void> {
	if (reply.kind === 'video') return await sendVideo(line, reply, portion);
	const { response } = line;
	const bytes = reply.kind === 'file' ? reply.bytes : Buffer.from(reply.text);
	// By the sandbox's own clock, which a test may have set: Node would tell the true time.
	response.setHeader('date', new Date().toUTCString());
	response.writeHead(reply.kind === 'file' ? 200 : reply.status, {
		'content-type': reply.contentType,
		'content-length': bytes.length,
		...(reply.kind === 'text' ? reply.headers : {}),
	});
	if (portion === 'all' || line.method === 'HEAD') {
		response.end(line.method === 'HEAD' ? undefined : bytes);
		return;
	}
	if (portion === 'start') return response.flushHeaders();
	response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => cut(response));
}

function videoHeaders({ isWhole, isChunked, headers }: VideoReply, bytes: number, etag: string) {
	return {
		'content-type': 'video/mp4',
		...(isChunked ? {} : { 'content-length': bytes }),
		...(isWhole ? {} : { 'accept-ranges': 'bytes', etag }),
		...headers,
	};
}

async function sendVideo(line: Line, reply: VideoReply, portion: Portion): Promise<void> {
	const { response, film } = line;
	const span = readRange(reply.isWhole ? {} : line.requestHeaders, film);
	const headers: Record<string, string | number> = videoHeaders(
		// A part always has a length.
		span.status === 200 ? reply : { ...reply, isChunked: false },
		span.end - span.start,
		film.etag,
	);
	if (span.status === 206) {
		headers['content-range'] = `bytes ${span.start}-${span.end - 1}/${film.size}`;
	}
	if (span.status === 416) headers['content-range'] = `bytes */${film.size}`;
	response.writeHead(span.status, headers);
	if (line.method === 'HEAD') {
		response.end();
		return;
	}
	const half = span.start + Math.floor((span.end - span.start) / 2);
	const end = portion === 'all' ? span.end : half;
	const stream = Readable.from(film.read(span.start, end), { objectMode: false });
	try {
		await pipeline(stream, response, { end: portion === 'all' });
	} catch {
		// The reader went away, which is its right.
		response.destroy();
		return;
	}
	if (portion === 'half') cut(response);
}

/** Ends the connection without an end of the reply. */
export function cut(response: ServerResponse): void {
	response.socket?.destroySoon();
}
