/** The model picker's list: suggestions of the chosen provider, never a closed list. */

import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { findProvider } from '../providers/registry';
import { TIER_NAMES } from '../providers/words';

export async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const provider = findProvider(String(this.getCurrentNodeParameter('provider') ?? ''));
	const wanted = (filter ?? '').toLowerCase();
	return {
		results: (provider?.models ?? [])
			.map(({ id, tier }) => ({ name: `${id} – ${TIER_NAMES[tier]}`, value: id }))
			.filter(({ name }) => name.toLowerCase().includes(wanted)),
	};
}
