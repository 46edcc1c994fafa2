import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { LANGUAGES, READMES, type Language } from '../scripts/languages.mts';
import { currentReadme } from '../scripts/readmeTables.mts';

function readme(language: Language): string {
	return readFileSync(join(import.meta.dirname, '..', READMES[language]), 'utf8');
}

describe.each(LANGUAGES.map((language) => [READMES[language], language] as const))(
	'%s',
	(_file, language) => {
		it('tells what the providers allow as the node checks it: `npm run docs` writes it', async () => {
			const text = readme(language);
			expect(await currentReadme(text, language)).toBe(text);
		});

		it('leads to the other languages', () => {
			const begin = readme(language).split('\n').slice(0, 5).join('\n');
			for (const other of LANGUAGES.filter((one) => one !== language)) {
				expect(begin).toContain(`](${READMES[other]})`);
			}
		});
	},
);
