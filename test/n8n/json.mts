/** Looks into JSON that nobody vouches for. */

/** Whether a value is an object with named fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of field names and array indexes, undefined where there is none. */
export function at(value: unknown, ...path: ReadonlyArray<string | number>): unknown {
	let found = value;
	for (const step of path) {
		if (typeof step === 'number') found = Array.isArray(found) ? found[step] : undefined;
		else found = isRecord(found) ? found[step] : undefined;
	}
	return found;
}

/** The text at a path; throws with the JSON where there is none. */
export function textAt(value: unknown, ...path: ReadonlyArray<string | number>): string {
	const found = at(value, ...path);
	if (typeof found === 'string') return found;
	throw new Error(`No text at ${path.join('.')} in ${JSON.stringify(value)}`);
}

/** The array at a path, empty where there is none. */
export function listAt(value: unknown, ...path: ReadonlyArray<string | number>): unknown[] {
	const found = at(value, ...path);
	return Array.isArray(found) ? found : [];
}
