// Images in requests: known by their first bytes, given as URL, base64 or data URI.

/** Whether bytes begin as a JPEG, PNG, GIF or WebP file does. */
export function looksLikeImage(bytes: Uint8Array): boolean {
	const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
	return (
		head.startsWith('\x89PNG\r\n\x1a\n') ||
		head.startsWith('\xff\xd8\xff') ||
		head.startsWith('GIF8') ||
		(head.startsWith('RIFF') && head.slice(8) === 'WEBP')
	);
}

/** Whether a text is an absolute http(s) URL. */
export function isHttpUrl(text: unknown): text is string {
	return typeof text === 'string' && /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text);
}

/** `unreachable`: hosts under `.invalid` never resolve, so they stand for a failed download. */
export type ImageText = 'image' | 'unreachable' | 'badBase64' | 'notAnImage';

/** What a text that may be URL, base64 or data URI holds. */
export function readImageText(text: string): ImageText {
	if (/^https?:/i.test(text)) {
		if (!isHttpUrl(text)) return 'unreachable';
		return new URL(text).hostname.endsWith('.invalid') ? 'unreachable' : 'image';
	}
	const base64 = text.replace(/^data:image\/[\w.+-]+;base64,/i, '');
	if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return 'badBase64';
	return looksLikeImage(Buffer.from(base64.slice(0, 24), 'base64')) ? 'image' : 'notAnImage';
}
