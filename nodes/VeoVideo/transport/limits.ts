/** How long a body and n8n's own API may keep silent, and when a video that is not there yet is asked for again. */

/**
 * n8n's own time-out ends with the headers. Without another byte for this long, in milliseconds, a
 * small reply counts as unanswered.
 */
export const REPLY_IDLE_MS = 30_000;

/** Without another byte for this long, a download counts as cut. */
export const VIDEO_IDLE_MS = 45_000;

/** With fewer bytes than these in so long a time, a download counts as cut, too. Else it may take its time. */
export const VIDEO_LEAST_PACE: Readonly<{ bytes: number; ms: number }> = {
	bytes: 64 * 1024,
	ms: 300_000,
};

/** What a page says beside an error is worth this much waiting, in all. */
export const PAGE_TIMEOUT_MS = 15_000;

/** For how long n8n's own API may be silent before what it was asked, and all that waits behind it, is given up. */
export const TABLE_SILENCE_MS = 30_000;

/** The pause before a task is asked about once more that is called failed by a provider that may take it back. */
export const FAILURE_PAUSE_MS = 5_000;

/**
 * The pauses before a video is asked for again that was answered with JSON, a page or nothing: some
 * gateways call a task completed a while before its file is there.
 */
export const VIDEO_PAUSES_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000];

/** The pauses before a list of tasks is asked again for one that may come into it a moment later. */
export const LIST_PAUSES_MS: readonly number[] = [0, 1_000, 2_000, 4_000];

/** The same where a list has only tasks that are over: it is asked again as long as there is time. */
export const ENDED_LIST_PAUSE_MS = 15_000;

/** How long a token endpoint may take for its whole reply. Nothing has been sent with the token yet. */
export const TOKEN_TIMEOUT_MS = 30_000;
