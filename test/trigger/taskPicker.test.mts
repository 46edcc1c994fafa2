/** The picker of Get and Download: the tasks of the task table, told apart by a person and used like any ID. */

import { describe, expect, it } from '@jest/globals';
import { LoadOptionsContext } from 'n8n-core';
import { type ILoadOptionsFunctions, type INodeParameters } from 'n8n-workflow';

import { VeoVideo } from '../../nodes/VeoVideo/VeoVideo.node';
import { searchTasks } from '../../nodes/VeoVideo/editor/pickTask';
import { additionalData, veoNode, workflowOf, type Credentials } from '../nodes/nodeRun.mts';
import { prompts } from '../nodes/stand.mts';
import { useTriggerStand } from './triggerStand.mts';

const stand = useTriggerStand();

interface Look {
	filter?: string;
	parameters?: INodeParameters;
	credentials?: Credentials;
}

/** Opens the list as the editor does: in n8n-core's own context, over real HTTP. */
async function list({ filter, parameters, credentials = stand.credentials() }: Look = {}) {
	const chosen: INodeParameters = {
		provider: 'hingNet',
		resource: 'video',
		operation: 'get',
		taskSource: 'table',
		taskTable: stand.tableName,
		...parameters,
	};
	const node = veoNode({ parameters: chosen, credentials });
	const workflow = workflowOf(node, new VeoVideo(), { settings: { timezone: 'Asia/Shanghai' } });
	const around = { ...additionalData(workflow, credentials), currentNodeParameters: chosen };
	const context = new LoadOptionsContext(workflow, node, around, 'parameters.trackedTask');
	return (await searchTasks.call(context as unknown as ILoadOptionsFunctions, filter)).results;
}

describe('the task picker', () => {
	it('lists the newest first, each by its prompt, its status and the minute in which it was made', async () => {
		const taskIds = await stand.order(2);
		for (const [index, row] of stand.table.rows.entries()) {
			row.createdAt = new Date(Date.UTC(2026, 10, 21, 16, 30 + index)).toISOString();
		}
		expect(await list()).toEqual([
			{ name: 'take 1 (queued, 2026-11-22 00:31)', value: taskIds[1] },
			{ name: 'take 0 (queued, 2026-11-22 00:30)', value: taskIds[0] },
		]);
	});

	it('finds by a part of the prompt or of the ID, in any case', async () => {
		const [first, second] = await stand.order(2);
		expect(await list({ filter: 'TAKE 1' })).toEqual([expect.objectContaining({ value: second })]);
		expect(await list({ filter: first })).toEqual([expect.objectContaining({ value: first })]);
		expect(await list({ filter: 'nothing like it' })).toEqual([]);
	});

	it('shortens a long prompt, and names a task without one by its ID', async () => {
		await stand.run({ operation: 'create' }, { items: prompts('very '.repeat(30)) });
		const [row] = stand.table.rows;
		expect((await list())[0]?.name).toMatch(/^(very ){11}very… \(queued/);
		if (row) row.prompt = null;
		expect((await list())[0]?.name).toContain(`${row?.taskId} (queued`);
	});

	it('lists the tasks of the chosen provider alone', async () => {
		await stand.order(1);
		expect(await list({ parameters: { provider: 'hingNetNative' } })).toEqual([]);
	});

	it('gives the operation its task', async () => {
		const [taskId = ''] = await stand.order(1);
		const { items } = await stand.run({
			operation: 'get',
			taskSource: 'table',
			trackedTask: { __rl: true, mode: 'list', value: taskId },
			taskId: 'video_left_from_before',
		});
		expect(items[0]?.json).toMatchObject({ taskId, status: 'queued' });
	});

	it('says so when nothing was chosen', async () => {
		const chosen = { operation: 'get', taskSource: 'table' };
		await expect(stand.run(chosen)).rejects.toThrow('The task ID is missing');
	});

	it('makes no table, and says why there is none', async () => {
		const parameters = { taskTable: 'nowhere' };
		await expect(list({ parameters })).rejects.toThrow('There is no task table "nowhere"');
		expect(stand.tables.tables.map(({ name }) => name)).not.toContain('nowhere');
	});

	it('says what is wrong with the key', async () => {
		const credentials = stand.credentials({ n8nKey: 'not-the-key' });
		await expect(list({ credentials })).rejects.toMatchObject({
			description: expect.stringContaining('Make a new key'),
		});
	});
});
