import { describe, expect, it } from '@jest/globals';

import { sendJson, startServer } from '../transport/localServer.mts';
import { useStand, wordsOf } from './stand.mts';

const KEY = 'sk-0123456789abcdef';

const stand = useStand({ taskSeconds: 0 });

/** What a person reads where the gateway repeats what it was sent, and the header that it got. */
async function refusalOf(apiKey: string, echoOf = (authorization: string) => authorization) {
	const server = await startServer();
	server.answer = (request, response) => {
		const echo = echoOf(request.headers.authorization ?? '');
		sendJson(response, 401, { error: { message: `Invalid token ${echo}` } });
	};
	const error = await stand.failure('create', {
		credentials: { hingNetApi: { apiKey, baseUrl: server.url } },
	});
	await server.close();
	return {
		words: wordsOf(error),
		sent: server.requests.map(({ headers }) => headers.authorization),
	};
}

describe('a key that was pasted', () => {
	it.each([
		['with a space of no width', `${KEY}\u200b`],
		['with a zero byte', `${KEY}\u0000`],
		['with a line end of its own kind', `\u2028${KEY}`],
		['shortened by its page', `${KEY}…`],
		['in two lines', 'sk-01234567\r\n89abcdef'],
		['with "Bearer" before it', `Bearer ${KEY}`],
	])('%s is sent without that, and blacked out', async (_how, apiKey) => {
		const { words, sent } = await refusalOf(apiKey);
		expect(sent).toEqual([`Bearer ${KEY}`]);
		expect(words).toContain('***');
		expect(words).not.toContain('0123456789abcdef');
	});

	it('is blacked out where it is repeated without what it begins with', async () => {
		const { words } = await refusalOf(KEY, (authorization) => authorization.slice(-16));
		expect(words).not.toContain('0123456789abcdef');
	});

	it('opens the account', async () => {
		const apiKey = `${stand.sandbox.key}\u200b`;
		const { items } = await stand.run('create', { credentials: stand.credentials({ apiKey }) });
		expect(items[0]?.json.taskId).toEqual(expect.any(String));
	});
});
