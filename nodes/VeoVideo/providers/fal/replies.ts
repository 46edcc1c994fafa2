/**
 * What the replies of fal.ai's queue mean: https://docs.fal.ai/model-apis/model-endpoints/queue. A request
 * that failed ends as COMPLETED like any other: the reply to the question for its result is the judge.
 */

import {
	asLink,
	isJsonObject,
	type JsonObject,
	numberAt,
	objectAt,
	textAt,
} from '../../terms/json';
import { problemOf, type ProviderProblem, taskFailure } from '../../terms/problem';
import type { About, Reader, Reading } from '../../terms/reading';
import type { Reply } from '../../terms/request';
import { blankTask, CANCELLED, isFinished, type Task, type TaskStatus } from '../../terms/task';
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
		if (taskId === null) return readQueue(reply, about);
		const blank = blankTask(provider, taskId);
		const before = readNote(about);
		const address = addressOf(taskId);
		const then = (step: Step, path: string, known: Partial<Known>): Reading => ({
			says: 'further',
			request: { method: 'GET', path },
			note: noteOf(step, { ...before, ...known }),
		});
		if (before.step === 'cancel') {
			const isTaken =
				reply.status < 300 && isJsonObject(reply.body) && reply.body.success !== false;
			if (!isTaken && !wasOverBefore(reply)) return readQueue(reply, about);
			return then('status', `${address}/status`, { isCancelled: isTaken });
		}
		if (before.isCancelled && isGone(reply)) {
			return { says: 'task', task: { ...blank, ...failedBy(CANCELLATION) }, trouble: null };
		}
		if (before.step === 'result') return readResult(reply, about, blank, before);
		const reading = readQueue(reply, about);
		if (reading.says !== 'task' || !isFinished(reading.task)) return reading;
		return then('result', address, { error: problemInStatus(reply) });
	};
}

function statusOf(word: string | null): TaskStatus {
	return STATUS_WORDS.get(word?.trim().toUpperCase() ?? '') ?? readStatus(word);
}

const CANCELLATION: ProviderProblem = { code: CANCELLED, message: 'The request was cancelled.' };

/** A request that was cancelled while it stood in the queue may be known no more. */
function isGone({ status, body }: Reply): boolean {
	return status === 404 && isJsonObject(body) && ('detail' in body || body.status === 'NOT_FOUND');
}

function wasOverBefore({ status, body }: Reply): boolean {
	return status === 400 && isJsonObject(body) && body.status === 'ALREADY_COMPLETED';
}

/** With an `error_type` the queue itself tells in the status that it gave up: that stays, whatever the result says. */
function problemInStatus({ body }: Reply): ProviderProblem | null {
	return isJsonObject(body) && textAt(body, 'error_type') !== null ? problemIn(body) : null;
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
	if (status < 300) {
		// Another JSON than a model's says nothing about a video that is paid for.
		return body !== null && 'video' in body ? told(madeOf(body)) : { says: 'nothing' };
	}
	const said = body && problemIn(body);
	if (status === 400 && /still in progress/i.test(said?.message ?? '')) {
		return told({ status: 'running' });
	}
	const failure = failureIn(reply, said, before);
	if (failure !== null) return told(failedBy(failure.problem));
	return refusedBy(reply, said, about.asked);
}

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
	if (isCancelled || type === 'client_cancelled') {
		return { problem: { ...CANCELLATION, ...(said && { message: said.message }) } };
	}
	// A model may answer with any 4xx, and with plain words for the list of details.
	const isRefusal = status >= 400 && status < 500 && !OF_GATEWAY.has(status) && 'detail' in reply;
	const isFinal = type !== null || detailsIn(reply).length > 0 || isRefusal;
	if (isFinal && !PASSING.has(status)) {
		return { problem: problemOf(type ?? said?.code ?? null, said?.message ?? null) };
	}
	return before.error && { problem: before.error };
}

/** Only the link is certain. Without one the request is over all the same, and may have been paid for. */
function madeOf(body: JsonObject): Partial<Task> {
	const url = asLink(objectAt(body, 'video').url);
	return {
		status: 'completed',
		videoUrl: url,
		videos: url === null ? [] : [{ url, expiresAt: null }],
	};
}

function failedBy(problem: ProviderProblem | null): Partial<Task> {
	return { status: 'failed', failure: taskFailure(problem && withHelp(problem)) };
}
