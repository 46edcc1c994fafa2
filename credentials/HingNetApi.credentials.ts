/** HingNet: one key for both of its interfaces. */

import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { hingNet } from '../nodes/VeoVideo/providers/hingNet';
import { bearer, keyTest, serviceIcon, TEST_LIMITS } from './shared/apiKey';

export class HingNetApi implements ICredentialType {
	name = 'hingNetApi';

	displayName = 'HingNet API';

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
			description: `The token from your HingNet account. It begins with oh-. ${TEST_LIMITS}`,
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://models.hingnet.com.cn',
			description: 'Change it only if HingNet gave you another address',
		},
	];

	authenticate: IAuthenticate = bearer;

	test: ICredentialTestRequest = keyTest(hingNet, '/v1/videos/credential-test', 'error.message');
}
