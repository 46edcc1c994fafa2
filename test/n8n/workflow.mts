/** Workflows as n8n exports and imports them, and the ones the tests run. */
import { randomUUID } from 'node:crypto';

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	/** By credential type. */
	credentials?: Record<string, { id: string; name: string }>;
	webhookId?: string;
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	retryOnFail?: boolean;
	disabled?: boolean;
	maxTries?: number;
}

export interface Workflow {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<
		string,
		{ main: Array<Array<{ node: string; type: 'main'; index: number }>> }
	>;
	settings: Record<string, unknown>;
}

/** A node as a test describes it: the rest is made up. */
export type NodeSketch = Pick<WorkflowNode, 'name' | 'type' | 'parameters'> &
	Partial<
		Pick<WorkflowNode, 'typeVersion' | 'credentials' | 'onError' | 'retryOnFail' | 'maxTries'>
	>;

/** The name of the Veo Video node type as n8n knows it. */
export const VEO_VIDEO_TYPE = 'n8n-nodes-veo-video.veoVideo';

/** A workflow of one Veo Video Trigger, which n8n polls once a minute. */
export function triggerWorkflow(
	name: string,
	trigger: Pick<WorkflowNode, 'parameters' | 'credentials'>,
): Workflow {
	const node: WorkflowNode = {
		...trigger,
		id: randomUUID(),
		name: 'Veo Video Trigger',
		type: 'n8n-nodes-veo-video.veoVideoTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, ...trigger.parameters },
	};
	return { name, nodes: [node], connections: {}, settings: { executionOrder: 'v1' } };
}

/**
 * A workflow that starts with a webhook and hands the items in the call's body (`{ "items": […] }`)
 * on, one by one, to the nodes in a row. Gives back the path to call as well.
 */
export function webhookWorkflow(
	name: string,
	nodes: readonly NodeSketch[],
): { workflow: Workflow; path: string } {
	const webhookId = randomUUID();
	const row: Array<NodeSketch & { webhookId?: string }> = [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: { httpMethod: 'POST', path: webhookId, responseMode: 'onReceived', options: {} },
			webhookId,
		},
		{
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'body.items', options: {} },
		},
		...nodes,
	];
	const workflow: Workflow = {
		name,
		nodes: [],
		connections: {},
		settings: { executionOrder: 'v1' },
	};
	for (const [index, node] of row.entries()) {
		workflow.nodes.push({
			id: randomUUID(),
			typeVersion: 1,
			position: [index * 220, 0],
			...node,
		});
		const next = row[index + 1];
		if (next) {
			workflow.connections[node.name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
		}
	}
	return { workflow, path: `/webhook/${webhookId}` };
}
