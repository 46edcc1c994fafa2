/** What it takes to talk to a provider: its address and its key's name, read from the credential. */

import type { Account } from '../terms/account';
import { readExtraHeaders, secretsIn } from '../terms/extraHeaders';
import { isHttpUrl, type JsonObject } from '../terms/json';
import { encodingsOf, tellingPartsOf, usableKey } from '../terms/key';
import { ok, type Problem, problem, type Result } from '../terms/result';
import type { NodeContext } from './context';
import type { Origins } from './origins';
import { secretsOf, type Tokens, tokensOf } from './tokens';

export type { NodeContext, RunContext } from './context';

/** Which credential, and how people know it. */
export interface Credential {
	credentialType: string;
	displayName: string;
	/** How the paths of its requests begin, longest first. */
	addedPaths: readonly string[];
	/** See `Provider.origins`. */
	origins?: Readonly<Record<string, string>>;
	/** See `Provider.account`. */
	account?(fields: JsonObject, base: string | null): Result<Account>;
}

/** One credential, ready to be used. `secret` and `moreSecrets` only serve to black them out. */
export interface Connection {
	credentialType: string;
	displayName: string;
	origins: Origins;
	secret: string;
	/** For services that take a token for a while, and not the key itself. */
	tokens?: Tokens;
	/** What its extra headers hold beside the key. */
	moreSecrets?: readonly string[];
}

/**
 * Reads the credential of a provider, or of the task table: a problem when none is selected, or when
 * its base URL is no web address.
 */
export async function connect(
	context: NodeContext,
	{ credentialType, displayName, addedPaths, origins = {}, account }: Credential,
	itemIndex: number,
): Promise<Result<Connection>> {
	if (context.getNode().credentials?.[credentialType] === undefined) {
		return problem({
			message: `No credential for ${displayName} is selected`,
			description: 'Select one at the top of the node, or make a new one there.',
		});
	}
	const fields = await context.getCredentials(credentialType, itemIndex);
	const address = String(fields.baseUrl ?? '').trim();
	const base = withoutAddedPath(address, addedPaths);
	const own = ownOrigins(origins, addedPaths, fields, base);
	// An account knows where it belongs.
	const needsBase = account === undefined || address !== '';
	const entered: OwnOrigins['entered'] = [
		...(needsBase ? [['Base URL', address] as const] : []),
		...own.entered,
	];
	for (const [label, url] of entered) {
		const fault = faultOf(url);
		if (fault !== null) return wrongAddress(displayName, label, fault);
	}
	if (account !== undefined) {
		const read = account(fields, base || null);
		if (read.type === 'problem') return read;
		const { origins, serviceAccount } = read.value;
		const tokens = tokensOf(serviceAccount, displayName);
		return ok({ credentialType, displayName, origins, secret: '', tokens });
	}
	const extraHeaders = readExtraHeaders(fields.extraHeaders);
	if (extraHeaders.type === 'problem') return extraHeaders;
	const moreSecrets = secretsIn(extraHeaders.value);
	return ok({
		credentialType,
		displayName,
		origins: { ...own.origins, base },
		secret: usableKey(fields.apiKey),
		...(moreSecrets.length > 0 && { moreSecrets }),
	});
}

function wrongAddress(displayName: string, label: string, fault: string): Problem {
	return problem({
		message: `The ${label} of the ${displayName} credential ${fault}`,
		description:
			'Open the credential and enter the address that the provider gave you, for example https://api.example.com.',
	});
}

interface OwnOrigins {
	origins: Record<string, string>;
	/** What the credential has in fields of its own, by the label of each. */
	entered: Array<readonly [label: string, url: string]>;
}

/**
 * The origins beside the base: as the credential names them, else the provider's own. A Base URL that is
 * not the provider's belongs to somebody else's server: it is asked for everything that is not named here, so
 * that the key for it goes nowhere else.
 */
function ownOrigins(
	defaults: Readonly<Record<string, string>>,
	addedPaths: readonly string[],
	fields: { readonly [name: string]: unknown },
	base: string,
): OwnOrigins {
	const isOwnBase = defaults.base === undefined || sameOrigin(base, defaults.base);
	const own: OwnOrigins = { origins: {}, entered: [] };
	for (const [name, byDefault] of Object.entries(defaults)) {
		if (name === 'base') continue;
		const url = String(fields[`${name}BaseUrl`] ?? '').trim();
		if (url !== '') own.entered.push([`${name[0]?.toUpperCase()}${name.slice(1)} Base URL`, url]);
		const named = withoutAddedPath(url, addedPaths) || (isOwnBase ? byDefault : '');
		if (named !== '') own.origins[name] = named;
	}
	return own;
}

function sameOrigin(one: string, other: string): boolean {
	return URL.canParse(one) && new URL(one).origin === new URL(other).origin;
}

function faultOf(address: string): string | null {
	if (address === '') return 'is empty';
	if (!isHttpUrl(address)) return 'is not a web address that begins with http:// or https://';
	const { username, password } = new URL(address);
	// A user name would travel into logs and redirects; a query would end up in the middle of the path.
	// The parts that they begin may be empty.
	return username || password || /[?#]/.test(address)
		? 'contains a user name, a query ("?") or a fragment ("#"), which do not belong there'
		: null;
}

/**
 * The address without slashes at its end, and without the path that requests add themselves: people
 * paste "https://api.example.com/v1" out of a page where every address is written so.
 */
function withoutAddedPath(address: string, addedPaths: readonly string[]): string {
	const plain = address.replace(/\/+$/, '');
	if (!URL.canParse(plain)) return plain;
	const ending = addedPaths.find((path) => new URL(plain).pathname.endsWith(path));
	return ending === undefined ? plain : plain.slice(0, -ending.length).replace(/\/+$/, '');
}

/** The text with the key blacked out, in each form in which a gateway may echo it. */
export function redact(text: string, connection: Connection): string {
	return formsOf(connection).reduce((redacted, form) => redacted.replaceAll(form, '***'), text);
}

/** So much of a key's beginning tells nothing of it: "sk-". */
const TELLING_NOTHING = 3;

/** The same for a text that breaks off, perhaps in the middle of the key. */
export function redactCut(text: string, connection: Connection): string {
	const redacted = redact(text, connection);
	for (const form of formsOf(connection)) {
		for (let length = form.length - 1; length > TELLING_NOTHING; length--) {
			if (redacted.endsWith(form.slice(0, length))) return `${redacted.slice(0, -length)}***`;
		}
	}
	return redacted;
}

function formsOf({ secret, tokens, moreSecrets = [] }: Connection): string[] {
	const secrets = [secret, ...moreSecrets, ...(tokens === undefined ? [] : secretsOf(tokens))];
	return [...new Set(secrets.flatMap(tellingPartsOf).flatMap(encodingsOf))];
}
