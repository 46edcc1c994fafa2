/** Images are held only while they are sent: hundreds of items with large ones wait without filling the memory. */

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { type FileStore, openFileStore } from '../files/fileStore.mts';
import { type LocalServer, sendJson, startServer } from '../transport/localServer.mts';
import { runNode } from './nodeRun.mts';
import { PNG } from './pictures.mts';

let store: FileStore;
let server: LocalServer;

beforeAll(async () => {
	store = await openFileStore();
	server = await startServer();
});
afterAll(async () => {
	await server.close();
	await store.close();
});
beforeEach(() => {
	server.requests.length = 0;
});

const MIB = 1024 * 1024;
const COUNT = 20;
const IMAGE_BYTES = 4 * MIB;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is in use when nothing is left to be collected, in bytes. */
async function bytesInUse(): Promise<number> {
	for (let round = 0; round < 4; round++) {
		await pause(50);
		collect();
	}
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

async function pause(ms: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, ms));
}

async function pictures(count: number, imageBytes: number): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	while (items.length < count) {
		const photo = await store.keep(Buffer.concat([PNG, randomBytes(imageBytes)]), 'image/png');
		items.push({ json: {}, binary: { photo } });
	}
	return items;
}

/** Takes orders; the videos are finished when the test says so. */
function serveTasks(isFinished: () => boolean, takeOrder = answerOrder): void {
	server.answer = (request, response, number) => {
		// What the test's own server remembers is not the node's.
		const seen = server.requests[number];
		if (seen) seen.body = '';
		if (request.method === 'POST') return takeOrder(response, number);
		const id = request.url?.split('/').at(-1);
		sendJson(response, 200, { id, status: isFinished() ? 'completed' : 'in_progress' });
	};
}

function answerOrder(response: ServerResponse, number: number): void {
	sendJson(response, 200, { id: `video_${number}`, status: 'queued' });
}

const orders = () => server.requests.filter(({ method }) => method === 'POST');

function run(items: INodeExecutionData[], parameters: INodeParameters, maxConcurrency: number) {
	const credential = { apiKey: 'a-secret-key', baseUrl: server.url };
	return runNode({
		items,
		credentials: { hingNetApi: credential, twelveAiApi: credential },
		onError: 'continueRegularOutput',
		parameters: {
			resource: 'video',
			provider: 'hingNet',
			model: 'veo-3.1-fast-generate-preview',
			prompt: 'A lion',
			inputMode: 'image',
			imageInput: 'binary',
			image: 'photo',
			options: { pollInterval: 1, downloadVideo: false, maxConcurrency },
			...parameters,
		},
	});
}

describe('while its videos are made', () => {
	it.each([
		['as files', 'hingNet'],
		['as text in JSON', 'twelveAi'],
	])('the node holds no images that were sent %s', async (_how, provider) => {
		const items = await pictures(COUNT, IMAGE_BYTES);
		let isFinished = false;
		serveTasks(() => isFinished);
		const before = await bytesInUse();
		const running = run(items, { provider, operation: 'generate' }, 2);
		while (server.requests.length < COUNT * 2) await pause(20);
		const held = (await bytesInUse()) - before;
		isFinished = true;
		const { items: output } = await running;
		expect(orders()).toHaveLength(COUNT);
		expect(output.map(({ json }) => json.status)).toEqual(items.map(() => 'completed'));
		expect(held).toBeLessThan((COUNT * IMAGE_BYTES) / 4);
	});

	it('nor those that were entered as text, more than once', async () => {
		const items = Array.from({ length: COUNT }, () => ({
			json: { image: Buffer.concat([PNG, randomBytes(IMAGE_BYTES)]).toString('base64') },
		}));
		let isFinished = false;
		serveTasks(() => isFinished);
		const before = await bytesInUse();
		const image = '={{ $json.image }}';
		const running = run(items, { operation: 'generate', imageInput: 'url', image }, 2);
		while (server.requests.length < COUNT * 2) await pause(20);
		const held = (await bytesInUse()) - before;
		isFinished = true;
		await running;
		expect(held).toBeLessThan((COUNT * IMAGE_BYTES) / 4);
	});
});

describe('an image that is gone when its turn comes', () => {
	it('is told, and nothing was sent for its item', async () => {
		const items = await pictures(2, 1000);
		serveTasks(
			() => true,
			(response, number) => {
				void rm(store.folder, { recursive: true }).then(() => answerOrder(response, number));
			},
		);
		const { items: output, runData } = await run(items, { operation: 'create' }, 1);
		expect(orders()).toHaveLength(1);
		expect(output.map(({ json }) => json.taskId)).toEqual(['video_0', undefined]);
		expect(output[1]?.json).toMatchObject({
			error: expect.stringContaining('cannot be read'),
			message: { safeToOrderAgain: true, description: expect.stringContaining('Nothing was sent') },
		});
		expect(JSON.stringify(runData.executionData?.contextData)).not.toContain('0:1');
	});
});
