/** The polling trigger: its description; what a poll does is in trigger/. */

import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { providerField, triggerCredentials } from './operations/providerFields';
import { poll } from './trigger/poll';
import { triggerFields } from './trigger/fields';

export class VeoVideoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Veo Video Trigger',
		name: 'veoVideoTrigger',
		icon: { light: 'file:veoVideo.svg', dark: 'file:veoVideo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["watch"] === "taskIds" ? "task IDs" : $parameter["taskTable"] }}',
		description: 'Starts the workflow when a video of Google Veo is finished',
		defaults: { name: 'Veo Video Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: triggerCredentials,
		properties: [providerField, ...triggerFields],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
