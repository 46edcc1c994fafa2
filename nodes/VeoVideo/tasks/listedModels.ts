/** Asks a provider for its live list of models. */

import type { ListedModel, Provider } from '../providers/provider';
import { withListed } from '../providers/rules/listed';
import { type Channel, exchange } from '../transport/exchange';

/** The models that the provider lists now; null where it has no list, or the list cannot be had. Never throws. */
export async function listModels(
	channel: Channel,
	{ modelList }: Provider,
): Promise<ListedModel[] | null> {
	if (modelList === undefined) return null;
	const { outcome } = await exchange(channel, {
		asked: 'status',
		request: modelList.request,
		patience: 'once',
	});
	return outcome.type === 'reply' && outcome.status < 300 ? modelList.read(outcome.body) : null;
}

/** The provider with what its live list says each model takes, where it has one that binds; else as its table has it. */
export async function asListed(channel: Channel, provider: Provider): Promise<Provider> {
	const listed = provider.modelList?.binds === true ? await listModels(channel, provider) : null;
	return listed === null ? provider : withListed(provider, listed);
}
