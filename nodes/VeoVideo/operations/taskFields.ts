/** The fields of the operations that look at a task, and the one that names the file's field. */

import type { INodeProperties } from 'n8n-workflow';

export const taskFields: INodeProperties[] = [
	{
		displayName: 'Task ID',
		name: 'taskId',
		type: 'string',
		default: '={{ $json.taskId }}',
		required: true,
		placeholder: 'e.g. video_abc123',
		description: 'The taskId that the operation "Create" returned',
		displayOptions: { show: { operation: ['get', 'download'] } },
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
