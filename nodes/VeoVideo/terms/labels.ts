/** Words that fields, errors and the README share. */

/** The options about how the nodes work, which errors name as well. */
export const WORK_OPTION_NAMES = {
	additionalFields: 'Additional Fields (JSON)',
	checkInterval: 'Check Interval (Seconds)',
	giveUpAfter: 'Give Up After (Hours)',
	fileName: 'File Name',
	includeRaw: 'Include Provider Reply',
	linkLifetime: 'Link Lifetime (Hours)',
	makeLink: 'Make Link to File',
	maxConcurrency: 'Parallel Requests',
	maxVideos: 'Maximum Videos',
	pollInterval: 'Check Interval (Seconds)',
	waitTimeout: 'Maximum Wait (Seconds)',
} as const;

/** "a, b or c" */
export function anyOf(words: readonly string[]): string {
	return words.length < 2
		? words.join('')
		: `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}
