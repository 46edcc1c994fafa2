/** Child processes that write their output to a file and never outlive this process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { atTheEnd } from './cleanUp.mts';

const LOG_TAIL_LINES = 40;
/** When everything ends, Ctrl-C included, nobody wants to wait for a throwaway process to wind up. */
const GRACE_AT_THE_END_MS = 1_000;

export interface ChildOptions {
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** File that gets stdout and stderr, one after another as they come. */
	logFile: string;
}

export interface Child {
	readonly pid: number;
	/** Resolves with the exit code (null after a signal) once the child is gone. */
	readonly exited: Promise<number | null>;
	/** Asks the child to end; what is left of its process group after `graceMs` is killed. */
	stop(graceMs: number): Promise<void>;
}

/** Starts a program in a process group of its own, so that its own children can be ended with it. */
export async function startChild(
	program: string,
	args: readonly string[],
	{ cwd, env, logFile }: ChildOptions,
): Promise<Child> {
	const log = openSync(logFile, 'a');
	const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
	closeSync(log);
	// An 'error' event (no such program, say) makes `once` reject, which is what the caller should see.
	await once(child, 'spawn');
	const { pid } = child;
	if (pid === undefined) throw new Error(`${program} did not start`);

	const watchdog = watchOver(pid);
	const killGroup = () => {
		watchdog.kill('SIGKILL');
		signalGroup(pid, 'SIGKILL');
	};
	// The last resort, for a process.exit in the middle of something: synchronous, hence the hard way.
	process.on('exit', killGroup);
	const exited = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null));

	const stop = async (graceMs: number) => {
		if (child.exitCode === null && child.signalCode === null) {
			child.kill('SIGTERM');
			await Promise.race([exited, sleep(graceMs, undefined, { ref: false })]);
		}
		killGroup();
		await exited;
		process.off('exit', killGroup);
		forget();
	};
	const forget = atTheEnd(() => stop(GRACE_AT_THE_END_MS));
	return { pid, exited, stop };
}

/** Runs a program to its end; a non-zero exit throws with the last lines of its log. */
export async function runChild(
	program: string,
	args: readonly string[],
	options: ChildOptions,
): Promise<void> {
	const child = await startChild(program, args, options);
	const code = await child.exited;
	await child.stop(0);
	if (code !== 0) {
		throw new Error(
			`"${[program, ...args].join(' ')}" ended with ${code ?? 'a signal'}. The end of ${options.logFile}:\n${await logTail(options.logFile)}`,
		);
	}
}

/** The last lines of a log file. */
export async function logTail(logFile: string, lines = LOG_TAIL_LINES): Promise<string> {
	return (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-lines).join('\n');
}

/**
 * A shell that waits for this process to be gone and then ends the group: a harness that is killed
 * with SIGKILL, by a CI's time limit say, runs no clean-up of its own. Its input is a pipe that only
 * this process holds, so it closes however this process ends.
 */
function watchOver(pid: number): ChildProcess {
	const watchdog = spawn('sh', ['-c', `cat; kill -9 -${pid}`], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	// Without a shell there is no watchdog, which matters only after a SIGKILL.
	watchdog.on('error', () => {});
	watchdog.unref();
	return watchdog;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch {
		// The whole group is gone already.
	}
}
