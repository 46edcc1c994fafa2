/** A video as one unbroken stream, however often the connection is cut on the way. */

import type { BodyStream } from './body';
import type { DownloadProblem } from './download';
import type { OpenReply } from './send';

/** A download that has begun: the reply, the first bytes, read to see what it is, and the chunks that follow. */
export interface BegunVideo {
	reply: OpenReply;
	firstBytes: Buffer;
	rest: AsyncIterator<unknown>;
}

/** How often a download is taken up again without having got any further. */
const MAX_FRUITLESS_RESUMES = 4;

/** Reads at least `length` bytes, or all there are. Throws what the connection throws. */
export async function begin(reply: OpenReply, length: number): Promise<BegunVideo> {
	const rest = chunksOf(reply);
	let firstBytes = Buffer.alloc(0);
	while (firstBytes.length < length) {
		const next = await rest.next();
		if (next.done === true) break;
		firstBytes = Buffer.concat([firstBytes, asBytes(next.value)]);
	}
	return { reply, firstBytes, rest };
}

/**
 * All bytes of the video in order. After a cut the rest is asked for by `Range`; a server that sends
 * the whole file again is read again from its start, and what is already written is skipped.
 *
 * `resume` opens the video from an offset. When the video cannot be had whole, `giveUp` is told why,
 * and the stream ends with an error.
 */
export async function* wholeVideo(
	{ reply, firstBytes, rest }: BegunVideo,
	resume: (offset: number) => Promise<OpenReply | DownloadProblem>,
	giveUp: (problem: DownloadProblem) => void,
): AsyncGenerator<Buffer, void> {
	let total = wholeSize(reply);
	let received = firstBytes.length;
	let fruitless = 0;
	let current = { reply, chunks: rest, skip: 0 };
	try {
		yield firstBytes;
		for (;;) {
			const before = received;
			const next = await nextOf(current.chunks);
			if (next.type === 'chunk') {
				const fresh = current.skip === 0 ? next.bytes : next.bytes.subarray(current.skip);
				current.skip = Math.max(0, current.skip - next.bytes.length);
				received += fresh.length;
				if (received > before) fruitless = 0;
				if (fresh.length > 0) yield fresh;
				continue;
			}
			if (received === total || (total === null && next.type === 'end')) return;
			current.reply.stream.destroy();
			const words = `${received} of ${total ?? 'an unknown number of'} bytes came.`;
			if (total !== null && received > total) throw ended(giveUp, 'damaged', words);
			if (fruitless++ >= MAX_FRUITLESS_RESUMES) throw ended(giveUp, 'cut', words);
			const resumed = await resume(received);
			if (resumed.type === 'problem') throw ended(giveUp, resumed.reason, resumed.words);
			current = { reply: resumed, chunks: chunksOf(resumed), skip: received - startOf(resumed) };
			if (!isSameFile(reply, resumed) || !(current.skip >= 0)) {
				throw ended(giveUp, 'damaged', `The file changed during the download; ${words}`);
			}
			// A reply in chunks names no size; that to a range does.
			total ??= wholeSize(resumed);
		}
	} finally {
		current.reply.stream.destroy();
	}
}

function ended(
	giveUp: (problem: DownloadProblem) => void,
	reason: DownloadProblem['reason'],
	words: string,
): Error {
	giveUp({ type: 'problem', reason, words });
	return new Error(words);
}

type Next = { type: 'chunk'; bytes: Buffer } | { type: 'end' } | { type: 'cut' };

async function nextOf(chunks: AsyncIterator<unknown>): Promise<Next> {
	try {
		const next = await chunks.next();
		return next.done === true ? { type: 'end' } : { type: 'chunk', bytes: asBytes(next.value) };
	} catch {
		return { type: 'cut' };
	}
}

function chunksOf({ stream }: OpenReply): AsyncIterator<unknown> {
	return stream[Symbol.asyncIterator]();
}

function asBytes(chunk: unknown): Buffer {
	return Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk), 'latin1');
}

/** Whether two replies speak of the same file, as far as both tell its size and version. */
function isSameFile(first: OpenReply, resumed: OpenReply): boolean {
	const isSame = (one: unknown, other: unknown) =>
		one === null || one === undefined || other === null || other === undefined || one === other;
	return (
		isSame(wholeSize(first), wholeSize(resumed)) && isSame(first.headers.etag, resumed.headers.etag)
	);
}

/** Where a reply begins: at 0 for the whole file, at the named offset for a part of it, NaN when it does not say. */
function startOf({ status, headers }: OpenReply): number {
	return status === 206 ? Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1]) : 0;
}

/** The size of the whole file in bytes, as a whole or a partial reply tells it; null when it does not. */
function wholeSize({ status, headers }: OpenReply): number | null {
	const size =
		status === 206
			? /\/(\d{1,15})$/.exec(headers['content-range'] ?? '')?.[1]
			: /^\d{1,15}$/.exec(headers['content-length'] ?? '')?.[0];
	return size === undefined ? null : Number(size);
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
