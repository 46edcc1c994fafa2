/** How a finished operation of Google's tells that there are fewer videos than were asked for, or none. */

import {
	isJsonObject,
	type JsonObject,
	listAt,
	objectAt,
	shortWords,
	textAt,
} from '../../terms/json';
import { readErrorEnvelope, taskFailure } from '../../terms/problem';
import { NO_VIDEO, type Task, type TaskFailure } from '../../terms/task';
import { meaningOfCodes } from './googleCloud';

/** Google ends an operation without an error where its filter held every video back. */
export function failureIn(body: JsonObject, videos: number): TaskFailure | null {
	const error = readErrorEnvelope(body);
	if (error !== null) return { ...error, message: withAdvice(error.message) };
	if (videos > 0) return null;
	const filtered = filteredIn(body);
	// Nobody says why, and so nobody knows whether it was paid for.
	if (filtered === null) return { ...taskFailure(null), code: NO_VIDEO };
	return { code: 'rai_media_filtered', message: filtered.reasons };
}

/** What the safety filter held back: how many, and why; null where it held back nothing. */
function filteredIn(body: JsonObject): { count: number; reasons: string } | null {
	const response = objectAt(body, 'response');
	const reasons = listAt(response, 'raiMediaFilteredReasons').filter(
		(reason) => typeof reason === 'string',
	);
	const count = Number(textAt(response, 'raiMediaFilteredCount') ?? 0) || reasons.length;
	if (count === 0) return null;
	const words = shortWords(reasons.join(' '));
	return {
		count,
		reasons: words === '' ? "Held back by Google's safety filter." : withAdvice(words),
	};
}

const BUCKET_RIGHTS = /@\S+ does not have storage\.objects\.(\w+)/;

/** Google's words, and what they mean where they are numbers, or what is to be done. */
function withAdvice(words: string): string {
	const meaning = meaningOfCodes(words);
	const right = BUCKET_RIGHTS.exec(words)?.[1];
	const role = right === 'create' ? 'Storage Object Creator' : 'Storage Object Viewer';
	const advice =
		meaning !== null
			? ` (About: ${meaning}.)`
			: right !== undefined
				? ` (Give that account the role "${role}" on the bucket: Google works there in its name.)`
				: '';
	return `${shortWords(words, 300 - advice.length)}${advice}`;
}

/** Fewer videos than were asked for, with the reasons; null where all are there. */
export function warningOf(body: unknown, { status, videos }: Task): string | null {
	const filtered = status === 'completed' && isJsonObject(body) ? filteredIn(body) : null;
	if (filtered === null) return null;
	const all = videos.length + filtered.count;
	return `Google's safety filter held back ${filtered.count} of ${all} videos: ${filtered.reasons}`;
}
