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
	/**
	 * Whether the provider itself said something about the task, whatever the HTTP status: not about the
	 * account, which a person can mend, and not that it is busy or out of order.
	 */
	isAboutTask?: boolean;
}
