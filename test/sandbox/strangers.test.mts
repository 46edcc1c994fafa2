/** Clients that know nothing of this project use the sandbox: so that node and sandbox are not merely wrong together. */

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiError, createFalClient, ValidationError } from '@fal-ai/client';
import { GoogleGenAI } from '@google/genai';
import OpenAI, { toFile } from 'openai';
import { request } from 'undici';

import type { KeyFile } from '../../sandbox/serviceAccount.mts';
import { startSandbox, type OriginName, type Sandbox } from '../../sandbox/sandbox.mts';
import { PNG_BASE64 } from './client.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 0 });
});
afterAll(async () => await sandbox.close());

type OpenAiFace = 'hingNet' | 'twelveAi' | 'uniAll' | 'openAiCompatible' | 'newApi' | 'liteLlm';

const openai = (face: OpenAiFace) =>
	new OpenAI({ apiKey: sandbox.key, baseURL: `${sandbox.urls[face]}/v1`, maxRetries: 0 });

const isVideo = (bytes: Buffer) =>
	bytes.length === sandbox.videoBytes && bytes.toString('latin1', 4, 8) === 'ftyp';

describe('the openai package', () => {
	it('creates with a form, polls and downloads at HingNet', async () => {
		const client = openai('hingNet');
		const created = await client.videos.create({
			model: 'veo-3.1-fast-generate-preview',
			prompt: 'A lion at sunset',
			seconds: '8',
			size: '1280x720',
		});
		expect(created).toMatchObject({ object: 'video', status: 'queued', progress: 0 });
		const done = await client.videos.retrieve(created.id);
		expect(done).toMatchObject({ id: created.id, status: 'completed', progress: 100 });
		const content = await client.videos.downloadContent(created.id);
		expect(isVideo(Buffer.from(await content.arrayBuffer()))).toBe(true);
	});

	it('creates with JSON, polls and downloads at 12AI', async () => {
		const client = openai('twelveAi');
		const body = { model: 'veo-3.1-generate-preview', prompt: 'A lion at sunset' };
		const created = await client.post<{ id: string }>('/videos', { body });
		const done = await client.videos.retrieve(created.id);
		expect(done).toMatchObject({ id: created.id, status: 'completed' });
		const content = await client.videos.downloadContent(created.id);
		expect(isVideo(Buffer.from(await content.arrayBuffer()))).toBe(true);
	});

	it.each<[OpenAiFace, string]>([
		['openAiCompatible', 'queued'],
		['newApi', 'queued'],
		['liteLlm', 'processing'],
	])('creates with an image, polls and downloads at %s', async (face, status) => {
		const client = openai(face);
		const model = 'veo-3.1-fast-generate-001';
		const listed = (await client.models.list()).data.map(({ id }) => id);
		expect(listed).toContain(model);
		const image = Buffer.from(PNG_BASE64, 'base64');
		const created = await client.videos.create({
			model,
			prompt: 'A lion at sunset',
			seconds: '8',
			size: '1280x720',
			input_reference: await toFile(image, 'a.png', { type: 'image/png' }),
		});
		expect(created).toMatchObject({ object: 'video', status, model });
		expect(await client.videos.retrieve(created.id)).toMatchObject({ status: 'completed' });
		const content = await client.videos.downloadContent(created.id);
		expect(isVideo(Buffer.from(await content.arrayBuffer()))).toBe(true);
	});

	it('creates and polls at UniAll', async () => {
		const client = openai('uniAll');
		const body = { model: 'veo3.1-video-720p', prompt: 'A lion at sunset', size: '720p' };
		const created = await client.post<{ id: string }>('/video/generations', { body });
		expect(await client.videos.retrieve(created.id)).toMatchObject({ status: 'completed' });
	});

	it('knows a wrong key and a missing task by their status', async () => {
		const stranger = new OpenAI({
			apiKey: 'wrong-key',
			baseURL: `${sandbox.urls.hingNet}/v1`,
			maxRetries: 0,
		});
		await expect(stranger.videos.retrieve('video_x')).rejects.toMatchObject({ status: 401 });
		await expect(openai('hingNet').videos.retrieve('video_x')).rejects.toMatchObject({
			status: 404,
		});
	});
});

// Version 1: later ones refuse to make videos through the Gemini interface, which Google itself has switched off.
describe('the @google/genai package', () => {
	it('creates and polls at HingNet’s native face, and finds the link', async () => {
		const client = new GoogleGenAI({
			apiKey: 'not-looked-at',
			httpOptions: {
				baseUrl: sandbox.urls.hingNetNative,
				headers: { Authorization: `Bearer ${sandbox.key}` },
			},
		});
		const started = await client.models.generateVideos({
			model: 'veo-3.1-generate-preview',
			source: { prompt: 'A drone rises from a beach at sunset' },
			config: { durationSeconds: 6, aspectRatio: '16:9', resolution: '720p' },
		});
		const done = await client.operations.getVideosOperation({ operation: started });
		expect(done.done).toBe(true);
		const uri = done.response?.generatedVideos?.[0]?.video?.uri ?? '';
		const reply = await request(uri);
		expect(isVideo(Buffer.from(await reply.body.arrayBuffer()))).toBe(true);
	});
});

describe('the @google/genai package at Vertex AI', () => {
	let client: GoogleGenAI;
	beforeAll(() => {
		// The package tells at length which of two credentials it took.
		const debug = jest.spyOn(console, 'debug').mockImplementation(() => undefined);
		client = vertexAi();
		debug.mockRestore();
	});

	/** Google's library asks for tokens at one address only: that request is sent to the sandbox. */
	function vertexAi() {
		const { client_email, private_key, project_id, token_uri }: KeyFile = JSON.parse(
			sandbox.serviceAccountKey,
		);
		const fetchImplementation = async (url: string | URL | Request, init?: RequestInit) => {
			if (String(url) !== 'https://oauth2.googleapis.com/token') {
				throw new Error(`Nothing may be sent to ${String(url)}`);
			}
			return await fetch(token_uri, init);
		};
		return new GoogleGenAI({
			vertexai: true,
			project: project_id,
			location: 'us-central1',
			googleAuthOptions: {
				credentials: { client_email, private_key },
				clientOptions: { transporterOptions: { fetchImplementation } },
			},
			httpOptions: { baseUrl: sandbox.urls.vertexAi },
		});
	}

	it('gets a token, creates with an image, polls, and has the video in the reply', async () => {
		const started = await client.models.generateVideos({
			model: 'veo-3.1-fast-generate-001',
			source: {
				prompt: 'A drone rises from a beach',
				image: { imageBytes: PNG_BASE64, mimeType: 'image/png' },
			},
			config: { durationSeconds: 6, aspectRatio: '16:9', numberOfVideos: 2, generateAudio: false },
		});
		const done = await client.operations.getVideosOperation({ operation: started });
		expect(done.done).toBe(true);
		const videos = done.response?.generatedVideos ?? [];
		expect(videos).toHaveLength(2);
		expect(isVideo(Buffer.from(videos[0]?.video?.videoBytes ?? '', 'base64'))).toBe(true);
	});

	it('finds the video in a bucket, and reasons where it was filtered', async () => {
		const create = async () =>
			await client.models.generateVideos({
				model: 'veo-3.1-generate-001',
				source: { prompt: 'A drone rises from a beach' },
				config: { outputGcsUri: 'gs://bucket/out/' },
			});
		const stored = await client.operations.getVideosOperation({ operation: await create() });
		const uri = stored.response?.generatedVideos?.[0]?.video?.uri;
		expect(uri).toMatch(/^gs:\/\/bucket\/out\/\d+\/sample_0\.mp4$/);
		sandbox.faults.add({ kind: 'taskFails', body: 'Support codes: 58061214' });
		const filtered = await client.operations.getVideosOperation({ operation: await create() });
		expect(filtered.response).toMatchObject({
			raiMediaFilteredCount: 1,
			raiMediaFilteredReasons: ['Support codes: 58061214'],
		});
	});

	it('knows a retired model by its status', async () => {
		const order = client.models.generateVideos({
			model: 'veo-3.0-generate-001',
			source: { prompt: 'A drone rises from a beach' },
		});
		await expect(order).rejects.toMatchObject({ status: 404 });
	});
});

describe('the @fal-ai/client package', () => {
	const ENDPOINT = 'fal-ai/veo3.1/fast/image-to-video';
	const HOSTS: Readonly<Record<string, OriginName>> = {
		'queue.fal.run': 'api',
		'rest.fal.ai': 'upload',
	};

	/** The client knows fal's own hosts only: each of its requests is sent to the sandbox in place of them. */
	function fal(key = sandbox.key) {
		return createFalClient({
			credentials: key,
			retry: { maxRetries: 0 },
			requestMiddleware: async (one) => {
				const { host, pathname, search } = new URL(one.url);
				const origin = HOSTS[host];
				if (origin === undefined) throw new Error(`Nothing may be sent to ${host}`);
				return { ...one, url: `${sandbox.url('fal', origin)}${pathname}${search}` };
			},
		});
	}

	const image = () => new Blob([Buffer.from(PNG_BASE64, 'base64')], { type: 'image/png' });

	it('uploads an image, orders with it, waits, and finds the file', async () => {
		const seen: string[] = [];
		sandbox.taskSeconds = 1;
		const { data, requestId } = await fal().subscribe(ENDPOINT, {
			input: { prompt: 'A lion at sunset', image_url: image(), duration: '4s' },
			pollInterval: 50,
			logs: true,
			onQueueUpdate: ({ status }) => void seen.push(status),
		});
		sandbox.taskSeconds = 0;
		expect(new Set(seen)).toEqual(new Set(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']));
		expect(sandbox.tasks.get(requestId)).toMatchObject({ model: ENDPOINT });
		const [upload] = [...sandbox.uploads.values()].slice(-1);
		expect(upload?.bytes.toString('base64')).toBe(PNG_BASE64);
		const reply = await request(data.video.url);
		expect(isVideo(Buffer.from(await reply.body.arrayBuffer()))).toBe(true);
		expect(sandbox.credentialsSeenElsewhere).toEqual([]);
	});

	it('goes step by step: submit, status, result', async () => {
		const { queue } = fal();
		const submitted = await queue.submit('fal-ai/veo3.1', { input: { prompt: 'A lion' } });
		expect(submitted).toMatchObject({ status: 'IN_QUEUE', queue_position: 0 });
		const requestId = submitted.request_id;
		const status = await queue.status('fal-ai/veo3.1', { requestId });
		expect(status).toMatchObject({ status: 'COMPLETED', logs: [], request_id: requestId });
		const result = await queue.result('fal-ai/veo3.1', { requestId });
		expect(result).toMatchObject({ requestId, data: { video: { content_type: 'video/mp4' } } });
	});

	it('cancels', async () => {
		sandbox.taskSeconds = 600;
		const { queue } = fal();
		const { request_id: requestId } = await queue.submit('fal-ai/veo3.1', {
			input: { prompt: 'A lion' },
		});
		sandbox.taskSeconds = 0;
		await queue.cancel('fal-ai/veo3.1', { requestId });
		expect(sandbox.tasks.get(requestId)?.cancelled).toMatchObject({ phase: 'queued' });
		await expect(queue.status('fal-ai/veo3.1', { requestId })).rejects.toMatchObject({
			status: 404,
		});
	});

	it('knows a refused prompt by the result, and fields by their names', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: 'The prompt was flagged' });
		const { queue } = fal();
		const { request_id: requestId } = await queue.submit('fal-ai/veo3.1', {
			input: { prompt: 'A lion' },
		});
		const failure: unknown = await queue
			.result('fal-ai/veo3.1', { requestId })
			.catch((error: unknown) => error);
		if (!(failure instanceof ValidationError)) throw failure;
		expect(failure.getFieldErrors('prompt')).toMatchObject([
			{ type: 'content_policy_violation', msg: 'The prompt was flagged' },
		]);
	});

	it('knows a wrong key and a balance that is used up', async () => {
		const input = { prompt: 'A lion' };
		const refusal = async (key?: string): Promise<unknown> =>
			await fal(key)
				.queue.submit('fal-ai/veo3.1', { input })
				.catch((error: unknown) => error);
		const wrongKey = await refusal('wrong');
		expect(wrongKey).toBeInstanceOf(ApiError);
		expect(wrongKey).toMatchObject({ status: 401, body: { detail: 'invalid key credentials' } });
		sandbox.faults.add({ kind: 'status', status: 403, face: 'fal', action: 'create' });
		const detail: unknown = expect.stringContaining('Exhausted balance');
		expect(await refusal()).toMatchObject({ status: 403, body: { detail } });
	});
});
