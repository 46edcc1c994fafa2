/** The "Test" button of each credential, run as n8n runs it, see credentialButton.mts. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { VeoTaskTableApi } from '../../credentials/VeoTaskTableApi.credentials';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { startSandbox, type Sandbox, type SandboxFace } from '../../sandbox/sandbox.mts';
import { sendJson, startServer, type LocalServer } from '../transport/localServer.mts';
import { startTableServer, type TableServer } from '../trigger/tableServer.mts';
import { credentialOf, press, request, STRANGERS } from './credentialButton.mts';
import { PROVIDER_CREDENTIALS } from './nodeRun.mts';

const ROOT = resolve(import.meta.dirname, '../..');

const KEYS: Array<[type: string, face: SandboxFace]> = [
	['hingNetApi', 'hingNet'],
	['jieKouAiApi', 'jieKouAi'],
	['twelveAiApi', 'twelveAi'],
	['uniAllApi', 'uniAll'],
	['veoFalApi', 'fal'],
	['veoKieApi', 'kie'],
	['veoOpenRouterApi', 'openRouter'],
	['veoReplicateApi', 'replicate'],
	['veoWaveSpeedApi', 'waveSpeed'],
	['veoOpenAiCompatibleApi', 'openAiCompatible'],
	['veoOpenAiCompatibleApi', 'newApi'],
	['veoOpenAiCompatibleApi', 'liteLlm'],
];

let sandbox: Sandbox;
let server: LocalServer;

beforeAll(async () => {
	sandbox = await startSandbox();
	server = await startServer();
});
afterAll(async () => {
	await sandbox.close();
	await server.close();
});
beforeEach(() => {
	sandbox.faults.clear();
	server.requests.length = 0;
});

describe.each(KEYS)('the test of %s', (type, face) => {
	it('passes with the right key, and creates nothing', async () => {
		const added = PROVIDERS.filter(({ credentialType }) => credentialType === type).flatMap(
			({ addedPaths }) => [...addedPaths],
		);
		const pasted = added.flatMap((path) => [path, `${path}/`, `/gateway${path}`]);
		for (const ending of ['', '/', '/gateway', '/gateway/', ...pasted]) {
			const baseUrl = `${sandbox.urls[face]}${ending}`;
			expect(await press(type, { apiKey: sandbox.key, baseUrl })).toBeNull();
		}
		expect(sandbox.created).toEqual([]);
		expect(sandbox.requests.map(({ method }) => method)).not.toContain('POST');
	});

	it.each(['sk-wrong-key', '', ' '])('fails with the key %j', async (apiKey) => {
		const words = await press(type, { apiKey, baseUrl: sandbox.urls[face] });
		expect(words).toContain('does not accept this API key');
	});

	it.each([401, 402, 403, 500, 502, 503])('fails where the provider answers %i', async (status) => {
		server.answer = (_request, response) => {
			response.writeHead(status, { 'content-type': 'application/json' });
			response.end('{"error":{"message":"no"}}');
		};
		const error = await request(type, { apiKey: 'sk-right-key', baseUrl: server.url });
		expect(error).toHaveProperty('httpCode', String(status));
		expect(await press(type, { apiKey: 'sk-right-key', baseUrl: server.url })).not.toBeNull();
	});

	it.each(STRANGERS)(
		'fails where another web server answers with %s, and says that the key was not tested',
		async (_what, status, contentType, body) => {
			server.answer = (_request, response) => {
				response.writeHead(status, { 'content-type': contentType }).end(body);
			};
			const words = await press(type, { apiKey: 'sk-right-key', baseUrl: server.url });
			expect(words).toContain('Check the Base URL');
			expect(words).toContain('could not be tested');
		},
	);

	it('does not take the key to where a redirect points', async () => {
		server.answer = (_request, response) => {
			response.writeHead(302, { location: `${sandbox.urls.cdn}/elsewhere` }).end();
		};
		const before = sandbox.count({ face: 'cdn' });
		expect(await press(type, { apiKey: 'sk-right-key', baseUrl: server.url })).not.toBeNull();
		expect(sandbox.count({ face: 'cdn' })).toBe(before);
	});

	it('fails at an address where nobody listens', async () => {
		const gone = await startServer();
		await gone.close();
		expect(await press(type, { apiKey: 'sk-right-key', baseUrl: gone.url })).not.toBeNull();
	});

	it('says beside the key what a green test does not mean', () => {
		const field = credentialOf(type).properties.find(({ name }) => name === 'apiKey');
		expect(field?.description).toContain('cannot tell');
	});
});

describe('the test of veoKieApi', () => {
	const NO_CREDITS = /key is right.*no credits left/;
	const UNTESTED = /could not be tested/;

	async function told(status: number, body: unknown): Promise<string | null> {
		server.answer = (_request, response) => sendJson(response, status, body);
		return await press('veoKieApi', { apiKey: 'sk-right-key', baseUrl: server.url });
	}

	// Which HTTP status comes with a code, no page says.
	it.each([
		[401, [200, 401], /does not accept this API key/],
		[402, [200, 402], NO_CREDITS],
		[433, [200, 433], /limit of this kie.ai API key is used up/],
		[455, [200, 455], UNTESTED],
		[429, [200, 429], UNTESTED],
		[500, [200], UNTESTED],
		[404, [200, 404], UNTESTED],
	] as const)('reads the code %i, whatever the status', async (code, statuses, words) => {
		for (const status of statuses) {
			expect(await told(status, { code, msg: 'No.', data: null })).toMatch(words);
			expect(await told(status, { code, msg: 'No.' })).toMatch(words);
		}
	});

	it('passes with credits, and fails without', async () => {
		expect(await told(200, { code: 200, msg: 'success', data: 0.5 })).toBeNull();
		expect(await told(200, { code: 200, msg: 'success', data: 0 })).toMatch(NO_CREDITS);
		expect(await told(200, { code: 200, msg: 'success', data: null })).toMatch(UNTESTED);
	});
});

describe('the test of veoOpenAiCompatibleApi', () => {
	const type = 'veoOpenAiCompatibleApi';
	const pressAt = async (extraHeaders: string) =>
		await press(type, { apiKey: 'sk-right-key', baseUrl: server.url, extraHeaders });
	const answer = (status: number, body: string) => {
		server.answer = (_request, response) => {
			response.writeHead(status, { 'content-type': 'application/json' }).end(body);
		};
	};

	it('sends the extra headers along', async () => {
		answer(200, '{"object":"list","data":[]}');
		expect(await pressAt('{"x-portkey-provider": "openai"}')).toBeNull();
		expect(server.requests[0]).toMatchObject({
			path: '/v1/models',
			headers: { authorization: 'Bearer sk-right-key', 'x-portkey-provider': 'openai' },
		});
	});

	it('says that a gateway wants further headers', async () => {
		answer(400, '{"status":"failure","message":"Either x-portkey-config or x-portkey-provider"}');
		expect(await pressAt('{}')).toContain('Extra Headers');
	});

	it('says that LiteLLM does not know the key', async () => {
		answer(400, '{"error":{"message":"No connected db.","code":"400"}}');
		expect(await pressAt('')).toContain('does not accept this API key');
	});

	it('fails where the headers cannot be read, and sends nothing', async () => {
		answer(200, '{"object":"list","data":[]}');
		const pressed = await pressAt('x-portkey-provider: openai').catch((error: unknown) => error);
		expect(pressed).not.toBeNull();
		expect(server.requests).toEqual([]);
	});
});

describe('the test of veoTaskTableApi', () => {
	const type = 'veoTaskTableApi';
	let tables: TableServer;
	beforeAll(async () => {
		tables = await startTableServer();
	});
	afterAll(async () => await tables.close());

	it('passes at an n8n, whether or not the Base URL ends as the path of its API', async () => {
		for (const ending of ['', '/', '/api/v1', '/api/v1/', '/api/v1/data-tables']) {
			const baseUrl = `${tables.url}${ending}`;
			expect(await press(type, { apiKey: tables.key, baseUrl })).toBeNull();
		}
	});

	it('fails with a wrong key', async () => {
		const words = await press(type, { apiKey: 'wrong', baseUrl: tables.url });
		expect(words).toBe('n8n does not accept this API key');
	});

	it.each(STRANGERS)('fails where another web server answers with %s', async (...stranger) => {
		const [, status, contentType, body] = stranger;
		server.answer = (_request, response) => {
			response.writeHead(status, { 'content-type': contentType }).end(body);
		};
		expect(await press(type, { apiKey: 'key', baseUrl: server.url })).not.toBeNull();
	});

	it('fails where the API of something else gives a list', async () => {
		server.answer = (_request, response) => sendJson(response, 200, { data: [] });
		const words = await press(type, { apiKey: 'key', baseUrl: server.url });
		expect(words).toContain('not as the API of n8n does');
	});
});

describe.each(PROVIDER_CREDENTIALS.map((one) => [one.name, one] as const))(
	'%s',
	(name, credential) => {
		it('hides the key, and asks for both fields', () => {
			const [apiKey, baseUrl] = ['apiKey', 'baseUrl'].map((field) =>
				credential.properties.find((one) => one.name === field),
			);
			expect(apiKey?.typeOptions?.password).toBe(true);
			expect(apiKey?.default).toBe('');
			for (const field of [apiKey, baseUrl]) {
				expect(field).toMatchObject({ type: 'string', required: true });
				expect(field?.description).toBeTruthy();
			}
		});

		it('has a documentation page and an icon for light and dark that exists', () => {
			expect(credential.documentationUrl).toMatch(/^https:\/\//);
			const { icon } = credential;
			if (typeof icon !== 'object') throw new Error('The icon has no light and dark');
			for (const file of [icon.light, icon.dark]) {
				const path = resolve(ROOT, 'credentials', file.replace(/^file:/, ''));
				expect(readFileSync(path, 'utf8')).toContain('<svg');
			}
		});

		it('is listed in package.json, and used by a provider', () => {
			const file = `dist/credentials/${credential.constructor.name}.credentials.js`;
			const { n8n } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as {
				n8n: { credentials: string[] };
			};
			expect(n8n.credentials).toContain(file);
			expect(PROVIDERS.map(({ credentialType }) => credentialType)).toContain(name);
		});
	},
);

it.each([
	['hingNetApi', 'https://models.hingnet.com.cn'],
	['jieKouAiApi', 'https://api.jiekou.ai'],
	['uniAllApi', ''],
	['twelveAiApi', 'https://new.12ai.org'],
	['veoFalApi', 'https://queue.fal.run'],
	['veoKieApi', 'https://api.kie.ai'],
	['veoOpenRouterApi', 'https://openrouter.ai/api'],
	['veoReplicateApi', 'https://api.replicate.com'],
	['veoWaveSpeedApi', 'https://api.wavespeed.ai'],
	['veoOpenAiCompatibleApi', ''],
])('%s offers the base URL %j', (type, expected) => {
	const field = credentialOf(type).properties.find(({ name }) => name === 'baseUrl');
	expect(field?.default).toBe(expected);
});

it.each([...PROVIDER_CREDENTIALS, new VeoTaskTableApi()])(
	'$name puts its key into a header without an expression, which n8n may be unable to evaluate',
	async ({ authenticate }) => {
		if (typeof authenticate !== 'function') throw new Error('It is an expression');
		const request = { url: 'https://api.example.com', headers: { Accept: 'application/json' } };
		const { headers } = await authenticate({ apiKey: 'a key' }, request);
		expect(headers).toMatchObject({ Accept: 'application/json' });
		expect(Object.values(headers ?? {}).join()).toContain('a key');
		expect(request.headers).toEqual({ Accept: 'application/json' });
	},
);
