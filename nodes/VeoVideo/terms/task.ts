/** What every provider's task looks like to the rest of the package, and to the person who reads the item. */

import type { JsonObject } from './json';

export type TaskStatus = 'queued' | 'running' | 'completed' | 'failed';

/** One finished video. `url` is null where the provider hands it out without a link. `expiresAt` is ISO 8601, or null where the provider does not say. */
export interface TaskVideo {
	url: string | null;
	expiresAt: string | null;
}

/** Why a task ended without a video, in the provider's own words. */
export interface TaskFailure {
	code: string | null;
	message: string;
}

/** The code of a failure that is a cancelled task, whatever its provider calls it. */
export const CANCELLED = 'cancelled';

/** The code of a failure that is a result without a video: it may be paid for all the same. */
export const NO_VIDEO = 'no_video';

/** Whether an order that ended so may be sent again by itself: surely nothing of it is left to be had. */
export function mayOrderAgain({ status, failure }: Pick<Task, 'status' | 'failure'>): boolean {
	return status === 'failed' && failure?.code !== NO_VIDEO;
}

/** Whether the task ended because somebody cancelled it. */
export function isCancelled({ failure }: Pick<Task, 'failure'>): boolean {
	return failure?.code === CANCELLED;
}

/** What the provider says that the task cost: in a currency ("USD"), or in its own unit ("credits"). */
export interface TaskCost {
	amount: number;
	unit: string;
}

/**
 * A video in the making. What the provider does not say is null, never guessed.
 *
 * `taskId` is opaque and stays exactly as the provider gave it. `progress` is 0 to 100.
 * `failure` is filled if and only if `status` is `failed`; it is not called `error`, because n8n
 * takes an item with a truthy `error` for a failed item and runs the node again.
 */
export interface Task {
	taskId: string;
	provider: string;
	status: TaskStatus;
	progress: number | null;
	model: string | null;
	videoUrl: string | null;
	videos: TaskVideo[];
	durationSeconds: number | null;
	resolution: string | null;
	aspectRatio: string | null;
	createdAt: string | null;
	completedAt: string | null;
	cost: TaskCost | null;
	failure: TaskFailure | null;
}

/** What a task is known by: an id alone may belong to two providers. */
export type TaskKey = Pick<Task, 'provider' | 'taskId'>;

/** What a create asks for, as the provider's list of tasks tells it: the same for the same request. */
export interface Asking {
	model: string;
	input: JsonObject;
}

/** A task as the provider's list has it: enough to know it again, not enough to hand it out. */
export interface ListedTask {
	/** As the reply to its create has it. */
	taskId: string;
	model: string;
	/** What was asked for; null where only the reply to a check tells it. */
	input: JsonObject | null;
	/** What the video shows, for a person to recognise it; null where the list does not tell. */
	prompt: string | null;
	status: TaskStatus;
	/** Milliseconds since 1970, by the provider's clock; null where the list does not tell. */
	createdAt: number | null;
	endedAt: number | null;
}

/** A task, and the body of the reply that it was read from. */
export interface SeenTask {
	task: Task;
	raw: unknown;
	/** What is less than was asked for, though the task is well. */
	warning?: string;
}

const TERMINAL_STATUSES: ReadonlySet<TaskStatus> = new Set(['completed', 'failed']);

/** Whether nothing more will happen to the task. */
export function isFinished(task: Task): boolean {
	return TERMINAL_STATUSES.has(task.status);
}

/** Where a task stands, for people: "running, 40 %". */
export function describeStatus(task: Task): string {
	return task.progress === null || isFinished(task)
		? task.status
		: `${task.status}, ${task.progress} %`;
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
		cost: null,
		failure: null,
	};
}
