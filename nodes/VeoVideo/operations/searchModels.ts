/** The model picker's list: suggestions of the chosen provider, never a closed list. */

import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { findProvider } from '../providers/registry';

export async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const provider = findProvider(String(this.getCurrentNodeParameter('provider') ?? ''));
	const wanted = (filter ?? '').toLowerCase();
	return {
		results: (provider?.models ?? [])
			.filter(({ id, description }) => `${id} ${description}`.toLowerCase().includes(wanted))
			.map(({ id, description }) => ({ name: `${id} – ${description}`, value: id })),
	};
}
