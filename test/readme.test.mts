import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { currentReadme } from '../scripts/readmeTables.mts';

describe('README', () => {
	it('tells what the providers allow as the node checks it: `npm run docs` writes it', async () => {
		const text = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
		expect(await currentReadme(text)).toBe(text);
	});
});
