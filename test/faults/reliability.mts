/**
 * What becomes of a video when something goes wrong on the way: one line a fault. The table test
 * holds every provider and operation to it, and the README's section on reliability prints it.
 *
 * An operation is made of requests: "Create" orders; "Get" asks; "Download" asks, and fetches the
 * file; "Generate" orders, waits by asking again and again, and fetches; the trigger asks in each poll.
 */

/** Why a fault cannot meet a request. */
export interface NotPossible {
	because: string;
}

/**
 * - `sentAgain`: surely not taken, so it is sent again, until there is one video
 * - `unsent`: it never reached the provider, nothing is paid
 * - `refused`: sent once, nothing is paid; a retry of the execution sends it anew
 * - `unknown`: sent once, "may have been created"; a retry of the execution does not send it again
 */
export type OrderEnd = 'sentAgain' | 'unsent' | 'refused' | 'unknown';

/** `askedAgain` until there is an answer, a few times; or the item `fails`. Either way the error names the task. */
export type QuestionEnd = 'askedAgain' | 'fails';

/** `nextLook`: a look that fails says nothing about the task, the next one makes up for it. */
export type LookEnd = 'nextLook';

/**
 * - `askedAgain`: a few times, with growing pauses
 * - `resumed`: goes on where it was cut
 * - `renewed`: the task is asked for a new link
 * - `followed`: to another server, without the key
 * - `fails`: the error names the task, "Download" gets the video later
 */
export type FileEnd = 'askedAgain' | 'resumed' | 'renewed' | 'followed' | 'fails';

export interface FaultLine {
	/** What goes wrong, for people. */
	fault: string;
	order: OrderEnd | NotPossible;
	/** A single question, as "Get" and "Download" ask it. */
	question: QuestionEnd | NotPossible;
	/** The looks of "Generate" while it waits. */
	wait: LookEnd | NotPossible;
	/** The looks of the trigger. */
	trigger: LookEnd | NotPossible;
	/** At a provider that hands out the file itself, which takes the key, and behind a link that takes none. */
	file: { endpoint: FileEnd | NotPossible; link: FileEnd | NotPossible };
}

/** The faults by name; `strikes.mts` says how each is brought about. */
export type FaultName = keyof typeof FAULTS;

const ONLY_FILES = { because: 'only a file can be so' };
const NO_FILE = {
	order: ONLY_FILES,
	question: ONLY_FILES,
	wait: ONLY_FILES,
	trigger: ONLY_FILES,
} as const;

const LOOKS = { wait: 'nextLook', trigger: 'nextLook' } as const;
const both = (end: FileEnd) => ({ endpoint: end, link: end });

export const FAULTS = {
	refusedConnection: {
		fault: 'connection refused',
		order: 'sentAgain',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	unknownHost: {
		fault: 'host name not found',
		order: 'unsent',
		question: 'fails',
		wait: { because: 'the order has just reached the same host' },
		trigger: 'nextLook',
		file: both('fails'),
	},
	cutBeforeReply: {
		fault: 'connection cut before the reply',
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	cutMidReply: {
		fault: 'connection cut in the middle of the reply',
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('resumed'),
	},
	timeout: {
		fault: 'no answer in time',
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http400: {
		fault: 'HTTP 400',
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: both('fails'),
	},
	http401: {
		fault: 'HTTP 401',
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: { endpoint: 'fails', link: 'renewed' },
	},
	http403: {
		fault: 'HTTP 403',
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: { endpoint: 'fails', link: 'renewed' },
	},
	http404: {
		fault: 'HTTP 404',
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: { endpoint: 'fails', link: 'renewed' },
	},
	http408: {
		fault: 'HTTP 408',
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http429: {
		fault: 'HTTP 429',
		order: 'sentAgain',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http429WithTime: {
		fault: 'HTTP 429 with `Retry-After`',
		order: 'sentAgain',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http500: {
		fault: "HTTP 500 with the provider's error",
		order: 'refused',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http500Text: {
		fault: 'HTTP 500 without it',
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http502Page: {
		fault: 'HTTP 502 with a page of HTML',
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http503: {
		fault: "HTTP 503 with the provider's error",
		order: 'refused',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http503WithTime: {
		fault: 'HTTP 503 with `Retry-After`',
		order: 'sentAgain',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http504: {
		fault: 'HTTP 504',
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	errorWith200: {
		fault: 'HTTP 200 with an error object',
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: both('fails'),
	},
	cutJson: {
		fault: 'HTTP 200 with JSON that is cut off',
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('fails'),
	},
	strangeShape: {
		fault: 'HTTP 200 with JSON of another shape',
		order: 'unknown',
		question: 'fails',
		...LOOKS,
		file: both('fails'),
	},
	redirectElsewhere: {
		fault: 'redirect to another server',
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: both('followed'),
	},
	redirectLoop: {
		fault: 'redirects without an end',
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: both('fails'),
	},
	fileOfJson: { fault: 'JSON in place of the video', ...NO_FILE, file: both('fails') },
	fileOfNothing: { fault: 'a video of zero bytes', ...NO_FILE, file: both('fails') },
	fileOfHalf: { fault: 'half of the video', ...NO_FILE, file: both('resumed') },
	expiredLink: {
		fault: 'a link that has expired',
		...NO_FILE,
		file: { endpoint: { because: 'this provider gives no link' }, link: 'renewed' },
	},
} as const satisfies Record<string, FaultLine>;

const ORDER_WORDS: Readonly<Record<OrderEnd, string>> = {
	sentAgain: 'surely not taken: sent again, one video',
	unsent: 'fails: nothing was sent, nothing is paid',
	refused: 'fails: refused, nothing is paid; a retry orders anew',
	unknown: 'fails: "may have been created"; never sent again by itself',
};

const QUESTION_WORDS: Readonly<Record<QuestionEnd, string>> = {
	askedAgain: 'asked again',
	fails: 'Get fails with the reason; Generate and the trigger look again',
};

const FILE_WORDS: Readonly<Record<FileEnd, string>> = {
	askedAgain: 'asked for again',
	resumed: 'goes on where it was cut',
	renewed: 'a new link is asked for',
	followed: 'followed, without the key',
	fails: 'fails: not stored; the error names the task',
};

export function isPossible<T extends string>(end: T | NotPossible): end is T {
	return typeof end === 'string';
}

/** The table as markdown, for people who use the node. */
export function reliabilityTable(): string {
	const lines: readonly FaultLine[] = Object.values(FAULTS);
	const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
	const head = ['What goes wrong', 'The order', 'Questions about the task', 'The file'];
	return [
		row(head),
		row(head.map(() => '---')),
		...lines.map(({ fault, order, question, file }) =>
			row([fault, wordsFor(order, ORDER_WORDS), wordsFor(question, QUESTION_WORDS), fileOf(file)]),
		),
		'',
		'"Asked again" means a few times, with growing pauses, or after the time that the provider names. A fault that lasts longer than that ends in an error that names the task: the video is not lost, and nothing is ordered anew.',
	].join('\n');
}

function wordsFor<T extends string>(end: T | NotPossible, words: Readonly<Record<T, string>>) {
	return isPossible(end) ? words[end] : '–';
}

function fileOf({ endpoint, link }: FaultLine['file']): string {
	const own = wordsFor(endpoint, FILE_WORDS);
	const linked = wordsFor(link, FILE_WORDS);
	if (own === linked) return own;
	return own === '–' ? linked : `behind a link: ${linked}; else ${own}`;
}
