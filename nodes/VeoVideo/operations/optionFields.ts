/** The fields of the collection "Options", each shown where it applies. */

/** The fields of the collection "Options", each shown where it applies. */

import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import type { ProviderOption } from '../providers/provider';
import { PROVIDERS } from '../providers/registry';
import { OPTION_NAMES } from '../providers/words';
import { WORK_OPTION_NAMES } from '../terms/labels';
import { ASKED, hiddenUnless, ORDERING, providersOf } from './whereShown';

const WAITING = ['generate', 'get'];

/** Where an option about the video is shown: for the providers that take it, and for any that an expression names. */
function whereTaken(option: ProviderOption): IDisplayOptions {
	const others = PROVIDERS.filter(({ rules }) => !rules.options.includes(option));
	return {
		show: { '/operation': ORDERING },
		hide: { '/provider': others.map(({ name }) => name) },
	};
}

const PERSON_WORDS: Readonly<Record<string, string>> = {
	allow_adult: 'Adults Only',
	allow_all: 'People of All Ages',
	dont_allow: 'No People',
};

function personGeneration(): INodeProperties[] {
	return ASKED.flatMap((asked) => {
		const values = new Set(providersOf(asked).flatMap(({ rules }) => rules.personGeneration ?? []));
		return values.size === 0
			? []
			: [
					{
						displayName: OPTION_NAMES.personGeneration,
						name: 'personGeneration',
						type: 'options' as const,
						options: [...values].map((value) => ({ name: PERSON_WORDS[value] ?? value, value })),
						default: 'allow_adult',
						description: 'Which people may appear in the video',
						displayOptions: {
							show: { '/operation': ORDERING },
							hide: { '/provider': hiddenUnless(asked) },
						},
					},
				];
	});
}

const videoOptions: Record<Exclude<ProviderOption, 'personGeneration'>, INodeProperties> = {
	enhancePrompt: {
		displayName: OPTION_NAMES.enhancePrompt,
		name: 'enhancePrompt',
		type: 'boolean',
		default: true,
		description: 'Whether the provider rewrites the prompt before the video is made',
	},
	negativePrompt: {
		displayName: OPTION_NAMES.negativePrompt,
		name: 'negativePrompt',
		type: 'string',
		default: '',
		placeholder: 'e.g. watermark, blur',
		description: 'What the video must not show',
	},
	sampleCount: {
		displayName: OPTION_NAMES.sampleCount,
		name: 'sampleCount',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 4 },
		default: 1,
		description: 'How many videos to make of the same prompt. Each of them is charged.',
	},
	seed: {
		displayName: OPTION_NAMES.seed,
		name: 'seed',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 4294967295 },
		default: 0,
		description: 'With the same seed and the same settings a similar video is made again',
	},
};

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

const workOptions: INodeProperties[] = [
	{
		displayName: WORK_OPTION_NAMES.additionalFields,
		name: 'additionalFields',
		type: 'json',
		default: '{}',
		description:
			"Fields of the provider that have no parameter here. They join the request's body last: objects are merged, anything else replaces what is there.",
		displayOptions: { show: { '/operation': ORDERING } },
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
		displayOptions: { show: { '/operation': ORDERING } },
	},
	includeRawField,
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

function takenVideoOptions(): INodeProperties[] {
	const names: Array<Exclude<ProviderOption, 'personGeneration'>> = [
		'enhancePrompt',
		'negativePrompt',
		'sampleCount',
		'seed',
	];
	return names
		.filter((name) => PROVIDERS.some(({ rules }) => rules.options.includes(name)))
		.map((name) => ({ ...videoOptions[name], displayOptions: whereTaken(name) }));
}

export const optionFields: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...takenVideoOptions(), ...personGeneration(), ...workOptions].sort((a, b) =>
			a.displayName.localeCompare(b.displayName, 'en'),
		),
	},
];
