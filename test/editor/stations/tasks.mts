/** A task that was tracked is found again by its prompt: nobody has to copy an ID. */
import assert from 'node:assert/strict';

import type { Check } from '../../n8n/checks.mts';
import { eventually } from '../eventually.mts';
import { ACTION_NODE } from '../shipped.mts';
import type { Walk } from '../walk.mts';

const PROMPT = 'A lighthouse in the fog';

/** Orders a tracked video, and gets it by the picker. */
export function taskChecks(walk: Walk): Check[] {
	const { editor, node, openNewNode } = walk;
	return [
		{
			name: 'task picker: lists a tracked task by its prompt, and gets it',
			async run() {
				const taskId = await orderTracked(walk);
				await openNewNode('get');
				await node.choose('taskSource', ACTION_NODE.choice('taskSource', 'table'));
				await node.chooseLastCredential();
				await editor.part('resource-locator-trackedTask').getByTestId('rlc-input').click();
				const items = editor.part('rlc-item').filter({ visible: true });
				await items.first().waitFor();
				await editor.takePicture('14-tasks');
				assert.match(await items.first().innerText(), new RegExp(`^${PROMPT} \\(`));
				await items.first().click();
				await node.execute();
				await eventually(async () => {
					assert.ok((await node.output.innerText()).includes(taskId), 'the output names no task');
				});
			},
		},
	];
}

/** Creates a video with Track Task, and the credential that this needs; gives back the task's id. */
async function orderTracked({
	api,
	node,
	credential,
	sandbox,
	openNewNode,
}: Walk): Promise<string> {
	await openNewNode('create');
	await node.write('prompt', PROMPT);
	await node.control('trackTask').click();
	await node.credentials.getByText('Connect to').click();
	await credential.isOpen();
	await credential.write('apiKey', api.apiKey);
	await credential.write('baseUrl', api.url);
	await credential.save();
	await credential.isClosed();
	await node.execute();
	return await eventually(async () => {
		const task = sandbox.created.find(({ prompt }) => prompt === PROMPT);
		assert.ok(task, 'no task was created');
		assert.ok((await node.output.innerText()).includes(task.taskId), 'the output names no task');
		return task.taskId;
	});
}
