import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isPassing } from '../../nodes/VeoVideo/terms/refusals';
import { backoffMs, pauseMs, retryAfterMs } from '../../nodes/VeoVideo/transport/retryTiming';

const NOW = Date.parse('2026-11-21T08:00:00Z');
const chance = fc.double({ min: 0, max: 1, noNaN: true });

describe('how long the next try waits', () => {
	it.each([
		[0, 500],
		[1, 1000],
		[2, 2000],
		[3, 4000],
		[4, 8000],
		[5, 8000],
		[1_000_000, 8000],
	])('try %i waits %i ms before chance takes its part', (attempt, expected) => {
		expect(backoffMs(attempt, 0)).toBe(expected);
	});

	it('stays between three quarters of half a second and eight seconds', () => {
		fc.assert(
			fc.property(fc.nat(), chance, (attempt, random) => {
				const ms = backoffMs(attempt, random);
				expect(ms).toBeGreaterThanOrEqual(375);
				expect(ms).toBeLessThanOrEqual(8000);
			}),
		);
	});

	it('never shrinks from one try to the next, and chance only shortens', () => {
		fc.assert(
			fc.property(fc.nat({ max: 2000 }), chance, (attempt, random) => {
				expect(backoffMs(attempt + 1, random)).toBeGreaterThanOrEqual(backoffMs(attempt, random));
				expect(backoffMs(attempt, random)).toBeLessThanOrEqual(backoffMs(attempt, 0));
			}),
		);
	});
});

describe('Retry-After', () => {
	it.each([
		['1', 1000],
		[' 120 ', 120_000],
		['1.5', 1500],
		['Sat, 21 Nov 2026 08:00:30 GMT', 30_000],
		['Saturday, 21-Nov-26 08:00:30 GMT', 30_000],
		['0.01', 10],
	])('%p is %i ms', (value, expected) => {
		expect(retryAfterMs(value, NOW)).toBe(expected);
	});

	// "0" and a date that has passed name no time to come: the usual pause counts.
	it.each(['0', '0.0', 'Sat, 21 Nov 2026 07:00:00 GMT'])('%p names no time to come', (value) => {
		expect(retryAfterMs(value, NOW)).toBeNull();
	});

	it.each([undefined, '', ' ', '-1', 'soon', '1e3', 'NaN', 'Infinity', '12345678901', '1,5'])(
		'%p says nothing',
		(value) => {
			expect(retryAfterMs(value, NOW)).toBeNull();
		},
	);

	it('never yields a negative or endless wait, whatever a gateway writes', () => {
		fc.assert(
			fc.property(fc.string(), fc.date({ noInvalidDate: true }), (value, now) => {
				const ms = retryAfterMs(value, now.getTime());
				expect(ms === null || (Number.isFinite(ms) && ms > 0)).toBe(true);
			}),
		);
	});

	it('reads every whole number of seconds', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 999_999_999 }), (seconds) => {
				expect(retryAfterMs(String(seconds), NOW)).toBe(seconds * 1000);
			}),
		);
	});
});

it.each([
	[408, true],
	[425, true],
	[429, true],
	[500, true],
	[502, true],
	[503, true],
	[504, true],
	[599, true],
	[200, false],
	[302, false],
	[400, false],
	[401, false],
	[402, false],
	[403, false],
	[404, false],
	[422, false],
])('a question answered with %i is asked again: %p', (status, expected) => {
	expect(isPassing(status)).toBe(expected);
});

describe('the pause before the next try', () => {
	it('is never shorter than the usual one, however little a gateway asks for', () => {
		fc.assert(
			fc.property(
				fc.nat({ max: 100_000 }),
				fc.nat({ max: 20 }),
				chance,
				(asked, attempt, random) => {
					const pause = pauseMs(asked, attempt, random);
					expect(pause).toBeGreaterThanOrEqual(backoffMs(attempt, random));
					expect(pause).toBeGreaterThanOrEqual(asked);
				},
			),
		);
	});

	it('is the usual one where none is asked for', () => {
		expect(pauseMs(null, 2, 0)).toBe(2000);
	});
});
