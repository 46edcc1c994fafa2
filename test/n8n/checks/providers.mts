/** Each provider's interface through the real n8n: one workflow a provider, from the prompt to the file. */
import assert from 'node:assert/strict';

import type { SandboxFace } from '../../../sandbox/sandbox.mts';
import type { Check } from '../checks.mts';
import { assertSuccess, outputItems } from '../execution.mts';
import { type Stage, veoNode } from '../stage.mts';
import { assertIsSandboxFilm } from '../video.mts';

/** Its own default model is not sent by an n8n that imports a workflow: the editor saves one. */
const PROVIDERS: ReadonlyArray<{
	face: SandboxFace;
	credential: string;
	model: string;
	/** Its credential names an address for uploads. */
	hasUploads?: true;
	/** Where its video is to lie. */
	storageUri?: string;
}> = [
	{ face: 'hingNet', credential: 'hingNetApi', model: 'veo-3.1-generate-preview' },
	{ face: 'hingNetNative', credential: 'hingNetApi', model: 'veo-3.1-generate-preview' },
	{ face: 'jieKouAi', credential: 'jieKouAiApi', model: 'veo-3.1-generate' },
	{ face: 'uniAll', credential: 'uniAllApi', model: 'veo3.1-video-720p' },
	{ face: 'twelveAi', credential: 'twelveAiApi', model: 'veo-3.1-generate-preview' },
	{ face: 'fal', credential: 'veoFalApi', model: 'fal-ai/veo3.1' },
	{ face: 'kie', credential: 'veoKieApi', model: 'veo3_fast', hasUploads: true },
	{ face: 'openRouter', credential: 'veoOpenRouterApi', model: 'google/veo-3.1' },
	{ face: 'waveSpeed', credential: 'veoWaveSpeedApi', model: 'google/veo3.1' },
	{ face: 'replicate', credential: 'veoReplicateApi', model: 'google/veo-3.1' },
	{ face: 'vertexAi', credential: 'veoVertexAiApi', model: 'veo-3.1-fast-generate-001' },
	{
		face: 'vertexAi',
		credential: 'veoVertexAiApi',
		model: 'veo-3.1-generate-001',
		storageUri: 'gs://my-bucket/videos/',
	},
];

/** A key, or the file of a service account. */
function dataAt(sandbox: Stage['sandbox'], face: SandboxFace) {
	const baseUrl = sandbox.urls[face];
	return face === 'vertexAi'
		? { serviceAccountKey: sandbox.serviceAccountKey, baseUrl }
		: { apiKey: sandbox.key, baseUrl };
}

export function providerChecks(stage: Stage): Check[] {
	const { api, sandbox } = stage;
	return PROVIDERS.map(({ face, credential, model, hasUploads, storageUri }) => ({
		name: `generate at ${face} ends in an MP4${storageUri ? ', out of a bucket' : ''}`,
		run: async () => {
			const data = {
				...dataAt(sandbox, face),
				...(hasUploads && { uploadBaseUrl: sandbox.url(face, 'upload') }),
			};
			const credentials = { [credential]: await api.createCredential(credential, face, data) };
			const node = veoNode('generate', credentials, {
				provider: face,
				model: { __rl: true, mode: 'id', value: model },
				...(storageUri && { storageUri }),
				options: { pollInterval: 1 },
			});
			const execution = await stage.run([{ prompt: `A lion at ${face}` }], node);
			assertSuccess(execution);
			const [item] = outputItems(execution, 'generate');
			assert.ok(item, 'generate gave no item');
			assert.equal(item.json['status'], 'completed');
			await assertIsSandboxFilm(api, item);
			assert.equal(sandbox.credentialsSeenElsewhere.length, 0);
		},
	}));
}
