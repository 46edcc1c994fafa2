/** Where faults are tried out: a provider's sandbox, the node in front of it, and what was seen of a run. */

import { NodeApiError, NodeOperationError, type INodeParameters } from 'n8n-workflow';

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import type { Fault, RecordedRequest, Sandbox, SandboxFace } from '../../sandbox/sandbox.mts';
import { runNode, type Credentials, type NodeRunOptions } from '../nodes/nodeRun.mts';
import { FACES } from '../../sandbox/contract.mts';
import { keyAt, type NodeError, type Operation } from '../nodes/stand.mts';
import type { Elsewhere } from './elsewhere.mts';

export interface Ground {
	sandbox: Sandbox;
	elsewhere: Elsewhere;
}

/** One provider, and the prompt by which a trial knows its own orders, tasks and faults. */
export interface Trial extends Ground {
	provider: Provider;
	face: SandboxFace;
	prompt: string;
	baseUrl: string;
}

/** How a run ended: with its items, or with the error that n8n would show. */
export type Run =
	| { type: 'items'; items: Awaited<ReturnType<typeof runNode>>['items'] }
	| { type: 'error'; error: NodeError };

let trials = 0;

export function newTrial(ground: Ground, provider: Provider, baseUrl?: string): Trial {
	const face = faceOf(provider);
	return {
		...ground,
		provider,
		face,
		prompt: `trial <${++trials}>`,
		baseUrl: baseUrl ?? ground.sandbox.urls[face],
	};
}

function faceOf({ name }: Provider): SandboxFace {
	const face = FACES.find((one) => one === name);
	if (face === undefined) throw new Error(`The sandbox does not speak ${name}`);
	return face;
}

export function credentialsOf({ provider, sandbox, baseUrl }: Trial): Credentials {
	return { [provider.credentialType]: keyAt(sandbox, provider.credentialType, baseUrl) };
}

/** Runs an operation on one item, as n8n does. */
export async function run(
	trial: Trial,
	operation: Operation,
	parameters: INodeParameters = {},
	more: Partial<NodeRunOptions> = {},
): Promise<Run> {
	const { provider, prompt } = trial;
	try {
		const { items } = await runNode({
			credentials: credentialsOf(trial),
			parameters: {
				resource: 'video',
				provider: provider.name,
				operation,
				inputMode: 'text',
				model: { __rl: true, mode: 'id', value: provider.models[0].id },
				prompt,
				options: { pollInterval: 1 },
				...parameters,
			},
			...more,
		});
		return { type: 'items', items };
	} catch (error) {
		if (error instanceof NodeApiError || error instanceof NodeOperationError) {
			return { type: 'error', error };
		}
		throw error;
	}
}

/** So long a task of a trial takes. */
export const TASK_SECONDS = 0.05;

/** Orders a video that is finished at once, and returns its task. */
export async function finishedTask(
	trial: Trial,
	parameters: INodeParameters = {},
): Promise<string> {
	const there = { ...trial, baseUrl: trial.sandbox.urls[trial.face] };
	const ordered = await run(there, 'create', parameters);
	const taskId = ordered.type === 'items' ? ordered.items[0]?.json.taskId : undefined;
	if (typeof taskId === 'string') {
		await new Promise((resolve) => setTimeout(resolve, TASK_SECONDS * 1000));
		return taskId;
	}
	throw new Error('The order failed', { cause: ordered });
}

/** Makes the sandbox fail the requests of this trial. */
export function strike({ sandbox, prompt }: Trial, fault: Omit<Fault, 'prompt'>): void {
	sandbox.faults.add({ ...fault, prompt });
}

/** The orders of this trial that reached the provider. */
export function ordersSent({ sandbox, prompt }: Trial): RecordedRequest[] {
	return sandbox.requests.filter(
		({ action, body }) => action === 'create' && JSON.stringify(body).includes(prompt),
	);
}

/** What this trial would have been charged for. */
export function videosMade({ sandbox, prompt }: Trial) {
	return sandbox.created.filter((task) => task.prompt === prompt);
}
