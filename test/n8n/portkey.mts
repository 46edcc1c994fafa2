/**
 * Installs the Portkey gateway that portkey.json beside this file pins, once, into the cache folder, and
 * starts it. Runnable: `node test/n8n/portkey.mts`.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { logTail, runChild, startChild } from './childProcess.mts';
import { atTheEnd, runToTheEnd } from './cleanUp.mts';
import { cacheFolder } from './install.mts';
import { takeLock } from './installLock.mts';
import { npmEnvironment, npmProgram } from './npm.mts';

const MANIFEST = fileURLToPath(new URL('portkey.json', import.meta.url));
const START_DEADLINE_MS = 60_000;
const PROBE_INTERVAL_MS = 200;
const STOP_GRACE_MS = 2_000;

/** The folder that holds its node_modules. */
export async function installPortkey(): Promise<string> {
	const manifest = await readFile(MANIFEST, 'utf8');
	const content = createHash('sha256').update(manifest).digest('hex').slice(0, 8);
	const folder = join(cacheFolder(), `portkey-${content}`);
	if (existsSync(folder)) return folder;
	await mkdir(dirname(folder), { recursive: true });
	const release = await takeLock(`${folder}.lock`);
	const temporary = `${folder}.${process.pid}.part`;
	try {
		// Another process may have made it while this one waited.
		if (existsSync(folder)) return folder;
		await mkdir(temporary);
		await writeFile(join(temporary, 'package.json'), manifest);
		await runChild(
			process.execPath,
			[npmProgram(), 'install', '--ignore-scripts', '--no-audit', '--no-fund'],
			{ cwd: temporary, logFile: `${folder}.log`, env: npmEnvironment() },
		);
		await rename(temporary, folder);
	} finally {
		await rm(temporary, { recursive: true, force: true });
		await release();
	}
	return folder;
}

/** Starts it, to end with this process. `url` has no slash at its end. */
export async function startPortkey(): Promise<{ url: string; stop(): Promise<void> }> {
	const folder = await installPortkey();
	const logs = await mkdtemp(join(tmpdir(), 'veo-portkey-'));
	atTheEnd(() => rm(logs, { recursive: true, force: true }));
	const logFile = join(logs, 'log');
	const port = await freePort();
	const program = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js');
	const child = await startChild(process.execPath, [program, '--headless', `--port=${port}`], {
		cwd: logs,
		// It forwards to no other address than these.
		env: { PATH: process.env['PATH'], TRUSTED_CUSTOM_HOSTS: 'localhost,127.0.0.1' },
		logFile,
	});
	const url = `http://127.0.0.1:${port}`;
	const deadline = Date.now() + START_DEADLINE_MS;
	while (!(await isUp(url))) {
		if (Date.now() > deadline) throw new Error(`Portkey is not up:\n${await logTail(logFile)}`);
		await sleep(PROBE_INTERVAL_MS);
	}
	return { url, stop: () => child.stop(STOP_GRACE_MS) };
}

async function isUp(url: string): Promise<boolean> {
	try {
		return (await fetch(url)).ok;
	} catch {
		return false;
	}
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	return typeof address === 'object' && address !== null ? address.port : 0;
}

if (import.meta.main) {
	await runToTheEnd(async () => {
		console.log(await installPortkey());
		return 0;
	});
}
