/** The "Test" button of Google Vertex AI's credential: a token first, then the project's own list. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { VeoVertexAiApi } from '../../credentials/VeoVertexAiApi.credentials';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { type LocalServer, sendJson, startServer } from '../transport/localServer.mts';
import { press, STRANGERS } from './credentialButton.mts';
import { makeContext } from './nodeRun.mts';

const TYPE = 'veoVertexAiApi';

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

/** As n8n does it: the token comes before the request of the test, and what stops it is what the dialog says. */
async function test(changes: IDataObject = {}): Promise<string | null> {
	const data = {
		serviceAccountKey: sandbox.serviceAccountKey,
		projectId: '',
		region: 'us-central1',
		baseUrl: sandbox.urls.vertexAi,
		...changes,
	} as ICredentialDataDecryptedObject;
	const { context } = makeContext({ parameters: {}, credentials: { [TYPE]: data } });
	try {
		const token = await new VeoVertexAiApi().preAuthentication.call(context, data);
		return await press(TYPE, { ...data, ...token });
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

it('passes with the right key, and creates nothing', async () => {
	for (const ending of ['', '/', '/v1', '/v1beta1/']) {
		expect(await test({ baseUrl: `${sandbox.urls.vertexAi}${ending}` })).toBeNull();
	}
	expect(sandbox.created).toEqual([]);
});

it.each<[string, IDataObject, RegExp]>([
	['no key', { serviceAccountKey: '' }, /Service Account Key .* is empty/],
	['an API key', { serviceAccountKey: 'AIzaSyA1234567890' }, /is an API key/],
	['a project of others', { projectId: 'somebody-elses' }, /no such project/],
])('tells of %s in words', async (_what, changes, words) => {
	expect(await test(changes)).toMatch(words);
});

it('tells of a key that was deleted as the token endpoint does', async () => {
	sandbox.faults.add({
		kind: 'json',
		status: 400,
		body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' },
		face: 'vertexAi',
		action: 'token',
	});
	expect(await test()).toContain('does not accept the service account key');
});

describe('a refusal of the project', () => {
	const refuse = (status: number, details?: unknown[]) => {
		const error = {
			code: status,
			message: 'No.',
			status: 'SOMETHING',
			...(details && { details }),
		};
		server.answer = (_request, response) => sendJson(response, status, { error });
	};
	const info = (reason: string) => ({
		'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
		reason,
		domain: 'googleapis.com',
	});

	it.each([
		['SERVICE_DISABLED', /API is switched off/],
		['BILLING_DISABLED', /no billing/],
		['CONSUMER_INVALID', /no such project/],
		['IAM_PERMISSION_DENIED', /Vertex AI User/],
	])('for %s is told in its own words, wherever the reason stands', async (reason, words) => {
		for (const details of [[info(reason)], [{ '@type': 'help' }, info(reason)]]) {
			refuse(403, details);
			expect(await test({ baseUrl: server.url })).toMatch(words);
		}
	});

	it.each([400, 401, 404, 429, 500, 503])('with HTTP %i is one', async (status) => {
		refuse(status);
		expect(await test({ baseUrl: server.url })).not.toBeNull();
	});
});

// Google's list of no models is `{}`: a stranger that sends an object of JSON cannot be told from it.
it.each(STRANGERS.filter(([, status, , body]) => status !== 200 || !body.startsWith('{')))(
	'fails where another web server answers with %s',
	async (_what, status, contentType, body) => {
		server.answer = (_request, response) => {
			response.writeHead(status, { 'content-type': contentType }).end(body);
		};
		expect(await test({ baseUrl: server.url })).not.toBeNull();
	},
);

it('takes the token to no address that a redirect points to', async () => {
	server.answer = (_request, response) => {
		response.writeHead(302, { location: `${sandbox.urls.cdn}/elsewhere` }).end();
	};
	const before = sandbox.count({ face: 'cdn' });
	expect(await test({ baseUrl: server.url })).not.toBeNull();
	expect(sandbox.count({ face: 'cdn' })).toBe(before);
});

it('says beside the key what a green test does not mean', () => {
	const field = new VeoVertexAiApi().properties.find(({ name }) => name === 'serviceAccountKey');
	expect(field?.description).toContain('cannot tell');
});
