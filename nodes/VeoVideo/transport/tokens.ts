/**
 * Tokens of a service account: a signed assertion against a token (RFC 7523), asked for once, and anew
 * before it ends. They live in the memory of this process alone, and are shared by all that use the key:
 * items, executions, and the polls of a trigger, each of which opens a connection of its own.
 */

import { createHash, createSign } from 'node:crypto';

import { isJsonObject, numberAt, textAt } from '../terms/json';
import { encodingsOf } from '../terms/key';
import { isPassing } from '../terms/refusals';
import type { NotSent } from '../terms/request';
import type { Failure } from '../terms/result';
import type { ServiceAccount } from '../terms/serviceAccount';
import { tokenProblem } from '../terms/tokenProblem';
import { readText } from './body';
import type { NodeContext } from './context';
import { REPLY_IDLE_MS, TOKEN_TIMEOUT_MS } from './limits';
import { parseJson } from './parseJson';
import { openWire, reasonOf } from './wire';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Narrower ones open the models, or the buckets, and not both. */
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
/** The longest that Google allows. */
const ASSERTION_SECONDS = 3600;
/** What a token lasts whose reply does not say. */
const DEFAULT_SECONDS = 600;
/** So long before its end a token is given up, so that none ends on its way. */
const MARGIN_MS = 60_000;
const MAX_REPLY_BYTES = 64 * 1024;

export interface Token {
	type: 'token';
	value: string;
	/** Milliseconds since 1970. */
	freshUntil: number;
}

/** What one key has got in this process. */
interface Store {
	current: Token | null;
	/** The request that is under way: whoever needs a token meanwhile waits for it. */
	asking: Promise<Token | NotSent> | null;
	/** What must show nowhere, beside the key: assertions and tokens. */
	given: string[];
}

/** The tokens of one connection. */
export interface Tokens {
	account: ServiceAccount;
	/** How people know the service. */
	displayName: string;
	/** Shared by all connections with this key. */
	store: Store;
	/** Why the account gets none, which will not change while this connection lives. */
	refused: NotSent | null;
}

/** By a hash of the key, so that a key that is replaced gets a token of its own at once. */
const stores = new Map<string, Store>();
/** More keys than any n8n uses side by side. */
const MOST_KEYS = 100;

export function tokensOf(account: ServiceAccount, displayName: string): Tokens {
	return { account, displayName, store: storeOf(account), refused: null };
}

function storeOf({ email, keyId, privateKey, tokenUri }: ServiceAccount): Store {
	const named = JSON.stringify([email, keyId, privateKey, tokenUri]);
	const id = createHash('sha256').update(named).digest('base64');
	const store = stores.get(id) ?? { current: null, asking: null, given: [] };
	stores.delete(id);
	stores.set(id, store);
	for (const oldest of stores.keys()) {
		if (stores.size <= MOST_KEYS) break;
		stores.delete(oldest);
	}
	return store;
}

/** All that must show nowhere. */
export function secretsOf({ account, store }: Tokens): string[] {
	return [...account.secrets, ...store.given];
}

/** A token that is good for a while; `rejected` is one that the service did not take, though it should be. */
export async function tokenOf(
	context: NodeContext,
	tokens: Tokens,
	rejected: string | null,
): Promise<Token | NotSent> {
	const { store } = tokens;
	const { current } = store;
	if (current !== null && current.value !== rejected && Date.now() < current.freshUntil) {
		return current;
	}
	if (tokens.refused !== null) return tokens.refused;
	store.asking ??= askFor(context, tokens).finally(() => {
		store.asking = null;
	});
	const answer = await store.asking;
	// What another connection was told holds for this one, too.
	if (answer.type !== 'token' && !answer.retryable && !answer.isRefusedByN8n) {
		tokens.refused = answer;
	}
	return answer;
}

async function askFor(context: NodeContext, tokens: Tokens): Promise<Token | NotSent> {
	const assertion = assertionOf(tokens.account, Date.now());
	keep(tokens.store, assertion);
	const answer = await exchangeFor(context, tokens, assertion);
	if (answer.type === 'token') {
		tokens.store.current = answer;
		keep(tokens.store, answer.value);
	}
	return answer;
}

/** Those of a long wait add up: a server that echoes one echoes one of the last. */
function keep({ given }: Store, secret: string): void {
	given.push(secret);
	if (given.length > 8) given.shift();
}

function clean(tokens: Tokens, text: string): string {
	const forms = secretsOf(tokens).flatMap(encodingsOf);
	return forms.reduce((rest, form) => rest.replaceAll(form, '***'), text);
}

async function exchangeFor(
	context: NodeContext,
	tokens: Tokens,
	assertion: string,
): Promise<Token | NotSent> {
	const { account, displayName } = tokens;
	const opened = await openWire(
		context,
		null,
		{
			method: 'POST',
			url: account.tokenUri,
			headers: {
				Accept: 'application/json',
				'Content-Type': 'application/x-www-form-urlencoded',
			},
			body: tokenForm(assertion),
			timeout: TOKEN_TIMEOUT_MS,
		},
		(text) => clean(tokens, text),
	);
	if (opened.type === 'notSent') return withFailure(opened, unreached(tokens, opened.reason));
	if (opened.type === 'noAnswer') return passing(unreached(tokens, opened.reason));
	const { status, headers } = opened;
	try {
		const limits = { idleMs: REPLY_IDLE_MS, wholeMs: TOKEN_TIMEOUT_MS };
		const text = await readText(opened, limits, MAX_REPLY_BYTES);
		const receivedAt = Date.now();
		const token = status < 300 ? tokenIn(text, receivedAt) : null;
		if (token !== null) return token;
		const body = parseJson(text, (part) => clean(tokens, part));
		const shift = Date.parse(headers.date ?? '') - receivedAt;
		const failure = tokenProblem(
			displayName,
			account.email,
			status,
			isJsonObject(body) ? body : {},
			Number.isNaN(shift) ? null : shift,
		);
		return isPassing(status) ? passing(failure) : withFailure(null, failure);
	} catch (error) {
		return passing(unreached(tokens, clean(tokens, reasonOf(error))));
	}
}

/** The form that is sent to the key's `token_uri`. */
export function tokenForm(assertion: string): string {
	return new URLSearchParams({ grant_type: GRANT_TYPE, assertion }).toString();
}

/** A token of a reply's text; null where it holds none. One with spaces or line breaks is none: it goes into a header. */
export function tokenIn(text: string, receivedAt: number): Token | null {
	const body = parseJson(text);
	if (!isJsonObject(body)) return null;
	const value = textAt(body, 'access_token');
	if (value === null || !/^[\x21-\x7e]+$/.test(value)) return null;
	const lifetimeMs = 1000 * (numberAt(body, 'expires_in') ?? DEFAULT_SECONDS);
	const freshUntil = receivedAt + lifetimeMs - Math.min(MARGIN_MS, lifetimeMs / 2);
	return { type: 'token', value, freshUntil };
}

/** What the account signs to get a token. `now` in milliseconds since 1970. */
export function assertionOf(account: ServiceAccount, now: number): string {
	const { email, keyId, privateKey, tokenUri } = account;
	const iat = Math.floor(now / 1000);
	const header = { alg: 'RS256', typ: 'JWT', ...(keyId !== null && { kid: keyId }) };
	const claims = { iss: email, scope: SCOPE, aud: tokenUri, iat, exp: iat + ASSERTION_SECONDS };
	const signed = [header, claims].map(encoded).join('.');
	return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

function encoded(part: object): string {
	return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function unreached({ account, displayName }: Tokens, reason: string): Failure {
	return {
		message: `${displayName} could not be asked for a token`,
		description: `Nothing was sent. This n8n has to reach ${new URL(account.tokenUri).origin}, which "token_uri" in the service account key names. (${reason})`,
	};
}

function withFailure(outcome: NotSent | null, failure: Failure): NotSent {
	const reason = failure.message;
	if (outcome === null) {
		return { type: 'notSent', reason, retryable: false, isRefusedByN8n: false, failure };
	}
	// What n8n itself refuses has words of its own.
	return outcome.isRefusedByN8n ? outcome : { ...outcome, failure };
}

function passing(failure: Failure): NotSent {
	return {
		type: 'notSent',
		reason: failure.message,
		retryable: true,
		isRefusedByN8n: false,
		failure,
	};
}
