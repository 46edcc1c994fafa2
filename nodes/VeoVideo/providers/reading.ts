/** Careful reading of replies: each function takes anything and returns a plain value, or null. */

import type { Task, TaskFailure, TaskStatus } from '../terms/task';
import type { JsonObject, ProviderProblem } from './provider';

/** Whether a value is a JSON object (no array, not null). */
export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key, or an empty one, so that reads can be chained. */
export function objectAt(value: JsonObject, key: string): JsonObject {
	const found = Object.hasOwn(value, key) ? value[key] : undefined;
	return isJsonObject(found) ? found : {};
}

/** The list under a key, or an empty one. */
export function listAt(value: JsonObject, key: string): unknown[] {
	const found = Object.hasOwn(value, key) ? value[key] : undefined;
	return Array.isArray(found) ? found : [];
}

/** The text under a key; null when absent, empty or no text. A number is taken as its digits. */
export function textAt(value: JsonObject, key: string): string | null {
	const found = Object.hasOwn(value, key) ? value[key] : undefined;
	if (typeof found === 'number' && Number.isFinite(found)) return String(found);
	return typeof found === 'string' && found !== '' ? found : null;
}

/** The number under a key; "6" counts as 6. */
export function numberAt(value: JsonObject, key: string): number | null {
	const found = Object.hasOwn(value, key) ? value[key] : undefined;
	if (typeof found === 'number') return Number.isFinite(found) ? found : null;
	if (typeof found !== 'string' || !/^\d{1,15}(\.\d{1,6})?$/.test(found.trim())) return null;
	return Number(found);
}

/** The link under a key. Links are followed later on: only http and https, and no user name, may leave a reply. */
export function linkAt(value: JsonObject, key: string): string | null {
	return asLink(textAt(value, key));
}

/** The text, if it is a link that may be followed. */
export function asLink(value: unknown): string | null {
	if (typeof value !== 'string' || !isHttpUrl(value)) return null;
	const { username, password } = new URL(value);
	return username === '' && password === '' ? value : null;
}

/** Whether the text is an absolute http or https address. */
export function isHttpUrl(text: string): boolean {
	return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** 50, "50" and "50%" are 50; anything else, or outside 0 to 100, is null. */
export function readProgress(value: unknown): number | null {
	// A percentage is short; what is longer is not worth a look.
	if (typeof value === 'string' && value.length > 20) return null;
	const text = typeof value === 'string' ? value.trim().replace(/\s*%$/, '') : value;
	if (text === '' || (typeof text !== 'string' && typeof text !== 'number')) return null;
	const number = Number(text);
	return number >= 0 && number <= 100 ? Math.round(number) : null;
}

/** Unix seconds, Unix milliseconds or a date in words, as ISO 8601. */
export function readTime(value: unknown): string | null {
	const number = typeof value === 'string' && /^\d{1,13}$/.test(value) ? Number(value) : value;
	// A Unix time in seconds passes 100,000,000,000 in the year 5138: what is larger are milliseconds.
	const ms =
		typeof number === 'number'
			? number * (number > 100_000_000_000 ? 1 : 1000)
			: typeof number === 'string'
				? Date.parse(number)
				: NaN;
	return ms > 0 && ms < 253_402_300_800_000 ? new Date(ms).toISOString() : null;
}

const STATUS_WORDS: Readonly<Record<TaskStatus, readonly string[]>> = {
	queued: ['', 'unknown', 'queued', 'submitted', 'not_start', 'pending', 'task_status_queued'],
	running: ['in_progress', 'processing', 'running', 'task_status_processing'],
	completed: ['completed', 'succeeded', 'success', 'task_status_succeed'],
	failed: [
		'failed',
		'failure',
		'canceled',
		'cancelled',
		'task_status_failed',
		'task_status_canceled',
	],
};

const STATUS_BY_WORD: ReadonlyMap<string, TaskStatus> = new Map(
	(['queued', 'running', 'completed', 'failed'] as const).flatMap((status) =>
		STATUS_WORDS[status].map((word) => [word, status] as const),
	),
);

/**
 * The status behind a provider's word, compared without case. A word that no document lists counts
 * as running: the wait ends at its deadline, and a paid task is never given up for a new word.
 */
export function readStatus(word: unknown): TaskStatus {
	if (word === undefined || word === null) return 'queued';
	return (typeof word === 'string' && STATUS_BY_WORD.get(word.trim().toLowerCase())) || 'running';
}

/** Half of a character outside the basic plane: no address can hold it. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A task id as one segment of a path. `=`, which ends many base64 ids, is legal there and stays. */
export function pathSegment(taskId: string): string {
	return encodeURIComponent(taskId.replace(LONE_SURROGATE, '\ufffd')).replaceAll('%3D', '=');
}

/** The longest text of a provider that goes into a message, a description, a log line or an item. */
const MOST_CHARACTERS = 300;
const MOST_CHARACTERS_OF_A_CODE = 100;

/**
 * A provider's words as one short line. Some gateways echo the whole request, base64 image and all, and
 * a line break would part a message in a log from what belongs to it.
 */
export function shortWords(text: string, most = MOST_CHARACTERS): string {
	// What is cut off anyway need not be gone through.
	const line = text
		.slice(0, most * 10)
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.trim();
	if (line.length <= most) return line;
	return `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** What stands in for a reason where the provider gives none. */
const NO_REASON = 'The provider gave no reason.';

/** What the provider says is wrong, its words made short; null where it gives neither a code nor words. */
export function problemOf(code: string | null, message: string | null): ProviderProblem | null {
	const shortCode = shortWords(code ?? '', MOST_CHARACTERS_OF_A_CODE) || null;
	const words = shortWords(message ?? '') || shortCode;
	return words === null ? null : { code: shortCode, message: words };
}

/** What a failed task says of itself; a sentence of our own where the provider gives no reason. */
export function failureOf(problem: ProviderProblem | null): TaskFailure {
	return problem ?? { code: null, message: NO_REASON };
}

/** A task of which the provider has said nothing more than its id. */
export function blankTask(provider: string, taskId: string): Task {
	return {
		taskId,
		provider,
		status: 'queued',
		progress: null,
		model: null,
		videoUrl: null,
		videos: [],
		durationSeconds: null,
		resolution: null,
		aspectRatio: null,
		createdAt: null,
		completedAt: null,
		failure: null,
	};
}

/** Codes and messages with which gateways say beside a result that all is well. */
const WELL_WORDS =
	/^(0|20[0-2]|ok|okay|success(ful(ly)?)?|succee?d(ed)?|accepted|created|submitted|(请求|操作|提交|创建|任务提交|任务创建)?成功)[.!。！]?$/i;

function saysWell(text: string | null): boolean {
	return text !== null && WELL_WORDS.test(text.trim());
}

/** An error field that is filled in as a matter of form: nothing, or nothing but empty fields. */
function isBlank(value: unknown, depth = 0): boolean {
	if (value === null || value === undefined || value === false) return true;
	if (typeof value === 'number') return saysWell(String(value));
	if (typeof value === 'string') return value.trim() === '' || saysWell(value);
	if (typeof value !== 'object' || depth > 4) return false;
	return Object.values(value).every((part) => isBlank(part, depth + 1));
}

/**
 * Reads an error object `{error: {message, code, status, type}}`, or `{error: "text"}`; null when there
 * is none. Many gateways send the object with every reply and leave it blank.
 */
export function readErrorEnvelope(body: JsonObject): ProviderProblem | null {
	const error = Object.hasOwn(body, 'error') ? body.error : undefined;
	if (isBlank(error)) return null;
	const inner = objectAt(body, 'error');
	const code = textAt(inner, 'code') ?? textAt(inner, 'status') ?? textAt(inner, 'type');
	const message = textAt(inner, 'message') ?? textAt(body, 'error');
	if (saysWell(message)) return null;
	return problemOf(code, message) ?? (isJsonObject(error) ? failureOf(null) : null);
}

/** Reads the flat error `{code, message}`, whose code may be a word, a number, or missing. */
export function readFlatError(body: JsonObject): ProviderProblem | null {
	const message = textAt(body, 'message');
	const code = textAt(body, 'code');
	if (message === null || message.trim() === '' || saysWell(message)) return null;
	return code?.toLowerCase() === 'success' ? null : problemOf(code, message);
}

/** Whether what reads like an error is a message and no more: no error object, and no code but "fine". */
export function isMessageAlone(body: JsonObject, { code }: ProviderProblem): boolean {
	const isEnvelope = [body, objectAt(body, 'data')].some((one) => readErrorEnvelope(one) !== null);
	return !isEnvelope && (code === null || saysWell(code));
}

/**
 * The same beside a task's id. There a message alone ("Task created") and a code that says all is well
 * are part of a good reply: only a code of its own makes it an error.
 */
export function readFlatErrorOfTask(body: JsonObject): ProviderProblem | null {
	const code = textAt(body, 'code');
	return code === null || code.trim() === '' || saysWell(code) ? null : readFlatError(body);
}

/** Errors of the gateways that run new-api: an envelope, or the flat form, which a task's own fields may resemble. */
export function readGatewayError(body: JsonObject): ProviderProblem | null {
	const task = taskFieldsOf(body);
	const isTask = textAt(task, 'id') !== null || textAt(task, 'task_id') !== null;
	return (
		readErrorEnvelope(body) ??
		readErrorEnvelope(objectAt(body, 'data')) ??
		(isTask ? readFlatErrorOfTask(body) : readFlatError(body))
	);
}

/** A gateway's task: its fields are the reply's own, or lie in `data` of an envelope on some routes. */
export function taskFieldsOf(body: JsonObject): JsonObject {
	const data = objectAt(body, 'data');
	const isOwn = textAt(body, 'id') !== null || textAt(body, 'task_id') !== null;
	return isOwn ? { ...data, ...body } : { ...body, ...data };
}

/**
 * The links of a completed task, from the first of the places that holds any: gateways of one family
 * put them into different ones. Data URIs are no links.
 */
export function linksOfGatewayTask(task: JsonObject): string[] {
	const result = objectAt(task, 'result');
	const places: unknown[][] = [
		[task.video_url, result.video_url, ...listAt(result, 'outputs')],
		[task.result_url],
		[task.url],
		[result.url],
		[objectAt(task, 'metadata').url],
		listAt(task, 'videos').map((video) =>
			isJsonObject(video) ? (asLink(video.url) ?? video.video_url) : video,
		),
		listAt(task, 'urls'),
		listAt(task, 'unsigned_urls'),
		// Old tasks of new-api keep the link of a good video there.
		[task.fail_reason],
	];
	const found = places.map((place) => place.map(asLink).filter((link) => link !== null));
	return [...new Set(found.find((links) => links.length > 0) ?? [])];
}
