/** Makes an item of a task. */

import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isJsonObject, shortWords } from '../terms/json';
import type { SeenTask } from '../terms/task';

/** The output item of a task. */
export function itemOf(
	{ task, raw, warning: ofTask }: SeenTask,
	itemIndex: number,
	includeRaw: boolean,
	extra: {
		binary?: Record<string, IBinaryData>;
		links?: ReadonlyArray<string | null> | null;
		warning?: string | null;
	} = {},
): INodeExecutionData {
	const { binary, links } = extra;
	const warning = [extra.warning, ofTask].filter(Boolean).join(' ');
	return {
		json: {
			...asJson(task),
			...(links && { fileUrl: links[0] ?? null }),
			...(links && links.length > 1 && { fileUrls: [...links] }),
			...(includeRaw && { raw: isJsonObject(raw) ? asJson(withoutLongTexts(raw)) : null }),
			...(warning && { warning }),
		},
		...(binary !== undefined && { binary }),
		pairedItem: { item: itemIndex },
	};
}

/** Longer texts in a reply are echoes of images or whole videos: an item of megabytes stops workflows. */
const LONGEST_RAW_TEXT = 10_000;

function withoutLongTexts(value: object): object {
	return Object.fromEntries(
		Object.entries(value).map(([name, part]: [string, unknown]) => [name, shortened(part)]),
	);
}

function shortened(value: unknown): unknown {
	if (typeof value === 'string') {
		return value.length <= LONGEST_RAW_TEXT
			? value
			: `${shortWords(value, 100)} (${value.length} characters)`;
	}
	if (Array.isArray(value)) return value.map(shortened);
	return isJsonObject(value) ? withoutLongTexts(value) : value;
}

function asJson(value: object): IDataObject {
	return Object.fromEntries(Object.entries(value));
}
