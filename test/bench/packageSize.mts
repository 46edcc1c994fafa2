/** What the package weighs, and how long it takes to load. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Tarball } from '../n8n/pack.mts';
import type { Figure } from './figures.mts';

const ROUNDS = 5;
const ROOT = join(import.meta.dirname, '..', '..');
/** n8n has loaded n8n-workflow long before: its time is not this package's. */
const LOAD = `
require('n8n-workflow');
const startedAt = performance.now();
const { VeoVideo } = require('./dist/nodes/VeoVideo/VeoVideo.node.js');
const { VeoVideoTrigger } = require('./dist/nodes/VeoVideo/VeoVideoTrigger.node.js');
new VeoVideo(); new VeoVideoTrigger();
console.log(performance.now() - startedAt);
`;

export async function measurePackage(tarball: Tarball): Promise<Figure[]> {
	const times: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const { stdout } = await promisify(execFile)(process.execPath, ['-e', LOAD], { cwd: ROOT });
		times.push(Number(stdout));
	}
	const part = 'The package';
	return [
		{
			part,
			name: 'packed size',
			value: tarball.size / 1000,
			unit: 'kB',
			how: 'npm pack',
			reach: { atMost: 100 },
		},
		{
			part,
			name: 'loading both nodes',
			value: Math.min(...times),
			unit: 'ms',
			how: `best of ${ROUNDS} fresh processes, without n8n-workflow itself`,
			reach: { atMost: 50 },
		},
	];
}
