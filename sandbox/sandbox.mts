// Starts the sandbox: a server on 127.0.0.1 for every provider's dialect, and the cdn behind them.
import type { Server } from 'node:http';

import { FACE_TITLES } from './addresses.mts';
import { FACES, type Sandbox, type SandboxFace, type SandboxOptions } from './contract.mts';
import type { Dialect } from './dialects/dialect.mts';
import { hingNet } from './dialects/hingNet.mts';
import { hingNetNative } from './dialects/hingNetNative.mts';
import { jieKouAi } from './dialects/jieKouAi.mts';
import { twelveAi } from './dialects/twelveAi.mts';
import { uniAll } from './dialects/uniAll.mts';
import { faceHandler } from './face.mts';
import { listen, shut } from './listen.mts';
import { makeWorld } from './world.mts';

export type * from './contract.mts';
export type { SandboxTask } from './tasks.mts';

const DIALECTS: Readonly<Record<SandboxFace, Dialect | null>> = {
	hingNet,
	hingNetNative,
	jieKouAi,
	uniAll,
	twelveAi,
	cdn: null,
};

/** Starts all faces. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const world = makeWorld(options);
	const servers: Server[] = [];
	try {
		for (const face of FACES) {
			const handler = faceHandler(world, face, DIALECTS[face]);
			const { server, url } = await listen(
				FACE_TITLES[face],
				options.ports?.[face] ?? 0,
				(request, response) => {
					void handler(request, response);
				},
			);
			servers.push(server);
			world.urls[face] = url;
		}
	} catch (error) {
		await Promise.all(servers.map(shut));
		throw error;
	}
	return {
		urls: world.urls,
		key: world.key,
		get taskSeconds() {
			return world.taskSeconds;
		},
		set taskSeconds(seconds) {
			world.taskSeconds = seconds;
		},
		requests: world.requests,
		credentialsSeenElsewhere: world.credentialsSeenElsewhere,
		tasks: world.tasks,
		created: world.created,
		faults: world.faults,
		videoBytes: world.film.size,
		count: ({ face, action } = {}) =>
			world.requests.filter(
				(request) =>
					(face === undefined || request.face === face) &&
					(action === undefined || request.action === action),
			).length,
		async close() {
			await Promise.all(servers.map(shut));
		},
	};
}
