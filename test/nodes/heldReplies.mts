/** A way to a server of this machine on which replies can be held back: the requests have arrived, and nobody knows. */

import { connect, createServer, type Socket } from 'node:net';

export interface HeldReplies {
	/** Without a slash at the end. */
	url: string;
	/** From now on replies to new requests are held back. */
	hold(): void;
	/** Lets all replies through, those held back and those to come. */
	release(): void;
	close(): Promise<void>;
}

/** Opens the way to `target`. */
export async function openHeldReplies(target: string): Promise<HeldReplies> {
	const { hostname, port } = new URL(target);
	const sockets = new Set<Socket>();
	let release = () => {};
	let released = Promise.resolve();
	const keep = (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => sockets.delete(socket));
	};
	const server = createServer((incoming) => {
		const outgoing = connect(Number(port), hostname);
		keep(incoming);
		keep(outgoing);
		incoming.pipe(outgoing);
		void released.then(() => outgoing.pipe(incoming));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return {
		url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
		hold: () => (released = new Promise<void>((resolve) => (release = resolve))),
		release: () => release(),
		async close() {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}
