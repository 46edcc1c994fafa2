/**
 * How long it takes from "the task is finished" until "the execution has started", in a real n8n that
 * polls once a minute: `node test/n8n/kills/latency.mts [--tasks 30] [--seconds 180]`. Build first.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { startSandbox } from '../../../sandbox/sandbox.mts';
import { atTheEnd, runToTheEnd } from '../cleanUp.mts';
import { installN8n } from '../install.mts';
import { N8nApi } from '../n8nApi.mts';
import { startN8n } from '../n8nProcess.mts';
import { packPackage } from '../pack.mts';
import { emissionsOf, setUpTrackedTasks } from './trackedTasks.mts';

/** n8n polls at a second of its own choice, for the first time within a minute after the activation. */
const FIRST_POLL_MS = 62_000;
/** The last task may finish right after a poll, and the next one comes within a minute. */
const LAST_POLL_MS = 90_000;

await runToTheEnd(async () => {
	const { values } = parseArgs({
		options: {
			tasks: { type: 'string', default: '30' },
			seconds: { type: 'string', default: '180' },
		},
	});
	const count = Number(values.tasks);
	const spreadMs = Number(values.seconds) * 1000;

	const n8n = await installN8n();
	const packFolder = await mkdtemp(join(tmpdir(), 'veo-pack-'));
	atTheEnd(() => rm(packFolder, { recursive: true, force: true }));
	const tarball = await packPackage(packFolder);
	const sandbox = await startSandbox({ taskSeconds: 86_400 });
	atTheEnd(() => sandbox.close());
	const api = await N8nApi.setUp((await startN8n({ n8n, tarball })).url);
	const tracked = await setUpTrackedTasks(api, sandbox);

	const items = Array.from({ length: count }, (_, index) => ({ prompt: `take ${index}` }));
	await api.trigger(tracked.createPath, { items });
	while (sandbox.created.length < count) await sleep(200);
	// What finishes before the first regular poll waits for it: here the rhythm after that is measured.
	const begin = Date.now() + FIRST_POLL_MS;
	const finishedAt = new Map<string, number>();
	for (const task of sandbox.created) {
		const moment = begin + Math.random() * spreadMs;
		task.takesSeconds = (moment - task.createdAt) / 1000;
		finishedAt.set(task.taskId, moment);
	}

	const deadline = begin + spreadMs + LAST_POLL_MS;
	let emissions = await emissionsOf(api, tracked.triggered);
	while (emissions.length < count && Date.now() < deadline) {
		await sleep(2_000);
		emissions = await emissionsOf(api, tracked.triggered);
	}
	const waits = emissions
		.map(({ taskId, startedAt }) => (startedAt - (finishedAt.get(taskId) ?? NaN)) / 1000)
		.sort((a, b) => a - b);
	const quantile = (part: number) =>
		waits[Math.min(waits.length - 1, Math.ceil(part * waits.length) - 1)]?.toFixed(1);
	console.log(
		`${waits.length} of ${count} tasks emitted in ${new Set(emissions.map(({ executionId }) => executionId)).size} executions; seconds from finished to started: median ${quantile(0.5)}, 95th percentile ${quantile(0.95)}, slowest ${waits.at(-1)?.toFixed(1)}`,
	);
	console.log(waits.map((wait) => wait.toFixed(1)).join(' '));
	return waits.length === count ? 0 : 1;
});
