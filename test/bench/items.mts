/** How long 1 to 200 videos of 8 seconds take, beside n8n's own video nodes. */

import { randomUUID } from 'node:crypto';

import { atTheEnd } from '../n8n/cleanUp.mts';
import type { Tarball } from '../n8n/pack.mts';
import type { NodeSketch } from '../n8n/workflow.mts';
import type { Figure } from './figures.mts';
import { layGround, prompts, veoNode, type Ground } from './ground.mts';
import { startTheirServer } from './theirServer.mts';

const TASK_SECONDS = 8;
const HOW = 'real n8n, webhook to end of execution as n8n tells it, tasks of 8 s, files downloaded';

export async function measureItems(tarball: Tarball, isQuick: boolean): Promise<Figure[]> {
	const ground = await layGround(tarball, { taskSeconds: TASK_SECONDS });
	const figures: Figure[] = [];
	const part = 'Videos of 8 s, many at once';
	const runs: Array<{ count: number; options: Record<string, unknown>; atMost?: number }> = [
		{ count: 1, options: {} },
		{ count: 5, options: {} },
		{ count: 20, options: {} },
		{ count: 50, options: {}, atMost: 12 },
		{ count: 50, options: { pollInterval: 2 }, atMost: 12 },
		{ count: 200, options: { maxConcurrency: 50 }, atMost: 25 },
	];
	for (const { count, options, atMost } of isQuick ? runs.slice(0, 4) : runs) {
		const before = ground.sandbox.count({ action: 'status' });
		const { seconds } = await ground.time(
			prompts(count),
			await veoNode(ground, 'generate', options),
		);
		const set = Object.entries(options).map(([name, value]) => `${name} ${value}`);
		const name = `Veo Video, ${itemsOf(count)}${set.length > 0 ? ` (${set.join(', ')})` : ''}`;
		figures.push({
			part,
			name,
			value: seconds,
			unit: 's',
			how: HOW,
			...(atMost && { reach: { atMost } }),
		});
		const interval = Number(options.pollInterval ?? 10);
		figures.push({
			part,
			name: `${name}: status checks a task`,
			value: (ground.sandbox.count({ action: 'status' }) - before) / count,
			unit: '',
			how: 'counted by the sandbox',
			reach: { atMost: 1 + TASK_SECONDS / interval },
		});
	}
	const theirs = await startTheirServer(TASK_SECONDS);
	atTheEnd(async () => await theirs.close());
	for (const count of isQuick ? [1] : [1, 5]) {
		for (const node of [
			await openAiNode(ground, theirs.url),
			await geminiNode(ground, theirs.url),
		]) {
			figures.push({
				part,
				name: `${node.name}, ${itemsOf(count)}`,
				value: (await ground.time(prompts(count), node)).seconds,
				unit: 's',
				how: `${HOW}; n8n's own node, on a server with the same timing`,
			});
		}
	}
	return figures;
}

function itemsOf(count: number): string {
	return count === 1 ? '1 item' : `${count} items`;
}

async function openAiNode({ api }: Ground, url: string): Promise<NodeSketch> {
	const data = { apiKey: 'sandbox-key', url: `${url}/v1` };
	return {
		name: "n8n's OpenAI node",
		type: '@n8n/n8n-nodes-langchain.openAi',
		typeVersion: 2,
		parameters: {
			resource: 'video',
			operation: 'generate',
			modelId: { __rl: true, mode: 'id', value: 'sora-2' },
			prompt: '={{ $json.prompt }}',
			seconds: 8,
			size: '1280x720',
			options: {},
		},
		credentials: { openAiApi: await api.createCredential('openAiApi', randomUUID(), data) },
	};
}

export async function geminiNode({ api }: Ground, url: string): Promise<NodeSketch> {
	const data = { apiKey: 'sandbox-key', host: url };
	return {
		name: "n8n's Gemini node",
		type: '@n8n/n8n-nodes-langchain.googleGemini',
		typeVersion: 1,
		parameters: {
			resource: 'video',
			operation: 'generate',
			modelId: { __rl: true, mode: 'id', value: 'models/veo-3.1-generate-preview' },
			prompt: '={{ $json.prompt }}',
			options: {},
		},
		credentials: { googlePalmApi: await api.createCredential('googlePalmApi', randomUUID(), data) },
	};
}
