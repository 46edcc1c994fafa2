/** A server on this machine that does what a test says, and remembers what it was asked. */

import {
	createServer,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';

export interface SeenRequest {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
}

export interface LocalServer {
	/** Without a slash at the end. */
	url: string;
	port: number;
	requests: SeenRequest[];
	/** What it does with a request; the number counts from 0. */
	answer: (request: IncomingMessage, response: ServerResponse, number: number) => void;
	close(): Promise<void>;
}

/** Starts a server on a free port of 127.0.0.1; it answers 404 until it is told otherwise. */
export async function startServer(host = '127.0.0.1'): Promise<LocalServer> {
	const requests: SeenRequest[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const number = requests.length;
			requests.push({
				method: request.method ?? '',
				path: request.url ?? '',
				headers: request.headers,
				body: Buffer.concat(chunks).toString('latin1'),
			});
			local.answer(request, response, number);
		});
		request.on('error', () => response.destroy());
		response.on('error', () => response.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, host, resolve));
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	const local: LocalServer = {
		url: `http://${host}:${port}`,
		port,
		requests,
		answer: (_request, response) => {
			response.writeHead(404).end();
		},
		async close() {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			server.closeAllConnections();
			await closed;
		},
	};
	return local;
}

/** Answers with a whole JSON body. */
export function sendJson(
	response: ServerResponse,
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): void {
	response.writeHead(status, { 'content-type': 'application/json', ...headers });
	response.end(JSON.stringify(body));
}

/** An address at which connections are refused. A port that a server left free another one may take at once. */
export function refusedUrl(): string {
	return 'http://127.0.0.1:1';
}
