/** The model picker lists the tiers, keeps the choice when the provider changes, and takes any other id. */
import assert from 'node:assert/strict';
import type { Check } from '../../n8n/checks.mts';
import { eventually } from '../eventually.mts';
import { PROVIDERS } from '../shipped.mts';
import type { Walk } from '../walk.mts';

/** Checks the list, and that a choice stays. */
export function modelChecks({ api, editor, node, sandbox, openNewNode }: Walk): Check[] {
	const field = () => editor.part('resource-locator-model').getByTestId('rlc-input');
	const items = () => editor.part('rlc-item').filter({ visible: true });
	const chosen = async (name: string, when: string) =>
		await eventually(async () => {
			const text = await field().inputValue();
			assert.ok(text.startsWith(name), `${when}: "${text}"`);
		});
	return [
		{
			name: 'model picker: lists the tiers by name, with what each can do',
			async run() {
				await openNewNode('generate');
				await field().click();
				await items().first().waitFor();
				await eventually(async () => {
					const listed = await items().allInnerTexts();
					assert.equal(listed.length, 2, listed.join());
					// The one that is chosen comes first.
					assert.match(listed[0] ?? '', /^Veo 3\.1 Fast \(4 to 8 s, up to 1080p/);
					assert.match(listed[1] ?? '', /^Veo 3\.1 \(4 to 8 s, up to 1080p/);
				});
				await editor.takePicture('07-models');
				await items().first().click();
				await node.isOpen();
			},
		},
		{
			name: 'model picker: the choice survives a change of provider, and the list is the new one',
			async run() {
				await api.createCredential('twelveAiApi', '12AI account', {
					apiKey: sandbox.key,
					baseUrl: sandbox.urls.twelveAi,
				});
				await openNewNode('generate');
				await chosen('Veo 3.1 Fast', 'in a new node');
				await field().click();
				await items().filter({ hasText: 'Veo 3.1 (' }).click();
				await chosen('Veo 3.1 (', 'once chosen');
				for (const { displayName } of [...PROVIDERS.slice(1), PROVIDERS[0]]) {
					await node.choose('provider', displayName);
					await chosen('Veo 3.1 (', displayName);
				}
				const twelveAi = PROVIDERS.find(({ name }) => name === 'twelveAi') ?? PROVIDERS[0];
				await node.choose('provider', twelveAi.displayName);
				if ((await node.chosenCredential()) === '') await node.chooseLastCredential();
				await chosen('Veo 3.1 (4 to 8 s, up to 4k)', 'with the credential of 12AI');
				await field().click();
				await eventually(async () => {
					const listed = await items().allInnerTexts();
					assert.match(listed.join(), /Fast \(4 to 8 s, up to 4k, no reference images/);
				});
				await editor.takePicture('07-models-of-another-provider');
			},
		},
	];
}
