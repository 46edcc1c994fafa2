// Credentials in a request: the right key for a face, and any credential at all where none belongs.
import type { RecordedRequest } from './contract.mts';
import type { KeyRule } from './dialects/dialect.mts';
import type { Tokens } from './tokens.mts';

const CREDENTIAL_HEADERS = [
	'authorization', // also what a URL with user info turns into
	'proxy-authorization',
	'x-n8n-api-key',
	'x-goog-api-key',
	'x-api-key',
	'cookie',
];

/** Whether a request has the key where its face's dialect wants it. */
export function hasKey(
	headers: Readonly<Record<string, string>>,
	{ header, prefix, issued = false }: KeyRule,
	{ key, tokens }: { key: string; tokens: Tokens },
): boolean {
	const value = headers[header];
	if (!issued) return value === `${prefix}${key}`;
	return value?.startsWith(prefix) === true && tokens.isGood(value.slice(prefix.length));
}

/** Whether a request carries anything that belongs to its sender's account. */
export function carriesCredential(request: RecordedRequest): boolean {
	if (CREDENTIAL_HEADERS.some((name) => request.headers[name] !== undefined)) return true;
	const [, search = ''] = request.path.split('?', 2);
	return new URLSearchParams(search).has('key');
}
