/** The nodes panel: Veo Video is found by what people type, with its actions. */
import assert from 'node:assert/strict';

import type { Check } from '../../n8n/checks.mts';
import { eventually } from '../eventually.mts';
import { ACTION_NODE } from '../shipped.mts';
import type { Walk } from '../walk.mts';

/** Its name, what it makes, a provider's name, and what the providers' users type. */
const SEARCHES = ['Veo Video', 'veo', 'video', 'text to video', 'HingNet', '视频', '图生视频'];

/** Checks that a person who looks for the node finds it. */
export function nodesPanelChecks({ editor, panel }: Walk): Check[] {
	return [
		{
			name: 'nodes panel: the node is found by what people type',
			async run() {
				await editor.newWorkflow();
				await panel.openForFirstStep();
				for (const text of SEARCHES) {
					await panel.search('');
					await panel.search(text);
					await eventually(async () => {
						const found = await panel.entries();
						assert.ok(found.includes(ACTION_NODE.displayName), `"${text}" finds ${found}`);
					});
				}
				await panel.search('veo');
				await panel.entry(ACTION_NODE.displayName).waitFor();
				await editor.takePicture('01-nodes-panel');
			},
		},
		{
			name: 'nodes panel: the node offers its four actions',
			async run() {
				await editor.newWorkflow();
				await panel.addManualTrigger();
				await panel.openForNextStep();
				await panel.openNode(ACTION_NODE.displayName);
				await eventually(async () => {
					const offered = (await panel.entries()).sort();
					assert.deepEqual(offered, [...ACTION_NODE.actions.values()].sort());
				});
				await editor.takePicture('02-actions');
			},
		},
	];
}
