/** What a reply means: decided by the provider's dialect, from status, headers and body together. */

import type { Why } from './refusals';
import type { Reply } from './request';
import type { Task } from './task';

/** What was asked: a create makes a task and may cost money, all else makes nothing. */
export type Asked = 'create' | 'status';

/** What is known of a reply beside itself. */
export interface About {
	asked: Asked;
	/** The task that was asked for; null for the reply to a create. */
	taskId: string | null;
	/** When the reply came, in milliseconds since 1970: some links tell only how long they live. */
	receivedAt: number;
}

/** The provider said no. */
export interface Refused {
	says: 'refused';
	why: Why;
	/** The provider's own word for it, as it came; null where it has none. */
	code: string | null;
	/** The provider's own sentence, made short; null where no reader understands the reply. */
	words: string | null;
}

export type Reading =
	/** `trouble`: the reply to a create names a task, and says beside it that something is wrong. */
	| { says: 'task'; task: Task; trouble: Refused | null }
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
