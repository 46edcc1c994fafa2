/** A port in front of a server that can be closed, so that connections are refused, and opened again. */

import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Relay {
	/** Without a slash at the end. */
	url: string;
	open(): Promise<void>;
	/** From now on connections are refused; those that are open end. */
	shut(): Promise<void>;
}

/** Below the ports that systems give to outgoing connections: nobody takes it while it is closed. */
const FIRST_PORT = 15_000;
const PORTS = 15_000;
const MAX_TRIES = 50;

/** Makes a relay to a server of this machine. It is open at first. */
export async function openRelay(target: string): Promise<Relay> {
	const { hostname, port: targetPort } = new URL(target);
	const sockets = new Set<Socket>();
	let server: Server | null = null;
	let port = 0;

	const keep = (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => sockets.delete(socket));
	};
	const listen = async (at: number) => {
		const opened = createServer((incoming) => {
			const outgoing = connect(Number(targetPort), hostname);
			keep(incoming);
			keep(outgoing);
			incoming.pipe(outgoing).pipe(incoming);
		});
		await new Promise<void>((resolve, reject) => {
			opened.once('error', reject);
			opened.listen(at, '127.0.0.1', resolve);
		});
		server = opened;
	};
	const shut = async () => {
		const closing = server;
		server = null;
		const closed = new Promise<void>((resolve) => {
			if (closing === null) resolve();
			else closing.close(() => resolve());
		});
		for (const socket of sockets) socket.destroy();
		await closed;
	};

	for (let tries = 0; server === null; tries++) {
		port = FIRST_PORT + Math.floor(Math.random() * PORTS);
		try {
			await listen(port);
		} catch (error) {
			if (tries >= MAX_TRIES) throw error;
		}
	}
	return { url: `http://127.0.0.1:${port}`, open: async () => await listen(port), shut };
}
