/**
 * `npm run scan`: n8n's scanner for community packages, without internet.
 *
 * n8n lints what was published twice: the sources that the package's provenance names, and the
 * compiled files in the tarball. Both here are the same calls on this checkout and on a tarball
 * packed from it. Each is then repeated on a copy with a planted violation, which must be found: a
 * scanner that matches no file, or cannot load its rules, passes everything.
 */
import {
	SOURCE_FILE_PATTERNS,
	analyzePackage,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { runChild } from '../test/n8n/childProcess.mts';
import { atTheEnd, runToTheEnd } from '../test/n8n/cleanUp.mts';
import { CHECKOUT, packPackage } from '../test/n8n/pack.mts';

/** What n8n's scanner lints of a tarball. */
const TARBALL_PATTERNS = ['**/*.js', 'package.json'];
/** Timers and the environment are forbidden in what ships. */
const VIOLATION = 'setTimeout(() => process.env.HOME, 1);\n';

interface Leg {
	name: string;
	folder: string;
	patterns: readonly string[];
	/** A file to plant a violation in, which `patterns` match. */
	plantedFile: string;
}

await runToTheEnd(async () => {
	const temporary = await mkdtemp(join(tmpdir(), 'veo-scan-'));
	atTheEnd(() => rm(temporary, { recursive: true, force: true }));
	const legs: Leg[] = [
		{
			name: 'sources',
			folder: CHECKOUT,
			patterns: SOURCE_FILE_PATTERNS,
			plantedFile: 'nodes/Planted.ts',
		},
		{
			name: 'tarball',
			folder: await unpackedTarball(temporary),
			patterns: TARBALL_PATTERNS,
			plantedFile: 'dist/nodes/planted.js',
		},
	];
	let passed = true;
	for (const leg of legs) {
		const problem = (await violations(leg)) ?? (await selfCheck(leg, temporary));
		passed &&= problem === undefined;
		console.log(`${problem === undefined ? 'pass' : 'FAIL'}  ${leg.name}`);
		if (problem !== undefined) console.log(problem);
	}
	console.log(passed ? 'n8n’s scanner found nothing.' : 'n8n’s scanner would refuse this package.');
	return passed ? 0 : 1;
});

async function violations({ folder, patterns }: Pick<Leg, 'folder' | 'patterns'>) {
	const { passed, message, details } = await analyzePackage(folder, patterns);
	return passed ? undefined : (details ?? message ?? 'not passed');
}

/** Undefined if a planted violation is found. */
async function selfCheck({ name, folder, patterns, plantedFile }: Leg, temporary: string) {
	const copy = join(temporary, `${name}-planted`);
	await mkdir(copy);
	for (const entry of await readdir(folder)) {
		if (['credentials', 'dist', 'nodes', 'package.json'].includes(entry)) {
			await cp(join(folder, entry), join(copy, entry), { recursive: true });
		}
	}
	await mkdir(dirname(join(copy, plantedFile)), { recursive: true });
	await writeFile(join(copy, plantedFile), VIOLATION);
	const found = await violations({ folder: copy, patterns });
	return found?.includes(plantedFile)
		? undefined
		: `The scanner did not see a violation planted in ${plantedFile}, so its pass means nothing.`;
}

async function unpackedTarball(temporary: string): Promise<string> {
	const { path, files } = await packPackage(temporary);
	if (!files.some((file) => file.path.endsWith('.node.js'))) {
		throw new Error('The tarball holds no compiled node. Run "npm run build" first.');
	}
	const folder = join(temporary, 'tarball');
	await mkdir(folder);
	await runChild('tar', ['-xzf', path, '-C', folder, '--strip-components=1'], {
		cwd: folder,
		env: process.env,
		logFile: join(temporary, 'unpack.log'),
	});
	return folder;
}
