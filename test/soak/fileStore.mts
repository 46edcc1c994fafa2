/** n8n's own file store for binary data, as production has it: videos go to disk and not into memory. */

import 'reflect-metadata';

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BinaryDataService, type BinaryDataConfig } from 'n8n-core';

/** n8n-core may bring a copy of its own of the container that holds its services. */
const { resolve } = createRequire(import.meta.url);
const { Container: container } = createRequire(resolve('n8n-core'))(
	'@n8n/di',
) as typeof import('@n8n/di');

type Dependencies = ConstructorParameters<typeof BinaryDataService>;

export interface FileStore {
	/** How many files are in it. */
	files(): Promise<number>;
	remove(): Promise<void>;
}

export async function useFileStore(): Promise<FileStore> {
	const folder = await mkdtemp(join(tmpdir(), 'veo-soak-'));
	const config = {
		mode: 'filesystem',
		availableModes: ['filesystem'],
		localStoragePath: folder,
	} as unknown as BinaryDataConfig;
	const [, reporter, logger] = Reflect.getMetadata('design:paramtypes', BinaryDataService) as [
		unknown,
		new () => Dependencies[1],
		new () => Dependencies[2],
	];
	const service = new BinaryDataService(config, container.get(reporter), container.get(logger));
	await service.init();
	container.set(BinaryDataService, service);
	return {
		files: async () => {
			const entries = await readdir(folder, { recursive: true, withFileTypes: true });
			return entries.filter((one) => one.isFile() && !one.name.endsWith('.metadata')).length;
		},
		remove: async () => await rm(folder, { recursive: true, force: true }),
	};
}
