// Starts the sandbox: a server on 127.0.0.1 for every provider's dialect, and the cdn behind them.
import type { Server } from 'node:http';

import { PLACES, portAt } from './addresses.mts';
import { FACES, type Sandbox, type SandboxFace, type SandboxOptions } from './contract.mts';
import { faceHandler } from './face.mts';
import { listen, shut } from './listen.mts';
import { keyFileOf } from './serviceAccount.mts';
import { makeWorld, type World } from './world.mts';

export type * from './contract.mts';
export type { SandboxTask } from './tasks.mts';

function baseUrls(world: World): Record<SandboxFace, string> {
	const urls = FACES.map((face) => [face, world.url(face)]);
	// Object.fromEntries forgets which names it was given.
	return Object.fromEntries(urls) as Record<SandboxFace, string>;
}

function age({ created, uploads }: World, seconds: number): void {
	const ms = seconds * 1000;
	for (const task of created) {
		task.createdAt -= ms;
		if (task.cancelled) task.cancelled.at -= ms;
		for (const [resolution, at] of task.upgrades) task.upgrades.set(resolution, at - ms);
	}
	for (const upload of uploads.taken.values()) {
		if (upload.takenAt !== undefined) upload.takenAt -= ms;
	}
}

/** Starts all faces. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const world = makeWorld(options);
	const servers: Server[] = [];
	try {
		for (const [index, place] of PLACES.entries()) {
			const handler = faceHandler(world, place);
			const { server, url } = await listen(
				place.title,
				portAt(options.firstPort ?? 0, index),
				(request, response) => {
					void handler(request, response);
				},
			);
			servers.push(server);
			world.urls.set(place.name, url);
		}
	} catch (error) {
		await Promise.all(servers.map(shut));
		throw error;
	}
	return {
		urls: baseUrls(world),
		url: world.url,
		key: world.key,
		get serviceAccountKey() {
			return keyFileOf(world.account(), `${world.url('vertexAi', 'token')}/token`);
		},
		expireTokens: world.tokens.expire,
		age: (seconds) => age(world, seconds),
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
		uploads: world.uploads.taken,
		faults: world.faults,
		held: world.held,
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
