/** A Google of our own: token endpoint, models and buckets on one server, each of which does what a test says. */

import type { IncomingMessage, ServerResponse } from 'node:http';

import { keyFileOf, makeServiceAccount } from '../../sandbox/serviceAccount.mts';
import { film } from '../files/film.mts';
import {
	type LocalServer,
	type SeenRequest,
	sendJson,
	startServer,
} from '../transport/localServer.mts';

export const OPERATION =
	'projects/sandbox-project/locations/us-central1/publishers/google/models/veo-3.1-fast-generate-001/operations/2b7e1516-28ae-42d2-a6ab-f7158809cf4f';
export const VIDEO = film(200_000);

type Answer = (response: ServerResponse, request: IncomingMessage, number: number) => void;
export type Part = 'token' | 'create' | 'status' | 'storage';

export interface Google {
	server: LocalServer;
	/** The text of the key file, another key each time it is read. */
	newKey(): string;
	/** What the part does; the number counts its requests from 0. */
	answers: Record<Part, Answer>;
	seen(part: Part): SeenRequest[];
	/** All is well again, and nothing was asked. */
	reset(): void;
	close(): Promise<void>;
}

function partOf(path: string): Part {
	if (path.startsWith('/token')) return 'token';
	if (path.startsWith('/storage/')) return 'storage';
	return path.endsWith(':predictLongRunning') ? 'create' : 'status';
}

/** Tokens are `ya29.secret-token-0`, `-1` …; the operation is done at once, its video inline. */
export async function openGoogle(): Promise<Google> {
	const server = await startServer();
	const account = makeServiceAccount();
	let keys = 0;
	let tokens = 0;
	const inline = { bytesBase64Encoded: VIDEO.toString('base64'), mimeType: 'video/mp4' };
	const well = (): Record<Part, Answer> => ({
		token: (response) =>
			sendJson(response, 200, {
				access_token: `ya29.secret-token-${tokens++}`,
				expires_in: 3599,
				token_type: 'Bearer',
			}),
		create: (response) => sendJson(response, 200, { name: OPERATION }),
		status: (response) =>
			sendJson(response, 200, { name: OPERATION, done: true, response: { videos: [inline] } }),
		storage: (response) => response.writeHead(200, { 'content-type': 'video/mp4' }).end(VIDEO),
	});
	const seen = (part: Part) => server.requests.filter(({ path }) => partOf(path) === part);
	const google: Google = {
		server,
		newKey: () => keyFileOf({ ...account, keyId: `key-${++keys}` }, `${server.url}/token`),
		answers: well(),
		seen,
		reset() {
			server.requests.length = 0;
			google.answers = well();
		},
		close: async () => await server.close(),
	};
	server.answer = (request, response) => {
		const part = partOf(request.url ?? '');
		google.answers[part](response, request, seen(part).length - 1);
	};
	return google;
}
