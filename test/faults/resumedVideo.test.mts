/** Content-Length, Content-Range and ETag of any kind: a video arrives whole, or not at all. */

import '../transport/hurried.mts';

import { Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { DownloadProblem } from '../../nodes/VeoVideo/files/problem';
import { wholeVideo } from '../../nodes/VeoVideo/files/videoStream';
import type { OpenReply } from '../../nodes/VeoVideo/transport/send';
import { film } from '../files/film.mts';

const FILM = film(400);

const number = fc.oneof(
	fc.integer({ min: -5, max: 500 }).map(String),
	fc.constantFrom(
		'',
		'*',
		'1e3',
		'0x10',
		'99999999999999999999',
		' 400',
		'400 ',
		'+400',
		'-0',
		'٤',
	),
);
const contentRange = fc.oneof(
	fc.tuple(number, number, number).map(([from, to, size]) => `bytes ${from}-${to}/${size}`),
	fc.constantFrom('', 'bytes', 'bytes */400', 'bytes 0-399/*', 'items 0-1/2', '0-399/400'),
	fc.string(),
);

interface OddReply {
	status: 200 | 206;
	length: string;
	range: string;
	etag: string;
	from: number;
	to: number;
	isCut: boolean;
}

const oddReply: fc.Arbitrary<OddReply> = fc.record({
	status: fc.constantFrom<200 | 206>(200, 206),
	length: number,
	range: contentRange,
	etag: fc.constantFrom('"v1"', '"v2"', ''),
	from: fc.nat({ max: 400 }),
	to: fc.nat({ max: 400 }),
	isCut: fc.boolean(),
});

/** As HTTP has it: a reply that ends before the length that it told is cut, and nothing comes after. */
function open({ status, length, range, etag, from, to, isCut }: OddReply): OpenReply {
	const told = /^\d{1,15}$/.test(length) ? Number(length) : Infinity;
	const end = Math.min(to, from + told);
	const isShort = told !== Infinity && end < from + told;
	async function* chunks() {
		for (let at = from; at < end; at += 50) yield FILM.subarray(at, Math.min(end, at + 50));
		if (isCut || isShort) throw new Error('cut');
	}
	const headers = { 'content-length': length, 'content-range': range, ...(etag && { etag }) };
	const stream = Readable.from(chunks(), { objectMode: false });
	return { type: 'open', status, headers, stream, close: () => void stream.destroy() };
}

it('whatever the headers of a resumed download say, it ends', async () => {
	await fc.assert(
		fc.asyncProperty(oddReply, fc.array(oddReply, { maxLength: 8 }), async (first, resumed) => {
			const problems: DownloadProblem[] = [];
			let opened = 0;
			const chunks = wholeVideo(
				open({ ...first, from: 0 }),
				async () => {
					const next = resumed[opened++];
					return next === undefined
						? { type: 'problem', reason: 'unreachable', words: 'gone' }
						: open(next);
				},
				(problem) => problems.push(problem),
				new AbortController().signal,
			);
			const parts: Buffer[] = [];
			try {
				for await (const chunk of chunks) parts.push(chunk);
			} catch {
				// What was given up is told why, and n8n's store is given an error in place of an end.
				expect(problems).toHaveLength(1);
				return;
			}
			expect(problems).toEqual([]);
			expect(opened).toBeLessThanOrEqual(resumed.length);
			const told = /^\d{1,15}$/.exec(first.length)?.[0];
			const size = Buffer.concat(parts).length;
			if (first.status === 200 && told !== undefined) expect(size).toBe(Number(told));
		}),
		{ numRuns: 1500 },
	);
});
