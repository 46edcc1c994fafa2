/** The polling trigger: its description; what a poll does is in trigger/. */

import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { credentialsField, providerField, triggerCredentials } from './editor/providerParameter';
import { triggerFields } from './trigger/fields';
import { poll } from './trigger/poll';

export class VeoVideoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Veo Video Trigger',
		name: 'veoVideoTrigger',
		icon: { light: 'file:veoVideo.svg', dark: 'file:veoVideo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ({ taskIds: "task IDs", account: "account" })[$parameter["watch"]] ?? $parameter["taskTable"] }}',
		description: 'Make videos with Google Veo, or start a workflow when one is finished',
		defaults: { name: 'Veo Video Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: triggerCredentials,
		properties: [providerField, credentialsField, ...triggerFields],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
