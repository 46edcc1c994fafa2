/** Fields that the node has no parameter for: written as JSON, and merged into the body of an order. */

import { isJsonObject, type JsonObject } from '../terms/json';
import { WORK_OPTION_NAMES } from '../terms/labels';
import type { RequestBody, ServiceRequest } from '../terms/request';
import { type ErrorSource, userError } from './errors';

/** Reads the option: JSON text, or an object that an expression yields. Throws a NodeOperationError for anything else. */
export function readAdditionalFields(
	context: ErrorSource,
	itemIndex: number,
	value: unknown,
): JsonObject {
	if (value === undefined || value === null || value === '') return {};
	const fields = typeof value === 'string' ? parsed(value) : value;
	if (isJsonObject(fields)) return fields;
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
	throw userError(context, itemIndex, {
		message: `"${WORK_OPTION_NAMES.additionalFields}" is not a JSON object`,
		description: `It begins: ${text.slice(0, 60)}. Enter names and values in braces, with names and texts in double quotes, for example {"seed": 7, "metadata": {"fps": 24}}.`,
	});
}

function parsed(text: string): unknown {
	if (text.trim() === '') return {};
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/**
 * The request with the fields in its body. Objects within objects are merged, anything else replaces
 * what is there, lists as well. Nothing but the body changes: neither the address nor a header.
 */
export function withAdditionalFields(request: ServiceRequest, fields: JsonObject): ServiceRequest {
	return request.body === undefined || Object.keys(fields).length === 0
		? request
		: { ...request, body: mergedBody(request.body, fields) };
}

/** A form has no objects: what is not text goes as JSON. A field of a file's name takes its place. */
function mergedBody(body: RequestBody, fields: JsonObject): RequestBody {
	if (body.type === 'json') return { ...body, json: merged(body.json, fields) };
	if (body.type === 'bytes') return body;
	const texts = Object.entries(fields).map(([name, value]) => [
		name,
		typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
	]);
	return {
		...body,
		fields: { ...body.fields, ...Object.fromEntries(texts) },
		files: body.files.filter(({ field }) => !Object.hasOwn(fields, field)),
	};
}

function merged(base: JsonObject, fields: JsonObject): JsonObject {
	const changed = Object.entries(fields).map(([name, value]) => {
		const before = Object.hasOwn(base, name) ? base[name] : undefined;
		return [
			name,
			isJsonObject(before) && isJsonObject(value) ? merged(before, value) : value,
		] as const;
	});
	return { ...base, ...Object.fromEntries(changed) };
}
