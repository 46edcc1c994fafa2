/** The parameters of the trigger, read and checked. */

import type { IPollFunctions } from 'n8n-workflow';

import { userError } from '../editor/errors';
import { asBoolean, readNumber } from '../editor/read';
import type { Provider } from '../providers/provider';
import { findProvider, PROVIDERS } from '../providers/registry';
import { isJsonObject } from '../terms/json';
import { anyOf, WORK_OPTION_NAMES } from '../terms/labels';
import type { TaskStatus } from '../terms/task';

export type Source =
	| { type: 'taskTable'; name: string }
	| { type: 'taskIds'; taskIds: string[] }
	/** All Veo tasks of the account, for a provider that lists them. */
	| { type: 'account' };

export interface TriggerSettings {
	provider: Provider;
	source: Source;
	events: ReadonlySet<TaskStatus>;
	/** 0 looks once a poll. */
	checkIntervalMs: number;
	maxConcurrency: number;
	giveUpAfterMs: number;
	includeRaw: boolean;
}

/** Throws a NodeOperationError that says what to change. */
export function readSettings(context: IPollFunctions): TriggerSettings {
	const options: unknown = context.getNodeParameter('options', {});
	const set = isJsonObject(options) ? options : {};
	const number = (
		name: keyof typeof WORK_OPTION_NAMES,
		fallback: number,
		least: number,
		most: number,
	) => readNumber(context, null, WORK_OPTION_NAMES[name], set[name] ?? fallback, least, most);
	const provider = readProvider(context);
	return {
		provider,
		source: readSource(context, provider),
		events: readEvents(context),
		checkIntervalMs: 1000 * number('checkInterval', 10, 0, 3600),
		maxConcurrency: Math.floor(number('maxConcurrency', 10, 1, 1000)),
		giveUpAfterMs: 3_600_000 * number('giveUpAfter', 48, 0.01, 8760),
		includeRaw: asBoolean(context, null, WORK_OPTION_NAMES.includeRaw, set.includeRaw ?? false),
	};
}

function readProvider(context: IPollFunctions): Provider {
	const name = String(context.getNodeParameter('provider', ''));
	const provider = findProvider(name);
	if (provider !== undefined) return provider;
	throw userError(context, null, {
		message: `There is no provider "${name}"`,
		description: 'Choose one from the list.',
	});
}

function readSource(context: IPollFunctions, provider: Provider): Source {
	if (context.getNodeParameter('watch', 'taskTable') === 'account') {
		if (provider.list !== undefined) return { type: 'account' };
		const others = PROVIDERS.filter(({ list }) => list !== undefined);
		throw userError(context, null, {
			message: `${provider.displayName} cannot list the tasks of an account`,
			description: `Set Watch to "Task Table" or "Task IDs". ${anyOf(others.map(({ displayName }) => displayName))} can list them.`,
		});
	}
	if (context.getNodeParameter('watch', 'taskTable') === 'taskIds') {
		const taskIds = parseTaskIds(context.getNodeParameter('taskIds', ''));
		if (taskIds.length > 0) return { type: 'taskIds', taskIds };
		throw userError(context, null, {
			message: 'There are no task IDs to watch',
			description:
				'Enter in "Task IDs" what "Create" returned as taskId, one a line, or set Watch to "Task Table".',
		});
	}
	const name = String(context.getNodeParameter('taskTable', '')).trim();
	if (name !== '') return { type: 'taskTable', name };
	throw userError(context, null, {
		message: 'The name of the task table is missing',
		description: 'Enter the name that your Veo Video nodes have in "Task Table".',
	});
}

/** Ids parted by commas or new lines, or a list from an expression; each of them once. */
export function parseTaskIds(value: unknown): string[] {
	const list: unknown[] = Array.isArray(value)
		? value
		: (typeof value === 'string' || typeof value === 'number' ? String(value) : '').split(
				/[,\r\n]/,
			);
	const ids = list.map((one) => (isJsonObject(one) ? one.taskId : one));
	const texts = ids.filter((one) => typeof one === 'string' || typeof one === 'number');
	return [...new Set(texts.map((one) => String(one).trim()).filter((one) => one !== ''))];
}

function readEvents(context: IPollFunctions): ReadonlySet<TaskStatus> {
	const value = context.getNodeParameter('events', ['completed', 'failed']);
	const chosen = (['completed', 'failed'] as const).filter((event) =>
		Array.isArray(value) ? value.some((one) => one === event) : value === event,
	);
	if (chosen.length > 0) return new Set(chosen);
	throw userError(context, null, {
		message: 'No event is chosen',
		description: 'Choose in "Events" at least one of Completed and Failed.',
	});
}
