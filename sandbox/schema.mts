// Checks a body against a schema and says the first thing that is wrong, in one style for every dialect.
import * as z from 'zod';

import { isHttpUrl } from './images.mts';

export type Checked<T> = { ok: true; value: T } | { ok: false; complaint: string; issue: Issue };

/** The first thing that is wrong, for a dialect with words of its own. */
export interface Issue {
	/** Where, the name of an unknown field included. */
	path: PropertyKey[];
	kind: 'unknown' | 'missing' | 'value';
	/** The schema library's word for it. */
	code: string;
	input: unknown;
}

type RawIssue = z.core.$ZodRawIssue;

/** `metadata.referenceImages[0].image` */
export function fieldName(path: readonly PropertyKey[]): string {
	return path.reduce<string>((name, part) => {
		if (typeof part === 'number') return `${name}[${part}]`;
		return name === '' ? String(part) : `${name}.${String(part)}`;
	}, '');
}

/** An error of a schema: "seconds must …". */
export function must(what: string) {
	return ({ path = [] }: RawIssue): string => `${fieldName(path) || 'The body'} must ${what}`;
}

function limit(origin: string, bound: string): string {
	if (origin === 'array') return `hold ${bound} entries`;
	return origin === 'string' ? `have ${bound} characters` : `be ${bound}`;
}

/** What is wrong, where the schema itself has no words for it. */
function complaintOf(issue: RawIssue): string {
	const { path = [] } = issue;
	if (issue.code === 'unrecognized_keys') {
		return `Unknown field: ${fieldName([...path, issue.keys[0] ?? ''])}`;
	}
	if (issue.input === undefined) return `Missing required field: ${fieldName(path)}`;
	switch (issue.code) {
		case 'invalid_type':
			return must(`be of type ${issue.expected}`)(issue);
		case 'invalid_value':
			return must(`be one of ${issue.values.map((one) => JSON.stringify(one)).join(', ')}`)(issue);
		case 'too_small':
			return must(limit(issue.origin, `at least ${issue.minimum}`))(issue);
		case 'too_big':
			return must(limit(issue.origin, `at most ${issue.maximum}`))(issue);
		default:
			return must('have another form')(issue);
	}
}

/** The value as the schema types it, or the first thing that is wrong; unknown fields come first. */
export function check<S extends z.ZodType>(schema: S, value: unknown): Checked<z.infer<S>> {
	const result = schema.safeParse(value, { error: complaintOf, reportInput: true });
	if (result.success) return { ok: true, value: result.data };
	const { issues } = result.error;
	const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
	const first = unknown ?? issues[0];
	if (first === undefined) throw new Error('A schema refused a value without an issue');
	const path = unknown ? [...unknown.path, unknown.keys[0] ?? ''] : first.path;
	const input = valueAt(value, path);
	const kind = unknown ? 'unknown' : input === undefined ? 'missing' : 'value';
	return { ok: false, complaint: first.message, issue: { path, kind, code: first.code, input } };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>(
		(at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined),
		value,
	);
}

/** Text with something in it. */
export const text = z.string().regex(/\S/, { error: must('be a non-empty string') });

/** An absolute http(s) URL. */
export const httpUrl = z.string().refine(isHttpUrl, { error: must('be an http(s) URL') });
