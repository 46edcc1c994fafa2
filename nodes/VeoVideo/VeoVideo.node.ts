/** The action node: its description, and which operation runs. */

import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

import { familyFields } from './editor/familyParameter';
import { operationFields } from './editor/operationParameter';
import { optionFields } from './editor/optionParameters';
import { searchModels } from './editor/pickModel';
import { searchTasks } from './editor/pickTask';
import { actionCredentials, credentialsField, providerField } from './editor/providerParameter';
import { taskFields } from './editor/taskParameters';
import { trackingFields } from './editor/trackingParameters';
import { videoFields } from './editor/videoParameters';
import { cancel } from './operations/cancel';
import { create } from './operations/create';
import { download } from './operations/download';
import { generate } from './operations/generate';
import { get } from './operations/get';

const OPERATIONS = new Map([
	['cancel', cancel],
	['create', create],
	['download', download],
	['generate', generate],
	['get', get],
]);

export class VeoVideo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Veo Video',
		name: 'veoVideo',
		icon: { light: 'file:veoVideo.svg', dark: 'file:veoVideo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ generate: "Generate", create: "Create", get: "Get", download: "Download", cancel: "Cancel" })[$parameter["operation"]] }}',
		description: 'Make videos from text and images with Google Veo',
		defaults: { name: 'Veo Video' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: actionCredentials,
		properties: [
			providerField,
			credentialsField,
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Video', value: 'video' }],
				default: 'video',
			},
			...operationFields,
			...familyFields,
			...videoFields,
			...trackingFields,
			...taskFields,
			...optionFields,
		],
	};

	methods = { listSearch: { searchModels, searchTasks } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const name = this.getNodeParameter('operation', 0);
		const operation = OPERATIONS.get(name);
		if (operation === undefined) {
			throw new NodeOperationError(this.getNode(), `There is no operation "${name}"`, {
				description: `Choose one of: ${[...OPERATIONS.keys()].join(', ')}.`,
			});
		}
		return await operation(this);
	}
}
