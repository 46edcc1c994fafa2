/** Replicate: a Bearer token. */

import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { replicate } from '../nodes/VeoVideo/providers/replicate';
import { bearer, keyTest, serviceIcon, TEST_LIMITS } from './shared/apiKey';

export class VeoReplicateApi implements ICredentialType {
	name = 'veoReplicateApi';

	displayName = 'Replicate API';

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
			description: `A token from replicate.com/account/api-tokens. It begins with r8_. ${TEST_LIMITS}`,
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.replicate.com',
			description: 'Change it only if your requests go through another address',
		},
	];

	authenticate: IAuthenticate = bearer;

	// Tells whose the token is, and costs nothing.
	test: ICredentialTestRequest = keyTest(replicate, '/v1/account', 'username');
}
