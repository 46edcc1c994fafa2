/** A real n8n in a process, a user folder and on ports of its own, with the package installed from its tarball. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Child, logTail, runChild, startChild } from './childProcess.mts';
import { atTheEnd } from './cleanUp.mts';
import type { InstalledN8n } from './install.mts';
import type { Tarball } from './pack.mts';

const START_DEADLINE_MS = 180_000;
const PROBE_INTERVAL_MS = 250;
const PROBE_TIMEOUT_MS = 5_000;
const STOP_GRACE_MS = 10_000;
/** Where n8n listens; see `freePort`. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;

/** The editor's own API tells more than the health check, which says ready before the routes are there. */
const PROBES: Readonly<Record<Role, string>> = {
	start: '/rest/settings',
	worker: '/healthz/readiness',
	webhook: '/healthz/readiness',
};

/** What of our own environment n8n gets to see; everything else could change what a test shows. */
const INHERITED =
	/^(PATH|HOME|TMPDIR|TZ|LANG|(HTTPS?|NO)_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/i;

/** There may be no internet, and a throwaway n8n has nothing to tell it. */
const KEEPS_TO_ITSELF = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	// The list of verified community packages is fetched from n8n's servers.
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
};
/** Fetches a list from n8n's servers at every start. An n8n that does not have it refuses to hear of it. */
const TALKATIVE_MODULE = 'mcp-registry';

/** What a process of n8n does: all of it, or in queue mode a part. */
export type Role = 'start' | 'worker' | 'webhook';

export interface StartOptions {
	n8n: InstalledN8n;
	tarball: Tarball;
	/** Default: `start`, which is all of n8n, or the main process in queue mode. */
	role?: Role;
	/** For an n8n that must be found again where it was before a restart. Default: any free one. */
	port?: number;
	/** Environment on top of the harness's own: another database, queue mode, log level … */
	env?: Record<string, string>;
	/** Kept when n8n stops, so that another n8n can go on with it. Without one a temporary folder is used. */
	userFolder?: string;
}

export interface RunningN8n {
	/** Without a slash at the end. */
	url: string;
	pid: number;
	userFolder: string;
	logFile: string;
	/** Resolves when the process is gone, for whatever reason. */
	exited: Promise<number | null>;
	/** Ends n8n and all of its own processes, and removes a temporary user folder. */
	stop(): Promise<void>;
	/** Ends it as a power cut would, and leaves the user folder. */
	kill(): Promise<void>;
}

/** Starts n8n and waits until it answers. */
export async function startN8n({
	n8n,
	tarball,
	role = 'start',
	port: wantedPort,
	env = {},
	userFolder,
}: StartOptions): Promise<RunningN8n> {
	const folder = userFolder ?? (await mkdtemp(join(tmpdir(), 'veo-n8n-')));
	// Registered before n8n is, so that it runs after n8n is gone.
	const removeFolder = async () => {
		if (userFolder === undefined) {
			await rm(folder, { recursive: true, force: true, maxRetries: 3 });
		}
	};
	const forget = atTheEnd(removeFolder);
	await installPackage(tarball, folder);

	const [anyPort, brokerPort] = await freePorts();
	const port = wantedPort ?? anyPort;
	const url = `http://127.0.0.1:${port}`;
	const logFile = join(folder, 'n8n.log');
	const program = join(n8n.folder, 'node_modules/n8n/bin/n8n');
	const child = await startChild(n8n.node, [program, role], {
		cwd: folder,
		logFile,
		env: {
			...Object.fromEntries(Object.entries(process.env).filter(([name]) => INHERITED.test(name))),
			NO_PROXY: ['127.0.0.1,localhost', process.env['NO_PROXY']].filter(Boolean).join(),
			...KEEPS_TO_ITSELF,
			...(existsSync(join(program, '../../dist/modules', TALKATIVE_MODULE)) && {
				N8N_DISABLED_MODULES: TALKATIVE_MODULE,
			}),
			NODE_ENV: 'production',
			N8N_USER_FOLDER: folder,
			N8N_PORT: String(port),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_EDITOR_BASE_URL: url,
			N8N_WEBHOOK_URL: url,
			N8N_RUNNERS_BROKER_PORT: String(brokerPort),
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_SECURE_COOKIE: 'false',
			N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
			// A worker listens for nothing else.
			...(role === 'worker' && {
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(port),
			}),
			...env,
		},
	});
	try {
		await answers(url + PROBES[role], child, logFile);
	} catch (error) {
		await child.stop(0);
		throw error;
	}
	return {
		url,
		pid: child.pid,
		userFolder: folder,
		logFile,
		exited: child.exited,
		kill: () => child.stop(0),
		async stop() {
			await child.stop(STOP_GRACE_MS);
			await removeFolder();
			forget();
		},
	};
}

/**
 * Unpacks the tarball as n8n's own installer does. The package has no dependencies; its peer
 * n8n-workflow is found in n8n's own node_modules, which n8n puts on NODE_PATH when it loads nodes.
 */
async function installPackage(tarball: Tarball, userFolder: string): Promise<void> {
	const nodes = join(userFolder, '.n8n/nodes');
	const target = join(nodes, 'node_modules', tarball.name);
	await rm(target, { recursive: true, force: true });
	await mkdir(target, { recursive: true });
	const dependencies = { [tarball.name]: tarball.version };
	await writeFile(
		join(nodes, 'package.json'),
		JSON.stringify({ name: 'installed-nodes', private: true, dependencies }, null, 2),
	);
	await runChild('tar', ['-xzf', tarball.path, '-C', target, '--strip-components=1'], {
		cwd: nodes,
		env: process.env,
		logFile: join(userFolder, 'unpack.log'),
	});
}

/** Two ports that were free a moment ago, held at the same time so that they differ. */
async function freePorts(): Promise<[number, number]> {
	const one = await freePort();
	const other = await freePort();
	await Promise.all([one.release(), other.release()]);
	return [one.port, other.port];
}

/**
 * Below those that systems give to connections and to servers without a port of their own: until n8n
 * listens there, and while it is away between a kill and its next start, nobody else gets the port.
 */
async function freePort(): Promise<{ port: number; release(): Promise<void> }> {
	for (;;) {
		const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
		const server = createServer();
		const isFree = await new Promise<boolean>((resolve) => {
			server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
		});
		if (!isFree) continue;
		return { port, release: () => new Promise((resolve) => void server.close(() => resolve())) };
	}
}

/** Waits for an answer of the process. */
async function answers(url: string, child: Child, logFile: string): Promise<void> {
	let gone = false;
	void child.exited.then(() => (gone = true));
	const deadline = Date.now() + START_DEADLINE_MS;
	while (!(await isAnswering(url))) {
		if (gone) throw new Error(`n8n ended while starting. Its log:\n${await logTail(logFile)}`);
		if (Date.now() > deadline) {
			throw new Error(
				`n8n did not answer within ${START_DEADLINE_MS / 1000} s. Its log:\n${await logTail(logFile)}`,
			);
		}
		await sleep(PROBE_INTERVAL_MS);
	}
}

async function isAnswering(url: string): Promise<boolean> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
		const isJson = response.headers.get('content-type')?.includes('json') ?? false;
		await response.body?.cancel();
		return response.ok && isJson;
	} catch {
		return false;
	}
}
