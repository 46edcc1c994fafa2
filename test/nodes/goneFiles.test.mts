/** Replicate deletes the files of a prediction an hour after its end: nobody is told that it is simply completed, or that it failed. */

import '../transport/withoutPauses.mts';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { type Sandbox, startSandbox } from '../../sandbox/sandbox.mts';
import { runNode } from './nodeRun.mts';
import { PNG } from './pictures.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 0.05, videoBytes: 3000 });
});
afterAll(async () => await sandbox.close());

async function run(parameters: INodeParameters) {
	return await runNode({
		credentials: {
			veoReplicateApi: { apiKey: sandbox.key, baseUrl: sandbox.urls.replicate },
		},
		items: [
			{
				json: {},
				binary: {
					// Too large for a data URI.
					photo: {
						data: Buffer.concat([PNG, Buffer.alloc(200_000)]).toString('base64'),
						mimeType: 'image/png',
					},
				},
			},
		],
		parameters: { provider: 'replicate', options: { pollInterval: 1 }, ...parameters },
	});
}

async function finishedTask(): Promise<string> {
	const { items } = await run({
		operation: 'generate',
		inputMode: 'text',
		model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' },
		prompt: 'A lion',
	});
	expect(items[0]?.binary?.data?.bytes).toBe(sandbox.videoBytes);
	expect(items[0]?.json.warning).toBeUndefined();
	return String(items[0]?.json.taskId);
}

it('says in the item that the file is gone, and in the error of a download', async () => {
	const taskId = await finishedTask();
	sandbox.age(3601);
	const { items } = await run({ operation: 'get', taskId });
	expect(items[0]?.json).toMatchObject({
		taskId,
		videoUrl: null,
		failure: null,
		warning: expect.stringContaining('The video is gone.'),
	});
	await expect(run({ operation: 'download', taskId })).rejects.toMatchObject({
		message: expect.stringContaining(`The video is gone (task ${taskId})`),
		description: expect.stringMatching(/an hour after its end.*order it anew/s),
	});
});

it('uploads a file that is too large for a data URI, and names its link', async () => {
	const before = sandbox.requests.length;
	await run({
		operation: 'create',
		inputMode: 'image',
		model: { __rl: true, mode: 'list', value: 'veo-3.1' },
		prompt: 'A lion',
		imageInput: 'binary',
		image: 'photo',
	});
	const sent = sandbox.requests.slice(before);
	expect(sent.map(({ action }) => action)).toEqual(['upload', 'create']);
	expect(sent[1]?.body).toMatchObject({
		input: { image: expect.stringContaining('/v1/files/') },
	});
});

it('waits as long as the reply asks where creates are throttled', async () => {
	sandbox.faults.add({ kind: 'status', status: 429, face: 'replicate', action: 'create' });
	const startedAt = Date.now();
	await run({
		operation: 'create',
		inputMode: 'text',
		model: { __rl: true, mode: 'list', value: 'veo-3.1' },
		prompt: 'A lion',
	});
	// The sandbox asks for a second; the usual pause is half of one.
	expect(Date.now() - startedAt).toBeGreaterThanOrEqual(990);
});
