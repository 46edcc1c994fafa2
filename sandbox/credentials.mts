// Credentials in a request: the right key for a face, and any credential at all for the cdn.
import type { RecordedRequest } from './contract.mts';

const CREDENTIAL_HEADERS = [
	'authorization', // also what a URL with user info turns into
	'proxy-authorization',
	'x-n8n-api-key',
	'x-goog-api-key',
	'x-api-key',
	'cookie',
];

/** All five providers take `Authorization: Bearer <key>`. */
export function hasKey(headers: Readonly<Record<string, string>>, key: string): boolean {
	return headers.authorization === `Bearer ${key}`;
}

/** Whether a request carries anything that belongs to its sender's account. */
export function carriesCredential(request: RecordedRequest): boolean {
	if (CREDENTIAL_HEADERS.some((name) => request.headers[name] !== undefined)) return true;
	const [, search = ''] = request.path.split('?', 2);
	return new URLSearchParams(search).has('key');
}
