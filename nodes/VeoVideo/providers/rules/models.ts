/** From the tier that a person chooses to the id that a provider has for it. */

import { anyOf } from '../../terms/labels';
import type { Failure } from '../../terms/result';
import type { VideoSpec } from '../../terms/spec';
import type { NamedModel, Offer, Provider, Tier } from '../provider';
import { FIELD_NAMES, TIER_NAMES } from '../words';
import { lineOf } from './offers';

/** From the best picture to the lowest price, as the picker lists them. */
export const TIERS: readonly Tier[] = ['veo-3.1', 'veo-3.1-fast', 'veo-3.1-lite'];

/** What a new node holds. */
export const DEFAULT_TIER: Tier = 'veo-3.1-fast';

export function isTier(text: string): text is Tier {
	return Object.hasOwn(TIER_NAMES, text);
}

/** The tiers that the provider has. */
export function tiersOf({ models }: Pick<Provider, 'models'>): Tier[] {
	return TIERS.filter((tier) => models.some((model) => model.tier === tier));
}

/**
 * The provider's model of a tier. Where its ids carry the resolution, the one of the resolution that is
 * wanted; a resolution that none has is left to the check. Undefined where the provider lacks the tier.
 */
export function modelOfTier(
	{ models }: Pick<Provider, 'models'>,
	tier: Tier,
	resolution: string | undefined,
): NamedModel | undefined {
	const ofTier = models.filter((model) => model.tier === tier);
	return ofTier.find((model) => model.resolution === resolution) ?? ofTier[0];
}

/** A tier that the provider lacks: what it has instead. */
export function missingTier(provider: Provider, tier: Tier): Failure {
	const others = tiersOf(provider).map((one) => `${TIER_NAMES[one]} (${one})`);
	return {
		message: `${provider.displayName} has no ${TIER_NAMES[tier]}`,
		description: `Set ${FIELD_NAMES.model} to ${anyOf(others)}. If ${provider.displayName} offers it all the same, set ${FIELD_NAMES.model} to "By ID" and enter its ID there.`,
	};
}

/** "Veo 3.1 (veo-3.1-generate-preview)": the tiers that fit, each with the provider's own id. */
export function namesOfTiers(
	provider: Provider,
	resolution: string | undefined,
	isFit: (id: string) => boolean = () => true,
): string[] {
	return tiersOf(provider).flatMap((tier) => {
		const id = modelOfTier(provider, tier, resolution)?.id ?? '';
		return isFit(id) ? `${TIER_NAMES[tier]} (${id})` : [];
	});
}

/** The same for the tiers whose line in this mode is like that, behind a colon; empty where none is. */
export function tiersWhere(
	provider: Provider,
	{ inputMode, resolution }: VideoSpec,
	isFit: (line: Offer) => boolean,
): string {
	const found = namesOfTiers(provider, resolution, (id) => {
		const line = lineOf(provider, id, inputMode);
		return line !== undefined && isFit(line);
	});
	return found.length === 0 ? '' : `: ${anyOf(found)}`;
}
