/** Loads an image or a video from its link, for providers that take files alone: without any key, and no more of it than they take. */

import { asLink } from '../terms/json';
import { isPassing } from '../terms/refusals';
import { ok, problem, type Problem, type Result } from '../terms/result';
import type { SourceFile } from '../terms/spec';
import { chunksOf, type OpenBody } from '../transport/body';
import type { RunContext } from '../transport/context';
import { REPLY_IDLE_MS } from '../transport/limits';
import { backoffMs } from '../transport/retryTiming';
import { open, type OpenReply, REPLY_TIMEOUT_MS } from '../transport/send';
import { sleepUntil } from '../transport/sleeping';
import type { FileKind } from './images';

interface Loader {
	context: RunContext;
	signal: AbortSignal;
}

const MAX_REDIRECTS = 5;
const MAX_TRIES = 3;
/** A whole file, however slowly it comes. */
const WHOLE_MS = 120_000;
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** What was tried: bytes, or why there are none, and whether another try may bring them. */
type Loaded = { type: 'bytes'; bytes: Buffer } | { type: 'none'; why: string; passes: boolean };

/**
 * n8n's protection against requests to its own network applies, as for every request. Nothing has been
 * sent to the provider yet when this fails. `maxBytes`: of a larger image no more is read.
 */
export async function fetchFileAt(
	{ context, signal }: Loader,
	link: string,
	maxBytes: number,
	kind: FileKind,
): Promise<Result<SourceFile>> {
	for (let tries = 1; ; tries++) {
		const loaded = await load(context, link, maxBytes, kind);
		if (loaded.type === 'none') {
			if (!loaded.passes || tries >= MAX_TRIES || signal.aborted)
				return missing(kind, link, loaded.why);
			await sleepUntil(Date.now() + backoffMs(tries, Math.random()), signal);
			continue;
		}
		const { bytes } = loaded;
		const mimeType = kind.typeOf(bytes);
		if (mimeType === null) {
			return missing(
				kind,
				link,
				bytes.length === 0
					? 'It is empty'
					: `What lies there is no ${kind.what} (${kind.kinds}), but perhaps a page about it`,
			);
		}
		const fileName = kind.nameOfFile(mimeType);
		return ok({ type: 'bytes', bytes, mimeType, fileName, given: 'file' });
	}
}

async function load(
	context: RunContext,
	link: string,
	maxBytes: number,
	kind: FileKind,
): Promise<Loaded> {
	let url = link;
	for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
		const reply = await open(context, null, {
			method: 'GET',
			url,
			headers: { Accept: `${kind.what}/*, */*;q=0.5` },
			timeout: REPLY_TIMEOUT_MS,
		});
		if (reply.type === 'noAnswer') return none(`No answer: ${reply.reason}`, true);
		if (reply.type === 'notSent') return none(reply.reason, reply.retryable);
		if (!REDIRECT_STATUSES.has(reply.status)) return await readImage(reply, maxBytes);
		reply.close();
		const { location } = reply.headers;
		const target =
			location !== undefined && URL.canParse(location, url)
				? asLink(new URL(location, url).href)
				: null;
		if (target === null) return none('It leads on to an address that cannot be followed', false);
		url = target;
	}
	return none(`It leads on more than ${MAX_REDIRECTS} times`, false);
}

async function readImage(reply: OpenReply, maxBytes: number): Promise<Loaded> {
	const { status, headers } = reply;
	if (status < 200 || status >= 300) {
		reply.close();
		return none(`The server answers with HTTP ${status}`, isPassing(status));
	}
	if (Number(headers['content-length'] ?? 0) > maxBytes) {
		reply.close();
		return none(tooLarge(maxBytes), false);
	}
	try {
		return await readUpTo(reply, maxBytes);
	} catch (error) {
		return none(String(error), true);
	}
}

async function readUpTo(reply: OpenBody, maxBytes: number): Promise<Loaded> {
	const parts: Buffer[] = [];
	let length = 0;
	for await (const part of chunksOf(reply, { idleMs: REPLY_IDLE_MS, wholeMs: WHOLE_MS })) {
		length += part.length;
		if (length > maxBytes) return none(tooLarge(maxBytes), false);
		parts.push(part);
	}
	return { type: 'bytes', bytes: Buffer.concat(parts) };
}

function tooLarge(maxBytes: number): string {
	return `It is larger than ${Math.round(maxBytes / 1_048_576)} MB`;
}

function none(why: string, passes: boolean): Loaded {
	return { type: 'none', why, passes };
}

/** A query may hold a signature, and says nothing to a person. */
function missing({ what }: FileKind, link: string, why: string): Problem {
	return problem({
		message: `The ${what} at ${link.replace(/[?#].*$/s, '').slice(0, 200)} could not be loaded`,
		description: `${why}. Nothing was ordered, and nothing was paid. Check the link, or load the ${what} first, and choose "File From Previous Node".`,
	});
}
