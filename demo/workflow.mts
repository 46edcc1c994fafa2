/** The example workflow, made ready for one provider. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { Provider } from '../nodes/VeoVideo/providers/provider.ts';
import { at } from '../test/n8n/json.mts';
import { VEO_VIDEO_TYPE, type Workflow, type WorkflowNode } from '../test/n8n/workflow.mts';

const EXAMPLE = new URL('../examples/quick-start.json', import.meta.url);
const REGISTRY = '../dist/nodes/VeoVideo/providers/registry.js';

/** The provider of that name, from the package as it was built. */
export function providerNamed(name: string): Provider {
	const { PROVIDERS }: { PROVIDERS: readonly Provider[] } = createRequire(import.meta.url)(
		REGISTRY,
	);
	const provider = PROVIDERS.find((each) => each.name === name);
	if (provider) return provider;
	const names = PROVIDERS.map((each) => each.name).join(', ');
	throw new Error(`VEO_PROVIDER is "${name}", which is no provider. There are: ${names}`);
}

export interface DemoWorkflow {
	workflow: Workflow;
	/** Path of the form that starts it. */
	formPath: string;
	/** Name of its Veo Video node. */
	veoNode: string;
}

/** Reads the example and fills in what an import leaves open: provider and credential. */
export async function demoWorkflow(
	provider: Provider,
	credential: { id: string; name: string },
): Promise<DemoWorkflow> {
	const workflow: Workflow = JSON.parse(await readFile(EXAMPLE, 'utf8'));
	const node = findNode(workflow, VEO_VIDEO_TYPE);
	const form = findNode(workflow, 'n8n-nodes-base.formTrigger');
	node.parameters['provider'] = provider.name;
	node.credentials = { [provider.credentialType]: credential };
	return {
		workflow,
		formPath: `/form/${String(at(form, 'webhookId'))}`,
		veoNode: node.name,
	};
}

function findNode(workflow: Workflow, type: string): WorkflowNode {
	const node = workflow.nodes.find((each) => each.type === type);
	if (!node) throw new Error(`${EXAMPLE.pathname} holds no ${type}`);
	return node;
}
