/** The fields of the trigger. */

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { includeRawField, maxConcurrencyField } from '../editor/workOptions';
import { taskTableField } from '../editor/trackingParameters';
import { hiddenUnless } from '../editor/whereShown';
import { PROVIDERS } from '../providers/registry';
import { WORK_OPTION_NAMES } from '../terms/labels';

const WATCHED: INodePropertyOptions[] = [
	{
		name: 'Task Table',
		value: 'taskTable',
		description: 'All tasks that Veo Video nodes of any workflow tracked',
	},
	{
		name: 'Task IDs',
		value: 'taskIds',
		description: 'The tasks that you name',
	},
];

const ACCOUNT: INodePropertyOptions = {
	name: 'Account',
	value: 'account',
	description: 'All Veo tasks of the account, whoever created them',
};

/** The providers that do not list the tasks of an account. */
const WITHOUT_LIST: readonly string[] = PROVIDERS.flatMap(({ name, list }) =>
	list === undefined ? name : [],
);

/** One of them is shown. */
function watch(
	options: INodePropertyOptions[],
	provider: NonNullable<NonNullable<INodeProperties['displayOptions']>['hide']>[string],
): INodeProperties {
	return {
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		displayOptions: { hide: { provider } },
		options,
		default: 'taskTable',
		description: 'Which tasks to watch',
	};
}

export const triggerFields: INodeProperties[] = [
	...PROVIDERS.filter(({ name }) => WITHOUT_LIST.includes(name)).map((provider) =>
		watch(WATCHED, hiddenUnless(provider)),
	),
	watch([...WATCHED, ACCOUNT], [...WITHOUT_LIST]),
	{
		...taskTableField,
		description:
			'The name or the ID of the Data Table into which Veo Video nodes with "Track Task" write',
		displayOptions: { show: { watch: ['taskTable'] } },
	},
	{
		displayName: 'Task IDs',
		name: 'taskIds',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		required: true,
		placeholder: 'e.g. video_abc123, video_def456',
		description: 'The IDs, parted by commas or new lines',
		displayOptions: { show: { watch: ['taskIds'] } },
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [
			{ name: 'Video Completed', value: 'completed', description: 'A video is finished' },
			{ name: 'Video Failed', value: 'failed', description: 'A task ended without a video' },
		],
		default: ['completed', 'failed'],
		required: true,
		description: 'What starts the workflow',
	},
	{
		displayName:
			'The item holds the data of the finished task. To get the file, add a Veo Video node with the operation "Download" after this one.',
		name: 'downloadNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: WORK_OPTION_NAMES.checkInterval,
				name: 'checkInterval',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 10,
				description:
					'How many seconds pass between two looks at the tasks while a poll lasts. With 0 there is one look a poll.',
			},
			{
				displayName: WORK_OPTION_NAMES.giveUpAfter,
				name: 'giveUpAfter',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 48,
				description:
					'After how many hours a task that is not finished counts as failed, with the code "timeout"',
			},
			includeRawField,
			maxConcurrencyField,
		],
	},
];
