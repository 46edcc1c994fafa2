/** A key as people paste it, and as it is sent. */

/** What no header can hold: n8n's HTTP client would leave it out, and the key would work all the same. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/g;

/** The key as it is sent, without what was pasted along: an invisible character, a space, the word "Bearer". */
export function usableKey(pasted: unknown): string {
	return String(pasted ?? '')
		.replace(UNSENDABLE, '')
		.trim()
		.replace(/^bearer\s+/i, '');
}

/** A shorter text would black out ordinary words. */
const LEAST_LENGTH = 6;
/** Of a key without what it begins with, more is needed: the rest may be a word. */
const LEAST_REST_LENGTH = 12;

/** The key, and what may be repeated of it: all behind "sk-", for example. Longest first. */
export function tellingPartsOf(key: string): string[] {
	const rest = key.replace(/^[a-z\d]{1,10}[-_]/i, '');
	return [
		...(key.length >= LEAST_LENGTH ? [key] : []),
		...(rest.length >= LEAST_REST_LENGTH ? [rest] : []),
	];
}

/** How a text reads where somebody repeats it: as it is, in JSON, or in an address. */
export function encodingsOf(part: string): string[] {
	const inJson = JSON.stringify(part).slice(1, -1);
	const inUrl = encodeURIComponent(part);
	return [
		part,
		inJson,
		// JSON as PHP writes it, in a reply that is cut off or no JSON as a whole.
		inJson.replaceAll('/', '\\/'),
		inUrl,
		inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
	];
}
