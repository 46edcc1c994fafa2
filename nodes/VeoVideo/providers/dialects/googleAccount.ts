/** The credential of Google Vertex AI: a service account, its project, and the region's own address. */

import type { Account } from '../../terms/account';
import { type JsonObject, shortWords } from '../../terms/json';
import { ok, problem, type Result } from '../../terms/result';
import { readServiceAccount } from '../../terms/serviceAccount';
import { pathSegment } from './read';

const NAME = 'Google Vertex AI';

/** The one region that the pages of all Veo 3.1 models name. */
const DEFAULT_REGION = 'us-central1';

/** Addresses of the locations that are no region. */
const HOSTS: Readonly<Record<string, string>> = {
	global: 'https://aiplatform.googleapis.com',
	us: 'https://aiplatform.us.rep.googleapis.com',
	eu: 'https://aiplatform.eu.rep.googleapis.com',
};

/**
 * Google Cloud's regions: a task stays where it was made, and its name tells where. Of a region that is
 * not among them, tasks are asked about at the credential's own.
 */
export const REGIONS: readonly string[] = [
	...['africa-south1', 'asia-east1', 'asia-east2', 'asia-northeast1', 'asia-northeast2'],
	...['asia-northeast3', 'asia-south1', 'asia-south2', 'asia-southeast1', 'asia-southeast2'],
	...['australia-southeast1', 'australia-southeast2', 'europe-central2', 'europe-north1'],
	...['europe-southwest1', 'europe-west1', 'europe-west2', 'europe-west3', 'europe-west4'],
	...['europe-west6', 'europe-west8', 'europe-west9', 'europe-west12', 'me-central1'],
	...['me-central2', 'me-west1', 'northamerica-northeast1', 'northamerica-northeast2'],
	...['southamerica-east1', 'southamerica-west1', 'us-central1', 'us-east1', 'us-east4'],
	...['us-east5', 'us-south1', 'us-west1', 'us-west2', 'us-west3', 'us-west4'],
	...Object.keys(HOSTS),
];

const STORAGE = 'https://storage.googleapis.com';
const GOOGLES_OWN = /^https:\/\/([a-z0-9-]+\.)+googleapis\.com$/;

function hostOf(region: string): string {
	return HOSTS[region] ?? `https://${region}-aiplatform.googleapis.com`;
}

/**
 * `base` is the Base URL that a person entered; Cloud Storage is asked there too then, unless it is an
 * address of Google's own, which has no buckets.
 */
export function accountOf(fields: JsonObject, base: string | null): Result<Account> {
	const text = (name: string) => String(fields[name] ?? '').trim();
	const read = readServiceAccount(NAME, text('serviceAccountKey'));
	if (read.type === 'problem') return read;
	const serviceAccount = read.value;
	const region = text('region').toLowerCase() || DEFAULT_REGION;
	if (!/^[a-z][a-z0-9-]{0,40}$/.test(region)) {
		return problem({
			message: `The Region of the ${NAME} credential is no region: "${shortWords(region, 40)}"`,
			description: `Enter ${DEFAULT_REGION}, where Google offers Veo.`,
		});
	}
	const project = text('projectId') || (serviceAccount.projectId ?? '');
	if (!/^[a-z0-9][a-z0-9.:-]{0,99}$/.test(project)) {
		return problem({
			message:
				project === ''
					? `The ${NAME} credential names no project`
					: `The Project ID of the ${NAME} credential is no project ID: "${shortWords(project, 40)}"`,
			description:
				'Enter the ID of your Google Cloud project, as the console shows it beside the name: small letters, digits and hyphens.',
		});
	}
	const api = base ?? hostOf(region);
	return ok({
		origins: {
			...Object.fromEntries(REGIONS.map((one) => [one, base ?? hostOf(one)])),
			base: api,
			models: `${api}/v1/projects/${pathSegment(project)}/locations/${region}/publishers/google/models`,
			storage: base === null || GOOGLES_OWN.test(base.toLowerCase()) ? STORAGE : base,
		},
		serviceAccount,
	});
}
