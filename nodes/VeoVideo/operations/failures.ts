/** Errors as help: what happened, to which item, what to do, and the provider's own words beside it. */

import type { DownloadProblem } from '../files/download';
import type { Provider, RefusalReason } from '../providers/provider';
import { refusalIn } from '../providers/refusals';
import { isJsonObject, shortWords } from '../terms/json';
import { anyOf, WORK_OPTION_NAMES } from '../terms/labels';
import type { ProviderProblem } from '../terms/problem';
import type { Outcome, Reply } from '../terms/request';
import type { Failure } from '../terms/result';
import { adviceOnRefusal } from '../transport/refusedByN8n';

/** The provider's own words in a reply: its error envelope, whatever the HTTP status. */
export function problemIn(provider: Provider, reply: Reply): ProviderProblem | null {
	return isJsonObject(reply.body) ? provider.readProblem(reply.body) : null;
}

/** Why an order or a question came to nothing. */
export function failureOf(
	provider: Provider,
	outcome: Outcome,
	purpose: 'order' | 'question',
	taskId?: string,
): Failure {
	const about = taskId === undefined ? {} : { taskId };
	const task = taskId === undefined ? '' : ` Task: ${taskId}.`;
	if (outcome.type === 'reply') {
		const failure = replyFailure(provider, outcome, purpose, taskId);
		return { ...about, ...failure, description: `${failure.description}${task}` };
	}
	if (outcome.type === 'stopped') {
		return {
			...about,
			message: 'The execution was stopped before this item was worked on',
			description: 'Nothing was sent for this item, and nothing was paid.',
		};
	}
	const name = provider.displayName;
	if (outcome.type === 'notSent' && outcome.isRefusedByN8n) {
		return {
			...about,
			message: `n8n did not send the request to ${name}: ${outcome.reason}`,
			description: `${adviceOnRefusal(outcome.reason)}${task}`,
		};
	}
	return outcome.type === 'notSent'
		? {
				...about,
				message: `${name} could not be reached`,
				description: `Nothing was sent. Check the Base URL in the ${name} credential, and that this n8n may reach it. (${outcome.reason})${task}`,
			}
		: {
				...about,
				message: `${name} gave no answer`,
				description: `${outcome.reason}. Try again later.${task}`,
			};
}

/**
 * The order left, and nobody knows what became of it. It is not sent again by a retry: only a new
 * execution does that, when a person has looked.
 */
export function unknownOrder({ displayName }: Provider, reason: string): Failure {
	return {
		message: `The video may have been created: ${displayName} gave no readable answer to the order`,
		description: `Look for the video in your ${displayName} account. If it is not there, run the workflow anew. To avoid paying twice, the order is not sent again by itself, also not by a retry of this execution; a workflow that calls this one and is tried again does order again. (${reason})`,
		safeToOrderAgain: false,
	};
}

/**
 * The reply to the order names a task, and says that something is wrong. The task may be made and paid
 * for all the same: it is remembered, and asked about by a retry.
 */
export function brokenTask(provider: Provider, taskId: string, reply: Reply): Failure {
	const { displayName: name } = provider;
	return {
		message: `${name} created a task and reported an error with it (task ${taskId})`,
		description: `${saidBy(provider, reply)} The task may be made and paid for all the same: use "Get" with the task ID ${taskId}, and order again only when it has failed or is unknown. A retry of this execution asks about it, and orders again only if it has failed.`,
		httpCode: reply.status,
		taskId,
	};
}

/** What the provider says, as a sentence with its HTTP status. */
export function saidBy(provider: Provider, reply: Reply): string {
	const words = problemIn(provider, reply)?.message ?? wordsOf(reply);
	return `${provider.displayName} says: "${words}" (HTTP ${reply.status}).`;
}

/** Statuses that tell about the account or about the moment, not about the task. */
const NOT_ABOUT_THE_TASK: ReadonlySet<number> = new Set([401, 402, 403, 408, 425, 429]);
/** So do these reasons. */
const REASONS_OF_THE_ACCOUNT = new Set<RefusalReason | null>([
	'busy',
	'credit',
	'key',
	'permission',
]);

/** And these words, with which errors come that have no status of their own. */
const WORDS_OF_THE_ACCOUNT =
	/unauth|authenticat|api.?key|invalid.token|quota|balance|credit|billing|permission/i;

/** See `isAboutTask`. An error that comes with "fine" counts by its own code, where that is a status. */
function isAboutTask(status: number, problem: ProviderProblem | null, why: RefusalReason | null) {
	const told = status < 300 && problem !== null ? Number(problem.code) : status;
	const isStatus = told >= 400 && told < 600;
	if (REASONS_OF_THE_ACCOUNT.has(why)) return false;
	if (WORDS_OF_THE_ACCOUNT.test(`${problem?.code ?? ''} ${problem?.message ?? ''}`)) return false;
	return isStatus ? told < 500 && !NOT_ABOUT_THE_TASK.has(told) : status < 300 && problem !== null;
}

function replyFailure(
	provider: Provider,
	reply: Reply,
	purpose: 'order' | 'question',
	taskId: string | undefined,
): Failure {
	const { displayName: name } = provider;
	const { status } = reply;
	const problem = problemIn(provider, reply);
	const words = problem?.message ?? wordsOf(reply);
	const why = refusalIn(problem, provider.refusals);
	const failure = (message: string, advice: string): Failure => ({
		message,
		description: `${saidBy(provider, reply)} ${advice}`,
		httpCode: status,
		...(purpose === 'question' && { isAboutTask: isAboutTask(status, problem, why) }),
	});
	if (status >= 300 && status < 400) {
		return failure(
			`${name} answered with a redirect, which is not followed so that the key stays where it belongs`,
			`If ${shortWords(reply.headers.location ?? '') || 'the new address'} is right, enter it as Base URL in the ${name} credential.`,
		);
	}
	if (purpose === 'order' && (isRetiredModel(words) || why === 'noModel')) {
		return failure(
			`${name} does not offer this model, or no longer`,
			`Choose another: ${anyOf(provider.models.map(({ id }) => id))}. If these are refused too, ask ${name} for its current model IDs and enter one "By ID".`,
		);
	}
	if (purpose === 'order' && status === 404) {
		return failure(
			`${name} knows no such model, or no such address`,
			`Choose a model from the list, and check the Base URL in the ${name} credential.`,
		);
	}
	if (status === 401 || why === 'key') {
		return failure(
			`${name} did not accept the API key`,
			`Check the API key and the Base URL in the ${name} credential.`,
		);
	}
	if (status === 402 || why === 'credit') {
		return failure(`The ${name} account has no credit left`, 'Top it up, and run this again.');
	}
	if (taskId !== undefined && (status === 404 || isMissingTask(problem))) {
		return failure(
			`${name} knows no task "${taskId}"`,
			'Check the Task ID, and that Provider and credential are those with which the video was created.',
		);
	}
	if (status === 403) {
		return failure(
			`${name} refused access: ${words}`,
			`Check what the API key in the ${name} credential may do, and the account's credit.`,
		);
	}
	if (status === 429 || why === 'busy') {
		return failure(
			`${name} receives too many requests from this account`,
			`Wait a while, or lower "${WORK_OPTION_NAMES.maxConcurrency}" in the options.`,
		);
	}
	if (status >= 500 || status === 408) {
		return failure(
			`${name} has a problem of its own (HTTP ${status})`,
			'Try again later. If it stays, ask the provider.',
		);
	}
	if (problem === null) {
		return failure(
			`${name} sent a reply that cannot be read`,
			`Check the Base URL in the ${name} credential: another service may be answering there.`,
		);
	}
	const what = purpose === 'order' ? 'the order' : 'the request';
	return failure(
		`${name} refused ${what}: ${words}`,
		'Change the prompt or the setting that it names, and run this again.',
	);
}

/** Google's words for a model that was switched off; gateways pass them on inside errors of their own. */
function isRetiredModel(words: string): boolean {
	return /no longer available|is not found for API version|has been (retired|shut ?down|discontinued)/i.test(
		words,
	);
}

function isMissingTask(problem: ProviderProblem | null): boolean {
	return /task[ _-]?(is |does )?not[ _-]?(exist|found)/i.test(
		`${problem?.code ?? ''} ${problem?.message ?? ''}`,
	);
}

/** How a reply without an error envelope begins, for a person to recognise it. */
export function wordsOf({ text }: Reply): string {
	return shortWords(text.slice(0, 2000).replace(/<[^>]{0,500}>/g, ' ')) || 'nothing';
}

const DOWNLOAD_MESSAGES: Readonly<Record<DownloadProblem['reason'], string>> = {
	expired: 'The link to the video is no longer valid',
	refused: 'The video could not be downloaded',
	notAVideo: 'What was downloaded is not a video',
	empty: 'The downloaded video is empty',
	cut: 'The download of the video was cut off',
	damaged: 'The downloaded video is damaged',
	unreachable: 'The server that holds the video could not be reached',
	stopped: 'The download was stopped',
	notStored: 'n8n could not store the video',
};

/** A provider's words rarely end with a full stop. */
function asSentence(words: string): string {
	return /[.!?。！？"”]$/.test(words) ? words : `${words}.`;
}

/** Why a finished video did not arrive. It is paid for and still there: the words say how to get it. */
export function downloadFailure(taskId: string, { reason, words }: DownloadProblem): Failure {
	return {
		message: `${DOWNLOAD_MESSAGES[reason]} (task ${taskId})`,
		description: `${asSentence(words)} The video is finished: use the operation "Download" with the task ID ${taskId}, for as long as the provider keeps it.`,
		taskId,
	};
}
