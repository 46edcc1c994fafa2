/** Reads the replies of providers whose HTTP status means what it says, and whose own words sharpen it. */

import { isJsonObject, type JsonObject } from '../../terms/json';
import { isMessageAlone, type ProviderProblem } from '../../terms/problem';
import type { About, Reader, Reading, Refusal, Why } from '../../terms/reading';
import { whyOfStatus, wordsOf } from '../../terms/refusals';
import type { Reply } from '../../terms/request';
import type { Task } from '../../terms/task';

/** What sets one of these dialects apart. None of it throws on odd input. */
export interface Dialect {
	/** The task that a body names; null when it names none. */
	task(body: JsonObject, about: About): Task | null;
	/** The error that a body tells, whatever its HTTP status; null when it tells none. */
	problem(body: JsonObject): ProviderProblem | null;
	/** Its own words for creates that it surely did not take. */
	refusals: readonly Refusal[];
}

/**
 * Codes of the gateways that run new-api (github.com/QuantumNous/new-api). `model_not_found` comes with
 * HTTP 503 and means that no channel serves the model (middleware/distributor.go); the others come with
 * 400, before anything is passed on (relay/relay_task.go, relay/common/relay_utils.go).
 */
export const NEW_API_REFUSALS: readonly Refusal[] = [
	{ why: 'noModel', codes: ['model_not_found', 'model_price_error'] },
	{ why: 'input', codes: ['invalid_request', 'invalid_multipart_form', 'missing_model'] },
];

/** Gateways send these after they passed a create on, whatever the body says. */
const NEVER_SURE_STATUSES: ReadonlySet<number> = new Set([500, 502, 504]);

/** The words of errors about the account that come without a status of their own. */
const WORDS_OF_THE_ACCOUNT =
	/unauth|authenticat|api.?key|invalid.token|quota|balance|credit|billing|permission/i;

const WORDS_OF_A_MISSING_TASK = /task[ _-]?(is |does )?not[ _-]?(exist|found)/i;

/** Google's words for a model that was switched off; gateways pass them on inside errors of their own. */
const WORDS_OF_A_RETIRED_MODEL =
	/no longer available|is not found for API version|has been (retired|shut ?down|discontinued)/i;

/**
 * What gateways that answer everything with "fine" say instead of a 408 or 5xx: somebody behind them took
 * too long, or broke down over the order.
 */
const FAULT_WORDS =
	/time.?out|timed.out|deadline|(internal|server).?(server.)?error|bad.gateway|service.?(temporarily.)?unavailable|create.?task.?failed|超时|(服务器|内部|系统)(内部)?(错误|异常)/i;

/** A status reply counts only with 2xx. A task that the reply to a create names counts always. */
export function byStatus({ task, problem, refusals }: Dialect): Reader['read'] {
	return (reply, about): Reading => {
		const body = isJsonObject(reply.body) ? reply.body : null;
		const isFine = reply.status >= 200 && reply.status < 300;
		const said = body && errorIn(body, problem(body), isFine && about.asked === 'create');
		const named = body && (isFine || about.asked === 'create') ? task(body, about) : null;
		const isOfRequest = body && said && named && isFailureOfRequest(body, named, task, about);
		const found = isOfRequest ? null : named;
		const why = whyOf(reply, said, about, refusals);
		const refused =
			why === null
				? null
				: ({
						says: 'refused',
						why,
						code: said?.code ?? null,
						words: said?.message ?? null,
					} as const);
		if (found === null) return refused ?? { says: 'nothing' };
		const isTrouble = about.asked === 'create' && found.status !== 'failed';
		return { says: 'task', task: found, trouble: isTrouble ? refused : null };
	};
}

/**
 * "Failed" with an error, and no task named in it: gateways say so of the question ("too many requests"),
 * and the task that was asked about may be well. Given up, it would be paid for a second time.
 */
function isFailureOfRequest(
	body: JsonObject,
	{ status }: Task,
	task: Dialect['task'],
	about: About,
): boolean {
	return (
		about.asked === 'status' &&
		status === 'failed' &&
		task(body, { ...about, taskId: null }) === null
	);
}

/** "Fine" with a message ("Task submitted") is no error, wherever the task's id lies. */
function errorIn(
	body: JsonObject,
	told: ProviderProblem | null,
	isFineCreate: boolean,
): ProviderProblem | null {
	return isFineCreate && told !== null && isMessageAlone(body, told) ? null : told;
}

/** An error that comes with "fine" counts by its own code, where that is a status. */
function statusOf(reply: Reply, said: ProviderProblem | null): number {
	if (reply.status >= 300 || said === null) return reply.status;
	const told = Number(said.code);
	return told >= 400 && told < 600 ? told : 400;
}

function whyOf(
	reply: Reply,
	said: ProviderProblem | null,
	{ asked }: About,
	refusals: readonly Refusal[],
): Why | null {
	const status = statusOf(reply, said);
	const byStatusAlone = whyOfStatus(status, asked);
	if (byStatusAlone === null || byStatusAlone === 'moved') return byStatusAlone;
	if (status >= 500 && (asked !== 'create' || NEVER_SURE_STATUSES.has(status))) return 'unsure';
	const code = said?.code?.toLowerCase();
	const words = `${said?.code ?? ''} ${said?.message ?? ''}`;
	const known = refusals.find(({ codes }) => codes.some((one) => one.toLowerCase() === code));
	if (asked === 'create') {
		if (reply.status < 300 && known === undefined && FAULT_WORDS.test(words)) return 'unsure';
		if (byStatusAlone === 'unsure')
			return known !== undefined && status >= 500 ? known.why : 'unsure';
		if (WORDS_OF_A_RETIRED_MODEL.test(said?.message ?? wordsOf(reply))) return 'noModel';
		return known?.why ?? byStatusAlone;
	}
	if (known !== undefined && known.why !== 'input' && known.why !== 'noModel') return known.why;
	if (byStatusAlone !== 'input' && byStatusAlone !== 'noTask') return byStatusAlone;
	if (WORDS_OF_THE_ACCOUNT.test(words)) return 'permission';
	return WORDS_OF_A_MISSING_TASK.test(words) ? 'noTask' : byStatusAlone;
}
