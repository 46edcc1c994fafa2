/** The provider: its field, the credential that belongs to each choice, and the reading of it. */

import type {
	ICredentialsDisplayOptions,
	IExecuteFunctions,
	INodeCredentialDescription,
	INodeProperties,
} from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import { findProvider, PROVIDERS } from '../providers/registry';
import { anyOf } from '../terms/labels';
import { userError } from './errors';
import { readText } from './read';

const FIRST_PROVIDER = PROVIDERS[0].name;

export const providerField: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'options',
	options: PROVIDERS.map(({ displayName, name, summary }) => ({
		name: displayName,
		value: name,
		description: summary,
	})),
	default: FIRST_PROVIDER,
	description: 'Where your key for Veo comes from',
};

/** The provider that the item names. */
export function readProvider(context: IExecuteFunctions, itemIndex: number): Provider {
	const name = readText(context, itemIndex, 'provider');
	const provider = findProvider(name);
	if (provider === undefined) {
		throw userError(context, itemIndex, {
			message: `There is no provider "${name}"`,
			description: `Choose one from the list. An expression must yield ${anyOf(PROVIDERS.map((one) => one.name))}.`,
		});
	}
	return provider;
}

/**
 * Several interfaces of one provider share a credential. Said by `hide`, not by `show`: a field whose
 * every value shows some credential is taken by n8n's editor for a choice of authentication, which it
 * moves into the credential picker.
 */
const providerCredentials: INodeCredentialDescription[] = [
	...new Set(PROVIDERS.map(({ credentialType }) => credentialType)),
].map((credentialType) => ({
	name: credentialType,
	required: true,
	displayOptions: {
		hide: {
			provider: PROVIDERS.filter((one) => one.credentialType !== credentialType).map(
				({ name }) => name,
			),
		},
	},
}));

/** Where the editor puts the credential: right behind the choice that it depends on. */
export const credentialsField: INodeProperties = {
	displayName: 'Credentials',
	name: 'credentials',
	type: 'credentials',
	default: '',
};

function taskTableCredential(
	displayOptions: ICredentialsDisplayOptions,
): INodeCredentialDescription {
	return {
		name: 'veoTaskTableApi',
		displayName: 'Credential for Task Table',
		required: true,
		displayOptions,
	};
}

/**
 * The credentials of the action node: the provider's, and n8n's own for tracked tasks, when they are
 * written and when one is picked. No operation has both fields, and one that is not there hides nothing.
 */
export const actionCredentials: INodeCredentialDescription[] = [
	...providerCredentials,
	taskTableCredential({ hide: { trackTask: [false], taskSource: ['id'] } }),
];

/** The credentials of the trigger: the provider's, and n8n's own for the task table. */
export const triggerCredentials: INodeCredentialDescription[] = [
	...providerCredentials,
	taskTableCredential({ show: { watch: ['taskTable'] } }),
];
