// The one list of dialects: faces, ports, titles and addresses follow from it.
import type { Dialect } from './dialect.mts';
import { fal } from './fal.mts';
import { hingNet } from './hingNet.mts';
import { hingNetNative } from './hingNetNative.mts';
import { jieKouAi } from './jieKouAi.mts';
import { kie } from './kie.mts';
import { liteLlm } from './liteLlm.mts';
import { newApi } from './newApi.mts';
import { openAiCompatible } from './openAiCompatible.mts';
import { openRouter } from './openRouter.mts';
import { replicate } from './replicate.mts';
import { twelveAi } from './twelveAi.mts';
import { uniAll } from './uniAll.mts';
import { vertexAi } from './vertexAi.mts';
import { waveSpeed } from './waveSpeed.mts';

/** In the order of their ports: a newcomer goes to the end, so that nobody's saved address changes. */
export const DIALECTS = {
	hingNet,
	hingNetNative,
	jieKouAi,
	uniAll,
	twelveAi,
	fal,
	kie,
	vertexAi,
	openRouter,
	waveSpeed,
	replicate,
	// One kind of credential, three families of gateways behind it.
	openAiCompatible,
	newApi,
	liteLlm,
} satisfies Record<string, Dialect>;

export type ProviderFace = keyof typeof DIALECTS;

/** `cdn` is the foreign origin that most video links point at; it refuses every credential. */
export type SandboxFace = ProviderFace | 'cdn';

function isProviderFace(name: string): name is ProviderFace {
	return Object.hasOwn(DIALECTS, name);
}

export const FACES: readonly SandboxFace[] = [
	...Object.keys(DIALECTS).filter(isProviderFace),
	'cdn',
];
