/** What the credentials of all providers have in common: a Bearer key, and a test that costs nothing. */

import type { IAuthenticate, ICredentialTestRequest, Icon } from 'n8n-workflow';

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { usableKey } from '../../nodes/VeoVideo/terms/key';

export const serviceIcon: Icon = {
	light: 'file:../nodes/VeoVideo/veoVideo.svg',
	dark: 'file:../nodes/VeoVideo/veoVideo.dark.svg',
};

/**
 * Puts the key into a header, after the words of `before`.
 *
 * A function, and not the usual expression: n8n lends all triggers of a workflow one isolate for their
 * expressions, and any of them that ends its poll takes it from the others, which then could not send.
 */
export function keyIn(header: string, before = ''): IAuthenticate {
	return async ({ apiKey }, request) => ({
		...request,
		headers: { ...request.headers, [header]: `${before}${usableKey(apiKey)}` },
	});
}

export const bearer = keyIn('Authorization', 'Bearer ');

/**
 * The credential's Base URL as an expression, without the slash that people put at its end, and without
 * the paths that the requests add: as `connect` in connection.ts reads it.
 */
export function baseUrlOf(addedPaths: readonly string[]): string {
	const ending = addedPaths.map((path) => path.replaceAll('/', '\\/')).join('|');
	return `={{$credentials.baseUrl.trim().replace(/\\/+$/, "").replace(/(?<!\\/)(?:${ending})$/, "").replace(/\\/+$/, "")}}`;
}

type Rules = NonNullable<ICredentialTestRequest['rules']>;

/** For the description of a key: what a green test does not mean. */
export const TEST_LIMITS =
	'The test shows that the key is accepted; whether the account has credit, or may use Veo, it cannot tell.';

/** A field that the right service's reply has, and what to say when the reply has not. */
export interface Envelope {
	/** A path into the reply's JSON: `error.message`. */
	field: string;
	/** What the field holds where something is wrong. Default: nothing, as in the reply of another service. */
	value?: unknown;
	message: string;
}

/**
 * The rules of a test: what a status means, and that the reply is the right service's own. n8n looks at
 * the fields of a reply only where it counts as a success, and takes equality with `value` for an
 * error: a field that is not there is `undefined`, which neither a page of HTML nor an empty reply has.
 */
export function rulesOf(
	statuses: ReadonlyArray<[status: number, message: string]>,
	envelope: readonly Envelope[],
): Rules {
	const rules = [
		...statuses.map(([value, message]) => ({
			type: 'responseCode' as const,
			properties: { value, message },
		})),
		...envelope.map(({ field, value, message }) => ({
			type: 'responseSuccessBody' as const,
			properties: { key: field, value, message },
		})),
	];
	// n8n goes through rules of both kinds; its type allows only lists of one.
	return rules as Rules;
}

/**
 * Asks for a task that does not exist: that costs nothing, creates nothing, and needs no endpoint
 * beside the documented ones. A wrong key is told by 401 or 403; a complaint about the task itself, in
 * the provider's own envelope, comes from a provider that has accepted the key.
 *
 * `field` is what that envelope always has. Other web servers answer without it, with 200 too. `signs`
 * are other faults that come without a status of their own.
 */
export function keyTest(
	{ displayName, addedPaths }: Pick<Provider, 'displayName' | 'addedPaths'>,
	missingTask: string,
	field: string,
	signs: readonly Envelope[] = [],
): ICredentialTestRequest {
	return {
		request: testRequest(addedPaths, missingTask),
		rules: rulesOf(
			[
				[401, `${displayName} does not accept this API key`],
				[403, `${displayName} refuses access with this API key`],
			],
			[...signs, { field, message: notAs(displayName) }],
		),
	};
}

/** The request of a test. Errors that tell more in their bodies count as successes, so that n8n looks there. */
export function testRequest(
	addedPaths: readonly string[],
	url: string,
): ICredentialTestRequest['request'] {
	return {
		baseURL: baseUrlOf(addedPaths),
		url,
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: {
			ignore: true,
			except: [301, 302, 303, 307, 308, 401, 402, 403, 407, 500, 502, 503, 504],
		},
	};
}

/** Another service answers. */
export function notAs(displayName: string): string {
	return `Something answers at this Base URL, but not as ${displayName} does. Check the Base URL: whether the API key is right could not be tested`;
}
