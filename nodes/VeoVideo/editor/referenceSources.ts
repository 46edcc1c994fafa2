/** The reference images of an item, however many: slots of the field, lists, and lines. */

import type { IBinaryData } from 'n8n-workflow';

import { imageTypeOf, isFile } from '../files/images';
import { isHttpUrl, isJsonObject } from '../terms/json';

/**
 * The texts and files in `referenceImages.values[].image`, in order. An empty slot counts as none, and
 * a slot may hold a list: an array that an expression yields, or lines. `areNames`: the texts name
 * binary fields.
 */
export function referenceSources(slots: unknown, areNames: boolean): Array<string | IBinaryData> {
	const list: unknown[] = Array.isArray(slots) ? slots : [slots];
	return list.flatMap((slot) =>
		sourcesOf(isJsonObject(slot) && !isFile(slot) ? slot.image : slot, areNames),
	);
}

function sourcesOf(value: unknown, areNames: boolean): Array<string | IBinaryData> {
	if (Array.isArray(value)) return value.flatMap((one: unknown) => sourcesOf(one, areNames));
	if (isFile(value)) return [value];
	if (typeof value === 'string') return linesOf(value, areNames);
	// What is no text is refused as such later on; left out, it would be missed in the video.
	return value === null || value === undefined ? [] : [JSON.stringify(value)];
}

/** Base64 text may itself be broken into lines, which belong together. */
function linesOf(text: string, areNames: boolean): string[] {
	const lines = text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
	if (areNames || lines.every(isImage)) return lines;
	const texts: string[][] = [];
	for (const line of lines) {
		const before = texts.at(-1);
		const isApart = before === undefined || isLink(line) || isHttpUrl(before[0] ?? '');
		if (isApart) texts.push([line]);
		else before.push(line);
	}
	return texts.map((parts) => parts.join('\n'));
}

function isLink(line: string): boolean {
	return isHttpUrl(line) || /^(data:|gs:\/\/)/i.test(line);
}

/** Whether the line begins like an image of its own, by its first bytes. */
function isImage(line: string): boolean {
	return isLink(line) || imageTypeOf(Buffer.from(line.slice(0, 64), 'base64')) !== null;
}
