/** 12AI. */

import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { twelveAi } from '../nodes/VeoVideo/providers/twelveAi';
import { bearer, keyTest, serviceIcon, TEST_LIMITS } from './shared/apiKey';

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
			description: `The key from your 12AI account. ${TEST_LIMITS}`,
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

	authenticate: IAuthenticate = bearer;

	// Its gateway has three forms of errors; those about a key and about a file are of one form.
	test: ICredentialTestRequest = keyTest(
		twelveAi,
		'/v1/videos/credential-test/content',
		'error.message',
	);
}
