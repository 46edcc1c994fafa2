/** Careful reading of JSON of which nothing is known: each function takes anything and returns a plain value, or null. */

/** A JSON object as it came, nothing about it known yet. */
export type JsonObject = { [key: string]: unknown };

/** Whether a value is a JSON object (no array, not null). */
export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key, or an empty one, so that reads can be chained. */
export function objectAt(value: JsonObject, key: string): JsonObject {
	const found = Object.hasOwn(value, key) ? value[key] : undefined;
	return isJsonObject(found) ? found : {};
}

/** The list under a key, or an empty one. */
export function listAt(value: JsonObject, key: string): unknown[] {
	const found = Object.hasOwn(value, key) ? value[key] : undefined;
	return Array.isArray(found) ? found : [];
}

/** The text under a key; null when absent, empty or no text. A number is taken as its digits. */
export function textAt(value: JsonObject, key: string): string | null {
	const found = Object.hasOwn(value, key) ? value[key] : undefined;
	if (typeof found === 'number' && Number.isFinite(found)) return String(found);
	return typeof found === 'string' && found !== '' ? found : null;
}

/** The number under a key; "6" counts as 6. */
export function numberAt(value: JsonObject, key: string): number | null {
	const found = Object.hasOwn(value, key) ? value[key] : undefined;
	if (typeof found === 'number') return Number.isFinite(found) ? found : null;
	if (typeof found !== 'string' || !/^\d{1,15}(\.\d{1,6})?$/.test(found.trim())) return null;
	return Number(found);
}

/** The text, if it is a link that may be followed: only http and https, and no user name, may leave a reply. */
export function asLink(value: unknown): string | null {
	if (typeof value !== 'string' || !isHttpUrl(value)) return null;
	const { username, password } = new URL(value);
	return username === '' && password === '' ? value : null;
}

/** Whether the text is an absolute http or https address. */
export function isHttpUrl(text: string): boolean {
	return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** An object in a bucket of Google Cloud Storage. */
export const BUCKET_LINK = /^gs:\/\/[^/\s]+\/\S/;

/** Unix seconds, Unix milliseconds or a date in words, as ISO 8601. */
export function readTime(value: unknown): string | null {
	const number = typeof value === 'string' && /^\d{1,13}$/.test(value) ? Number(value) : value;
	// A Unix time in seconds passes 100,000,000,000 in the year 5138: what is larger are milliseconds.
	const ms =
		typeof number === 'number'
			? number * (number > 100_000_000_000 ? 1 : 1000)
			: typeof number === 'string'
				? Date.parse(number)
				: NaN;
	return ms > 0 && ms < 253_402_300_800_000 ? new Date(ms).toISOString() : null;
}

/** The longest text of a provider that goes into a message, a description, a log line or an item. */
const MOST_CHARACTERS = 300;

/**
 * A provider's words as one short line. Some gateways echo the whole request, base64 image and all, and
 * a line break would part a message in a log from what belongs to it.
 */
export function shortWords(text: string, most = MOST_CHARACTERS): string {
	// What is cut off anyway need not be gone through.
	const line = text
		.slice(0, most * 10)
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.trim();
	if (line.length <= most) return line;
	return `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
