/** The family of the gateway that is asked, where many make gateways with a provider's interface: its field, and the reading of it. */

import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import { PROVIDERS } from '../providers/registry';
import { FAMILY_LABEL, inFamily } from '../providers/rules/families';
import { anyOf } from '../terms/labels';
import { userError } from './errors';
import { readText } from './read';
import {
	FAMILY_NAME,
	HIDDEN_UNLESS_EXPRESSION,
	hiddenUnless,
	MODES,
	whenCreating,
} from './whereShown';

/** Once for each provider that has families, and once for one that an expression names. */
export const familyFields: INodeProperties[] = [
	...PROVIDERS.map((provider) => ({ of: [provider], hide: { provider: hiddenUnless(provider) } })),
	{ of: PROVIDERS, hide: HIDDEN_UNLESS_EXPRESSION },
].flatMap(({ of, hide }): INodeProperties[] => {
	const families = of.flatMap((provider) => provider.families ?? []);
	const byDefault = families[0]?.name;
	if (byDefault === undefined) return [];
	return [
		{
			displayName: FAMILY_LABEL,
			name: FAMILY_NAME,
			type: 'options',
			options: families.map(({ displayName, name, description }) => ({
				name: displayName,
				value: name,
				description,
			})),
			default: byDefault,
			description:
				'What your gateway runs. It decides what can be asked for, and in which words. If you do not know, leave it.',
			displayOptions: whenCreating(MODES, hide),
		},
	];
});

/** The provider as the item's gateway has it. Throws a NodeOperationError for a family that it has not. */
export function readFamily(
	context: IExecuteFunctions,
	itemIndex: number,
	provider: Provider,
): Provider {
	const { families } = provider;
	if (families === undefined) return provider;
	const name = readText(context, itemIndex, FAMILY_NAME) || families[0].name;
	const found = inFamily(provider, name);
	if (found !== undefined) return found;
	throw userError(context, itemIndex, {
		message: `There is no ${FAMILY_LABEL} "${name}"`,
		description: `Choose one from the list. An expression must yield ${anyOf(families.map((one) => one.name))}.`,
	});
}

/** As it stands in the editor; the first where an expression, or nothing, is there. */
export function familyInEditor(provider: Provider, name: unknown): Provider {
	return inFamily(provider, String(name ?? '')) ?? provider;
}
