/** Each of the likeliest mistakes shows what happened and what to do, in the words of the README. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { useStand } from '../nodes/stand.mts';
import { startTableServer, type TableServer } from '../trigger/tableServer.mts';
import { MAKE } from './make.mts';
import { MISTAKES, type MistakeName } from './mistakes.mts';

const NAMES = Object.keys(MISTAKES) as MistakeName[];

const stand = useStand();
let tables: TableServer;
beforeAll(async () => {
	tables = await startTableServer();
});
afterAll(async () => await tables.close());

/** The text as a pattern, an ellipsis for anything. */
function patternOf(text: string): string {
	return text
		.split('…')
		.map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
		.join('.+');
}

describe('the likeliest mistakes', () => {
	it('are thirty and more', () => {
		expect(NAMES.length).toBeGreaterThanOrEqual(30);
	});

	it.each(NAMES)('%s: says what happened and what to do', async (name) => {
		const { message, advice } = MISTAKES[name];
		const orders = stand.created().length;
		const error = await MAKE[name]({ stand, tables });
		expect(error.message).toMatch(new RegExp(`^${patternOf(message)}( \\[item 0\\])?$`));
		expect(error.description).toMatch(new RegExp(patternOf(advice.en)));
		expect(stand.created().length - orders).toBeLessThanOrEqual(1);
	});
});
