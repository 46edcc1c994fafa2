/** How every step of the work tells that it came to nothing. */

/** An error before it is tied to an item. `message` is one sentence without a full stop; both are plain text. */
export interface Failure {
	message: string;
	description: string;
	/** The HTTP status, where the provider answered with one. */
	httpCode?: number;
	taskId?: string;
	/** Whether a new order surely makes no second video of this one. Default: as long as there is no task. */
	safeToOrderAgain?: boolean;
}

/** Why something did not come. */
export type Problem = Failure & { type: 'problem' };

/** What was asked for, or why it did not come. */
export type Result<T> = { type: 'ok'; value: T } | Problem;

export function ok<T>(value: T): Result<T> {
	return { type: 'ok', value };
}

export function problem(failure: Failure): Problem {
	return { type: 'problem', ...failure };
}
