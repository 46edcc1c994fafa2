/** What is packed and published, read from dist: the nodes' descriptions and the providers' tables. */
import { createRequire } from 'node:module';

import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import type * as registry from '../../nodes/VeoVideo/providers/registry';
import type * as actionNode from '../../nodes/VeoVideo/VeoVideo.node';
import type * as triggerNode from '../../nodes/VeoVideo/VeoVideoTrigger.node';

const load = createRequire(import.meta.url);
const { VeoVideo }: typeof actionNode = load('../../dist/nodes/VeoVideo/VeoVideo.node.js');
const { VeoVideoTrigger }: typeof triggerNode = load(
	'../../dist/nodes/VeoVideo/VeoVideoTrigger.node.js',
);

export const { PROVIDERS }: typeof registry = load(
	'../../dist/nodes/VeoVideo/providers/registry.js',
);

/** The description of a node, in the words that the editor shows. */
export class Words {
	private readonly description: INodeTypeDescription;

	constructor(description: INodeTypeDescription) {
		this.description = description;
	}

	/** What the nodes panel calls the node. */
	get displayName(): string {
		return this.description.displayName;
	}

	/** The labels that a field has: one, or one for each way in which it is shown. */
	labels(field: string): string[] {
		return this.fields(field).map(({ displayName }) => displayName);
	}

	/** The name of a choice of a field. */
	choice(field: string, value: string | number): string {
		const choice = this.choices(field).find((one) => one.value === value);
		if (choice === undefined) throw new Error(`The field "${field}" has no choice ${value}`);
		return choice.name;
	}

	/** The actions as the nodes panel names them, by operation: it looks at the first field of that name. */
	get actions(): ReadonlyMap<string, string> {
		const [first] = this.fields('operation');
		const operations = (first?.options ?? []).filter(
			(option): option is INodePropertyOptions => 'value' in option,
		);
		return new Map(operations.map(({ value, action }) => [String(value), action ?? '']));
	}

	/** The label of an entry of the collection "Options". */
	option(name: string): string {
		const entries = this.fields('options').flatMap(({ options = [] }) => options);
		const entry = entries.find((one) => one.name === name);
		if (entry === undefined || !('displayName' in entry)) {
			throw new Error(`The options hold no "${name}"`);
		}
		return entry.displayName;
	}

	private fields(name: string) {
		return this.description.properties.filter((field) => field.name === name);
	}

	private choices(field: string): INodePropertyOptions[] {
		return this.fields(field)
			.flatMap(({ options = [] }) => options)
			.filter((option): option is INodePropertyOptions => 'value' in option);
	}
}

export const ACTION_NODE = new Words(new VeoVideo().description);
export const TRIGGER_NODE = new Words(new VeoVideoTrigger().description);
