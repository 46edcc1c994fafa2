/** UniAll: its documents print no address, so there is no default. */

import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { uniAll } from '../nodes/VeoVideo/providers/uniAll';
import { bearer, keyTest, serviceIcon, TEST_LIMITS } from './shared/apiKey';

export class UniAllApi implements ICredentialType {
	name = 'uniAllApi';

	displayName = 'UniAll API';

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
			description: `The token from your UniAll account. It begins with sk-. ${TEST_LIMITS}`,
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://api.example.com',
			description: 'The address that UniAll gave you with the key',
		},
	];

	authenticate: IAuthenticate = bearer;

	// No page prints its errors. In its gateway's family those about a key, about a file and about an unknown address are of one form.
	test: ICredentialTestRequest = keyTest(
		uniAll,
		'/v1/videos/credential-test/content',
		'error.message',
	);
}
