/** A combination that the provider refuses: the output panel says what is wrong and what to do. */
import assert from 'node:assert/strict';

import type { Check } from '../../n8n/checks.mts';
import { ACTION_NODE } from '../shipped.mts';
import type { Walk } from '../walk.mts';

/** Checks the words, and that nothing was sent. */
export function ruleChecks({ editor, node, sandbox, openNewNode }: Walk): Check[] {
	return [
		{
			name: 'rules: 1080p with 6 seconds is refused in words, and nothing is sent',
			async run() {
				await openNewNode('generate');
				const sent = sandbox.requests.length;
				await node.write('prompt', 'A lion walks through golden savanna at sunset');
				await node.choose('resolution', ACTION_NODE.choice('resolution', '1080p'));
				await node.choose('duration', ACTION_NODE.choice('duration', 6));
				await node.execute();
				const message = node.output.getByTestId('node-error-message');
				await message.waitFor();
				assert.match(await message.innerText(), /1080p.*6 seconds/i);
				const advice = node.output.getByTestId('node-error-description');
				assert.match(await advice.innerText(), /8 seconds/i);
				assert.equal(sandbox.requests.length, sent, 'requests sent');
				await editor.takePicture('08-rule');
			},
		},
		{
			name: 'rules: an empty prompt is told before the workflow starts',
			async run() {
				await openNewNode('generate');
				await node.execute();
				await editor.page.getByText('Parameter "Prompt" is required').first().waitFor();
				await editor.takePicture('09-prompt-missing');
			},
		},
	];
}
