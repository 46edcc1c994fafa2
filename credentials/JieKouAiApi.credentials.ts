/** JieKou AI. */

import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { jieKouAi } from '../nodes/VeoVideo/providers/jieKouAi';
import { bearer, keyTest, serviceIcon, TEST_LIMITS } from './shared/apiKey';

export class JieKouAiApi implements ICredentialType {
	name = 'jieKouAiApi';

	displayName = 'JieKou AI API';

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
			description: `The key from your JieKou AI account. It begins with sk_. ${TEST_LIMITS}`,
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.jiekou.ai',
			description: 'Change it only if JieKou AI gave you another address',
		},
	];

	authenticate: IAuthenticate = bearer;

	test: ICredentialTestRequest = keyTest(
		jieKouAi,
		'/v3/async/task-result?task_id=credential-test',
		'reason',
	);
}
