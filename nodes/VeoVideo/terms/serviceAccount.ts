/** The key of a Google service account, as people paste it: read, and mended where pasting has broken it. */

import { createPrivateKey } from 'node:crypto';

import { isHttpUrl, isJsonObject, type JsonObject, shortWords, textAt } from './json';
import { ok, problem, type Problem, type Result } from './result';

/** A robot account at Google Cloud, which signs for itself. */
export interface ServiceAccount {
	email: string;
	/** Null where the file does not name it. */
	keyId: string | null;
	projectId: string | null;
	/** PEM, with line breaks where they belong. */
	privateKey: string;
	/** Where a token comes from. */
	tokenUri: string;
	/** What must show nowhere: the key in each form in which it is known. */
	secrets: readonly string[];
}

/** What the console writes into every file. */
const GOOGLES_TOKEN_URI = 'https://oauth2.googleapis.com/token';

/** What a file of another kind is, by its `type`, or by the one field that it has. */
const OTHER_KINDS: Readonly<Record<string, string>> = {
	authorized_user: 'the login of a person (as "gcloud auth application-default login" makes it)',
	external_account: 'the description of an external account (workload identity federation)',
	impersonated_service_account: 'an impersonated login (as "gcloud auth" makes it)',
	installed: 'an OAuth client',
	web: 'an OAuth client',
};

const HOW_TO_GET_ONE =
	'In the Google Cloud console open IAM & Admin, Service Accounts, the account, Keys, Add Key, Create new key, JSON, and paste the whole text of the file that is downloaded, from { to }.';

/** Reads the text of a key file. No word of what it holds gets into a problem. `name` is the credential's. */
export function readServiceAccount(name: string, text: string): Result<ServiceAccount> {
	const pasted = text.replace(/^\ufeff/, '').trim();
	const file = parsedFile(pasted);
	if (file === null) return notAFile(name, pasted);
	const type = textAt(file, 'type');
	const otherKind = Object.keys(OTHER_KINDS).find((kind) => kind === type || kind in file);
	if (otherKind !== undefined || (type !== null && type !== 'service_account')) {
		return unusable(
			name,
			`is ${OTHER_KINDS[otherKind ?? ''] ?? `a key of the kind "${shortWords(type ?? '', 40)}"`}, and not the key of a service account`,
		);
	}
	const email = textAt(file, 'client_email')?.trim();
	const given = textAt(file, 'private_key');
	if (email === undefined || given === null) {
		return unusable(name, `lacks "${email === undefined ? 'client_email' : 'private_key'}"`);
	}
	const privateKey = mendedPem(given);
	if (privateKey === null || !isRsaKey(privateKey)) {
		return unusable(name, 'holds a "private_key" that is damaged or was cut off');
	}
	const tokenUri = textAt(file, 'token_uri')?.trim() ?? GOOGLES_TOKEN_URI;
	if (!isHttpUrl(tokenUri)) return unusable(name, 'has a "token_uri" that is no web address');
	return ok({
		email,
		keyId: textAt(file, 'private_key_id'),
		projectId: textAt(file, 'project_id')?.trim() ?? null,
		privateKey,
		tokenUri,
		secrets: [pasted, given, privateKey, privateKey.split('\n').slice(1, -2).join('')],
	});
}

function unusable(name: string, fault: string): Problem {
	return problem({
		message: `The Service Account Key of the ${name} credential ${fault}`,
		description: HOW_TO_GET_ONE,
	});
}

function notAFile(name: string, pasted: string): Problem {
	if (pasted === '') return unusable(name, 'is empty');
	if (/^AIza/.test(pasted)) {
		return unusable(name, 'is an API key, which Google does not take for Veo on Vertex AI');
	}
	if (/^["']?-----BEGIN/.test(pasted)) {
		return unusable(name, 'is a private key alone, and not the whole JSON file around it');
	}
	return unusable(
		name,
		pasted.startsWith('{')
			? 'is cut off or no JSON any more'
			: 'is not the text of a JSON key file',
	);
}

/**
 * The object in the text; null where there is none. Line breaks may have come into the middle of a text
 * where a form or a script turned `\n` into them; the whole may have been pasted as a text in quotes.
 */
function parsedFile(text: string): JsonObject | null {
	const value =
		parsed(text) ?? parsed(text.replace(/[\r\n\t]+/g, ' ')) ?? parsed(text.replaceAll('\\"', '"'));
	const inner = typeof value === 'string' ? parsed(value) : value;
	return isJsonObject(inner) ? inner : null;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

const PEM =
	/-----BEGIN\s*(RSA)?\s*PRIVATE\s*KEY-----([A-Za-z0-9+/=\s]{100,20000})-----END\s*(?:RSA)?\s*PRIVATE\s*KEY-----/;

/** The key with its line breaks, whatever has become of them: a line of spaces, `\n` as two characters, none at all. */
function mendedPem(text: string): string | null {
	const [, rsa, body] = PEM.exec(text.replace(/\\+[rn]/g, '\n')) ?? [];
	if (body === undefined) return null;
	const label = rsa === undefined ? 'PRIVATE KEY' : 'RSA PRIVATE KEY';
	const lines = body.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
	return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function isRsaKey(pem: string): boolean {
	try {
		return createPrivateKey(pem).asymmetricKeyType === 'rsa';
	} catch {
		return false;
	}
}
