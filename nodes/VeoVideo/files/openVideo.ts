/** Opens the file of a video: with the key at the provider's own origin, without it everywhere else. */

import { asLink, shortWords } from '../terms/json';
import type { Reading } from '../terms/reading';
import { isPassing } from '../terms/refusals';
import type { FilePlace, NoAnswer, NotSent } from '../terms/request';
import { readText } from '../transport/body';
import { redact } from '../transport/connection';
import { PAGE_TIMEOUT_MS } from '../transport/limits';
import { keyGoesAlong, urlOf } from '../transport/origins';
import { pauseMs, retryAfterMs } from '../transport/retryTiming';
import { parseJson } from '../transport/parseJson';
import { open, type OpenReply, REPLY_TIMEOUT_MS } from '../transport/send';
import { sleepUntil } from '../transport/sleeping';
import type { FileChannel } from './fileChannel';
import { openInReply } from './inReply';
import type { DownloadProblem } from './problem';

const MAX_REDIRECTS = 10;
const MAX_TRIES = 5;
/** A pause that a download waits for; a longer one is reported. */
const MAX_PAUSE_MS = 60_000;
/** How much of an error page is read to quote from it. */
export const MAX_ERROR_PAGE_BYTES = 64 * 1024;

/** What a store answers when a link is no longer valid. */
const EXPIRED_STATUSES: ReadonlySet<number> = new Set([401, 403, 404, 410]);
/** What a gateway's own endpoint answers while the file of a completed task is still on its way there. */
const EARLY_STATUSES: ReadonlySet<number> = new Set([400, 404, 409]);
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Opens the video from a byte offset and hands over its body unread, whatever kind of thing it is.
 * What passes (408, 429, 5xx, no answer) is tried again. 416 is an answer to an offset: nothing lies
 * behind it.
 */
export async function openVideo(
	session: FileChannel,
	file: FilePlace,
	offset: number,
): Promise<OpenReply | DownloadProblem> {
	for (let tries = 0; ; tries++) {
		if (session.signal.aborted) return problem('stopped', 'The execution was stopped.');
		const reply = await follow(session, file, offset, tries === 0);
		if (reply.type === 'problem') return reply;
		if (reply.type === 'open' && (isSuccess(reply) || (offset > 0 && reply.status === 416))) {
			return reply;
		}
		const asked =
			reply.type === 'open' ? retryAfterMs(reply.headers['retry-after'], Date.now()) : null;
		const wait = pauseMs(asked, tries, Math.random());
		const isWorthATry =
			reply.type === 'open' ? isWorthAsking(file, reply.status) : isPassingFault(reply);
		if (!isWorthATry || tries + 1 >= MAX_TRIES || wait > MAX_PAUSE_MS) {
			return await problemOf(session, file, reply);
		}
		if (reply.type === 'open') reply.close();
		await sleepUntil(Date.now() + wait, session.signal);
	}
}

/** Follows redirects by hand: each hop decides anew whether the key may go along. */
async function follow(
	session: FileChannel,
	file: FilePlace,
	offset: number,
	isFirst: boolean,
): Promise<OpenReply | NotSent | NoAnswer | DownloadProblem> {
	if ('inReplyTo' in file) return await openInReply(session, file);
	const { context, connection } = session;
	let url = urlOf(connection.origins, file);
	for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
		const reply = await open(
			context,
			keyGoesAlong(url, connection.origins, file) ? connection : null,
			{
				method: 'GET',
				url,
				headers: {
					Accept: 'video/*, */*;q=0.5',
					// Compression would make Content-Length and Range speak of other bytes than those that arrive.
					'Accept-Encoding': 'identity',
					...(offset > 0 && { Range: `bytes=${offset}-` }),
				},
				// Some gateways fetch the whole file before they send its first byte: 3 minutes.
				timeout: REPLY_TIMEOUT_MS * (isFirst && 'path' in file ? 3 : 1),
			},
		);
		if (reply.type !== 'open' || !REDIRECT_STATUSES.has(reply.status)) return reply;
		reply.close();
		const target = targetOf(reply, url);
		if (target === null || redact(target, connection) !== target) {
			return problem('refused', 'The server redirected to an address that cannot be followed.');
		}
		url = target;
	}
	return problem('refused', `The server redirected more than ${MAX_REDIRECTS} times.`);
}

function targetOf({ headers }: OpenReply, from: string): string | null {
	const target = headers.location;
	return target !== undefined && URL.canParse(target, from)
		? asLink(new URL(target, from).href)
		: null;
}

/** An endpoint of the provider's own says with 409 that the video, called completed, is not there yet. */
function isWorthAsking(file: FilePlace, status: number): boolean {
	return isPassing(status) || (status === 409 && !('link' in file));
}

function isPassingFault(fault: NotSent | NoAnswer): boolean {
	return fault.type === 'noAnswer' || fault.retryable;
}

function isSuccess({ status }: OpenReply): boolean {
	return status >= 200 && status < 300;
}

/** Gateways answer a download with JSON or HTML when something is wrong, some of them with status 200. */
export function isPage({ headers }: OpenReply): boolean {
	return /^(text\/|application\/(.+\+)?(json|xml))/i.test(headers['content-type'] ?? '');
}

async function problemOf(
	session: FileChannel,
	file: FilePlace,
	reply: OpenReply | NotSent | NoAnswer,
): Promise<DownloadProblem> {
	if (reply.type !== 'open') return problem('unreachable', reply.reason);
	const isOwn = 'path' in file;
	const words = `HTTP ${reply.status}: ${await quote(session, reply, isOwn)}`;
	const isExpired = 'link' in file && EXPIRED_STATUSES.has(reply.status);
	if (reply.status === 410 && !('link' in file)) return problem('gone', words);
	const isEarly = 'path' in file && EARLY_STATUSES.has(reply.status);
	return {
		...problem(isExpired ? 'expired' : 'refused', words),
		...(isEarly && { mayCome: true }),
	};
}

async function quote(session: FileChannel, reply: OpenReply, isOwn: boolean): Promise<string> {
	try {
		const limits = { idleMs: PAGE_TIMEOUT_MS, wholeMs: PAGE_TIMEOUT_MS };
		const page = await readText(reply, limits, MAX_ERROR_PAGE_BYTES);
		return quoteFrom(session, page, reply.status, isOwn);
	} catch {
		return 'no readable text';
	}
}

/**
 * The provider's own sentence if the page holds one, else how the page begins; with what to do about it, where
 * the provider itself answers and its dialect knows.
 */
export function quoteFrom(channel: FileChannel, page: string, status = 200, isOwn = true): string {
	const text = redact(page, channel.connection);
	const reading = readingOf(channel, page, status);
	const words =
		reading.says === 'refused'
			? reading.words
			: reading.says === 'task' && (reading.trouble?.words ?? reading.task.failure?.message);
	const quoted = words || shortWords(text) || 'no text';
	const help = isOwn && reading.says === 'refused' ? (reading.help ?? []) : [];
	return help.length === 0 ? quoted : [quoted.replace(/[.\s]+$/, ''), ...help].join('. ');
}

function readingOf({ provider, connection }: FileChannel, page: string, status: number): Reading {
	const text = redact(page, connection);
	const reply = { type: 'reply', status, headers: {}, text, body: parseJson(text) } as const;
	return provider.read(reply, {
		asked: 'create',
		taskId: null,
		receivedAt: Date.now(),
		note: null,
	});
}

function problem(reason: DownloadProblem['reason'], words: string): DownloadProblem {
	return { type: 'problem', reason, words };
}
