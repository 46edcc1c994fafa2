/** The "Test" button of each credential, run as n8n runs it: by its own engine for declarative requests. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RoutingNode, type ExecuteContext } from 'n8n-core';
import {
	NodeApiError,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type INodeType,
} from 'n8n-workflow';

import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { VeoVideo } from '../../nodes/VeoVideo/VeoVideo.node';
import { startSandbox, type Sandbox, type SandboxFace } from '../../sandbox/sandbox.mts';
import { startServer, type LocalServer } from '../transport/localServer.mts';
import { makeContext, PROVIDER_CREDENTIALS } from './nodeRun.mts';

const ROOT = resolve(import.meta.dirname, '../..');

const KEYS: Array<[type: string, face: SandboxFace]> = [
	['hingNetApi', 'hingNet'],
	['jieKouAiApi', 'jieKouAi'],
	['twelveAiApi', 'twelveAi'],
	['uniAllApi', 'uniAll'],
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

function credentialOf(type: string): ICredentialType {
	const found = PROVIDER_CREDENTIALS.find(({ name }) => name === type);
	if (found === undefined) throw new Error(`There is no credential ${type}`);
	return found;
}

/** Presses the button: the error that n8n gets, or null when the credential is fine. */
async function press(
	type: string,
	data: ICredentialDataDecryptedObject,
): Promise<NodeApiError | null> {
	const { request } = credentialOf(type).test ?? {};
	const nodeType: INodeType = {
		description: {
			...new VeoVideo().description,
			credentials: [{ name: type, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					default: '',
					...(request && { routing: { request } }),
				},
			],
		},
	};
	const { context } = makeContext({ parameters: {}, credentials: { [type]: data } }, nodeType);
	const error: unknown = await new RoutingNode(context as unknown as ExecuteContext, nodeType)
		.runNode()
		.then(() => null)
		.catch((one: unknown) => one);
	if (error === null || error instanceof NodeApiError) return error;
	throw new Error('Not an error of the request', { cause: error });
}

describe.each(KEYS)('the test of %s', (type, face) => {
	it('passes with the right key, and creates nothing', async () => {
		for (const ending of ['', '/', '/gateway', '/gateway/']) {
			const baseUrl = `${sandbox.urls[face]}${ending}`;
			expect(await press(type, { apiKey: sandbox.key, baseUrl })).toBeNull();
		}
		expect(sandbox.created).toEqual([]);
		expect(sandbox.requests.map(({ method }) => method)).not.toContain('POST');
	});

	it.each(['sk-wrong-key', '', ' '])('fails with the key %j', async (apiKey) => {
		const error = await press(type, { apiKey, baseUrl: sandbox.urls[face] });
		expect(error?.httpCode).toBe('401');
	});

	it.each([401, 402, 403, 500, 502, 503])('fails where the provider answers %i', async (status) => {
		server.answer = (_request, response) => {
			response.writeHead(status, { 'content-type': 'application/json' });
			response.end('{"error":{"message":"no"}}');
		};
		const error = await press(type, { apiKey: 'sk-right-key', baseUrl: server.url });
		expect(error?.httpCode).toBe(String(status));
	});

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

	it('says in its own words that the key is wrong', () => {
		const rules = credentialOf(type).test?.rules ?? [];
		expect(rules).toContainEqual({
			type: 'responseCode',
			properties: { value: 401, message: expect.stringContaining('API key') },
		});
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
])('%s offers the base URL %j', (type, expected) => {
	const field = credentialOf(type).properties.find(({ name }) => name === 'baseUrl');
	expect(field?.default).toBe(expected);
});
