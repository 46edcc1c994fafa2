/**
 * `npm run test:queue`: n8n as it runs on several machines (a main process, two workers and one for
 * webhooks, with PostgreSQL and Redis). Tracked tasks are created on the workers, the trigger watches
 * them in the main process, and each of them starts the workflow once.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startSandbox } from '../../sandbox/sandbox.mts';
import { runChecks } from './checks.mts';
import { atTheEnd, runToTheEnd } from './cleanUp.mts';
import { installN8n } from './install.mts';
import { Emitted } from './kills/emitted.mts';
import { rowsOf, setUpTrackedTasks } from './kills/trackedTasks.mts';
import { N8nApi } from './n8nApi.mts';
import { type Role, type RunningN8n, startN8n } from './n8nProcess.mts';
import { packPackage } from './pack.mts';
import { prepareServices } from './queue/services.mts';

const CREATE_CALLS = 12;
const GENERATE_CALLS = 4;
const ITEMS_PER_CALL = 2;
const TASKS = (CREATE_CALLS + GENERATE_CALLS) * ITEMS_PER_CALL;
const TASK_SECONDS = 5;
const CREATED_DEADLINE_MS = 60_000;
/** n8n polls once a minute. */
const EMITTED_DEADLINE_MS = 150_000;
const LOOK_INTERVAL_MS = 1_000;

await runToTheEnd(async () => {
	const n8n = await installN8n();
	const packFolder = await mkdtemp(join(tmpdir(), 'veo-pack-'));
	atTheEnd(() => rm(packFolder, { recursive: true, force: true }));
	const tarball = await packPackage(packFolder);
	const sandbox = await startSandbox({ taskSeconds: TASK_SECONDS });
	atTheEnd(() => sandbox.close());

	const startedAt = performance.now();
	const env = {
		...(await prepareServices(n8n)),
		// The webhook process takes them all, as behind a load balancer.
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
		// Few at a time, so that both workers get some.
		N8N_CONCURRENCY_PRODUCTION_LIMIT: '2',
	};
	const start = async (role: Role) => await startN8n({ n8n, tarball, role, env });
	// The main process makes the tables of the database before the others need them.
	const main = await start('start');
	const [webhook, ...workers] = await Promise.all([
		start('webhook'),
		start('worker'),
		start('worker'),
	]);
	console.log(
		`n8n ${n8n.version} in queue mode (main, webhook, 2 workers) is up after ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`,
	);

	const api = await N8nApi.setUp(main.url);
	const tracked = await setUpTrackedTasks(api, sandbox);
	const rows = async () => await rowsOf(api, tracked.table);
	return await runChecks([
		{
			name: `${TASKS} tracked tasks, ordered through the webhook process, are all in the table`,
			async run() {
				await Promise.all([
					...repeat(CREATE_CALLS, async () => await call(webhook.url, tracked.createPath)),
					...repeat(GENERATE_CALLS, async () => await call(webhook.url, tracked.generatePath)),
				]);
				await until(CREATED_DEADLINE_MS, async () => (await rows()).length >= TASKS);
				assert.equal(sandbox.created.length, TASKS, 'tasks paid for');
				assert.deepEqual(
					(await rows()).map(({ taskId }) => taskId).sort(),
					sandbox.created.map(({ taskId }) => taskId).sort(),
				);
			},
		},
		{
			name: 'both workers created some, the main process none',
			async run() {
				const counts = await Promise.all(workers.map(executionsIn));
				console.log(`     executions by worker: ${counts.join(' and ')}`);
				for (const count of counts) assert.ok(count > 0, 'a worker that did nothing');
				assert.equal(await executionsIn(main), 0, 'executions in the main process');
			},
		},
		{
			name: 'the trigger emits each of Create’s tasks once, Generate gives out its own',
			async run() {
				await until(EMITTED_DEADLINE_MS, async () => {
					const seen = await Emitted.read(api, tracked);
					return (await rows()).every(
						({ delivered, taskId }) => delivered && seen.count(taskId) > 0,
					);
				});
				// Whatever comes too often comes now.
				await sleep(5_000);
				const emitted = await Emitted.read(api, tracked);
				for (const { taskId } of await rows()) assert.equal(emitted.count(taskId), 1, taskId);
				assert.equal(emitted.byTrigger, CREATE_CALLS * ITEMS_PER_CALL);
				assert.equal(emitted.byGenerate, GENERATE_CALLS * ITEMS_PER_CALL);
			},
		},
	]);
});

function repeat(count: number, run: () => Promise<void>): Array<Promise<void>> {
	return Array.from({ length: count }, run);
}

async function call(url: string, path: string): Promise<void> {
	const items = Array.from({ length: ITEMS_PER_CALL }, (_, index) => ({ prompt: `take ${index}` }));
	const response = await fetch(url + path, {
		method: 'POST',
		body: JSON.stringify({ items }),
		headers: { 'content-type': 'application/json' },
	}).catch((error: unknown) => {
		const cause = error instanceof Error ? String(error.cause) : '';
		throw new Error(`The webhook process did not answer: ${cause}`);
	});
	assert.equal(response.status, 200, await response.text());
}

async function until(limitMs: number, holds: () => Promise<boolean>): Promise<void> {
	const deadline = Date.now() + limitMs;
	while (!(await holds())) {
		assert.ok(Date.now() < deadline, `not within ${limitMs / 1000} s`);
		await sleep(LOOK_INTERVAL_MS);
	}
}

/** How many executions a process ran, by its log. */
async function executionsIn({ logFile }: RunningN8n): Promise<number> {
	const log = await readFile(logFile, 'utf8');
	return [...log.matchAll(/Worker started execution \d+/g)].length;
}
