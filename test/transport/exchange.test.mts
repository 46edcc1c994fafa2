import './withoutPauses.mts';

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';

import type { Reading } from '../../nodes/VeoVideo/terms/reading';
import type { Reply, ServiceRequest } from '../../nodes/VeoVideo/terms/request';
import { exchange, type Exchange } from '../../nodes/VeoVideo/transport/exchange';
import { Spacing } from '../../nodes/VeoVideo/transport/spacing';
import { type LocalServer, sendJson, startServer } from './localServer.mts';
import { KEY, sessionAt } from './session.mts';

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

const FIRST: ServiceRequest = { method: 'GET', path: '/first' };

async function run(
	read: (reply: Reply, note: string | null) => Reading,
	rest: Partial<Exchange> = {},
) {
	const about: Exchange = { asked: 'status', request: FIRST, patience: 'once', read, ...rest };
	return await exchange(sessionAt(server.url), about);
}
const paths = () => server.requests.map(({ path }) => path);
const furtherTo = (request: ServiceRequest, note: string): Reading => ({
	says: 'further',
	request,
	note,
});

it('one more request decides, and the note comes back with its reply', async () => {
	server.answer = (_request, response) => sendJson(response, 200, {});
	const notes: Array<string | null> = [];
	const { verdict } = await run((reply, note) => {
		notes.push(note);
		return note === null
			? furtherTo({ method: 'GET', path: '/result' }, 'result')
			: { says: 'refused', why: 'input', code: null, words: String(reply.status) };
	});
	expect(paths()).toEqual(['/first', '/result']);
	expect(notes).toEqual([null, 'result']);
	expect(verdict).toMatchObject({ says: 'refused', words: '200' });
});

it('which leaves also when the time of a look is over: the answer in hand would be for nothing', async () => {
	let before = Date.now() + 1000;
	server.answer = (_request, response) => {
		before = Math.min(before, Date.now());
		sendJson(response, 200, {});
	};
	const patience = {
		get before() {
			return before;
		},
	};
	const { verdict } = await run(
		(_reply, note) =>
			note === null
				? furtherTo({ method: 'GET', path: '/result' }, 'result')
				: { says: 'refused', why: 'input', code: null, words: null },
		{ patience },
	);
	expect(paths()).toEqual(['/first', '/result']);
	expect(verdict).toMatchObject({ says: 'refused' });
});

it('three more, and no other', async () => {
	server.answer = (_request, response) => sendJson(response, 200, {});
	const { verdict } = await run((_reply, note) => furtherTo(FIRST, `${note}+`));
	expect(paths()).toEqual(['/first', '/first', '/first', '/first']);
	expect(verdict).toEqual({ says: 'nothing' });
});

it('none after a create', async () => {
	server.answer = (_request, response) => sendJson(response, 200, {});
	const { verdict } = await run(() => furtherTo(FIRST, ''), { asked: 'create' });
	expect(paths()).toEqual(['/first']);
	expect(verdict).toEqual({ says: 'nothing' });
});

it('the key goes along to the own origins only, also where a reply names the address', async () => {
	server.answer = (_request, response) => sendJson(response, 200, {});
	elsewhere.answer = (_request, response) => sendJson(response, 200, {});
	await run((_reply, note) =>
		note === null
			? furtherTo({ method: 'GET', link: `${server.url}/own?x=1` }, 'own')
			: note === 'own'
				? furtherTo({ method: 'GET', link: `${elsewhere.url}/foreign` }, 'foreign')
				: { says: 'nothing' },
	);
	expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
		`Bearer ${KEY}`,
		`Bearer ${KEY}`,
	]);
	expect(paths()).toEqual(['/first', '/own?x=1']);
	expect(elsewhere.requests.map(({ path }) => path)).toEqual(['/foreign']);
	expect(JSON.stringify(elsewhere.requests[0]?.headers)).not.toContain(KEY);
});

it('a request brings headers and bytes of its own, and its own origin by name', async () => {
	server.answer = (_request, response) => sendJson(response, 200, {});
	elsewhere.answer = (_request, response) => sendJson(response, 200, {});
	const session = sessionAt(server.url);
	session.connection.origins.upload = elsewhere.url;
	const bytes = Buffer.from([0, 255, 13, 10, 128]);
	await exchange(session, {
		asked: 'upload',
		patience: 'once',
		request: {
			method: 'PUT',
			path: '/files',
			query: { kind: 'a b' },
			at: 'upload',
			headers: { 'X-Life': '3600' },
			body: { type: 'bytes', mimeType: 'image/png', bytes },
		},
	});
	expect(server.requests).toEqual([]);
	expect(elsewhere.requests).toHaveLength(1);
	expect(elsewhere.requests[0]).toMatchObject({
		method: 'PUT',
		path: '/files?kind=a+b',
		headers: {
			authorization: `Bearer ${KEY}`,
			'content-type': 'image/png',
			'content-length': '5',
			'x-life': '3600',
		},
		body: bytes.toString('latin1'),
	});
});

it.each<[string, Record<string, string>, number | undefined, number]>([
	['in the body', {}, 900, 900],
	['by a header, which counts first', { 'retry-after': '0.8' }, 30_000, 800],
])(
	'a pause that is asked for %s holds, and holds all back',
	async (_how, headers, named, least) => {
		const times: number[] = [];
		server.answer = (_request, response) => {
			times.push(Date.now());
			response.writeHead(200, { 'content-type': 'application/json', ...headers }).end('{}');
		};
		const session = sessionAt(server.url);
		const about = (read: Exchange['read']): Exchange => ({
			asked: 'create',
			request: FIRST,
			patience: { forMs: 60_000 },
			...(read && { read }),
		});
		const busy: Reading = {
			...{ says: 'refused', why: 'busy', code: '429', words: null },
			...(named !== undefined && { retryAfterMs: named }),
		};
		await exchange(
			session,
			about(() => (times.length === 1 ? busy : { says: 'nothing' })),
		);
		expect(times).toHaveLength(2);
		expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(least - 5);

		times.length = 0;
		const first = exchange(
			session,
			about(() => (times.length === 1 ? busy : { says: 'nothing' })),
		);
		while (times.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		await new Promise((resolve) => setTimeout(resolve, 100));
		await Promise.all([first, exchange(session, about(undefined))]);
		expect(Math.min(...times.slice(1)) - (times[0] ?? 0)).toBeGreaterThanOrEqual(least - 5);
	},
);

it('creates of which only so many are taken in a while are kept apart, and checks are not', async () => {
	const times: number[] = [];
	server.answer = (request, response) => {
		if (request.method === 'POST') times.push(Date.now());
		sendJson(response, 200, {});
	};
	const session = { ...sessionAt(server.url), creates: new Spacing({ count: 2, windowMs: 500 }) };
	const create = {
		asked: 'create',
		request: { method: 'POST', path: '/' },
		patience: 'once',
	} as const;
	const creating = Promise.all(
		Array.from({ length: 5 }, async () => await exchange(session, create)),
	);
	const checkedAt = await exchange(session, {
		asked: 'status',
		request: FIRST,
		patience: 'once',
	}).then(() => Date.now());
	await creating;
	expect(times).toHaveLength(5);
	for (const [index, at] of times.slice(2).entries()) {
		expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(500 - 5);
	}
	expect(checkedAt).toBeLessThan(times[2] ?? 0);
});

it('a create that waits for its turn is given up when the execution ends', async () => {
	server.answer = (_request, response) => sendJson(response, 200, {});
	const abort = new AbortController();
	const session = {
		...sessionAt(server.url, { abort }),
		creates: new Spacing({ count: 1, windowMs: 3_600_000 }),
	};
	const create = { asked: 'create', request: FIRST, patience: { forMs: 60_000 } } as const;
	await exchange(session, create);
	const waiting = exchange(session, create);
	abort.abort();
	expect(await waiting).toMatchObject({ outcome: { type: 'stopped' } });
	expect(paths()).toHaveLength(1);
});

it('a create is sent again when it was turned away, and never when it may count', async () => {
	for (const [why, times] of [
		['busy', 2],
		['unsure', 1],
		['input', 1],
	] as const) {
		server.requests.length = 0;
		server.answer = (_request, response) => sendJson(response, 200, {});
		await run(
			() =>
				server.requests.length === 1
					? { says: 'refused', why, code: null, words: null }
					: { says: 'nothing' },
			{ asked: 'create', patience: { until: Date.now() + 60_000 } },
		);
		expect(paths()).toHaveLength(times);
	}
});
