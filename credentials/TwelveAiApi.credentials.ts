/** 12AI. */

import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { bearer, keyTest, serviceIcon } from './shared/apiKey';

export class TwelveAiApi implements ICredentialType {
	name = 'twelveAiApi';

	displayName = '12AI API';

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
			description: 'The key from your 12AI account',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://new.12ai.org',
			description: 'Change it only if 12AI gave you another address',
		},
	];

	authenticate: IAuthenticateGeneric = bearer;

	test: ICredentialTestRequest = keyTest('12AI', '/v1/videos/credential-test');
}
