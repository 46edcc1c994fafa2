/** What Replicate's replies mean: predictions, and problems. */

import {
	asLink,
	isJsonObject,
	type JsonObject,
	numberAt,
	objectAt,
	readTime,
	textAt,
} from '../../terms/json';
import {
	problemOf,
	type ProviderProblem,
	readErrorEnvelope,
	taskFailure,
} from '../../terms/problem';
import type { About, Reader, Refusal, Refused } from '../../terms/reading';
import { whyOfStatus } from '../../terms/refusals';
import type { Reply, VideoFile } from '../../terms/request';
import {
	blankTask,
	NO_VIDEO,
	type Task,
	type TaskFailure,
	type TaskStatus,
} from '../../terms/task';
import { byStatus } from '../dialects/byStatus';
import { filesAtLinks } from '../dialects/read';

/** Its HTTP statuses say all that has to be known. */
export const refusals: readonly Refusal[] = [];

/** The page's words; any other counts as running. */
const STATUSES: Readonly<Record<string, TaskStatus>> = {
	starting: 'queued',
	processing: 'running',
	succeeded: 'completed',
	failed: 'failed',
	canceled: 'failed',
	aborted: 'failed',
};

/** For so long after its end what a prediction made is kept, where it was created through the API. */
const KEPT_MS = 3_600_000;

function wordOf({ status }: JsonObject): string {
	return typeof status === 'string' ? status.trim().toLowerCase() : '';
}

/** Where a prediction stands, by its own word. */
export function statusOf(body: JsonObject): TaskStatus {
	const word = wordOf(body);
	return (Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined) ?? 'running';
}

function readTask(provider: string, body: JsonObject, about: About): Task | null {
	const named = textAt(body, 'id');
	const word = wordOf(body);
	if (named === null || word === '') return null;
	const told = statusOf(body);
	const links = told === 'completed' ? linksIn(body.output) : [];
	// What is deleted was there; what never was is a failure.
	const isGone = links.length === 0 && body.data_removed === true;
	const isEmpty = told === 'completed' && links.length === 0 && !isGone;
	const status = isEmpty ? 'failed' : told;
	const input = objectAt(body, 'input');
	const completedAt = readTime(body.completed_at);
	const isKept = textAt(body, 'source') !== 'api' || completedAt === null;
	const expiresAt = isKept ? null : new Date(Date.parse(completedAt) + KEPT_MS).toISOString();
	return {
		...blankTask(provider, about.taskId ?? named),
		status,
		model: textAt(body, 'model'),
		videoUrl: links[0] ?? null,
		videos: links.map((url) => ({ url, expiresAt })),
		durationSeconds: numberAt(input, 'duration'),
		resolution: textAt(input, 'resolution'),
		aspectRatio: textAt(input, 'aspect_ratio'),
		createdAt: readTime(body.created_at),
		completedAt,
		failure: status === 'failed' ? failureIn(body, isEmpty ? NO_VIDEO : word) : null,
	};
}

/** A link; a list of them; or an object that holds one. */
function linksIn(output: unknown): string[] {
	const all: unknown[] = Array.isArray(output) ? output : [output];
	return all.flatMap((one) => asLink(isJsonObject(one) ? one.url : one) ?? []);
}

/** What an end without a reason means. */
const REASONS: Readonly<Record<string, string>> = {
	canceled: 'The prediction was cancelled.',
	aborted: 'The prediction was ended before it began: its deadline had passed.',
	[NO_VIDEO]: 'Replicate calls the prediction succeeded, but it has no output.',
};

/** A code stands within the text: "E1001", or "(E005)" for what its moderation holds back. Without a text the log's end may tell. */
function failureIn(body: JsonObject, word: string): TaskFailure {
	const told = readErrorEnvelope(body);
	const log = textAt(body, 'logs')?.trim().split('\n').at(-1) ?? null;
	const message = told?.message ?? REASONS[word] ?? log;
	const inText = /\bE\d{3,4}\b/.exec(message ?? '')?.[0] ?? null;
	const own = word === 'canceled' ? 'cancelled' : word === 'failed' ? null : word;
	return taskFailure(problemOf(own ?? told?.code ?? inText, message));
}

/** `{title, detail, status, invalid_fields}`; some have less. A prediction is none. */
export function readProblem(body: JsonObject): ProviderProblem | null {
	if (textAt(body, 'id') !== null && typeof body.status === 'string') return null;
	const code = numberAt(body, 'status');
	return (
		problemOf(
			code === null ? null : String(code),
			textAt(body, 'detail') ?? textAt(body, 'title'),
		) ?? readErrorEnvelope(body)
	);
}

const GONE =
	'Replicate deletes the files of a prediction an hour after its end, and this one is over for longer.';

/** Reads the replies about predictions, for the provider of this name. */
export function readerOf(provider: string): Reader['read'] {
	const readPlainly = byStatus({
		task: (body, about) => readTask(provider, body, about),
		problem: readProblem,
		refusals,
	});
	return (reply, about) => {
		const reading = readPlainly(reply, about);
		if (reading.says === 'refused') return inWords(reading, reply);
		const isGone =
			reading.says === 'task' &&
			reading.task.status === 'completed' &&
			reading.task.videos.length === 0;
		return isGone ? { ...reading, warning: `The video is gone. ${GONE}` } : reading;
	};
}

/** Why the list of predictions is not told; null where it is. */
export function refusalToList(reply: Reply): Refused | null {
	const why = whyOfStatus(reply.status, 'upload');
	if (why === null) return null;
	const said = isJsonObject(reply.body) ? readProblem(reply.body) : null;
	const { code = null, message: words = null } = said ?? {};
	return inWords({ says: 'refused', why, code, words }, reply);
}

/** A refusal with what else is known of it: what to do, or for how long to wait. */
export function inWords(refused: Refused, reply: Reply): Refused {
	if (refused.why === 'credit') {
		return {
			...refused,
			help: [
				'The Replicate account has no credit left',
				'Buy some at replicate.com/account/billing, and wait some minutes until it counts; then run this again.',
			],
		};
	}
	const pause = refused.why === 'busy' ? pauseIn(reply) : null;
	return pause === null ? refused : { ...refused, retryAfterMs: pause };
}

/** Seconds, in a field of their own or within the words: "resets in ~7s". */
function pauseIn({ body }: Reply): number | null {
	if (!isJsonObject(body)) return null;
	const inWords = /~(\d{1,4})s\b/.exec(textAt(body, 'detail') ?? '')?.[1];
	const seconds = numberAt(body, 'retry_after') ?? (inWords === undefined ? 0 : Number(inWords));
	return seconds > 0 ? seconds * 1000 : null;
}

export function files(task: Task): readonly VideoFile[] {
	return task.videos.length === 0 ? [{ gone: GONE }] : filesAtLinks(task);
}
