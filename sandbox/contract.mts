// The words that the sandbox, its faults and its users share.
import type { SandboxFace } from './dialects/index.mts';
import type { FaultBook } from './faults.mts';
import type { SandboxTask } from './tasks.mts';
import type { Upload } from './uploads.mts';

export { FACES, type SandboxFace } from './dialects/index.mts';

/**
 * The origins that a face may have, each a port of its own. `api` is the one that a credential's base
 * URL names, and every face has it.
 */
export type OriginName = 'api' | 'upload' | 'files' | 'platform' | 'token' | 'storage';

/**
 * What a request asked for: `content` is a download with the key, `link` one by a signed link, and
 * `account` what costs nothing and is about no task, such as a balance or a price.
 */
export const ACTIONS = [
	'create',
	'status',
	'content',
	'link',
	'result',
	'upload',
	'upgrade',
	'cancel',
	'list',
	'account',
	'token',
	'other',
] as const;
export type Action = (typeof ACTIONS)[number];
export type FaultAction = Exclude<Action, 'other'>;

/** See `Fault.kind`. */
export const FAULT_KINDS = [
	'status',
	'cutBeforeReply',
	'cutMidReply',
	'timeout',
	'html',
	'cutJson',
	'json',
	'redirect',
	'redirectLoop',
	'empty',
	'half',
	'taskFails',
	'taskCompletesEmpty',
	'expiredLink',
	'echoKey',
	'linkElsewhere',
	'slow',
	'stall',
	'overlay',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface SandboxOptions {
	/** Seconds from create to video, for tasks made from then on; the first quarter is queued. Default 8. */
	taskSeconds?: number;
	/** The one key that every face accepts. Default `sandbox-key`. */
	key?: string;
	/** The first place's port, the others follow in the order of `PLACES`; 0, the default, takes free ones. */
	firstPort?: number;
	/** Serve an MP4-looking body of that many bytes, made while it is sent, instead of the real film. */
	videoBytes?: number;
	/** Model ids that answer as the provider answers for a model that was switched off. */
	retiredModels?: readonly string[];
	/** 0 to below 1; decides ids and the faults that have a probability. Default `Math.random`. */
	random?: () => number;
}

export interface Fault {
	/**
	 * - `status`: `status` (default 500) in the dialect's own error envelope, or with `body`
	 * - `cutBeforeReply`: the connection ends after the request was read
	 * - `cutMidReply`: headers and half of the body, then the connection ends
	 * - `timeout`: no answer until the sandbox closes
	 * - `html`: `status` (default 502) with an HTML page
	 * - `cutJson`: 200 with half a JSON text and a Content-Length that fits it
	 * - `json`: `status` (default 200) with `body` as JSON
	 * - `redirect`: `status` (default 302) to `location`; default: the same path on `cdn`, for content the video's link there
	 * - `redirectLoop`: 302 to itself
	 * - `empty`: 200 video/mp4 with zero bytes
	 * - `half`: half of the video, though Content-Length tells all
	 * - `taskFails`: the task ends failed, with `body` as the reason if it is text; some dialects know some
	 *   reasons (fal its own words, kie and Vertex AI a code in front, the others their further words for a
	 *   task that ended), and say those in their own way
	 * - `taskCompletesEmpty`: the task ends completed without a video
	 * - `expiredLink`: this link answers 403 from now on, links handed out afterwards work
	 * - `echoKey`: `status` (default 401), its message repeats the Authorization header
	 * - `linkElsewhere`: the task's video links point at `cdn`
	 * - `slow`: the true reply, after `seconds` (default 5)
	 * - `stall`: headers, of a video half of its bytes as well, then silence on an open connection
	 * - `overlay`: the true reply with the fields of `body` laid over it
	 */
	kind: FaultKind;
	face?: SandboxFace;
	action?: FaultAction;
	taskId?: string;
	/** Only for tasks whose prompt contains this. */
	prompt?: string;
	/** How often it strikes; default 1, `Infinity` allowed. */
	times?: number;
	/** How many matching requests pass first; default 0. */
	after?: number;
	/** 0 to 1; default 1. */
	probability?: number;
	status?: number;
	headers?: Record<string, string>;
	body?: unknown;
	location?: string;
	/** See `slow`. */
	seconds?: number;
	/**
	 * For creates: the task is really made, and counted, before the fault answers. Default true for
	 * cutBeforeReply, cutMidReply, timeout, cutJson, slow, stall and overlay, otherwise false.
	 */
	createFirst?: boolean;
}

export interface RecordedFile {
	field: string;
	fileName: string;
	contentType: string;
	bytes: number;
	sha256: string;
}

export interface RecordedForm {
	fields: Record<string, string>;
	files: RecordedFile[];
}

export interface RecordedRequest {
	face: SandboxFace;
	origin: OriginName;
	method: string;
	/** With its query, as it was sent. */
	path: string;
	headers: Record<string, string>;
	/** Parsed JSON, a `RecordedForm`, other text, or null. */
	body: unknown;
	action: Action;
	/** Milliseconds since 1970. */
	at: number;
	/** The task asked for, or made by a create. */
	taskId: string | null;
}

export interface Sandbox {
	/** Base URLs without a slash at the end. Each face also answers under `GATEWAY_PATH`. */
	readonly urls: Readonly<Record<SandboxFace, string>>;
	/** The base URL of one origin of a face; throws when the face has no such origin. */
	url(face: SandboxFace, origin: OriginName): string;
	readonly key: string;
	/** The text of a service account's key file, for the faces that take tokens instead of the key. */
	readonly serviceAccountKey: string;
	/** Ends all tokens that were given out, as an hour would. */
	expireTokens(): void;
	/** Lets so many seconds go by for all tasks and uploads so far: they are older then. */
	age(seconds: number): void;
	/** Writable: seconds that tasks made from now on take. */
	taskSeconds: number;
	/** Every request seen, in order; the last 20,000. */
	readonly requests: RecordedRequest[];
	/** Requests with any credential to `cdn`, or to a face's origin that takes none; they were refused. */
	readonly credentialsSeenElsewhere: RecordedRequest[];
	/** By task id; `takesSeconds` and `ending` of a task may be set. */
	readonly tasks: ReadonlyMap<string, SandboxTask>;
	/** All tasks really made, in order: what a provider would have charged for. */
	readonly created: readonly SandboxTask[];
	/** What was uploaded, by the link that was given out for it. */
	readonly uploads: ReadonlyMap<string, Upload>;
	readonly faults: Pick<FaultBook, 'add' | 'clear'>;
	/** The clients' ports of requests that a fault keeps waiting at this moment. */
	readonly held: ReadonlySet<number>;
	/** Bytes of the video that is served. */
	readonly videoBytes: number;
	/** How many of the recorded requests were of this face and action. */
	count(filter?: { face?: SandboxFace; action?: Action }): number;
	/** Ends every open connection. */
	close(): Promise<void>;
}

/** A base URL may carry a path, as behind a gateway: every face answers under this one as well. */
export const GATEWAY_PATH = '/gateway';
