/** The families of gateways that speak one provider's interface: each has offers and requests of its own. */

import { anyOf } from '../../terms/labels';
import type { Failure } from '../../terms/result';
import type { VideoSpec } from '../../terms/spec';
import type { GatewayFamily, Offer, Provider } from '../provider';
import { findProblem } from './check';
import { linesFor } from './offers';

/** The label of the field that names the family. */
export const FAMILY_LABEL = 'Gateway Family';

/** The provider as each of its families has it; itself where it has none. */
export function everyFamily(provider: Provider): Provider[] {
	return provider.families?.map((family) => as(provider, family)) ?? [provider];
}

/** The provider as the family of that name has it; undefined where it has no such family. */
export function inFamily(provider: Provider, name: string): Provider | undefined {
	const family = provider.families?.find((one) => one.name === name);
	return family && as(provider, family);
}

function as(provider: Provider, family: GatewayFamily): Provider {
	const { documentation, offers, createRequest, findUnsayable = () => null } = family;
	return { ...provider, documentation, offers, createRequest, findUnsayable };
}

/** What a provider offers in any of its families. */
export function offersInAnyFamily(provider: Provider): Offer[] {
	return everyFamily(provider).flatMap(({ offers }) => offers);
}

/** As `findProblem`; what another family takes, it says. */
export function findProblemInFamily(
	provider: Provider,
	spec: VideoSpec,
	others: readonly Provider[],
): Failure | null {
	const find = (one: Provider) => findProblem(one, spec, others) ?? findSilenceProblem(one, spec);
	const failure = find(provider);
	if (failure === null) return null;
	const takers = (provider.families ?? []).filter((family) => find(as(provider, family)) === null);
	if (takers.length === 0) return failure;
	const names = anyOf(takers.map(({ displayName }) => displayName));
	const which = takers.length === 1 ? 'of the family' : 'of one of the families';
	return {
		...failure,
		description: `${failure.description} Gateways ${which} ${names} take it: if yours is one, choose that in "${FAMILY_LABEL}".`,
	};
}

/** The editor shows the switch for sound for all families. */
function findSilenceProblem(provider: Provider, spec: VideoSpec): Failure | null {
	const { families, displayName } = provider;
	const lines = linesFor(provider, spec.model, spec.inputMode);
	const isSilent = families !== undefined && spec.generateAudio === false;
	return !isSilent || lines.some(({ soundSwitch }) => soundSwitch)
		? null
		: {
				message: `${displayName} has no switch for sound that every gateway knows`,
				description: 'Set "Generate Audio" to on.',
			};
}
