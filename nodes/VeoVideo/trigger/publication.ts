/**
 * Asks n8n whether it would still start the workflow at this node. A poll goes on for most of a
 * minute, and n8n does not tell it that the workflow was unpublished, or the node deleted or switched
 * off: without its publication service n8n starts it all the same.
 */

import type { IPollFunctions } from 'n8n-workflow';

import { isJsonObject, type JsonObject, listAt, objectAt, textAt } from '../terms/json';
import { type Channel, exchange } from '../transport/exchange';

/** False only when n8n says so: a key without the scope `workflow:read` gets no answer. */
export async function isStillPublished(
	context: IPollFunctions,
	channel: Channel,
): Promise<boolean> {
	const isSo = await askN8n(context, channel);
	if (!isSo) {
		context.logger.warn(
			'Veo Video Trigger hands nothing over: n8n says that the workflow is no longer published, or this node no longer part of it.',
		);
	}
	return isSo;
}

async function askN8n(context: IPollFunctions, channel: Channel): Promise<boolean> {
	const { outcome } = await exchange(channel, {
		asked: 'status',
		request: {
			method: 'GET',
			path: `/api/v1/workflows/${encodeURIComponent(context.getWorkflow().id ?? '')}`,
			query: { excludePinnedData: 'true' },
		},
		patience: 'once',
	});
	if (outcome.type !== 'reply' || outcome.status !== 200 || !isJsonObject(outcome.body)) {
		return true;
	}
	const workflow = outcome.body;
	if (workflow.active === false) return false;
	// From 2.0 on the workflow's own nodes are those of the draft.
	const published = isJsonObject(workflow.activeVersion)
		? objectAt(workflow, 'activeVersion')
		: workflow;
	const nodes = listAt(published, 'nodes').filter(isJsonObject);
	return nodes.length === 0 || nodes.some((node) => isThisNode(context, node));
}

function isThisNode(context: IPollFunctions, node: JsonObject): boolean {
	return textAt(node, 'id') === context.getNode().id && node.disabled !== true;
}
