/** What gateways say is wrong: five forms of an error, of which several hold Google's own as a text. */

import { isJsonObject, type JsonObject, listAt, objectAt, textAt } from '../../terms/json';
import { problemOf, type ProviderProblem, readErrorEnvelope } from '../../terms/problem';
import { readGatewayError } from '../dialects/read';

/** LiteLLM's words for what has no code of its own. "No connected db." is its word for an unknown key. */
const WORDS_WITHOUT_CODE: ReadonlyArray<[words: RegExp, code: string]> = [
	[/no connected db/i, 'no_db_connection'],
	[/invalid model name passed|llm provider not provided/i, 'invalid_model_name'],
];

/** `{error}`, `{code, message, data}` and `{status, message}`, or FastAPI's `{detail}`; null where there is none. */
export function readProblem(body: JsonObject): ProviderProblem | null {
	const told = readGatewayError(unwrapped(body)) ?? readDetail(body);
	if (told === null) return null;
	const code = WORDS_WITHOUT_CODE.find(([words]) => words.test(told.message))?.[1];
	return code === undefined ? told : { ...told, code };
}

/** A text, an object with a message, or a list of what is wrong with which field. */
function readDetail(body: JsonObject): ProviderProblem | null {
	const detail = objectAt(body, 'detail');
	const faults = listAt(body, 'detail')
		.filter(isJsonObject)
		.map((one) => [...listAt(one, 'loc'), textAt(one, 'msg') ?? ''].join(' ').trim());
	return (
		problemOf(
			textAt(detail, 'code'),
			textAt(body, 'detail') ??
				textAt(detail, 'message') ??
				textAt(detail, 'error') ??
				faults.join('; '),
		) ?? null
	);
}

/** The body with Google's own words in the place of a message that holds its error as a text. */
export function unwrapped(body: JsonObject): JsonObject {
	const { error } = body;
	return {
		...body,
		...(typeof body.message === 'string' && { message: innerWords(body.message) }),
		...(typeof error === 'string' && { error: innerWords(error) }),
		...(isJsonObject(error) &&
			typeof error.message === 'string' && {
				error: { ...error, message: innerWords(error.message) },
			}),
	};
}

/** Longer texts hold an order that is echoed, and no error. */
const MOST_CHARACTERS = 20_000;

function innerWords(message: string): string {
	const text = message.slice(0, MOST_CHARACTERS);
	const [begin, end] = [text.indexOf('{'), text.lastIndexOf('}')];
	if (begin < 0 || end < begin) return message;
	// Python writes the bytes of a reply with its line breaks as two characters.
	for (const json of [
		text.slice(begin, end + 1),
		text.slice(begin, end + 1).replaceAll('\\n', ' '),
	]) {
		const inner = parsed(json);
		const told = isJsonObject(inner) ? readErrorEnvelope(inner) : null;
		if (told !== null) return told.message;
	}
	return message;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** new-api's and LiteLLM's words for an operation that ended without a video. */
const NO_VIDEO =
	/failed to resolve \w* ?video url|no generated ?(samples|videos)|no video data|no response data|generated_?samples|index out of range/i;

/** What that mostly means. Inferred: no gateway says so itself. */
export const NO_VIDEO_ADVICE =
	"Mostly Google's safety filter has held the video back, or its task failed, which this gateway does not tell. Change the prompt or the images, and ask whoever runs the gateway if it stays.";

export function saysNoVideo(words: string | null): boolean {
	return words !== null && NO_VIDEO.test(words);
}
