// Google's token endpoint: a service account's signed assertion against an access token, RFC 7523.
import { verify } from 'node:crypto';

import type { Body } from '../../body.mts';
import { isObject, type JsonObject } from '../../json.mts';
import { json, type Reply } from '../../reply.mts';
import type { Ask } from '../dialect.mts';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const GOOGLES_OWN_AUDIENCE = 'https://oauth2.googleapis.com/token';
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const LONGEST_SECONDS = 3600;
/** How far a clock may be off. */
const LEEWAY_SECONDS = 300;

function refuse(error: string, error_description: string): Reply {
	return json(400, { error, error_description });
}

function part(text: string | undefined): JsonObject {
	try {
		const value: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString('utf8'));
		return isObject(value) ? value : {};
	} catch {
		return {};
	}
}

function fieldsOf(body: Body): Readonly<Record<string, string>> {
	return body.kind === 'form' ? body.fields : {};
}

/** Whether the assertion lives at most an hour, and lives now. */
function isTimely({ iat, exp }: JsonObject): boolean {
	if (typeof iat !== 'number' || typeof exp !== 'number') return false;
	const now = Date.now() / 1000;
	return exp - iat <= LONGEST_SECONDS && iat <= now + LEEWAY_SECONDS && exp > now - LEEWAY_SECONDS;
}

/** Checks the assertion as Google does, and gives out a token. */
export function tokenReply({ body, headers, desk }: Ask): Reply {
	const { grant_type, assertion = '' } = fieldsOf(body);
	const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
	if (!isForm || grant_type !== GRANT_TYPE) {
		return refuse('unsupported_grant_type', `Invalid grant_type: ${grant_type ?? ''}`);
	}
	const account = desk.account();
	const [header, claims, signature = '', ...rest] = assertion.split('.');
	const { iss, aud, scope, ...times } = part(claims);
	if (part(header).alg !== 'RS256' || rest.length > 0) {
		return refuse('invalid_grant', 'Invalid JWT: Failed to parse or wrong algorithm.');
	}
	if (iss !== account.email) return refuse('invalid_grant', 'Invalid grant: account not found');
	const signed = Buffer.from(`${header}.${claims}`);
	const isSigned = verify(
		'RSA-SHA256',
		signed,
		account.publicKey,
		Buffer.from(signature, 'base64url'),
	);
	if (!isSigned) return refuse('invalid_grant', 'Invalid JWT Signature.');
	if (aud !== GOOGLES_OWN_AUDIENCE && aud !== `${desk.url('token')}/token`) {
		return refuse('invalid_grant', 'Invalid JWT: Failed audience check.');
	}
	if (!isTimely(times)) {
		const description =
			'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.';
		return refuse('invalid_grant', description);
	}
	// Narrower scopes exist, but none that opens both the models and the buckets.
	if (typeof scope !== 'string' || !scope.split(' ').includes(SCOPE)) {
		return refuse('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
	}
	const access_token = `ya29.${desk.randomWord()}`;
	const expires_in = LONGEST_SECONDS - 1;
	desk.tokens.issue(access_token, expires_in);
	return json(200, { access_token, expires_in, token_type: 'Bearer' });
}
