/** A text ten times as long takes about ten times as long to read: a reply cannot hold n8n up. */

import { describe, expect, it } from '@jest/globals';

import { fileNameOf } from '../../nodes/VeoVideo/files/fileName';
import { imageFromText } from '../../nodes/VeoVideo/files/images';
import { readProgress, readStatus } from '../../nodes/VeoVideo/providers/dialects/read';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { shortPrompt } from '../../nodes/VeoVideo/table/row';
import { type JsonObject, readTime } from '../../nodes/VeoVideo/terms/json';
import { wordsOf } from '../../nodes/VeoVideo/terms/refusals';
import { retryAfterMs } from '../../nodes/VeoVideo/transport/retryTiming';
import { parseTaskIds } from '../../nodes/VeoVideo/trigger/settings';
import { problemIn, taskIn } from '../providers/readBody.mts';

const SMALL = 3000;
const LARGE = 10 * SMALL;
/** Ten times is linear, a hundred times is quadratic. */
const MOST = 40;
/** What is over that quickly holds nobody up, and is too short to be compared. */
const AT_ONCE_MS = 20;

/** Texts on which careless patterns go back and forth. */
const FILLINGS: Readonly<Record<string, (length: number) => string>> = {
	letters: (length) => 'a'.repeat(length),
	digits: (length) => '1'.repeat(length),
	'spaces within': (length) => `a${' '.repeat(length)}a`,
	'dashes within': (length) => `a${'-'.repeat(length)}a`,
	'slashes and dots': (length) => '/..'.repeat(length / 3),
	'opening brackets': (length) => '<'.repeat(length),
	'percent signs': (length) => '% '.repeat(length / 2),
	pluses: (length) => `application/${'+'.repeat(length)}`,
	commas: (length) => ',a'.repeat(length / 2),
	'a data URI': (length) => `data:${';'.repeat(length)}`,
	'the words of an error': (length) => 'task is does not '.repeat(length / 17),
	'half of a date': (length) => `Sat, 21 Nov 2026 ${'('.repeat(length)}`,
};

const reply = (text: string) =>
	({ type: 'reply', status: 200, headers: {}, text, body: undefined }) as const;

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
	readTime,
	readStatus,
	shortPrompt,
	parseTaskIds,
	'Retry-After': (text) => retryAfterMs(text, 0),
	'the words of a page': (text) => wordsOf(reply(text)),
	'an image': (text) => imageFromText('Image', text),
	...Object.fromEntries(
		PROVIDERS.map((provider) => [
			`a reply of ${provider.name}`,
			(text: string) => {
				const inner = { status: text, task_id: text, reason: text, code: text, message: text };
				const body: JsonObject = {
					...inner,
					id: text,
					name: text,
					error: inner,
					task: inner,
					video_url: `https://${text}`,
					videos: [{ video_url: `https://a.example/${text}`, video_url_ttl: text }],
					size: text,
					created_at: text,
					done: true,
				};
				problemIn(provider, body);
				return taskIn(provider, body, { taskId: null, receivedAt: 0 });
			},
		]),
	),
};

/** These two go over a run of spaces, or of dashes, once for each of its characters. */
const SLOW_READERS: Readonly<Record<string, [(text: string) => unknown, string]>> = {
	readProgress: [readProgress, 'spaces within'],
	'a file name': [(text) => fileNameOf(text, 0, 1), 'dashes within'],
};

function millisecondsFor(read: (text: string) => unknown, text: string): number {
	let least = Infinity;
	for (let round = 0; round < 3; round++) {
		const startedAt = performance.now();
		read(text);
		least = Math.min(least, performance.now() - startedAt);
	}
	return least;
}

/** Other processes may have the processor for a while: one good measurement of many is enough. */
function expectLinear(read: (text: string) => unknown, filling: (length: number) => string): void {
	const ratios: number[] = [];
	while (ratios.length < 20) {
		const large = millisecondsFor(read, filling(LARGE));
		if (large < AT_ONCE_MS) return;
		const ratio = large / millisecondsFor(read, filling(SMALL));
		if (ratio < MOST) return;
		ratios.push(ratio);
	}
	expect(Math.min(...ratios)).toBeLessThan(MOST);
}

const fillings = Object.entries(FILLINGS);

describe.each(Object.entries(READERS))('%s', (_name, read) => {
	it.each(fillings)('of %s is read in linear time', (_filling, filling) => {
		expectLinear(read, filling);
	});
});

describe.each(Object.entries(SLOW_READERS))('%s', (_name, [read, slow]) => {
	it.each(fillings.filter(([name]) => name !== slow))(
		'of %s is read in linear time',
		(_filling, filling) => expectLinear(read, filling),
	);

	it.each(fillings.filter(([name]) => name === slow))(
		'of %s is read in linear time',
		(_filling, filling) => expectLinear(read, filling),
	);
});
