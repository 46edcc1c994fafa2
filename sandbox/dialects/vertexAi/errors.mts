// Google Cloud's errors over HTTP: status words, and a reason in `details` where the documents name one.
import { json, type TextReply } from '../../reply.mts';
import { googleError, type Asked, type Refusal } from '../dialect.mts';

/** Google's envelope with an ErrorInfo. */
export function cloudError(
	status: number,
	message: string,
	reason: string | null = null,
): TextReply {
	const { error } = googleError(status, message);
	if (reason === null) return json(status, { error });
	const info = {
		'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
		reason,
		domain: 'googleapis.com',
	};
	return json(status, { error: { ...error, details: [info] } });
}

/** A path without a project, or with an API key alone. */
export function invalidResource(): TextReply {
	const message = 'Invalid resource field value in the request.';
	return cloudError(400, message, 'RESOURCE_PROJECT_INVALID');
}

/** Where the models are; an older wording for a missing model asks for its version, a newer one for the region. */
export const REGION = 'us-central1';

/** A model that is not there, not in this region, or not for this project. */
export function missingModel(resource: string): TextReply {
	const advice = resource.includes(`/locations/${REGION}/`)
		? 'Please ensure you are using a valid model version.'
		: 'Please ensure you are using a valid model name and that the model is available in the specified region.';
	return cloudError(
		404,
		`Publisher Model \`${resource}\` was not found or your project does not have access to it. ${advice}`,
	);
}

function wrongToken({ headers, query }: Asked): TextReply {
	const hasApiKey = headers['x-goog-api-key'] !== undefined || query.has('key');
	if (hasApiKey) {
		const message =
			'API keys are not supported by this API. Expected OAuth2 access token or other authentication credentials that assert a principal.';
		return cloudError(401, message, 'CREDENTIALS_MISSING');
	}
	const message =
		'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.';
	return cloudError(401, message, 'ACCESS_TOKEN_TYPE_UNSUPPORTED');
}

function missingPage({ pathname }: Asked): TextReply {
	if (/^\/v1(beta1)?\/publishers\//.test(pathname)) return invalidResource();
	if (/^\/v1(beta1)?\/projects\/[^/]+\/locations\/[^/]+\/operations\/[^/]+$/.test(pathname)) {
		return cloudError(400, 'The Operation ID must be a Long, but was instead a UUID.');
	}
	return cloudError(404, `The requested URL ${pathname} was not found on this server.`);
}

const QUOTA =
	'Quota exceeded for aiplatform.googleapis.com/long_running_online_prediction_requests_per_base_model.';

const STATUSES: Readonly<Record<Refusal['why'], number>> = {
	auth: 401,
	request: 400,
	missingTask: 404,
	missingPage: 404,
	retiredModel: 404,
	notReady: 404,
	fault: 500,
};

/** The reply to a refused request. */
export function refuseAsVertexAi({
	why,
	message,
	status = STATUSES[why],
	asked,
	...more
}: Refusal): TextReply {
	if (why === 'auth' && asked) return wrongToken(asked);
	if (why === 'missingPage' && asked) return missingPage(asked);
	if (why === 'retiredModel') return missingModel(String(more.detail));
	if (why === 'fault' && status === 429) return cloudError(429, `${QUOTA} ${message}`);
	const reason = typeof more.detail === 'string' ? more.detail : null;
	return cloudError(status, message, reason);
}
