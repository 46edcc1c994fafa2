import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NodeApiError } from 'n8n-workflow';

import type { ServiceRequest } from '../../nodes/VeoVideo/terms/request';
import { send } from '../../nodes/VeoVideo/transport/send';
import { type LocalServer, refusedUrl, sendJson, startServer } from './localServer.mts';
import { KEY, sessionAt } from './session.mts';

const ORDER: ServiceRequest = {
	method: 'POST',
	path: '/v1/videos',
	body: { type: 'json', json: { prompt: 'A lion' } },
};
const QUESTION: ServiceRequest = { method: 'GET', path: '/v1/videos/1' };

let server: LocalServer;
let elsewhere: LocalServer;

beforeAll(async () => {
	server = await startServer();
	elsewhere = await startServer();
});
afterAll(async () => {
	await server.close();
	await elsewhere.close();
});
beforeEach(() => {
	server.requests.length = 0;
	elsewhere.requests.length = 0;
});

async function sendTo(url: string, request = ORDER, timeoutMs = 5000) {
	const { context, connection } = sessionAt(url);
	return await send(context, connection, request, timeoutMs);
}

describe('a reply', () => {
	it('carries status, headers and JSON, whatever the status', async () => {
		for (const status of [200, 202, 400, 401, 402, 403, 404, 409, 422, 429, 500, 502, 503, 504]) {
			server.answer = (_request, response) =>
				sendJson(response, status, { id: 'video_1' }, { 'X-Request-Id': 'abc' });
			expect(await sendTo(server.url)).toMatchObject({
				type: 'reply',
				status,
				body: { id: 'video_1' },
				headers: { 'x-request-id': 'abc' },
			});
		}
	});

	it.each([
		['a page of HTML', 'text/html', '<html><body>Sign in</body></html>'],
		['JSON that ends in the middle', 'application/json', '{"id": "video_1", "sta'],
		['nothing', 'application/json', ''],
		['plain text', 'text/plain', 'upstream connect error'],
	])('that is %s is told from JSON', async (_what, contentType, text) => {
		server.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': contentType }).end(text);
		};
		expect(await sendTo(server.url)).toMatchObject({
			type: 'reply',
			status: 200,
			text,
			body: undefined,
		});
	});

	it.each([
		['{"id": 7345678901234567891}', { id: '7345678901234567891' }],
		[
			'{"ids":[1,7345678901234567891 , -7345678901234567891]}',
			{ ids: [1, '7345678901234567891', '-7345678901234567891'] },
		],
		['{"at":1732200000000000,"more":1e400}', { at: 1732200000000000, more: Infinity }],
		[
			'{"text":"ids: 7345678901234567891, and","id":"x"}',
			{ text: 'ids: 7345678901234567891, and', id: 'x' },
		],
		[
			'{"id": 7345678901234567891, "order":"{\\"seed\\": 7345678901234567891, \\"\\\\\\":1}"}',
			{ id: '7345678901234567891', order: '{"seed": 7345678901234567891, "\\":1}' },
		],
		['{"path":"C:\\\\","id":7345678901234567891}', { path: 'C:\\', id: '7345678901234567891' }],
		['\ufeff{"id":"video_1"}', { id: 'video_1' }],
	])(
		'that is %s keeps every digit of an id, and may begin with a byte order mark',
		async (text, body) => {
			server.answer = (_request, response) => void response.writeHead(200).end(text);
			expect(await sendTo(server.url)).toMatchObject({ body });
		},
	);

	it('is JSON also where the content type says text', async () => {
		server.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'text/plain' }).end('{"id":"video_1"}');
		};
		expect(await sendTo(server.url)).toMatchObject({ body: { id: 'video_1' } });
	});
});

describe('a reply whose JSON came whole', () => {
	const reply = { type: 'reply', status: 200, body: { id: 'video_1' } };

	it.each([true, false])(
		'counts though the connection broke after it (%p)',
		async (tellsLength) => {
			server.answer = ({ socket }, response) => {
				response.writeHead(200, tellsLength ? { 'content-length': 500 } : {});
				response.write('{"id": "video_1"}', () => socket.destroy());
			};
			expect(await sendTo(server.url)).toMatchObject(reply);
		},
	);

	it('counts though the connection stays open after it', async () => {
		server.answer = (_request, response) => {
			response.writeHead(200);
			response.write('{"id": "video_1"}');
		};
		expect(await sendTo(server.url, ORDER, 500)).toMatchObject(reply);
	});

	it('may hold twice what was sent: some gateways echo the order, images and all', async () => {
		const json = { image: 'x'.repeat(3 * 1024 * 1024) };
		server.answer = (_request, response) =>
			sendJson(response, 200, { ...json, again: json, id: 'video_1' });
		const order: ServiceRequest = { ...ORDER, body: { type: 'json', json } };
		expect(await sendTo(server.url, order)).toMatchObject(reply);
	});
});

describe('a reply that breaks off', () => {
	const breakOffWith = (text: string) => {
		server.answer = ({ socket }, response) => {
			response.writeHead(200, { 'content-length': text.length + 100 });
			response.write(text, () => socket.destroy());
		};
	};

	it('is shown as far as it came: it may name a task that is paid for', async () => {
		breakOffWith('{"id":"video_1","prompt":"A li');
		expect(await sendTo(server.url)).toMatchObject({
			type: 'noAnswer',
			reason: expect.stringContaining('The reply began: "{"id":"video_1","prompt":"A li"'),
		});
	});

	it('is shown also where it was too long', async () => {
		const body = { id: 'video_1', image: 'x'.repeat(5e6) };
		server.answer = (_request, response) => sendJson(response, 200, body);
		expect(await sendTo(server.url)).toMatchObject({
			type: 'noAnswer',
			reason: expect.stringMatching(/longer than 4 MB\. The reply began: "\{"id":"video_1"/),
		});
	});

	it('is shown without a part of the key', async () => {
		breakOffWith(`Bad key: ${KEY.slice(0, -3)}`);
		expect(await sendTo(server.url)).toMatchObject({
			type: 'noAnswer',
			reason: expect.stringContaining('The reply began: "Bad key: ***"'),
		});
	});
});

describe('a request that surely did not arrive', () => {
	it('is told by a refused connection, and worth another try', async () => {
		const outcome = await sendTo(refusedUrl());
		expect(outcome).toMatchObject({ type: 'notSent', retryable: true });
	});

	it('is told by an unknown host, and worth another try', async () => {
		const outcome = await sendTo('http://does-not-exist.invalid');
		expect(outcome).toMatchObject({ type: 'notSent', retryable: true });
	});
});

describe('a request of which nobody knows what became', () => {
	it('is told by a connection that ends before the reply', async () => {
		server.answer = (request) => request.socket.destroy();
		expect(await sendTo(server.url)).toMatchObject({ type: 'noAnswer' });
		expect(server.requests).toHaveLength(1);
	});

	it('is told by a connection that ends in the middle of the reply', async () => {
		server.answer = (request, response) => {
			response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
			response.write('{"id": "video_1"', () => request.socket.destroy());
		};
		expect(await sendTo(server.url)).toMatchObject({ type: 'noAnswer' });
	});

	it('is told by silence', async () => {
		server.answer = () => {};
		expect(await sendTo(server.url, ORDER, 300)).toMatchObject({ type: 'noAnswer' });
		expect(server.requests).toHaveLength(1);
	});

	it('is told by HTTP 101, after which n8n’s HTTP client says nothing more', async () => {
		server.answer = ({ socket }) => {
			socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
		};
		expect(await sendTo(server.url, ORDER, 100)).toMatchObject({ type: 'noAnswer' });
		expect(server.requests).toHaveLength(1);
	});

	/** No network of one machine goes down by halves: n8n's own error around what Node tells then. */
	async function sendAndMeet(message: string, code: string, hasCause = true) {
		const { context, connection } = sessionAt(server.url);
		context.helpers.httpRequestWithAuthentication = async () => {
			const met = Object.assign(new Error(message), { code, isAxiosError: true });
			const error = new NodeApiError(context.getNode(), { message, code });
			error.cause = hasCause ? met : undefined;
			return await Promise.reject(error);
		};
		return await send(context, connection, ORDER);
	}

	it.each([
		['read EHOSTUNREACH', 'EHOSTUNREACH'],
		['write ENETUNREACH', 'ENETUNREACH'],
		['read ECONNREFUSED', 'ECONNREFUSED'],
	])('is told by %s: the network went down after the request had left', async (message, code) => {
		for (const hasCause of [true, false]) {
			expect(await sendAndMeet(message, code, hasCause)).toMatchObject({ type: 'noAnswer' });
		}
		expect(await sendAndMeet(`connect ${code} 10.0.0.1:443`, code)).toMatchObject({
			type: 'notSent',
			retryable: true,
		});
	});

	it.each([
		['headers and then silence', () => {}],
		[
			'a byte now and then, for ever',
			(response: ServerResponse) => {
				const drip = setInterval(() => response.write(' '), 20);
				response.once('close', () => clearInterval(drip));
			},
		],
	])('is told by %s, and the connection is closed', async (_what, goOn) => {
		const closed = new Promise<void>((resolve) => {
			server.answer = (_request, response) => {
				response.once('close', resolve);
				response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
				goOn(response);
			};
		});
		for (const request of [ORDER, QUESTION]) {
			expect(await sendTo(server.url, request, 1000)).toMatchObject({ type: 'noAnswer' });
		}
		await closed;
	});

	it('is told by a stop in the middle', async () => {
		const abort = new AbortController();
		server.answer = () => abort.abort();
		const { context, connection } = sessionAt(server.url, { abort });
		expect(await send(context, connection, ORDER)).toMatchObject({ type: 'noAnswer' });
	});
});

describe('under n8n 1.x, which keeps no cause of its errors', () => {
	async function sendUnderN8n1(url: string, timeoutMs = 5000) {
		const { context, connection } = sessionAt(url);
		const original = context.helpers.httpRequestWithAuthentication;
		context.helpers.httpRequestWithAuthentication = async function (...args) {
			try {
				return await original.apply(this, args);
			} catch (error) {
				if (error instanceof Error) error.cause = undefined;
				throw error;
			}
		};
		return await send(context, connection, ORDER, timeoutMs);
	}

	it('a connection that ends before the reply leaves open what became of the request', async () => {
		server.answer = (request) => request.socket.destroy();
		expect(await sendUnderN8n1(server.url)).toEqual({ type: 'noAnswer', reason: 'socket hang up' });
		expect(server.requests).toHaveLength(1);
	});

	it('silence leaves it open too', async () => {
		server.answer = () => {};
		expect(await sendUnderN8n1(server.url, 300)).toMatchObject({ type: 'noAnswer' });
	});

	it('a refused connection is known to be none', async () => {
		const outcome = await sendUnderN8n1(refusedUrl());
		expect(outcome).toMatchObject({ type: 'notSent', retryable: true });
	});
});

it('gives up on a reply of 100 MB after a few, so that n8n keeps its memory', async () => {
	const chunk = Buffer.alloc(64 * 1024, 'a');
	let sent = 0;
	const over = new Promise<void>((resolve) => {
		server.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.on('close', resolve);
			const pour = () => {
				while (!response.destroyed && sent < 100 * 1024 * 1024) {
					sent += chunk.length;
					if (!response.write(chunk)) return void response.once('drain', pour);
				}
				response.end();
			};
			pour();
		};
	});
	expect(await sendTo(server.url)).toMatchObject({
		type: 'noAnswer',
		reason: expect.stringContaining('longer than 4 MB'),
	});
	await over;
	expect(sent).toBeLessThan(50 * 1024 * 1024);
});

describe('an order is not sent twice', () => {
	it.each([401, 403, 408, 429, 500, 502, 503, 504])('by a reply of %i', async (status) => {
		server.answer = (_request, response) => sendJson(response, status, { error: 'no' });
		await sendTo(server.url);
		expect(server.requests).toHaveLength(1);
	});

	it.each([301, 302, 303, 307, 308])('by following a redirect (%i)', async (status) => {
		server.answer = (_request, response) => {
			response.writeHead(status, { location: `${elsewhere.url}/v1/videos` }).end();
		};
		expect(await sendTo(server.url)).toMatchObject({ type: 'reply', status });
		expect(server.requests).toHaveLength(1);
		expect(elsewhere.requests).toHaveLength(0);
	});
});

it('a question is not redirected to another origin either, and the key stays', async () => {
	server.answer = (_request, response) => {
		response.writeHead(307, { location: `${elsewhere.url}/v1/videos/1` }).end();
	};
	expect(await sendTo(server.url, QUESTION)).toMatchObject({ type: 'reply', status: 307 });
	expect(elsewhere.requests).toHaveLength(0);
});

describe('what leaves', () => {
	it('carries the key in its header alone', async () => {
		server.answer = (_request, response) => sendJson(response, 200, {});
		await sendTo(`${server.url}/gateway`, { ...QUESTION, query: { task_id: 'a b&c' } });
		const [request] = server.requests;
		expect(request?.headers.authorization).toBe(`Bearer ${KEY}`);
		expect(request?.path).toBe('/gateway/v1/videos/1?task_id=a+b%26c');
		expect(request?.body).toBe('');
	});

	it('keeps every letter of a prompt', async () => {
		server.answer = (_request, response) => sendJson(response, 200, {});
		const prompt = '狮子 "quoted" \\ 🦁\n\tline two \u2028 end';
		await sendTo(server.url, { ...ORDER, body: { type: 'json', json: { prompt } } });
		const sent = Buffer.from(server.requests[0]?.body ?? '', 'latin1').toString('utf8');
		expect(JSON.parse(sent)).toEqual({ prompt });
	});

	it('carries a file byte by byte', async () => {
		server.answer = (_request, response) => sendJson(response, 200, {});
		const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
		await sendTo(server.url, {
			...ORDER,
			body: {
				type: 'multipart',
				fields: { prompt: '狮子' },
				files: [{ field: 'input_reference', fileName: 'image.png', mimeType: 'image/png', bytes }],
			},
		});
		const [request] = server.requests;
		const form = await new Response(Buffer.from(request?.body ?? '', 'latin1'), {
			headers: { 'content-type': request?.headers['content-type'] ?? '' },
		}).formData();
		const file = form.get('input_reference');
		expect(form.get('prompt')).toBe('狮子');
		expect(file).toBeInstanceOf(Blob);
		if (!(file instanceof Blob)) return;
		expect(file.type).toBe('image/png');
		expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes);
		expect(Number(request?.headers['content-length'])).toBe(request?.body.length);
	});
});

describe('a gateway that repeats the key', () => {
	it('in its error does not bring it into n8n', async () => {
		server.answer = (request, response) =>
			sendJson(response, 401, { error: { message: `Bad: ${request.headers.authorization}` } });
		const outcome = await sendTo(server.url);
		expect(JSON.stringify(outcome)).not.toContain(KEY);
		expect(outcome).toMatchObject({ body: { error: { message: 'Bad: Bearer ***' } } });
	});

	it('in a redirect or another header does not bring it into n8n', async () => {
		server.answer = (request, response) => {
			const key = request.headers.authorization?.slice(7) ?? '';
			response.writeHead(302, { location: `/login?key=${encodeURIComponent(key)}` }).end();
		};
		const outcome = JSON.stringify(await sendTo(server.url));
		expect(outcome).not.toContain(KEY);
		expect(outcome).not.toContain(encodeURIComponent(KEY));
	});
});
