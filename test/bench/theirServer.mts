/** A server for n8n's own video nodes: the OpenAI and the Gemini dialect, with the sandbox's timing and its film. */

import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';

const FILM = join(import.meta.dirname, '..', '..', 'sandbox', 'video', 'veo-sandbox.mp4');

export interface TheirServer {
	url: string;
	close(): Promise<void>;
}

/** Tasks are finished `taskSeconds` after they were made. `videoBytes` serves a body of that size in place of the film. */
export async function startTheirServer(
	taskSeconds: number,
	videoBytes?: number,
): Promise<TheirServer> {
	const madeAt = new Map<string, number>();
	const isDone = (id: string) => Date.now() - (madeAt.get(id) ?? 0) >= taskSeconds * 1000;
	const make = (): string => {
		const id = `task${madeAt.size}`;
		madeAt.set(id, Date.now());
		return id;
	};
	const server = createServer((request, response) => {
		const path = new URL(request.url ?? '/', 'http://localhost').pathname;
		request.resume().once('end', () => answer(request, response, path));
	});

	function answer(request: IncomingMessage, response: ServerResponse, path: string): void {
		const id = /task\d+/.exec(path)?.[0] ?? '';
		if (request.method === 'POST' && path.endsWith('/videos')) {
			json(response, { id: make(), object: 'video', status: 'queued' });
		} else if (request.method === 'POST') {
			json(response, { name: `operations/${make()}`, done: false });
		} else if (path.endsWith('/content') && videoBytes !== undefined) {
			response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': videoBytes });
			Readable.from(filler(videoBytes), { objectMode: false }).pipe(response);
		} else if (path.endsWith('/content')) {
			const { size } = statSync(FILM);
			response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': size });
			createReadStream(FILM).pipe(response);
		} else if (path.includes('/operations/')) {
			const uri = `http://${request.headers.host}/files/${id}/content`;
			const samples = { generateVideoResponse: { generatedSamples: [{ video: { uri } }] } };
			json(response, {
				name: `operations/${id}`,
				done: isDone(id),
				...(isDone(id) && { response: samples }),
			});
		} else {
			json(response, { id, object: 'video', status: isDone(id) ? 'completed' : 'in_progress' });
		}
	}

	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		close: async () =>
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

const CHUNK = Buffer.alloc(64 * 1024, 1);

function* filler(bytes: number): Generator<Buffer> {
	for (let left = bytes; left > 0; left -= CHUNK.length) yield CHUNK.subarray(0, left);
}

function json(response: ServerResponse, body: unknown): void {
	response.writeHead(200, { 'content-type': 'application/json' });
	response.end(JSON.stringify(body));
}
