/** What a credential means that is more than an address and a key. */

import type { ServiceAccount } from './serviceAccount';

export interface Account {
	/** Where its requests go, as URLs without a slash at their end: the base, and others by name. */
	origins: Readonly<Record<string, string>> & { base: string };
	/** Who signs for the token that goes along with each request. */
	serviceAccount: ServiceAccount;
}
