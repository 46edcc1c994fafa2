/** How Google Cloud says no, and what a person does about it: one status stands for many causes there. */

import { isJsonObject, listAt, objectAt, textAt } from '../../terms/json';
import type { Asked, Refused, Why } from '../../terms/reading';
import type { Reply } from '../../terms/request';

const CONSOLE = 'https://console.cloud.google.com';

interface Cause {
	status: number;
	/** In `error.details[].reason`: surer than words, where Google sends it. */
	reasons?: readonly string[];
	/** In `error.message`. */
	words?: RegExp;
	why: Why;
	message: string;
	advice: string;
}

/** The first row whose reason is told counts, else the first whose words are. Wordings as they were seen; the product's name in them has changed, and may again. */
const CAUSES: readonly Cause[] = [
	{
		status: 403,
		reasons: ['BILLING_DISABLED'],
		words: /billing/i,
		why: 'credit',
		message: 'The Google Cloud project has no billing',
		advice: `Link the project to a billing account: ${CONSOLE}/billing/linkedaccount. Google makes no videos without one.`,
	},
	{
		status: 403,
		reasons: ['SERVICE_DISABLED'],
		words: /has not been used in project|API.{0,80}is disabled/i,
		why: 'permission',
		message: 'The Vertex AI API is switched off in the Google Cloud project',
		advice: `Switch it on: ${CONSOLE}/apis/library/aiplatform.googleapis.com (choose the project, then "Enable"), wait a few minutes, and run this again.`,
	},
	{
		status: 403,
		reasons: ['CONSUMER_INVALID'],
		words: /permission denied on resource project/i,
		why: 'permission',
		message: 'Google knows no such project, or the service account does not belong to it',
		advice:
			'Check "Project ID" in the credential: it is the ID of the project (as in "project_id" of the key), not its name or its number. Leave it empty for the project of the key.',
	},
	{
		status: 403,
		words: /storage\.(objects|buckets)\./i,
		why: 'permission',
		message: 'The service account may not read the bucket',
		advice: `Give it the role "Storage Object Viewer" on the bucket: ${CONSOLE}/storage/browser.`,
	},
	{
		status: 403,
		reasons: ['IAM_PERMISSION_DENIED'],
		words: /permission '?[\w.]+'? denied/i,
		why: 'permission',
		message: 'The service account lacks a role in the Google Cloud project',
		advice: `Give it the role "Vertex AI User" (roles/aiplatform.user): ${CONSOLE}/iam-admin/iam, "Grant access", with the account's e-mail address. If it has the role, check "Project ID" and "Region" in the credential.`,
	},
	{
		status: 404,
		words: /publisher model/i,
		why: 'noModel',
		message: 'Google has no such model in this region, no longer, or not for this project',
		advice:
			'Choose another model, set "Region" in the credential to us-central1, where Veo is offered, and check "Project ID" there. If the model is refused all the same, it was switched off: look up the current model IDs in Google\'s documentation, and enter one "By ID".',
	},
	{
		status: 400,
		words: /not allowed to use publisher model/i,
		why: 'noModel',
		message: 'This model is not open to the Google Cloud project',
		advice: `Open the model in the Model Garden (${CONSOLE}/vertex-ai/model-garden) and accept its terms, or choose another.`,
	},
	{
		status: 400,
		reasons: ['RESOURCE_PROJECT_INVALID'],
		why: 'permission',
		message: 'Google cannot make out the project',
		advice:
			'Check "Project ID" and "Region" in the credential. Leave the Project ID empty for the project of the key.',
	},
	{
		status: 401,
		why: 'key',
		message: 'Google did not accept the token of the service account',
		advice:
			'The key may have been deleted or the account switched off: make a new key, and paste it into the credential. A Base URL in the credential must be that of Google, or of a server that passes tokens on.',
	},
];

/** Some endpoints of Google put the object with the error into a list. */
export function withoutList(reply: Reply): Reply {
	const { body } = reply;
	return Array.isArray(body) && isJsonObject(body[0]) ? { ...reply, body: body[0] } : reply;
}

/** Seen once: 403 without a word, and the same request worked a moment later. Nothing is created with 403. */
function isWordless({ status, text }: Reply): boolean {
	return status === 403 && text.trim() === '';
}

function wordless(asked: Asked): Pick<Refused, 'why' | 'help'> {
	return {
		why: asked === 'create' ? 'busy' : 'unsure',
		help: [
			'Google refused the request without a word',
			`That may pass: try again in a minute. If it stays, give the service account the role "Vertex AI User" (roles/aiplatform.user): ${CONSOLE}/iam-admin/iam, and check what stands between this n8n and Google.`,
		],
	};
}

/** What is behind a refusal, where more can be said than its status does. */
export function explained(refused: Refused, reply: Reply, asked: Asked): Refused {
	const error = isJsonObject(reply.body) ? objectAt(reply.body, 'error') : {};
	const reasons = listAt(error, 'details')
		.filter(isJsonObject)
		.map((detail) => textAt(detail, 'reason'));
	// Cloud Storage writes its errors as plain text where the bytes were asked for.
	const words = textAt(error, 'message') ?? (reply.text.startsWith('<') ? '' : reply.text);
	const rows = CAUSES.filter(({ status }) => status === reply.status);
	const cause =
		rows.find((row) => row.reasons?.some((reason) => reasons.includes(reason))) ??
		rows.find((row) => row.words?.test(words)) ??
		rows.find(
			(row) =>
				(row.reasons === undefined && row.words === undefined) ||
				// Of a create nothing but the model, with its region and project, can be missing.
				(asked === 'create' && row.why === 'noModel' && textAt(error, 'status') === 'NOT_FOUND'),
		);
	if (cause === undefined) return isWordless(reply) ? { ...refused, ...wordless(asked) } : refused;
	const { why, message, advice } = cause;
	// An operation that is not there any more is no matter of the model.
	if (asked === 'status' && why === 'noModel') return { ...refused, why: 'noTask' };
	return { ...refused, why, help: [message, advice] };
}

/** Google's numbers for reasons of its safety filter, by what they are about (its page on responsible AI). */
const SUPPORT_CODES: Readonly<Record<string, readonly number[]>> = {
	'a child, which needs leave from Google': [58061214, 17301594],
	'a well-known person': [29310472, 15236754],
	'safety of the video': [64151117, 42237218],
	'dangerous content': [62263041],
	hate: [57734940, 22137204],
	'other safety reasons': [74803281, 29578790, 42876398],
	'prohibited content': [89371032, 49114662, 63429089, 72817394, 60599140],
	'brands or works of others': [35561574, 35561575],
	'sexual content': [90789179, 43188360],
	'toxic content': [78610348],
	violence: [61493863, 56562880],
	'vulgar content': [32635315],
};

/** What the support codes in Google's words are about: "violence, hate"; null where there is none that is known. */
export function meaningOfCodes(words: string): string | null {
	const numbers = [...words.matchAll(/support codes?:\s{0,9}([\d, ]{1,200})/gi)].flatMap(
		([, list]) => list?.match(/\d+/g)?.map(Number) ?? [],
	);
	const meanings = Object.entries(SUPPORT_CODES).flatMap(([meaning, codes]) =>
		codes.some((code) => numbers.includes(code)) ? [meaning] : [],
	);
	return meanings.length === 0 ? null : meanings.join(', ');
}
