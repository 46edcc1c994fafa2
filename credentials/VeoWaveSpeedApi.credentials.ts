/** WaveSpeed: a Bearer key. */

import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { waveSpeed } from '../nodes/VeoVideo/providers/waveSpeed';
import { bearer, keyTest, serviceIcon, TEST_LIMITS } from './shared/apiKey';

export class VeoWaveSpeedApi implements ICredentialType {
	name = 'veoWaveSpeedApi';

	displayName = 'WaveSpeed API';

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
			description: `A key from wavespeed.ai/accesskey. It works once the account has been topped up. ${TEST_LIMITS}`,
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.wavespeed.ai',
			description: 'Change it only if your requests go through another address',
		},
	];

	authenticate: IAuthenticate = bearer;

	// Tells what the account has left, and costs nothing. A wrong key may be told with HTTP 200, and then without a balance.
	test: ICredentialTestRequest = keyTest(waveSpeed, '/api/v3/balance', 'data.balance');
}
