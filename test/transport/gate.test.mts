import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sleep } from 'n8n-workflow';

import { Gate } from '../../nodes/VeoVideo/transport/gate';
import { sleepUntil } from '../../nodes/VeoVideo/transport/sleeping';

const NEVER = new AbortController().signal;

/** Lets everything run that is ready to. */
async function settle(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}

describe('how many requests run at a time', () => {
	it('is never more than the limit, and all of them run, whatever fails among them', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 8 }),
				fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
				async (limit, failures) => {
					const gate = new Gate(limit, NEVER);
					let running = 0;
					let most = 0;
					const results = await Promise.allSettled(
						failures.map(
							async (fails) =>
								await gate.run(async () => {
									most = Math.max(most, ++running);
									await settle();
									running--;
									if (fails) throw new Error('refused');
								}),
						),
					);
					expect(most).toBe(Math.min(limit, failures.length));
					expect(results.map(({ status }) => status === 'rejected')).toEqual(failures);
				},
			),
			{ numRuns: 40 },
		);
	});

	it('goes by the order in which they came', async () => {
		const gate = new Gate(2, NEVER);
		const begun: number[] = [];
		await Promise.all(
			Array.from({ length: 20 }, async (_, index) => {
				await gate.run(async () => {
					begun.push(index);
					await settle();
				});
			}),
		);
		expect(begun).toEqual(Array.from({ length: 20 }, (_, index) => index));
	});

	it('lets no newcomer overtake those who stand in line', async () => {
		const gate = new Gate(1, NEVER);
		const begun: string[] = [];
		const enter = async (name: string) =>
			await gate.run(async () => {
				begun.push(name);
				await settle();
			});
		const first = enter('first').then(async () => await enter('newcomer'));
		const waiting = [enter('second'), enter('third')];
		await Promise.all([first, ...waiting]);
		expect(begun).toEqual(['first', 'second', 'third', 'newcomer']);
	});
});

describe('a pause that the provider asked for', () => {
	it('holds back all that come afterwards, and lets those finish that run', async () => {
		const gate = new Gate(5, NEVER);
		const running = gate.run(async () => await sleep(20));
		const until = Date.now() + 300;
		gate.pauseFor(300);
		await running;
		const begun = await Promise.all(
			[1, 2, 3].map(async () => await gate.run(async () => Date.now())),
		);
		for (const moment of begun) expect(moment).toBeGreaterThanOrEqual(until - 5);
	});

	it('is not shortened by a shorter one', async () => {
		const gate = new Gate(1, NEVER);
		const until = Date.now() + 300;
		gate.pauseFor(300);
		gate.pauseFor(10);
		expect(await gate.run(async () => Date.now())).toBeGreaterThanOrEqual(until - 5);
	});

	it('ends at once when the execution is stopped', async () => {
		const abort = new AbortController();
		const gate = new Gate(1, abort.signal);
		gate.pauseFor(60_000);
		const held = gate.run(async () => 'through');
		abort.abort();
		await expect(held).resolves.toBe('through');
	});
});

describe('waiting', () => {
	it('ends when the moment has come, not before', async () => {
		const moment = Date.now() + 250;
		await sleepUntil(moment, NEVER);
		expect(Date.now()).toBeGreaterThanOrEqual(moment);
	});

	it('does not begin for a moment that has passed, or when already stopped', async () => {
		await sleepUntil(Date.now() - 1, NEVER);
		await sleepUntil(Date.now() + 3_600_000, AbortSignal.abort());
	});

	it('ends within a second of a stop', async () => {
		const abort = new AbortController();
		const waiting = sleepUntil(Date.now() + 3_600_000, abort.signal);
		const stoppedAt = Date.now();
		abort.abort();
		await waiting;
		expect(Date.now() - stoppedAt).toBeLessThan(2000);
	});
});
