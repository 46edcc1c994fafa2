/**
 * Installs the n8n that package.json beside this file pins, or another one of versions/, once, into
 * a cache folder outside the checkout, and reuses it from then on. Runnable:
 * `node test/n8n/install.mts [VERSION]`.
 *
 * - The folder is $VEO_N8N_CACHE, or n8n-nodes-veo-video in $XDG_CACHE_HOME or ~/.cache; in it one
 *   folder for each n8n version, platform, major version of Node, and content of its manifest.
 * - The overrides in package.json pin three packages behind n8n to versions that every copy of the
 *   registry holds: some mirrors lack their newest ones. They lie within the ranges that n8n asks
 *   for, so they do no harm elsewhere.
 * - Those of n8n 1.123: it takes xlsx from a website, for which the registry's newest stands in (only
 *   the nodes for spreadsheet files notice), and does not start with the newest langgraph-checkpoint.
 * - Peers are not installed of themselves (`--legacy-peer-deps`): date-fns is the one that a node of
 *   n8n 2, Extract From File, cannot do without.
 * - Install scripts stay off, since those of some optional addons download from the internet and
 *   fail without it; the two native addons that n8n cannot start without are built afterwards.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runChild } from './childProcess.mts';
import { runToTheEnd } from './cleanUp.mts';
import { takeLock } from './installLock.mts';
import { textAt } from './json.mts';
import { movingLine } from './movingLine.mts';
import { npmEnvironment, npmProgram } from './npm.mts';

const MANIFEST = fileURLToPath(new URL('package.json', import.meta.url));
const OTHER_MANIFESTS = fileURLToPath(new URL('versions', import.meta.url));
const NATIVE_ADDONS = ['sqlite3', 'isolated-vm'];

/** An n8n that is ready to be started. */
export interface InstalledN8n {
	/** Holds n8n's node_modules. */
	folder: string;
	version: string;
	/** Whether it is the version of package.json, for which the examples are written. */
	isDefault: boolean;
	/** The Node that it was built for, and has to run under. */
	node: string;
}

/** Installs n8n unless the cache holds it already: the default version, or another that is pinned here. */
export async function installN8n(wanted?: string): Promise<InstalledN8n> {
	const pins = await readPins();
	const pin = wanted === undefined ? pins[0] : pins.find(({ version }) => version === wanted);
	if (pin === undefined) {
		const versions = pins.map(({ version }) => version).join(', ');
		throw new Error(`n8n ${wanted} is not pinned in test/n8n/. Pinned: ${versions}`);
	}
	const { version, manifest } = pin;
	const folder = join(cacheFolder(), folderName(version, manifest));
	const isDefault = pin === pins[0];
	const installed: InstalledN8n = { folder, version, isDefault, node: process.execPath };
	if (existsSync(folder)) return installed;

	await mkdir(dirname(folder), { recursive: true });
	const line = movingLine(`Installing n8n ${version}, this once`);
	const release = await takeLock(`${folder}.lock`, () =>
		line.say(`Waiting for another process that installs n8n ${version}`),
	);
	try {
		// Another process may have made it while this one waited.
		if (!existsSync(folder)) await installInto(folder, manifest, (step) => line.say(step));
	} finally {
		await release();
		line.end(
			existsSync(folder) ? `n8n ${version} is installed` : `n8n ${version} was not installed`,
		);
	}
	return installed;
}

/** Under its own name a folder is whole: it is filled under another and renamed at the end. */
async function installInto(
	folder: string,
	manifest: string,
	say: (step: string) => void,
): Promise<void> {
	await removeLeftovers(folder);
	const temporary = `${folder}.${process.pid}.part`;
	const logFile = `${folder}.log`;
	await rm(logFile, { force: true });
	await mkdir(temporary);
	const options = {
		cwd: temporary,
		logFile,
		env: npmEnvironment({ npm_config_jobs: 'max' }),
	};
	const npm = async (args: readonly string[], more: Partial<typeof options> = {}) =>
		await runChild(process.execPath, [npmProgram(), ...args], { ...options, ...more });
	const install = ['install', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
	try {
		await writeFile(join(temporary, 'package.json'), manifest);
		say('Installing n8n, this once: fetching some 2,000 packages (2 GB on disk, some minutes)');
		await npm(install);
		say(`Installing n8n, this once: building ${NATIVE_ADDONS.join(' and ')}`);
		// `npm install` in a checkout that is installed already takes the headers away again.
		if (nodeHeaders() === undefined) {
			await npm([...install, '--no-save', `${NODE_PLATFORM}@${process.versions.node}`]);
		}
		const nodedir = nodeHeaders() ?? join(temporary, 'node_modules', NODE_PLATFORM);
		// Beats a nodedir in ~/.npmrc, which is mostly that of the machine's own Node.
		const env = npmEnvironment({ npm_config_jobs: 'max', npm_config_nodedir: nodedir });
		await npm(['rebuild', ...NATIVE_ADDONS], { env });
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

interface Pin {
	version: string;
	/** The text of the package.json that installs it. */
	manifest: string;
}

/** The default version first. */
async function readPins(): Promise<Pin[]> {
	const others = (await readdir(OTHER_MANIFESTS)).sort();
	const files = [MANIFEST, ...others.map((name) => join(OTHER_MANIFESTS, name))];
	return await Promise.all(
		files.map(async (file) => {
			const manifest = await readFile(file, 'utf8');
			return { version: textAt(JSON.parse(manifest), 'dependencies', 'n8n'), manifest };
		}),
	);
}

/** Where what is installed for the tests lies. */
export function cacheFolder(): string {
	const ours = process.env['VEO_N8N_CACHE'];
	if (ours) return ours;
	return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'n8n-nodes-veo-video');
}

function folderName(version: string, manifest: string): string {
	const content = createHash('sha256').update(manifest).digest('hex').slice(0, 8);
	const node = `node${process.versions.modules}`;
	return ['n8n', version, process.platform, process.arch, node, content].join('-');
}

/** The package that brings this platform's Node and its headers. */
const NODE_PLATFORM = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/**
 * The folder with this Node's headers, against which the addons are built: in the platform's package
 * if Node came from npm, beside its bin folder otherwise.
 */
function nodeHeaders(): string | undefined {
	const prefix = dirname(dirname(process.execPath));
	const folders = [prefix];
	try {
		const { resolve } = createRequire(join(prefix, 'package.json'));
		folders.push(dirname(resolve(`${NODE_PLATFORM}/package.json`)));
	} catch {
		// This Node was not installed by npm.
	}
	return folders.find((folder) => existsSync(join(folder, 'include/node/node.h')));
}

if (import.meta.main) {
	await runToTheEnd(async () => {
		const { folder } = await installN8n(process.argv[2]);
		console.log(folder);
		return 0;
	});
}
