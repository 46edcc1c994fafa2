/** Carries the video from n8n into a file. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Item } from '../test/n8n/execution.mts';
import type { N8nApi } from '../test/n8n/n8nApi.mts';

export interface SavedVideo {
	path: string;
	bytes: number;
	sha256: string;
}

/** Saves an item's video into a folder; a file under its final name is whole. */
export async function saveVideo(
	api: N8nApi,
	item: Item,
	folder: string,
	onBytes: (bytes: number) => void,
): Promise<SavedVideo> {
	await mkdir(folder, { recursive: true });
	const path = join(folder, fileName(item));
	const hash = createHash('sha256');
	let bytes = 0;
	const meter = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			hash.update(chunk);
			bytes += chunk.length;
			onBytes(bytes);
			done(null, chunk);
		},
	});
	const part = `${path}.part`;
	try {
		const body = await api.download(item.binary['data']);
		await pipeline(Readable.from(body), meter, createWriteStream(part));
		await rename(part, path);
	} finally {
		await rm(part, { force: true });
	}
	return { path, bytes, sha256: hash.digest('hex') };
}

/** "142 kB", "3.1 MB". */
export function readableSize(bytes: number): string {
	return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A task id may hold anything; a file name of ours only what every file system takes. */
function fileName({ json }: Item): string {
	const id = String(json['taskId'] ?? '').replace(/[^\w.-]+/g, '-');
	return id.startsWith('veo') ? `${id}.mp4` : `veo-${id}.mp4`;
}
