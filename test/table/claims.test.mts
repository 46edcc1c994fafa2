import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { Claims } from '../../nodes/VeoVideo/table/claims';

let passed = 0;
const realNow = Date.now;

beforeEach(() => {
	passed = 0;
	jest.spyOn(Date, 'now').mockImplementation(() => realNow() + passed);
});
afterEach(() => {
	jest.restoreAllMocks();
});

const pause = async (milliseconds = 20) => {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
};

/** A claim in a table that is well, or not. */
function newClaim() {
	const claim = {
		endsAt: Date.now() + 60_000,
		tries: 0,
		isTableWell: true,
		renew: async (endsAt: number) => {
			claim.tries++;
			if (claim.isTableWell) claim.endsAt = endsAt;
			return await Promise.resolve(claim.isTableWell);
		},
	};
	return claim;
}

describe('a claim that is held', () => {
	it('never ends, however long it takes, and is renewed now and then only', async () => {
		const claims = new Claims();
		const claim = newClaim();
		claims.hold(claim, claim.endsAt, claim.renew);
		for (let step = 0; step < 6; step++) {
			// Well before it ends: a table may be slow.
			while (claim.endsAt - Date.now() < 40_000) await pause();
			passed += 30_000;
		}
		expect(claim.tries).toBeLessThan(6);
		await claims.drop(claim);
	});

	it('is tried again while the table is ill', async () => {
		const claims = new Claims();
		const claim = newClaim();
		claim.isTableWell = false;
		claims.hold(claim, claim.endsAt, claim.renew);
		passed += 20_000;
		while (claim.tries === 0) await pause();
		claim.isTableWell = true;
		passed += 12_000;
		while (claim.tries === 1) await pause();
		expect(claim.endsAt).toBeGreaterThan(Date.now() + 60_000);
		await claims.drop(claim);
	});

	it('is left alone once it is dropped, when the renewal under way has ended', async () => {
		const claims = new Claims();
		const claim = newClaim();
		let isEnded = false;
		let end: () => void = () => {};
		claims.hold(claim, Date.now(), async () => {
			claim.tries++;
			await new Promise<void>((resolve) => (end = resolve));
			isEnded = true;
			return true;
		});
		while (claim.tries === 0) await pause();
		const dropping = claims.drop(claim);
		setTimeout(end, 50);
		await dropping;
		expect(isEnded).toBe(true);
		passed += 600_000;
		await pause(300);
		expect(claim.tries).toBe(1);
	});
});
