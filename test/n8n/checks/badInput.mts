/** Bad input: the message says which item, what is wrong and what to do, and the other items go on. */
import assert from 'node:assert/strict';

import type { Check } from '../checks.mts';
import { type Execution, assertSuccess, executionError, outputItems } from '../execution.mts';
import { at } from '../json.mts';
import { type Stage, veoNode } from '../stage.mts';
import { assertIsSandboxFilm } from '../video.mts';

const QUICK = { options: { pollInterval: 1 } };
const ERROR_OUTPUT = 1;

/** Checks what a person is told, and that nothing was paid for a mistake. */
export function badInputChecks({ api, sandbox, hingNet, hingNetAt, run }: Stage): Check[] {
	return [
		{
			name: 'On Error = continue (error output): a bad item among three, the others get their videos',
			async run() {
				const createdBefore = sandbox.created.length;
				const items = [{ prompt: 'A kite' }, { prompt: '' }, { prompt: 'A balloon' }];
				const node = veoNode('generate', hingNet, QUICK, { onError: 'continueErrorOutput' });
				const execution = await run(items, node);
				assertSuccess(execution);
				const good = outputItems(execution, 'generate');
				assert.deepEqual(
					good.map(({ pairedItem }) => pairedItem),
					[{ item: 0 }, { item: 2 }],
				);
				for (const item of good) await assertIsSandboxFilm(api, item);
				const bad = outputItems(execution, 'generate', ERROR_OUTPUT);
				assert.equal(bad.length, 1, 'items at the error output');
				assert.match(JSON.stringify(bad[0]?.json), /prompt/i);
				assert.equal(sandbox.created.length - createdBefore, 2, 'tasks paid for');
			},
		},
		{
			name: 'a task id that does not exist: the message names the id and the item',
			async run() {
				const created = await run([{ prompt: 'A swing' }], veoNode('create', hingNet));
				const [task] = outputItems(created, 'create');
				const items = [{ taskId: task?.json['taskId'] }, { taskId: 'video_nowhere' }];
				const execution = await run(items, veoNode('get', hingNet));
				assertFailedAt(execution, 1, /video_nowhere/);
			},
		},
		{
			name: 'a task id that is empty: refused before anything is sent',
			async run() {
				const sent = sandbox.requests.length;
				const execution = await run([{ taskId: '' }], veoNode('get', hingNet));
				assertFailedAt(execution, 0, /task id/i);
				assert.equal(sandbox.requests.length, sent, 'requests sent');
			},
		},
		{
			name: 'a video that is not ready: the message names the task and says to wait',
			async run() {
				const seconds = sandbox.taskSeconds;
				sandbox.taskSeconds = 60;
				try {
					const created = await run([{ prompt: 'A snail' }], veoNode('create', hingNet));
					const taskId = String(outputItems(created, 'create')[0]?.json['taskId']);
					const execution = await run([{ taskId }], veoNode('download', hingNet));
					assertFailedAt(execution, 0, new RegExp(taskId));
					assertFailedAt(execution, 0, /wait|later|again|ready|finish|complete/i);
				} finally {
					sandbox.taskSeconds = seconds;
				}
			},
		},
		{
			name: 'a base URL that is none: the message says so, and nothing is created',
			async run() {
				const createdBefore = sandbox.created.length;
				const credentials = await hingNetAt('not a url');
				const execution = await run(
					[{ prompt: 'A fence' }],
					veoNode('generate', credentials, QUICK),
				);
				assertFailedAt(execution, 0, /base url/i);
				assert.equal(sandbox.created.length, createdBefore);
			},
		},
		{
			name: 'a value that the provider does not allow: refused before anything is sent',
			async run() {
				const sent = sandbox.requests.length;
				const wrong = { ...QUICK, resolution: '={{ $json.resolution }}' };
				const execution = await run(
					[{ prompt: 'A crane', resolution: '8k' }],
					veoNode('generate', hingNet, wrong),
				);
				assertFailedAt(execution, 0, /8k/);
				assertFailedAt(execution, 0, /1080p/);
				assert.equal(sandbox.requests.length, sent, 'requests sent');
			},
		},
		{
			name: 'a task that fails: the message names the task and gives the provider’s reason',
			async run() {
				sandbox.faults.add({
					kind: 'taskFails',
					prompt: 'A storm',
					body: 'storms are not allowed',
				});
				try {
					const execution = await run([{ prompt: 'A storm' }], veoNode('generate', hingNet, QUICK));
					const task = sandbox.created.at(-1);
					assertFailedAt(execution, 0, new RegExp(String(task?.taskId)));
					assertFailedAt(execution, 0, /storms are not allowed/);
				} finally {
					sandbox.faults.clear();
				}
			},
		},
	];
}

/** The execution failed, at this item, with words that match in message or description. */
function assertFailedAt(execution: Execution, itemIndex: number, words: RegExp): void {
	assert.equal(execution.status, 'error');
	const { message, description } = executionError(execution);
	assert.match(`${message}\n${description}`, words);
	const context = at(execution.data, 'resultData', 'error', 'context');
	assert.equal(at(context, 'itemIndex'), itemIndex, `the item that the error names: ${message}`);
}
