/**
 * Kills n8n (SIGKILL, as a power cut would) again and again while tracked tasks are created, waited
 * for and finished, and starts it anew on the same user folder. Then every task in the table must have
 * started a workflow, none more than twice: `node test/n8n/kills.mts [--kills 3] [--tasks N] [--seed N]`.
 * Build first. A run with the same seed kills after the same times.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { startSandbox } from '../../sandbox/sandbox.mts';
import { runChecks } from './checks.mts';
import { atTheEnd, runToTheEnd } from './cleanUp.mts';
import { installN8n } from './install.mts';
import { Emitted } from './kills/emitted.mts';
import { orderSteadily } from './kills/orders.mts';
import { randomFrom } from './kills/random.mts';
import { rowsOf, setUpTrackedTasks, type Row } from './kills/trackedTasks.mts';
import { N8nApi } from './n8nApi.mts';
import { startN8n } from './n8nProcess.mts';
import { packPackage } from './pack.mts';

const MAX_UPTIME_MS = 20_000;
const GENERATE_WAIT_SECONDS = 10;
/** What Generate looked after when it was killed is the trigger's after its wait and a margin of a minute; then a poll. */
const SETTLING_MS = 180_000;
const LOOK_INTERVAL_MS = 3_000;

await runToTheEnd(async () => {
	const { values } = parseArgs({
		options: {
			kills: { type: 'string', default: '3' },
			tasks: { type: 'string' },
			seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
		},
	});
	const kills = Number(values.kills);
	const tasks = Number(values.tasks ?? Math.max(20, 5 * kills));
	const random = randomFrom(Number(values.seed));
	const randomOrders = randomFrom(Number(values.seed) + 1);
	console.log(`${kills} kills, ${tasks} tasks, seed ${values.seed}`);

	const n8n = await installN8n();
	const folder = await mkdtemp(join(tmpdir(), 'veo-kills-'));
	atTheEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
	const tarball = await packPackage(folder);
	const sandbox = await startSandbox();
	atTheEnd(() => sandbox.close());

	const startedAt = performance.now();
	const seconds = () => `${Math.round(performance.now() - startedAt) / 1000} s`;
	let running = await startN8n({ n8n, tarball, userFolder: folder });
	const api = await N8nApi.setUp(running.url);
	const tracked = await setUpTrackedTasks(api, sandbox, {
		generateWaitSeconds: GENERATE_WAIT_SECONDS,
	});
	const orders = orderSteadily(api, sandbox, tracked, randomOrders);
	for (let kill = 1; kill <= kills; kill++) {
		orders.upTo = Math.ceil((tasks * kill) / kills);
		const uptimeMs = Math.round(random() * MAX_UPTIME_MS);
		await sleep(uptimeMs);
		process.kill(running.pid, 'SIGKILL');
		await running.kill();
		console.log(
			`kill ${kill} after ${uptimeMs} ms of life, at ${seconds()}: ${sandbox.created.length} tasks made`,
		);
		const port = Number(new URL(running.url).port);
		running = await startN8n({ n8n, tarball, userFolder: folder, port });
	}
	while (sandbox.created.length < tasks) await sleep(LOOK_INTERVAL_MS);
	await orders.stop();

	const deadline = Date.now() + SETTLING_MS;
	const look = async () => ({
		rows: await rowsOf(api, tracked.table),
		emitted: await Emitted.read(api, tracked),
	});
	let { rows, emitted } = await look();
	// A task may be delivered in an execution that n8n has yet to start.
	const unseen = (row: Row) => !row.delivered || emitted.count(row.taskId) === 0;
	while (rows.some(unseen) && Date.now() < deadline) {
		await sleep(LOOK_INTERVAL_MS);
		({ rows, emitted } = await look());
	}
	const counts = rows.map(({ taskId }) => emitted.count(taskId));
	const times = (number: number) => counts.filter((count) => count === number).length;
	console.log(
		`${sandbox.created.length} tasks made by the provider, ${rows.length} of them in the table when n8n was killed or asked`,
	);
	console.log(
		`started a workflow: never ${times(0)}, once ${times(1)}, twice ${times(2)}, more often ${counts.filter((count) => count > 2).length} (${emitted.byTrigger} by the trigger, ${emitted.byGenerate} by Generate itself); after ${seconds()}\n`,
	);
	return await runChecks([
		{
			name: `${rows.length} tracked tasks: each started a workflow`,
			run: async () => {
				assert.ok(rows.length >= tasks / 2, 'too few tasks reached the table to prove anything');
				const missing = rows.filter(({ taskId }) => emitted.count(taskId) === 0);
				assert.deepEqual(missing, []);
			},
		},
		{
			name: 'none started one more than twice',
			run: async () => {
				const excess = rows.filter(({ taskId }) => emitted.count(taskId) > 2);
				assert.deepEqual(excess, []);
			},
		},
		{
			name: 'the table says of each that it was delivered',
			run: async () =>
				assert.deepEqual(
					rows.filter(({ delivered }) => !delivered),
					[],
				),
		},
	]);
});
