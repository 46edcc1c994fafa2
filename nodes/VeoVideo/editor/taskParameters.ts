/** The task that an operation looks at, and the field that takes its file: their fields, and the reading of them. */

import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { isHttpUrl } from '../terms/json';
import { userError } from './errors';
import { readText } from './read';
import { taskTableField } from './trackingParameters';

const LOOKING = ['get', 'download', 'cancel'];

export const taskFields: INodeProperties[] = [
	{
		displayName: 'Choose Task',
		name: 'taskSource',
		type: 'options',
		options: [
			{
				name: 'By ID',
				value: 'id',
				description: 'The task of each item, named by its ID',
			},
			{
				name: 'From Task Table',
				value: 'table',
				description: 'A task that a Veo Video node with "Track Task" created',
			},
		],
		default: 'id',
		description: 'How to name the task',
		displayOptions: { show: { operation: LOOKING } },
	},
	{
		displayName: 'Task ID',
		name: 'taskId',
		type: 'string',
		default: '={{ $json.taskId }}',
		required: true,
		placeholder: 'e.g. video_abc123',
		description: 'The taskId that the operation "Create" returned, exactly as it was given',
		displayOptions: { show: { operation: LOOKING, taskSource: ['id'] } },
	},
	{
		...taskTableField,
		description: 'The name or the ID of the Data Table that lists the tasks',
		displayOptions: { show: { operation: LOOKING, taskSource: ['table'] } },
	},
	{
		displayName: 'Task',
		name: 'trackedTask',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		typeOptions: { loadOptionsDependsOn: ['provider', 'taskTable'] },
		description: 'One of the newest tasks of this provider',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchTasks', searchable: true },
			},
		],
		displayOptions: { show: { operation: LOOKING, taskSource: ['table'] } },
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryField',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the output binary field to put the file in',
		description:
			'Where the video is put in the output item. Several videos of one task go into this field and into fields of the same name with _1, _2 and so on at the end.',
		displayOptions: { show: { operation: ['generate', 'download'] } },
	},
];

/** The task id of operations that look at one. Ids are opaque: nothing of it is changed but space around it. */
export function readTaskId(context: IExecuteFunctions, itemIndex: number): string {
	const isPicked = readText(context, itemIndex, 'taskSource') === 'table';
	const taskId = readText(context, itemIndex, isPicked ? 'trackedTask' : 'taskId').trim();
	if (isHttpUrl(taskId)) {
		throw userError(context, itemIndex, {
			message: 'The task ID is a link',
			description:
				'Enter in "Task ID" what "Create" returned as taskId. To fetch a video by its link, use the node "HTTP Request".',
		});
	}
	// Dots as a step of a path would lead to another address than a task's.
	if (taskId === '' || /(^|\/)\.+(\/|$)/.test(taskId) || taskId.length > 2000) {
		throw userError(context, itemIndex, {
			message: taskId === '' ? 'The task ID is missing' : `"${taskId.slice(0, 50)}" is no task ID`,
			description: isPicked
				? 'Choose one from the list in "Task".'
				: 'Enter in "Task ID" what "Create" returned as taskId, for example with the expression {{ $json.taskId }}.',
		});
	}
	return taskId;
}

/** The name of the binary field that takes the file. */
export function readBinaryField(context: IExecuteFunctions, itemIndex: number): string {
	return readText(context, itemIndex, 'binaryField').trim() || 'data';
}
