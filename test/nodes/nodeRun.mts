/** Runs the node as n8n does: in n8n-core's own ExecuteContext, over real HTTP, with the credential's own `authenticate`. */

import 'reflect-metadata';

import { ExecuteContext } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IBinaryData,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type IExecuteData,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IRunExecutionData,
	type ITaskDataConnections,
	type IWorkflowExecuteAdditionalData,
	type NodeExecutionHint,
	type WorkflowParameters,
} from 'n8n-workflow';

import { HingNetApi } from '../../credentials/HingNetApi.credentials';
import { JieKouAiApi } from '../../credentials/JieKouAiApi.credentials';
import { TwelveAiApi } from '../../credentials/TwelveAiApi.credentials';
import { UniAllApi } from '../../credentials/UniAllApi.credentials';
import { VeoFalApi } from '../../credentials/VeoFalApi.credentials';
import { VeoKieApi } from '../../credentials/VeoKieApi.credentials';
import { VeoOpenAiCompatibleApi } from '../../credentials/VeoOpenAiCompatibleApi.credentials';
import { VeoOpenRouterApi } from '../../credentials/VeoOpenRouterApi.credentials';
import { VeoReplicateApi } from '../../credentials/VeoReplicateApi.credentials';
import { VeoVertexAiApi } from '../../credentials/VeoVertexAiApi.credentials';
import { VeoTaskTableApi } from '../../credentials/VeoTaskTableApi.credentials';
import { VeoWaveSpeedApi } from '../../credentials/VeoWaveSpeedApi.credentials';
import { VeoVideo } from '../../nodes/VeoVideo/VeoVideo.node';

/** The credentials of the providers. */
export const PROVIDER_CREDENTIALS: readonly ICredentialType[] = [
	new HingNetApi(),
	new JieKouAiApi(),
	new TwelveAiApi(),
	new UniAllApi(),
	new VeoFalApi(),
	new VeoKieApi(),
	new VeoOpenRouterApi(),
	new VeoReplicateApi(),
	new VeoWaveSpeedApi(),
	new VeoOpenAiCompatibleApi(),
];

export const CREDENTIAL_TYPES: readonly ICredentialType[] = [
	...PROVIDER_CREDENTIALS,
	new VeoTaskTableApi(),
	new VeoVertexAiApi(),
];

export type Credentials = Record<string, ICredentialDataDecryptedObject>;

export interface NodeRunOptions {
	parameters: INodeParameters;
	/** The data of each credential type that the node may use. */
	credentials: Credentials;
	items?: INodeExecutionData[];
	onError?: INode['onError'];
	retryOnFail?: boolean;
	/** What an earlier try of the same execution left behind: give it again to run the node once more. */
	runData?: IRunExecutionData;
	runIndex?: number;
	/** "Retry execution" has another one, and carries over what the first has left behind. */
	executionId?: string;
	abortSignal?: AbortSignal;
	/** Where this n8n is reached, as it believes. */
	restApiUrl?: string;
}

export interface NodeRunResult {
	items: INodeExecutionData[];
	hints: NodeExecutionHint[];
	/** What the editor would show while the node runs. */
	messages: string[];
	runData: IRunExecutionData;
}

/** The node as it stands in a workflow. */
export function veoNode({
	parameters,
	credentials,
	onError,
	retryOnFail,
}: Pick<NodeRunOptions, 'parameters' | 'credentials' | 'onError' | 'retryOnFail'>): INode {
	return {
		id: 'veo',
		name: 'Veo Video',
		type: 'n8n-nodes-veo-video.veoVideo',
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: Object.fromEntries(
			Object.keys(credentials).map((type) => [type, { id: type, name: type }]),
		),
		...(onError && { onError }),
		...(retryOnFail && { retryOnFail }),
	};
}

/** A workflow of one node alone. */
export function workflowOf(
	node: INode,
	nodeType: INodeType,
	rest: Partial<WorkflowParameters> = {},
): Workflow {
	return new Workflow({
		id: 'test',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => nodeType,
			getByNameAndVersion: () => nodeType,
			getKnownTypes: () => ({}),
		},
		...rest,
	});
}

/** n8n-core's own context around the node; its type differs from n8n-workflow's by one optional field. */
export function makeContext(
	options: NodeRunOptions,
	nodeType: INodeType = new VeoVideo(),
): Omit<NodeRunResult, 'items'> & { context: IExecuteFunctions } {
	const node = veoNode(options);
	const workflow = workflowOf(node, nodeType);
	const messages: string[] = [];
	const items = options.items ?? [{ json: {} }];
	const input: ITaskDataConnections = { main: [items] };
	const runData = options.runData ?? createRunExecutionData({});
	const executeData: IExecuteData = { node, data: input, source: null };
	const additional = additionalData(workflow, options.credentials, messages);
	const { executionId, restApiUrl } = options;
	const context = new ExecuteContext(
		workflow,
		node,
		{
			...additional,
			...(executionId !== undefined && { executionId }),
			...(restApiUrl !== undefined && { restApiUrl }),
		},
		'manual',
		runData,
		options.runIndex ?? 0,
		items,
		input,
		executeData,
		[],
		options.abortSignal,
	);
	return {
		context: context as unknown as IExecuteFunctions,
		hints: context.hints,
		messages,
		runData,
	};
}

/** Runs the action node once. Rejects with the node's error, as n8n would show it. */
export async function runNode(options: NodeRunOptions): Promise<NodeRunResult> {
	const nodeType: INodeType = new VeoVideo();
	const { context, ...result } = makeContext(options, nodeType);
	const output = await nodeType.execute?.call(context);
	if (!Array.isArray(output)) throw new Error('The node returned no items');
	return { ...result, items: output[0] ?? [] };
}

/** What n8n itself puts around a workflow; here, the credentials helper applies what the credential file says. */
export function additionalData(
	workflow: Workflow,
	credentials: Credentials,
	messages: string[] = [],
): IWorkflowExecuteAdditionalData {
	const typeOf = (name: string) => CREDENTIAL_TYPES.find((one) => one.name === name);
	const partial = {
		executionId: 'execution',
		currentNodeExecutionIndex: 0,
		restApiUrl: 'http://127.0.0.1/rest',
		instanceBaseUrl: 'http://127.0.0.1/',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		variables: {},
		sendDataToUI: (_type: string, data: { messages?: unknown[] }) => {
			messages.push(...(data.messages ?? []).map(String));
		},
		// This class lives in n8n, not in n8n-core.
		credentialsHelper: {
			getParentTypes: () => [],
			isCredentialUsableByNode: () => true,
			getDecrypted: async (_data: unknown, _node: unknown, type: string) => credentials[type],
			getCredentialsProperties: (type: string) => typeOf(type)?.properties ?? [],
			preAuthentication: async () => undefined,
			authenticate: async (
				data: ICredentialDataDecryptedObject,
				type: string,
				request: IHttpRequestOptions,
				_workflow: unknown,
				node: INode,
			) => {
				const { authenticate } = typeOf(type) ?? {};
				if (typeof authenticate === 'function') return await authenticate(data, request);
				const headers: IDataObject = { ...request.headers };
				for (const [name, value] of Object.entries(authenticate?.properties.headers ?? {})) {
					headers[name] = workflow.expression.getSimpleParameterValue(
						node,
						String(value),
						'internal',
						{ $credentials: data },
						undefined,
						'',
					) as string;
				}
				return { ...request, headers };
			},
		},
	};
	return partial as unknown as IWorkflowExecuteAdditionalData;
}

/** The bytes of a binary field that n8n keeps in memory. */
export function bytesOf(binary: IBinaryData | undefined): Buffer {
	return Buffer.from(binary?.data ?? '', 'base64');
}
