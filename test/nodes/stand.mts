/** A sandbox for a test file, and the node in front of it: what every test of an operation needs. */

import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import {
	NodeApiError,
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INodeExecutionData,
	type INodeParameters,
} from 'n8n-workflow';

import {
	startSandbox,
	type Action,
	type RecordedRequest,
	type Sandbox,
	type SandboxFace,
	type SandboxOptions,
	type SandboxTask,
} from '../../sandbox/sandbox.mts';
import { runNode, type Credentials, type NodeRunOptions, type NodeRunResult } from './nodeRun.mts';

export type Operation = 'generate' | 'create' | 'get' | 'download';

/** One run: node parameters beside those of `TEXT`, options, and everything that `runNode` takes. */
export interface StandRun extends Partial<Omit<NodeRunOptions, 'parameters'>> {
	parameters?: INodeParameters;
	options?: IDataObject;
}

export interface Stand {
	readonly sandbox: Sandbox;
	/** Credentials for HingNet, with another key or base URL if one is given. */
	credentials(changes?: { apiKey?: string; baseUrl?: string }): Credentials;
	run(operation: Operation, run?: StandRun): Promise<NodeRunResult>;
	/** Runs and returns the error that n8n would show; throws when there is none. */
	failure(operation: Operation, run?: StandRun): Promise<NodeError>;
	/** The tasks that this test paid for, in order. */
	created(): SandboxTask[];
	/** What this test sent, in order. */
	sent(action?: Action): RecordedRequest[];
}

export type NodeError = NodeApiError | NodeOperationError;

export const MODEL = 'veo-3.1-fast-generate-preview';

/** A small complete order at HingNet. */
export const TEXT: INodeParameters = {
	provider: 'hingNet',
	resource: 'video',
	inputMode: 'text',
	model: { __rl: true, mode: 'id', value: MODEL },
	prompt: 'A lion at sunset',
};

/** Items that differ by prompt. */
export function prompts(...texts: string[]) {
	return texts.map((prompt) => ({ json: { prompt } }));
}

/** Items that differ by task. */
export function taskItems(tasks: ReadonlyArray<{ taskId: string }>) {
	return tasks.map(({ taskId }) => ({ json: { taskId } }));
}

/** Message and description together: what a person reads. */
export function wordsOf({ message, description }: NodeError): string {
	return `${message}\n${description ?? ''}`;
}

/**
 * The task id in an item: beside the others, or under `message` in an error item. It must be to hand
 * without searching the words for it.
 */
export function failedTaskOf(item: INodeExecutionData | undefined): unknown {
	const { taskId, message } = item?.json ?? {};
	if (taskId !== undefined) return taskId;
	return typeof message === 'object' && message !== null && 'taskId' in message
		? message.taskId
		: undefined;
}

/** Opens a sandbox for all tests of the file; call it at the top of one. */
export function useStand(options: SandboxOptions = {}): Stand {
	const taskSeconds = options.taskSeconds ?? 0.3;
	let open: Sandbox | null = null;
	let createdBefore = 0;
	let requestsBefore = 0;
	const sandbox = (): Sandbox => {
		if (open === null) throw new Error('The sandbox is not open');
		return open;
	};
	beforeAll(async () => {
		open = await startSandbox({ ...options, taskSeconds });
	});
	afterAll(async () => await sandbox().close());
	beforeEach(() => {
		sandbox().faults.clear();
		sandbox().taskSeconds = taskSeconds;
		createdBefore = sandbox().created.length;
		requestsBefore = sandbox().requests.length;
	});

	const credentials = (changes: { apiKey?: string; baseUrl?: string } = {}): Credentials => ({
		hingNetApi: { apiKey: sandbox().key, baseUrl: sandbox().urls.hingNet, ...changes },
	});
	const run = async (operation: Operation, one: StandRun = {}) => {
		const { parameters, options: chosen, ...rest } = one;
		return await runNode({
			credentials: credentials(),
			...rest,
			parameters: {
				...TEXT,
				...(rest.items && /\bprompt\b/.test(JSON.stringify(rest.items[0]?.json))
					? { prompt: '={{ $json.prompt }}' }
					: {}),
				taskId: '={{ $json.taskId }}',
				operation,
				...parameters,
				options: { pollInterval: 1, ...chosen } as INodeParameters,
			},
		});
	};
	return {
		get sandbox() {
			return sandbox();
		},
		credentials,
		run,
		async failure(operation, one) {
			const result = await run(operation, one).catch((error: unknown) => error);
			if (result instanceof NodeApiError || result instanceof NodeOperationError) return result;
			throw new Error(`Expected a node error, but got ${JSON.stringify(result)}`, {
				cause: result,
			});
		},
		created: () => sandbox().created.slice(createdBefore),
		sent: (action) =>
			sandbox()
				.requests.slice(requestsBefore)
				.filter((one) => action === undefined || one.action === action),
	};
}

/** The data of a credential: a key, or the file of a service account. */
export function keyAt(
	sandbox: Sandbox,
	credentialType: string,
	baseUrl: string,
): ICredentialDataDecryptedObject {
	return credentialType === 'veoVertexAiApi'
		? { serviceAccountKey: sandbox.serviceAccountKey, baseUrl }
		: { apiKey: sandbox.key, baseUrl };
}

/** The credentials of any provider. */
export function credentialsFor(
	sandbox: Sandbox,
	credentialType: string,
	face: SandboxFace,
): Credentials {
	return { [credentialType]: keyAt(sandbox, credentialType, sandbox.urls[face]) };
}
