// Checks a JSON body against a table of fields; what the table does not list is refused.
import { isHttpUrl } from './images.mts';

/** Null if the value is right, else what is wrong with it. */
export type Check = (value: unknown, name: string) => string | null;

export interface Field {
	required: boolean;
	check: Check;
}

export type Fields = Readonly<Record<string, Field>>;

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that must be there. */
export const required = (check: Check): Field => ({ required: true, check });
/** A field that may be left out, but not be null. */
export const optional = (check: Check): Field => ({ required: false, check });

/** Text with something in it. */
export const text: Check = (value, name) =>
	typeof value === 'string' && value.trim() !== '' ? null : `${name} must be a non-empty string`;

/** Text, even empty. */
export const anyText: Check = (value, name) =>
	typeof value === 'string' ? null : `${name} must be a string`;

/** true or false. */
export const flag: Check = (value, name) =>
	typeof value === 'boolean' ? null : `${name} must be a boolean`;

/** An absolute http(s) URL. */
export const httpUrl: Check = (value, name) =>
	isHttpUrl(value) ? null : `${name} must be an http(s) URL`;

/** A whole number from `least` to `most`. */
export function integer(least: number, most: number): Check {
	return (value, name) =>
		typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
			? null
			: `${name} must be an integer from ${least} to ${most}`;
}

/** One of these values, of the same type. */
export function oneOf(...allowed: ReadonlyArray<string | number | boolean>): Check {
	const list = allowed.map((value) => JSON.stringify(value)).join(', ');
	return (value, name) =>
		allowed.some((one) => one === value) ? null : `${name} must be one of ${list}`;
}

/** A list of `least` to `most` values. */
export function listOf(check: Check, least: number, most: number): Check {
	return (value, name) => {
		if (!Array.isArray(value)) return `${name} must be an array`;
		if (value.length < least || value.length > most) {
			return `${name} must hold ${least} to ${most} entries`;
		}
		const complaints = value.map((one: unknown, index) => check(one, `${name}[${index}]`));
		return complaints.find((complaint) => complaint !== null) ?? null;
	};
}

/** An object with these fields and no others. */
export function objectOf(fields: Fields): Check {
	return (value, name) => {
		if (!isObject(value)) return `${name} must be an object`;
		return findComplaint(value, fields, name === '' ? '' : `${name}.`);
	};
}

/** The first thing that is wrong with an object, or null. */
export function findComplaint(value: JsonObject, fields: Fields, prefix = ''): string | null {
	for (const name of Object.keys(value)) {
		if (!Object.hasOwn(fields, name)) return `Unknown field: ${prefix}${name}`;
	}
	for (const [name, field] of Object.entries(fields)) {
		const given = value[name];
		if (given === undefined) {
			if (field.required) return `Missing required field: ${prefix}${name}`;
			continue;
		}
		const complaint = field.check(given, `${prefix}${name}`);
		if (complaint !== null) return complaint;
	}
	return null;
}
