/** Notices that the node runs as an agent's tool, where the run index does not tell one call from another. */

import { createHash, randomUUID } from 'node:crypto';

import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

export interface ToolCall {
	/** Names this run of the node among all others. */
	name: string;
	/** The same for each try of one call, whatever the node's expressions make of it. */
	input: string;
	/** How often n8n runs the node for one call. */
	maxTries: number;
}

/**
 * Null where the node is no tool. n8n (2.41, n8n-core) calls a tool in two ways. Newer agents let the
 * engine run it: the tries of a call have one run index and one `toolCallId` among the input. Other
 * agents run it themselves (`makeHandleToolInvocation`): each try has a run index of its own, calls
 * side by side may have the same, and the input is what the model gave.
 */
export function readToolCall(context: IExecuteFunctions): ToolCall | null {
	const node = context.getNode();
	const isRunByAgent = 'isToolExecution' in context && context.isToolExecution();
	const isRunByEngine = node.rewireOutputLogTo === NodeConnectionTypes.AiTool;
	if (!isRunByAgent && !isRunByEngine) return null;
	// An agent that runs the tool itself takes an error item for a result, and does not try again.
	const isTriedAgain = node.retryOnFail === true && (isRunByEngine || !context.continueOnFail());
	const input = JSON.stringify(context.getInputData().map(({ json }) => json));
	return {
		name: randomUUID(),
		input: createHash('sha256').update(input).digest('hex'),
		maxTries: isTriedAgain ? Math.min(5, Math.max(2, node.maxTries ?? 3)) : 1,
	};
}
