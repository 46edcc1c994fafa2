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
import { type Envelope, notAs, rulesOf } from './apiKey';

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

/** Whatever fails but 403, whose body tells which of its causes it is. */
const LOOKED_INTO = 403;
const FAILING_STATUSES = Array.from({ length: 300 }, (_, index) => 300 + index).filter(
	(status) => status !== LOOKED_INTO,
);

/** `error.details` is a list, in which the reason may stand anywhere. */
function reason(value: string, message: string): Envelope[] {
	return [0, 1, 2].map((index) => ({ field: `error.details.${index}.reason`, value, message }));
}

/**
 * Lists the project's own models: costs nothing, makes nothing, and needs the project, the API that is
 * switched on, and a role in it. What the token endpoint says about the key comes before.
 *
 * Google's list of nothing is `{}`, so that no field of it can be asked for: another server is known by
 * sending no JSON object. `constructor.name` is what n8n finds of a text.
 */
export const testOfProject: ICredentialTestRequest = {
	request: {
		baseURL: `={{ ${BASE} || ${HOST}[${REGION}] || "https://" + (${REGION}) + "-aiplatform.googleapis.com" }}`,
		url: `=/v1/projects/{{ ${PROJECT} }}/locations/{{ ${REGION} }}/models?pageSize=1`,
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: { ignore: true, except: FAILING_STATUSES },
	},
	rules: rulesOf(
		[
			[401, 'Google does not accept the token of this service account'],
			[
				404,
				'Google knows no such project or region. Set Region to us-central1, and check the Project ID.',
			],
			[
				429,
				'Google receives too many requests from this project. The key itself is accepted: try again in a minute.',
			],
		],
		[
			...reason(
				'BILLING_DISABLED',
				'Google knows the key, but the project has no billing. Link the project to a billing account in the Google Cloud console (Billing).',
			),
			...reason(
				'SERVICE_DISABLED',
				'Google knows the key, but the Vertex AI API is switched off in the project. Enable it in the Google Cloud console (APIs & Services, "Vertex AI API"), wait a few minutes, and test again.',
			),
			...reason(
				'CONSUMER_INVALID',
				'Google knows the key, but no such project, or the service account does not belong to it. Check the Project ID, or leave it empty for the project of the key.',
			),
			{
				field: 'error.code',
				value: LOOKED_INTO,
				message:
					'Google knows the key, and does not let it into the project. Check in the Google Cloud console that the service account has the role "Vertex AI User" there, that the Vertex AI API is enabled, and that the project has billing. Check the Project ID as well.',
			},
			...['String', 'Array', undefined].map((value) => ({
				field: 'constructor.name',
				value,
				message: `${notAs(NAME)} (Left empty, it is Google's own.)`,
			})),
		],
	),
};
