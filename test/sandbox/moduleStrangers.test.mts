/** Clients that know nothing of this project, and that come as modules only: each runs as a program of its own. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { PNG_BASE64 } from './client.mts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 0 });
});
afterAll(async () => await sandbox.close());

async function seenBy(client: string, args: string[]): Promise<unknown> {
	const program = join(import.meta.dirname, 'clients', `${client}.mts`);
	const { stdout } = await promisify(execFile)(process.execPath, [program, ...args]);
	return JSON.parse(stdout);
}

const STRING: unknown = expect.any(String);

it('OpenRouter’s own client goes from create to file, and creates again what may have been made', async () => {
	const face = 'openRouter';
	sandbox.faults.add({
		kind: 'taskFails',
		face,
		prompt: 'unlucky',
		body: 'Content policy violation',
	});
	sandbox.faults.add({ kind: 'status', face, prompt: 'busy', status: 503, createFirst: true });
	const image = `data:image/png;base64,${PNG_BASE64}`;
	const seen = await seenBy(face, [sandbox.urls[face], sandbox.key, image]);
	const { taskId: id } = sandbox.created[0] ?? { taskId: '' };
	expect(seen).toMatchObject({
		created: { id, pollingUrl: STRING, status: 'pending' },
		done: { id, status: 'completed', unsignedUrls: [STRING], usage: { cost: 0.4, isByok: false } },
		bytes: sandbox.videoBytes,
		begins: 'ftyp',
		models: ['google/veo-3.1', 'google/veo-3.1-fast', 'google/veo-3.1-lite'],
		failed: { status: 'failed', error: 'Content policy violation' },
		again: 'pending',
		wrongKey: { name: 'UnauthorizedResponseError', message: 'User not found.' },
		noJob: { name: 'NotFoundResponseError', message: 'Job nothing not found' },
	});
	const body = {
		provider: { options: { 'google-vertex': { parameters: { negativePrompt: 'rain' } } } },
	};
	expect(sandbox.created[0]).toMatchObject({ body });
	// The client sends a create again after a 503: two were made, and two would be paid.
	expect(sandbox.created.filter(({ prompt }) => prompt === 'busy')).toHaveLength(2);
});

it('Vercel’s AI SDK goes from create to file at Replicate and at OpenRouter', async () => {
	const { replicate, openRouter } = sandbox.urls;
	sandbox.faults.add({ kind: 'taskFails', prompt: 'unlucky', body: 'Flagged', times: 2 });
	const file = { bytes: sandbox.videoBytes, begins: 'ftyp', type: 'video/mp4' };
	expect(await seenBy('aiSdk', [replicate, openRouter, sandbox.key])).toEqual({
		replicate: file,
		replicateFails: expect.stringContaining('Flagged'),
		openRouter: file,
		openRouterFails: expect.stringContaining('Flagged'),
	});
	const [made] = sandbox.created.filter(({ face }) => face === 'replicate');
	expect(made?.body).toEqual({
		input: { prompt: 'A lion', aspect_ratio: '9:16', duration: 4, seed: 7, resolution: '720p' },
	});
	expect(sandbox.credentialsSeenElsewhere).toEqual([]);
});
