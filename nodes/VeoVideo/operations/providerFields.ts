/** The provider field, and the credential that belongs to each choice. */

import type {
	ICredentialsDisplayOptions,
	INodeCredentialDescription,
	INodeProperties,
} from 'n8n-workflow';

import { PROVIDERS } from '../providers/registry';
import { ORDERING } from './videoFields';

export const providerField: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'options',
	options: PROVIDERS.map(({ displayName, name }) => ({ name: displayName, value: name })),
	default: 'hingNet',
	description: 'Where your key for Veo comes from',
};

/** Several interfaces of one provider share a credential. */
const providerCredentials: INodeCredentialDescription[] = [
	...new Set(PROVIDERS.map(({ credentialType }) => credentialType)),
].map((credentialType) => ({
	name: credentialType,
	required: true,
	displayOptions: {
		show: {
			provider: PROVIDERS.filter((one) => one.credentialType === credentialType).map(
				({ name }) => name,
			),
		},
	},
}));

function taskTableCredential(
	show: NonNullable<ICredentialsDisplayOptions['show']>,
): INodeCredentialDescription {
	return { name: 'veoTaskTableApi', required: true, displayOptions: { show } };
}

/** The credentials of the action node: the provider's, and n8n's own for tracked tasks. */
export const actionCredentials: INodeCredentialDescription[] = [
	...providerCredentials,
	taskTableCredential({ operation: ORDERING, trackTask: [true] }),
];

/** The credentials of the trigger: the provider's, and n8n's own for the task table. */
export const triggerCredentials: INodeCredentialDescription[] = [
	...providerCredentials,
	taskTableCredential({ watch: ['taskTable'] }),
];
