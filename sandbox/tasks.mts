// A task and how it goes on with time: queued, running, then its ending.
import type { PlaceName } from './addresses.mts';
import type { ProviderFace } from './dialects/index.mts';

/** What a dialect accepted: enough to make the task and to repeat it in replies. */
export interface Order {
	prompt: string;
	model: string;
	/** How many videos the task makes. */
	videoCount: number;
	/** Values that the dialect repeats in its replies, such as seconds and size. */
	echo: Readonly<Record<string, unknown>>;
}

export interface SandboxTask extends Order {
	readonly taskId: string;
	readonly face: ProviderFace;
	/** 1 for the first task of its face. */
	readonly number: number;
	/** The body of the create, as recorded. */
	readonly body: unknown;
	/** Milliseconds since 1970; set it back to age the task. */
	createdAt: number;
	takesSeconds: number;
	ending: 'video' | 'failure' | 'empty';
	failureReason: string;
	/** Since when a larger version of its video is in work, by resolution. */
	readonly upgrades: Map<string, number>;
	/** Set when its owner cancelled it. */
	cancelled: { phase: 'queued' | 'running'; at: number } | null;
	/** The place that its video links point at. */
	linksAt: PlaceName;
	/** Links of an earlier edition have expired. */
	linkEdition: number;
	/** How often its status was asked. */
	polls: number;
}

export interface TaskView {
	phase: 'queued' | 'running' | 'completed' | 'failed';
	/** 0 to 100. */
	progress: number;
	/** Milliseconds since 1970, null while it is not finished. */
	completedAt: number | null;
	/** Whether a finished task has a video to hand out. */
	hasVideo: boolean;
}

/** The words Google's filter uses; the providers pass them on. */
export const FILTERED_REASON =
	'The generated video was filtered because it may violate the usage guidelines (RAI). You have not been charged. Try rephrasing the prompt.';

/** Where a task stands at `now`; a cancelled one has failed. */
export function viewTask(task: SandboxTask, now: number): TaskView {
	if (task.cancelled) {
		return { phase: 'failed', progress: 100, completedAt: task.cancelled.at, hasVideo: false };
	}
	const endsAt = task.createdAt + task.takesSeconds * 1000;
	if (now >= endsAt) {
		const phase = task.ending === 'failure' ? 'failed' : 'completed';
		return { phase, progress: 100, completedAt: endsAt, hasVideo: task.ending === 'video' };
	}
	const part = (now - task.createdAt) / (endsAt - task.createdAt);
	return {
		phase: part < 0.25 ? 'queued' : 'running',
		progress: part < 0.25 ? 0 : Math.floor(part * 100),
		completedAt: null,
		hasVideo: false,
	};
}

/** Unix time in whole seconds, as the OpenAI style has it. */
export function unixSeconds(milliseconds: number): number {
	return Math.floor(milliseconds / 1000);
}
