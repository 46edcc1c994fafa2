/** A request to a service, and what became of it. */

import type { JsonObject } from './json';

export type RequestBody =
	| { type: 'json'; json: JsonObject }
	| { type: 'multipart'; fields: Record<string, string>; files: MultipartFile[] };

export interface MultipartFile {
	field: string;
	fileName: string;
	mimeType: string;
	bytes: Buffer;
}

/** A request to the provider. `path` begins with a slash and is added to the credential's base URL. */
export interface ServiceRequest {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	path: string;
	query?: Record<string, string>;
	body?: RequestBody;
}

/** A whole reply, the key blacked out in all of it. `body` is its JSON, or undefined where it is none. */
export interface Reply {
	type: 'reply';
	status: number;
	headers: Readonly<Record<string, string>>;
	text: string;
	body: unknown;
}

/** The request surely never reached the provider: refused connection, unknown host, blocked by n8n. */
export interface NotSent {
	type: 'notSent';
	reason: string;
	/** Whether another try a moment later may work. */
	retryable: boolean;
	/** n8n itself would not send it (an address that it blocks, a missing credential): `reason` is its own word. */
	isRefusedByN8n: boolean;
}

/** The request left, and no whole answer came: nobody knows what the provider did with it. */
export interface NoAnswer {
	type: 'noAnswer';
	reason: string;
}

/** The execution ended while the request stood in line: it was not sent. */
export interface Stopped {
	type: 'stopped';
}

export type Outcome = Reply | NotSent | NoAnswer | Stopped;
