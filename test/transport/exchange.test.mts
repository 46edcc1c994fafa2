import './withoutPauses.mts';

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';

import type { Reading } from '../../nodes/VeoVideo/terms/reading';
import type { Reply, ServiceRequest } from '../../nodes/VeoVideo/terms/request';
import { exchange, type Exchange } from '../../nodes/VeoVideo/transport/exchange';
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
