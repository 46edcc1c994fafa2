/** The collection "Options": its fields, and how they are read. */

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { VideoOption } from '../providers/provider';
import type { JsonObject } from '../terms/json';
import { WORK_OPTION_NAMES } from '../terms/labels';
import type { OptionValue } from '../terms/spec';
import { readAdditionalFields } from './additionalFields';
import { VIDEO_OPTIONS } from './optionParameters';
import { asBoolean, readNumber } from './read';

/** The options about how the node works; those about the video belong to the spec. */
export interface WorkOptions {
	waitTimeoutMs: number;
	pollIntervalMs: number;
	maxConcurrency: number;
	downloadVideo: boolean;
	waitForCompletion: boolean;
	includeRaw: boolean;
	dryRun: boolean;
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
		downloadVideo: boolean('downloadVideo', 'Download Video', true),
		waitForCompletion: boolean('waitForCompletion', 'Wait for Completion', false),
		includeRaw: boolean('includeRaw', WORK_OPTION_NAMES.includeRaw, false),
		dryRun: boolean('dryRun', 'Dry Run', false),
		additionalFields: readAdditionalFields(context, itemIndex, options.additionalFields),
	};
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
