/** The fields of the collection "Options", each shown where it applies. */

import type { INodeProperties } from 'n8n-workflow';

import type { Offer, VideoOption } from '../providers/provider';
import { PROVIDERS } from '../providers/registry';
import { optionsIn, union } from '../providers/rules/offers';
import { WORK_OPTION_NAMES } from '../terms/labels';
import { byOffer, type Field, isSame, MODES, ORDERING, whenOrdered } from './whereShown';

const WAITING = ['generate', 'get'];

/** The field of an option, as wide as the widest of its rows; null where no line has it. */
function optionField(name: string, lines: readonly Offer[]): Field | null {
	const rows = union(lines, ({ options }) => options).filter((option) => option.name === name);
	const [first] = rows;
	return first === undefined ? null : fieldOf(first, rows);
}

function fieldOf(option: VideoOption, rows: readonly VideoOption[]): Field {
	const { name, displayName, description, kind, preset, placeholder, valueNames } = option;
	const field = { displayName, name, description, default: preset };
	switch (kind) {
		case 'text':
			return { ...field, type: 'string', ...(placeholder !== undefined && { placeholder }) };
		case 'switch':
			return { ...field, type: 'boolean' };
		case 'number': {
			const minValue = Math.min(...rows.map(({ least = -Infinity }) => least));
			const maxValue = Math.max(...rows.map(({ most = Infinity }) => most));
			return { ...field, type: 'number', typeOptions: { minValue, maxValue } };
		}
		case 'choice': {
			const values = new Set(rows.flatMap((row) => row.values ?? []).map(String));
			const options = [...values].map((value) => ({ name: valueNames?.[value] ?? value, value }));
			return { ...field, type: 'options', options };
		}
	}
}

/** One field where all that take the option take it alike, else one for each of them. */
function fieldsOfOption({ name }: VideoOption): INodeProperties[] {
	const make = (lines: readonly Offer[]) => optionField(name, lines);
	const all = make(PROVIDERS.flatMap(({ offers }) => offers));
	const takers = PROVIDERS.filter(({ offers }) => make(offers) !== null);
	const isAlike = takers.every(({ offers }) => offers.every((line) => isSame(make([line]), all)));
	if (all === null || !isAlike) return byOffer(make, '/');
	const others = PROVIDERS.filter((provider) => !takers.includes(provider));
	const provider = others.map((other) => other.name);
	return [{ ...all, displayOptions: whenOrdered(MODES, { provider }, '/') }];
}

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

/** The options about the video that any provider takes, each name once. */
export const VIDEO_OPTIONS = optionsIn(PROVIDERS.flatMap(({ offers }) => offers));

export const optionFields: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...VIDEO_OPTIONS.flatMap(fieldsOfOption), ...workOptions].sort((a, b) =>
			a.displayName.localeCompare(b.displayName, 'en'),
		),
	},
];
