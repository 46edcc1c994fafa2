/** Pictures by their first bytes, one of each kind that the node tells apart. */

/** A whole PNG of one pixel. */
export const PNG = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

/** A whole GIF of one pixel. */
export const GIF = Buffer.from(
	'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
	'base64',
);

const REST = Buffer.alloc(32, 7);

function starting(latin1: string): Buffer {
	return Buffer.concat([Buffer.from(latin1, 'latin1'), REST]);
}

export const JPEG = starting('\xff\xd8\xff\xe0\0\x10JFIF\0');

/** Each kind's bytes, its MIME type, and the ending its file gets. */
export const PICTURES: Array<[mimeType: string, ending: string, bytes: Buffer]> = [
	['image/png', 'png', PNG],
	['image/jpeg', 'jpg', JPEG],
	['image/webp', 'webp', starting('RIFF\x24\0\0\0WEBPVP8 ')],
	['image/gif', 'gif', starting('GIF89a')],
	['image/bmp', 'bmp', starting('BM')],
	['image/tiff', 'tiff', starting('II*\0')],
	['image/tiff', 'tiff', starting('MM\0*')],
	['image/avif', 'avif', starting('\0\0\0\x20ftypavif')],
	['image/heic', 'heic', starting('\0\0\0\x18ftypheic')],
];

/** What people put in by mistake. */
export const NO_PICTURES: Array<[what: string, bytes: Buffer]> = [
	['a PDF', starting('%PDF-1.7\n')],
	['an MP4', starting('\0\0\0\x18ftypisom')],
	['an HTML page', Buffer.from('<!DOCTYPE html><html><body>Sign in</body></html>')],
	['JSON', Buffer.from('{"error":"not found"}')],
	['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
	['two bytes', Buffer.from('BM')],
	['nothing', Buffer.alloc(0)],
];
