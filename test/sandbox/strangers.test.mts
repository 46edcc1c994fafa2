/** Clients that know nothing of this project use the sandbox: so that node and sandbox are not merely wrong together. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { request } from 'undici';

import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 0 });
});
afterAll(async () => await sandbox.close());

const openai = (face: 'hingNet' | 'twelveAi' | 'uniAll') =>
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
