/** A video as one unbroken stream, however often the connection is cut on the way. */

import { chunksOf, TooSlowError } from '../transport/body';
import { VIDEO_IDLE_MS, VIDEO_LEAST_PACE } from '../transport/limits';
import type { OpenReply } from '../transport/send';
import { Boxes } from './boxes';
import { isPage } from './openVideo';
import type { DownloadProblem } from './problem';

/** How often a download is taken up again without having got any further. */
const MAX_FRUITLESS_RESUMES = 4;
/** How often a download is taken up again that came too slowly: a server that drips would never end. */
const MAX_SLOW_RESUMES = 2;
/** Tries in vain by `Range` after which the whole file is asked for: a server may answer ranges wrongly. */
const MAX_FRUITLESS_RANGES = 2;
/** By so many bytes at its start a file that is read again is known. */
const HEAD_BYTES = 12;

/** A reply that is being read. `at` is the offset in the file of the byte that comes next. */
interface Source {
	reply: OpenReply;
	chunks: AsyncGenerator<Buffer, void>;
	at: number;
}

/**
 * Opens the video again from an offset, where 0 stands for the whole of it. `fruitless` is the number
 * of this try since the last that brought something, from 1.
 */
export type Reopen = (offset: number, fruitless: number) => Promise<OpenReply | DownloadProblem>;

/**
 * All bytes of the video in order. After a cut or a silence the rest is asked for by `Range`; where the
 * whole file comes again, it is read from its start, and what is already written is skipped.
 *
 * The end of a whole reply is the end of the file, whatever its `Content-Length`: where a connection
 * ends early, Node tells; a length that fits nothing is that of a packed body, which n8n has unpacked
 * without a trace in the headers. Where no length is told at all, an end within a box of the MP4 counts
 * as a cut, unless the file ends there a second time.
 *
 * When the video cannot be had whole, `giveUp` is told why, and the stream ends with an error.
 */
export async function* wholeVideo(
	first: OpenReply,
	reopen: Reopen,
	giveUp: (problem: DownloadProblem) => void,
	signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
	let source = sourceOf(first, 0, signal);
	let slowResumes = 0;
	const boxes = new Boxes();
	let doubtedAt: number | null = null;
	let received = 0;
	let head: Buffer = Buffer.alloc(0);
	let total = rangeTotal(first);
	let fruitless = 0;
	let trustsRanges = true;
	const words = () =>
		`${received} of ${total ?? lengthOf(first) ?? 'an unknown number of'} bytes came.`;
	const changed = () => `The file changed during the download; ${words()}`;
	try {
		for (;;) {
			const next = await nextOf(source.chunks);
			if (next.type === 'chunk' && isKnown(head, next.bytes, source.at)) {
				const fresh = next.bytes.subarray(Math.max(0, received - source.at));
				source.at += next.bytes.length;
				if (fresh.length === 0) continue;
				received += fresh.length;
				boxes.add(fresh);
				fruitless = 0;
				if (head.length < HEAD_BYTES) head = Buffer.concat([head, fresh.subarray(0, HEAD_BYTES)]);
				yield fresh;
				continue;
			}
			// Something else in the file's place. A page is a bad moment of the server.
			if (next.type === 'chunk' && !isPage(source.reply)) {
				throw ended(giveUp, 'damaged', changed());
			}
			const isEnd = next.type === 'end' && source.at >= received;
			if (isEnd && (total === null || source.reply.status !== 206) && isWhole(first, source)) {
				const isDoubted = lengthOf(first) === null && total === null && boxes.areCut;
				if (!isDoubted || doubtedAt === received) return;
				doubtedAt = received;
			}
			if (received === total) return;
			await end(source);
			if (next.type === 'cut' && next.isTooSlow && slowResumes++ >= MAX_SLOW_RESUMES) {
				throw ended(giveUp, 'cut', `${words()} They come too slowly to go on.`);
			}
			if (total !== null && received > total) throw ended(giveUp, 'damaged', words());
			for (;;) {
				if (fruitless++ >= MAX_FRUITLESS_RESUMES) throw ended(giveUp, 'cut', words());
				const isRange = trustsRanges && fruitless <= MAX_FRUITLESS_RANGES;
				const reply = await reopen(isRange ? received : 0, fruitless);
				if (reply.type === 'problem') throw ended(giveUp, reply.reason, reply.words);
				source = sourceOf(reply, startOf(reply), signal);
				if (reply.status === 416 && rangeTotal(reply) === received) return;
				if (isRange) total ??= rangeTotal(reply);
				const sizes = isRange ? [total, rangeTotal(reply)] : [];
				const isSame = isSameFile(first, reply, sizes) && source.at <= received;
				if (isSame && reply.status !== 416) break;
				await end(source);
				if (isOtherPage(first, reply)) continue;
				// What a range says may speak of a packed body: the whole file shows whether it is still the same.
				if (!isRange) throw ended(giveUp, 'damaged', changed());
				trustsRanges = false;
				total = null;
			}
		}
	} finally {
		await end(source);
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

function sourceOf(reply: OpenReply, at: number, signal: AbortSignal): Source {
	const limits = {
		idleMs: VIDEO_IDLE_MS,
		leastPace: VIDEO_LEAST_PACE,
		isStopped: () => signal.aborted,
	};
	return { reply, chunks: chunksOf(reply, limits), at };
}

async function end({ reply, chunks }: Source): Promise<void> {
	await chunks.return();
	reply.close();
}

type Next =
	{ type: 'chunk'; bytes: Buffer } | { type: 'end' } | { type: 'cut'; isTooSlow: boolean };

async function nextOf(chunks: AsyncGenerator<Buffer, void>): Promise<Next> {
	try {
		const next = await chunks.next();
		return next.done === true ? { type: 'end' } : { type: 'chunk', bytes: next.value };
	} catch (error) {
		return { type: 'cut', isTooSlow: error instanceof TooSlowError };
	}
}

/** Whether bytes at that offset are what the file begins with, as far as they speak of its beginning. */
function isKnown(head: Buffer, bytes: Buffer, at: number): boolean {
	const known = head.subarray(at, at + bytes.length);
	return bytes.subarray(0, known.length).equals(known);
}

/**
 * Whether a later reply speaks of the same file, as far as both tell its version and size. A weak
 * ETag (`W/"x"`) says of the same file the same as a strong one: servers weaken it when they pack.
 */
function isSameFile(
	first: OpenReply,
	later: OpenReply,
	rangeTotals: ReadonlyArray<number | null>,
): boolean {
	const versions = [first, later].map(({ headers }) => headers.etag?.replace(/^W\//, ''));
	const sizes = [lengthOf(first), lengthOf(later), ...rangeTotals];
	return hasOneValue(versions) && hasOneValue(sizes);
}

/**
 * Whether the end of a reply can be the file's: a part that ends before the size it names cannot, and
 * where the first told a length, one that tells none may have been cut.
 */
function isWhole(first: OpenReply, { reply, at }: Source): boolean {
	if (at < (rangeTotal(reply) ?? 0)) return false;
	const length = lengthOf(first);
	return length === null || length === at || lengthOf(reply) !== null;
}

/** A page that answers where a file began: a bad moment of the server, which tells nothing of the file. */
function isOtherPage(first: OpenReply, later: OpenReply): boolean {
	return isPage(later) && later.headers['content-type'] !== first.headers['content-type'];
}

function hasOneValue(told: Array<string | number | null | undefined>): boolean {
	return new Set(told.filter((one) => one !== null && one !== undefined && one !== '')).size <= 1;
}

/** Where a reply begins: at 0 for the whole file, at the named offset for a part of it, NaN when it does not say. */
function startOf({ status, headers }: OpenReply): number {
	return status === 206 ? Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1]) : 0;
}

/** The size of the whole file in bytes, as a part of it tells it, or a 416; null when it does not. */
function rangeTotal({ status, headers }: OpenReply): number | null {
	const size =
		status === 206 || status === 416
			? /\/(\d{1,15})$/.exec(headers['content-range'] ?? '')?.[1]
			: undefined;
	return size === undefined ? null : Number(size);
}

/** The bytes on the wire of a whole reply, packed or not; null when it does not say. */
function lengthOf({ status, headers }: OpenReply): number | null {
	const size = status === 200 ? /^\d{1,15}$/.exec(headers['content-length'] ?? '')?.[0] : undefined;
	return size === undefined ? null : Number(size);
}
