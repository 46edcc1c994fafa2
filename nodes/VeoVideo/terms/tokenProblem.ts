/** Why a service account got no token (RFC 6749, 5.2), in words: Google's own are few, and stand for many causes. */

import { type JsonObject, shortWords, textAt } from './json';
import type { Failure } from './result';

const NEW_KEY =
	'Make a new key in the Google Cloud console (IAM & Admin, Service Accounts, the account, Keys), and paste the whole file into the credential.';

/** The first row whose words are found counts. */
const CAUSES: ReadonlyArray<{
	words: RegExp;
	message(name: string, email: string): string;
	advice: string;
}> = [
	{
		words: /short-lived|reasonable timeframe|\biat\b|\bexp\b/i,
		message: (name) => `The clock of this n8n is wrong, so that ${name} gives it no token`,
		advice:
			'Whoever runs this n8n has to set the clock of its machine: Google takes a key only when both clocks agree to within a few minutes.',
	},
	{
		words: /invalid jwt signature|invalid signature/i,
		message: (name) => `${name} does not accept the service account key`,
		advice: `The key was deleted, has expired, or belongs to another account. ${NEW_KEY}`,
	},
	{
		words: /account.{0,20}(not found|disabled|deleted)|disabled_client|account_disabled/i,
		message: (name, email) => `${name} knows no service account ${email}`,
		advice: `It was deleted or switched off, or the e-mail address in the key was changed. ${NEW_KEY}`,
	},
	{
		words: /audience/i,
		message: (name) => `${name} does not accept the "token_uri" in the service account key`,
		advice: `It was changed after the file was made. ${NEW_KEY}`,
	},
	{
		words: /invalid_scope|unauthorized_client|access_denied/i,
		message: (name) => `${name} does not let this service account use Google Cloud`,
		advice: `Its organization forbids it, or it is no account for Google Cloud. Ask whoever runs the project, or make another service account.`,
	},
];

/** `shift` is by how many milliseconds the other clock is ahead, where the reply told the time. */
export function tokenProblem(
	name: string,
	email: string,
	status: number,
	body: JsonObject,
	shift: number | null,
): Failure {
	const code = textAt(body, 'error');
	const said = textAt(body, 'error_description') ?? code;
	const words = `${code ?? ''} ${said ?? ''}`;
	const cause = CAUSES.find((row) => row.words.test(words));
	const minutes = Math.round((shift ?? 0) / 60_000);
	const clocks =
		minutes === 0
			? ''
			: ` The clock of this n8n is about ${Math.abs(minutes)} minutes ${minutes > 0 ? 'behind' : 'ahead'}.`;
	const own =
		said === null
			? `The reply to the request for a token cannot be read (HTTP ${status}).`
			: `Google says: "${shortWords(words)}" (HTTP ${status}).`;
	return {
		message: cause?.message(name, email) ?? `${name} gives no token for the service account key`,
		description: `${own}${clocks} ${cause?.advice ?? NEW_KEY} Nothing was sent with it.`,
		httpCode: status,
	};
}
