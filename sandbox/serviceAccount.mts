// A service account as Google hands one out: a key file for whoever asks, a public key for the token endpoint.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface ServiceAccount {
	email: string;
	projectId: string;
	keyId: string;
	/** PEM, PKCS #8. */
	privateKey: string;
	publicKey: KeyObject;
}

/** What of a key file is used. */
export interface KeyFile {
	client_email: string;
	private_key: string;
	project_id: string;
	/** Where a token is asked for. */
	token_uri: string;
}

/** A new account with a key of its own. */
export function makeServiceAccount(): ServiceAccount {
	const projectId = 'sandbox-project';
	const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	return {
		email: `veo@${projectId}.iam.gserviceaccount.com`,
		projectId,
		keyId: '0123456789abcdef0123456789abcdef01234567',
		privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		publicKey,
	};
}

/** The text of its key file; `tokenUri` is where a token is asked for. */
export function keyFileOf(account: ServiceAccount, tokenUri: string): string {
	const file: KeyFile & Record<string, string> = {
		type: 'service_account',
		project_id: account.projectId,
		private_key_id: account.keyId,
		private_key: account.privateKey,
		client_email: account.email,
		client_id: '100000000000000000000',
		token_uri: tokenUri,
		universe_domain: 'googleapis.com',
	};
	return JSON.stringify(file, null, 2);
}
