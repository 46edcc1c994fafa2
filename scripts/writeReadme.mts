/** Brings the tables of the READMEs up to date: `npm run docs`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { LANGUAGES, READMES } from './languages.mts';
import { currentReadme } from './readmeTables.mts';

for (const language of LANGUAGES) {
	const path = join(import.meta.dirname, '..', READMES[language]);
	writeFileSync(path, await currentReadme(readFileSync(path, 'utf8'), language));
	process.stdout.write(`The tables of ${READMES[language]} are current.\n`);
}
