/** Bodies on the wire: what is sent, and what comes back as a stream. */

import type { BinaryHelperFunctions, IN8nHttpFullResponse } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import type { RequestBody } from '../terms/request';

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

/** A body that is still on the wire. */
export interface OpenBody {
	stream: BodyStream;
	/** Ends the connection, whatever is still to come. Once all has come, it does nothing. */
	close(): void;
}

/** How long a body may take, in milliseconds: without another chunk, and in all. */
export interface BodyLimits {
	idleMs: number;
	/** Default: as long as chunks come. */
	wholeMs?: number;
	/** So many bytes must come in each so long a time. What the reader takes to work on them does not count. */
	leastPace?: Readonly<{ bytes: number; ms: number }>;
	/** Whether the reading is to end. Looked at now and then. */
	isStopped?: () => boolean;
}

/** The bytes came, but fewer than the limits ask for. */
export class TooSlowError extends Error {
	constructor() {
		super('The reply comes too slowly');
	}
}

/** How often a body is looked at for silence: at first soon, so that no sleep outlives a short reply by much. */
const FIRST_LOOK_MS = 50;
const MAX_LOOK_MS = 1_000;

/**
 * The chunks of a body as they come; closes it at the end, be it early. Throws what the connection
 * throws, or an error when a limit is passed.
 *
 * One watcher a body looks at the time of the last chunk: a sleep for each chunk would be thousands
 * of them for a video. n8n hands over a stream around the wire's own, and destroying it while it
 * waits for a chunk ends nothing: so the wait is given up here, and the connection is closed.
 */
export async function* chunksOf(
	body: OpenBody,
	{ idleMs, wholeMs = Infinity, leastPace, isStopped = () => false }: BodyLimits,
): AsyncGenerator<Buffer, void> {
	const chunks: AsyncIterator<unknown> = body.stream[Symbol.asyncIterator]();
	const endsAt = Date.now() + wholeMs;
	const state: { isOver: boolean; wait: { since: number; giveUp(error: Error): void } | null } = {
		isOver: false,
		wait: null,
	};
	const watch = async () => {
		for (let pause = FIRST_LOOK_MS; !state.isOver; pause = Math.min(pause * 2, MAX_LOOK_MS)) {
			await sleep(pause);
			const now = Date.now();
			if (isStopped()) state.wait?.giveUp(new Error('The reading was stopped'));
			if (state.wait === null || (now < endsAt && now < state.wait.since + idleMs)) continue;
			const seconds = Math.round(Math.min(idleMs, wholeMs) / 1000);
			state.wait.giveUp(new Error(`The reply began, and was not over after ${seconds} seconds`));
		}
	};
	void watch();
	let lately = { bytes: 0, ms: 0 };
	try {
		while (!isStopped()) {
			const since = Date.now();
			const next = await new Promise<IteratorResult<unknown>>((resolve, reject) => {
				state.wait = { since, giveUp: reject };
				chunks.next().then(resolve, reject);
			});
			state.wait = null;
			if (next.done === true) return;
			const bytes = asBytes(next.value);
			lately.bytes += bytes.length;
			lately.ms += Math.max(0, Date.now() - since);
			yield bytes;
			if (leastPace === undefined || lately.ms < leastPace.ms) continue;
			if (lately.bytes < leastPace.bytes) throw new TooSlowError();
			lately = { bytes: 0, ms: 0 };
		}
		throw new Error('The reading was stopped');
	} finally {
		state.isOver = true;
		body.close();
	}
}

function asBytes(chunk: unknown): Buffer {
	return Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk), 'latin1');
}

/** A status reply has a few kB. What is longer than this is no answer to us, and not worth the memory. */
export const MAX_REPLY_BYTES = 4 * 1024 * 1024;

export class ReplyTooLargeError extends Error {
	constructor(maxBytes = MAX_REPLY_BYTES) {
		super(`The reply is longer than ${Math.round(maxBytes / 1024 / 1024)} MB`);
	}
}

/** The text of a body. Where it broke off, or became too long: what came until then, and why that is not all. */
export interface ReadBody {
	text: string;
	error: Error | null;
}

/** Reads a body as text, within the limits. Never throws. */
export async function readBody(
	body: OpenBody,
	limits: BodyLimits,
	maxBytes = MAX_REPLY_BYTES,
): Promise<ReadBody> {
	const chunks: Buffer[] = [];
	let left = maxBytes;
	let error: Error | null = null;
	try {
		for await (const bytes of chunksOf(body, limits)) {
			chunks.push(bytes.subarray(0, left));
			left -= bytes.length;
			if (left >= 0) continue;
			error = new ReplyTooLargeError(maxBytes);
			break;
		}
	} catch (thrown) {
		error = thrown instanceof Error ? thrown : new Error(String(thrown));
	}
	return { text: Buffer.concat(chunks).toString('utf8'), error };
}

/** Reads a whole body as text. Throws what the connection throws, an error of the limits, or a ReplyTooLargeError. */
export async function readText(
	body: OpenBody,
	limits: BodyLimits,
	maxBytes = MAX_REPLY_BYTES,
): Promise<string> {
	const { text, error } = await readBody(body, limits, maxBytes);
	if (error !== null) throw error;
	return text;
}

/** The bytes and the headers of a request body. */
export async function encodeBody(
	body: RequestBody,
): Promise<{ bytes: Buffer | string; contentType: string }> {
	if (body.type === 'json') {
		return { bytes: JSON.stringify(body.json), contentType: 'application/json' };
	}
	if (body.type === 'bytes') return { bytes: body.bytes, contentType: body.mimeType };
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

/**
 * A readable stream over chunks. n8n's store wants a stream of Node's own, and its rules forbid to
 * import `node:stream`: the reply's body, which is one, brings the class along.
 */
export function streamOver(chunks: AsyncIterable<Buffer>, sibling: BodyStream): BodyStream {
	const streams: unknown = sibling.constructor;
	if (!makesStreams(streams)) throw new TypeError('n8n handed over no readable stream');
	return streams.from(chunks, { objectMode: false });
}

function makesStreams(value: unknown): value is {
	from(chunks: AsyncIterable<Buffer>, options: { objectMode: boolean }): BodyStream;
} {
	return typeof value === 'function' && 'from' in value && typeof value.from === 'function';
}
