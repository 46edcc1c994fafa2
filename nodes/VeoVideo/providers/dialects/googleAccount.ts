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

/** `base` is the Base URL that a person entered; Cloud Storage is asked there too then. */
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
	const api = base ?? HOSTS[region] ?? `https://${region}-aiplatform.googleapis.com`;
	return ok({
		origins: {
			base: api,
			models: `${api}/v1/projects/${pathSegment(project)}/locations/${region}/publishers/google/models`,
			storage: base ?? 'https://storage.googleapis.com',
		},
		serviceAccount,
	});
}
