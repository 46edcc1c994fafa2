/** Reads what some providers put into a reply as text that is JSON once more, or that only looks like it. */

import { asLink, isJsonObject, type JsonObject } from '../../terms/json';

/** An object, or the text of one; empty for anything else. */
export function objectInText(value: unknown): JsonObject {
	const found = typeof value === 'string' ? parsed(value) : value;
	return isJsonObject(found) ? found : {};
}

/** The links in a list, in a list as JSON text, in a text in brackets ("[https://…, https://…]"), or in a text alone. */
export function linksInText(value: unknown): string[] {
	const found = typeof value === 'string' ? (parsed(value) ?? bracketed(value)) : value;
	const parts: unknown[] = Array.isArray(found) ? found : [found];
	return [...new Set(parts.map(asLink).filter((link) => link !== null))];
}

/** A comma may also stand within a link: only one with a link behind it parts two. */
function bracketed(text: string): string[] {
	const inner = text.trim().replace(/^\[/, '').replace(/\]$/, '');
	const links: string[] = [];
	for (const part of inner.split(',')) {
		const plain = part.trim().replace(/^["']/, '').replace(/["']$/, '');
		if (/^https?:/i.test(plain) || links.length === 0) links.push(plain);
		else links.push(`${links.pop()},${part}`);
	}
	return links;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
