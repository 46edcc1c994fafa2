/** The model: its field, its list of tiers with what each can do at the provider, and the reading of it. */

import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import type { Provider, Tier } from '../providers/provider';
import { findProvider, PROVIDERS } from '../providers/registry';
import {
	DEFAULT_TIER,
	isTier,
	missingTier,
	modelOfTier,
	TIERS,
	tiersOf,
} from '../providers/rules/models';
import { isNamed } from '../providers/rules/offers';
import { describeTier } from '../providers/rules/words';
import { TIER_NAMES } from '../providers/words';
import { listModels } from '../tasks/listedModels';
import { isJsonObject } from '../terms/json';
import { connect } from '../transport/connection';
import { Gate } from '../transport/gate';
import { userError } from './errors';
import { familyInEditor } from './familyParameter';
import { readText } from './read';
import { MODES, whenCreating } from './whereShown';

/**
 * One field for all providers, and it depends on none: n8n's editor empties a list's choice when a
 * parameter changes that the list is said to depend on. The list is the right one all the same, since
 * the editor asks for it anew whenever any other parameter has changed. What a tier can do stands in
 * its name as the editor keeps it, which it brings up to date when the credential changes.
 */
export const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: DEFAULT_TIER, cachedResultName: TIER_NAMES[DEFAULT_TIER] },
	required: true,
	description:
		'The model that makes the video. Veo 3.1 has the best picture, Fast is quicker, Lite costs least.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: {
				searchListMethod: 'searchModels',
				searchable: true,
			},
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: `e.g. ${PROVIDERS[0].models[0].id}`,
			hint: 'Any model that your provider offers',
		},
	],
	displayOptions: whenCreating(MODES),
};

export async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const found = findProvider(String(this.getCurrentNodeParameter('provider') ?? ''));
	const provider = found && familyInEditor(found, this.getCurrentNodeParameter('gatewayFamily'));
	const tiers = provider === undefined ? TIERS : tiersOf(provider);
	const listed = [
		...tiers.map((tier) => entryOf(provider, tier)),
		...(provider === undefined ? [] : await furtherModels(this, provider)),
	];
	const chosen = chosenEntry(provider, this.getCurrentNodeParameter('model'));
	const isListed = listed.some(({ value }) => value === chosen?.value);
	const wanted = (filter ?? '').toLowerCase();
	return {
		results: [...listed, ...(chosen === null || isListed ? [] : [chosen])].filter(
			({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted),
		),
	};
}

function entryOf(provider: Provider | undefined, tier: Tier): INodeListSearchItems {
	const name = TIER_NAMES[tier];
	if (provider === undefined) return { name, value: tier };
	const words = tiersOf(provider).includes(tier)
		? describeTier(provider, tier)
		: `not at ${provider.displayName}`;
	return { name: `${name} (${words})`, value: tier };
}

/** What the provider lists now beside the tiers. Without a list, or a credential to ask with, nothing. */
async function furtherModels(
	context: ILoadOptionsFunctions,
	provider: Provider,
): Promise<INodeListSearchItems[]> {
	if (provider.modelList === undefined) return [];
	const connection = await connect(context, provider, 0);
	if (connection.type === 'problem') return [];
	const { signal } = new AbortController();
	const channel = { context, connection: connection.value, gate: new Gate(1, signal), signal };
	const models = (await listModels(channel, provider)) ?? [];
	return models
		.filter(({ id }) => !isNamed(provider, id))
		.map(({ id, name }) => ({
			name: name === null || name === id ? id : `${name} (${id})`,
			value: id,
		}));
}

/**
 * What stands in the field. It stays in the list, be it a tier that this provider lacks or an id that an
 * earlier version saved: the editor empties a choice that it does not find after a change of credential.
 */
function chosenEntry(provider: Provider | undefined, model: unknown): INodeListSearchItems | null {
	const value = isJsonObject(model) && model.mode === 'list' ? model.value : null;
	if (typeof value !== 'string' || value === '' || value.startsWith('=')) return null;
	return isTier(value) ? entryOf(provider, value) : { name: value, value };
}

export interface ChosenModel {
	/** The provider's own id. */
	id: string;
	/**
	 * The providers whose models may have been left here when the provider was changed: all, for an id
	 * that stands in the list. One that a person wrote, or that an expression gives, is meant as it is.
	 */
	possibleOwners: readonly Provider[];
}

/**
 * Reads the model. An expression may give a tier anywhere; what is written in "By ID" is an id, also
 * where it reads like a tier. Throws a NodeOperationError for a tier that the provider lacks.
 */
export function readModel(
	context: IExecuteFunctions,
	itemIndex: number,
	provider: Provider,
	resolution: string | undefined,
): ChosenModel {
	const model = readText(context, itemIndex, 'model').trim();
	const written: unknown = context.getNodeParameter('model', itemIndex, '', {
		rawExpressions: true,
	});
	const [mode, value] = isJsonObject(written) ? [written.mode, written.value] : [null, written];
	const isExpression = String(value).startsWith('=');
	// An id out of the provider's own live list may be one that another provider's table names, too.
	const isLeft = mode === 'list' && !isExpression && provider.modelList === undefined;
	const possibleOwners = isLeft ? PROVIDERS : [];
	if (!isTier(model) || (mode === 'id' && !isExpression)) return { id: model, possibleOwners };
	const own = modelOfTier(provider, model, resolution);
	if (own === undefined) throw userError(context, itemIndex, missingTier(provider, model));
	return { id: own.id, possibleOwners: [] };
}
