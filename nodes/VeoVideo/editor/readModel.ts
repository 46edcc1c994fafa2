/** The model of an item: a tier is turned into the provider's own id, an id is sent as it is. */

import type { IExecuteFunctions } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import { PROVIDERS } from '../providers/registry';
import { isTier, missingTier, modelOfTier } from '../providers/rules/models';
import { isJsonObject } from '../terms/json';
import { userError } from './errors';
import { readText } from './read';

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
	const possibleOwners = mode === 'list' && !isExpression ? PROVIDERS : [];
	if (!isTier(model) || (mode === 'id' && !isExpression)) return { id: model, possibleOwners };
	const own = modelOfTier(provider, model, resolution);
	if (own === undefined) throw userError(context, itemIndex, missingTier(provider, model));
	return { id: own.id, possibleOwners: [] };
}
