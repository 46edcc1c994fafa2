/** What every provider of the registry has to keep to, whatever its interface is like. */

import { describe, expect, it } from '@jest/globals';

import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { union } from '../../nodes/VeoVideo/providers/rules/offers';
import { ALL_CASES, casesOf } from './allCases.mts';
import type { ReplyCase } from './cases.mts';
import { readCase } from './playCase.mts';

it('every provider has its cases, and nobody else', () => {
	expect(Object.keys(ALL_CASES).sort()).toEqual(PROVIDERS.map(({ name }) => name).sort());
	for (const provider of PROVIDERS) expect(casesOf(provider).provider).toBe(provider);
});

describe.each(PROVIDERS.map((provider) => [provider.displayName, provider] as const))(
	'%s',
	(_name, provider) => {
		const cases = casesOf(provider);
		const { checks, replies, refusals, files } = cases;

		it('has a request for each of its modes', () => {
			const modes = cases.requests.map((one) =>
				'spec' in one ? one.spec.inputMode : one.parameters.inputMode,
			);
			expect(modes).toEqual(
				expect.arrayContaining(union(provider.offers, ({ modes: ofLine }) => ofLine)),
			);
		});

		it('has a reply for whatever may become of a task, and one that says no', () => {
			const statuses = replies.flatMap(({ reading }) =>
				reading.says === 'task' ? (reading.task.status ?? []) : [],
			);
			expect(statuses).toEqual(expect.arrayContaining(['running', 'completed', 'failed']));
			expect(refusals.map(({ reading }) => reading.says)).not.toHaveLength(0);
			expect(checks).not.toHaveLength(0);
			expect(files).not.toHaveLength(0);
		});

		it('makes one short line of whatever words it reads', () => {
			const echo = `Bad request:\r\n\u0000${'data:image/png;base64,iVBORw0KGgo'.repeat(100_000)}`;
			const said = [...replies, ...refusals].flatMap((one) => {
				const words = wordsOf(one);
				const text = JSON.stringify(one.body) ?? '';
				return words === null || !text.includes(JSON.stringify(words)) ? [] : [{ one, words }];
			});
			for (const { one, words } of said) {
				const text = JSON.stringify(one.body).replaceAll(
					JSON.stringify(words),
					JSON.stringify(echo),
				);
				const reading = readCase(provider, { ...one, body: JSON.parse(text) });
				const read = wordsOf({ ...one, reading });
				expect(read).toMatch(/^Bad request: data:/);
				expect(read).not.toMatch(/\p{Cc}/u);
				expect(read?.length).toBeLessThanOrEqual(300);
			}
			expect(said).not.toHaveLength(0);
		});
	},
);

/** The provider's words in a reading: why a task failed, or why it says no. */
function wordsOf({ reading }: Pick<ReplyCase, 'reading'>): string | null {
	if (reading.says === 'refused') return reading.words;
	if (reading.says !== 'task') return null;
	return reading.trouble?.words ?? reading.task.failure?.message ?? null;
}
