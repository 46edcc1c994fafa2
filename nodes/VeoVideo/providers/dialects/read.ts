/** What the dialects of gateways share: status words, progress, errors, and the places of links. */

import {
	asLink,
	isJsonObject,
	type JsonObject,
	listAt,
	numberAt,
	objectAt,
	textAt,
} from '../../terms/json';
import {
	type ProviderProblem,
	readErrorEnvelope,
	readFlatError,
	readFlatErrorOfTask,
} from '../../terms/problem';
import type { VideoFile } from '../../terms/request';
import type { Task, TaskCost, TaskStatus } from '../../terms/task';

/** 50, "50" and "50%" are 50; anything else, or outside 0 to 100, is null. */
export function readProgress(value: unknown): number | null {
	// A percentage is short; what is longer is not worth a look.
	if (typeof value === 'string' && value.length > 20) return null;
	const text = typeof value === 'string' ? value.trim().replace(/\s*%$/, '') : value;
	if (text === '' || (typeof text !== 'string' && typeof text !== 'number')) return null;
	const number = Number(text);
	return number >= 0 && number <= 100 ? Math.round(number) : null;
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

/** What the task cost, where the reply tells it as a number. */
export function costIn(value: JsonObject, key: string, unit: string): TaskCost | null {
	const amount = numberAt(value, key);
	return amount === null || amount < 0 ? null : { amount, unit };
}

/** Half of a character outside the basic plane: no address can hold it. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Segments that mean "here" and "one up", however they are escaped: no task is called so. */
const DOTS = /^\.{1,2}$/;

/** A task id as one segment of a path. `=`, which ends many base64 ids, is legal there and stays. */
export function pathSegment(taskId: string): string {
	const text = DOTS.test(taskId) ? '\ufffd' : taskId.replace(LONE_SURROGATE, '\ufffd');
	return encodeURIComponent(text).replaceAll('%3D', '=');
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

/**
 * A gateway's task: its fields are the reply's own, or lie in `data` of an envelope on some routes. An
 * envelope may have an id as well, that of the request: a task is told from it by its status.
 */
export function taskFieldsOf(body: JsonObject): JsonObject {
	const data = objectAt(body, 'data');
	const isInData = isNamedIn(data) && textAt(body, 'task_id') === null && body.status === undefined;
	return isNamedIn(body) && !isInData ? { ...data, ...body } : { ...body, ...data };
}

function isNamedIn(value: JsonObject): boolean {
	return textAt(value, 'id') !== null || textAt(value, 'task_id') !== null;
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

/** The files of providers that name a link for each. */
export function filesAtLinks({ videos }: Task): VideoFile[] {
	return videos.flatMap(({ url }) => (url === null ? [] : { link: url }));
}
