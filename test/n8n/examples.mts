/** The workflows in examples/, each with credentials filled in as a person would. */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

import { DoesNotApply } from './checks.mts';
import { at } from './json.mts';
import type { SavedWorkflow } from './n8nApi.mts';
import type { Stage } from './stage.mts';
import type { Workflow, WorkflowNode } from './workflow.mts';

const FOLDER = new URL('../../examples/', import.meta.url);

/** A workflow that a person has imported and not saved yet. */
export interface Example {
	workflow: Workflow;
	/** Where its form or its chat takes what a person sends; empty where neither starts it. */
	path: string;
}

/** The names of all examples. */
export async function exampleNames(): Promise<string[]> {
	const files = await readdir(FOLDER);
	return files.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5));
}

/** A workflow as it lies in the folder. */
export async function readWorkflow(name: string): Promise<Workflow> {
	return JSON.parse(await readFile(new URL(`${name}.json`, FOLDER), 'utf8'));
}

/** Reads an example and fills in its credentials. It looks at its tasks once a second, as no person would need. */
export async function readExample(stage: Stage, name: string): Promise<Example> {
	const workflow = await readWorkflow(name);
	if (!stage.n8n.isDefault) await needsNodesOf(stage, workflow);
	const credentials = await credentialsFor(stage);
	let path = '';
	for (const node of workflow.nodes) {
		if (isVeoVideo(node)) {
			node.credentials = credentials;
			node.parameters['options'] = { ...Object(node.parameters['options']), pollInterval: 1 };
		}
		if (node.type.endsWith('.formTrigger')) path = `/form/${newWebhookId(node)}`;
		if (node.type.endsWith('.chatTrigger')) path = `/webhook/${newWebhookId(node)}/chat`;
	}
	return { workflow, path };
}

/** Saves an example, switches it on and submits its form, the fields in their order. */
export async function submit(
	{ api }: Stage,
	{ workflow, path }: Example,
	...values: Array<string | File>
): Promise<SavedWorkflow> {
	const saved = await api.importWorkflow(workflow);
	await api.activate(saved);
	const form = new FormData();
	for (const [index, value] of values.entries()) form.set(`field-${index}`, value);
	await api.trigger(path, form);
	return saved;
}

/** The node of that name; throws when there is none. */
export function nodeOf({ nodes }: Workflow, name: string): WorkflowNode {
	const node = nodes.find((one) => one.name === name);
	if (node === undefined) throw new Error(`There is no node "${name}"`);
	return node;
}

/** The nodes that this n8n does not know, or not in that version: it knows those that it shipped with. */
export async function unknownNodes({ api }: Stage, { nodes }: Workflow): Promise<string[]> {
	const types = await api.nodeTypes();
	return nodes
		.filter(
			({ type, typeVersion }) =>
				!types.some(
					(one) => at(one, 'name') === type && [at(one, 'version')].flat().includes(typeVersion),
				),
		)
		.map(({ type, typeVersion }) => `${type} ${typeVersion}`);
}

/** What the editor draws for a node, with the name below it; an agent is wider, for what hangs on it. */
const NODE_SIZE = { width: 100, height: 140 };
const AGENT_WIDTH = 260;

/** The pairs of nodes and notes that lie on each other in the editor. */
export function overlaps({ nodes }: Workflow): string[] {
	const places = nodes.map(({ name, type, position: [left, top], parameters }) => {
		const isNote = type.endsWith('.stickyNote');
		const width = type.endsWith('.agent') ? AGENT_WIDTH : NODE_SIZE.width;
		return {
			name,
			left,
			top,
			right: left + (isNote ? Number(parameters['width']) : width),
			bottom: top + (isNote ? Number(parameters['height']) : NODE_SIZE.height),
		};
	});
	return places.flatMap((one, index) =>
		places
			.slice(index + 1)
			.filter((other) => one.left < other.right && other.left < one.right)
			.filter((other) => one.top < other.bottom && other.top < one.bottom)
			.map((other) => `"${one.name}" and "${other.name}"`),
	);
}

async function needsNodesOf(stage: Stage, workflow: Workflow): Promise<void> {
	const unknown = new Set(await unknownNodes(stage, workflow));
	if (unknown.size > 0)
		throw new DoesNotApply(`there n8n does not know ${[...unknown].join(', ')}`);
}

function isVeoVideo({ type }: WorkflowNode): boolean {
	return type.startsWith('n8n-nodes-veo-video.');
}

/** Two workflows with one webhook would be one too many for n8n. */
function newWebhookId(node: WorkflowNode): string {
	node.webhookId = randomUUID();
	return node.webhookId;
}

async function credentialsFor({ api, sandbox, hingNet, taskTable }: Stage) {
	const jieKouAi = { apiKey: sandbox.key, baseUrl: sandbox.urls.jieKouAi };
	const jieKouAiApi = await api.createCredential('jieKouAiApi', 'JieKou AI', jieKouAi);
	return { ...hingNet, ...taskTable, jieKouAiApi };
}
