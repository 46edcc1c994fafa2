/** With n8n's own file store, as production has it: a video goes through to disk and is never held in memory. */

import 'reflect-metadata';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BinaryDataService, type BinaryDataConfig } from 'n8n-core';

import { downloadVideo } from '../../nodes/VeoVideo/files/download';
import { type LocalServer, startServer } from '../transport/localServer.mts';
import { sessionAt } from '../transport/session.mts';
import { film, sendFilm } from './film.mts';

/** n8n-core may bring a copy of its own of the container that holds its services. */
const { Container: container } = createRequire(require.resolve('n8n-core'))(
	'@n8n/di',
) as typeof import('@n8n/di');

type Dependencies = ConstructorParameters<typeof BinaryDataService>;

/** What a service of n8n says that it needs, beside its configuration. */
function dependenciesOf(service: typeof BinaryDataService): [Dependencies[1], Dependencies[2]] {
	const [, reporter, logger] = Reflect.getMetadata('design:paramtypes', service) as [
		unknown,
		new () => Dependencies[1],
		new () => Dependencies[2],
	];
	return [container.get(reporter), container.get(logger)];
}

const MIB = 1024 * 1024;

let folder: string;
let service: BinaryDataService;
let server: LocalServer;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'veo-store-'));
	const config = {
		mode: 'filesystem',
		availableModes: ['filesystem'],
		localStoragePath: folder,
	} as unknown as BinaryDataConfig;
	service = new BinaryDataService(config, ...dependenciesOf(BinaryDataService));
	await service.init();
	container.set(BinaryDataService, service);
	server = await startServer();
});
afterAll(async () => {
	await server.close();
	await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
	server.requests.length = 0;
});

async function download() {
	return await downloadVideo(sessionAt(server.url), { path: '/v1/videos/1/content' }, 'veo-1');
}

/** The size of everything in the store, a video that is only half there included. */
async function bytesStored(): Promise<number> {
	const names = await readdir(folder, { recursive: true });
	const sizes = await Promise.all(names.map(async (name) => await stat(join(folder, name))));
	return sizes.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0);
}

describe('in the file store', () => {
	it('a video is whole, also after a cut', async () => {
		const bytes = film(5 * MIB);
		server.answer = (request, response, number) =>
			sendFilm(request, response, bytes, number < 1 ? { cutAfter: 2 * MIB } : {});
		const result = await download();
		expect(result).toMatchObject({
			type: 'stored',
			binary: { data: 'filesystem-v2', fileName: 'veo-1.mp4', bytes: bytes.length },
		});
		if (result.type !== 'stored') return;
		expect((await service.getAsBuffer(result.binary)).equals(bytes)).toBe(true);
	});

	it('a video is written while it comes, and 200 MiB of it never fill the memory', async () => {
		const chunk = film(MIB);
		const size = 200 * MIB;
		let writtenBeforeEnd = 0;
		let most = 0;
		const resident = () => process.memoryUsage().rss;
		const before = resident();
		server.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': size });
			const send = async () => {
				for (let sent = 0; sent < size; sent += MIB) {
					if (sent === size - 8 * MIB) writtenBeforeEnd = await bytesStored();
					most = Math.max(most, resident());
					if (!response.write(chunk)) {
						await new Promise((resolve) => response.once('drain', resolve));
					}
				}
				response.end();
			};
			void send();
		};
		const result = await download();
		expect(result).toMatchObject({ type: 'stored', binary: { bytes: size } });
		expect(writtenBeforeEnd).toBeGreaterThan(size / 4);
		expect(most - before).toBeLessThan(150 * MIB);
	});

	it('a download that is given up says so, and counts as nothing', async () => {
		const bytes = film(MIB);
		server.answer = (request, response, number) =>
			sendFilm(request, response, bytes, {
				etag: `"v${number}"`,
				...(number < 1 && { cutAfter: 500_000 }),
			});
		expect(await download()).toMatchObject({ type: 'problem', reason: 'damaged' });
	});

	it('a store that cannot be written to is named, and not the server', async () => {
		const bytes = film(MIB);
		server.answer = (request, response) => sendFilm(request, response, bytes);
		await rm(folder, { recursive: true });
		await writeFile(folder, 'in the way');
		expect(await download()).toMatchObject({ type: 'problem', reason: 'notStored' });
		expect(server.requests).toHaveLength(1);
	});
});
