/** HingNet: one key for both of its interfaces. */

import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

export class HingNetApi implements ICredentialType {
	name = 'hingNetApi';

	displayName = 'HingNet API';

	icon: Icon = {
		light: 'file:../nodes/VeoVideo/veoVideo.svg',
		dark: 'file:../nodes/VeoVideo/veoVideo.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-veo-video/n8n-nodes-veo-video#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The token from your HingNet account. It begins with oh-.',
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

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
	};

	/**
	 * Asks for a task that does not exist, which costs nothing: a wrong key is told by 401, a right one
	 * by any complaint about the task (https://docs.hingnet.com.cn/gemini/video).
	 */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.trim().replace(/\\/+$/, "")}}',
			url: '/v1/videos/video_credential_test',
			ignoreHttpStatusErrors: {
				ignore: true,
				except: [401, 402, 403, 407, 500, 502, 503, 504],
			},
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'HingNet does not accept this API key' },
			},
			{
				type: 'responseCode',
				properties: { value: 403, message: 'HingNet refuses access with this API key' },
			},
		],
	};
}
