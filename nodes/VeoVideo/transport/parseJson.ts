/** JSON as services write it. Never throws. */

import { isJsonObject } from '../terms/json';

/**
 * JSON, or undefined: an HTML page and a reply cut in the middle are both none. `clean` goes over
 * every text in it, names of fields included. Some gateways begin with a byte order mark.
 */
export function parseJson(text: string, clean: (part: string) => string = (part) => part): unknown {
	return parsed(withLongNumbersAsTexts(text.replace(/^\ufeff/, '')), clean);
}

/** A whole number as a field's value or in a list, of so many digits that it may not be kept as a number. */
const LONG_NUMBER = /([:,[]\s*)(-?\d{16,})(?=\s*[,}\]])/g;

/**
 * An id may be a number of 64 bits. As a number its last digits would be lost, and with them the task.
 * What looks the same within a text, as in an order that is echoed, stays as it is.
 */
function withLongNumbersAsTexts(json: string): string {
	if (!/\d{16}/.test(json)) return json;
	const parts: string[] = [];
	for (let at = 0; at < json.length;) {
		const quote = json.indexOf('"', at);
		const begin = quote < 0 ? json.length : quote;
		const end = endOfText(json, begin);
		parts.push(
			json
				.slice(at, begin)
				.replace(LONG_NUMBER, (all, before: string, digits: string) =>
					Number.isSafeInteger(Number(digits)) ? all : `${before}"${digits}"`,
				),
			json.slice(begin, end),
		);
		at = end;
	}
	return parts.join('');
}

/** Where the text ends that begins at a quote: behind the next one that no backslash escapes. */
function endOfText(json: string, begin: number): number {
	for (let at = begin + 1; ; at++) {
		at = json.indexOf('"', at);
		if (at < 0) return json.length;
		let slashes = 0;
		while (json[at - 1 - slashes] === '\\') slashes++;
		if (slashes % 2 === 0) return at + 1;
	}
}

function parsed(text: string, clean: (part: string) => string): unknown {
	try {
		return JSON.parse(text, (_key, value: unknown) => {
			if (typeof value === 'string') return clean(value);
			if (!isJsonObject(value)) return value;
			const names = Object.keys(value);
			if (names.every((name) => clean(name) === name)) return value;
			return Object.fromEntries(names.map((name) => [clean(name), value[name]]));
		});
	} catch {
		return undefined;
	}
}
