/** The fields of the options about how the node works, each shown where it applies. */

import type { INodeProperties } from 'n8n-workflow';

import { WORK_OPTION_NAMES } from '../terms/labels';
import { WITHOUT_CANCEL } from './operationParameter';
import { CREATING } from './whereShown';

const WAITING = ['generate', 'get'];
const WITH_FILE = ['generate', 'download'];

/** Options that the trigger has as well. */
export const includeRawField: INodeProperties = {
	displayName: WORK_OPTION_NAMES.includeRaw,
	name: 'includeRaw',
	type: 'boolean',
	default: false,
	description: "Whether to add the provider's own reply to the output as raw",
};

export const maxConcurrencyField: INodeProperties = {
	displayName: WORK_OPTION_NAMES.maxConcurrency,
	name: 'maxConcurrency',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 10,
	description: 'How many requests run at the same time. All tasks are watched together.',
};

export const workOptions: INodeProperties[] = [
	{
		displayName: WORK_OPTION_NAMES.additionalFields,
		name: 'additionalFields',
		type: 'json',
		default: '{}',
		description:
			"Fields of the provider that have no parameter here. They join the request's body last: objects are merged, anything else replaces what is there.",
		displayOptions: { show: { '/operation': CREATING } },
	},
	{
		displayName: 'Download Video',
		name: 'downloadVideo',
		type: 'boolean',
		default: true,
		description: 'Whether to put the file into the output item, not only its data',
		displayOptions: { show: { '/operation': ['generate'] } },
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description: 'Whether to return the request that would be sent, and send nothing',
		displayOptions: { show: { '/operation': CREATING } },
	},
	{
		displayName: WORK_OPTION_NAMES.fileName,
		name: 'fileName',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.title }}',
		description:
			'The name of the file without its ending, which follows from the file itself. Left empty, the task ID makes the name.',
		displayOptions: { show: { '/operation': WITH_FILE } },
	},
	includeRawField,
	{
		displayName: WORK_OPTION_NAMES.linkLifetime,
		name: 'linkLifetime',
		type: 'number',
		typeOptions: { minValue: 0.001 },
		default: 24,
		description: `How long the link of "${WORK_OPTION_NAMES.makeLink}" works. It ends earlier where n8n deletes the execution, and the file with it.`,
		displayOptions: { show: { '/operation': WITH_FILE } },
	},
	{
		displayName: WORK_OPTION_NAMES.makeLink,
		name: 'makeLink',
		type: 'boolean',
		default: false,
		description:
			'Whether to add fileUrl to the output: a link of this n8n to the file, which works without a login, for services that fetch a video by its link and for AI agents. Whoever has the link has the video.',
		displayOptions: { show: { '/operation': WITH_FILE } },
	},
	{
		displayName: WORK_OPTION_NAMES.maxVideos,
		name: 'maxVideos',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'How many videos one run of this node may order: items times Number of Videos, and for the tool of an AI agent all its calls of an execution. A run that would order more is refused before anything is ordered. 0 is no limit.',
		displayOptions: { show: { '/operation': CREATING } },
	},
	maxConcurrencyField,
	{
		displayName: WORK_OPTION_NAMES.pollInterval,
		name: 'pollInterval',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10,
		description: 'How many seconds to wait before asking again whether the video is finished',
		displayOptions: { show: { '/operation': WAITING } },
	},
	{
		displayName: 'When Execution Stops',
		name: 'onStop',
		type: 'options',
		options: [
			{
				name: 'Cancel Unfinished Videos',
				value: 'cancel',
				description: 'Those that cannot be cancelled any more go on, and are named in the log',
			},
			{
				name: 'Leave Them',
				value: 'leave',
				description: 'The tasks go on at the provider, and "Get" or "Download" reach them',
			},
		],
		default: 'leave',
		description: 'What becomes of unfinished videos when the execution is stopped',
		displayOptions: {
			show: { '/operation': ['generate'] },
			hide: { '/provider': [...WITHOUT_CANCEL] },
		},
	},
	{
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: false,
		description: 'Whether to wait until the task is completed or failed',
		displayOptions: { show: { '/operation': ['get'] } },
	},
	{
		displayName: WORK_OPTION_NAMES.waitTimeout,
		name: 'waitTimeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1200,
		description:
			'How many seconds to wait for a video. After that the item fails and names the task ID; the task goes on at the provider.',
		displayOptions: { show: { '/operation': WAITING } },
	},
];
