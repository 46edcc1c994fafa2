/** Why there is no file. */

/**
 * Why there is no file. `expired`: the link is no longer valid, a new one may be had from the task.
 * `refused`: the server answered with an error. `notAVideo`: it sent something else. `empty`, `cut`,
 * `damaged`: nothing, less, or other than it promised. `unreachable`: no reply. `stopped`: cancelled.
 * `notStored`: n8n could not keep it. `gone`: the provider has deleted it.
 */
export interface DownloadProblem {
	type: 'problem';
	reason:
		| 'expired'
		| 'refused'
		| 'notAVideo'
		| 'empty'
		| 'cut'
		| 'damaged'
		| 'unreachable'
		| 'stopped'
		| 'notStored'
		| 'gone';
	/** It refused at the provider's own endpoint, where the file may still come. */
	mayCome?: true;
	/** The server's own words, or n8n's; the key is blacked out. */
	words: string;
}
