import '../transport/withoutPauses.mts';

import type { IncomingMessage, ServerResponse } from 'node:http';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { searchModels } from '../../nodes/VeoVideo/editor/pickModel';
import type { SandboxFace } from '../../sandbox/sandbox.mts';
import { film, sendFilm } from '../files/film.mts';
import { type LocalServer, sendJson, startServer } from '../transport/localServer.mts';
import { bytesOf, makeContext, type NodeRunOptions, runNode } from './nodeRun.mts';
import { PNG } from './pictures.mts';
import { type NodeError, useStand, wordsOf } from './stand.mts';

const KEY = 'sk-gateway-0123456789abcdef';
const stand = useStand({ taskSeconds: 0 });

let server: LocalServer;
beforeAll(async () => {
	server = await startServer();
});
afterAll(async () => await server.close());
beforeEach(() => {
	server.requests.length = 0;
});

function options(
	parameters: INodeParameters,
	extraHeaders: string | IDataObject = '',
): NodeRunOptions {
	return {
		parameters: {
			provider: 'openAiCompatible',
			operation: 'generate',
			inputMode: 'text',
			model: { __rl: true, mode: 'list', value: 'veo-3.1' },
			prompt: 'A paper boat',
			options: { pollInterval: 1 },
			...parameters,
		},
		credentials: { veoOpenAiCompatibleApi: { apiKey: KEY, baseUrl: server.url, extraHeaders } },
	};
}

async function failure(asked: NodeRunOptions) {
	return await runNode(asked).then(
		() => {
			throw new Error('It went well');
		},
		(error: unknown) => error as NodeError,
	);
}

/** A gateway whose task is as the list says, one status after another, the last for ever. */
function gateway(
	statuses: readonly object[],
	content: (request: IncomingMessage, response: ServerResponse, tries: number) => void,
): void {
	let checks = 0;
	let tries = 0;
	server.answer = (request, response) => {
		if (request.method === 'POST') return sendJson(response, 200, { id: 'v1', status: 'queued' });
		if (request.url?.endsWith('/content')) return content(request, response, tries++);
		sendJson(response, 200, statuses[Math.min(checks++, statuses.length - 1)]);
	};
}

const FILM = film(5000);
const COMPLETED = { id: 'v1', status: 'completed' };
const give = (request: IncomingMessage, response: ServerResponse) =>
	sendFilm(request, response, FILM);

describe('a family of gateways', () => {
	const frames = {
		operation: 'create',
		inputMode: 'frames',
		image: `data:image/png;base64,${PNG.toString('base64')}`,
		lastImage: `data:image/png;base64,${PNG.toString('base64')}`,
	};

	it.each(['openAi', 'newApi'])('%s refuses what another takes, and says which', async (name) => {
		const error = await failure(options({ ...frames, gatewayFamily: name }));
		expect(error.message).toContain('First and Last Frame');
		expect(error.description).toContain('Gateways of the family LiteLLM take it');
		expect(server.requests).toEqual([]);
	});

	it('says which take an option that this one lacks', async () => {
		const error = await failure(options({ operation: 'create', options: { seed: 7 } }));
		expect(error.message).toContain('OpenAI-Compatible knows no "Seed"');
		expect(error.description).toContain('one of the families New-API or LiteLLM');
	});

	it('says which can be silent', async () => {
		const error = await failure(options({ operation: 'create', generateAudio: false }));
		expect(error.message).toContain('no switch for sound');
		expect(error.description).toContain('one of the families New-API or LiteLLM');
		expect(server.requests).toEqual([]);
	});

	it('that there is not is refused', async () => {
		const error = await failure(options({ gatewayFamily: 'portkey' }));
		expect(error.message).toContain('There is no Gateway Family "portkey"');
		expect(error.description).toContain('openAi, newApi or liteLlm');
	});

	it.each<[string, SandboxFace]>([
		['openAi', 'openAiCompatible'],
		['newApi', 'newApi'],
		['liteLlm', 'liteLlm'],
	])('%s: from a link to a first frame to the file', async (gatewayFamily, face) => {
		const { sandbox } = stand;
		server.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'image/png' }).end(PNG);
		};
		const asked = options({
			gatewayFamily,
			inputMode: 'image',
			image: `${server.url}/first.png`,
			duration: 8,
			aspectRatio: '9:16',
		});
		const baseUrl = `${sandbox.urls[face]}/v1`;
		for (let round = 0; round < 2; round++) {
			const { items } = await runNode({
				...asked,
				credentials: { veoOpenAiCompatibleApi: { apiKey: sandbox.key, baseUrl } },
			});
			expect(items[0]?.json).toMatchObject({ provider: 'openAiCompatible', status: 'completed' });
			expect(bytesOf(items[0]?.binary?.data).toString('latin1', 4, 8)).toBe('ftyp');
		}
		expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
			undefined,
			undefined,
		]);
		expect(sandbox.credentialsSeenElsewhere).toEqual([]);
	});
});

describe('a failure that may be taken back', () => {
	it('is no end where the next answer is another', async () => {
		const failed = { id: 'v1', status: 'failed', progress: 50 };
		const running = { id: 'v1', status: 'in_progress', progress: 50 };
		gateway([failed, running, failed, COMPLETED], give);
		const { items } = await runNode(options({}));
		expect(items[0]?.json.status).toBe('completed');
		expect(bytesOf(items[0]?.binary?.data)).toEqual(FILM);
	});

	it('is one where it stays', async () => {
		gateway([{ id: 'v1', status: 'FAILURE', fail_reason: 'No more' }], give);
		const error = await failure(options({}));
		expect(wordsOf(error)).toContain('No more');
		expect(server.requests.filter(({ method }) => method === 'GET')).toHaveLength(2);
		expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
	});

	it('is not asked for where the gateway gives a reason of its own', async () => {
		gateway([{ id: 'v1', status: 'failed', error: { code: 3, message: 'Refused' } }], give);
		const { items } = await runNode(options({ operation: 'get', taskId: 'v1' }));
		expect(items[0]?.json).toMatchObject({ failure: { code: '3', message: 'Refused' } });
		expect(server.requests).toHaveLength(1);
	});
});

describe('the file of a completed task', () => {
	it.each([400, 404, 409, 500])('may not be there for a while: HTTP %i', async (status) => {
		gateway([COMPLETED], (request, response, tries) => {
			if (tries >= 2) return give(request, response);
			sendJson(response, status, { error: { message: 'Video is not ready' } });
		});
		const { items } = await runNode(options({}));
		expect(bytesOf(items[0]?.binary?.data)).toEqual(FILM);
	});

	it('that never comes is told in the words of the gateway, with the task', async () => {
		gateway([COMPLETED], (_request, response) =>
			sendJson(response, 404, { detail: 'Video is not ready' }),
		);
		const error = await failure(options({}));
		expect(error.message).toContain('v1');
		expect(error.description).toContain('HTTP 404: Video is not ready');
	});

	it.each([
		[502, 'Failed to resolve Gemini video URL'],
		[200, 'No generated samples found in the response'],
	])(
		'that a filter held back is called so: HTTP %i, %s',
		async (status, message) => {
			gateway([COMPLETED], (_request, response) =>
				sendJson(
					response,
					status,
					{ error: { message, type: 'server_error' } },
					{ 'content-type': 'video/mp4' },
				),
			);
			const error = await failure(options({}));
			expect(error.description).toContain(message);
			expect(error.description).toContain("Google's safety filter");
		},
		60_000,
	);

	it('comes whole where ranges are ignored and no length is told', async () => {
		gateway([COMPLETED], (request, response, tries) =>
			sendFilm(request, response, FILM, {
				ignoresRange: true,
				hidesSize: true,
				...(tries === 0 && { cutAfter: 1000 }),
			}),
		);
		const { items } = await runNode(options({}));
		expect(bytesOf(items[0]?.binary?.data)).toEqual(FILM);
	});
});

describe('extra headers', () => {
	const SECRET = 'pk-0123456789secret';
	const HEADERS = {
		'x-portkey-provider': 'openai',
		'X-Portkey-Api-Key': SECRET,
		'x-portkey-config': { retry: { attempts: 1 } },
		'x-number': 7,
	};

	it('go along with every request to the gateway, and nowhere else', async () => {
		const elsewhere = await startServer();
		elsewhere.answer = give;
		gateway([COMPLETED], (_request, response) => {
			response.writeHead(302, { location: `${elsewhere.url}/film.mp4` }).end();
		});
		const { items } = await runNode(options({}, JSON.stringify(HEADERS)));
		await elsewhere.close();
		expect(bytesOf(items[0]?.binary?.data)).toEqual(FILM);
		expect(server.requests.length).toBeGreaterThanOrEqual(3);
		for (const { headers } of server.requests) {
			expect(headers).toMatchObject({
				authorization: `Bearer ${KEY}`,
				'x-portkey-provider': 'openai',
				'x-portkey-api-key': SECRET,
				'x-portkey-config': '{"retry":{"attempts":1}}',
				'x-number': '7',
			});
		}
		expect(elsewhere.requests).toHaveLength(1);
		const seen = JSON.stringify(elsewhere.requests[0]?.headers);
		expect(seen).not.toMatch(/portkey|authorization|secret/);
	});

	it('are blacked out where they hold a secret, and only there', async () => {
		server.answer = (request, response) =>
			sendJson(response, 400, {
				error: { message: `openai got ${String(request.headers['x-portkey-api-key'])}` },
			});
		const error = await failure(options({}, HEADERS));
		expect(wordsOf(error)).toContain('openai got ***');
		expect(wordsOf(error)).not.toContain(SECRET.slice(3));
	});

	it.each([
		['no JSON', 'x-portkey-provider: openai', 'are not a JSON object'],
		['a list', '["x"]', 'are not a JSON object'],
		['a line break', '{"x-a": "1\\r\\nx-b: 2"}', 'hold "x-a", which cannot be sent'],
		['a name with a space', '{"x a": "1"}', 'hold "x a", which cannot be sent'],
		['the key', '{"authorization": "Bearer x"}', 'hold "authorization", which the node sets'],
		['the length', '{"Content-Length": "1"}', 'hold "Content-Length", which the node sets'],
	])('that cannot be sent are refused before anything is: %s', async (_what, text, words) => {
		const error = await failure(options({}, text));
		expect(error.message).toContain(words);
		expect(server.requests).toEqual([]);
	});

	it.each(['', '{}', ' '])('may be left out: %j', async (text) => {
		gateway([COMPLETED], give);
		const { items } = await runNode(options({}, text));
		expect(items[0]?.json.status).toBe('completed');
	});
});

it('the picker shows the Veo models of the gateway, under the names of its operator', async () => {
	server.answer = (_request, response) =>
		sendJson(response, 200, {
			object: 'list',
			data: [{ id: 'gpt-9' }, { id: 'my-veo' }, { id: 'veo-3.1-generate-001' }, { id: 5 }],
		});
	const { context } = makeContext(options({}));
	const chosen: Record<string, unknown> = { provider: 'openAiCompatible' };
	const loading = Object.assign(Object.create(context), {
		getCurrentNodeParameter: (name: string) => chosen[name],
	}) as ThisParameterType<typeof searchModels>;
	const { results } = await searchModels.call(loading);
	expect(results.map(({ value }) => value)).toEqual([
		'veo-3.1',
		'veo-3.1-fast',
		'veo-3.1-lite',
		'my-veo',
	]);
	expect(server.requests.map(({ path }) => path)).toEqual(['/v1/models']);
});
