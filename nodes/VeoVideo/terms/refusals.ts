/** The one table about refusals: whether it passes, whether the create may count, what is broken, and what a person is told. */

import { shortWords } from './json';
import { anyOf, WORK_OPTION_NAMES } from './labels';
import type { Asked, Further, Refused, Verdict, Why } from './reading';
import { adviceOnRefusal } from './refusedByN8n';
import type { Outcome, Reply } from './request';
import type { Failure } from './result';

/** The provider, as far as sentences name it. */
export interface Named {
	displayName: string;
	models: ReadonlyArray<{ id: string }>;
	/** See `Provider.addressAdvice`. */
	addressAdvice?: string;
	/** The field of the credential that holds the address which was asked. Default: `Base URL`. */
	addressField?: string;
}

/** What the sentence about a refusal is made of. */
interface Saying {
	name: string;
	/** The field of the credential that holds the address. */
	field: string;
	models: ReadonlyArray<{ id: string }>;
	asked: Asked;
	taskId: string | null;
	reply: Reply;
	/** The provider's own, or how its reply begins. */
	words: string;
	/** Whether the words are the provider's own. */
	isReadable: boolean;
}

interface Row {
	/** Whether it passes by itself, so that the same question is worth another try. */
	passes: boolean;
	/** Whether a create may be sent again by itself. */
	createsAgain: boolean;
	/** Whether a create may count all the same. */
	mayCount: boolean;
	/** What has to change before it works. No task is given up for its account's sake. */
	broken: 'nothing' | 'account' | 'request';
	/** One sentence without a full stop, and what to do. */
	say(about: Saying): [message: string, advice: string];
}

const LASTING = { passes: false, createsAgain: false, mayCount: false } as const;

export const REFUSALS: Readonly<Record<Why, Row>> = {
	busy: {
		passes: true,
		createsAgain: true,
		mayCount: false,
		broken: 'nothing',
		say: ({ name }) => [
			`${name} receives too many requests from this account`,
			`Wait a while, or lower "${WORK_OPTION_NAMES.maxConcurrency}" in the options.`,
		],
	},
	down: {
		passes: true,
		createsAgain: false,
		mayCount: false,
		broken: 'nothing',
		say: ({ name }) => [
			`${name} is closed for maintenance`,
			'Try again in a while. Their own pages say when it is back.',
		],
	},
	unsure: {
		passes: true,
		createsAgain: false,
		mayCount: true,
		broken: 'nothing',
		say: ({ name, reply }) => [
			`${name} has a problem of its own (HTTP ${reply.status})`,
			'Try again later. If it stays, ask the provider.',
		],
	},
	moved: {
		...LASTING,
		broken: 'account',
		say: ({ name, field, reply }) => [
			`${name} answered with a redirect, which is not followed so that the key stays where it belongs`,
			`If ${shortWords(reply.headers.location ?? '') || 'the new address'} is right, enter it as ${field} in the ${name} credential.`,
		],
	},
	key: {
		...LASTING,
		broken: 'account',
		say: ({ name, field }) => [
			`${name} did not accept the API key`,
			`Check the API key and the ${field} in the ${name} credential.`,
		],
	},
	credit: {
		...LASTING,
		broken: 'account',
		say: ({ name }) => [`The ${name} account has no credit left`, 'Top it up, and run this again.'],
	},
	permission: {
		...LASTING,
		broken: 'account',
		say: ({ name, words }) => [
			`${name} refused access: ${words}`,
			`Check what the API key in the ${name} credential may do, and the account's credit.`,
		],
	},
	input: {
		...LASTING,
		broken: 'request',
		say: ({ name, field, asked, words, isReadable }) =>
			isReadable
				? [
						`${name} refused ${asked === 'create' ? 'the order' : 'the request'}: ${words}`,
						'Change the prompt or the setting that it names, and run this again.',
					]
				: unreadable(name, field),
	},
	noModel: {
		...LASTING,
		broken: 'request',
		say: ({ name, models }) => [
			`${name} does not offer this model, or no longer`,
			`Choose another: ${anyOf(models.map(({ id }) => id))}. If these are refused too, ask ${name} for its current model IDs and enter one "By ID".`,
		],
	},
	noAddress: {
		...LASTING,
		broken: 'request',
		say: ({ name, field }) => [
			`${name} knows no such model, or no such address`,
			`Choose a model from the list, and check the ${field} in the ${name} credential.`,
		],
	},
	noTask: {
		...LASTING,
		broken: 'request',
		say: ({ name, taskId }) => [
			`${name} knows no task "${taskId ?? ''}"`,
			'Check the Task ID, and that Provider and credential are those with which the video was created.',
		],
	},
};

function unreadable(name: string, field: string): [string, string] {
	return [
		`${name} sent a reply that cannot be read`,
		`Check the ${field} in the ${name} credential: another service may be answering there.`,
	];
}

/** Statuses after which a request that changes nothing is worth another try. */
export function isPassing(status: number): boolean {
	return status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * Statuses below 500 that leave open whether a create counts: 303 answers a POST that was worked on, 408
 * and nginx's 499 tell that somebody on the way gave up waiting, 409 that another try of it may exist, 424
 * that something behind failed, and 425 that it may come early a second time. All other 3xx and 4xx are
 * refusals.
 */
const UNSURE_STATUSES: ReadonlySet<number> = new Set([303, 408, 409, 424, 425, 499]);

/** What an HTTP status says where no word of the provider's says more; null for one that all is well. */
export function whyOfStatus(status: number, asked: Asked): Why | null {
	if (status < 300) return null;
	if (asked === 'create' && UNSURE_STATUSES.has(status)) return 'unsure';
	if (status < 400) return 'moved';
	if (status === 401) return 'key';
	if (status === 402) return 'credit';
	if (status === 403) return 'permission';
	if (status === 404) return asked === 'status' || asked === 'cancel' ? 'noTask' : 'noAddress';
	if (status === 429) return 'busy';
	const isUnsure = status >= 500 || (asked !== 'create' && isPassing(status));
	return isUnsure ? 'unsure' : 'input';
}

/** Reads a reply by its status alone: for services without tasks. */
export function readStatusAlone(reply: Reply, asked: Asked): Verdict {
	const why = whyOfStatus(reply.status, asked);
	return why === null ? { says: 'nothing' } : { says: 'refused', why, code: null, words: null };
}

/** Whether the same request may be sent again by itself. */
export function mayRepeat(reading: Verdict | Further, reply: Reply, asked: Asked): boolean {
	if (reading.says === 'refused') {
		const row = REFUSALS[reading.why];
		return asked === 'create' ? row.createsAgain : row.passes;
	}
	// "Fine", and then no JSON: a page of a proxy in between, or a reply that was cut.
	return reading.says === 'nothing' && asked !== 'create' && reply.body === undefined;
}

/** Why a create or a question came to nothing. `reading` is that of the reply, where one came. */
export function failureOf(
	provider: Named,
	outcome: Outcome,
	reading: Refused | { says: 'nothing' },
	asked: Asked,
	taskId: string | null,
): Failure {
	const { displayName: name, addressField: field = 'Base URL' } = provider;
	const about = taskId === null ? {} : { taskId };
	const task = taskId === null ? '' : ` Task: ${taskId}.`;
	if (outcome.type === 'stopped') {
		return {
			...about,
			message: 'The execution was stopped before this item was worked on',
			description: 'Nothing was sent for this item, and nothing was paid.',
		};
	}
	if (outcome.type === 'notSent') {
		const { failure } = outcome;
		if (failure !== undefined) {
			return { ...about, ...failure, description: `${failure.description}${task}` };
		}
		return outcome.isRefusedByN8n
			? {
					...about,
					message: `n8n did not send the request to ${name}: ${outcome.reason}`,
					description: `${adviceOnRefusal(outcome.reason)}${task}`,
				}
			: {
					...about,
					message: `${name} could not be reached`,
					description: `Nothing was sent. ${provider.addressAdvice ?? `Check the ${field} in the ${name} credential, and that this n8n may reach it.`} (${outcome.reason})${task}`,
				};
	}
	if (outcome.type === 'noAnswer') {
		return {
			...about,
			message: `${name} gave no answer`,
			description: `${outcome.reason}. Try again later.${task}`,
		};
	}
	const own = reading.says === 'refused' ? reading.words : null;
	const code = reading.says === 'refused' ? reading.code : null;
	const [message, advice] =
		reading.says === 'nothing'
			? unreadable(name, field)
			: (reading.help ??
				REFUSALS[reading.why].say({
					name,
					field,
					models: provider.models,
					asked,
					taskId,
					reply: outcome,
					words: own ?? wordsOf(outcome),
					isReadable: own !== null,
				}));
	return {
		...about,
		message,
		description: `${saidBy(provider, outcome, own, code)} ${advice}${task}`,
		httpCode: statusTold(outcome, code),
	};
}

/** An error may come with "fine" and tell its status as its code. */
function statusTold({ status }: Reply, code: string | null): number {
	const told = Number(code);
	return status < 300 && told >= 400 && told < 600 ? told : status;
}

/**
 * What the provider says, as a sentence with its HTTP status, or with the code that it gives instead.
 * `own` are its words, where it has any.
 */
export function saidBy(
	{ displayName }: Pick<Named, 'displayName'>,
	reply: Reply,
	own: string | null,
	code: string | null = null,
): string {
	const status = statusTold(reply, code);
	const number = status === reply.status ? `HTTP ${status}` : `code ${status}`;
	return `${displayName} says: "${own ?? wordsOf(reply)}" (${number}).`;
}

/** How a reply that nobody can read begins, for a person to recognise it. */
export function wordsOf({ text }: Pick<Reply, 'text'>): string {
	return shortWords(text.slice(0, 2000).replace(/<[^>]{0,500}>/g, ' ')) || 'nothing';
}
