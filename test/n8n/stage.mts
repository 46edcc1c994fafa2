/** What every check stands on: an n8n with a credential for the sandbox, and a way to run a Veo Video node in it. */
import { randomUUID } from 'node:crypto';

import type { Sandbox } from '../../sandbox/sandbox.mts';
import type { Execution } from './execution.mts';
import type { InstalledN8n } from './install.mts';
import type { N8nApi } from './n8nApi.mts';
import { type NodeSketch, VEO_VIDEO_TYPE, webhookWorkflow } from './workflow.mts';

const EXECUTION_TIMEOUT_MS = 60_000;

type CredentialReference = Record<string, { id: string; name: string }>;

export interface Stage {
	api: N8nApi;
	n8n: InstalledN8n;
	sandbox: Sandbox;
	/** A HingNet credential with the sandbox's address and key, as a node refers to it. */
	hingNet: CredentialReference;
	/** A credential of this n8n itself, for the task table, likewise. */
	taskTable: CredentialReference;
	/** Saves a HingNet credential with another base URL. */
	hingNetAt(baseUrl: string): Promise<CredentialReference>;
	/** Calls the webhook of a new workflow of these nodes with the items, and waits until it has finished. */
	run(items: readonly unknown[], ...nodes: NodeSketch[]): Promise<Execution>;
}

/** Makes the stage on a new n8n. */
export async function makeStage(api: N8nApi, sandbox: Sandbox, n8n: InstalledN8n): Promise<Stage> {
	const hingNetAt = async (baseUrl: string) => {
		const name = `HingNet ${randomUUID()}`;
		const data = { apiKey: sandbox.key, baseUrl };
		return { hingNetApi: await api.createCredential('hingNetApi', name, data) };
	};
	const itself = { apiKey: api.apiKey, baseUrl: api.url };
	return {
		api,
		n8n,
		sandbox,
		hingNet: await hingNetAt(sandbox.urls.hingNet),
		taskTable: { veoTaskTableApi: await api.createCredential('veoTaskTableApi', 'n8n', itself) },
		hingNetAt,
		async run(items, ...nodes) {
			const { workflow, path } = webhookWorkflow(`Check ${randomUUID()}`, nodes);
			const saved = await api.importWorkflow(workflow);
			await api.activate(saved);
			try {
				await api.trigger(path, { items });
				return await api.finishedExecution(saved, EXECUTION_TIMEOUT_MS);
			} finally {
				await api.deactivate(saved);
			}
		},
	};
}

/** A Veo Video node for HingNet, the operation named after its node. */
export function veoNode(
	operation: 'generate' | 'create' | 'get' | 'download',
	credentials: CredentialReference,
	parameters: Record<string, unknown> = {},
	rest: Partial<NodeSketch> = {},
): NodeSketch {
	const makesVideos = operation === 'generate' || operation === 'create';
	const forOperation = makesVideos
		? { prompt: '={{ $json.prompt }}', model: FAST_MODEL }
		: { taskId: '={{ $json.taskId }}' };
	return {
		name: operation,
		type: VEO_VIDEO_TYPE,
		parameters: {
			provider: 'hingNet',
			resource: 'video',
			operation,
			...forOperation,
			...parameters,
		},
		credentials,
		...rest,
	};
}

/** A resource locator, as the editor saves it. */
const FAST_MODEL = { __rl: true, mode: 'id', value: 'veo-3.1-fast-generate-preview' };
