/** Google Vertex AI: the key of a service account, which signs for a token of an hour. */

import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

import { serviceIcon } from './shared/apiKey';
import { freshToken, testOfProject, tokenHeader } from './shared/serviceAccount';

export class VeoVertexAiApi implements ICredentialType {
	name = 'veoVertexAiApi';

	displayName = 'Google Vertex AI API';

	icon: Icon = serviceIcon;

	documentationUrl =
		'https://github.com/n8n-nodes-veo-video/n8n-nodes-veo-video/blob/main/docs/providers/vertexAi.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Service Account Key (JSON)',
			name: 'serviceAccountKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: '{ "type": "service_account", … }',
			description:
				'The whole text of the JSON key file, from { to }. The test shows that the key is accepted and that the project lets it in; whether the project may use Veo, it cannot tell.',
		},
		{
			displayName: 'Project ID',
			name: 'projectId',
			type: 'string',
			default: '',
			placeholder: 'e.g. my-project-123456',
			description: 'The Google Cloud project that pays. Empty: the one that the key belongs to.',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'string',
			default: 'us-central1',
			description: 'Where Google makes the videos. Veo is offered in us-central1.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://us-central1-aiplatform.googleapis.com',
			description:
				"Leave it empty: the region says where Google is. Another server takes the place of Vertex AI and of Cloud Storage, and gets the account's token.",
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** For the test, and for n8n's own "HTTP Request". The Veo nodes ask for their tokens themselves. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<{ accessToken: string }> {
		return { accessToken: await freshToken(this, credentials) };
	}

	authenticate: IAuthenticate = tokenHeader;

	test: ICredentialTestRequest = testOfProject;
}
