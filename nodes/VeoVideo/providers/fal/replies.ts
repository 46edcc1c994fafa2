/**
 * What the replies of fal.ai's queue mean: https://docs.fal.ai/model-apis/model-endpoints/queue. A request
 * that failed ends as COMPLETED like any other: the reply to the question for its result is the judge.
 */

import {
	asLink,
	isJsonObject,
	type JsonObject,
	listAt,
	numberAt,
	objectAt,
	textAt,
} from '../../terms/json';
import { problemOf, type ProviderProblem, taskFailure } from '../../terms/problem';
import type { About, Reader, Reading } from '../../terms/reading';
import type { Reply } from '../../terms/request';
import {
	blankTask,
	CANCELLED,
	isFinished,
	NO_VIDEO,
	type Task,
	type TaskStatus,
} from '../../terms/task';
import { byStatus } from '../dialects/byStatus';
import { readStatus } from '../dialects/read';
import { addressOf, taskIdIn } from './address';
import { detailsIn, problemIn, refusals, refusedBy, withHelp } from './errors';

/** A word that is none of fal's three counts as other gateways mean it, an unknown one as running. */
const STATUS_WORDS: ReadonlyMap<string, TaskStatus> = new Map([
	['IN_QUEUE', 'queued'],
	['IN_PROGRESS', 'running'],
	['COMPLETED', 'completed'],
]);

export function readerOf(provider: string): Reader['read'] {
	/** The replies to a create, and to the question for the status. */
	const readQueue = byStatus({
		task(body, { taskId }) {
			const named = taskId ?? taskIdIn(body);
			const word = textAt(body, 'status');
			if (named === null || (taskId !== null && word === null)) return null;
			return { ...blankTask(provider, named), status: taskId === null ? 'queued' : statusOf(word) };
		},
		problem: problemIn,
		refusals,
	});

	return (reply, about) => {
		const { taskId } = about;
		return taskId === null
			? readQueue(reply, about)
			: withAdvice(readOfTask(reply, about, taskId), taskId);
	};

	function readOfTask(reply: Reply, about: About, taskId: string): Reading {
		const blank = blankTask(provider, taskId);
		const before = readNote(about);
		const address = addressOf(taskId);
		const then = (step: Step, path: string, known: Partial<Known>): Reading => ({
			says: 'further',
			request: { method: 'GET', path },
			note: noteOf(step, { ...before, ...known }),
		});
		if (before.step === 'cancel') {
			const isTaken = wasTaken(reply);
			if (isTaken === null) return readQueue(reply, about);
			return then('status', `${address}/status`, { isCancelled: isTaken });
		}
		if (before.isCancelled && isGone(reply)) {
			return { says: 'task', task: { ...blank, ...failedBy(CANCELLATION) }, trouble: null };
		}
		if (before.step === 'result') return readResult(reply, about, blank, before);
		const reading = readQueue(reply, about);
		if (reading.says !== 'task' || !isFinished(reading.task)) return reading;
		return then('result', address, { error: problemInStatus(reply) });
	}
}

/** fal does not tell an id that never was from a request that it has forgotten. */
function withAdvice(reading: Reading, taskId: string): Reading {
	if (reading.says !== 'refused' || reading.why !== 'noTask') return reading;
	const advice =
		'Check the Task ID, and that the credential is the one with which the video was created. fal.ai also forgets a request that was cancelled while it stood in the queue, and old results.';
	return { ...reading, help: [`fal.ai knows no task "${taskId}"`, advice] };
}

function statusOf(word: string | null): TaskStatus {
	return STATUS_WORDS.get(word?.trim().toUpperCase() ?? '') ?? readStatus(word);
}

function isGoingOn(word: string | null): boolean {
	return /^in_(queue|progress)$/i.test(word?.trim() ?? '');
}

const CANCELLATION: ProviderProblem = { code: CANCELLED, message: 'The request was cancelled.' };

/** A request that was cancelled while it stood in the queue may be known no more. */
function isGone({ status, body }: Reply): boolean {
	return status === 404 && isJsonObject(body) && ('detail' in body || body.status === 'NOT_FOUND');
}

/** Words beside which the wish to cancel did nothing: the status tells what there is. */
const NOT_TAKEN: ReadonlySet<unknown> = new Set(['ALREADY_COMPLETED', 'NOT_FOUND']);

/**
 * Whether fal took the wish to cancel: 202 with a word by one page, 200 with `success` by another. Null
 * for a reply that tells neither.
 */
function wasTaken({ status, body, text }: Reply): boolean | null {
	if (!isJsonObject(body)) return status < 300 && text.trim() === '' ? true : null;
	const isRefused = body.success === false || NOT_TAKEN.has(body.status);
	if (status < 300) return !isRefused;
	return status === 400 && isRefused ? false : null;
}

/**
 * What the status of a request that is over says went wrong, for when the result has no words for it:
 * `error` and `error_type` come with failures only. "FAILED" and "CANCELED" are no words of fal's, but of
 * servers that stand in for it.
 */
function problemInStatus({ body }: Reply): ProviderProblem | null {
	if (!isJsonObject(body)) return null;
	const word = textAt(body, 'status') ?? '';
	if (/^cancell?ed$/i.test(word.trim())) return CANCELLATION;
	const said = problemIn(body);
	return statusOf(word) === 'failed' ? taskFailure(said) : said;
}

type Step = 'cancel' | 'status' | 'result';

/** What the replies before have told. */
interface Known {
	/** fal has taken the wish to cancel. */
	isCancelled: boolean;
	/** What the status said is wrong. */
	error: ProviderProblem | null;
}

function noteOf(step: Step, { isCancelled, error }: Known): string {
	const told = error === null ? [] : [error.code ?? '', error.message];
	return [isCancelled ? `${step}, cancelled` : step, ...told].join('\n');
}

function readNote({ asked, note }: About): Known & { step: Step } {
	const first = asked === 'cancel' ? 'cancel' : 'status';
	const [head = '', code = '', message = ''] = note === null ? [first] : note.split('\n');
	const [step, cancelled] = head.split(', ');
	return {
		step: step === 'cancel' || step === 'status' ? step : 'result',
		isCancelled: cancelled !== undefined,
		error: problemOf(code, message),
	};
}

/** The reply to the question for the result. */
function readResult(reply: Reply, about: About, blank: Task, before: Known): Reading {
	const { status, headers } = reply;
	const body = isJsonObject(reply.body) ? reply.body : null;
	const units = numberAt({ ...headers }, 'x-fal-billable-units');
	const task = {
		...blank,
		cost: units === null ? null : { amount: units, unit: 'billable units' },
	};
	const told = (one: Partial<Task>): Reading => {
		return { says: 'task', task: { ...task, ...one }, trouble: null };
	};
	const said = body && problemIn(body);
	if (status < 300) {
		const url = body && linkIn(body);
		if (url !== null)
			return told({ status: 'completed', videoUrl: url, videos: [{ url, expiresAt: null }] });
		const word = body && textAt(body, 'status');
		if (isGoingOn(word)) return told({ status: statusOf(word) });
		// Another JSON than a model's says nothing about a video that is paid for.
		const isModels =
			body !== null && ('video' in body || headers['x-fal-request-id'] !== undefined);
		return isModels && said === null ? told(failedBy(WITHOUT_VIDEO)) : { says: 'nothing' };
	}
	if (status === 400 && /still in progress/i.test(said?.message ?? '')) {
		return told({ status: 'running' });
	}
	const failure = failureIn(reply, said, before);
	if (failure !== null) return told(failedBy(failure.problem));
	return refusedBy(reply, said, about.asked);
}

/**
 * Both come with 499, which means that the request was cancelled: whoever asked is called "disconnected"
 * where it was still under way.
 */
const CANCELLED_TYPES: ReadonlySet<string | null> = new Set([
	CANCELLED,
	'client_cancelled',
	'client_disconnected',
]);

/** These are about the question, and not about the task: whoever asks again may get another answer. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);
/** With plain words these come from the gateway: the key, the credit, an unknown request or address. */
const OF_GATEWAY: ReadonlySet<number> = new Set([401, 402, 403, 404, 405]);

/** Why there is no video, where the reply says so: null where it is about the question alone, or nobody's word. */
function failureIn(
	{ status, headers, body }: Reply,
	said: ProviderProblem | null,
	before: Known,
): { problem: ProviderProblem | null } | null {
	const reply = isJsonObject(body) ? body : {};
	const type = textAt(reply, 'error_type') ?? headers['x-fal-error-type'] ?? null;
	const isFals = type !== null || 'detail' in reply || headers['x-fal-request-id'] !== undefined;
	const isCancelled = status === 499 && (isFals || before.isCancelled);
	if (isCancelled || CANCELLED_TYPES.has(type)) {
		return { problem: { ...CANCELLATION, ...(said && { message: said.message }) } };
	}
	// A model may answer with any 4xx, and with plain words for the list of details.
	const isRefusal = status >= 400 && status < 500 && !OF_GATEWAY.has(status) && 'detail' in reply;
	const isFinal = type !== null || detailsIn(reply).length > 0 || isRefusal;
	if (isFinal && !PASSING.has(status)) {
		return { problem: problemOf(type ?? said?.code ?? null, said?.message ?? null) };
	}
	const { error } = before;
	if (error === null) return null;
	return { problem: CANCELLED_TYPES.has(error.code) ? { ...error, code: CANCELLED } : error };
}

/** The result is final: none comes later. */
const WITHOUT_VIDEO: ProviderProblem = {
	code: NO_VIDEO,
	message: 'fal.ai finished the request, but its result holds no video.',
};

/** Only `video.url` is certain; the other places cost nothing to look at. */
function linkIn(body: JsonObject): string | null {
	const [first] = listAt(body, 'videos');
	const places = [
		objectAt(body, 'video').url,
		body.video,
		isJsonObject(first) ? first.url : first,
		body.video_url,
	];
	return places.map(asLink).find((link) => link !== null) ?? null;
}

function failedBy(problem: ProviderProblem | null): Partial<Task> {
	return { status: 'failed', failure: taskFailure(problem && withHelp(problem)) };
}
