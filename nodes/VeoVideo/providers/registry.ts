/** The providers, in the order in which the editor offers them. A new one is one line here. */

import { fal } from './fal';
import { hingNet } from './hingNet';
import { hingNetNative } from './hingNetNative';
import { jieKouAi } from './jieKouAi';
import { kie } from './kie';
import { openAiCompatible } from './openAiCompatible';
import { openRouter } from './openRouter';
import type { Provider } from './provider';
import { replicate } from './replicate';
import { twelveAi } from './twelveAi';
import { uniAll } from './uniAll';
import { waveSpeed } from './waveSpeed';
import { vertexAi } from './vertexAi';

export const PROVIDERS: readonly [Provider, ...Provider[]] = [
	hingNet,
	hingNetNative,
	jieKouAi,
	uniAll,
	twelveAi,
	fal,
	kie,
	openRouter,
	waveSpeed,
	replicate,
	vertexAi,
	openAiCompatible,
];

/** The provider of that name; undefined for a name that a workflow made up. */
export function findProvider(name: string): Provider | undefined {
	return PROVIDERS.find((provider) => provider.name === name);
}
