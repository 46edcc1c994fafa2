/**
 * The ledger: random histories of orders, faults, stops, retries, tool calls, table outages, polls and
 * deaths, in n8n's own engine and contexts, against the sandbox. After each, the sandbox's book is
 * compared with what a person can find out. `npm run ledger` plays many more.
 */

import '../faults/quiet.mts';

import { writeFileSync } from 'node:fs';

import { expect, it } from '@jest/globals';

import { hunt, type Hunt } from './hunt.mts';

interface Order extends Hunt {
	/** A file for what was found: then nothing is asserted here. */
	reportTo?: string;
}

/** The same histories in every test run: a test must not fail by chance. */
const HERE: Order = { seed: 20_261_121, histories: 300 };
const LIMIT_MS = 3_600_000;

/** `npm run ledger` says by this which histories it wants. */
const { VEO_LEDGER } = process.env;
const order: Order = VEO_LEDGER === undefined ? HERE : (JSON.parse(VEO_LEDGER) as Order);

it(
	`holds after ${order.histories} histories (seed ${order.seed})`,
	async () => {
		const found = await hunt(order);
		if (order.reportTo !== undefined) {
			writeFileSync(order.reportTo, JSON.stringify(found));
			return;
		}
		const finds = found.finds.map(
			({ law, how, words, seed, path }) =>
				`${law}: ${how} (seed ${seed}, path ${path})\n  ${words}`,
		);
		expect(finds.join('\n\n')).toBe('');
		expect(found).toMatchObject({ passed: order.histories, failed: 0 });
	},
	LIMIT_MS,
);
