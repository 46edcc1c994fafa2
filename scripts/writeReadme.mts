/** Brings the tables of the README up to date: `npm run docs`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { currentReadme } from './readmeTables.mts';

const README = join(import.meta.dirname, '..', 'README.md');

writeFileSync(README, await currentReadme(readFileSync(README, 'utf8')));
process.stdout.write('The tables of README.md are current.\n');
