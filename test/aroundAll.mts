/** Before all test files: a folder for what n8n-core writes; it is removed when they are done. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function prepare(): void {
	const folder = mkdtempSync(join(tmpdir(), 'veo-video-tests-'));
	process.env.VEO_TESTS_FOLDER = folder;
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
