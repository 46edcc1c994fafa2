/**
 * Installs the n8n that package.json beside this file pins, once, into a cache folder outside the
 * checkout, and reuses it from then on. Runnable: `node test/n8n/install.mts`.
 *
 * - The folder is $VEO_N8N_CACHE, or n8n-nodes-veo-video in $XDG_CACHE_HOME or ~/.cache; in it one
 *   folder for each n8n version, platform, major version of Node, and content of that package.json.
 * - The overrides there pin three packages behind n8n to versions that every copy of the registry
 *   holds: some mirrors lack their newest ones. They lie within the ranges that n8n asks for, so
 *   they do no harm elsewhere.
 * - Peers are not installed of themselves (`--legacy-peer-deps`): date-fns is the one that a node of
 *   n8n, Extract From File, cannot do without.
 * - Install scripts stay off, since those of some optional addons download from the internet and
 *   fail without it; the two native addons that n8n cannot start without are built afterwards.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runChild } from './childProcess.mts';
import { runToTheEnd } from './cleanUp.mts';
import { takeLock } from './installLock.mts';
import { isRecord } from './json.mts';
import { movingLine } from './movingLine.mts';
import { npmEnvironment, npmProgram } from './npm.mts';

const MANIFEST = fileURLToPath(new URL('package.json', import.meta.url));
const NATIVE_ADDONS = ['sqlite3', 'isolated-vm'];

/** An n8n that is ready to be started. */
export interface InstalledN8n {
	/** Holds n8n's node_modules. */
	folder: string;
	version: string;
	/** The Node that it was built for, and has to run under. */
	node: string;
}

/** Installs n8n unless the cache holds it already. */
export async function installN8n(): Promise<InstalledN8n> {
	const manifest = await readFile(MANIFEST, 'utf8');
	const version = pinnedVersion(manifest);
	const folder = join(cacheFolder(), folderName(version, manifest));
	const installed: InstalledN8n = { folder, version, node: process.execPath };
	if (existsSync(folder)) return installed;

	await mkdir(dirname(folder), { recursive: true });
	const line = movingLine(`Installing n8n ${version}, this once`);
	const release = await takeLock(`${folder}.lock`, () =>
		line.say(`Waiting for another process that installs n8n ${version}`),
	);
	try {
		// Another process may have made it while this one waited.
		if (!existsSync(folder)) await installInto(folder, (step) => line.say(step));
	} finally {
		await release();
		line.end(
			existsSync(folder) ? `n8n ${version} is installed` : `n8n ${version} was not installed`,
		);
	}
	return installed;
}

/** Under its own name a folder is whole: it is filled under another and renamed at the end. */
async function installInto(folder: string, say: (step: string) => void): Promise<void> {
	await removeLeftovers(folder);
	const temporary = `${folder}.${process.pid}.part`;
	const logFile = `${folder}.log`;
	await rm(logFile, { force: true });
	await mkdir(temporary);
	const nodedir = nodeHeaders();
	const options = {
		cwd: temporary,
		logFile,
		env: npmEnvironment({
			// Beats a nodedir in ~/.npmrc, which is mostly that of the machine's own Node.
			...(nodedir === undefined ? {} : { npm_config_nodedir: nodedir }),
			npm_config_jobs: 'max',
		}),
	};
	try {
		await copyFile(MANIFEST, join(temporary, 'package.json'));
		say('Installing n8n, this once: fetching 2,100 packages (2.2 GB on disk, some minutes)');
		await runChild(
			process.execPath,
			[
				npmProgram(),
				'install',
				'--legacy-peer-deps',
				'--ignore-scripts',
				'--no-audit',
				'--no-fund',
			],
			options,
		);
		say(`Installing n8n, this once: building ${NATIVE_ADDONS.join(' and ')}`);
		await runChild(process.execPath, [npmProgram(), 'rebuild', ...NATIVE_ADDONS], options);
		// A failed build of an optional addon does not make npm fail.
		const load = NATIVE_ADDONS.map((name) => `require('${name}')`).join(';');
		await runChild(process.execPath, ['-e', load], options);
		await rename(temporary, folder);
	} finally {
		await rm(temporary, { recursive: true, force: true });
	}
}

async function removeLeftovers(folder: string): Promise<void> {
	for (const name of await readdir(dirname(folder))) {
		if (name.startsWith(`${basename(folder)}.`) && name.endsWith('.part')) {
			await rm(join(dirname(folder), name), { recursive: true, force: true });
		}
	}
}

function pinnedVersion(manifest: string): string {
	const parsed: unknown = JSON.parse(manifest);
	const dependencies = isRecord(parsed) ? parsed['dependencies'] : undefined;
	const version = isRecord(dependencies) ? dependencies['n8n'] : undefined;
	if (typeof version !== 'string') throw new Error(`${MANIFEST} pins no n8n`);
	return version;
}

function cacheFolder(): string {
	const ours = process.env['VEO_N8N_CACHE'];
	if (ours) return ours;
	return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'n8n-nodes-veo-video');
}

function folderName(version: string, manifest: string): string {
	const content = createHash('sha256').update(manifest).digest('hex').slice(0, 8);
	const node = `node${process.versions.modules}`;
	return ['n8n', version, process.platform, process.arch, node, content].join('-');
}

/**
 * The folder with this Node's headers, against which the addons are built: in the platform's package
 * if Node came from npm, beside its bin folder otherwise. Without any, npm downloads them.
 */
function nodeHeaders(): string | undefined {
	const prefix = dirname(dirname(process.execPath));
	const platform = process.platform === 'win32' ? 'win' : process.platform;
	const folders = [prefix];
	try {
		const { resolve } = createRequire(join(prefix, 'package.json'));
		folders.push(dirname(resolve(`node-${platform}-${process.arch}/package.json`)));
	} catch {
		// This Node was not installed by npm.
	}
	return folders.find((folder) => existsSync(join(folder, 'include/node/node.h')));
}

if (import.meta.main) {
	await runToTheEnd(async () => {
		const { folder } = await installN8n();
		console.log(folder);
		return 0;
	});
}
