/** The model picker lists what the provider suggests, and takes any other id. */
import assert from 'node:assert/strict';

import type { Check } from '../../n8n/checks.mts';
import { eventually } from '../eventually.mts';
import { PROVIDERS } from '../shipped.mts';
import type { Walk } from '../walk.mts';

/** Checks the list with the provider whose credential is there. */
export function modelChecks({ editor, node, openNewNode }: Walk): Check[] {
	return [
		{
			name: 'model picker: lists the suggestions, each named by its id',
			async run() {
				await openNewNode('generate');
				const [hingNet] = PROVIDERS;
				await editor.part('resource-locator-model').getByTestId('rlc-input').click();
				const items = editor.part('rlc-item').filter({ visible: true });
				await items.first().waitFor();
				await eventually(async () => {
					const listed = await items.allInnerTexts();
					assert.equal(listed.length, hingNet.models.length, listed.join());
					for (const { id } of hingNet.models) {
						assert.ok(
							listed.some((text) => text.includes(id)),
							`${id} among ${listed}`,
						);
					}
				});
				await editor.takePicture('07-models');
				await items.first().click();
				await node.isOpen();
			},
		},
	];
}
