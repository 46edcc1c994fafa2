/** The key to this n8n's own public API, with which tasks are written into a Data Table and read from it. */

import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { N8N_API_PATHS } from '../nodes/VeoVideo/table/n8nApi';
import { baseUrlOf, keyIn, rulesOf, serviceIcon } from './shared/apiKey';

export class VeoTaskTableApi implements ICredentialType {
	name = 'veoTaskTableApi';

	displayName = 'Veo Task Table API';

	icon: Icon = serviceIcon;

	documentationUrl = 'https://docs.n8n.io/api/authentication/';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Made in this n8n under Settings, n8n API, with the scopes of Data Tables',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'http://localhost:5678',
			description:
				'The address under which this n8n reaches itself, without /api/v1. Where n8n runs with its SSRF protection (N8N_SSRF_PROTECTION_ENABLED), localhost and private addresses are blocked until N8N_SSRF_ALLOWED_HOSTNAMES names the host.',
		},
	];

	authenticate: IAuthenticate = keyIn('X-N8N-API-KEY');

	test: ICredentialTestRequest = {
		request: {
			baseURL: baseUrlOf(N8N_API_PATHS),
			url: '/api/v1/data-tables?limit=1',
			disableFollowRedirect: true,
		},
		rules: rulesOf(
			[
				[401, 'n8n does not accept this API key'],
				[403, 'The key lacks the scopes of Data Tables'],
				[404, 'No n8n with Data Tables in its API (2.7 or newer) answers at this Base URL'],
			],
			// A page of tables: a list, and where the next page begins.
			['data.length', 'nextCursor'].map((field) => ({
				field,
				message:
					'Something answers at this Base URL, but not as the API of n8n does. Check the Base URL: whether the API key is right could not be tested',
			})),
		),
	};
}
