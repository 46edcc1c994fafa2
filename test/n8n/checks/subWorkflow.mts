/** A sub-workflow is a new execution each time it is called: the README says where a retry pays again, and where it does not. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import type { Check } from '../checks.mts';
import { assertSuccess } from '../execution.mts';
import { type Stage, veoNode } from '../stage.mts';
import type { NodeSketch, Workflow } from '../workflow.mts';

const RETRY = { retryOnFail: true, maxTries: 2 };

export function subWorkflowChecks(stage: Stage): Check[] {
	/** Calls a sub-workflow of two items, one of which is refused once; gives back how often each was ordered. */
	const callTwo = async (caller: Partial<NodeSketch>, called: Partial<NodeSketch>) => {
		const { api, sandbox } = stage;
		const id = randomUUID();
		const [good, bad] = [`good ${id}`, `bad ${id}`];
		sandbox.faults.add({ kind: 'status', status: 400, action: 'create', prompt: bad });
		// One at a time: the first one is taken before the second one is refused.
		const options = { maxConcurrency: 1, pollInterval: 1 };
		const node = veoNode('generate', stage.hingNet, { options }, called);
		const sub = await api.importWorkflow(subWorkflow(`Sub ${id}`, node));
		await api.activate(sub);
		try {
			const items = [{ prompt: good }, { prompt: bad }];
			assertSuccess(await stage.run(items, callerOf(sub.id, caller)));
		} finally {
			await api.deactivate(sub);
			sandbox.faults.clear();
		}
		const ordered = (prompt: string) =>
			sandbox.created.filter((task) => task.prompt === prompt).length;
		return { good: ordered(good), bad: ordered(bad) };
	};

	return [
		{
			name: 'a sub-workflow: Retry On Fail of the node in it pays once, that of the node that calls it again',
			async run() {
				assert.deepEqual(await callTwo({}, RETRY), { good: 1, bad: 1 });
				assert.deepEqual(await callTwo(RETRY, {}), { good: 2, bad: 1 });
			},
		},
	];
}

function callerOf(workflowId: string, rest: Partial<NodeSketch>): NodeSketch {
	return {
		name: 'Call',
		type: 'n8n-nodes-base.executeWorkflow',
		typeVersion: 1.2,
		parameters: {
			source: 'database',
			workflowId: { __rl: true, mode: 'id', value: workflowId },
			options: {},
		},
		...rest,
	};
}

function subWorkflow(name: string, node: NodeSketch): Workflow {
	const trigger: NodeSketch = {
		name: 'Called',
		type: 'n8n-nodes-base.executeWorkflowTrigger',
		typeVersion: 1.1,
		parameters: { inputSource: 'passthrough' },
	};
	return {
		name,
		nodes: [trigger, node].map((sketch, index) => ({
			id: randomUUID(),
			typeVersion: 1,
			position: [index * 220, 0],
			...sketch,
		})),
		connections: { Called: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}
