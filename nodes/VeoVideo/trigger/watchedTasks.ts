/** What a poll needs of a source of tasks: the table, a list of ids, or the account. */

import type { TrackedTask } from '../table/row';
import type { TaskCost } from '../terms/task';

/** How a task ended. */
export interface EndedTask {
	tracked: TrackedTask;
	status: string;
	/** What the provider says that the video cost. */
	cost?: TaskCost | null;
}

/** What a poll needs of a source of tasks. Each method throws a node error that says what to do. */
export interface WatchedTasks {
	/** Whether it can note that a task was handed out. */
	takesNotes: boolean;
	/** Names a task among all that the triggers of this n8n watch. */
	keyOf(taskId: string): string;
	/** The tasks to look at now. */
	open(now: number): Promise<TrackedTask[]>;
	/** The tasks to show in the editor, delivered ones too. */
	recent(): Promise<TrackedTask[]>;
	/** Notes that nothing more is to be done about tasks, and how they ended; of those given up, only that. */
	settle(tasks: readonly EndedTask[]): Promise<void>;
	/** Notes how tasks ended that this trigger leaves to others. */
	noteEnds(tasks: readonly EndedTask[]): Promise<void>;
	/** Takes back that tasks were settled. */
	reopen(tasks: readonly EndedTask[]): Promise<void>;
	/** Whether n8n would still start the workflow at this node, as far as it tells. */
	isStillPublished(): Promise<boolean>;
	/** Deletes, now and then, what is settled for long. */
	prune(now: number): Promise<void>;
}
