/** Where an address leads, and whether the key may go there. */

import type { Address } from '../terms/request';

/** The service's own origins, as URLs without a slash at their end: the credential's base URL, and others by name: for one that is not there the base serves. */
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

/** Redirects that may answer a request that was worked on; the others say where else to send it. */
const REDIRECTS_TO_A_RESULT: readonly number[] = [300, 302];

/**
 * Whether a redirect may lead to what a request has made: to another path of the same host. Another host,
 * another scheme with the same path, and a page to sign in say that the request belongs elsewhere.
 */
export function maySeeResult(url: string, status: number, location = ''): boolean {
	if (!REDIRECTS_TO_A_RESULT.includes(status) || !URL.canParse(location, url)) return false;
	const [from, to] = [new URL(url), new URL(location, url)];
	if (
		from.hostname !== to.hostname ||
		(from.protocol === to.protocol && from.port !== to.port) ||
		/\/(log|sign)-?(in|on)\b|\/(o?auth|sso)\b/i.test(to.pathname)
	) {
		return false;
	}
	return from.pathname.replace(/\/+$/, '') !== to.pathname.replace(/\/+$/, '');
}

/**
 * Whether the key goes along: only to one of the service's own origins, with the same scheme, host and
 * port, and not where `address`, which led to the URL, wants none.
 */
export function keyGoesAlong(url: string, origins: Origins, address: Address): boolean {
	if ('link' in address && address.withoutKey === true) return false;
	const { origin } = new URL(url);
	return Object.values(origins).some((own) => new URL(own).origin === origin);
}
