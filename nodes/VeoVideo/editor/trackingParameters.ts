/** The fields with which a task is written into the task table. */

import type { INodeProperties } from 'n8n-workflow';

import { CREATING } from './whereShown';

/** The name of the table, wherever it is asked for. */
export const taskTableField: INodeProperties = {
	displayName: 'Task Table',
	name: 'taskTable',
	type: 'string',
	default: 'veo_video_tasks',
	required: true,
	placeholder: 'e.g. veo_video_tasks',
};

export const trackingFields: INodeProperties[] = [
	{
		displayName: 'Track Task',
		name: 'trackTask',
		type: 'boolean',
		default: false,
		description:
			'Whether to write the task into a Data Table, so that a Veo Video Trigger in any workflow starts when the video is finished',
		displayOptions: { show: { operation: CREATING } },
	},
	{
		displayName:
			'Tracking needs one more credential: select it at the top under "Credential for Task Table".',
		name: 'trackingNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: CREATING, trackTask: [true] } },
	},
	{
		...taskTableField,
		description: 'The name or the ID of the Data Table. One of a new name is made on first use.',
		displayOptions: { show: { operation: CREATING, trackTask: [true] } },
	},
];
