/** Tells whether what n8n hands out is the sandbox's very film. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import type { Item } from './execution.mts';
import { textAt } from './json.mts';
import type { N8nApi } from './n8nApi.mts';

const FILM = new URL('../../sandbox/video/veo-sandbox.mp4', import.meta.url);

/** SHA-256, in hex, of the film that the sandbox serves. */
export async function sandboxFilmHash(): Promise<string> {
	return createHash('sha256')
		.update(await readFile(FILM))
		.digest('hex');
}

/** Downloads a binary field of an item from n8n and compares it with the sandbox's film. */
export async function assertIsSandboxFilm(api: N8nApi, item: Item, field = 'data'): Promise<void> {
	const binary = item.binary[field];
	assert.ok(binary, `the item has no binary field "${field}"; it has ${Object.keys(item.binary)}`);
	assert.equal(textAt(binary, 'mimeType'), 'video/mp4');
	assert.match(textAt(binary, 'fileName'), /\.mp4$/);
	const bytes = Buffer.from(await new Response(await api.download(binary)).arrayBuffer());
	assert.equal(bytes.toString('latin1', 4, 8), 'ftyp', 'not an MP4');
	assert.equal(createHash('sha256').update(bytes).digest('hex'), await sandboxFilmHash());
}
