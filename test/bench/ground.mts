/** What the parts of the bench stand on: a real n8n with the packed package, and a timed way to run a node in it. */

import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';

import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { atTheEnd } from '../n8n/cleanUp.mts';
import { assertSuccess } from '../n8n/execution.mts';
import { installN8n } from '../n8n/install.mts';
import { textAt } from '../n8n/json.mts';
import { N8nApi } from '../n8n/n8nApi.mts';
import { startN8n } from '../n8n/n8nProcess.mts';
import type { Tarball } from '../n8n/pack.mts';
import { webhookWorkflow, type NodeSketch } from '../n8n/workflow.mts';

/** An execution as n8n itself timed it. */
export interface Timed {
	seconds: number;
	/** When the execution had finished, in milliseconds since 1970. */
	finishedAt: number;
}

export interface Ground {
	api: N8nApi;
	sandbox: Sandbox;
	/** The resident memory of n8n's process, in MB, and the most it had while `work` ran. */
	memoryOf<T>(work: () => Promise<T>): Promise<{ result: T; before: number; peak: number }>;
	/** Runs one node over the items by a webhook. */
	time(items: readonly unknown[], node: NodeSketch): Promise<Timed>;
}

const EXECUTION_LIMIT_MS = 600_000;
const SAMPLE_INTERVAL_MS = 50;

export interface GroundOptions {
	taskSeconds: number;
	videoBytes?: number;
}

/** Starts a sandbox and an n8n that keeps files on disk, as it does by default. */
export async function layGround(tarball: Tarball, options: GroundOptions): Promise<Ground> {
	const sandbox = await startSandbox(options);
	atTheEnd(async () => await sandbox.close());
	const n8n = await installN8n();
	const env = { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' };
	const { url, pid } = await startN8n({ n8n, tarball, env });
	const api = await N8nApi.setUp(url);
	return {
		api,
		sandbox,
		memoryOf: async (work) => {
			const before = residentMegabytes(pid);
			let peak = before;
			const timer = setInterval(() => {
				peak = Math.max(peak, residentMegabytes(pid));
			}, SAMPLE_INTERVAL_MS);
			try {
				return { result: await work(), before, peak };
			} finally {
				clearInterval(timer);
			}
		},
		time: async (items, node) => {
			const { workflow, path } = webhookWorkflow(`Bench ${randomUUID()}`, [node]);
			const saved = await api.importWorkflow(workflow);
			await api.activate(saved);
			await api.trigger(path, { items });
			const execution = await api.finishedExecution(saved, EXECUTION_LIMIT_MS);
			await api.deactivate(saved);
			assertSuccess(execution);
			const times = await api.publicApi('GET', `/executions/${execution.id}`);
			const at = (key: string) => Date.parse(textAt(times, key));
			return {
				seconds: (at('stoppedAt') - at('startedAt')) / 1000,
				finishedAt: at('stoppedAt'),
			};
		},
	};
}

function residentMegabytes(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** A Veo Video node for the sandbox's HingNet. */
export async function veoNode(
	{ api, sandbox }: Ground,
	operation: 'generate' | 'create' | 'get',
	options: Record<string, unknown>,
): Promise<NodeSketch> {
	const data = { apiKey: sandbox.key, baseUrl: sandbox.urls.hingNet };
	const orders = operation !== 'get';
	return {
		name: 'Veo Video',
		type: 'n8n-nodes-veo-video.veoVideo',
		parameters: {
			provider: 'hingNet',
			resource: 'video',
			operation,
			...(orders
				? {
						prompt: '={{ $json.prompt }}',
						model: { __rl: true, mode: 'id', value: 'veo-3.1-fast-generate-preview' },
					}
				: { taskId: '={{ $json.taskId }}' }),
			options,
		},
		credentials: { hingNetApi: await api.createCredential('hingNetApi', randomUUID(), data) },
	};
}

/** Items with prompts of their own. */
export function prompts(count: number): Array<{ prompt: string }> {
	return Array.from({ length: count }, (_, index) => ({ prompt: `Video number ${index}` }));
}
