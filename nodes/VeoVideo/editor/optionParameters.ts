/** The collection "Options": its fields, each shown where it applies, and the reading of them. */

import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Offer, VideoOption } from '../providers/provider';
import { PROVIDERS } from '../providers/registry';
import { everyFamily } from '../providers/rules/families';
import { optionsIn, union } from '../providers/rules/offers';
import type { JsonObject } from '../terms/json';
import { WORK_OPTION_NAMES } from '../terms/labels';
import type { OptionValue } from '../terms/spec';
import { readAdditionalFields } from './additionalFields';
import { userError } from './errors';
import { asBoolean, readNumber } from './read';
import {
	ASKED_IN_ANY_FAMILY,
	byOffer,
	type Field,
	isSame,
	MODES,
	whenCreating,
} from './whereShown';
import { workOptions } from './workOptions';

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

const ALL_OFFERS = PROVIDERS.flatMap(everyFamily).flatMap(({ offers }) => offers);

/** One field where all that take the option take it alike, else one for each of them. */
function fieldsOfOption({ name }: VideoOption): INodeProperties[] {
	const make = (lines: readonly Offer[]) => optionField(name, lines);
	const all = make(ALL_OFFERS);
	const takers = PROVIDERS.filter((one) =>
		everyFamily(one).some(({ offers }) => make(offers) !== null),
	);
	const isAlike = takers
		.flatMap(everyFamily)
		.filter(({ offers }) => make(offers) !== null)
		.every(({ offers }) => offers.every((line) => isSame(make([line]), all)));
	if (all === null || !isAlike) return byOffer(make, '/', ASKED_IN_ANY_FAMILY);
	const others = PROVIDERS.filter((provider) => !takers.includes(provider));
	const provider = others.map((other) => other.name);
	return [{ ...all, displayOptions: whenCreating(MODES, { provider }, '/') }];
}

/** The options about the video that any provider takes, each name once. */
export const VIDEO_OPTIONS = optionsIn(ALL_OFFERS);

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

/** The options about how the node works; those about the video belong to the spec. */
export interface WorkOptions {
	waitTimeoutMs: number;
	pollIntervalMs: number;
	maxConcurrency: number;
	/** How many videos a run may order; 0 is no limit. */
	maxVideos: number;
	downloadVideo: boolean;
	/** As the person wrote it; empty for the name by default. */
	fileName: string;
	/** How long a link to the file is to work; null for no link. */
	linkSeconds: number | null;
	waitForCompletion: boolean;
	includeRaw: boolean;
	dryRun: boolean;
	/** What becomes of unfinished tasks when the execution is stopped. */
	onStop: 'leave' | 'cancel';
	/** Joins the body of an order last. */
	additionalFields: JsonObject;
}

/** What the person set in "Options", as it is. */
export function rawOptions(context: IExecuteFunctions, itemIndex: number): IDataObject {
	const options = context.getNodeParameter('options', itemIndex, {});
	return typeof options === 'object' && options !== null && !Array.isArray(options)
		? Object.fromEntries(Object.entries(options))
		: {};
}

/** Reads the options; throws a NodeOperationError that names the one that is out of range. */
export function readOptions(context: IExecuteFunctions, itemIndex: number): WorkOptions {
	const options = rawOptions(context, itemIndex);
	const number = (
		name: keyof typeof WORK_OPTION_NAMES,
		fallback: number,
		least: number,
		most: number,
	) =>
		readNumber(context, itemIndex, WORK_OPTION_NAMES[name], options[name] ?? fallback, least, most);
	const boolean = (name: string, label: string, fallback: boolean) =>
		asBoolean(context, itemIndex, label, options[name] ?? fallback);
	return {
		waitTimeoutMs: 1000 * number('waitTimeout', 1200, 1, 86_400),
		pollIntervalMs: 1000 * number('pollInterval', 10, 1, 3600),
		maxConcurrency: Math.floor(number('maxConcurrency', 10, 1, 1000)),
		maxVideos: readMaxVideos(context, itemIndex),
		downloadVideo: boolean('downloadVideo', 'Download Video', true),
		fileName: textOf(options.fileName),
		linkSeconds: boolean('makeLink', WORK_OPTION_NAMES.makeLink, false)
			? 3600 * number('linkLifetime', 24, 0.001, 8760)
			: null,
		waitForCompletion: boolean('waitForCompletion', 'Wait for Completion', false),
		includeRaw: boolean('includeRaw', WORK_OPTION_NAMES.includeRaw, false),
		dryRun: boolean('dryRun', 'Dry Run', false),
		onStop: readOnStop(context, itemIndex, options.onStop ?? 'leave'),
		additionalFields: readAdditionalFields(context, itemIndex, options.additionalFields),
	};
}

/** How many videos a run may order; 0 is no limit. */
export function readMaxVideos(context: IExecuteFunctions, itemIndex: number): number {
	const { maxVideos } = rawOptions(context, itemIndex);
	const label = WORK_OPTION_NAMES.maxVideos;
	return Math.floor(readNumber(context, itemIndex, label, maxVideos ?? 0, 0, 1_000_000));
}

function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function readOnStop(
	context: IExecuteFunctions,
	itemIndex: number,
	value: unknown,
): WorkOptions['onStop'] {
	if (value === 'leave' || value === 'cancel') return value;
	throw userError(context, itemIndex, {
		message: '"When Execution Stops" must be "leave" or "cancel"',
		description: `It is ${JSON.stringify(value)}. Choose one from the list.`,
	});
}

/** Reads the options about the video, by the names of their rows; one that is not set is left out. */
export function readVideoOptions(
	context: IExecuteFunctions,
	itemIndex: number,
): Record<string, OptionValue> {
	const set = rawOptions(context, itemIndex);
	return Object.fromEntries(
		VIDEO_OPTIONS.flatMap((option) => {
			const value = readOption(context, itemIndex, option, set[option.name]);
			return value === null ? [] : [[option.name, value]];
		}),
	);
}

function readOption(
	context: IExecuteFunctions,
	itemIndex: number,
	{ displayName, kind }: VideoOption,
	value: unknown,
): OptionValue | null {
	if (value === undefined || value === null || value === '') return null;
	switch (kind) {
		case 'number': {
			const most = Number.MAX_SAFE_INTEGER;
			return readNumber(context, itemIndex, displayName, value, -most, most);
		}
		case 'switch':
			return asBoolean(context, itemIndex, displayName, value);
		case 'choice':
			return value === 'default' || typeof value === 'object' ? null : String(value);
		case 'text':
			return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
	}
}
