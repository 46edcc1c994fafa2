import '../transport/hurried.mts';

import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { downloadVideo, kindOf } from '../../nodes/VeoVideo/files/download';
import { fileNameOf } from '../../nodes/VeoVideo/files/fileName';
import type { DownloadProblem } from '../../nodes/VeoVideo/files/problem';
import type { Address } from '../../nodes/VeoVideo/terms/request';
import { bytesOf } from '../nodes/nodeRun.mts';
import { type LocalServer, sendJson, startServer } from '../transport/localServer.mts';
import { KEY, sessionAt } from '../transport/session.mts';
import { film, mp4, sendFilm } from './film.mts';

const FILM = film(3_000_000);
const ENDPOINT: Address = { path: '/v1/videos/1/content' };

let gateway: LocalServer;
let cdn: LocalServer;

beforeAll(async () => {
	gateway = await startServer();
	cdn = await startServer();
});
afterAll(async () => {
	await gateway.close();
	await cdn.close();
});
beforeEach(() => {
	for (const server of [gateway, cdn]) {
		server.requests.length = 0;
		server.answer = (_request, response) => {
			response.writeHead(404).end();
		};
	}
});

async function download(location: Address = ENDPOINT, abort?: AbortController) {
	return await downloadVideo(
		sessionAt(gateway.url, { ...(abort && { abort }) }),
		location,
		'veo-1',
	);
}

const linkTo = (server: LocalServer, path = '/files/1.mp4'): Address => ({
	link: `${server.url}${path}`,
});

async function expectFilm(location?: Address, whole = FILM): Promise<void> {
	const result = await download(location);
	if (result.type !== 'stored') throw new Error(`Not stored: ${result.reason}, ${result.words}`);
	expect(bytesOf(result.binary).equals(whole)).toBe(true);
}

async function expectProblem(
	reason: DownloadProblem['reason'],
	location?: Address,
): Promise<string> {
	const result = await download(location);
	expect(result).toMatchObject({ type: 'problem', reason });
	return result.type === 'problem' ? result.words : '';
}

const ranges = (server: LocalServer) => server.requests.map(({ headers }) => headers.range ?? null);
const keys = (server: LocalServer) =>
	server.requests.map(({ headers }) => headers.authorization ?? null);

describe('a whole video', () => {
	it('is stored byte by byte, with name, type and size', async () => {
		gateway.answer = (request, response) => sendFilm(request, response, FILM);
		const result = await download();
		expect(result).toMatchObject({
			type: 'stored',
			binary: {
				fileName: 'veo-1.mp4',
				fileExtension: 'mp4',
				mimeType: 'video/mp4',
				bytes: FILM.length,
			},
		});
		if (result.type === 'stored') expect(bytesOf(result.binary).equals(FILM)).toBe(true);
		expect(gateway.requests).toHaveLength(1);
	});

	it.each(['application/octet-stream', 'binary/octet-stream', 'video/mp4; codecs=avc1'])(
		'is a video whatever its header says (%s)',
		async (contentType) => {
			gateway.answer = (request, response) => sendFilm(request, response, FILM, { contentType });
			await expectFilm();
		},
	);

	it('arrives from a server that does not say how large it is', async () => {
		gateway.answer = (request, response) => sendFilm(request, response, FILM, { hidesSize: true });
		await expectFilm();
	});

	it('asks for no compression', async () => {
		gateway.answer = (request, response) => sendFilm(request, response, FILM);
		await expectFilm();
		expect(gateway.requests[0]?.headers['accept-encoding']).toBe('identity');
	});

	it('arrives unpacked from a server that compresses all the same', async () => {
		gateway.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'video/mp4', 'content-encoding': 'gzip' });
			response.end(gzipSync(FILM));
		};
		await expectFilm();
	});

	it('arrives also where such a server tells the packed size, which fits nothing that arrives', async () => {
		const packed = gzipSync(FILM);
		gateway.answer = (_request, response) => {
			response.writeHead(200, {
				'content-type': 'video/mp4',
				'content-encoding': 'gzip',
				'content-length': packed.length,
			});
			response.end(packed);
		};
		await expectFilm();
		expect(gateway.requests).toHaveLength(1);
	});

	it.each([
		['whole, and packed', false],
		['in parts, and those plain', true],
	])('is taken up where a packed reply was cut and the rest comes %s', async (_how, knowsRange) => {
		const packed = gzipSync(FILM);
		gateway.answer = (request, response, number) => {
			if (knowsRange && request.headers.range !== undefined) {
				return sendFilm(request, response, FILM, { etag: 'W/"v1"' });
			}
			response.writeHead(200, {
				'content-type': 'video/mp4',
				'content-encoding': 'gzip',
				'content-length': packed.length,
				etag: '"v1"',
			});
			if (number > 0) response.end(packed);
			else response.write(packed.subarray(0, 1_000_000), () => request.socket.destroySoon());
		};
		await expectFilm();
	});

	it('is not stored as it was packed', async () => {
		gateway.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'video/mp4' }).end(gzipSync(FILM));
		};
		await expectProblem('notAVideo');
	});

	it.each(['text/plain', 'text/html; charset=utf-8', 'application/json', 'application/xml'])(
		'is a video also under the name of a page (%s), and after a cut',
		async (contentType) => {
			gateway.answer = (request, response, number) =>
				sendFilm(request, response, FILM, {
					contentType,
					...(number < 1 && { cutAfter: 900_000 }),
				});
			await expectFilm();
		},
	);
});

describe('a connection that is cut on the way', () => {
	it('is taken up where it was cut, and the file is the same byte by byte', async () => {
		gateway.answer = (request, response, number) =>
			sendFilm(request, response, FILM, number < 2 ? { cutAfter: 1_000_000 } : {});
		await expectFilm();
		const [first, ...resumed] = ranges(gateway);
		expect(first).toBeNull();
		expect(resumed).toHaveLength(2);
		const offsets = resumed.map((range) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1]));
		// What the kernel threw away with the connection is asked for again, never more.
		expect(offsets[0]).toBeGreaterThan(0);
		expect(offsets[0]).toBeLessThanOrEqual(1_000_000);
		expect(offsets[1]).toBeGreaterThan(offsets[0] ?? NaN);
	});

	it('goes on at a link without a key, with Range again', async () => {
		cdn.answer = (request, response, number) =>
			sendFilm(request, response, FILM, number < 1 ? { cutAfter: 500_000 } : {});
		await expectFilm(linkTo(cdn));
		expect(ranges(cdn)[1]).toMatch(/^bytes=\d+-$/);
		expect(keys(cdn)).toEqual([null, null]);
	});

	it('goes on through the redirect that led there', async () => {
		gateway.answer = (_request, response) => {
			response.writeHead(302, { location: `${cdn.url}/files/1.mp4` }).end();
		};
		cdn.answer = (request, response, number) =>
			sendFilm(request, response, FILM, number < 1 ? { cutAfter: 500_000 } : {});
		await expectFilm();
		expect(keys(gateway)).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
		expect(keys(cdn)).toEqual([null, null]);
	});

	it('is read again from the start where the server knows no Range, without a byte twice', async () => {
		gateway.answer = (request, response, number) =>
			sendFilm(request, response, FILM, {
				ignoresRange: true,
				...(number < 2 && { cutAfter: (number + 1) * 700_000 }),
			});
		await expectFilm();
		expect(gateway.requests).toHaveLength(3);
	});

	it('is taken up where the first reply did not say how large the file is', async () => {
		gateway.answer = (request, response, number) =>
			sendFilm(request, response, FILM, number < 1 ? { hidesSize: true, cutAfter: 900_000 } : {});
		await expectFilm();
	});

	it.each([0, 1, 5, 11])('is taken up also within its first bytes (%i)', async (cutAfter) => {
		gateway.answer = (request, response, number) =>
			sendFilm(request, response, FILM, number < 1 ? { cutAfter } : {});
		await expectFilm();
		expect(gateway.requests).toHaveLength(2);
	});

	it.each([
		['weak, then strong', 'W/"v1"', '"v1"'],
		['strong, then weak', '"v1"', 'W/"v1"'],
	])('is taken up with an ETag that is %s', async (_how, first, later) => {
		gateway.answer = (request, response, number) =>
			sendFilm(
				request,
				response,
				FILM,
				number < 1 ? { etag: first, cutAfter: 900_000 } : { etag: later },
			);
		await expectFilm();
	});

	it.each([
		['which tells the size', `bytes */${FILM.length}`],
		['which tells nothing', undefined],
	])('at the very end, where all is there, ends with a 416 %s', async (_what, contentRange) => {
		gateway.answer = (request, response) => {
			if (request.headers.range !== undefined) {
				const headers = contentRange === undefined ? {} : { 'content-range': contentRange };
				return void response.writeHead(416, headers).end();
			}
			response.writeHead(200, { 'content-type': 'video/mp4' });
			// All bytes, and then not the mark of the end.
			response.write(FILM, () => request.socket.destroySoon());
			if (gateway.requests.length > 1) response.end();
		};
		await expectFilm();
	});

	it('is not the end with a part that names a larger file', async () => {
		gateway.answer = (request, response, number) => {
			const part = number === 1 ? FILM.subarray(600_000) : FILM.subarray(0, 500_000);
			const from = number === 1 ? 600_000 : 0;
			response.writeHead(206, {
				'content-type': 'video/mp4',
				'content-range': `bytes ${from}-${from + part.length - 1}/${FILM.length}`,
				'content-length': part.length,
			});
			if (number > 0) response.end(part);
			else response.write(part.subarray(0, 1000), () => request.socket.destroySoon());
		};
		await expectProblem('cut');
	});

	it('is not the end with a 416 before the end', async () => {
		gateway.answer = (request, response) => {
			if (request.headers.range !== undefined) {
				return void response.writeHead(416, { 'content-range': `bytes */${FILM.length}` }).end();
			}
			sendFilm(request, response, FILM, { cutAfter: 900_000 });
		};
		expect((await download()).type).toBe('problem');
	});

	it('is taken up after a silence', async () => {
		gateway.answer = (request, response, number) => {
			if (number > 0) return sendFilm(request, response, FILM);
			response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': FILM.length });
			response.write(FILM.subarray(0, 900_000));
		};
		await expectFilm();
		expect(gateway.requests).toHaveLength(2);
		expect(ranges(gateway)[1]).toMatch(/^bytes=\d+-$/);
	});

	it('is taken up after a silence before the first byte', async () => {
		gateway.answer = (request, response, number) => {
			if (number > 0) return sendFilm(request, response, FILM);
			response.writeHead(200, { 'content-type': 'video/mp4' }).flushHeaders();
		};
		await expectFilm();
	});

	it('by silence is closed', async () => {
		const closed = new Promise<void>((resolve) => {
			gateway.answer = (request, response, number) => {
				if (number > 0) return sendFilm(request, response, FILM);
				response.writeHead(200, { 'content-type': 'video/mp4' }).write(FILM.subarray(0, 1000));
				response.once('close', resolve);
			};
		});
		await expectFilm();
		await closed;
	});

	it('is taken up through a page that answers in between', async () => {
		gateway.answer = (request, response, number) => {
			if (number === 1) return sendJson(response, 200, { error: { message: 'One moment' } });
			sendFilm(request, response, FILM, number < 1 ? { cutAfter: 900_000 } : {});
		};
		await expectFilm();
		expect(gateway.requests).toHaveLength(3);
	});

	it('is taken up after a busy server, too', async () => {
		gateway.answer = (request, response, number) => {
			if (number === 1) sendJson(response, 503, { error: 'busy' }, { 'retry-after': '0' });
			else sendFilm(request, response, FILM, number < 1 ? { cutAfter: 900_000 } : {});
		};
		await expectFilm();
		expect(gateway.requests).toHaveLength(3);
	});

	it('is given up when no try gets any further', async () => {
		gateway.answer = (request, response, number) =>
			sendFilm(request, response, FILM, { ignoresRange: true, cutAfter: number < 1 ? 9000 : 8000 });
		const words = await expectProblem('cut');
		expect(words).toContain(`of ${FILM.length} bytes`);
		expect(gateway.requests.length).toBeLessThan(10);
	});

	it.each([
		['another version (ETag)', { etag: '"v2"' }, FILM],
		['another size', {}, FILM.subarray(0, FILM.length - 1)],
	])('is not continued with %s of the file', async (_what, sending, later) => {
		gateway.answer = (request, response, number) =>
			number < 1
				? sendFilm(request, response, FILM, { cutAfter: 900_000 })
				: sendFilm(request, response, later, sending);
		await expectProblem('damaged');
	});

	it('is not continued with a part that begins too late', async () => {
		gateway.answer = (request, response, number) => {
			if (number < 1) return sendFilm(request, response, FILM, { cutAfter: 900_000 });
			response.writeHead(206, {
				'content-type': 'video/mp4',
				etag: '"v1"',
				'content-range': `bytes 2000000-2999999/${FILM.length}`,
			});
			response.end(FILM.subarray(2_000_000));
		};
		await expectProblem('damaged');
	});

	it('any cuts at any places leave the file whole', async () => {
		const small = film(60_000);
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.integer({ min: 12, max: 59_000 }), fc.boolean()), { maxLength: 4 }),
				async (cuts) => {
					gateway.requests.length = 0;
					gateway.answer = (request, response, number) => {
						const [cutAfter, ignoresRange] = cuts[number] ?? [undefined, false];
						sendFilm(request, response, small, {
							ignoresRange,
							...(cutAfter !== undefined && { cutAfter }),
						});
					};
					const result = await download();
					if (result.type === 'problem') {
						// Four tries in vain are the limit; less than that is no reason to give up.
						expect(cuts).toHaveLength(4);
						return;
					}
					expect(bytesOf(result.binary).equals(small)).toBe(true);
				},
			),
			{ numRuns: 25 },
		);
	});
});

describe('a video whose length no header tells', () => {
	const HALF = 50_000;
	/** Ends with the connection, as HTTP/1.0 has it: the end of the reply says nothing. */
	const sendUntilClosed = (response: ServerResponse, bytes: Buffer) => {
		const { socket } = response;
		socket?.write('HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nConnection: close\r\n\r\n');
		socket?.end(bytes);
	};

	it.each(['by Range', 'from its start'])('is had whole after a cut, %s', async (how) => {
		const whole = mp4(100_000);
		gateway.answer = (request, response, number) => {
			if (number === 0) sendUntilClosed(response, whole.subarray(0, HALF));
			else if (how === 'by Range') sendFilm(request, response, whole, { etag: '' });
			else sendUntilClosed(response, whole);
		};
		await expectFilm(undefined, whole);
		expect(ranges(gateway)).toEqual([null, `bytes=${HALF}-`]);
	});

	it('is whole where it ends at the same place again, whatever its last box says', async () => {
		const odd = mp4(100_000).subarray(0, HALF);
		gateway.answer = (_request, response) => sendUntilClosed(response, odd);
		await expectFilm(undefined, odd);
	});

	it.each<[string, (film: Buffer) => void]>([
		['that goes on to the end', (bytes) => bytes.writeUInt32BE(0, 24)],
		['smaller than its own header', (bytes) => bytes.writeUInt32BE(3, 24)],
		['without a name', (bytes) => bytes.writeUInt32BE(0, 28)],
		['larger than any file', (bytes) => (bytes.writeUInt32BE(1, 24), bytes.fill(0xff, 32, 40))],
	])('is asked for once where it has a box %s', async (_what, change) => {
		const bytes = mp4(100_000);
		change(bytes);
		gateway.answer = (_request, response) => sendUntilClosed(response, bytes);
		await expectFilm(undefined, bytes);
		expect(gateway.requests).toHaveLength(1);
	});

	it('is asked for once where it is whole, however it comes', async () => {
		const bytes = mp4(100_000);
		gateway.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'video/mp4' });
			for (let at = 0; at < 60; at++) response.write(bytes.subarray(at, at + 1));
			response.end(bytes.subarray(60));
		};
		await expectFilm(undefined, bytes);
		expect(gateway.requests).toHaveLength(1);
	});
});

describe('what is no video is not stored as one', () => {
	it.each([
		['JSON', 'application/json', '{"error":{"message":"Video was removed"}}', 'Video was removed'],
		['JSON of another kind', 'application/problem+json', '{"title":"Gone"}', 'Gone'],
		['HTML', 'text/html; charset=utf-8', '<html><body>Sign in</body></html>', 'Sign in'],
		['XML', 'application/xml', '<Error><Code>AccessDenied</Code></Error>', 'AccessDenied'],
		['text', 'text/plain', 'upstream connect error', 'upstream'],
	])('%s with HTTP 200', async (_what, contentType, text, words) => {
		gateway.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': contentType }).end(text);
		};
		expect(await expectProblem('notAVideo')).toContain(words);
		expect(gateway.requests.length).toBeLessThan(10);
	});

	it.each([
		['JSON', 200, '{"error":{"message":"The file is not ready yet"}}'],
		['JSON and 202', 202, '{"status":"processing"}'],
		['nothing', 200, ''],
		['nothing and 204', 204, ''],
	])('and is asked for again where %s answers first', async (_what, status, text) => {
		gateway.answer = (request, response, number) => {
			if (number > 1) return sendFilm(request, response, FILM);
			response.writeHead(status, { 'content-type': 'application/json' }).end(text);
		};
		await expectFilm();
		expect(gateway.requests).toHaveLength(3);
	});

	it('and a page that falls silent is quoted as far as it came', async () => {
		gateway.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html' }).write('<p>Sign in to go on');
		};
		expect(await expectProblem('notAVideo')).toContain('Sign in');
	});

	it.each([
		['JSON', '{"error":"gone, and never to come back"}'],
		['HTML', '<!DOCTYPE html><html></html>'],
		['a picture', 'RIFF\x24\0\0\0WEBPVP8 '],
		['zeros', '\0'.repeat(64)],
	])('%s under the name of a video', async (_what, text) => {
		gateway.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'video/mp4' }).end(text, 'latin1');
		};
		await expectProblem('notAVideo');
	});

	it.each([0, 1, 2, 3, 4, 7, 8, 11])('%i bytes', async (length) => {
		gateway.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'video/mp4' }).end(FILM.subarray(0, length));
		};
		const result = await download();
		if (length < 8) expect(result.type).toBe('problem');
		if (length === 0) expect(result).toMatchObject({ reason: 'empty' });
	});

	it('zero bytes with HTTP 200, as an endpoint does that was asked the wrong way', async () => {
		gateway.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': 0 }).end();
		};
		await expectProblem('empty');
	});

	it('quotes no more than a little of an endless page', async () => {
		gateway.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html' });
			const pour = () => {
				while (!response.destroyed) {
					if (!response.write('x'.repeat(65_536))) return void response.once('drain', pour);
				}
			};
			pour();
		};
		expect((await expectProblem('notAVideo')).length).toBeLessThan(400);
	});
});

describe('an answer that is an error', () => {
	it.each([401, 403, 404, 410])(
		'a link with %i has expired, and a new one may help',
		async (status) => {
			cdn.answer = (_request, response) => {
				response.writeHead(status, { 'content-type': 'application/xml' });
				response.end('<Error><Message>Request has expired</Message></Error>');
			};
			expect(await expectProblem('expired', linkTo(cdn))).toContain('Request has expired');
			expect(cdn.requests).toHaveLength(1);
		},
	);

	it.each([401, 403, 404])('the endpoint with %i refuses, in its own words', async (status) => {
		gateway.answer = (_request, response) =>
			sendJson(response, status, { error: { message: 'Not your video' } });
		expect(await expectProblem('refused')).toBe(`HTTP ${status}: Not your video`);
		expect(gateway.requests).toHaveLength(1);
	});

	it('the endpoint with 410 has the video no more', async () => {
		gateway.answer = (_request, response) =>
			sendJson(response, 410, { error: { message: 'No longer there' } });
		expect(await expectProblem('gone')).toBe('HTTP 410: No longer there');
		expect(gateway.requests).toHaveLength(1);
	});

	it('a link with 409 is asked for no second time', async () => {
		cdn.answer = (_request, response) => response.writeHead(409).end();
		await expectProblem('refused', linkTo(cdn));
		expect(cdn.requests).toHaveLength(1);
	});

	it.each([408, 409, 429, 500, 502, 503])('%i is tried again', async (status) => {
		gateway.answer = (request, response, number) =>
			number < 1
				? sendJson(response, status, { error: 'later' }, { 'retry-after': '0' })
				: sendFilm(request, response, FILM);
		await expectFilm();
		expect(gateway.requests).toHaveLength(2);
	});

	it('a pause of an hour is reported instead of waited for', async () => {
		gateway.answer = (_request, response) =>
			sendJson(response, 429, { error: { message: 'Come back later' } }, { 'retry-after': '3600' });
		expect(await expectProblem('refused')).toContain('Come back later');
		expect(gateway.requests).toHaveLength(1);
	});

	it('a key in its words is blacked out', async () => {
		gateway.answer = (request, response) =>
			sendJson(response, 403, { error: { message: `Bad ${request.headers.authorization}` } });
		expect(await expectProblem('refused')).toContain('Bearer ***');
	});

	it('a key under the name of a video is blacked out', async () => {
		gateway.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'video/mp4' }).end(KEY);
		};
		expect(await expectProblem('notAVideo')).not.toContain(KEY.slice(0, 12));
	});
});

describe('redirects', () => {
	const redirect = (status: number, location: string) => (server: LocalServer) => {
		server.answer = (_request, response) => {
			response.writeHead(status, { location }).end('moved');
		};
	};

	it.each([301, 302, 303, 307, 308])(
		'%i to another origin leaves the key behind',
		async (status) => {
			redirect(status, `${cdn.url}/files/1.mp4?sig=1`)(gateway);
			cdn.answer = (request, response) => sendFilm(request, response, FILM);
			await expectFilm();
			expect(keys(gateway)).toEqual([`Bearer ${KEY}`]);
			expect(keys(cdn)).toEqual([null]);
			expect(cdn.requests[0]?.path).toBe('/files/1.mp4?sig=1');
		},
	);

	it('to its own origin keep the key, also without host', async () => {
		gateway.answer = (request, response, number) =>
			number < 1
				? void response.writeHead(302, { location: '/elsewhere' }).end()
				: sendFilm(request, response, FILM);
		await expectFilm();
		expect(keys(gateway)).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
	});

	it('away and back again give the key to its own origin alone', async () => {
		gateway.answer = (request, response, number) =>
			number < 1
				? void response.writeHead(302, { location: `${cdn.url}/a` }).end()
				: sendFilm(request, response, FILM);
		redirect(307, `${gateway.url}/b`)(cdn);
		await expectFilm();
		expect(keys(gateway)).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
		expect(keys(cdn)).toEqual([null]);
	});

	it('in a circle come to an end', async () => {
		redirect(302, '/v1/videos/1/content')(gateway);
		expect(await expectProblem('refused')).toContain('more than 10 times');
		expect(gateway.requests).toHaveLength(11);
	});

	it.each([
		['that say no address', undefined],
		['to a file', 'file:///etc/passwd'],
		['to a script', 'javascript:alert(1)'],
		['with a user name', 'http://user:pass@127.0.0.1:1/'],
		['to no address', 'http://'],
		['that carry the key in the address', `http://127.0.0.1:1/?key=${encodeURIComponent(KEY)}`],
	])('%s are not followed', async (_what, location) => {
		gateway.answer = (_request, response) => {
			response.writeHead(302, location === undefined ? {} : { location }).end();
		};
		const words = await expectProblem('refused');
		expect(words).not.toContain(KEY);
		expect(gateway.requests).toHaveLength(1);
	});
});

describe('links that only look like the provider', () => {
	it.each([
		['another port', () => linkTo(cdn)],
		['a redirect through another name of the same machine', () => linkTo(gateway, '/away')],
	])('get no key: %s', async (_what, location) => {
		gateway.answer = (_request, response) => {
			response.writeHead(302, { location: `http://localhost:${cdn.port}/files/1.mp4` }).end();
		};
		cdn.answer = (request, response) => sendFilm(request, response, FILM);
		await expectFilm(location());
		expect(keys(cdn)).toEqual([null]);
	});

	it('a link at the provider itself gets the key', async () => {
		gateway.answer = (request, response) => sendFilm(request, response, FILM);
		await expectFilm(linkTo(gateway));
		expect(keys(gateway)).toEqual([`Bearer ${KEY}`]);
	});
});

describe('a stop', () => {
	it('before the download: nothing is asked', async () => {
		const abort = new AbortController();
		abort.abort();
		expect(await download(ENDPOINT, abort)).toMatchObject({ type: 'problem', reason: 'stopped' });
		expect(gateway.requests).toHaveLength(0);
	});

	it('in the middle of it: ends it, and is not tried again', async () => {
		const abort = new AbortController();
		gateway.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': FILM.length });
			response.write(FILM.subarray(0, 100_000), () => abort.abort());
		};
		const result = await download(ENDPOINT, abort);
		expect(result).toMatchObject({ type: 'problem', reason: 'stopped' });
		expect(gateway.requests).toHaveLength(1);
	});
});

describe('what the first bytes are', () => {
	const starting = (latin1: string) => Buffer.from(latin1.padEnd(12, '\0'), 'latin1');

	it.each([
		['\0\0\0\x18ftypisom', 'mp4', 'video/mp4'],
		['\0\0\0\x20ftypmp42', 'mp4', 'video/mp4'],
		['\0\0\0\x14ftypqt  ', 'mov', 'video/quicktime'],
		['\x1a\x45\xdf\xa3', 'webm', 'video/webm'],
		['GIF89a', 'gif', 'image/gif'],
		['GIF87a', 'gif', 'image/gif'],
	])('%j is %s', (latin1, extension, mimeType) => {
		expect(kindOf(starting(latin1))).toEqual({ extension, mimeType });
	});

	it('can be asked of any bytes, also of too few', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 16 }), (bytes) => {
				expect(() => kindOf(Buffer.from(bytes))).not.toThrow();
			}),
		);
	});
});

describe('file names', () => {
	it.each([
		['video_abc123', 0, 1, 'veo-video_abc123'],
		['models/veo-3.1/operations/x=', 0, 1, 'veo-models-veo-3-1-operations-x'],
		['../../etc/passwd', 0, 1, 'veo-etc-passwd'],
		['视频', 0, 1, 'veo-video'],
		['a', 0, 2, 'veo-a-1'],
		['a', 1, 2, 'veo-a-2'],
	])('of task %p, video %i of %i: %s', (taskId, index, count, expected) => {
		expect(fileNameOf(taskId, index, count)).toBe(expected);
	});

	it.each([
		['Ad for Monday', 'Ad for Monday'],
		['ad.mp4', 'ad'],
		['../../etc/passwd', 'etc-passwd'],
		['C:\\clips\\ad', 'C-clips-ad'],
		['.hidden', 'hidden'],
		['视频：第一集', '视频：第一集'],
		['a\u202egpj.mp4\n', 'a gpj'],
		['CON', 'veo-CON'],
		[' . ', 'veo-a'],
		['', 'veo-a'],
	])('that a person chooses: %p becomes %s', (wanted, expected) => {
		expect(fileNameOf('a', 0, 1, wanted)).toBe(expected);
	});

	it('that a person chooses are never a path, hidden, or too long', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (wanted) => {
				const name = fileNameOf('a', 0, 1, wanted);
				expect(name).toMatch(/^[^\s.][^<>:"/\\|?*\p{Cc}]*$/u);
				expect(name).not.toMatch(/[\s.]$/);
				expect(Buffer.byteLength(name)).toBeLessThanOrEqual(204);
			}),
		);
	});

	it('are never a path, hidden, or too long, whatever the task id', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 300 }), fc.nat({ max: 3 }), (taskId, index) => {
				expect(fileNameOf(taskId, index, 4)).toMatch(/^veo-[A-Za-z0-9_-]{1,64}$/);
			}),
		);
	});
});
