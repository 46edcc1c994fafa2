/** The cases of every provider, by its name. A newcomer's line goes here, beside the one in the registry. */

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import type { ProviderCases } from './cases.mts';
import { falCases } from './fal.cases.mts';
import { hingNetCases } from './hingNet.cases.mts';
import { hingNetNativeCases } from './hingNetNative.cases.mts';
import { jieKouAiCases } from './jieKouAi.cases.mts';
import { kieCases } from './kie.cases.mts';
import { openAiCompatibleCases } from './openAiCompatible.cases.mts';
import { openRouterCases } from './openRouter.cases.mts';
import { replicateCases } from './replicate.cases.mts';
import { twelveAiCases } from './twelveAi.cases.mts';
import { uniAllCases } from './uniAll.cases.mts';
import { waveSpeedCases } from './waveSpeed.cases.mts';
import { vertexAiCases } from './vertexAi.cases.mts';

export const ALL_CASES: Readonly<Record<string, ProviderCases>> = {
	hingNet: hingNetCases,
	hingNetNative: hingNetNativeCases,
	jieKouAi: jieKouAiCases,
	uniAll: uniAllCases,
	twelveAi: twelveAiCases,
	fal: falCases,
	kie: kieCases,
	openRouter: openRouterCases,
	waveSpeed: waveSpeedCases,
	replicate: replicateCases,
	vertexAi: vertexAiCases,
	openAiCompatible: openAiCompatibleCases,
};

/** Throws where the provider has none. */
export function casesOf(provider: Pick<Provider, 'name'>): ProviderCases {
	const cases = ALL_CASES[provider.name];
	if (cases === undefined) throw new Error(`There are no cases of ${provider.name}`);
	return cases;
}

/** The node's id of the task that the sandbox calls so. */
export function taskIdOf(provider: Pick<Provider, 'name'>, id: string): string {
	return casesOf(provider).taskId?.(id) ?? id;
}
