/** A large video into n8n's store, beside undici streaming the same bytes to a file. */

import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { request } from 'undici';

import type { Tarball } from '../n8n/pack.mts';
import { atTheEnd } from '../n8n/cleanUp.mts';
import type { Figure } from './figures.mts';
import { layGround, prompts, veoNode, type Ground } from './ground.mts';
import { geminiNode } from './items.mts';
import { startTheirServer } from './theirServer.mts';

const MIB = 1024 * 1024;
const ROUNDS = 3;

export async function measureDownload(tarball: Tarball, isQuick: boolean): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const mebibytes of isQuick ? [64] : [64, 1024]) {
		figures.push(...(await measureSize(tarball, mebibytes)));
	}
	figures.push(await measureGemini(tarball, isQuick ? 64 : 512));
	return figures;
}

/** n8n's own Gemini node keeps the whole video in memory. */
async function measureGemini(tarball: Tarball, mebibytes: number): Promise<Figure> {
	const ground = await layGround(tarball, { taskSeconds: 0.5 });
	const theirs = await startTheirServer(0.5, mebibytes * MIB);
	atTheEnd(async () => await theirs.close());
	const node = await geminiNode(ground, theirs.url);
	const { before, peak } = await ground.memoryOf(async () => await ground.time(prompts(1), node));
	return {
		part: `Download of ${mebibytes} MiB by n8n's Gemini node`,
		name: 'more resident memory of n8n',
		value: peak - before,
		unit: 'MB',
		how: 'one download, VmRSS every 50 ms, most less before',
	};
}

async function measureSize(tarball: Tarball, mebibytes: number): Promise<Figure[]> {
	const part = `Download of ${mebibytes} MiB`;
	const ground = await layGround(tarball, { taskSeconds: 0.5, videoBytes: mebibytes * MIB });
	const node = await veoNode(ground, 'generate', { pollInterval: 1 });
	// The first run loads n8n's code and fills its caches.
	await ground.time(
		prompts(1),
		await veoNode(ground, 'generate', { downloadVideo: false, pollInterval: 1 }),
	);
	const ours: number[] = [];
	const bare: number[] = [];
	const growth: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const from = ground.sandbox.requests.length;
		const { result, before, peak } = await ground.memoryOf(
			async () => await ground.time(prompts(1), node),
		);
		const content = ground.sandbox.requests.slice(from).find(({ action }) => action === 'content');
		if (content === undefined) throw new Error('The node asked for no file');
		ours.push((result.finishedAt - content.at) / 1000);
		growth.push(peak - before);
		bare.push(await bareDownload(ground, content.path));
	}
	const [best, bestBare] = [Math.min(...ours), Math.min(...bare)];
	const how = `best of ${ROUNDS}, in turns with undici, both to a file of the same disk`;
	return [
		{
			part,
			name: 'Veo Video',
			value: mebibytes / best,
			unit: 'MiB/s',
			how: `real n8n, from the request for the file to the end of the execution; ${how}`,
		},
		{ part, name: 'undici', value: mebibytes / bestBare, unit: 'MiB/s', how },
		{
			part,
			name: 'Veo Video to undici',
			value: bestBare / best,
			unit: '×',
			how: 'the two above',
			reach: { atLeast: 0.8 },
		},
		{
			part,
			name: 'more resident memory of n8n',
			value: Math.min(...growth),
			unit: 'MB',
			how: `VmRSS every 50 ms, most less before; least of ${ROUNDS}, since n8n's own work moves it too`,
			reach: { atMost: 32 },
		},
	];
}

async function bareDownload({ sandbox }: Ground, path: string): Promise<number> {
	const folder = await mkdtemp(join(tmpdir(), 'veo-bench-'));
	try {
		const startedAt = performance.now();
		const { body } = await request(`${sandbox.urls.hingNet}${path}`, {
			headers: { authorization: `Bearer ${sandbox.key}` },
		});
		await pipeline(body, createWriteStream(join(folder, 'video.mp4')));
		return (performance.now() - startedAt) / 1000;
	} finally {
		await rm(folder, { recursive: true });
	}
}
