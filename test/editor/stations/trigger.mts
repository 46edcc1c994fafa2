/** The trigger: found beside the actions, and its test event is a finished task. */
import assert from 'node:assert/strict';

import type { Check } from '../../n8n/checks.mts';
import { textAt } from '../../n8n/json.mts';
import { eventually } from '../eventually.mts';
import { ACTION_NODE, PROVIDERS, TRIGGER_NODE } from '../shipped.mts';
import type { Walk } from '../walk.mts';

/** Checks a trigger that watches one task by its id. */
export function triggerChecks(walk: Walk): Check[] {
	const { editor, node, panel } = walk;
	return [
		{
			name: 'trigger: it is added from the nodes panel and fetches a test event',
			async run() {
				const taskId = await finishedTask(walk);
				await editor.newWorkflow();
				await panel.openForFirstStep();
				await panel.openNode(ACTION_NODE.displayName);
				await panel.heading('Triggers').waitFor();
				await editor.takePicture('15-triggers');
				await panel.firstEntry(/^On /).click();
				await node.isOpen();
				await node.choose('watch', TRIGGER_NODE.choice('watch', 'taskIds'));
				await node.write('taskIds', taskId);
				// Of two kinds of credential that it may need, n8n picks neither.
				await node.chooseLastCredential();
				await node.execute();
				await eventually(async () => {
					const words = await node.output.innerText();
					assert.ok(words.includes(taskId), words);
					assert.match(words, /completed/);
				});
				await editor.takePicture('16-trigger');
			},
		},
	];
}

/** A video that somebody else ordered, made by now. */
async function finishedTask({ sandbox }: Walk): Promise<string> {
	const [{ models }] = PROVIDERS;
	const headers = { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' };
	const address = `${sandbox.urls.hingNet}/v1/videos`;
	const body = JSON.stringify({ model: models[0].id, prompt: 'A kite over the dunes' });
	const ordered = await fetch(address, { method: 'POST', headers, body });
	const taskId = textAt(await ordered.json(), 'id');
	await eventually(async () => {
		const task = await fetch(`${address}/${taskId}`, { headers });
		assert.equal(textAt(await task.json(), 'status'), 'completed');
	});
	return taskId;
}
