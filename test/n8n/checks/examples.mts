/** The examples for import: each does what its note says. The ones with the trigger are in triggerExamples.mts. */
import assert from 'node:assert/strict';

import { PNG } from '../../nodes/pictures.mts';
import type { Check } from '../checks.mts';
import {
	exampleNames,
	nodeOf,
	readExample,
	readWorkflow,
	submit,
	unknownNodes,
} from '../examples.mts';
import { assertSuccess, type Execution, outputItems } from '../execution.mts';
import { at, listAt } from '../json.mts';
import type { Stage } from '../stage.mts';
import { assertIsSandboxFilm } from '../video.mts';

const TIMEOUT_MS = 90_000;
/** Those that a check runs, here, in triggerExamples.mts or in agent.mts. */
const RUN = [
	'ai-agent',
	'create-now-publish-later-1-create',
	'create-now-publish-later-2-publish',
	'durable-wait',
	'image-to-video',
	'prompt-list-to-videos',
	'quick-start',
	'scheduled-social-clip',
	'second-provider',
];

export function exampleChecks(stage: Stage): Check[] {
	const { api, sandbox } = stage;

	/** Submits the form of an example, and waits for its execution. */
	const run = async (name: string, ...values: Array<string | File>): Promise<Execution> => {
		const saved = await submit(stage, await readExample(stage, name), ...values);
		try {
			return await api.finishedExecution(saved, TIMEOUT_MS);
		} finally {
			await api.deactivate(saved);
		}
	};

	return [
		{
			name: 'examples: each explains itself, holds no credential, and is run by a check',
			async run() {
				const names = await exampleNames();
				assert.deepEqual(names.sort(), [...RUN].sort());
				for (const name of names) {
					const workflow = await readWorkflow(name);
					assert.deepEqual(await unknownNodes(stage, workflow), [], name);
					assert.ok(
						workflow.nodes.some(({ type }) => type.endsWith('.stickyNote')),
						`${name} has no note`,
					);
					assert.ok(
						workflow.nodes.every(({ credentials }) => credentials === undefined),
						`${name} names a credential`,
					);
				}
			},
		},
		{
			name: 'example: quick start',
			async run() {
				const execution = await run('quick-start', 'A paper boat');
				assertSuccess(execution);
				const [item] = outputItems(execution, 'Make the video');
				assert.ok(item, 'no video');
				await assertIsSandboxFilm(api, item);
			},
		},
		{
			name: 'example: fifty rows of a sheet are forty-nine videos and one reason',
			async run() {
				const before = sandbox.created.length;
				const prompts = Array.from({ length: 50 }, (_, index) => `Row ${index}, "seen" from above`);
				prompts[20] = '';
				const rows = prompts.map(
					(prompt, index) => `"${prompt.replaceAll('"', '""')}",${index === 3 ? '9:16' : ''}`,
				);
				const csv = new File([['prompt,format', ...rows].join('\n')], 'prompts.csv', {
					type: 'text/csv',
				});
				const execution = await run('prompt-list-to-videos', csv);
				assertSuccess(execution);
				const created = sandbox.created.slice(before);
				assert.equal(created.length, 49, 'tasks paid for');
				const finished = outputItems(execution, 'Finished videos');
				const promptOf = new Map(created.map(({ taskId, prompt }) => [taskId, prompt]));
				assert.deepEqual(
					finished.map(({ json }) => promptOf.get(String(json['taskId']))),
					prompts.filter((prompt) => prompt !== ''),
				);
				assert.equal(finished[3]?.json['aspectRatio'] ?? '9:16', '9:16');
				for (const item of finished.slice(0, 2)) await assertIsSandboxFilm(api, item);
				const [failed, ...others] = outputItems(execution, 'Rows to look at');
				assert.equal(others.length, 0);
				assert.match(String(failed?.json['reason']), /The prompt is empty/);
				assert.match(String(failed?.json['whatToDo']), /Describe/);
			},
		},
		{
			name: 'example: the image of a form becomes the first frame',
			async run() {
				const image = new File([new Uint8Array(PNG)], 'harbour.png', { type: 'image/png' });
				const execution = await run('image-to-video', image, 'The waves begin to move');
				assertSuccess(execution);
				const [item] = outputItems(execution, 'Bring the image to life');
				assert.ok(item, 'no video');
				await assertIsSandboxFilm(api, item);
				const order = sandbox.requests.filter(({ action }) => action === 'create').at(-1);
				const files = listAt(order?.body, 'files');
				assert.deepEqual(
					files.map((file) => [at(file, 'contentType'), at(file, 'bytes')]),
					[['image/png', PNG.length]],
				);
			},
		},
		{
			name: 'example: the second provider makes what the first refuses',
			async run() {
				const before = sandbox.created.length;
				sandbox.faults.add({ kind: 'status', action: 'create', face: 'hingNet', status: 402 });
				const execution = await run('second-provider', 'A kite over the dunes');
				assertSuccess(execution);
				const [item] = outputItems(execution, 'Publish it here');
				assert.ok(item, 'no video');
				assert.equal(item.json['provider'], 'jieKouAi');
				await assertIsSandboxFilm(api, item);
				assert.deepEqual(
					sandbox.created.slice(before).map(({ prompt }) => prompt),
					['A kite over the dunes'],
				);
			},
		},
		{
			name: 'example: the second provider is not asked where the first may have taken the order',
			async run() {
				const before = sandbox.created.length;
				sandbox.faults.add({ kind: 'cutBeforeReply', action: 'create', face: 'hingNet' });
				const execution = await run('second-provider', 'A kite in the rain');
				assertSuccess(execution);
				assert.equal(sandbox.created.length - before, 1, 'tasks paid for');
				const [item] = outputItems(execution, 'Look by hand');
				assert.match(String(item?.json['reason']), /may have been created/);
				assert.match(String(item?.json['whatToDo']), /HingNet account/);
			},
		},
		{
			name: 'example: the scheduled clip is made in portrait and handed to the upload',
			async run() {
				const { workflow } = await readExample(stage, 'scheduled-social-clip');
				nodeOf(workflow, 'Weekdays at eight').parameters['rule'] = {
					interval: [{ field: 'seconds', secondsInterval: 5 }],
				};
				const before = sandbox.created.length;
				const saved = await api.importWorkflow(workflow);
				await api.activate(saved);
				let execution: Execution;
				try {
					execution = await api.finishedExecution(saved, TIMEOUT_MS);
				} finally {
					await api.deactivate(saved);
				}
				assertSuccess(execution);
				const [item] = outputItems(execution, 'Upload to YouTube');
				assert.ok(item, 'nothing was handed over');
				await assertIsSandboxFilm(api, item);
				const order = sandbox.requests.filter(({ action }) => action === 'create').at(-1);
				assert.match(JSON.stringify(order?.body), /720x1280/);
				assert.ok((sandbox.created[before]?.prompt ?? '').length > 20, 'no idea of the day');
			},
		},
	];
}
