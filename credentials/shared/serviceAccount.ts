/** A token for the credential's test, and for nodes of n8n's own: those of this package ask for one themselves. */

import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	IHttpRequestHelper,
} from 'n8n-workflow';

import { isJsonObject } from '../../nodes/VeoVideo/terms/json';
import { readServiceAccount } from '../../nodes/VeoVideo/terms/serviceAccount';
import { tokenProblem } from '../../nodes/VeoVideo/terms/tokenProblem';
import { parseJson } from '../../nodes/VeoVideo/transport/parseJson';
import { assertionOf, tokenForm, tokenIn } from '../../nodes/VeoVideo/transport/tokens';
import { rulesOf } from './apiKey';

const NAME = 'Google Vertex AI';

/** Asks the key's `token_uri`, and no other address. Throws an error that says what to do. */
export async function freshToken(
	{ helpers }: IHttpRequestHelper,
	{ serviceAccountKey }: ICredentialDataDecryptedObject,
): Promise<string> {
	const read = readServiceAccount(NAME, String(serviceAccountKey ?? ''));
	if (read.type === 'problem') throw new Error(`${read.message}. ${read.description}`);
	const account = read.value;
	const assertion = assertionOf(account, Date.now());
	const reply: unknown = await helpers.httpRequest({
		method: 'POST',
		url: account.tokenUri,
		headers: {
			Accept: 'application/json',
			'Content-Type': 'application/x-www-form-urlencoded',
		},
		body: tokenForm(assertion),
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: 30_000,
	});
	const { statusCode, body, headers } = partsOf(reply);
	const receivedAt = Date.now();
	const token = statusCode < 300 ? tokenIn(body, receivedAt) : null;
	if (token !== null) return token.value;
	const told = parseJson(body.replaceAll(assertion, '***'));
	const shift = Date.parse(String(headers.date)) - receivedAt;
	const { message, description } = tokenProblem(
		NAME,
		account.email,
		statusCode,
		isJsonObject(told) ? told : {},
		Number.isNaN(shift) ? null : shift,
	);
	throw new Error(`${message}. ${description}`);
}

/** n8n reads JSON even where it is asked for text. */
function partsOf(reply: unknown): {
	statusCode: number;
	body: string;
	headers: Record<string, unknown>;
} {
	const { statusCode, body, headers } = isJsonObject(reply) ? reply : {};
	return {
		statusCode: Number(statusCode ?? 0),
		body: typeof body === 'string' ? body : (JSON.stringify(body) ?? ''),
		headers: isJsonObject(headers) ? headers : {},
	};
}

/** A function, and not the usual expression: see `keyIn`. */
export const tokenHeader: IAuthenticate = async ({ accessToken }, request) => ({
	...request,
	headers: { ...request.headers, Authorization: `Bearer ${String(accessToken ?? '')}` },
});

/** As `accountOf` has them; the project of the key is found without reading it as JSON, which may be broken. */
const REGION = '($credentials.region || "").trim().toLowerCase() || "us-central1"';
const PROJECT =
	'($credentials.projectId || "").trim() || (($credentials.serviceAccountKey || "").match(/project_id[\\\\"\\s:]+([a-z0-9.:-]+)/) || [])[1] || "-"';
const HOST =
	'({ global: "https://aiplatform.googleapis.com", us: "https://aiplatform.us.rep.googleapis.com", eu: "https://aiplatform.eu.rep.googleapis.com" })';
const BASE =
	'($credentials.baseUrl || "").trim().replace(/\\/+$/, "").replace(/\\/v1(?:beta1)?$/, "").replace(/\\/+$/, "")';

/**
 * Lists the project's own models: costs nothing, makes nothing, and needs the project, the API that is
 * switched on, and a role in it. What the token endpoint says about the key comes before.
 */
export const testOfProject: ICredentialTestRequest = {
	request: {
		baseURL: `={{ ${BASE} || ${HOST}[${REGION}] || "https://" + (${REGION}) + "-aiplatform.googleapis.com" }}`,
		url: `=/v1/projects/{{ ${PROJECT} }}/locations/{{ ${REGION} }}/models?pageSize=1`,
		disableFollowRedirect: true,
	},
	rules: rulesOf(
		[
			[401, 'Google does not accept the token of this service account'],
			[
				403,
				'Google knows the key, and does not let it into the project. Check three things in the Google Cloud console: the Vertex AI API is enabled in the project, the project has billing, and the service account has the role "Vertex AI User". Check the Project ID as well.',
			],
			[
				404,
				'Google knows no such project or region. Set Region to us-central1, and check the Project ID.',
			],
			[
				429,
				'Google receives too many requests from this project. The key itself is accepted: try again in a minute.',
			],
		],
		[],
	),
};
