// Vertex AI as Google's documents and its users tell of it: tokens, operations, inline videos, buckets.
import { createSign } from 'node:crypto';

import type { KeyFile } from '../../sandbox/serviceAccount.mts';
import { startSandbox, type Sandbox, type SandboxTask } from '../../sandbox/sandbox.mts';
import { ask, askFace, askOrigin, lastTask, PNG_BASE64, type Ask } from './client.mts';

let sandbox: Sandbox;
let token: string;
beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 0 });
});
afterAll(async () => await sandbox.close());
beforeEach(async () => {
	sandbox.faults.clear();
	({ access_token: token } = (await askToken()).json as { access_token: string });
});

type Body = Record<string, unknown>;

const keyFile = (): KeyFile => JSON.parse(sandbox.serviceAccountKey);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An assertion as Google wants it, but for the changes. */
function assertion(changes: Body = {}, alg = 'RS256'): string {
	const { client_email: iss, private_key, token_uri: aud } = keyFile();
	const iat = Math.floor(Date.now() / 1000);
	const scope = 'https://www.googleapis.com/auth/cloud-platform';
	const claims = { iss, scope, aud, iat, exp: iat + 3600, ...changes };
	const signed = `${encoded({ alg, typ: 'JWT' })}.${encoded(claims)}`;
	const signature = createSign('RSA-SHA256').update(signed).sign(private_key, 'base64url');
	return `${signed}.${signature}`;
}

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

async function askToken(signed = assertion(), grant_type = GRANT_TYPE) {
	const body = new URLSearchParams({ grant_type, assertion: signed }).toString();
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	return await ask(keyFile().token_uri, { body, headers });
}

const MODEL = 'veo-3.1-generate-001';
const FAST = 'veo-3.1-fast-generate-001';
const LITE = 'veo-3.1-lite-generate-001';

const resource = (model = MODEL, region = 'us-central1', project = 'sandbox-project') =>
	`projects/${project}/locations/${region}/publishers/google/models/${model}`;

async function post(path: string, json: unknown, more: Ask = {}) {
	return await askFace(sandbox, 'vertexAi', path, { json, key: token, ...more });
}

async function create(instance: Body = {}, parameters: Body = {}, model = MODEL) {
	const body = { instances: [{ prompt: 'A lion', ...instance }], parameters };
	return await post(`/v1/${resource(model)}:predictLongRunning`, body);
}

async function fetchOperation({ taskId }: Pick<SandboxTask, 'taskId'>, version = 'v1') {
	const [model = ''] = taskId.split('/operations/');
	return await post(`/${version}/${model}:fetchPredictOperation`, { operationName: taskId });
}

const image = { bytesBase64Encoded: PNG_BASE64, mimeType: 'image/png' };
const stored = { gcsUri: 'gs://bucket/a.png', mimeType: 'image/png' };
const reference = { image, referenceType: 'asset' };
const film = { gcsUri: 'gs://bucket/in.mp4', mimeType: 'video/mp4' };

describe('the token endpoint', () => {
	it('gives a token for an assertion, with either audience', async () => {
		const google = 'https://oauth2.googleapis.com/token';
		for (const signed of [assertion(), assertion({ aud: google })]) {
			expect(await askToken(signed)).toMatchObject({
				status: 200,
				json: {
					access_token: expect.stringMatching(/^ya29\./),
					expires_in: 3599,
					token_type: 'Bearer',
				},
			});
		}
	});

	const now = Math.floor(Date.now() / 1000);
	const unsigned = (text: string) => text.replace(/[^.]*$/, 'AAAA');
	it.each<[string, () => string, string, string]>([
		['another signature', () => unsigned(assertion()), 'invalid_grant', 'Invalid JWT Signature'],
		['another algorithm', () => assertion({}, 'HS256'), 'invalid_grant', 'algorithm'],
		['another account', () => assertion({ iss: 'a@b.c' }), 'invalid_grant', 'account not found'],
		[
			'another audience',
			() => assertion({ aud: 'https://a.b/token' }),
			'invalid_grant',
			'audience',
		],
		['two hours', () => assertion({ exp: now + 7200 }), 'invalid_grant', 'short-lived'],
		[
			'the past',
			() => assertion({ iat: now - 9000, exp: now - 6000 }),
			'invalid_grant',
			'short-lived',
		],
		['no scope', () => assertion({ scope: undefined }), 'invalid_scope', 'Invalid OAuth scope'],
		['no assertion', () => 'x', 'invalid_grant', 'Invalid JWT'],
	])('refuses one with %s', async (_name, signed, error, words) => {
		const error_description: unknown = expect.stringContaining(words);
		expect(await askToken(signed())).toMatchObject({
			status: 400,
			json: { error, error_description },
		});
	});

	it('refuses another grant', async () => {
		const answer = await askToken(assertion(), 'password');
		expect(answer).toMatchObject({ status: 400, json: { error: 'unsupported_grant_type' } });
	});
});

describe('the token', () => {
	const path = `/v1/${resource()}:predictLongRunning`;

	it('is wanted; neither the sandbox’s key, nor a signed assertion, nor an API key will do', async () => {
		const json = { instances: [{ prompt: 'x' }] };
		for (const key of [null, sandbox.key, assertion()]) {
			expect(await post(path, json, { key })).toMatchObject({
				status: 401,
				json: { error: { status: 'UNAUTHENTICATED' } },
			});
		}
		const headers = { 'x-goog-api-key': 'x' };
		const message: unknown = expect.stringContaining('API keys are not supported by this API');
		expect(await post(path, json, { key: null, headers })).toMatchObject({
			status: 401,
			json: { error: { message } },
		});
	});

	it('ends, and a new one is given', async () => {
		expect((await create()).status).toBe(200);
		sandbox.expireTokens();
		expect((await create()).status).toBe(401);
		const { json } = await askToken();
		token = (json as { access_token: string }).access_token;
		expect((await create()).status).toBe(200);
	});
});

describe('an order', () => {
	it.each<[string, Body, Body, string]>([
		[
			'text',
			{},
			{ durationSeconds: 4, aspectRatio: '9:16', resolution: '4k', sampleCount: 4 },
			MODEL,
		],
		['first frame', { image }, { durationSeconds: 8, resizeMode: 'CROP' }, FAST],
		['first and last frame', { image: stored, lastFrame: image }, { resolution: '1080p' }, LITE],
		[
			'references',
			{ referenceImages: [reference, reference, reference] },
			{ durationSeconds: 8 },
			MODEL,
		],
		[
			'references in capitals',
			{ referenceImages: [{ image: stored, referenceType: 'ASSET' }] },
			{},
			FAST,
		],
		['extension', { video: film }, { sampleCount: 1, storageUri: 'gs://bucket/out/' }, MODEL],
		[
			'everything else',
			{},
			{
				generateAudio: false,
				negativePrompt: 'rain',
				personGeneration: 'dont_allow',
				seed: 4_294_967_295,
				enhancePrompt: true,
				compressionQuality: 'lossless',
			},
			FAST,
		],
	])('of %s is taken, and named', async (_name, instance, parameters, model) => {
		const { status, json } = await create(instance, parameters, model);
		const name = lastTask(sandbox).taskId;
		expect({ status, json }).toEqual({ status: 200, json: { name } });
		expect(name).toMatch(new RegExp(`^${resource(model)}/operations/[0-9a-f-]{36}$`));
	});

	const refusals: ReadonlyArray<[string, Body, Body, model?: string]> = [
		['a field that the documents do not have', { negativePrompt: 'x' }, {}],
		['a parameter that they do not have', {}, { camera: 'x' }],
		['no prompt', { prompt: undefined }, {}],
		['references without a prompt', { prompt: undefined, referenceImages: [reference] }, {}],
		['seconds as text', {}, { durationSeconds: '8' }],
		['another shape', {}, { aspectRatio: '1:1' }],
		['another resolution', {}, { resolution: '480p' }],
		['4k at Lite', {}, { resolution: '4k' }, LITE],
		['five samples', {}, { sampleCount: 5 }],
		['a bucket without gs', {}, { storageUri: 'https://bucket/x' }],
		[
			'an image by link',
			{ image: { gcsUri: 'https://example.com/a.png', mimeType: 'image/png' } },
			{},
		],
		['an image without a type', { image: { bytesBase64Encoded: PNG_BASE64 } }, {}],
		['an image of another type', { image: { ...image, mimeType: 'image/jpeg' } }, {}],
		['WebP', { image: { ...image, mimeType: 'image/webp' } }, {}],
		[
			'a data URI',
			{ image: { ...image, bytesBase64Encoded: `data:image/png;base64,${PNG_BASE64}` } },
			{},
		],
		['bytes and a bucket', { image: { ...image, gcsUri: 'gs://a/b' } }, {}],
		['a last frame alone', { lastFrame: image }, {}],
		['image and references', { image, referenceImages: [reference] }, {}],
		['image and video', { image, video: film }, {}],
		['four references', { referenceImages: [reference, reference, reference, reference] }, {}],
		['a style', { referenceImages: [{ image, referenceType: 'style' }] }, {}],
		['references at Lite', { referenceImages: [reference] }, {}, LITE],
		['a video that is no MP4', { video: { ...film, mimeType: 'video/webm' } }, {}],
		['all ages', {}, { personGeneration: 'allow_all' }],
		['a large seed', {}, { seed: 4_294_967_296 }],
	];
	it.each(refusals.map(([name, ...rest]) => ({ name, rest })))(
		'with $name is refused',
		async ({ rest: [instance, parameters, model] }) => {
			const before = sandbox.created.length;
			expect(await create(instance, parameters, model)).toMatchObject({
				status: 400,
				json: { error: { code: 400, status: 'INVALID_ARGUMENT' } },
			});
			expect(sandbox.created).toHaveLength(before);
		},
	);

	it.each<[string, Body, Body, number, string]>([
		[
			'5 seconds',
			{},
			{ durationSeconds: 5 },
			3,
			'supported durations are [8,4,6] for feature text_to_video',
		],
		['6 seconds of an image', { image }, { durationSeconds: 7 }, 3, 'image_to_video'],
		[
			'4 seconds of references',
			{ referenceImages: [reference] },
			{ durationSeconds: 4 },
			3,
			'[8] for',
		],
		['a prompt left as it is', {}, { enhancePrompt: false }, 3, 'cannot be disabled'],
		['a closed bucket', {}, { storageUri: 'gs://no-access/x/' }, 7, 'storage.objects.create'],
		[
			'a closed image',
			{ image: { ...stored, gcsUri: 'gs://no-access/a.png' } },
			{},
			7,
			'storage.objects.get',
		],
	])(
		'with %s is taken, and refused by its operation',
		async (_name, instance, parameters, code, words) => {
			expect((await create(instance, parameters)).status).toBe(200);
			const message: unknown = expect.stringContaining(words);
			const { status, json } = await fetchOperation(lastTask(sandbox));
			expect(status).toBe(200);
			expect(json).toMatchObject({ done: true, error: { code, message } });
			expect(json).not.toHaveProperty('response');
		},
	);

	it.each<[string, string, number, string]>([
		['another region', resource(MODEL, 'global'), 404, 'available in the specified region'],
		['a retired model', resource('veo-3.0-generate-001'), 404, 'valid model version'],
		[
			'another project',
			resource(MODEL, 'us-central1', 'elsewhere'),
			403,
			'Permission denied on resource project',
		],
	])('at %s is refused', async (_name, path, status, words) => {
		const answer = await post(`/v1/${path}:predictLongRunning`, { instances: [{ prompt: 'x' }] });
		const message: unknown = expect.stringContaining(words);
		expect(answer).toMatchObject({ status, json: { error: { message } } });
	});

	it('without a project is refused', async () => {
		const path = `/v1/publishers/google/models/${MODEL}:predictLongRunning`;
		expect(await post(path, { instances: [{ prompt: 'x' }] })).toMatchObject({
			status: 400,
			json: { error: { details: [{ reason: 'RESOURCE_PROJECT_INVALID' }] } },
		});
	});
});

describe('an operation', () => {
	it('is asked for by POST, at either version, and gives the video in its reply, again and again', async () => {
		await create();
		const task = lastTask(sandbox);
		task.takesSeconds = 600;
		const running = [await fetchOperation(task), await fetchOperation(task)];
		const name = task.taskId;
		expect(running.map(({ json }) => json)).toEqual([{ name }, { name, done: false }]);
		task.takesSeconds = 0;
		for (const version of ['v1', 'v1beta1']) {
			const { json } = await fetchOperation(task, version);
			const bytesBase64Encoded: unknown = expect.any(String);
			const videos = [{ bytesBase64Encoded, mimeType: 'video/mp4' }];
			expect(json).toMatchObject({
				name,
				done: true,
				response: { raiMediaFilteredCount: 0, videos },
			});
			const { response } = json as { response: { videos: Array<{ bytesBase64Encoded: string }> } };
			const bytes = Buffer.from(response.videos[0]?.bytesBase64Encoded ?? '', 'base64');
			expect(bytes).toHaveLength(sandbox.videoBytes);
		}
	});

	it('is not found by GET, nor at another model, nor without its name', async () => {
		await create();
		const { taskId } = lastTask(sandbox);
		const get = async (path: string) => await askFace(sandbox, 'vertexAi', path, { key: token });
		expect((await get(`/v1/${taskId}`)).status).toBe(404);
		const [uuid] = taskId.split('/').slice(-1);
		const plain = await get(
			`/v1/projects/sandbox-project/locations/us-central1/operations/${uuid}`,
		);
		const message: unknown = expect.stringContaining('must be a Long');
		expect(plain).toMatchObject({ status: 400, json: { error: { message } } });
		const other = `/v1/${resource(FAST)}:fetchPredictOperation`;
		expect((await post(other, { operationName: taskId })).status).toBe(404);
		const own = `/v1/${resource()}:fetchPredictOperation`;
		expect((await post(own, { name: taskId })).status).toBe(404);
		expect((await post(own, { operationName: taskId, wait: true })).status).toBe(400);
	});

	it('that was filtered has reasons and no video, or fewer videos', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: 'Support codes: 58061214' });
		await create();
		const filtered = await fetchOperation(lastTask(sandbox));
		expect(filtered.json).toMatchObject({
			done: true,
			response: { raiMediaFilteredCount: 1, raiMediaFilteredReasons: ['Support codes: 58061214'] },
		});
		expect(filtered.json).not.toHaveProperty('response.videos');
		sandbox.faults.add({ kind: 'taskFails', body: 'partly: Support codes: 1' });
		await create({}, { sampleCount: 2 });
		const { json } = await fetchOperation(lastTask(sandbox));
		expect(json).toMatchObject({
			response: {
				raiMediaFilteredCount: 1,
				raiMediaFilteredReasons: ['Support codes: 1'],
				videos: [{}],
			},
		});
	});

	it('may fail with a code, or be done without a video', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: '13 Internal error' });
		await create();
		const error = { code: 13, message: 'Internal error' };
		expect((await fetchOperation(lastTask(sandbox))).json).toMatchObject({ done: true, error });
		sandbox.faults.add({ kind: 'taskCompletesEmpty' });
		await create();
		const { json } = await fetchOperation(lastTask(sandbox));
		expect(json).toMatchObject({ done: true, response: { raiMediaFilteredCount: 0 } });
		expect(json).not.toHaveProperty('response.videos');
	});
});

describe('a bucket', () => {
	async function storedUri(parameters: Body = {}): Promise<string> {
		await create({}, { storageUri: 'gs://bucket/out', ...parameters });
		const { text } = await fetchOperation(lastTask(sandbox));
		return /"gcsUri":"([^"]+)"/.exec(text)?.[1] ?? '';
	}

	function objectPath(uri: string): string {
		const [, bucket = '', name = ''] = /^gs:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
		return `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`;
	}

	it('has the video, whole or in part, at Cloud Storage or at the base URL', async () => {
		const uri = await storedUri();
		expect(uri).toMatch(/^gs:\/\/bucket\/out\/\d+\/sample_0\.mp4$/);
		const path = `${objectPath(uri)}?alt=media`;
		for (const origin of ['storage', 'api'] as const) {
			const answer = await askOrigin(sandbox, 'vertexAi', origin, path, { key: token });
			expect(answer.bytes).toHaveLength(sandbox.videoBytes);
		}
		const headers = { range: 'bytes=10-19' };
		const part = await askOrigin(sandbox, 'vertexAi', 'storage', path, { key: token, headers });
		expect(part.status).toBe(206);
		expect(part.bytes).toHaveLength(10);
	});

	it('wants the token, the whole name as one segment, and alt=media', async () => {
		const uri = await storedUri();
		const get = async (path: string, key: string | null = token) =>
			(await askOrigin(sandbox, 'vertexAi', 'storage', path, { key })).status;
		const path = objectPath(uri);
		expect(await get(`${path}?alt=media`, null)).toBe(401);
		expect(await get(path)).toBe(404);
		expect(await get(`${path.replaceAll('%2F', '/')}?alt=media`)).toBe(404);
		expect(await get(`${path.replace('sample_0', 'sample_1')}?alt=media`)).toBe(404);
	});

	it('has all samples but the filtered one', async () => {
		sandbox.faults.add({ kind: 'taskFails', body: 'partly: no' });
		const path = objectPath(await storedUri({ sampleCount: 2 }));
		const get = async (name: string) =>
			(await askOrigin(sandbox, 'vertexAi', 'storage', `${name}?alt=media`, { key: token })).status;
		expect(await get(path)).toBe(200);
		expect(await get(path.replace('sample_0', 'sample_1'))).toBe(404);
	});
});

it('lists models to whoever may use the project, for nothing', async () => {
	const list = async (path: string) =>
		(await askFace(sandbox, 'vertexAi', `/v1/${path}/models?pageSize=1`, { key: token })).status;
	expect(await list('projects/sandbox-project/locations/us-central1')).toBe(200);
	expect(await list('projects/elsewhere/locations/us-central1')).toBe(403);
	expect(await list('projects/sandbox-project/locations/global')).toBe(404);
});

it('names the quota in a fault of 429', async () => {
	sandbox.faults.add({ kind: 'status', status: 429, action: 'create' });
	const message: unknown = expect.stringContaining('Quota exceeded for aiplatform.googleapis.com/');
	const error = { status: 'RESOURCE_EXHAUSTED', message };
	expect(await create()).toMatchObject({ status: 429, json: { error } });
});
