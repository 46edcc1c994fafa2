/** A provider's live list of models: what it says goes before the table, and the table holds where it cannot be had. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { searchModels } from '../../nodes/VeoVideo/editor/pickModel';
import { sendJson, startServer, type LocalServer } from '../transport/localServer.mts';
import { makeContext, type NodeRunOptions, runNode } from './nodeRun.mts';

const MODELS = {
	data: [
		{
			id: 'google/veo-3.1',
			name: 'Google: Veo 3.1',
			supported_durations: [5, 10],
			supported_resolutions: ['720p', '4K'],
			supported_aspect_ratios: ['9:16', '1:1'],
			generate_audio: true,
		},
		{
			id: 'google/veo-4',
			name: 'Google: Veo 4',
			supported_durations: [12],
			supported_resolutions: null,
			supported_aspect_ratios: null,
			generate_audio: false,
		},
		{ id: 'google/veo-5', name: 'Google: Veo 5', supported_durations: null },
		{ id: 'kling/v3', name: 'Kling', supported_durations: [5] },
	],
};

let server: LocalServer;
let list: { status: number; body: object };

beforeAll(async () => {
	server = await startServer();
});
afterAll(async () => await server.close());
beforeEach(() => {
	server.requests.length = 0;
	list = { status: 200, body: MODELS };
	server.answer = (request, response) => {
		const isList = request.url?.endsWith('/v1/videos/models');
		if (isList) sendJson(response, list.status, list.body);
		else sendJson(response, 202, { id: 'gen-vid-1', status: 'pending' });
	};
});

function options(id: string, more: INodeParameters = {}, count = 1): NodeRunOptions {
	return {
		parameters: {
			provider: 'openRouter',
			operation: 'create',
			model: { __rl: true, mode: 'id', value: id },
			prompt: 'A paper boat',
			...more,
		},
		items: Array.from({ length: count }, () => ({ json: {} })),
		credentials: { veoOpenRouterApi: { apiKey: 'sk-or-secret', baseUrl: `${server.url}/api` } },
	};
}

const creates = () => server.requests.filter(({ method }) => method === 'POST');
const lists = () => server.requests.filter(({ path }) => path === '/api/v1/videos/models');

describe('a model that the list names', () => {
	it('is taken with what the list allows, though the table does not', async () => {
		await runNode(options('google/veo-3.1', { duration: 10, resolution: '4k' }));
		expect(creates()).toHaveLength(1);
		expect(JSON.parse(creates()[0]?.body ?? '')).toMatchObject({ duration: 10, resolution: '4K' });
	});

	it.each([
		[{ duration: 8 }, /8 seconds/, /5 seconds or 10 seconds/],
		[{ resolution: '1080p' }, /1080p/, /720p or 4k/],
		[{ aspectRatio: '16:9' }, /16:9/, /9:16/],
	])('is refused with %j, before anything is sent', async (more, message, advice) => {
		await expect(runNode(options('google/veo-3.1', more))).rejects.toMatchObject({
			message: expect.stringMatching(message),
			description: expect.stringMatching(advice),
		});
		expect(creates()).toEqual([]);
	});

	it('keeps the rule of a mode that takes less than the model at large', async () => {
		list.body = { data: [{ ...MODELS.data[0], supported_durations: [4, 6, 8] }] };
		const more = {
			inputMode: 'references',
			referenceImages: { values: [{ image: 'https://example.com/a.png' }] },
		};
		await expect(
			runNode(options('google/veo-3.1', { ...more, duration: 6 })),
		).rejects.toMatchObject({ description: expect.stringContaining('8 seconds') });
		await runNode(options('google/veo-3.1', { ...more, duration: 8 }));
		expect(creates()).toHaveLength(1);
	});

	it('may be one that no table names', async () => {
		await runNode(options('google/veo-4', { duration: 12 }));
		const [create] = creates();
		// Without a switch for sound nothing is said about it.
		expect(JSON.parse(create?.body ?? '')).toEqual({
			model: 'google/veo-4',
			prompt: 'A paper boat',
			duration: 12,
		});
		await expect(runNode(options('google/veo-4', { duration: 8 }))).rejects.toMatchObject({
			description: expect.stringContaining('12 seconds'),
		});
	});
});

it.each(['google/veo-5', 'google/veo-6'])(
	'%s, of which the list says nothing, is sent as the person says',
	async (id) => {
		await runNode(options(id, { duration: 7 }));
		expect(JSON.parse(creates()[0]?.body ?? '')).toMatchObject({ model: id, duration: 7 });
	},
);

it.each([
	[500, { error: { code: 500, message: 'Internal Server Error' } }],
	[200, { hello: 'world' }],
])('where the list is HTTP %s %j the table holds', async (status, body) => {
	list = { status, body };
	await runNode(options('google/veo-3.1', { duration: 8 }));
	await expect(runNode(options('google/veo-3.1', { duration: 10 }))).rejects.toMatchObject({
		description: expect.stringContaining('8 seconds'),
	});
	expect(creates()).toHaveLength(1);
});

it('is asked for once for all items, and not at all in a dry run', async () => {
	await runNode(options('google/veo-3.1', {}, 5));
	expect(creates()).toHaveLength(5);
	expect(lists()).toHaveLength(1);
	server.requests.length = 0;
	await runNode(options('google/veo-3.1', { options: { dryRun: true } }));
	expect(server.requests).toEqual([]);
});

it("the picker shows the further Veo models below the tiers, by the provider's own names", async () => {
	const { context } = makeContext(options('google/veo-3.1'));
	const chosen: Record<string, unknown> = { provider: 'openRouter' };
	const loading = Object.assign(Object.create(context), {
		getCurrentNodeParameter: (name: string) => chosen[name],
	}) as ThisParameterType<typeof searchModels>;
	const { results } = await searchModels.call(loading);
	expect(results.map(({ value }) => value)).toEqual([
		'veo-3.1',
		'veo-3.1-fast',
		'veo-3.1-lite',
		'google/veo-4',
		'google/veo-5',
	]);
	expect(results.at(-1)?.name).toBe('Google: Veo 5 (google/veo-5)');
	list = { status: 500, body: {} };
	expect((await searchModels.call(loading)).results).toHaveLength(3);
});
