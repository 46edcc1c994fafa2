/** The fields of the operations that look at a task, and the one that names the file's field. */

import type { INodeProperties } from 'n8n-workflow';

import { taskTableField } from './trackingParameters';

const LOOKING = ['get', 'download'];

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
