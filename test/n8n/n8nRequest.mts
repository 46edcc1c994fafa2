/** One request to n8n, with its errors in n8n's own words. */
import { isRecord } from './json.mts';

const REQUEST_TIMEOUT_MS = 60_000;

/** n8n answered with an error. */
export class N8nError extends Error {
	readonly status: number;

	constructor(method: string, path: string, status: number, reply: string) {
		super(`n8n answered ${method} ${path} with ${status}: ${reply}`);
		this.name = 'N8nError';
		this.status = status;
	}
}

export interface N8nRequest {
	method: string;
	/** Sent as it is if it is a form, as JSON otherwise. */
	body?: unknown;
	headers?: Record<string, string>;
}

/** Sends a request to an n8n; an answer other than 2xx throws an `N8nError` with n8n's own message. */
export async function request(
	url: string,
	path: string,
	{ method, body, headers }: N8nRequest,
): Promise<Response> {
	const init: RequestInit = { method, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) };
	if (body instanceof FormData) init.body = body;
	else if (body !== undefined) init.body = JSON.stringify(body);
	init.headers = {
		...headers,
		...(typeof init.body === 'string' ? { 'content-type': 'application/json' } : {}),
	};
	const response = await fetch(url + path, init);
	if (response.ok) return response;
	const reply = await response.text();
	throw new N8nError(method, path, response.status, messageOf(reply));
}

function messageOf(reply: string): string {
	try {
		const parsed: unknown = JSON.parse(reply);
		if (isRecord(parsed) && typeof parsed['message'] === 'string') return parsed['message'];
	} catch {
		// Not JSON: shown as it came.
	}
	return reply.slice(0, 500);
}
