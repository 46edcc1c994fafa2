/** Headers that a person's gateway wants beside the key: written as JSON in the credential. */

import { isJsonObject } from './json';
import { ok, problem, type Result } from './result';

/** What RFC 9110 allows in a name. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What a request sets itself: with anything else in their place it would be another request. */
const OWN =
	/^(authorization|accept|accept-encoding|connection|content-.*|cookie|host|range|te|transfer-encoding|upgrade)$/i;

/** Names of what nobody else may read: `x-api-key`, but not `x-portkey-provider`. */
const SECRET_NAME =
	/(^|[-_])(api|access)?(key|token|secret|auth|pass|password|credentials?)([-_]|$)/i;

/** Reads the field, JSON text or an object. An object or a list as a value goes as JSON. */
export function readExtraHeaders(field: unknown): Result<Record<string, string>> {
	if (field === undefined || field === null || String(field).trim() === '') return ok({});
	const headers = typeof field === 'string' ? parsed(field) : field;
	if (!isJsonObject(headers)) {
		return wrong(
			'are not a JSON object',
			'Enter names and values in braces and double quotes, for example {"x-portkey-provider": "openai"}.',
		);
	}
	const read: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
		if (!NAME.test(name) || !VALUE.test(text)) {
			return wrong(
				`hold "${name.slice(0, 60)}", which cannot be sent`,
				'A name has letters, digits and hyphens; a value has no line breaks, and no letters beyond the Latin ones.',
			);
		}
		if (OWN.test(name)) {
			return wrong(
				`hold "${name}", which the node sets itself`,
				'Leave it out. The key goes into the field "API Key".',
			);
		}
		if (value !== null) read[name.toLowerCase()] = text;
	}
	return ok(read);
}

/** What of the values is to be blacked out, within JSON as well. */
export function secretsIn(headers: Readonly<Record<string, unknown>>): string[] {
	return Object.entries(headers).flatMap(([name, value]) => {
		const found = typeof value === 'string' && value.startsWith('{') ? parsed(value) : value;
		if (typeof found === 'string') return SECRET_NAME.test(name) ? [found] : [];
		const within = Array.isArray(found) ? { ...found } : found;
		return isJsonObject(within) ? secretsIn(within) : [];
	});
}

function wrong(what: string, advice: string): Result<never> {
	return problem({ message: `The Extra Headers of the credential ${what}`, description: advice });
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
