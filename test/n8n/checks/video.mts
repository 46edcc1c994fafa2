/** The four operations with good input: what comes out is the video, item by item. */
import assert from 'node:assert/strict';

import type { Check } from '../checks.mts';
import { assertSuccess, outputItems } from '../execution.mts';
import { type Stage, veoNode } from '../stage.mts';
import { assertIsSandboxFilm } from '../video.mts';

const QUICK = { options: { pollInterval: 1 } };

/** Checks create, get, download and generate. */
export function videoChecks({ api, sandbox, hingNet, run }: Stage): Check[] {
	const generates = (count: number): Check => ({
		name: `generate: ${count === 1 ? 'one item' : `${count} items`} in, as many videos out, in order`,
		async run() {
			const prompts = Array.from({ length: count }, (_, index) => `A harbour, take ${index}`);
			const createdBefore = sandbox.created.length;
			const items = prompts.map((prompt) => ({ prompt }));
			const execution = await run(items, veoNode('generate', hingNet, QUICK));
			assertSuccess(execution);
			const created = sandbox.created.slice(createdBefore);
			assert.equal(created.length, count, 'tasks paid for');

			const outputs = outputItems(execution, 'generate');
			assert.equal(outputs.length, count);
			for (const [index, output] of outputs.entries()) {
				const task = created.find(({ prompt }) => prompt === prompts[index]);
				assert.equal(output.json['taskId'], task?.taskId, `item ${index} is another item's video`);
				assert.equal(output.json['status'], 'completed');
				assert.deepEqual(output.pairedItem, { item: index });
				await assertIsSandboxFilm(api, output);
			}
		},
	});
	return [
		{
			name: 'create, then get until completed, then download',
			async run() {
				const created = await run([{ prompt: 'A paper boat' }], veoNode('create', hingNet));
				assertSuccess(created);
				const [task] = outputItems(created, 'create');
				assert.match(String(task?.json['status']), /^(queued|running)$/);
				const item = { taskId: task?.json['taskId'] };

				const waiting = { options: { waitForCompletion: true, pollInterval: 1 } };
				const execution = await run(
					[item],
					veoNode('get', hingNet, waiting),
					veoNode('download', hingNet),
				);
				assertSuccess(execution);
				const [got] = outputItems(execution, 'get');
				assert.equal(got?.json['status'], 'completed');
				assert.equal(got?.json['taskId'], item.taskId);
				const [downloaded] = outputItems(execution, 'download');
				assert.ok(downloaded, 'download gave no item');
				assert.equal(downloaded.json['taskId'], item.taskId);
				await assertIsSandboxFilm(api, downloaded);
			},
		},
		generates(1),
		generates(5),
		{
			name: 'generate: the video lands in the field that the person named',
			async run() {
				const named = veoNode('generate', hingNet, { ...QUICK, binaryField: 'clip' });
				const execution = await run([{ prompt: 'A lighthouse' }], named);
				assertSuccess(execution);
				const [output] = outputItems(execution, 'generate');
				assert.ok(output, 'generate gave no item');
				await assertIsSandboxFilm(api, output, 'clip');
			},
		},
	];
}
