/** The fields: for each provider and operation a person sees those that apply, and no others. */
import assert from 'node:assert/strict';
import type { Provider } from '../../../nodes/VeoVideo/providers/provider';
import type { InputMode } from '../../../nodes/VeoVideo/terms/spec';
import type { Check } from '../../n8n/checks.mts';
import { eventually } from '../eventually.mts';
import { type Choices, expectedFields, expectedOptions } from '../expectedFields.mts';
import { ACTION_NODE, PROVIDERS } from '../shipped.mts';
import type { Walk } from '../walk.mts';

const OPERATIONS = ['generate', 'create', 'get', 'download'];
const MODES: readonly InputMode[] = ['text', 'image', 'frames', 'references', 'video'];
/** n8n adds this to every operation list. */
const NOT_OURS = 'Custom API Call';

/** Checks one provider after another in one open node, as a person who compares them would. */
export function fieldChecks(walk: Walk): Check[] {
	const { editor, node, openNewNode } = walk;
	return [
		{
			name: 'fields: where to start is at the top, and every operation can be chosen in the node',
			async run() {
				await openNewNode('generate');
				await eventually(async () => {
					const names = (await node.fields()).map(({ name }) => name);
					assert.deepEqual(names.slice(0, 2), ['provider', 'credentials'], 'the first fields');
				});
				const offered = await node.choices('operation');
				await editor.takePicture('03-operations');
				await node.closeChoices('operation');
				assert.deepEqual(
					offered.filter((name) => name !== NOT_OURS).sort(),
					OPERATIONS.map((operation) => ACTION_NODE.choice('operation', operation)).sort(),
				);
			},
		},
		...PROVIDERS.map((provider) => ({
			name: `fields: ${provider.displayName} shows what applies for each operation and input`,
			async run() {
				await openNewNode('generate');
				await node.choose('provider', provider.displayName);
				await checkModel(walk);
				await checkModes(walk, provider);
				const own = provider.cancelRequest === undefined ? OPERATIONS : [...OPERATIONS, 'cancel'];
				for (const operation of own) {
					await node.choose('operation', ACTION_NODE.choice('operation', operation));
					await checkFields(walk, { provider, operation });
					await checkOptions(walk, { provider, operation });
					await editor.takePicture(`04-fields-${provider.name}-${operation}`);
				}
			},
		})),
	];
}

/** The model stays when the provider is changed. */
async function checkModel({ editor }: Walk): Promise<void> {
	const chosen = editor.part('resource-locator-model').getByTestId('rlc-input');
	await eventually(async () =>
		assert.equal(await chosen.inputValue(), 'Veo 3.1 Fast', 'the model'),
	);
}

/** Goes through the inputs that the provider has, and back to the first. */
async function checkModes(walk: Walk, provider: Provider): Promise<void> {
	const { editor, node } = walk;
	const modes = MODES.filter((mode) => provider.offers.some((line) => line.modes.includes(mode)));
	await checkFields(walk, { provider, operation: 'generate' });
	const offered = await node.choices('inputMode');
	assert.deepEqual(
		offered,
		modes.map((mode) => ACTION_NODE.choice('inputMode', mode)),
		`${provider.displayName}'s inputs`,
	);
	await node.closeChoices('inputMode');
	for (const inputMode of modes.slice(1)) {
		await node.choose('inputMode', ACTION_NODE.choice('inputMode', inputMode));
		await checkFields(walk, { provider, operation: 'generate', inputMode });
		await editor.takePicture(`04-fields-${provider.name}-generate-${inputMode}`);
	}
	await node.choose('inputMode', ACTION_NODE.choice('inputMode', 'text'));
}

async function checkFields({ node }: Walk, choices: Choices): Promise<void> {
	const about = [choices.provider.displayName, choices.operation, choices.inputMode].join(' ');
	await eventually(async () => {
		const shown = await node.fields();
		assert.deepEqual(
			shown.map(({ name }) => name).sort(),
			[...expectedFields(choices)].sort(),
			about,
		);
		for (const { name, label } of shown.filter((field) => field.name !== 'credentials')) {
			assert.ok(
				ACTION_NODE.labels(name).includes(label),
				`${about}: the field "${name}" is called "${label}"`,
			);
		}
	});
}

async function checkOptions({ node }: Walk, choices: Choices): Promise<void> {
	const offered = await node.offeredOptions();
	for (const [name, applies] of expectedOptions(choices)) {
		const label = ACTION_NODE.option(name);
		assert.equal(
			offered.includes(label),
			applies,
			`${choices.provider.displayName}, ${choices.operation}: the option "${label}" among ${offered}`,
		);
	}
}
