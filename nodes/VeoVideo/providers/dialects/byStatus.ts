/** Reads the replies of providers whose HTTP status means what it says, and whose own words sharpen it. */

import { isJsonObject, type JsonObject, objectAt, textAt } from '../../terms/json';
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
 * What gateways say instead of a 408 or 5xx, with "fine" or as a refusal: somebody behind them took too
 * long, or broke down over the order.
 */
const FAULT_WORDS =
	/time.?out|timed.out|deadline|(internal|server).?(server.)?error|bad.gateway|service.?(temporarily.)?unavailable|create.?task.?failed|connection.(reset|refused|closed|aborted|error)|broken.pipe|unexpected.(eof|end)|retries.exceeded|do.request.failed|unknown.error|overloaded|\bbusy\b|超时|繁忙|(服务器?|内部|系统|网络|未知)(内部)?(错误|异常)/i;

/** Faults whose words may also quote a refusal, and orders that stand in line. With "fine" both leave it open. */
const OPEN_WORDS =
	/upstream|response|unmarshal|looking.for.beginning|succe|submitted|queue|上游|成功|已提交|排队/i;

/** With "fine" nothing but these is a refusal, where neither the code nor a status in it says so. */
const REFUSING_WORDS: readonly RegExp[] = [
	WORDS_OF_THE_ACCOUNT,
	/access.?key|credential|money|funds|payment|recharge|top.?up|overdue|forbidden|denied|disabled|not.allowed/i,
	/余额|额度|欠费|充值|密钥|令牌|鉴权|认证|授权|权限|禁用/,
	/rate.?limit|too.many|limit.(is.|was.|has.been.)?(reached|exceeded)|exceeds|concurren|限流|限制|频繁|并发|上限|超出|超过|过多/i,
	/bad.request|invalid|illegal|malformed|required|missing|must.be|not.support|unsupported|unknown.(parameter|field|model)|too.(long|short|large|small|big)/i,
	/sensitive|safety|policy|moderat|violat|prohibited|blocked|nsfw|not.(exist|found)|no.(available.channel|such)/i,
	/参数|无效|非法|缺少|必填|为空|不支持|格式|过长|过大|敏感|违规|违反|审核|不存在|无可用渠道/,
];

/** Whether the words of a refusal tell of a fault, after which nobody knows what became of the order. */
export function tellsOfFault(words: string): boolean {
	return FAULT_WORDS.test(words);
}

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

/** The status that an error tells as its code, where it comes with "fine"; null where it tells none. */
function statusTold(reply: Reply, said: ProviderProblem): number | null {
	const body = isJsonObject(reply.body) ? reply.body : {};
	const codes = [said.code, textAt(objectAt(body, 'error'), 'code'), textAt(body, 'code')];
	return codes.map(Number).find((code) => code >= 400 && code < 600) ?? null;
}

function whyOf(
	reply: Reply,
	said: ProviderProblem | null,
	{ asked }: About,
	refusals: readonly Refusal[],
): Why | null {
	const isFine = reply.status < 300;
	const told = isFine && said !== null ? statusTold(reply, said) : null;
	const status = told ?? (isFine && said !== null ? 400 : reply.status);
	const byStatusAlone = whyOfStatus(status, asked);
	if (byStatusAlone === null || byStatusAlone === 'moved') return byStatusAlone;
	if (status >= 500 && (asked !== 'create' || NEVER_SURE_STATUSES.has(status))) return 'unsure';
	const code = said?.code?.toLowerCase();
	const words = `${said?.code ?? ''} ${said?.message ?? ''}`;
	const known = refusals.find(({ codes }) => codes.some((one) => one.toLowerCase() === code));
	if (asked === 'create') {
		const isOpen =
			(isFine || byStatusAlone === 'input') &&
			(tellsOfFault(words) || (isFine && told === null && !isRefusal(words)));
		if (known === undefined && isOpen) return 'unsure';
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

/** Whether the words of an error that comes with "fine", and has no status of its own, surely refuse an order. */
function isRefusal(words: string): boolean {
	return !OPEN_WORDS.test(words) && REFUSING_WORDS.some((one) => one.test(words));
}
