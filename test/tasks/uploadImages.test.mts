/** Images that must lie at a link are uploaded when their create leaves, here in two steps as at fal.ai. */

import '../transport/withoutPauses.mts';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { hingNet } from '../../nodes/VeoVideo/providers/hingNet';
import type { ImageRule, Provider } from '../../nodes/VeoVideo/providers/provider';
import { findProblem } from '../../nodes/VeoVideo/providers/rules/check';
import { byStatus } from '../../nodes/VeoVideo/providers/dialects/byStatus';
import { holdRequest } from '../../nodes/VeoVideo/tasks/heldRequest';
import { uploadOf } from '../../nodes/VeoVideo/tasks/uploadImages';
import { asLink, isJsonObject, textAt } from '../../nodes/VeoVideo/terms/json';
import { problemOf } from '../../nodes/VeoVideo/terms/problem';
import { ok } from '../../nodes/VeoVideo/terms/result';
import type { SourceImage, VideoSpec } from '../../nodes/VeoVideo/terms/spec';
import { PNG } from '../nodes/pictures.mts';
import { type LocalServer, sendJson, startServer } from '../transport/localServer.mts';
import { KEY, sessionAt } from '../transport/session.mts';

let api: LocalServer;
/** The upload's own origin, which gets the key. */
let uploads: LocalServer;
/** Where the bytes go, and which gets no key. */
let store: LocalServer;

beforeAll(async () => {
	[api, uploads, store] = await Promise.all([startServer(), startServer(), startServer()]);
});
afterAll(async () => {
	await Promise.all([api, uploads, store].map(async (server) => await server.close()));
});
beforeEach(() => {
	for (const server of [api, uploads, store]) server.requests.length = 0;
	uploads.answer = (_request, response, number) => {
		const file = `${store.url}/files/${number}.png`;
		sendJson(response, 200, { upload_url: `${file}?signature=1`, file_url: file });
	};
	store.answer = (_request, response) => {
		response.writeHead(200).end();
	};
});

const byReply = byStatus({
	task: () => null,
	problem: (body) => problemOf(null, textAt(body, 'detail')),
	refusals: [],
});
const about = { asked: 'upload', taskId: null, receivedAt: 0 } as const;

const upload: Provider['upload'] = {
	request: ({ fileName, mimeType }) => ({
		method: 'POST',
		path: '/storage/upload/initiate',
		at: 'upload',
		body: { type: 'json', json: { content_type: mimeType, file_name: fileName } },
	}),
	read(reply, { mimeType, bytes }, note) {
		const refused = byReply(reply, { ...about, note });
		if (refused.says === 'refused') return refused;
		if (note !== null) return { says: 'stored', link: note };
		const body = isJsonObject(reply.body) ? reply.body : {};
		const [link, file] = [asLink(body.upload_url), asLink(body.file_url)];
		if (link === null || file === null) return { says: 'nothing' };
		const request = { link, method: 'PUT', body: { type: 'bytes', mimeType, bytes } } as const;
		return { says: 'further', request, note: file };
	},
};

function providerWith(images: ImageRule): Provider {
	const [first] = hingNet.offers;
	return { ...hingNet, upload, offers: [{ ...first, modes: ['image', 'frames'], images }] };
}

const LINKS_ONLY: ImageRule = { forms: ['url'] };

function file(bytes = PNG, fileName = 'image.png'): SourceImage {
	const reload = async () => await Promise.resolve(ok(bytes));
	return { type: 'bytes', bytes, mimeType: 'image/png', fileName, given: 'file', reload };
}

const spec = (image: SourceImage, rest: Partial<VideoSpec> = {}): VideoSpec => ({
	inputMode: 'image',
	model: 'veo-3.1-fast-generate-preview',
	prompt: 'A lion',
	image,
	options: {},
	...rest,
});

function held(
	provider: Provider,
	one: VideoSpec,
	{ isDryRun = false, abort = new AbortController() } = {},
) {
	const session = { ...sessionAt(api.url, { abort }), provider };
	session.connection.origins.upload = uploads.url;
	const address = { provider: provider.name, baseUrl: api.url };
	const show = ({ image, lastImage }: VideoSpec) => ({
		method: 'POST' as const,
		path: '/create',
		body: { type: 'json' as const, json: { image: formOf(image), last: formOf(lastImage) } },
	});
	return holdRequest(address, one, {}, show, uploadOf(session, one, isDryRun));
}

function formOf(image: SourceImage | undefined): string | null {
	if (image === undefined) return null;
	return image.type === 'url' ? image.url : `${image.bytes.length} bytes`;
}

const sent = (server: LocalServer) =>
	server.requests.map(({ method, path }) => `${method} ${path}`);

describe('an image that must lie at a link', () => {
	it('is uploaded when the create leaves, and the create names its link', async () => {
		const { make } = held(providerWith(LINKS_ONLY), spec(file()));
		expect(sent(uploads)).toEqual([]);
		expect(await make()).toMatchObject({
			type: 'ok',
			value: { body: { json: { image: `${store.url}/files/0.png` } } },
		});
		expect(sent(uploads)).toEqual(['POST /storage/upload/initiate']);
		expect(JSON.parse(uploads.requests[0]?.body ?? '')).toEqual({
			content_type: 'image/png',
			file_name: 'image.png',
		});
		expect(uploads.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
		expect(sent(store)).toEqual(['PUT /files/0.png?signature=1']);
		expect(store.requests[0]?.body).toBe(PNG.toString('latin1'));
		expect(store.requests[0]?.headers['content-type']).toBe('image/png');
		expect(JSON.stringify(store.requests[0])).not.toContain(KEY);
		expect(api.requests).toEqual([]);
	});

	it('goes up once, however often the create is sent', async () => {
		const one = spec(file(), { inputMode: 'frames', lastImage: file(PNG, 'last.png') });
		const { make } = held(providerWith(LINKS_ONLY), one);
		const first = await make();
		expect(sent(uploads)).toHaveLength(2);
		expect(await make()).toEqual(first);
		expect(sent(uploads)).toHaveLength(2);
	});

	it('is no other order for its new link', async () => {
		const provider = providerWith(LINKS_ONLY);
		const [one, other] = [held(provider, spec(file())), held(provider, spec(file()))];
		const links = [await one.make(), await other.make()].map((made) => JSON.stringify(made));
		expect(links[0]).not.toBe(links[1]);
		expect(one.fingerprint).toBe(other.fingerprint);
		expect(held(provider, spec(file(Buffer.concat([PNG, PNG])))).fingerprint).not.toBe(
			one.fingerprint,
		);
	});

	it('is not uploaded by a dry run, which shows where the link would be', async () => {
		const made = await held(providerWith(LINKS_ONLY), spec(file()), { isDryRun: true }).make();
		expect(JSON.stringify(made)).toContain('the link that image.png gets');
		expect([...uploads.requests, ...store.requests]).toEqual([]);
	});

	it('may be given as a file all the same', () => {
		expect(findProblem(providerWith(LINKS_ONLY), spec(file()))).toBeNull();
		const { upload: _upload, ...without } = providerWith(LINKS_ONLY);
		expect(findProblem(without, spec(file()))).toBeNull();
	});
});

describe('what stays as it is', () => {
	it.each([
		['a link', LINKS_ONLY, { type: 'url', url: 'https://example.com/a.png' } as const],
		['a file that the create takes', { forms: ['url', 'bytes'] } as const, file()],
		[
			'a file that is small enough',
			{ forms: ['url', 'bytes'], inlineBytes: PNG.length } as const,
			file(),
		],
	])('%s', async (_what, rule, image) => {
		const made = await held(providerWith(rule), spec(image)).make();
		expect(made).toMatchObject({ value: { body: { json: { image: formOf(image) } } } });
		expect(uploads.requests).toEqual([]);
	});

	it('and no larger file', async () => {
		const rule: ImageRule = { forms: ['url', 'bytes'], inlineBytes: PNG.length - 1 };
		await held(providerWith(rule), spec(file())).make();
		expect(sent(store)).toHaveLength(1);
	});
});

describe('an upload that comes to nothing', () => {
	it('is tried again where that may help, from the start', async () => {
		store.answer = (_request, response, number) => {
			response.writeHead(number === 0 ? 503 : 200).end();
		};
		const made = await held(providerWith(LINKS_ONLY), spec(file())).make();
		expect(made).toMatchObject({
			value: { body: { json: { image: `${store.url}/files/1.png` } } },
		});
	});

	it.each([
		[401, 'did not accept the API key'],
		[404, 'knows no such model, or no such address'],
		[413, 'refused the request'],
		[200, 'cannot be read'],
	])('with %p is told, and that nothing was ordered', async (status, words) => {
		uploads.answer = (_request, response) =>
			sendJson(response, status, status < 300 ? {} : { detail: 'no' });
		const made = await held(providerWith(LINKS_ONLY), spec(file())).make();
		expect(made).toMatchObject({
			type: 'problem',
			description: expect.stringContaining('nothing was ordered, and nothing was paid'),
		});
		expect(JSON.stringify(made)).toContain(words);
		expect(JSON.stringify(made)).toContain('upload of image.png');
		expect(sent(uploads)).toHaveLength(1);
	});

	it('because of a stop is left alone', async () => {
		const abort = new AbortController();
		abort.abort();
		const made = await held(providerWith(LINKS_ONLY), spec(file()), { abort }).make();
		expect(made).toMatchObject({ type: 'problem' });
		expect(uploads.requests).toEqual([]);
	});
});
