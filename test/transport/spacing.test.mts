/** So many creates in a while, counted as the provider may count them: from anywhere between leaving and reply. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Spacing } from '../../nodes/VeoVideo/transport/spacing';

describe('creates of which only so many are taken in a while', () => {
	it('leave at once while there are few', () => {
		const spacing = new Spacing({ count: 2, windowMs: 1000 });
		expect([spacing.enter(0), spacing.enter(0)]).toEqual([0, 0]);
	});

	it('wait until the window has passed since the reply to the oldest', () => {
		const spacing = new Spacing({ count: 2, windowMs: 1000 });
		spacing.enter(0);
		spacing.enter(0);
		spacing.leave(300);
		spacing.leave(400);
		expect(spacing.enter(500)).toBe(800);
		expect(spacing.enter(1299)).toBe(1);
		expect(spacing.enter(1300)).toBe(0);
		expect(spacing.enter(1300)).toBe(100);
	});

	it('look again soon where all are under way', () => {
		const spacing = new Spacing({ count: 1, windowMs: 1000 });
		spacing.enter(0);
		const again = spacing.enter(5000);
		expect(again).toBeGreaterThan(0);
		expect(again).toBeLessThan(1000);
	});

	it('wait no longer than the window where the clock is set back meanwhile', () => {
		const spacing = new Spacing({ count: 1, windowMs: 1000 });
		spacing.enter(3_600_000);
		spacing.leave(3_600_100);
		expect(spacing.enter(200)).toBe(1000);
		expect(spacing.enter(1199)).toBe(1);
		expect(spacing.enter(1200)).toBe(0);
	});

	it('never arrive in a larger number within any window, however long each takes', () => {
		const WINDOW = 100;
		const COUNT = 3;
		const way = fc.record({ until: fc.nat(40), reply: fc.nat(40) });
		fc.assert(
			fc.property(fc.array(way, { minLength: 1, maxLength: 30 }), (ways) => {
				const spacing = new Spacing({ count: COUNT, windowMs: WINDOW });
				const arrivals: number[] = [];
				const open: number[] = [];
				let index = 0;
				for (let now = 0; index < ways.length && now < 100_000; now++) {
					for (const end of open.filter((at) => at === now)) spacing.leave(end);
					const next = ways[index];
					if (next === undefined || spacing.enter(now) > 0) continue;
					arrivals.push(now + next.until);
					open.push(now + next.until + next.reply + 1);
					index++;
				}
				expect(arrivals).toHaveLength(ways.length);
				for (const at of arrivals) {
					const within = arrivals.filter((one) => one >= at && one < at + WINDOW);
					expect(within.length).toBeLessThanOrEqual(COUNT);
				}
			}),
		);
	});
});
