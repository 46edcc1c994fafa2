/** fal.ai. */

import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { fal } from '../nodes/VeoVideo/providers/fal';
import { keyIn, keyTest, serviceIcon, TEST_LIMITS } from './shared/apiKey';

export class VeoFalApi implements ICredentialType {
	name = 'veoFalApi';

	displayName = 'fal.ai API';

	icon: Icon = serviceIcon;

	documentationUrl = 'https://github.com/n8n-nodes-veo-video/n8n-nodes-veo-video#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: `The key from fal.ai/dashboard/keys, with the scope "API". ${TEST_LIMITS}`,
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://queue.fal.run',
			description: 'Change it only if you reach fal.ai through another address',
		},
		{
			displayName: 'Upload Base URL',
			name: 'uploadBaseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://rest.fal.ai',
			description:
				"Where files are uploaded. Empty: fal.ai's own address, or the Base URL if that is not fal.ai's.",
		},
		{
			displayName: 'Platform Base URL',
			name: 'platformBaseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://api.fal.ai',
			description:
				"Where the account's tasks are listed. Empty: fal.ai's own address, or the Base URL if that is not fal.ai's.",
		},
	];

	authenticate: IAuthenticate = keyIn('Authorization', 'Key ');

	// A request that nobody made: "NOT_FOUND", of whose nine letters other servers' words for it have none.
	test: ICredentialTestRequest = keyTest(
		fal,
		'/fal-ai/veo3.1/requests/00000000-0000-4000-8000-000000000000/status',
		'status.8',
	);
}
