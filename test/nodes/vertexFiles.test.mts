/** Files of Google Vertex AI on bad days: inside a reply, in a bucket, and loaded from links. */

import '../faults/quiet.mts';
import '../transport/hurried.mts';

import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRunExecutionData, type IDataObject, type INodeParameters } from 'n8n-workflow';

import { accountOf } from '../../nodes/VeoVideo/providers/dialects/googleAccount';
import { vertexAi } from '../../nodes/VeoVideo/providers/vertexAi';
import { keyGoesAlong, urlOf } from '../../nodes/VeoVideo/transport/origins';
import { type LocalServer, sendJson, startServer } from '../transport/localServer.mts';
import { type Google, OPERATION, openGoogle, VIDEO } from './handMadeGoogle.mts';
import { bytesOf, runNode, type NodeRunOptions } from './nodeRun.mts';
import { wordsOf, type NodeError, type Operation } from './stand.mts';

let google: Google;
let links: LocalServer;
let key = '';

beforeAll(async () => {
	google = await openGoogle();
	links = await startServer();
	key = google.newKey();
});
afterAll(async () => {
	await google.close();
	await links.close();
});
beforeEach(() => {
	google.reset();
	links.requests.length = 0;
});

async function run(
	operation: Operation,
	parameters: INodeParameters = {},
	options: IDataObject = {},
	more: Partial<NodeRunOptions> = {},
) {
	const fields = { serviceAccountKey: key, projectId: '', region: '', baseUrl: google.server.url };
	return await runNode({
		credentials: { veoVertexAiApi: fields },
		...more,
		parameters: {
			resource: 'video',
			provider: 'vertexAi',
			operation,
			inputMode: 'text',
			model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' },
			prompt: 'A lion',
			taskId: OPERATION,
			...parameters,
			options: { pollInterval: 1, ...options } as INodeParameters,
		},
	});
}

const failure = async (...asked: Parameters<typeof run>): Promise<NodeError> =>
	await run(...asked).then(
		() => {
			throw new Error('It did not fail');
		},
		(error: NodeError) => error,
	);

const done = (videos: unknown[], more: object = {}) => ({
	name: OPERATION,
	done: true,
	response: { videos, ...more },
});
const INLINE = { bytesBase64Encoded: VIDEO.toString('base64'), mimeType: 'video/mp4' };

describe('a video in the reply', () => {
	const whole = JSON.stringify(done([INLINE]));

	it.each<[string, Google['answers']['status']]>([
		['broken', (response) => sendJson(response, 503, {})],
		['busy', (response) => sendJson(response, 429, {})],
		['gone away', (response) => response.destroy()],
		[
			'cut in the middle',
			(response) => {
				response.writeHead(200, { 'content-length': whole.length });
				response.write(whole.slice(0, whole.length / 2), () => response.destroy());
			},
		],
		['cut, and called whole', (response) => response.end(whole.slice(0, whole.length / 2))],
		[
			'silent in the middle',
			(response) => {
				response.writeHead(200, { 'content-length': whole.length });
				response.write(whole.slice(0, whole.length / 2));
			},
		],
		['a page', (response) => response.end('<html>Sign in</html>')],
		['still running, all of a sudden', (response) => sendJson(response, 200, { name: OPERATION })],
		['weary of the token', (response) => sendJson(response, 401, {})],
	])('comes whole from a Google that is %s for a moment', async (_what, answer) => {
		const { status } = google.answers;
		google.answers.status = (response, request, number) =>
			number === 1 ? answer(response, request, number) : status(response, request, number);
		const { items } = await run('download');
		expect(bytesOf(items[0]?.binary?.data)).toEqual(VIDEO);
	});

	it('is found behind an empty entry, and with every escape that JSON allows', async () => {
		const escaped = INLINE.bytesBase64Encoded.replaceAll('/', '\\/').replaceAll('A', '\\u0041');
		google.answers.status = (response) =>
			response.end(
				JSON.stringify(done([{}, { ...INLINE, bytesBase64Encoded: '@' }])).replace('@', escaped),
			);
		const { items } = await run('download');
		expect(bytesOf(items[0]?.binary?.data)).toEqual(VIDEO);
		expect(items[0]?.json.warning).toContain('Video 1 of 2 did not come');
	});

	it('that is one of two which were ordered: the item says so, though Google does not', async () => {
		const { items } = await run('generate', {}, { sampleCount: 2 });
		expect(items[0]?.json.warning).toContain('made 1 of the 2 videos');
		const alone = await run('generate', {}, { sampleCount: 1 });
		expect(alone.items[0]?.json.warning).toBeUndefined();
	});

	it('of hundreds of megabytes fills no memory while its task is asked about', async () => {
		setFlagsFromString('--expose-gc');
		const collect = runInNewContext('gc') as () => void;
		const inUse = () => {
			collect();
			const { heapUsed, external } = process.memoryUsage();
			return heapUsed + external;
		};
		const part = Buffer.alloc(1024 * 1024, 'A');
		const parts = 200;
		let most = 0;
		const before = inUse();
		google.answers.status = (response) => {
			const [begin, end] = JSON.stringify(done([{ bytesBase64Encoded: '@' }])).split('@');
			response.writeHead(200, { 'content-type': 'application/json' });
			response.write(begin);
			const send = async () => {
				for (let sent = 0; sent < parts; sent++) {
					await new Promise<unknown>((resolve) => response.write(part, resolve));
					if (sent % 20 === 19) most = Math.max(most, inUse() - before);
				}
				response.end(end);
			};
			void send();
		};
		const { items } = await run('get', {}, { includeRaw: true });
		expect(items[0]?.json.status).toBe('completed');
		expect(JSON.stringify(items[0]?.json).length).toBeLessThan(3000);
		expect(most).toBeGreaterThan(0);
		expect(most).toBeLessThan(60 * 1024 * 1024);
	});
});

describe('a bucket', () => {
	const gcsUri = 'gs://my-bucket/videos/1/sample_0.mp4';
	beforeEach(() => {
		google.answers.status = (response) => sendJson(response, 200, done([{ gcsUri }]));
	});

	it('that the account may not read is told with the role, though Google writes plain text', async () => {
		const words =
			'veo@sandbox-project.iam.gserviceaccount.com does not have storage.objects.get access to the Google Cloud Storage object.';
		google.answers.storage = (response) =>
			response.writeHead(403, { 'content-type': 'text/html; charset=UTF-8' }).end(words);
		const error = await failure('download');
		expect(wordsOf(error)).toContain('does not have storage.objects.get access');
		expect(wordsOf(error)).toContain('Storage Object Viewer');
		expect(wordsOf(error)).toContain(OPERATION);
	});

	it('whose token ended in the middle of a download hands out the rest for a new one', async () => {
		google.answers.storage = (response, request, number) => {
			if (number === 1) return sendJson(response, 401, {});
			const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
			response.writeHead(start > 0 ? 206 : 200, {
				'content-type': 'video/mp4',
				'content-length': VIDEO.length - start,
				...(start > 0 && {
					'content-range': `bytes ${start}-${VIDEO.length - 1}/${VIDEO.length}`,
				}),
			});
			if (number > 0) response.end(VIDEO.subarray(start));
			else response.write(VIDEO.subarray(0, 90_000), () => response.destroy());
		};
		const { items } = await run('download');
		expect(bytesOf(items[0]?.binary?.data)).toEqual(VIDEO);
		const tokens = google.seen('storage').map(({ headers }) => headers.authorization);
		expect(new Set(tokens).size).toBe(2);
	});

	it('that emptied itself is no video, and the error names the task', async () => {
		google.answers.storage = (response) =>
			response.writeHead(404, { 'content-type': 'text/html' }).end('No such object: my-bucket/x');
		const words = wordsOf(await failure('download'));
		expect(words).toContain('No such object');
		expect(words).toContain(OPERATION);
	});
});

describe('a video to extend', () => {
	const extend = { inputMode: 'video', prompt: 'It walks on' };

	it('by link is loaded without any key, and goes along as bytes', async () => {
		links.answer = (_request, response) => response.writeHead(200).end(VIDEO);
		await run('create', { ...extend, video: `${links.url}/lion.mp4?signature=x` });
		const [create] = google.seen('create');
		expect(JSON.parse(create?.body ?? '')).toEqual({
			instances: [{ prompt: 'It walks on', video: INLINE }],
			parameters: { generateAudio: true },
		});
		expect(links.requests).toHaveLength(1);
		expect(links.requests[0]?.headers.authorization).toBeUndefined();
	});

	it.each<[string, number, Buffer | string, RegExp]>([
		['a page', 200, '<html>no</html>', /no video \(MP4\)/],
		['a WebM', 200, Buffer.from('\x1a\x45\xdf\xa3webm-webm', 'latin1'), /no video \(MP4\)/],
		['nothing', 200, '', /empty/],
		['a refusal', 404, '', /HTTP 404/],
	])('by link, and %s lies there: nothing is ordered', async (_what, status, body, words) => {
		links.answer = (_request, response) => response.writeHead(status).end(body);
		const error = await failure('create', { ...extend, video: `${links.url}/lion.mp4` });
		expect(wordsOf(error)).toMatch(words);
		expect(error.context.safeToOrderAgain).toBe(true);
		expect(google.seen('create')).toEqual([]);
	});

	it('by link that cannot be loaded yet: a retry of the execution orders it, once', async () => {
		const runData = createRunExecutionData({});
		links.answer = (_request, response) => response.writeHead(404).end();
		const video = { ...extend, video: `${links.url}/lion.mp4` };
		await failure('create', video, {}, { runData });
		links.answer = (_request, response) => response.writeHead(200).end(VIDEO);
		await run('create', video, {}, { runData });
		await run('create', video, {}, { runData });
		expect(google.seen('create')).toHaveLength(1);
	});

	it.each(['gs://my-bucket/lion.mp4', 'gs://my-bucket/a b/löwe.mp4'])(
		'%s goes as it is',
		async (video) => {
			await run('create', { ...extend, video });
			expect(JSON.parse(google.seen('create')[0]?.body ?? '')).toMatchObject({
				instances: [
					{ video: { gcsUri: Buffer.from(video).toString('latin1'), mimeType: 'video/mp4' } },
				],
			});
		},
	);
});

it('makes the videos of fifty items with one token, and each once', async () => {
	const names = new Map<string, string>();
	const { status } = google.answers;
	google.answers.create = (response) => {
		const { body = '' } = google.server.requests.at(-1) ?? {};
		const prompt = /"prompt":"([^"]*)"/.exec(body)?.[1] ?? '';
		const id = createHash('sha256').update(prompt).digest('hex').slice(0, 12);
		const name = OPERATION.replace(/[^-]*$/, id);
		names.set(prompt, name);
		sendJson(response, 200, { name });
	};
	google.answers.status = (response, request, number) => {
		if (number < 50) sendJson(response, 200, { done: false });
		else status(response, request, number);
	};
	const items = Array.from({ length: 50 }, (_, index) => ({ json: { prompt: `take ${index}` } }));
	const output = await run('generate', { prompt: '={{ $json.prompt }}' }, {}, { items });
	expect(output.items.map(({ json }) => json.taskId)).toEqual(
		items.map(({ json }) => names.get(json.prompt)),
	);
	expect(output.items.every(({ binary }) => bytesOf(binary?.data).equals(VIDEO))).toBe(true);
	expect(google.seen('create')).toHaveLength(50);
	expect(google.seen('token').length).toBeLessThanOrEqual(1);
});

describe('the addresses of an account', () => {
	const originsOf = (region: string, base: string | null) => {
		const account = accountOf({ serviceAccountKey: key, region }, base);
		if (account.type === 'problem') throw new Error(account.message);
		return account.value.origins;
	};
	const operation = (region: string) => OPERATION.replace('us-central1', region);
	const asked = (origins: ReturnType<typeof originsOf>, region: string) =>
		urlOf(origins, vertexAi.statusRequest(operation(region)));

	it('a task is asked about where it was made, whatever region the credential names', () => {
		const origins = originsOf('us-central1', null);
		for (const [region, host] of [
			['us-central1', 'us-central1-aiplatform.googleapis.com'],
			['europe-west4', 'europe-west4-aiplatform.googleapis.com'],
			['global', 'aiplatform.googleapis.com'],
			['eu', 'aiplatform.eu.rep.googleapis.com'],
			// No region of Google's: nobody is led elsewhere by a task's id.
			['evil.example.com#', 'us-central1-aiplatform.googleapis.com'],
			['storage', 'us-central1-aiplatform.googleapis.com'],
		] as const) {
			const url = asked(origins, region);
			expect(new URL(url).host).toBe(host);
			expect(keyGoesAlong(url, origins, { link: url })).toBe(true);
		}
		expect(asked(originsOf('europe-north9', null), 'europe-north9')).toContain('europe-north9-ai');
	});

	it('a Base URL of another server is asked for everything', () => {
		const origins = originsOf('us-central1', 'https://proxy.example.com/google');
		expect(asked(origins, 'europe-west4')).toContain(
			'https://proxy.example.com/google/v1/projects/',
		);
		expect(origins.storage).toBe('https://proxy.example.com/google');
		const bucket = 'https://storage.googleapis.com/storage/v1/b';
		expect(keyGoesAlong(bucket, origins, { link: bucket })).toBe(false);
	});

	it("Google's own as Base URL has no buckets: Cloud Storage is asked where it is", () => {
		const origins = originsOf('us-central1', 'https://us-central1-aiplatform.googleapis.com');
		expect(origins.storage).toBe('https://storage.googleapis.com');
		for (const base of ['https://googleapis.com.evil.example', 'http://x.googleapis.com']) {
			expect(originsOf('us-central1', base).storage).toBe(base);
		}
	});
});
