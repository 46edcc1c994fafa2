// The video that is served: the real film beside this file, or any number of bytes made on the fly.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Film {
	size: number;
	etag: string;
	/** The bytes from `start` up to, not including, `end`. */
	read(start: number, end: number): Iterable<Buffer>;
}

const CHUNK_BYTES = 256 * 1024;

/** The playable film, held in memory. */
export function realFilm(): Film {
	const bytes = readFileSync(join(import.meta.dirname, 'video', 'veo-sandbox.mp4'));
	const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`;
	return {
		size: bytes.length,
		etag,
		*read(start, end) {
			for (let at = start; at < end; at += CHUNK_BYTES) {
				yield bytes.subarray(at, Math.min(at + CHUNK_BYTES, end));
			}
		},
	};
}

/** A true `ftyp` box, then the header of one `mdat` box that fills the rest. */
function mp4Header(size: number): Buffer {
	const ftyp = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp42', 'latin1');
	const mdat = Buffer.alloc(16);
	mdat.writeUInt32BE(1, 0); // 1: the size follows as 64 bits
	mdat.write('mdat', 4, 'latin1');
	mdat.writeBigUInt64BE(BigInt(Math.max(size - ftyp.length, mdat.length)), 8);
	return Buffer.concat([ftyp, mdat]);
}

/** An MP4-looking body of `size` bytes that is never held in memory. */
export function generatedFilm(size: number): Film {
	const header = mp4Header(size);
	const filler = Buffer.alloc(CHUNK_BYTES, 'veo sandbox filler ');
	return {
		size,
		etag: `"generated-${size}"`,
		*read(start, end) {
			let at = start;
			while (at < end) {
				const source = at < header.length ? header : filler;
				const from = at < header.length ? at : at % CHUNK_BYTES;
				const chunk = source.subarray(from, Math.min(source.length, from + end - at));
				yield chunk;
				at += chunk.length;
			}
		},
	};
}
