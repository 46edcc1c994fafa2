/** Google Vertex AI through the node: tokens, videos inline and in a bucket, images by link, and its own ways to fail. */

import '../transport/hurried.mts';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INodeParameters,
} from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { type LocalServer, startServer } from '../transport/localServer.mts';
import { bytesOf, runNode, type NodeRunOptions } from './nodeRun.mts';
import { PNG } from './pictures.mts';
import type { NodeError, Operation } from './stand.mts';

let sandbox: Sandbox;
let requestsBefore = 0;
/** Tokens are shared by all that use a key: each test has a key of its own. */
let keyText = '';
let keys = 0;

beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 0.3 });
});
afterAll(async () => await sandbox.close());
beforeEach(() => {
	sandbox.faults.clear();
	requestsBefore = sandbox.requests.length;
	const file = JSON.parse(sandbox.serviceAccountKey) as object;
	keyText = JSON.stringify({ ...file, private_key_id: `key-${++keys}` }, null, 2);
});

interface VertexRun extends Partial<Omit<NodeRunOptions, 'parameters'>> {
	parameters?: INodeParameters;
	options?: IDataObject;
	/** Fields of the credential. */
	credential?: IDataObject;
}

async function run(operation: Operation, one: VertexRun = {}) {
	const { parameters, options, credential, ...rest } = one;
	return await runNode({
		credentials: {
			veoVertexAiApi: {
				serviceAccountKey: keyText,
				region: 'us-central1',
				baseUrl: sandbox.urls.vertexAi,
				...credential,
			},
		},
		...rest,
		parameters: {
			provider: 'vertexAi',
			operation,
			inputMode: 'text',
			model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' },
			prompt: 'A lion at sunset',
			taskId: '={{ $json.taskId }}',
			...parameters,
			options: { pollInterval: 1, ...options } as INodeParameters,
		},
	});
}

async function failure(operation: Operation, one?: VertexRun): Promise<NodeError> {
	const result = await run(operation, one).catch((error: unknown) => error);
	if (result instanceof NodeApiError || result instanceof NodeOperationError) return result;
	throw new Error(`Expected a node error, but got ${JSON.stringify(result)}`);
}

const sent = () => sandbox.requests.slice(requestsBefore);
const tokensAsked = () => sent().filter(({ action }) => action === 'token');

describe('from the prompt to the file', () => {
	it('inline: the file is there, and its base64 nowhere else', async () => {
		const { items } = await run('generate', { options: { includeRaw: true } });
		const [item] = items;
		expect(item?.json).toMatchObject({ status: 'completed', provider: 'vertexAi', videoUrl: null });
		expect(bytesOf(item?.binary?.data).length).toBe(sandbox.videoBytes);
		const start = bytesOf(item?.binary?.data).toString('base64').slice(0, 60);
		expect(JSON.stringify(item?.json)).not.toContain(start);
		expect(item?.json.videos).toEqual([{ url: null, expiresAt: null }]);
		expect(tokensAsked()).toHaveLength(1);
	});

	it('with a bucket: the item holds the gs:// link, and the file comes from there', async () => {
		const storageUri = 'gs://my-bucket/videos/';
		sandbox.faults.add({ kind: 'cutMidReply', face: 'vertexAi', action: 'content' });
		const { items } = await run('generate', { parameters: { storageUri } });
		expect(items[0]?.json.videoUrl).toMatch(/^gs:\/\/my-bucket\/videos\/\d+\/sample_0\.mp4$/);
		expect(bytesOf(items[0]?.binary?.data).length).toBe(sandbox.videoBytes);
		const contents = sent().filter(({ action }) => action === 'content');
		expect(contents.map(({ headers }) => headers.range)).toEqual([
			undefined,
			expect.stringMatching(/^bytes=\d+-$/),
		]);
	});

	it('a cut in the middle of an inline file is taken up again', async () => {
		const { items } = await run('create');
		await new Promise((resolve) => setTimeout(resolve, 500));
		sandbox.faults.add({ kind: 'cutMidReply', face: 'vertexAi', action: 'status', after: 1 });
		const downloaded = await run('download', { items });
		expect(bytesOf(downloaded.items[0]?.binary?.data).length).toBe(sandbox.videoBytes);
	});

	it('two of one order, in two fields', async () => {
		const { items } = await run('generate', { options: { sampleCount: 2 } });
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['data', 'data_1']);
		expect(bytesOf(items[0]?.binary?.data_1).length).toBe(sandbox.videoBytes);
	});

	it('fewer than were asked for: says so beside the one that came', async () => {
		sandbox.faults.add({
			kind: 'taskFails',
			face: 'vertexAi',
			body: 'partly: Support codes: 61493863',
		});
		const { items } = await run('generate', { options: { sampleCount: 2 } });
		expect(items[0]?.json.status).toBe('completed');
		expect(items[0]?.json.warning).toContain('held back 1 of 2 videos');
		expect(items[0]?.json.warning).toContain('violence');
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['data']);
	});

	it('none, for the filter: fails in words', async () => {
		sandbox.faults.add({ kind: 'taskFails', face: 'vertexAi', body: 'Support codes: 29310472' });
		const { message } = await failure('generate');
		expect(message).toContain('a well-known person');
	});
});

describe('the token', () => {
	it('is asked for once for many items, and goes to named origins alone', async () => {
		const prompts = ['One', 'Two', 'Three', 'Four'].map((prompt) => ({ json: { prompt } }));
		await run('generate', { items: prompts, parameters: { prompt: '={{ $json.prompt }}' } });
		expect(tokensAsked()).toHaveLength(1);
		expect(tokensAsked()[0]?.headers.authorization).toBeUndefined();
		expect(sandbox.credentialsSeenElsewhere).toEqual([]);
	});

	it('is renewed once after a 401, and the order is sent once more', async () => {
		const before = sandbox.created.length;
		sandbox.faults.add({ kind: 'status', status: 401, face: 'vertexAi', action: 'create' });
		const { items } = await run('create');
		expect(items[0]?.json.taskId).toBeTruthy();
		expect(sandbox.created.length).toBe(before + 1);
		expect(tokensAsked()).toHaveLength(2);
	});

	it('that is never taken ends in words', async () => {
		const times = Infinity;
		sandbox.faults.add({ kind: 'status', status: 401, face: 'vertexAi', action: 'create', times });
		const { message, context } = await failure('create');
		expect(message).toContain('did not accept the token');
		expect(context.safeToOrderAgain).toBe(true);
		expect(tokensAsked()).toHaveLength(2);
	});

	it('is renewed before it ends', async () => {
		sandbox.faults.add({
			kind: 'overlay',
			face: 'vertexAi',
			action: 'token',
			body: { expires_in: 2 },
		});
		sandbox.taskSeconds = 3;
		try {
			await run('generate', {});
		} finally {
			sandbox.taskSeconds = 0.3;
		}
		expect(tokensAsked().length).toBeGreaterThanOrEqual(2);
		const authorizations = sent().map(({ headers }) => headers.authorization);
		expect(new Set(authorizations.filter((one) => one !== undefined)).size).toBe(2);
		expect(sent().every(({ action }) => action !== 'other')).toBe(true);
	});

	it('shows nowhere, even where Google repeats it', async () => {
		const times = Infinity;
		sandbox.faults.add({ kind: 'echoKey', status: 403, face: 'vertexAi', action: 'create', times });
		const error = await failure('create');
		const token = sent().find(({ action }) => action === 'create')?.headers.authorization;
		const shown = JSON.stringify([error, error.message, error.description, error.context]);
		expect(token).toMatch(/^Bearer ya29/);
		expect(shown).not.toContain(String(token).slice('Bearer '.length));
		expect(shown).toContain('***');
	});

	it.each<[string, number, object, RegExp]>([
		[
			'a key that was deleted',
			400,
			grant('Invalid JWT Signature.'),
			/does not accept the service account key/,
		],
		[
			'a clock that is off',
			400,
			grant(
				'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
			),
			/clock of this n8n is wrong/,
		],
		[
			'an account that is gone',
			400,
			grant('Invalid grant: account not found'),
			/knows no service account/,
		],
		['an unknown reason', 400, { error: 'weird' }, /gives no token/],
	])('%s: is told in its own words, and nothing is sent', async (_what, status, body, words) => {
		const before = sandbox.created.length;
		sandbox.faults.add({ kind: 'json', status, body, face: 'vertexAi', action: 'token', times: 9 });
		const error = await failure('create');
		expect(error.message).toMatch(words);
		expect(error.context.safeToOrderAgain).toBe(true);
		expect(sandbox.created.length).toBe(before);
		expect(sent().every(({ action }) => action === 'token')).toBe(true);
		expect(tokensAsked()).toHaveLength(1);
	});

	it('that does not come at once is asked for again', async () => {
		sandbox.faults.add({ kind: 'status', status: 503, face: 'vertexAi', action: 'token' });
		const { items } = await run('create');
		expect(items[0]?.json.taskId).toBeTruthy();
		expect(tokensAsked()).toHaveLength(2);
	});
});

function grant(error_description: string) {
	return { error: 'invalid_grant', error_description };
}

describe('the key as people paste it', () => {
	const mangled: Array<[string, (text: string) => string]> = [
		['as it is', (text) => text],
		['in one line', (text) => JSON.stringify(JSON.parse(text))],
		['with line breaks in the middle of the key', (text) => text.replaceAll('\\n', '\n')],
		['with spaces for line breaks', (text) => text.replaceAll('\\n', ' ')],
		['with breaks escaped twice', (text) => text.replaceAll('\\n', '\\\\n')],
		['as a text in quotes', (text) => JSON.stringify(text)],
		['with a byte order mark and space around it', (text) => `\ufeff \n${text}\n `],
	];
	it.each(mangled)('%s', async (_how, mangle) => {
		const serviceAccountKey = mangle(keyText);
		const { items } = await run('create', { credential: { serviceAccountKey } });
		expect(items[0]?.json.taskId).toBeTruthy();
	});

	it.each<[string, string, RegExp]>([
		['nothing', '', /is empty/],
		['an API key', 'AIzaSyA1234567890', /is an API key/],
		['a PEM alone', '-----BEGIN PRIVATE KEY-----\nabc', /private key alone/],
		['a login', '{"type":"authorized_user","client_id":"x"}', /login of a person/],
		['an OAuth client', '{"installed":{"client_id":"x"}}', /OAuth client/],
		['a key cut off', '{"type":"service_account","private_key":"-----BEGIN', /cut off/],
		[
			'a file without a key',
			'{"type":"service_account","client_email":"a@b"}',
			/lacks "private_key"/,
		],
		[
			'a damaged key',
			`{"type":"service_account","client_email":"a@b","private_key":"-----BEGIN PRIVATE KEY-----${'A'.repeat(200)}-----END PRIVATE KEY-----"}`,
			/damaged/,
		],
		['something else', 'hello', /not the text of a JSON key file/],
	])('%s is refused in words, and nothing is sent', async (_what, serviceAccountKey, words) => {
		const error = await failure('create', { credential: { serviceAccountKey } });
		expect(error.message).toMatch(words);
		expect(error.context.safeToOrderAgain).toBe(true);
		expect(sent()).toEqual([]);
	});
});

describe('an image by link', () => {
	let server: LocalServer;
	beforeAll(async () => {
		server = await startServer();
	});
	afterAll(async () => await server.close());
	beforeEach(() => {
		server.requests.length = 0;
	});
	const image = async (link: string) =>
		await run('create', { parameters: { inputMode: 'image', image: link } });
	const failing = async (link: string) =>
		await failure('create', { parameters: { inputMode: 'image', image: link } });

	it('is loaded without any key, and sent as bytes', async () => {
		server.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'text/plain' }).end(PNG);
		};
		await image(`${server.url}/a.png?signature=secret`);
		const create = sent().find(({ action }) => action === 'create');
		expect(create?.body).toMatchObject({
			instances: [{ image: { bytesBase64Encoded: PNG.toString('base64'), mimeType: 'image/png' } }],
		});
		expect(server.requests).toHaveLength(1);
		expect(server.requests[0]?.headers.authorization).toBeUndefined();
	});

	it.each<[string, number, Buffer | string, RegExp]>([
		['a page', 200, '<html>no</html>', /no image/],
		['nothing', 200, '', /empty/],
		['a refusal', 403, 'no', /HTTP 403/],
		['another kind of image', 200, Buffer.from('GIF89a0000000000'), /only as JPEG or PNG/],
		['too much', 200, Buffer.concat([PNG, Buffer.alloc(21 * 1024 * 1024)]), /larger than 20 MB/],
	])('%s in its place: nothing is ordered', async (_what, status, body, words) => {
		server.answer = (_request, response) => response.writeHead(status).end(body);
		const before = sandbox.created.length;
		const error = await failing(`${server.url}/a.png?signature=secret`);
		expect(`${error.message} ${error.description}`).toMatch(words);
		expect(`${error.message} ${error.description}`).not.toContain('signature');
		expect(error.context.safeToOrderAgain).toBe(true);
		expect(sandbox.created.length).toBe(before);
	});

	it('a dry run loads nothing', async () => {
		const { items } = await run('create', {
			parameters: { inputMode: 'image', image: `${server.url}/a.png` },
			options: { dryRun: true },
		});
		expect(JSON.stringify(items[0]?.json)).toContain('loaded when the order is sent');
		expect(server.requests).toEqual([]);
		expect(sent()).toEqual([]);
	});
});

it('extends a video that is a file', async () => {
	const made = await run('generate');
	await run('create', {
		items: made.items,
		parameters: { inputMode: 'video', imageInput: 'binary', video: 'data' },
	});
	const create = sent()
		.filter(({ action }) => action === 'create')
		.at(-1);
	const bytesBase64Encoded = bytesOf(made.items[0]?.binary?.data).toString('base64');
	expect(create?.body).toMatchObject({
		instances: [{ video: { bytesBase64Encoded, mimeType: 'video/mp4' } }],
	});
});

describe('what Google refuses', () => {
	it.each<[string, INodeParameters, IDataObject, RegExp]>([
		[
			'a model that is gone',
			{ model: { __rl: true, mode: 'id', value: 'veo-2.0-generate-001' } },
			{},
			/no such model in this region/,
		],
		['a region without Veo', {}, { region: 'europe-west4' }, /no such model in this region/],
		['a project of others', {}, { projectId: 'somebody-elses' }, /knows no such project/],
	])('%s', async (_what, parameters, credential, words) => {
		const error = await failure('create', { parameters, credential });
		expect(error.message).toMatch(words);
		expect(error.context.safeToOrderAgain).toBe(true);
	});

	it.each<[string, string, RegExp]>([
		['SERVICE_DISABLED', 'Agent Platform API has not been used in project x', /switched off/],
		['BILLING_DISABLED', 'This API method requires billing', /no billing/],
		[
			'IAM_PERMISSION_DENIED',
			"Permission 'aiplatform.endpoints.predict' denied on",
			/lacks a role/,
		],
	])('%s', async (reason, message, words) => {
		const body = {
			error: { code: 403, message, status: 'PERMISSION_DENIED', details: [{ reason }] },
		};
		sandbox.faults.add({ kind: 'json', status: 403, body, face: 'vertexAi', action: 'create' });
		expect((await failure('create')).message).toMatch(words);
	});

	it.each([
		[{ region: 'no such place' }, /no region/],
		[{ projectId: '../other' }, /no project ID/],
		[{ baseUrl: 'ftp://example.com' }, /Base URL/],
	])('%j in the credential, before anything is sent', async (credential, words) => {
		expect((await failure('create', { credential })).message).toMatch(words);
		expect(sent()).toEqual([]);
	});

	it('a bucket folder that is none, before anything is sent', async () => {
		const { message } = await failure('create', { parameters: { storageUri: 'my-bucket' } });
		expect(message).toContain('no folder of a bucket');
		expect(sent()).toEqual([]);
	});
});
