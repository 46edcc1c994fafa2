/** What fal.ai says is wrong, in each of its forms: https://docs.fal.ai/model-apis/errors */

import { isJsonObject, type JsonObject, listAt, shortWords, textAt } from '../../terms/json';
import {
	problemOf,
	type ProviderProblem,
	readErrorEnvelope,
	readFlatError,
} from '../../terms/problem';
import type { Asked, Refusal, Refused } from '../../terms/reading';
import { whyOfStatus } from '../../terms/refusals';
import type { Reply } from '../../terms/request';

/** Codes of our own, for what fal says in words alone. */
const EXHAUSTED = 'exhausted_balance';
const UNKNOWN_ENDPOINT = 'unknown_endpoint';

/** "User is locked. Reason: Exhausted balance. …", with 403, before anything is queued. */
const WORDS_OF_BALANCE = /exhausted balance|insufficient (balance|credit)|top up your balance/i;
const WORDS_OF_ENDPOINT = /^application .{1,200} not found|^path .{1,200} not found/i;

export const refusals: readonly Refusal[] = [
	{ why: 'credit', codes: [EXHAUSTED] },
	{ why: 'busy', codes: ['concurrent_requests_limit'] },
	{ why: 'noModel', codes: [UNKNOWN_ENDPOINT] },
];

/**
 * The models' form `{detail: [{loc, msg, type, input}]}`, whose `input` echoes prompt and images and is left
 * out; the queue's `{detail, error_type}`, with `error` for `detail` in a status; the gateway's
 * `{detail: "text"}`; the platform's `{error: {type, message}}`. Null where a body tells no error.
 */
export function problemIn(body: JsonObject): ProviderProblem | null {
	const details = detailsIn(body);
	const text = textAt(body, 'detail') ?? textAt(body, 'error');
	const type = details.map((one) => textAt(one, 'type')).find((one) => one !== null);
	const words = details.slice(0, 3).flatMap((one) => sentenceOf(one) ?? []);
	const code = textAt(body, 'error_type') ?? type ?? (text === null ? null : codeOf(text));
	return (
		problemOf(code, words.length > 0 ? words.join(' ') : text) ??
		readErrorEnvelope(body) ??
		readFlatError(body)
	);
}

/** The entries of a model's own error; empty for the other forms. */
export function detailsIn(body: JsonObject): JsonObject[] {
	return listAt(body, 'detail').filter(isJsonObject);
}

function codeOf(text: string): string | null {
	if (WORDS_OF_BALANCE.test(text)) return EXHAUSTED;
	return WORDS_OF_ENDPOINT.test(text) ? UNKNOWN_ENDPOINT : null;
}

/** "duration: Input should be '4s', '6s' or '8s'" */
function sentenceOf(detail: JsonObject): string | null {
	const message = textAt(detail, 'msg');
	const place = listAt(detail, 'loc').filter((part) => part !== 'body');
	return message === null || place.length === 0 ? message : `${place.join('.')}: ${message}`;
}

/** The refusal that a reply with an error status tells: by its status, and by what is said of the balance. */
export function refusedBy({ status }: Reply, said: ProviderProblem | null, asked: Asked): Refused {
	const isCredit = said?.code === EXHAUSTED;
	return {
		says: 'refused',
		why: isCredit ? 'credit' : (whyOfStatus(status, asked) ?? 'input'),
		code: said?.code ?? null,
		words: said?.message ?? null,
	};
}

/** Why the platform does not tell which requests there are; null where it does. */
export function listRefusal(reply: Reply): Refused | null {
	const why = whyOfStatus(reply.status, 'upload');
	if (why === null) return null;
	const said = isJsonObject(reply.body) ? problemIn(reply.body) : null;
	return { ...refusedBy(reply, said, 'status'), why };
}

/** Of fal's own words, beside the help. */
const MOST_CHARACTERS = 290;

/** What a word of fal's means for whoever asked for the video. */
const HELP: ReadonlyArray<[codes: RegExp, help: string]> = [
	[/^content_policy_violation$/, 'The content filter stopped it: change the prompt or the images.'],
	[
		/^no_media_generated$/,
		'Veo made no video and gives no reason, mostly a silent safety filter: reword the prompt, or create the video again.',
	],
	[
		/^file_download_error$/,
		'A link could not be loaded: it must open for anybody, without a login.',
	],
	[
		/^(image_load_error|unsupported_image_format)$/,
		'An image could not be read: use PNG, JPEG or WebP.',
	],
	[/^(image|file)_too_(small|large)$/, 'Send the image in another size.'],
	[/^(unsupported_video_format|video_duration_too_(long|short))$/, 'Extend another video.'],
	[
		/^(generation_timeout|request_timeout|startup_timeout|(downstream|internal|runner)_\w+)$/,
		'This is a fault at fal.ai, not of your prompt: create the video again later.',
	],
];

/** The problem with what to do about it, where its word is a known one. */
export function withHelp({ code, message }: ProviderProblem): ProviderProblem {
	const help = HELP.find(([codes]) => codes.test(code ?? ''))?.[1];
	if (help === undefined) return { code, message };
	if (message === code) return { code, message: help };
	const words = shortWords(message.replace(/[.\s]+$/, ''), MOST_CHARACTERS - help.length);
	return { code, message: `${words}. ${help}` };
}
