/** OpenRouter: a Bearer key. */

import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { openRouter } from '../nodes/VeoVideo/providers/openRouter';
import { bearer, keyTest, serviceIcon, TEST_LIMITS } from './shared/apiKey';

export class VeoOpenRouterApi implements ICredentialType {
	name = 'veoOpenRouterApi';

	displayName = 'OpenRouter API';

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
			description: `A key from openrouter.ai/keys. It begins with sk-or-. ${TEST_LIMITS}`,
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://openrouter.ai/api',
			description: 'Change it only if your requests go through another address',
		},
	];

	authenticate: IAuthenticate = bearer;

	// Tells what the key may still spend, and costs nothing.
	test: ICredentialTestRequest = keyTest(openRouter, '/v1/key', 'data');
}
