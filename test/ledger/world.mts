/** Where a history happens: a sandbox, a task table, one n8n that may die, and time of its own. */

import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { credentialsFor } from '../nodes/stand.mts';
import type { Credentials } from '../nodes/nodeRun.mts';
import { randomFrom } from '../n8n/kills/random.mts';
import { startTableServer, type Row, type TableServer } from '../trigger/tableServer.mts';
import { Clock } from './clock.mts';
import { factsOf, FOR_EVER, type Setting, type Trouble } from './histories.mts';
import { startProcess, type NodeProcess } from './life.mts';

export const TABLE_NAME = 'veo_ledger';

export interface World {
	readonly setting: Setting;
	readonly clock: Clock;
	readonly sandbox: Sandbox;
	readonly tables: TableServer;
	readonly provider: Provider;
	readonly credentials: Credentials;
	/** The n8n that is running. */
	process: NodeProcess;
	/** When n8n died, in milliseconds since 1970. */
	readonly deaths: number[];
	/** When the table was away: from and to, in milliseconds since 1970. */
	readonly outages: Array<{ from: number; to: number }>;
	/** The rows of the task table; none where it was never made. */
	rows(): Row[];
	close(): Promise<void>;
}

/** The text by which a trouble knows an item's orders and tasks. */
export function markOf(item: number): string {
	return `[item ${item}]`;
}

/** Runs the story in a new world. */
export async function inWorld<T>(
	setting: Setting,
	seed: number,
	story: (world: World) => Promise<T>,
): Promise<T> {
	let sandbox: Sandbox | null = null;
	const clock = new Clock((port) => sandbox?.held.has(port) ?? false, seed);
	return await clock.run(async () => {
		const opened = await startSandbox({
			taskSeconds: setting.taskSeconds,
			videoBytes: 3000,
			random: randomFrom(seed + 1),
		});
		sandbox = opened;
		const tables = await startTableServer();
		try {
			return await story(makeWorld(setting, clock, opened, tables));
		} finally {
			await Promise.all([opened.close(), tables.close()]);
		}
	});
}

function makeWorld(setting: Setting, clock: Clock, sandbox: Sandbox, tables: TableServer): World {
	const provider = PROVIDERS.find(({ name }) => name === setting.provider);
	if (provider === undefined) throw new Error(`There is no provider ${setting.provider}`);
	const outages: World['outages'] = [];
	tables.fail = () => (outages.some(({ to }) => clock.now < to) ? 503 : null);
	for (const trouble of setting.troubles) bring(sandbox, trouble);
	answerSlowly(sandbox, setting);
	return {
		setting,
		clock,
		sandbox,
		tables,
		provider,
		credentials: {
			...credentialsFor(sandbox, provider.credentialType, setting.provider),
			veoTaskTableApi: { apiKey: tables.key, baseUrl: tables.url },
		},
		process: startProcess(),
		deaths: [],
		outages,
		rows: () => tables.tables.find(({ name }) => name === TABLE_NAME)?.rows ?? [],
		async close() {
			await Promise.all([sandbox.close(), tables.close()]);
		},
	};
}

/** Last, so that what goes wrong comes before. */
function answerSlowly({ faults }: Sandbox, { orderSeconds }: Setting): void {
	if (orderSeconds === 0) return;
	faults.add({ kind: 'slow', action: 'create', seconds: orderSeconds, times: Infinity });
}

function bring({ faults }: Sandbox, { kind, item, after, times }: Trouble): void {
	faults.add({
		...factsOf(kind).strike,
		...(item !== null && { prompt: markOf(item) }),
		after,
		times,
	});
}

/** Whether a trouble says something about its task for as long as anybody asks, so that only giving up ends it. */
export function isLasting({ kind, times }: Trouble): boolean {
	return times === FOR_EVER && (kind === 'statusErrorWith200' || kind === 'statusMissing');
}

/** From now on all goes well, but for tasks that nobody will ever read again. */
export function calm(world: World): void {
	world.sandbox.faults.clear();
	for (const trouble of world.setting.troubles)
		if (isLasting(trouble)) bring(world.sandbox, trouble);
	for (const outage of world.outages) outage.to = Math.min(outage.to, world.clock.now);
}

/** n8n dies; a new one with an empty memory takes its place. */
export function die(world: World): void {
	world.clock.kill(world.process);
	world.deaths.push(world.clock.now);
	world.process = startProcess();
}
