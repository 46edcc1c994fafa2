/** n8n's own file store for a test file, as production has it: what a node gets and gives lies on disk. */

import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';

/** n8n-core may bring a copy of its own of the container that holds its services. */
const { Container: container } = createRequire(require.resolve('n8n-core'))(
	'@n8n/di',
) as typeof import('@n8n/di');

type Dependencies = ConstructorParameters<typeof BinaryDataService>;

export interface FileStore {
	folder: string;
	service: BinaryDataService;
	/** Puts a file into the store, as a node before ours would. */
	keep(bytes: Buffer, mimeType: string): Promise<IBinaryData>;
	close(): Promise<void>;
}

/** Puts n8n's binary data into a folder of its own, from now on and for the whole test file. */
export async function openFileStore(): Promise<FileStore> {
	const folder = await mkdtemp(join(tmpdir(), 'veo-store-'));
	const config = {
		mode: 'filesystem',
		availableModes: ['filesystem'],
		localStoragePath: folder,
		signingSecret: 'secret',
	} as unknown as BinaryDataConfig;
	const [, reporter, logger] = Reflect.getMetadata('design:paramtypes', BinaryDataService) as [
		unknown,
		new () => Dependencies[1],
		new () => Dependencies[2],
	];
	const service = new BinaryDataService(config, container.get(reporter), container.get(logger));
	await service.init();
	container.set(BinaryDataService, service);
	container.set(BinaryDataConfig, config);
	return {
		folder,
		service,
		keep: async (bytes, mimeType) =>
			await service.store(
				{ type: 'execution', workflowId: 'test', executionId: 'execution' },
				bytes,
				{ data: '', mimeType },
			),
		close: async () => await rm(folder, { recursive: true, force: true }),
	};
}
