/**
 * What many pending tasks cost the trigger in a real n8n: how long a round of looks takes, when a poll
 * ends, and how much more memory n8n holds: `node test/n8n/kills/thousand.mts [--tasks 1000]`. Build first.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { startSandbox } from '../../../sandbox/sandbox.mts';
import { atTheEnd, runToTheEnd } from '../cleanUp.mts';
import { installN8n } from '../install.mts';
import { listAt, textAt } from '../json.mts';
import { N8nApi } from '../n8nApi.mts';
import { startN8n } from '../n8nProcess.mts';
import { packPackage } from '../pack.mts';
import { setUpTrackedTasks } from './trackedTasks.mts';

const POLLS = 2;
const SETTLING_MS = 15_000;
const QUIET_POLLS_MS = 60_000;
const ROWS_AT_ONCE = 100;
const SAMPLE_MS = 250;
/** Looks that are further apart belong to different rounds, and these to different polls. */
const NEXT_ROUND_MS = 2_000;

await runToTheEnd(async () => {
	const { values } = parseArgs({ options: { tasks: { type: 'string', default: '1000' } } });
	const count = Number(values.tasks);
	const n8n = await installN8n();
	const packFolder = await mkdtemp(join(tmpdir(), 'veo-pack-'));
	atTheEnd(() => rm(packFolder, { recursive: true, force: true }));
	const sandbox = await startSandbox({ taskSeconds: 86_400 });
	atTheEnd(() => sandbox.close());
	const { url, pid } = await startN8n({ n8n, tarball: await packPackage(packFolder) });
	const api = await N8nApi.setUp(url);
	const { table } = await setUpTrackedTasks(api, sandbox);

	let highest = 0;
	const sampling = setInterval(() => {
		void residentMegabytes(pid).then((size) => (highest = Math.max(highest, size)));
	}, SAMPLE_MS);
	atTheEnd(() => clearInterval(sampling));
	// Polls of an empty table, for comparison, once what the start needed is given back.
	await sleep(SETTLING_MS);
	highest = 0;
	await sleep(QUIET_POLLS_MS);
	const before = highest;

	await fillTable(api, table, sandbox.urls.hingNet, sandbox.key, count);
	const begin = Date.now();
	highest = 0;
	await sleep(POLLS * 60_000);
	const looks = sandbox.requests
		.filter(({ action, at }) => action === 'status' && at > begin)
		.map(({ at }) => at);
	const rounds: number[][] = [];
	for (const [index, at] of looks.entries()) {
		if (index === 0 || at - (looks[index - 1] ?? 0) > NEXT_ROUND_MS) rounds.push([]);
		rounds.at(-1)?.push(at);
	}
	const seconds = rounds.map((round) => ((round.at(-1) ?? 0) - (round[0] ?? 0)) / 1000);
	console.log(
		`${count} pending tasks: ${rounds.length} rounds in ${POLLS} minutes, each of ${rounds.map((round) => round.length).join(', ')} looks in ${seconds.map((one) => one.toFixed(1)).join(', ')} s`,
	);
	console.log(
		`n8n's resident memory, highest: ${before} MB with an empty table, ${highest} MB with the tasks (${highest - before} MB more)`,
	);
	return 0;
});

async function fillTable(
	api: N8nApi,
	table: string,
	provider: string,
	key: string,
	count: number,
): Promise<void> {
	const filter = encodeURIComponent(JSON.stringify({ name: table }));
	const [found] = listAt(await api.publicApi('GET', `/data-tables?filter=${filter}`), 'data');
	const path = `/data-tables/${textAt(found, 'id')}/rows`;
	for (let from = 0; from < count; from += ROWS_AT_ONCE) {
		const data = await Promise.all(
			Array.from({ length: Math.min(ROWS_AT_ONCE, count - from) }, async (_, index) => {
				const response = await fetch(`${provider}/v1/videos`, {
					method: 'POST',
					headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
					body: JSON.stringify({
						model: 'veo-3.1-fast-generate-preview',
						prompt: `take ${from + index}`,
					}),
				});
				const taskId = textAt(await response.json(), 'id');
				return { taskId, provider: 'hingNet', status: 'queued', delivered: false };
			}),
		);
		await api.publicApi('POST', path, { data });
	}
}

async function residentMegabytes(pid: number): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
	return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
