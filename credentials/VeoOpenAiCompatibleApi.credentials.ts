/** A gateway with OpenAI's `/v1/videos`: a Bearer key, and headers that only this gateway wants. */

import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { openAiCompatible } from '../nodes/VeoVideo/providers/openAiCompatible';
import { readExtraHeaders } from '../nodes/VeoVideo/terms/extraHeaders';
import { usableKey } from '../nodes/VeoVideo/terms/key';
import { keyTest, serviceIcon, TEST_LIMITS } from './shared/apiKey';

export class VeoOpenAiCompatibleApi implements ICredentialType {
	name = 'veoOpenAiCompatibleApi';

	displayName = 'OpenAI-Compatible Video API';

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
			description: `The key for your gateway. ${TEST_LIMITS} A gateway that shows its list of models to everyone accepts any key there.`,
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'https://gateway.example.com/v1',
			description: 'The address of your gateway, with or without /v1 at its end',
		},
		{
			displayName: 'Extra Headers (JSON)',
			name: 'extraHeaders',
			type: 'json',
			default: '{}',
			description:
				'Headers that your gateway wants beside the key, for example {"x-portkey-provider": "openai"}. They go where the key goes, and nowhere else.',
		},
	];

	authenticate: IAuthenticate = async ({ apiKey, extraHeaders }, request) => {
		const extra = readExtraHeaders(extraHeaders);
		// The node has told this before it sends anything; so this is for the test alone.
		if (extra.type === 'problem') throw new UserError(`${extra.message}. ${extra.description}`);
		const headers = { ...extra.value, ...request.headers };
		return { ...request, headers: { ...headers, Authorization: `Bearer ${usableKey(apiKey)}` } };
	};

	// Every gateway has a list of models, and it costs nothing. A key that LiteLLM does not know, and a
	// header that Portkey misses, come with 400.
	test: ICredentialTestRequest = keyTest(openAiCompatible, '/v1/models', 'data', [
		{
			field: 'error.message',
			value: 'No connected db.',
			message: 'The gateway does not accept this API key',
		},
		{
			field: 'status',
			value: 'failure',
			message:
				'The gateway wants more than the key: enter in "Extra Headers" what its pages ask for',
		},
	]);
}
