/** From the node's names to a provider's. */

import type { JsonObject } from '../../terms/json';

/** The values that are set, each under the provider's name for it: only what the person set is sent. */
export function renamed<Names extends Readonly<Record<string, string>>>(
	values: { readonly [Name in keyof Names]?: unknown },
	names: Names,
): JsonObject {
	const set = new Map<string, unknown>(Object.entries(values));
	return Object.fromEntries(
		Object.entries(names).flatMap(([name, field]) => {
			const value = set.get(name);
			return value === undefined ? [] : [[field, value]];
		}),
	);
}
