/** Looks into every corner of what a run leaves behind. */

import { inspect } from 'node:util';

/** Everything that can be reached from a value: hidden fields, causes, stacks, and what JSON makes of it. */
export function everythingOf(value: unknown): string {
	const parts: string[] = [];
	const seen = new Set<unknown>();
	const visit = (one: unknown, depth: number) => {
		if (typeof one === 'string') parts.push(one);
		if (typeof one !== 'object' || one === null || seen.has(one) || depth > 12) return;
		seen.add(one);
		for (const key of Reflect.ownKeys(one)) {
			parts.push(String(key));
			visit(Reflect.get(one, key), depth + 1);
		}
	};
	visit(value, 0);
	parts.push(inspect(value, { depth: 12, showHidden: true, breakLength: Infinity }));
	parts.push(JSON.stringify(value) ?? '');
	return parts.join('\n');
}
