/**
 * What becomes of a video when something goes wrong on the way: one line a fault. The table test
 * holds every provider and operation to it, and the README's section on reliability prints it.
 *
 * An operation is made of requests: "Create" orders; "Get" asks; "Download" asks, and fetches the
 * file; "Generate" orders, waits by asking again and again, and fetches; the trigger asks in each poll.
 */

import { inEach, same, type Words } from '../../scripts/languages.mts';
import { markdownTable, NOTHING } from '../../scripts/markdownTable.mts';

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
	fault: Words;
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
		fault: { en: 'connection refused', zh: '连接被拒绝' },
		order: 'sentAgain',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	unknownHost: {
		fault: { en: 'host name not found', zh: '主机名无法解析' },
		order: 'unsent',
		question: 'fails',
		wait: { because: 'the order has just reached the same host' },
		trigger: 'nextLook',
		file: both('fails'),
	},
	cutBeforeReply: {
		fault: { en: 'connection cut before the reply', zh: '收到响应前连接断开' },
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	cutMidReply: {
		fault: { en: 'connection cut in the middle of the reply', zh: '响应传输中途连接断开' },
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('resumed'),
	},
	timeout: {
		fault: { en: 'no answer in time', zh: '等待响应超时' },
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http400: {
		fault: same('HTTP 400'),
		order: 'refused',
		question: 'fails',
		...LOOKS,
		// Gateways say so for a while when the file of a completed task is not there yet.
		file: { endpoint: 'askedAgain', link: 'fails' },
	},
	http401: {
		fault: same('HTTP 401'),
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: { endpoint: 'fails', link: 'renewed' },
	},
	http403: {
		fault: same('HTTP 403'),
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: { endpoint: 'fails', link: 'renewed' },
	},
	http404: {
		fault: same('HTTP 404'),
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: { endpoint: 'askedAgain', link: 'renewed' },
	},
	http408: {
		fault: same('HTTP 408'),
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http429: {
		fault: same('HTTP 429'),
		order: 'sentAgain',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http429WithTime: {
		fault: { en: 'HTTP 429 with `Retry-After`', zh: 'HTTP 429，带 `Retry-After`' },
		order: 'sentAgain',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http500: {
		fault: { en: "HTTP 500 with the provider's error", zh: 'HTTP 500，带服务商的错误信息' },
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http500Text: {
		fault: { en: 'HTTP 500 without it', zh: 'HTTP 500，不带服务商的错误信息' },
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http502Page: {
		fault: { en: 'HTTP 502 with a page of HTML', zh: 'HTTP 502，返回 HTML 页面' },
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http503: {
		fault: { en: "HTTP 503 with the provider's error", zh: 'HTTP 503，带服务商的错误信息' },
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http503WithTime: {
		fault: { en: 'HTTP 503 with `Retry-After`', zh: 'HTTP 503，带 `Retry-After`' },
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	http504: {
		fault: same('HTTP 504'),
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	errorWith200: {
		fault: {
			en: 'HTTP 200 with an error object that names a reason: account, limit, or input',
			zh: 'HTTP 200，内容却是错误对象，并说明了原因：账户、限额或输入',
		},
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: both('askedAgain'),
	},
	unclearErrorWith200: {
		fault: {
			en: 'HTTP 200 with any other error object',
			zh: 'HTTP 200，内容是其他错误对象',
		},
		order: 'unknown',
		question: 'fails',
		...LOOKS,
		file: both('askedAgain'),
	},
	cutJson: {
		fault: { en: 'HTTP 200 with JSON that is cut off', zh: 'HTTP 200，JSON 不完整' },
		order: 'unknown',
		question: 'askedAgain',
		...LOOKS,
		file: both('askedAgain'),
	},
	strangeShape: {
		fault: { en: 'HTTP 200 with JSON of another shape', zh: 'HTTP 200，JSON 结构不符' },
		order: 'unknown',
		question: 'fails',
		...LOOKS,
		file: both('askedAgain'),
	},
	redirectElsewhere: {
		fault: { en: 'redirect to another server', zh: '重定向到其他服务器' },
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: both('followed'),
	},
	redirectLoop: {
		fault: { en: 'redirects without an end', zh: '无限重定向' },
		order: 'refused',
		question: 'fails',
		...LOOKS,
		file: both('fails'),
	},
	fileOfJson: {
		fault: { en: 'JSON in place of the video', zh: '返回的是 JSON 而不是视频' },
		...NO_FILE,
		file: both('askedAgain'),
	},
	fileOfNothing: {
		fault: { en: 'a video of zero bytes', zh: '视频为 0 字节' },
		...NO_FILE,
		file: both('askedAgain'),
	},
	fileOfHalf: {
		fault: { en: 'half of the video', zh: '视频只传了一半' },
		...NO_FILE,
		file: both('resumed'),
	},
	expiredLink: {
		fault: { en: 'a link that has expired', zh: '链接已过期' },
		...NO_FILE,
		file: { endpoint: { because: 'this provider gives no link' }, link: 'renewed' },
	},
} as const satisfies Record<string, FaultLine>;

const ORDER_WORDS: Readonly<Record<OrderEnd, Words>> = {
	sentAgain: {
		en: 'surely not taken: sent again, one video',
		zh: '服务商确定没有受理：重新提交，只会生成一个视频',
	},
	unsent: {
		en: 'fails: nothing was sent, nothing is paid',
		zh: '失败：请求没有发出，不产生费用',
	},
	refused: {
		en: 'fails: refused, nothing is paid; a retry orders anew',
		zh: '失败：请求被拒绝，不产生费用；重试时重新提交',
	},
	unknown: {
		en: 'fails: "may have been created"; never sent again by itself',
		zh: '失败：报“may have been created”（任务可能已创建）；绝不自动重新提交',
	},
};

const QUESTION_WORDS: Readonly<Record<QuestionEnd, Words>> = {
	askedAgain: { en: 'asked again', zh: '重新查询' },
	fails: {
		en: 'Get fails with the reason; Generate and the trigger look again',
		zh: 'Get 失败并给出原因；Generate 和触发器会继续查询',
	},
};

const FILE_WORDS: Readonly<Record<FileEnd, Words>> = {
	askedAgain: { en: 'asked for again', zh: '重新请求' },
	resumed: { en: 'goes on where it was cut', zh: '从断点续传' },
	renewed: { en: 'a new link is asked for', zh: '获取新链接' },
	followed: { en: 'followed, without the key', zh: '跟随重定向，不带密钥' },
	fails: {
		en: 'fails: not stored; the error names the task',
		zh: '失败：不保存文件；错误信息中给出任务 ID',
	},
};

const HEAD: readonly Words[] = [
	{ en: 'What goes wrong', zh: '故障' },
	{ en: 'The order', zh: '创建任务' },
	{ en: 'Questions about the task', zh: '查询任务' },
	{ en: 'The file', zh: '下载文件' },
];

const EXPLANATION: Words = {
	en: '"Asked again" means a few times, with growing pauses, or after the time that the provider names. A fault that lasts longer than that ends in an error, which names the task where there is one; the task goes on at the provider, and nothing is ordered anew by itself.',
	zh: '“重新查询”和“重新请求”指重试若干次，间隔逐次加长；服务商指定了等待时间的，按指定时间等待。故障持续更久时，节点报错，只要有任务，就在错误信息中给出任务 ID；任务在服务商那里继续，节点不会自行重新下单。',
};

export function isPossible<T extends string>(end: T | NotPossible): end is T {
	return typeof end === 'string';
}

/** The table in Markdown, for people who use the node. */
export function reliabilityTable(): Words {
	const lines: readonly FaultLine[] = Object.values(FAULTS);
	const table = markdownTable(
		HEAD,
		lines.map(({ fault, order, question, file }) => [
			fault,
			wordsFor(order, ORDER_WORDS),
			wordsFor(question, QUESTION_WORDS),
			fileOf(file),
		]),
	);
	return inEach((language) => `${table[language]}\n\n${EXPLANATION[language]}`);
}

function wordsFor<T extends string>(end: T | NotPossible, words: Readonly<Record<T, Words>>) {
	return isPossible(end) ? words[end] : NOTHING;
}

function fileOf({ endpoint, link }: FaultLine['file']): Words {
	const own = wordsFor(endpoint, FILE_WORDS);
	const linked = wordsFor(link, FILE_WORDS);
	if (own === linked) return own;
	if (own === NOTHING) return linked;
	return {
		en: `behind a link: ${linked.en}; else ${own.en}`,
		zh: `走下载链接时：${linked.zh}；否则${own.zh}`,
	};
}
