/** What a reply means: decided by the provider's dialect, from status, headers and body together. */

import type { Reply, ServiceRequest } from './request';
import type { ListedTask, Task } from './task';

/**
 * Why a provider said no. `busy`: too many requests. `down`: it says itself that it is closed for a while,
 * and took nothing. `unsure`: a fault that leaves open what became of the request. `moved`: a redirect, which is not followed. `noAddress`: nobody is there, or no such model.
 */
export type Why =
	| 'busy'
	| 'down'
	| 'unsure'
	| 'moved'
	| 'key'
	| 'credit'
	| 'permission'
	| 'input'
	| 'noModel'
	| 'noAddress'
	| 'noTask';

/** What was asked: a create makes a task and may cost money, all else makes nothing. An upload is free. */
export type Asked = 'create' | 'status' | 'upload' | 'cancel';

/** What is known of a reply beside itself. */
export interface About {
	asked: Asked;
	/** The task that was asked for; null for the reply to a create. */
	taskId: string | null;
	/** When the reply came, in milliseconds since 1970: some links tell only how long they live. */
	receivedAt: number;
	/** The note that a reading with `further` left; null for the first reply. */
	note: string | null;
}

/** The provider said no. */
export interface Refused {
	says: 'refused';
	why: Why;
	/** The provider's own word for it, as it came; null where it has none. */
	code: string | null;
	/** The provider's own sentence, made short; null where no reader understands the reply. */
	words: string | null;
	/** For how long the provider wants to be left alone, where its page or its reply says so, and no header does. */
	retryAfterMs?: number;
	/** What is wrong, one sentence without a full stop, and what to do: where the common sentences would mislead. */
	help?: readonly [message: string, advice: string];
}

export type Reading =
	| Verdict
	/** One more request decides, and `note` comes back with its reply. At most three in a row, and none after a create. */
	| { says: 'further'; request: ServiceRequest; note: string };

/** A file was uploaded, and lies at this link. */
export interface Stored {
	says: 'stored';
	link: string;
}

/** A page of the account's tasks, newest first; `cursor` leads to the next one. */
export interface Listed {
	says: 'listed';
	tasks: readonly ListedTask[];
	cursor: string | null;
}

/** What a reply may say beside what is said of a task: where an upload lies, or which tasks there are. */
export type Further = Stored | Listed;

/** A reading that stands. */
export type Verdict =
	/**
	 * `trouble`: the reply to a create names a task, and says beside it that something is wrong. `warning`: what
	 * is less than was asked for, though the task is well. `mayRecover`: the task is called failed, and this
	 * provider was seen to take that back: it is asked once more before that is believed.
	 */
	| {
			says: 'task';
			task: Task;
			trouble: Refused | null;
			warning?: string;
			mayRecover?: true;
	  }
	| Refused
	/** No word of this dialect: a proxy's page, a reply that was cut. */
	| { says: 'nothing' };

/** Whoever can tell what a reply means. Never throws, whatever came. */
export interface Reader {
	read(reply: Reply, about: About): Reading;
}

/** One way in which a provider says that it did not take a create. */
export interface Refusal {
	why: Why;
	/** The error's codes, compared without case. */
	codes: readonly string[];
}
