/** The examples for import: each does what its note says. The ones with the trigger are in triggerExamples.mts. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import type { Fault } from '../../../sandbox/sandbox.mts';
import { PNG } from '../../nodes/pictures.mts';
import { type Check, DoesNotApply } from '../checks.mts';
import {
	exampleNames,
	overlaps,
	readExample,
	readWorkflow,
	submit,
	unknownNodes,
} from '../examples.mts';
import { assertSuccess, type Execution, outputItems } from '../execution.mts';
import { at, listAt, textAt } from '../json.mts';
import type { Stage } from '../stage.mts';
import { assertIsSandboxFilm } from '../video.mts';

const TIMEOUT_MS = 90_000;
/** Where the example with two providers ends. */
const PUBLISHED = 'Publish it here';
const LEFT_TO_A_PERSON = 'Look by hand';
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
		try {
			const saved = await submit(stage, await readExample(stage, name), ...values);
			try {
				return await api.finishedExecution(saved, TIMEOUT_MS);
			} finally {
				await api.deactivate(saved);
			}
		} finally {
			// A fault that was not met must not meet the next check.
			sandbox.faults.clear();
		}
	};

	/** Runs the example with two providers and these faults; gives back what came to a node, and what was paid for. */
	const tryTwo = async (prompt: string, node: string, ...faults: Fault[]) => {
		const before = sandbox.created.length;
		for (const fault of faults) sandbox.faults.add(fault);
		const execution = await run('second-provider', prompt);
		assertSuccess(execution);
		const [item] = outputItems(execution, node);
		assert.ok(item, `nothing came to "${node}"`);
		const created = sandbox.created.slice(before).map((task) => [task.face, task.prompt]);
		return { item, created };
	};

	return [
		{
			name: 'examples: each explains itself, lies tidily, holds no credential, and is run by a check',
			async run() {
				if (!stage.n8n.isDefault) throw new DoesNotApply('they are written for the default n8n');
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
					assert.deepEqual(overlaps(workflow), [], name);
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
				const execution = await run('prompt-list-to-videos', asExcelSaves(prompts));
				assertSuccess(execution);
				const created = sandbox.created.slice(before);
				assert.equal(created.length, 49, 'tasks paid for');
				const finished = outputItems(execution, 'Finished videos');
				assert.deepEqual(
					finished.map(({ json }) => json['prompt']),
					prompts.filter((prompt) => prompt !== ''),
				);
				for (const { json, binary } of finished) {
					const order = created.find(({ taskId }) => taskId === json['taskId']);
					assert.equal(order?.prompt, json['prompt'], 'another row has its video');
					assert.equal(prompts[Number(json['row']) - 2], json['prompt']);
					assert.equal(at(order?.body, 'size'), json['row'] === 5 ? '720x1280' : undefined);
					assert.equal(at(binary, 'data', 'bytes'), sandbox.videoBytes);
				}
				const [failed, ...others] = outputItems(execution, 'Rows to look at');
				assert.equal(others.length, 0);
				assert.equal(failed?.json['row'], 22);
				assert.equal(failed.json['prompt'], '');
				assert.match(String(failed.json['reason']), /The prompt is empty/);
				assert.match(String(failed.json['whatToDo']), /Describe/);
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
					files.map((file) => [at(file, 'contentType'), at(file, 'sha256')]),
					[['image/png', createHash('sha256').update(PNG).digest('hex')]],
				);
			},
		},
		{
			name: 'example: the second provider makes what the first refuses',
			async run() {
				const refusal: Fault = { kind: 'status', action: 'create', face: 'hingNet', status: 402 };
				const prompt = 'A kite over the dunes';
				const { item, created } = await tryTwo(prompt, PUBLISHED, refusal);
				assert.equal(item.json['provider'], 'jieKouAi');
				await assertIsSandboxFilm(api, item);
				assert.deepEqual(created, [['jieKouAi', prompt]]);
			},
		},
		{
			name: 'example: the second provider makes what the first took and could not make',
			async run() {
				const failure: Fault = {
					kind: 'taskFails',
					face: 'hingNet',
					body: 'The prompt was filtered',
				};
				const prompt = 'A kite at night';
				const { item, created } = await tryTwo(prompt, PUBLISHED, failure);
				assert.equal(item.json['provider'], 'jieKouAi');
				assert.deepEqual(created, [
					['hingNet', prompt],
					['jieKouAi', prompt],
				]);
			},
		},
		{
			name: 'example: what the second provider refuses too is left to a person',
			async run() {
				const refusal = { kind: 'status', action: 'create', status: 400 } as const;
				const { item, created } = await tryTwo(
					'A kite in fog',
					LEFT_TO_A_PERSON,
					{ ...refusal, face: 'hingNet' },
					{ ...refusal, face: 'jieKouAi' },
				);
				assert.deepEqual(created, [], 'tasks paid for');
				assert.equal(item.json['prompt'], 'A kite in fog');
				assert.match(String(item.json['reason']), /JieKou AI refused/);
			},
		},
		{
			name: 'example: the second provider is not asked where the first may have taken the order',
			async run() {
				const cut: Fault = { kind: 'cutBeforeReply', action: 'create', face: 'hingNet' };
				const { item, created } = await tryTwo('A kite in the rain', LEFT_TO_A_PERSON, cut);
				assert.equal(created.length, 1, 'tasks paid for');
				assert.match(String(item.json['reason']), /may have been created/);
				assert.match(String(item.json['whatToDo']), /HingNet account/);
			},
		},
		{
			name: 'example: the scheduled clip is made in portrait and handed to the upload',
			async run() {
				const { workflow } = await readExample(stage, 'scheduled-social-clip');
				const saved = await api.importWorkflow(workflow);
				// By "Execute workflow": the schedule itself is seen to be one that n8n takes.
				await api.activate(saved);
				await api.deactivate(saved);
				const execution = await api.runManually(saved, 'Weekdays at eight', TIMEOUT_MS);
				assertSuccess(execution);
				// n8n hands the input of a node that is switched off on as its output.
				const [item] = outputItems(execution, 'Upload to YouTube');
				assert.ok(item, 'nothing was handed over');
				await assertIsSandboxFilm(api, item);
				const order = sandbox.created.find(({ taskId }) => taskId === item.json['taskId']);
				assert.equal(at(order?.body, 'size'), '720x1280');
				const [list] = outputItems(execution, 'Your ideas');
				const [idea] = outputItems(execution, 'Idea of the day');
				assert.equal(order?.prompt, idea?.json['prompt']);
				const line = `${String(idea?.json['title'])}: ${String(order?.prompt)}`;
				assert.ok(textAt(list?.json, 'ideas').split('\n').includes(line), line);
			},
		},
	];
}

/** With a byte order mark and CRLF, as "CSV UTF-8" has them. Row 5 of the sheet is to be a portrait. */
function asExcelSaves(prompts: readonly string[]): File {
	const rows = prompts.map((prompt, index) => {
		const format = index + 2 === 5 ? '9:16' : '';
		return `"${prompt.replaceAll('"', '""')}",${format},Summer`;
	});
	const csv = `\ufeff${['prompt,format,campaign', ...rows, ''].join('\r\n')}`;
	return new File([csv], 'prompts.csv', { type: 'text/csv' });
}
