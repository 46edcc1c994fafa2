/** A server that belongs to nobody whom the key belongs to: it has a video, and notes what it is shown. */

import { film, sendFilm } from '../files/film.mts';
import { type SeenRequest, startServer } from '../transport/localServer.mts';

export interface Elsewhere {
	/** The address of its video. */
	url: string;
	origin: string;
	videoBytes: number;
	readonly requests: readonly SeenRequest[];
	/** Requests that showed a credential of any kind. */
	credentialsSeen(): SeenRequest[];
	close(): Promise<void>;
}

const CREDENTIAL_HEADERS = ['authorization', 'proxy-authorization', 'cookie', 'x-n8n-api-key'];
const VIDEO_BYTES = 3000;

/** `key` is looked for in addresses and in every header as well. */
export async function openElsewhere(key: string): Promise<Elsewhere> {
	const server = await startServer();
	const bytes = film(VIDEO_BYTES);
	server.answer = (request, response) => sendFilm(request, response, bytes);
	return {
		url: `${server.url}/film.mp4`,
		origin: server.url,
		videoBytes: VIDEO_BYTES,
		requests: server.requests,
		credentialsSeen: () =>
			server.requests.filter(
				(one) =>
					CREDENTIAL_HEADERS.some((name) => one.headers[name] !== undefined) ||
					JSON.stringify([one.path, one.headers]).includes(key),
			),
		close: server.close,
	};
}
