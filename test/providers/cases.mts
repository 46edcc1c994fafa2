/** What a provider's pages say, as cases: the shape of every `<provider>.cases.mts`, which is written beside the page. */

import type {
	ICredentialDataDecryptedObject,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';

import type { Provider, TaskQuery } from '../../nodes/VeoVideo/providers/provider';
import type { Asked, Listed, Refused, Stored, Why } from '../../nodes/VeoVideo/terms/reading';
import type { ServiceRequest, UploadFile, VideoFile } from '../../nodes/VeoVideo/terms/request';
import type { VideoSpec } from '../../nodes/VeoVideo/terms/spec';
import type { Asking, Task } from '../../nodes/VeoVideo/terms/task';
import type { Sandbox, SandboxFace } from '../../sandbox/sandbox.mts';

export interface ProviderCases {
	provider: Provider;
	/** The data of its credential at the sandbox. Default: the sandbox's key, and the base URL of the face of that name. */
	credential?(sandbox: Sandbox): ICredentialDataDecryptedObject;
	/** What the sandbox then sees as `Authorization`. Default: the key as a Bearer. */
	authorization?(sandbox: Sandbox): unknown;
	/** The node's id of the task that the sandbox calls so. Default: the same. */
	taskId?(id: string): string;
	/** At least one for every mode. */
	requests: readonly RequestCase[];
	/** How a task is asked about, one for each form of its id. */
	checks: readonly CheckCase[];
	/** What the replies about tasks mean: the create's, the check's, and those of further requests. */
	replies: readonly ReplyCase[];
	/** How it says no: one for every reason in its table of refusals. */
	refusals: readonly ReplyCase[];
	/** Where the files of completed tasks lie. */
	files: readonly FileCase[];
	/** For those who can, and only for them: how a file is uploaded. */
	uploads?: readonly UploadCase[];
	/** For those who can, and only for them: how a task is cancelled. What the replies mean is among `replies`. */
	cancels?: readonly CheckCase[];
	/** How the account's tasks are listed. */
	lists?: readonly ListCase[];
}

/** One request that makes a video, literally. */
export type RequestCase = RequestLine & (GivenByNode | GivenAsSpec);

interface RequestLine {
	/** The page, or where else it is known from. */
	page: string;
	example: string;
	/** Who is asked, where that is not the face of the provider's name. */
	face?: SandboxFace;
	/** With its query. */
	path: string;
	/** The JSON; of a form what the sandbox records of one. */
	body: unknown;
}

/** What stands in the node, beside provider and operation: the request then leaves it, for the sandbox. */
interface GivenByNode {
	parameters: INodeParameters;
	items?: INodeExecutionData[];
}

/** For what cannot come from a node at the sandbox: the spec itself, as it has passed the check. */
interface GivenAsSpec {
	spec: VideoSpec;
	/** The family that is asked, where that is not the first. */
	family?: string;
}

export interface CheckCase {
	taskId: string;
	request: ServiceRequest;
}

export interface ReplyCase {
	/** What it is, or where it comes from. */
	reply: string;
	/** Default 200. */
	status?: number;
	headers?: Readonly<Record<string, string>>;
	/** The JSON of the reply. */
	body?: unknown;
	/** The text of a reply that is no JSON. */
	text?: string;
	/** Default: `status` where a task id is given, otherwise `create`. */
	asked?: Asked;
	/** The task that was asked about. */
	taskId?: string;
	/** The note that the reading before left, for the reply to a further request. */
	note?: string;
	reading: ExpectedReading;
}

/** A reading, of which only what is named has to be so. Requests are compared as a whole. */
export type ExpectedReading =
	| { says: 'task'; task: Partial<Task>; trouble?: Partial<Refused> | null; warning?: string }
	| { says: 'refused'; why: Why; code: string | null; words: string | null }
	| { says: 'further'; request: ServiceRequest; note: string }
	| { says: 'nothing' };

export interface FileCase {
	task: string;
	/** Beside `completed`. */
	fields: Partial<Task>;
	files: readonly VideoFile[];
}

/** A page of the list of tasks. */
export interface ListCase {
	list: string;
	query: TaskQuery;
	request: ServiceRequest;
	replies: ReadonlyArray<
		Omit<ReplyCase, 'asked' | 'taskId' | 'reading' | 'note'> & {
			reading: Listed | ExpectedReading;
		}
	>;
	/** A create, as it leaves, and what the list tells of it. */
	asking?: { create: ServiceRequest; is: Asking };
}

export interface UploadCase {
	upload: string;
	file: UploadFile;
	request: ServiceRequest;
	replies: readonly UploadReply[];
}

/** What a reply to an upload means; `note` as in any other reply. */
export interface UploadReply extends Omit<ReplyCase, 'asked' | 'taskId' | 'reading'> {
	reading: ExpectedReading | Stored;
}

/** The moment at which every reply of the cases comes. */
export const RECEIVED_AT = Date.parse('2026-11-01T12:00:00Z');

/** The parameter `model`, by the provider's own id. */
export function modelId(value: string) {
	return { __rl: true, mode: 'id', value };
}

/** The reply names a task, and of it these fields. */
export function task(fields: Partial<Task>): ExpectedReading {
	return { says: 'task', task: fields };
}

/** The reply says no. */
export function refused(
	why: Why,
	code: string | null,
	words: string | null,
): ExpectedReading & { says: 'refused' } {
	return { says: 'refused', why, code, words };
}

/** The reply to a create names a task, and says beside it that something is wrong. */
export function troubled(
	taskId: string,
	why: Why,
	code: string | null,
	words: string,
): ExpectedReading {
	return { says: 'task', task: { taskId }, trouble: { why, code, words } };
}

/** The reply leads to one more request. */
export function further(request: ServiceRequest, note: string): ExpectedReading {
	return { says: 'further', request, note };
}

/** The reply has no word of the provider's. */
export const NOTHING: ExpectedReading = { says: 'nothing' };
