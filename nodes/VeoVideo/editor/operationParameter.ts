/** The operation: its field. What only some providers can is offered for those alone. */

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { PROVIDERS } from '../providers/registry';
import { hiddenUnless } from './whereShown';

const OPERATIONS: INodePropertyOptions[] = [
	{
		name: 'Generate',
		value: 'generate',
		action: 'Generate a video',
		description: 'Make a video, wait until it is finished, and download it',
	},
	{
		name: 'Create',
		value: 'create',
		action: 'Create a video without waiting',
		description: 'Order a video and go on at once. Get it later with its task ID.',
	},
	{
		name: 'Get',
		value: 'get',
		action: 'Get the status and link of a video',
		description: 'Check whether a video is finished, or wait for it',
	},
	{
		name: 'Download',
		value: 'download',
		action: 'Download a finished video',
		description: 'Put the file of a finished video into the item',
	},
];

const CANCEL: INodePropertyOptions = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel a video that is being made',
	description: 'End a task that is no longer wanted, if it is not finished yet',
};

/** The providers that cannot cancel: what is about it is hidden for them. */
export const WITHOUT_CANCEL: readonly string[] = PROVIDERS.flatMap(({ name, cancelRequest }) =>
	cancelRequest === undefined ? name : [],
);

function operation(
	options: INodePropertyOptions[],
	provider: NonNullable<NonNullable<INodeProperties['displayOptions']>['hide']>[string],
): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['video'] }, hide: { provider } },
		options,
		default: 'generate',
	};
}

/** One of them is shown. A provider that an expression names may be one that can. */
export const operationFields: INodeProperties[] = [
	...PROVIDERS.filter(({ name }) => WITHOUT_CANCEL.includes(name)).map((provider) =>
		operation(OPERATIONS, hiddenUnless(provider)),
	),
	operation([...OPERATIONS, CANCEL], [...WITHOUT_CANCEL]),
];
