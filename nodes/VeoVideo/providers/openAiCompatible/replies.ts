/** What gateways with OpenAI's `/v1/videos` answer: the union of what they were seen to say, whichever family they are of. */

import {
	asLink,
	type JsonObject,
	listAt,
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
import type { About, Reader, Reading, Refusal } from '../../terms/reading';
import { blankTask, type Task, type TaskStatus } from '../../terms/task';
import { byStatus, NEW_API_REFUSALS } from '../dialects/byStatus';
import { linksOfGatewayTask, readProgress, readStatus, taskFieldsOf } from '../dialects/read';
import { NO_VIDEO_ADVICE, readProblem, saysNoVideo, unwrapped } from './errors';
import { SIZES } from './sizes';

/** Words of SGLang, OpenRouter and LLM Gateway beside the common ones. */
const ENDS: ReadonlyMap<string, TaskStatus> = new Map([
	['error', 'failed'],
	['expired', 'failed'],
	['deleted', 'failed'],
]);

/** Words that tell by themselves what became of the task. */
const TELLING_ENDS: ReadonlySet<string> = new Set(['canceled', 'cancelled', 'expired', 'deleted']);

/**
 * new-api's words, those of its bill (service/quota.go, which OpenAI has as well), and two that LiteLLM
 * says without a code: see errors.ts.
 */
export const REFUSALS: readonly Refusal[] = [
	...NEW_API_REFUSALS,
	{ why: 'noModel', codes: ['invalid_model_name'] },
	{ why: 'key', codes: ['no_db_connection'] },
	{ why: 'credit', codes: ['insufficient_user_quota', 'insufficient_quota'] },
];

/** The id is the create's: a status reply may lack it (new-api), or have another (LiteLLM). */
function readTask(provider: string, reply: JsonObject, about: About): Task | null {
	const body = taskFieldsOf(reply);
	const named = textAt(body, 'id') ?? textAt(body, 'task_id');
	const taskId = about.taskId ?? named;
	if (taskId === null || (named === null && body.status === undefined)) return null;
	const word = wordIn(body);
	const status = ENDS.get(word) ?? readStatus(body.status);
	const url = (status === 'completed' ? linksOfGatewayTask(body)[0] : undefined) ?? null;
	const size = SIZES.find((row) => row.size === textAt(body, 'size'));
	return {
		...blankTask(provider, taskId),
		status,
		progress: readProgress(body.progress),
		model: textAt(body, 'model'),
		videoUrl: url,
		videos: url === null ? [] : [{ url, expiresAt: readTime(body.expires_at) }],
		durationSeconds: numberAt(body, 'seconds'),
		resolution: size?.resolution ?? null,
		aspectRatio: size?.aspectRatio ?? null,
		createdAt: readTime(body.created_at),
		// new-api has one on running tasks too.
		completedAt:
			status === 'completed' ? (readTime(body.completed_at) ?? readTime(body.finished_at)) : null,
		failure: status === 'failed' ? taskFailure(failureIn(body)) : null,
	};
}

function wordIn(body: JsonObject): string {
	return textAt(body, 'status')?.trim().toLowerCase() ?? '';
}

/** Why a task failed: its error, what new-api's task layer says, what a filter says, or the word itself. */
function failureIn(body: JsonObject): ProviderProblem | null {
	const reason = textAt(body, 'fail_reason');
	const filters = listAt(objectAt(body, 'content_filter'), 'reasons').filter(
		(one) => typeof one === 'string',
	);
	const word = wordIn(body);
	return (
		readErrorEnvelope(unwrapped(body)) ??
		// new-api keeps the link of a good video there.
		(reason === null || asLink(reason) !== null
			? null
			: readErrorEnvelope(unwrapped({ error: reason }))) ??
		(filters.length > 0 ? problemOf('content_filtered', filters.join(', ')) : null) ??
		(TELLING_ENDS.has(word)
			? { code: word === 'canceled' ? 'cancelled' : word, message: `The gateway says: ${word}.` }
			: null)
	);
}

/**
 * new-api asks Google anew at each question, takes any error for the end, one of a busy moment too, and
 * calls the task running or done at the next. It never says why, or says it in `fail_reason`.
 */
function mayRecover(reply: unknown, { status }: Task): boolean {
	const body = taskFieldsOf(objectAt({ reply }, 'reply'));
	return (
		status === 'failed' &&
		!TELLING_ENDS.has(wordIn(body)) &&
		readErrorEnvelope(body) === null &&
		listAt(objectAt(body, 'content_filter'), 'reasons').length === 0
	);
}

/**
 * Reads replies for the provider of that name. Gateways call a task completed whose video a filter held
 * back, and tell it by an error of their own: at every question about the task (LiteLLM), or where its file
 * should lie.
 */
export function readerFor(provider: string): Reader['read'] {
	const read = byStatus({
		task: (body, about) => readTask(provider, body, about),
		problem: readProblem,
		refusals: REFUSALS,
	});
	return (reply, about): Reading => {
		const reading = read(reply, about);
		if (reading.says === 'task') {
			const isTentative = about.asked === 'status' && mayRecover(reply.body, reading.task);
			return isTentative ? { ...reading, mayRecover: true } : reading;
		}
		if (reading.says !== 'refused' || !saysNoVideo(reading.words)) return reading;
		return {
			...reading,
			...(about.asked === 'status' && reply.status >= 400 && { why: 'input' }),
			help: ['The gateway has no video for this task', NO_VIDEO_ADVICE],
		};
	};
}
