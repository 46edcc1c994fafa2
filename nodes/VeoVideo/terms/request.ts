/** A request to a service, and what became of it. */

import type { JsonObject } from './json';
import type { Failure } from './result';

export type RequestBody =
	| { type: 'json'; json: JsonObject }
	| { type: 'multipart'; fields: Record<string, string>; files: MultipartFile[] }
	/** A file as it is, for an upload. */
	| { type: 'bytes'; mimeType: string; bytes: Buffer };

export interface MultipartFile {
	field: string;
	fileName: string;
	mimeType: string;
	bytes: Buffer;
}

/** A file to be uploaded. */
export interface UploadFile {
	fileName: string;
	mimeType: string;
	bytes: Buffer;
}

/** Where a request goes, or a file lies. The key goes along to the service's own origins, and to no other. */
export type Address =
	/** Begins with a slash, and is added to the base URL, or to the service's origin named `at`. */
	| { path: string; query?: Record<string, string>; at?: string }
	/** Out of a reply, exactly as it came. With `withoutKey` no key goes along, not even to an own origin. */
	| { link: string; withoutKey?: true };

/** Never holds a credential. */
export type ServiceRequest = Address & {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Beside those that every request has. */
	headers?: Readonly<Record<string, string>>;
	body?: RequestBody;
	/**
	 * The reply may hold whole files, as base64 in fields of this name. Their texts are left out while it is
	 * read, and it may take its time as long as bytes come.
	 */
	fileField?: string;
};

/** Where a finished video's file lies. */
export type FilePlace = Address | InReply;

/** Base64 in a reply, at this path of its JSON: asked for anew when the file is wanted, and held nowhere. */
export interface InReply {
	inReplyTo: ServiceRequest;
	at: ReadonlyArray<string | number>;
}

/** `otherwise` is another place of the file, for when the first does not hand it out. */
export type VideoFile = (FilePlace & { otherwise?: FilePlace }) | GoneFile;

/** The file was there, and is deleted: a sentence why. */
export interface GoneFile {
	gone: string;
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
	/** In words for a person, where more is known than that the address could not be reached. */
	failure?: Failure;
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
