/** Brings a finished video into n8n's binary store: streamed, checked, resumed after a cut. */

import type { IBinaryData } from 'n8n-workflow';

import { shortWords } from '../terms/json';
import type { FilePlace } from '../terms/request';
import { streamOver } from '../transport/body';
import { redact } from '../transport/connection';
import { PAGE_TIMEOUT_MS, VIDEO_PAUSES_MS } from '../transport/limits';
import type { OpenReply } from '../transport/send';
import { sleepUntil } from '../transport/sleeping';
import type { FileChannel } from './fileChannel';
import { isPage, MAX_ERROR_PAGE_BYTES, openVideo, quoteFrom } from './openVideo';
import type { DownloadProblem } from './problem';
import { wholeVideo } from './videoStream';

/** A file in n8n's binary store. */
export interface StoredVideo {
	type: 'stored';
	binary: IBinaryData;
}

/** Not every such answer is the last word. */
const NOT_THERE: ReadonlySet<DownloadProblem['reason']> = new Set(['notAVideo', 'empty']);

/** An MP4 names itself in the bytes 4 to 11: `ftyp` and its brand. */
const SIGNATURE_BYTES = 12;

/**
 * Downloads one file. `baseName` is the file name without its ending. What answers with a page, JSON
 * or nothing in the video's place is asked again a few times: not every such answer is the last word.
 * `waits`: also where it is refused in a way that may pass. Never throws.
 */
export async function downloadVideo(
	session: FileChannel,
	file: FilePlace,
	baseName: string,
	waits = false,
): Promise<StoredVideo | DownloadProblem> {
	for (let tries = 0; ; tries++) {
		const result = await downloadOnce(session, file, baseName);
		const pause = VIDEO_PAUSES_MS[tries];
		const isNotThere =
			result.type === 'problem' &&
			(NOT_THERE.has(result.reason) || (waits && result.mayCome === true));
		if (!isNotThere || pause === undefined) return result;
		await sleepUntil(Date.now() + pause, session.signal);
		if (session.signal.aborted) return result;
	}
}

async function downloadOnce(
	session: FileChannel,
	file: FilePlace,
	baseName: string,
): Promise<StoredVideo | DownloadProblem> {
	const { context, connection, signal } = session;
	const reply = await openVideo(session, file, 0);
	if (reply.type === 'problem') return reply;
	let interruption: DownloadProblem | null = null;
	let isVideo = true;
	const chunks = wholeVideo(
		reply,
		async (offset, fruitless) => {
			if (!isVideo) return problem('notAVideo', 'It was cut.');
			// The first try follows the cut at once.
			await sleepUntil(Date.now() + (VIDEO_PAUSES_MS[fruitless - 2] ?? 0), signal);
			return await openVideo(session, file, offset);
		},
		(reason) => (interruption = reason),
		signal,
	);
	try {
		const head = await readUntil(chunks, SIGNATURE_BYTES);
		if (head.length === 0) return problem('empty', 'The file has no bytes.');
		const kind = kindOf(head);
		if (kind === null) {
			isVideo = false;
			return problem('notAVideo', await quote(session, reply, head, chunks));
		}
		const binary = await context.helpers.prepareBinaryData(
			streamOver(joined(head, chunks), reply.stream),
			`${baseName}.${kind.extension}`,
			kind.mimeType,
		);
		return { type: 'stored', binary };
	} catch (error) {
		return interruption ?? problem('notStored', redact(String(error), connection));
	} finally {
		await chunks.return();
	}
}

/** Reads at least `length` bytes, or all there are; after the deadline (milliseconds since 1970) what came until then. */
async function readUntil(
	chunks: AsyncGenerator<Buffer, void>,
	length: number,
	deadline = Infinity,
): Promise<Buffer> {
	const parts: Buffer[] = [];
	let size = 0;
	while (size < length && Date.now() < deadline) {
		const next = await chunks.next();
		if (next.done === true) break;
		parts.push(next.value);
		size += next.value.length;
	}
	return Buffer.concat(parts);
}

/** What came in the video's place: a page's own sentence, or how the bytes begin. */
async function quote(
	session: FileChannel,
	reply: OpenReply,
	head: Buffer,
	chunks: AsyncGenerator<Buffer, void>,
): Promise<string> {
	// Some gateways send an error under the type of a video.
	if (!isPage(reply) && !/^\s*[{<]/.test(head.toString('latin1'))) {
		const words = shortWords(redact(head.toString('utf8'), session.connection), 100);
		return `The file begins with "${words}".`;
	}
	const length = MAX_ERROR_PAGE_BYTES - head.length;
	const rest = await readUntil(chunks, length, Date.now() + PAGE_TIMEOUT_MS).catch(() => null);
	return quoteFrom(session, Buffer.concat([head, rest ?? Buffer.alloc(0)]).toString('utf8'));
}

async function* joined(
	head: Buffer,
	chunks: AsyncGenerator<Buffer, void>,
): AsyncGenerator<Buffer, void> {
	yield head;
	yield* chunks;
}

function problem(reason: DownloadProblem['reason'], words: string): DownloadProblem {
	return { type: 'problem', reason, words };
}

interface VideoKind {
	extension: string;
	mimeType: string;
}

/** What the first bytes are, whatever the headers say: MP4, QuickTime, WebM or GIF; null for anything else. */
export function kindOf(bytes: Buffer): VideoKind | null {
	const ascii = (from: number, to: number) => bytes.toString('latin1', from, to);
	if (ascii(4, 8) === 'ftyp') {
		return ascii(8, 12) === 'qt  '
			? { extension: 'mov', mimeType: 'video/quicktime' }
			: { extension: 'mp4', mimeType: 'video/mp4' };
	}
	if (ascii(0, 4) === '\x1a\x45\xdf\xa3') return { extension: 'webm', mimeType: 'video/webm' };
	// JieKou AI's task result names "gif" as the other type a video may have.
	return /^GIF8[79]a/.test(ascii(0, 6)) ? { extension: 'gif', mimeType: 'image/gif' } : null;
}
