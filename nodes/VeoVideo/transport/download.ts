/** Brings a finished video into n8n's binary store: streamed, checked, resumed after a cut. */

import type { IBinaryData } from 'n8n-workflow';

import type { VideoLocation } from '../providers/provider';
import { shortWords } from '../providers/reading';
import { redact } from './connection';
import type { Session } from './exchange';
import { openVideo } from './openVideo';
import { begin, streamOver, wholeVideo, type BegunVideo } from './videoStream';

/**
 * Why there is no file. `expired`: the link is no longer valid, a new one may be had from the task.
 * `refused`: the server answered with an error. `notAVideo`: it sent something else. `empty`, `cut`,
 * `damaged`: nothing, less, or other than it promised. `unreachable`: no reply. `stopped`: cancelled.
 * `notStored`: n8n could not keep it.
 */
export interface DownloadProblem {
	type: 'problem';
	reason:
		| 'expired'
		| 'refused'
		| 'notAVideo'
		| 'empty'
		| 'cut'
		| 'damaged'
		| 'unreachable'
		| 'stopped'
		| 'notStored';
	/** The server's own words, or n8n's; the key is blacked out. */
	words: string;
}

/** A file in n8n's binary store. */
export interface StoredVideo {
	type: 'stored';
	binary: IBinaryData;
}

/** An MP4 names itself in the bytes 4 to 11: `ftyp` and its brand. */
const SIGNATURE_BYTES = 12;

/** Downloads one file. `baseName` is the file name without its ending. Never throws. */
export async function downloadVideo(
	session: Session,
	location: VideoLocation,
	baseName: string,
): Promise<StoredVideo | DownloadProblem> {
	const reply = await openVideo(session, location, 0);
	if (reply.type === 'problem') return reply;
	let begun: BegunVideo;
	try {
		begun = await begin(reply, SIGNATURE_BYTES);
	} catch (error) {
		reply.stream.destroy();
		return problem('cut', redact(String(error), session.connection));
	}
	if (begun.firstBytes.length === 0) {
		return problem('empty', 'The file has no bytes.');
	}
	const kind = kindOf(begun.firstBytes);
	if (kind === null) {
		reply.stream.destroy();
		const words = shortWords(redact(begun.firstBytes.toString('utf8'), session.connection), 100);
		return problem('notAVideo', `The file begins with "${words}".`);
	}
	let interruption: DownloadProblem | null = null;
	const chunks = wholeVideo(
		begun,
		async (offset) => await openVideo(session, location, offset),
		(reason) => (interruption = reason),
	);
	try {
		const binary = await session.context.helpers.prepareBinaryData(
			streamOver(chunks, reply.stream),
			`${baseName}.${kind.extension}`,
			kind.mimeType,
		);
		return { type: 'stored', binary };
	} catch (error) {
		return interruption ?? problem('notStored', redact(String(error), session.connection));
	} finally {
		await chunks.return();
	}
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

/** A file name that is safe everywhere, made from a task id, which may hold slashes or be very long. */
export function fileNameOf(taskId: string, index: number, count: number): string {
	const name = taskId
		.slice(-200)
		.replace(/[^A-Za-z0-9_-]+/g, '-')
		.replace(/^-+|-+$/g, '')
		.slice(-60);
	return `veo-${name || 'video'}${count > 1 ? `-${index + 1}` : ''}`;
}
