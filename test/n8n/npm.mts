/** Runs npm under the very Node that runs this file, also where another one comes first in PATH. */
import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const NEEDED_NODE_MAJOR = 24;

/** The arguments with which `process.execPath` becomes npm. */
export function npmProgram(): string {
	const running = process.env['npm_execpath'];
	if (running !== undefined && basename(running) === 'npm-cli.js') return running;
	for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
		const npm = join(folder, 'npm');
		if (existsSync(npm) && basename(realpathSync(npm)) === 'npm-cli.js') return realpathSync(npm);
	}
	throw new Error('npm was not found. Start this with "npm run …".');
}

/** The environment for npm: this Node first in PATH, and nothing of an npm that runs us. */
export function npmEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
	const major = Number(process.versions.node.split('.')[0]);
	if (major < NEEDED_NODE_MAJOR) {
		throw new Error(
			`n8n needs Node ${NEEDED_NODE_MAJOR}, this is ${process.version}. Start this with "npm run …": the package brings its own Node.`,
		);
	}
	// A running npm hands its settings down as npm_config_… and its prefix with them; those are for
	// the checkout. What the person or the machine set stays in ~/.npmrc, which npm reads anew.
	const inherited = Object.entries(process.env).filter(([name]) => !/^npm_/.test(name));
	return {
		...Object.fromEntries(inherited),
		PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
		...extra,
	};
}

/** Runs npm and gives back what it printed. */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
	const { stdout } = await promisify(execFile)(process.execPath, [npmProgram(), ...args], {
		cwd,
		env: npmEnvironment(),
		maxBuffer: 64 * 1024 * 1024,
	});
	return stdout;
}
