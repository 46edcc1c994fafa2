/** Replies that say nothing of the provider's, and the provider's own with one thing in them gone wrong. */

import type { Reply } from '../../nodes/VeoVideo/terms/request';
import { isJsonObject } from '../../nodes/VeoVideo/terms/json';
import type { ReplyCase } from './cases.mts';

/** Statuses that providers, gateways and proxies answer with. */
export const STATUSES = [
	...[200, 201, 202, 204, 206, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 408, 409],
	...[410, 413, 415, 422, 424, 425, 429, 431, 451, 455, 499, 500, 501, 502, 503, 504, 520, 529],
] as const;

const PAGE =
	'<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

const TEXTS: ReadonlyArray<[what: string, text: string]> = [
	['a page', PAGE],
	['a page that says that all is well', '<html><body>{"status":"completed"}</body></html>'],
	['nothing', ''],
	['blanks', ' \r\n'],
	['a word', 'OK'],
	['an empty list', '[]'],
	['a list of texts', '["x"]'],
	['a list of tasks', '[{"id":"x","task_id":"x","name":"operations/x","status":"completed"}]'],
	['a number', '42'],
	['null', 'null'],
	['true', 'true'],
	['a text', '"video_1"'],
	['an empty object', '{}'],
	['nulls', '{"id":null,"task_id":null,"name":null,"request_id":null,"data":null,"task":null}'],
	['nested junk', '{"a":{"b":[{"c":[[[]]]},null,{"d":{"e":{}}}]},"":[1,2,{"":{}}]}'],
	['names of JavaScript', '{"__proto__":{"id":"x"},"constructor":{"prototype":{"id":"x"}}}'],
	['deep nesting', `${'{"x":['.repeat(300)}${']}'.repeat(300)}`],
];

/** Statuses that leave open whether a create counts, where the reply has no word of the provider's. */
export function leavesOpen(status: number): boolean {
	return status < 300 || status >= 500 || [303, 408, 409, 424, 425, 499].includes(status);
}

/** A reply as transport hands it on: what its text is worth as JSON, it tries itself. */
export function replyWith(status: number, text: string): Reply {
	return { type: 'reply', status, headers: {}, text, body: parsed(text) };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Replies in which no task is named, by anybody. */
export function repliesWithoutATask(cases: readonly ReplyCase[]): Array<[string, string]> {
	const texts = cases
		.map(({ body }) => JSON.stringify(body) ?? '')
		.filter((text) => text.length > 2);
	const cut = new Set(texts.map((text) => text.slice(0, -1)));
	return [...TEXTS, ...[...cut].map((text): [string, string] => ['a reply that was cut', text])];
}

/** What may stand where something else was expected. */
const JUNK: readonly unknown[] = [
	...[null, true, false, 0, -1, 1e308, 42, '', ' ', 'x', [], {}, [null], [[]], { x: {} }],
	...[
		'completed',
		'failed',
		'1',
		'50%',
		'__proto__',
		'constructor',
		'../../etc/passwd',
		'@evil.example/',
	],
	...['https://evil.example/take', 'https://user:pass@evil.example/', '//evil.example/1.mp4'],
	...['javascript:alert(1)', 'https://api.example.com@evil.example/', 'https://[::1/'],
];

/** The reply over and over, each time with one of its parts, or the whole of it, turned into junk. */
export function* spoiled(body: unknown): Generator<unknown> {
	for (const junk of JUNK) yield junk;
	if (Array.isArray(body)) {
		for (const [index, part] of body.entries()) {
			for (const other of spoiled(part)) {
				yield [...body.slice(0, index), other, ...body.slice(index + 1)];
			}
		}
	}
	if (!isJsonObject(body)) return;
	for (const [key, part] of Object.entries(body)) {
		const { [key]: _without, ...rest } = body;
		yield rest;
		for (const other of spoiled(part)) yield { ...body, [key]: other };
	}
}

/** Ids that no provider gives, beside the texts that are made to do harm. */
export const ODD_IDS = [
	...[
		'.',
		'..',
		'...',
		'%2e%2e',
		'%',
		'%zz',
		'a b',
		' ',
		'\t',
		'a;b',
		'a,b',
		'a:b',
		'a&b=c',
		'a+b',
	],
	...['a=', '=', '?', '#', 'x?y=1', 'x#y', '\\', '..\\x', 'a\\b', "a'b", 'a"b', '~', '*', '(x)'],
	...['video_\ud83c', '\udc00', '日本', 'é', '\u200b', 'x'.repeat(2000), 'https:', 'null'],
];
