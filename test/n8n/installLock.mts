/** A lock file that lets one process at a time install, and that a killed holder cannot leave shut. */
import { open, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { atTheEnd } from './cleanUp.mts';

const HEARTBEAT_MS = 2_000;
/** A holder that has not touched its lock for this long is dead (a process id would not tell across containers). */
const STALE_AFTER_MS = 30_000;
const RETRY_MS = 500;

/** Waits until the lock is ours; gives back its release. `onWait` is called once if somebody else holds it. */
export async function takeLock(
	lockFile: string,
	onWait: () => void = () => {},
): Promise<() => Promise<void>> {
	let waited = false;
	while (!(await create(lockFile))) {
		if (!waited) onWait();
		waited = true;
		if (await isStale(lockFile)) await rm(lockFile, { force: true });
		else await sleep(RETRY_MS);
	}
	const heartbeat = setInterval(() => {
		const now = new Date();
		// Should the file be gone, the install still ends well: its last step is an atomic rename.
		void utimes(lockFile, now, now).catch(() => {});
	}, HEARTBEAT_MS);
	heartbeat.unref();
	const release = async () => {
		clearInterval(heartbeat);
		forget();
		await rm(lockFile, { force: true });
	};
	const forget = atTheEnd(release);
	return release;
}

async function create(lockFile: string): Promise<boolean> {
	try {
		await (await open(lockFile, 'wx')).close();
		return true;
	} catch (error) {
		if (isCode(error, 'EEXIST')) return false;
		throw error;
	}
}

async function isStale(lockFile: string): Promise<boolean> {
	try {
		return Date.now() - (await stat(lockFile)).mtimeMs > STALE_AFTER_MS;
	} catch (error) {
		if (isCode(error, 'ENOENT')) return false;
		throw error;
	}
}

function isCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}
