/** Where an address leads, and whether the key may go there. */

import type { Address } from '../terms/request';

/** The service's own origins, as URLs without a slash at their end: the credential's base URL, and others by name. */
export interface Origins {
	base: string;
	[name: string]: string;
}

/** The URL of an address. */
export function urlOf(origins: Origins, address: Address): string {
	if ('link' in address) return address.link;
	const { path, query, at = 'base' } = address;
	const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
	return `${origins[at] ?? origins.base}${path}${search}`;
}

/** Whether the key goes along: only to one of the service's own origins, with the same scheme, host and port. */
export function keyGoesAlong(url: string, origins: Origins): boolean {
	const { origin } = new URL(url);
	return Object.values(origins).some((own) => new URL(own).origin === origin);
}
