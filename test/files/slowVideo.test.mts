import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { downloadVideo } from '../../nodes/VeoVideo/files/download';
import type * as limits from '../../nodes/VeoVideo/transport/limits';
import { bytesOf } from '../nodes/nodeRun.mts';
import { type LocalServer, startServer } from '../transport/localServer.mts';
import { sessionAt } from '../transport/session.mts';
import { film, sendFilm } from './film.mts';

jest.mock('../../nodes/VeoVideo/transport/limits', () => ({
	...jest.requireActual<typeof limits>('../../nodes/VeoVideo/transport/limits'),
	VIDEO_LEAST_PACE: { bytes: 1000, ms: 600 },
}));
jest.setTimeout(30_000);

const FILM = film(100_000);

let gateway: LocalServer;
beforeAll(async () => {
	gateway = await startServer();
});
afterAll(async () => await gateway.close());
beforeEach(() => {
	gateway.requests.length = 0;
});

/** Sends a few bytes ten times a second, from where it is asked to begin. */
const drip: LocalServer['answer'] = (request, response) => {
	let at = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
	response.writeHead(at > 0 ? 206 : 200, {
		'content-type': 'video/mp4',
		'content-length': FILM.length - at,
		...(at > 0 && { 'content-range': `bytes ${at}-${FILM.length - 1}/${FILM.length}` }),
	});
	const timer = setInterval(() => {
		if (response.destroyed) clearInterval(timer);
		else response.write(FILM.subarray(at, (at += 20)));
	}, 100);
};

async function download(stop = new AbortController()) {
	const session = { ...sessionAt(gateway.url), signal: stop.signal };
	return await downloadVideo(session, { path: '/v1/videos/1/content' }, 'veo-1');
}

describe('a video that drips', () => {
	it('is taken up a few times where it was, and then given up', async () => {
		gateway.answer = drip;
		expect(await download()).toMatchObject({
			type: 'problem',
			reason: 'cut',
			words: expect.stringContaining('too slowly'),
		});
		const ranges = gateway.requests.map(({ headers }) => headers.range ?? '');
		expect(ranges).toEqual(['', ...Array(2).fill(expect.stringMatching(/^bytes=\d+-$/))]);
	});

	it('comes whole where another connection is faster', async () => {
		gateway.answer = (request, response, number) => {
			if (number === 0) drip(request, response, number);
			else sendFilm(request, response, FILM, { etag: '' });
		};
		const result = await download();
		expect(result.type === 'stored' && bytesOf(result.binary).equals(FILM)).toBe(true);
	});
});

describe('another item that fails', () => {
	it('ends a download that is under way, with its connection', async () => {
		const stop = new AbortController();
		let closed: Promise<void> | null = null;
		gateway.answer = (_request, response) => {
			closed = new Promise((resolve) => response.on('close', () => resolve()));
			response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': FILM.length });
			response.write(FILM.subarray(0, 50_000), () => stop.abort());
		};
		expect(await download(stop)).toMatchObject({ type: 'problem', reason: 'stopped' });
		await closed;
		expect(gateway.requests).toHaveLength(1);
	});
});
