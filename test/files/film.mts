/** A video-like file, and servers that send it well or badly. */

import type { IncomingMessage, ServerResponse } from 'node:http';

/** An MP4's first bytes and then bytes that differ everywhere, so that a gap or a repeat shows. */
export function film(size: number): Buffer {
	const bytes = Buffer.alloc(size);
	for (let at = 0, state = 1; at < size; at++) {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
		bytes[at] = state >>> 16;
	}
	bytes.write('\0\0\0\x18ftypisom', 0, 'latin1');
	return bytes;
}

/** The same with the boxes of an MP4: `ftyp`, and a `mdat` up to its end. */
export function mp4(size: number): Buffer {
	const bytes = film(size);
	bytes.writeUInt32BE(size - 24, 24);
	bytes.write('mdat', 28, 'latin1');
	return bytes;
}

export interface Sending {
	contentType?: string;
	etag?: string;
	/** Ends the connection after that many bytes of this reply. */
	cutAfter?: number;
	/** Sends the whole file whatever was asked for. */
	ignoresRange?: boolean;
	/** Sends in chunks, without saying how much there is. */
	hidesSize?: boolean;
}

/** Sends the file, or the part that `Range` names. */
export function sendFilm(
	request: IncomingMessage,
	response: ServerResponse,
	bytes: Buffer,
	{ contentType = 'video/mp4', etag = '"v1"', cutAfter, ignoresRange, hidesSize }: Sending = {},
): void {
	const range = ignoresRange ? null : /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
	const start = Number(range?.[1] ?? 0);
	const part = bytes.subarray(start);
	response.writeHead(range ? 206 : 200, {
		'content-type': contentType,
		etag,
		...(!hidesSize && { 'content-length': part.length }),
		...(range && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
	});
	if (cutAfter === undefined) response.end(part);
	else response.write(part.subarray(0, cutAfter), () => request.socket.destroySoon());
}
