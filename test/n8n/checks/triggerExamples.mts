/** The examples that n8n goes on with later: by the trigger, or by its own Wait node. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import type { SandboxTask } from '../../../sandbox/sandbox.mts';
import type { Check } from '../checks.mts';
import { nodeOf, readExample, submit } from '../examples.mts';
import { assertSuccess, type Execution, outputItems } from '../execution.mts';
import { isRecord, listAt, textAt } from '../json.mts';
import type { SavedWorkflow } from '../n8nApi.mts';
import { type Stage, veoNode } from '../stage.mts';
import type { WorkflowNode } from '../workflow.mts';
import { assertIsSandboxFilm } from '../video.mts';

/** n8n polls once a minute, at a second of its own choice. */
const DEADLINE_MS = 90_000;
const PROMPT = 'A paper boat';
const PUBLISH = 'Publish it here';
/** A batch of three, the second of which has no file. */
const BATCH = ['A kite', 'A kite without a film', 'A kite at night'];
const WITHOUT_FILE = 'without a film';
const TASK_TABLE = 'veo_video_tasks';

export function triggerExampleChecks(stage: Stage): Check[] {
	return [
		{
			name: 'example: create now, publish later',
			async run() {
				const create = await readExample(stage, 'create-now-publish-later-1-create');
				const publish = await readExample(stage, 'create-now-publish-later-2-publish');
				const publishing = await stage.api.importWorkflow(publish.workflow);
				await stage.api.activate(publishing);
				try {
					await submit(stage, create, PROMPT);
					await assertPublished(stage, publishing);
				} finally {
					await stage.api.deactivate(publishing);
				}
			},
		},
		{
			name: 'example: durable wait, without an API key of n8n',
			async run() {
				const example = await readExample(stage, 'durable-wait');
				// Over a minute n8n would put the execution aside; the test does not wait that long.
				nodeOf(example.workflow, 'Wait').parameters['amount'] = 1;
				const saved = await submit(stage, example, PROMPT);
				await assertPublished(stage, saved);
			},
		},
		{
			name: 'example: publish later, one video of a batch has no file',
			async run() {
				const { api } = stage;
				// First: where its nodes are not known, nothing is to be tried.
				const { workflow } = await readExample(stage, 'create-now-publish-later-2-publish');
				const tracked = { trackTask: true, taskTable: TASK_TABLE };
				const tasks = await orderBatch(stage, tracked);
				const saved = await api.importWorkflow(workflow);
				await api.activate(saved);
				try {
					const noted = 'Note why there is no file';
					await untilGivenOut(stage, saved, noted, 1);
					const executions = await untilGivenOut(stage, saved, PUBLISH, 2);
					assertPublishedAllBut(executions, tasks);
					const [row, ...others] = await rowsOf(stage, 'videos_to_look_at');
					assert.deepEqual(others, []);
					assert.equal(row?.['taskId'], tasks[1]?.taskId);
					assert.equal(row?.['provider'], 'hingNet');
					assert.match(textAt(row, 'reason'), /video is empty/);
					assert.match(textAt(row, 'whatToDo'), /Download/);
				} finally {
					stage.sandbox.faults.clear();
					await api.deactivate(saved);
				}
			},
		},
		{
			name: 'example: durable wait, one video of a batch has no file and one task is not known',
			async run() {
				const { api } = stage;
				const example = await readExample(stage, 'durable-wait');
				nodeOf(example.workflow, 'Wait').parameters['amount'] = 1;
				// The form's own video makes the table.
				const saved = await submit(stage, example, PROMPT);
				await assertPublished(stage, saved);
				await api.deactivate(saved);

				const tasks = await orderBatch(stage, {});
				const ids = ['video_of_nobody', ...tasks.map(({ taskId }) => taskId)];
				await addRows(stage, 'my_videos', ids);
				// What was touched this minute is taken up as well: the test does not wait for an hour.
				fromTheFuture(nodeOf(example.workflow, 'Find what nobody watches'));
				const batch = await api.importWorkflow({ ...example.workflow, name: 'Durable batch' });
				try {
					const execution = await api.runManually(batch, 'Every half hour', DEADLINE_MS);
					assertPublishedAllBut([execution], tasks);
				} finally {
					stage.sandbox.faults.clear();
				}
				const rows = await rowsOf(stage, 'my_videos');
				const [unknown, first, empty, last] = ids.map((id) =>
					rows.find((row) => row['taskId'] === id),
				);
				assert.match(textAt(unknown, 'status'), /^not seen: .*knows no task/);
				assert.equal(unknown?.['isDone'], false);
				assert.match(textAt(empty, 'status'), /^no file: .*video is empty/);
				for (const row of [first, last]) assert.equal(row?.['status'], 'completed');
				for (const row of [first, empty, last]) assert.equal(row?.['isDone'], true);

				// As if two days had passed: nobody looks for the unknown task any more.
				fromTheFuture(nodeOf(example.workflow, 'Note why it cannot be looked at'));
				const later = await api.importWorkflow({ ...example.workflow, name: 'Durable, later' });
				assertSuccess(await api.runManually(later, 'Every half hour', DEADLINE_MS));
				const left = await rowsOf(stage, 'my_videos');
				assert.deepEqual(
					left.filter(({ isDone }) => isDone !== true),
					[],
				);
			},
		},
	];
}

/** Turns what the node asks of the past into the future. */
function fromTheFuture(node: WorkflowNode): void {
	node.parameters = JSON.parse(JSON.stringify(node.parameters).replace('$now.minus', '$now.plus'));
}

/** Three finished tasks, the second of which has no file. */
async function orderBatch(
	stage: Stage,
	parameters: Record<string, unknown>,
): Promise<SandboxTask[]> {
	const { sandbox } = stage;
	sandbox.faults.add({ kind: 'empty', prompt: WITHOUT_FILE, times: Infinity });
	const before = sandbox.created.length;
	const credentials = { ...stage.hingNet, ...stage.taskTable };
	const items = BATCH.map((prompt) => ({ prompt }));
	// One at a time, so that they come in the order of the prompts.
	const node = veoNode('create', credentials, { ...parameters, options: { maxConcurrency: 1 } });
	assertSuccess(await stage.run(items, node));
	const tasks = sandbox.created.slice(before);
	assert.deepEqual(
		tasks.map(({ prompt }) => prompt),
		BATCH,
	);
	for (const task of tasks) task.takesSeconds = 0;
	return tasks;
}

/** Writes tasks down as the example does. */
async function addRows(stage: Stage, table: string, taskIds: readonly string[]): Promise<void> {
	const data = taskIds.map((taskId) => ({ taskId, prompt: '', status: 'queued', isDone: false }));
	await stage.api.publicApi('POST', `${await pathOf(stage, table)}/rows`, { data });
}

/** All rows of a Data Table. */
async function rowsOf(stage: Stage, table: string): Promise<Array<Record<string, unknown>>> {
	const rows = await stage.api.publicApi('GET', `${await pathOf(stage, table)}/rows?limit=250`);
	return listAt(rows, 'data').filter(isRecord);
}

/** Where n8n's API has the table; throws where there is none. */
async function pathOf({ api }: Stage, table: string): Promise<string> {
	const filter = encodeURIComponent(JSON.stringify({ name: table }));
	const found = await api.publicApi('GET', `/data-tables?filter=${filter}`);
	return `/data-tables/${textAt(found, 'data', 0, 'id')}`;
}

/** The workflow's executions, as soon as that many items came out of the node. */
async function untilGivenOut(
	{ api }: Stage,
	saved: SavedWorkflow,
	node: string,
	count: number,
): Promise<Execution[]> {
	const deadline = Date.now() + DEADLINE_MS;
	for (;;) {
		const executions = await api.executionsOf(saved);
		const items = executions.flatMap((execution) => outputItems(execution, node));
		if (items.length >= count) return executions;
		assert.ok(Date.now() < deadline, `${items.length} of ${count} items came out of "${node}"`);
		await sleep(1_000);
	}
}

/** Every task but the second came to the place where it is published, and nothing failed. */
function assertPublishedAllBut(
	executions: readonly Execution[],
	tasks: readonly SandboxTask[],
): void {
	for (const execution of executions) assertSuccess(execution);
	const published = executions
		.flatMap((execution) => outputItems(execution, PUBLISH))
		.map(({ json }) => json['taskId'])
		.filter((taskId) => tasks.some((task) => task.taskId === taskId));
	const others = tasks.filter((_, index) => index !== 1);
	assert.deepEqual(published.sort(), others.map(({ taskId }) => taskId).sort());
}

async function assertPublished({ api }: Stage, saved: { id: string; versionId: string }) {
	const deadline = Date.now() + DEADLINE_MS;
	for (;;) {
		const executions = await api.executionsOf(saved);
		const [item] = executions.flatMap((execution) => outputItems(execution, PUBLISH));
		if (item !== undefined) return await assertIsSandboxFilm(api, item);
		const failed = executions.find(({ status }) => status === 'error' || status === 'crashed');
		if (failed !== undefined) assertSuccess(failed);
		assert.ok(Date.now() < deadline, `nothing was published by ${executions.length} executions`);
		await sleep(1_000);
	}
}
