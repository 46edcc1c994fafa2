/** kie.ai. */

import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { kie } from '../nodes/VeoVideo/providers/kie';
import { bearer, notAs, rulesOf, serviceIcon, testRequest } from './shared/apiKey';

const WRONG_KEY = 'kie.ai does not accept this API key';
const NO_CREDITS =
	'The API key is right, but the kie.ai account has no credits left: buy some first';
const UNTESTED = 'whether the API key is right could not be tested';

export class VeoKieApi implements ICredentialType {
	name = 'veoKieApi';

	displayName = 'kie.ai API';

	icon: Icon = serviceIcon;

	documentationUrl =
		'https://github.com/n8n-nodes-veo-video/n8n-nodes-veo-video/blob/main/docs/providers/kie.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The key from https://kie.ai/api-key. The test shows that the key is accepted and that the account has credits; whether they suffice for a video, it cannot tell.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.kie.ai',
			description: 'Change it only if kie.ai gave you another address',
		},
		{
			displayName: 'Upload Base URL',
			name: 'uploadBaseUrl',
			type: 'string',
			required: true,
			default: 'https://kieai.redpandaai.co',
			description:
				'Where kie.ai takes images as files. The same key is sent there. Change it only if kie.ai gave you another address.',
		},
	];

	authenticate: IAuthenticate = bearer;

	// It asks for the credits that are left, which costs nothing. A wrong key is told by a code within HTTP 200.
	test: ICredentialTestRequest = {
		request: testRequest(kie.addedPaths, '/api/v1/chat/credit'),
		rules: rulesOf(
			[
				[401, WRONG_KEY],
				[402, NO_CREDITS],
				[403, 'kie.ai refuses access with this API key'],
			],
			[
				{ field: 'code', value: 401, message: WRONG_KEY },
				{ field: 'code', value: 402, message: NO_CREDITS },
				{ field: 'code', value: 433, message: 'The limit of this kie.ai API key is used up' },
				{ field: 'code', value: 455, message: `kie.ai is closed for maintenance: ${UNTESTED}` },
				...[429, 500].map((value) => ({
					...{ field: 'code', value },
					message: `kie.ai answered with an error. Try again later: ${UNTESTED}`,
				})),
				{ field: 'code', message: notAs(kie.displayName) },
				...[undefined, null].map((value) => ({
					...{ field: 'data', value },
					message: `kie.ai did not tell how many credits are left. Check the Base URL: ${UNTESTED}`,
				})),
				{ field: 'data', value: 0, message: NO_CREDITS },
			],
		),
	};
}
