// Servers on this machine only, opened and ended for sure.
import { createServer, type RequestListener, type Server } from 'node:http';

/** Longer than any test sits still, so that a kept connection is never closed under a request. */
const KEEP_ALIVE_MS = 65_000;

/** A server on 127.0.0.1; port 0 is any free one. Says plainly when the port is taken. */
export async function listen(
	name: string,
	port: number,
	handler: RequestListener,
): Promise<{ server: Server; url: string }> {
	const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handler);
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code !== 'EADDRINUSE') return reject(error);
			reject(new Error(`Port ${port} for ${name} is taken by another program.`));
		});
		server.listen(port, '127.0.0.1', resolve);
	});
	const address = server.address();
	const bound = typeof address === 'object' && address !== null ? address.port : port;
	return { server, url: `http://127.0.0.1:${bound}` };
}

/** Ends a server together with its open connections. */
export async function shut(server: Server): Promise<void> {
	const closed = new Promise<void>((resolve) => server.close(() => resolve()));
	server.closeAllConnections();
	await closed;
}
