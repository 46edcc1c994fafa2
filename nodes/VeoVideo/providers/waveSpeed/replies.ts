/** What WaveSpeed's replies mean: an envelope `{code, message, data}` lies around each, and its code counts, also within HTTP 200. */

import {
	asLink,
	isJsonObject,
	type JsonObject,
	listAt,
	objectAt,
	readTime,
	textAt,
} from '../../terms/json';
import { problemOf, readErrorEnvelope, taskFailure } from '../../terms/problem';
import type { About, Reader, Reading, Refusal, Refused, Stored } from '../../terms/reading';
import type { Reply } from '../../terms/request';
import { blankTask, type Task, type TaskFailure, type TaskStatus } from '../../terms/task';
import { byCode, type CodeDialect, type CodeTable, refusalIn } from '../dialects/byCode';

const ANY: CodeTable = {
	'400': { why: 'input' },
	'401': { why: 'key' },
	'402': { why: 'credit' },
	'403': { why: 'permission' },
	'404': { why: 'noAddress' },
	'405': { why: 'noAddress' },
	'413': { why: 'input' },
	'415': { why: 'input' },
	'422': { why: 'input' },
	'429': { why: 'busy' },
};

/** "A code other than 200 is a refusal." What is its own fault (5xx) leaves a create open all the same. */
const CODES: CodeDialect['codes'] = {
	create: { ...ANY, '404': { why: 'noModel' } },
	status: { ...ANY, '404': { why: 'noTask' } },
	upload: ANY,
	cancel: ANY,
};

export const refusals: readonly Refusal[] = Object.entries(CODES.create).map(([code, { why }]) => ({
	why,
	codes: [code],
}));

/** Which code an empty account gets no page says; one of them speaks of credits in its words. */
const WORDS_OF_CREDIT =
	/\b(insufficient|not enough|no|low)\b.{0,30}\b(credits?|balance|funds)\b|\btop.?up\b/i;

/** Reads the replies about tasks, for the provider of this name. */
export function readerOf(provider: string): Reader['read'] {
	const readPlainly = byCode({
		task: (body, about) => readTask(provider, body, about),
		codes: CODES,
	});
	return (reply, about) => {
		const reading = readPlainly(reply, about);
		return reading.says === 'refused' ? ofCredit(reading) : reading;
	};
}

function ofCredit(refused: Refused): Refused {
	const isOpen = refused.why === 'input' || refused.why === 'permission';
	return isOpen && WORDS_OF_CREDIT.test(refused.words ?? '')
		? { ...refused, why: 'credit' }
		: refused;
}

/** The server's own list of words; any other counts as running. */
const STATUSES: Readonly<Record<string, TaskStatus>> = {
	created: 'queued',
	processing: 'running',
	completed: 'completed',
	failed: 'failed',
	cancelled: 'failed',
	timeout: 'failed',
	deleted: 'failed',
};

/** Where a task stands, by its own word. */
export function statusOf(data: JsonObject): TaskStatus {
	const word = textAt(data, 'status')?.trim().toLowerCase() ?? 'created';
	return (Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined) ?? 'running';
}

/** The reply to a create may already tell how the task ended. */
function readTask(provider: string, body: JsonObject, about: About): Task | null {
	const data = objectAt(body, 'data');
	const named = textAt(data, 'id');
	if (named === null) return null;
	const status = statusOf(data);
	const links =
		status === 'completed'
			? listAt(data, 'outputs').flatMap((one) => asLink(isJsonObject(one) ? one.url : one) ?? [])
			: [];
	return {
		...blankTask(provider, about.taskId ?? named),
		status,
		model: textAt(data, 'model'),
		videoUrl: links[0] ?? null,
		videos: links.map((url) => ({ url, expiresAt: null })),
		createdAt: readTime(data.created_at),
		failure: status === 'failed' ? failureIn(data) : null,
	};
}

/** What an end without a reason means. */
const REASONS: Readonly<Record<string, string>> = {
	cancelled: 'The task was cancelled.',
	timeout: 'WaveSpeed gave the task up: it took too long.',
	deleted: 'The task was deleted.',
};

function failureIn(data: JsonObject): TaskFailure {
	const word = textAt(data, 'status')?.trim().toLowerCase() ?? '';
	const told = readErrorEnvelope(data);
	const code = word === 'failed' ? (told?.code ?? null) : word;
	return taskFailure(problemOf(code, told?.message ?? REASONS[word] ?? null));
}

/** Why the list of tasks is not told; null where it is. */
export function refusalToList(reply: Reply): Refused | null {
	return refusalIn(reply, isJsonObject(reply.body) ? reply.body : {}, ANY, 'status');
}

/** The link of an uploaded file. */
export function readUpload(reply: Reply): Reading | Stored {
	const body = isJsonObject(reply.body) ? reply.body : {};
	const refused = refusalIn(reply, body, CODES.upload ?? CODES.status, 'upload');
	if (refused !== null) return ofCredit(refused);
	const link = asLink(objectAt(body, 'data').download_url);
	return link === null ? { says: 'nothing' } : { says: 'stored', link };
}
