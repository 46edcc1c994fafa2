/** The provider field, and the credential that belongs to each choice. */

import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

import { PROVIDERS } from '../providers/registry';

export const providerField: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'options',
	options: PROVIDERS.map(({ displayName, name }) => ({ name: displayName, value: name })),
	default: 'hingNet',
	description: 'Where your key for Veo comes from',
};

/** Several interfaces of one provider share a credential. */
export const credentialFields: INodeCredentialDescription[] = [
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
