/** The task picker's list: the provider's newest tasks in the task table, for a person to recognise. */

import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { findTaskTable, openTableChannel } from '../table/openTable';
import type { ListedTask } from '../table/row';
import { userError, valueOf } from './errors';

const PROMPT_LENGTH = 60;

/** Throws a NodeOperationError when the table cannot be read: the editor shows it in the list. */
export async function searchTasks(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const provider = String(this.getCurrentNodeParameter('provider') ?? '');
	const name = String(this.getCurrentNodeParameter('taskTable') ?? '').trim();
	const signal = new AbortController().signal;
	const channel = valueOf(this, null, await openTableChannel(this, 0, signal));
	const table = valueOf(this, null, await findTaskTable(channel, name));
	if (table === null) {
		throw userError(this, null, {
			message: `There is no task table "${name}"`,
			description:
				'Check the name. A table is made when a Veo Video node with "Track Task" creates its first video.',
		});
	}
	const tasks = valueOf(this, null, await table.recentTasks(provider));
	const wanted = (filter ?? '').toLowerCase();
	const timeZone = this.getTimezone();
	return {
		results: tasks
			.filter(({ taskId, prompt }) => `${taskId} ${prompt}`.toLowerCase().includes(wanted))
			.map((task) => ({ name: describeTask(task, timeZone), value: task.taskId })),
	};
}

/** "A paper boat … (completed, 2026-11-21 09:30)" */
function describeTask({ taskId, prompt, status, since }: ListedTask, timeZone: string): string {
	const title = prompt.length > PROMPT_LENGTH ? `${prompt.slice(0, PROMPT_LENGTH - 1)}…` : prompt;
	const details = [status, since !== null && minuteOf(since, timeZone)].filter(Boolean).join(', ');
	return `${title || taskId}${details && ` (${details})`}`;
}

/** Swedish writes dates the ISO way. */
function minuteOf(time: number, timeZone: string): string {
	return new Date(time).toLocaleString('sv-SE', {
		timeZone,
		dateStyle: 'short',
		timeStyle: 'short',
	});
}
