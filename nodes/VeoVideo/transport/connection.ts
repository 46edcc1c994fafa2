/** What it takes to talk to a provider: its address and its key's name, read from the credential. */

import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';

import { isHttpUrl } from '../terms/json';
import { ok, problem, type Result } from '../terms/result';
import type { Origins } from './origins';

/** The n8n context of an action node or a trigger at work. */
export type RunContext = IExecuteFunctions | IPollFunctions;

/** The n8n context of a node at work or open in the editor: all that transport needs of it. */
export type NodeContext = RunContext | ILoadOptionsFunctions;

/** Which credential, and how people know it. `addedPaths`: how the paths of its requests begin, longest first. */
export interface Credential {
	credentialType: string;
	displayName: string;
	addedPaths: readonly string[];
}

/** One credential, ready to be used. `secret` only serves to black it out. */
export interface Connection {
	credentialType: string;
	displayName: string;
	origins: Origins;
	secret: string;
}

/**
 * Reads the credential of a provider, or of the task table: a problem when none is selected, or when
 * its base URL is no web address.
 */
export async function connect(
	context: NodeContext,
	{ credentialType, displayName, addedPaths }: Credential,
	itemIndex: number,
): Promise<Result<Connection>> {
	if (context.getNode().credentials?.[credentialType] === undefined) {
		return problem({
			message: `No credential for ${displayName} is selected`,
			description: 'Select one at the top of the node, or make a new one there.',
		});
	}
	const { baseUrl, apiKey } = await context.getCredentials(credentialType, itemIndex);
	const address = String(baseUrl ?? '').trim();
	const fault = faultOf(address);
	if (fault !== null) {
		return problem({
			message: `The Base URL of the ${displayName} credential ${fault}`,
			description:
				'Open the credential and enter the address that the provider gave you, for example https://api.example.com.',
		});
	}
	return ok({
		credentialType,
		displayName,
		origins: { base: withoutAddedPath(address, addedPaths) },
		// Pasted with a space at its end, a key comes back without it.
		secret: String(apiKey ?? '').trim(),
	});
}

function faultOf(address: string): string | null {
	if (address === '') return 'is empty';
	if (!isHttpUrl(address)) return 'is not a web address that begins with http:// or https://';
	const { username, password, search, hash } = new URL(address);
	// A user name would travel into logs and redirects; a query would end up in the middle of the path.
	return username || password || search || hash
		? 'contains a user name, a query ("?") or a fragment ("#"), which do not belong there'
		: null;
}

/**
 * The address without slashes at its end, and without the path that requests add themselves: people
 * paste "https://api.example.com/v1" out of a page where every address is written so.
 */
function withoutAddedPath(address: string, addedPaths: readonly string[]): string {
	const plain = address.replace(/\/+$/, '');
	const ending = addedPaths.find((path) => new URL(plain).pathname.endsWith(path));
	return ending === undefined ? plain : plain.slice(0, -ending.length).replace(/\/+$/, '');
}

/** The text with the key blacked out, in each form in which a gateway may echo it. */
export function redact(text: string, { secret }: Connection): string {
	// A shorter "key" would black out ordinary words.
	if (secret.length < 6) return text;
	const inUrl = encodeURIComponent(secret);
	const forms = new Set([
		secret,
		JSON.stringify(secret).slice(1, -1),
		// JSON as PHP writes it, in a reply that is cut off or no JSON as a whole.
		JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
		inUrl,
		inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
	]);
	return [...forms].reduce((redacted, form) => redacted.replaceAll(form, '***'), text);
}
