/** Links of this n8n to files in its store: they work without a login, until their time is over. */

import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { ok, problem, type Result } from '../terms/result';

type LinkMaker = Pick<IExecuteFunctions, 'helpers'>;

/** What is wrong where n8n cannot link to this file; null where it can. */
export const NO_LINKS = {
	tooOld: {
		message: 'This version of n8n makes no links to files',
		description: 'Update n8n.',
	},
	inMemory: {
		message: 'This n8n keeps files in memory, and makes no links to them',
		description:
			'Set N8N_DEFAULT_BINARY_DATA_MODE to "filesystem" (in queue mode to "database" or "s3"), and start n8n anew.',
	},
} as const;

/** Whether this n8n has links to files at all. */
export function canLink({ helpers }: LinkMaker): boolean {
	return 'createBinarySignedUrl' in helpers;
}

/**
 * The link to a file. Its address is the one under which this n8n believes to be reached (`WEBHOOK_URL`).
 * It ends earlier than `seconds` where n8n deletes the file, which goes with its execution.
 */
export function signedLink(context: LinkMaker, file: IBinaryData, seconds: number): Result<string> {
	if (!canLink(context)) return problem(NO_LINKS.tooOld);
	if (file.id === undefined) return problem(NO_LINKS.inMemory);
	try {
		const link = context.helpers.createBinarySignedUrl(
			file,
			`${Math.max(1, Math.round(seconds))}s`,
		);
		return ok(link);
	} catch (cause) {
		return problem({
			message: 'n8n could not make a link to the file',
			description: `Its own words: ${String(cause)}.`,
		});
	}
}
