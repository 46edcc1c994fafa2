/** OpenAI-compatible gateways through the real n8n: each family at the sandbox, and a gateway of another maker before it. */
import assert from 'node:assert/strict';

import type { SandboxFace } from '../../../sandbox/sandbox.mts';
import type { Check } from '../checks.mts';
import { assertSuccess, executionError, outputItems } from '../execution.mts';
import { startPortkey } from '../portkey.mts';
import { type Stage, veoNode } from '../stage.mts';
import { assertIsSandboxFilm } from '../video.mts';

const TYPE = 'veoOpenAiCompatibleApi';
const FAMILIES: ReadonlyArray<[family: string, face: SandboxFace]> = [
	['openAi', 'openAiCompatible'],
	['newApi', 'newApi'],
	['liteLlm', 'liteLlm'],
];

export function gatewayChecks(stage: Stage): Check[] {
	const { api, sandbox } = stage;

	async function run(gatewayFamily: string, baseUrl: string, extraHeaders: object = {}) {
		const data = { apiKey: sandbox.key, baseUrl, extraHeaders: JSON.stringify(extraHeaders) };
		const credentials = { [TYPE]: await api.createCredential(TYPE, gatewayFamily, data) };
		const node = veoNode('generate', credentials, {
			provider: 'openAiCompatible',
			gatewayFamily,
			model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' },
			duration: 6,
			aspectRatio: '9:16',
			options: { pollInterval: 1 },
		});
		return await stage.run([{ prompt: `A lion behind a gateway (${gatewayFamily})` }], node);
	}

	async function assertVideo(execution: Awaited<ReturnType<typeof run>>): Promise<void> {
		assertSuccess(execution);
		const [item] = outputItems(execution, 'generate');
		assert.ok(item, 'generate gave no item');
		assert.equal(item.json['status'], 'completed');
		await assertIsSandboxFilm(api, item);
		assert.equal(sandbox.credentialsSeenElsewhere.length, 0);
	}

	return [
		...FAMILIES.map(([family, face]) => ({
			name: `generate at a gateway of the family ${family} ends in an MP4`,
			run: async () => assertVideo(await run(family, `${sandbox.urls[face]}/v1`)),
		})),
		{
			name: "generate through the Portkey gateway ends in an MP4, by the credential's extra headers",
			run: async () => {
				const portkey = await startPortkey();
				try {
					const headers = {
						'x-portkey-provider': 'openai',
						'x-portkey-custom-host': `${sandbox.urls.openAiCompatible}/v1`,
					};
					await assertVideo(await run('openAi', `${portkey.url}/v1`, headers));
					const before = sandbox.created.length;
					const without = await run('openAi', portkey.url);
					assert.equal(without.status, 'error');
					assert.match(executionError(without).message, /x-portkey-provider/);
					assert.equal(sandbox.created.length, before);
				} finally {
					await portkey.stop();
				}
			},
		},
	];
}
