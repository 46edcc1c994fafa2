/** Whether an order surely was not taken: what its HTTP status says, and what a provider says in words of its own. */

import type { ProviderProblem } from '../terms/problem';
import type { Refusal, RefusalReason } from './provider';

/**
 * Codes of the gateways that run new-api (github.com/QuantumNous/new-api). `model_not_found` comes with
 * HTTP 503 and means that no channel serves the model (middleware/distributor.go); the others come with
 * 400, before anything is passed on (relay/relay_task.go, relay/common/relay_utils.go).
 */
export const NEW_API_REFUSALS: readonly Refusal[] = [
	{ why: 'noModel', codes: ['model_not_found', 'model_price_error'] },
	{ why: 'input', codes: ['invalid_request', 'invalid_multipart_form', 'missing_model'] },
];

/**
 * Statuses below 500 that leave open whether an order counts: 303 answers a POST that was worked on, 408
 * and nginx's 499 tell that somebody on the way gave up waiting, 409 that another try of it may exist, 424
 * that something behind failed, and 425 that it may come early a second time. All other 3xx and 4xx are
 * refusals.
 */
const UNSURE_STATUSES: ReadonlySet<number> = new Set([303, 408, 409, 424, 425, 499]);

/** Gateways send these after they passed an order on, whatever the body says. */
const NEVER_SURE_STATUSES: ReadonlySet<number> = new Set([500, 502, 504]);

/**
 * What gateways that answer everything with "fine" say instead of a 408 or 5xx: somebody behind them took
 * too long, or broke down over the order.
 */
const FAULT_WORDS =
	/time.?out|timed.out|deadline|(internal|server).?(server.)?error|bad.gateway|service.?(temporarily.)?unavailable|create.?task.?failed|超时|(服务器|内部|系统)(内部)?(错误|异常)/i;

/** The provider's own word for why it did not take an order; null where it has none that is known. */
export function refusalIn(
	problem: ProviderProblem | null,
	refusals: readonly Refusal[],
): RefusalReason | null {
	const code = problem?.code?.toLowerCase();
	const found = refusals.find(({ codes }) => codes.some((one) => one.toLowerCase() === code));
	return found?.why ?? null;
}

/**
 * Whether a reply without a task means that the order surely was not taken. "Fine" (2xx) with the
 * provider's error is a refusal, unless its code or its words are those of a fault that says nothing.
 */
export function wasSurelyNotTaken(
	status: number,
	problem: ProviderProblem | null,
	refusals: readonly Refusal[],
): boolean {
	if (status < 300) {
		if (problem === null) return false;
		if (refusalIn(problem, refusals) !== null) return true;
		const told = Number(problem.code);
		const isFault = FAULT_WORDS.test(`${problem.code ?? ''} ${problem.message}`);
		return !isFault && !UNSURE_STATUSES.has(told) && !(told >= 500 && told < 600);
	}
	if (status < 500) return !UNSURE_STATUSES.has(status);
	return !NEVER_SURE_STATUSES.has(status) && refusalIn(problem, refusals) !== null;
}
