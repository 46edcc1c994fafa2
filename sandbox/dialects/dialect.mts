// What the sandbox needs to know of a provider: its addresses, its key, its rules and its replies.
import { createHash } from 'node:crypto';

import type { Body } from '../body.mts';
import type { Action, OriginName } from '../contract.mts';
import type { Film } from '../film.mts';
import type { Reply, TextReply } from '../reply.mts';
import type { ServiceAccount } from '../serviceAccount.mts';
import type { Order, SandboxTask, TaskView } from '../tasks.mts';
import type { Tokens } from '../tokens.mts';
import type { Uploads } from '../uploads.mts';

/** What an address of a dialect can ask for: links belong to no dialect. */
export type RouteAction = Exclude<Action, 'link' | 'other'>;

/** Those that have a handler in `Dialect.actions`; `content` may do without. */
export type FurtherAction = Exclude<RouteAction, 'create' | 'status'>;

export interface Route {
	action: RouteAction;
	taskId: string | null;
	/** The model, where the address names it. */
	model: string | null;
	/** Answered without a key as well. */
	isPublic?: boolean;
}

/** Where a request carries the key: this header, with this text before the key. */
export interface KeyRule {
	header: string;
	prefix: string;
	/** The key is not the sandbox's own, but a token that the dialect gave out. */
	issued?: boolean;
}

export const BEARER: KeyRule = { header: 'authorization', prefix: 'Bearer ' };

/** An origin of a face beside its `api`. */
export interface OriginRule {
	name: Exclude<OriginName, 'api'>;
	title: string;
	/** `refused`: whoever sends one there gave it away. */
	credential: 'needed' | 'ignored' | 'refused';
}

/**
 * Why a request is refused; each dialect has a status and an envelope for it.
 * `fault` is one that was asked for.
 */
export type Why =
	'auth' | 'request' | 'missingTask' | 'missingPage' | 'retiredModel' | 'notReady' | 'fault';

export interface Refusal {
	why: Why;
	message: string;
	/** Instead of the dialect's own status for `why`. */
	status?: number;
	action?: RouteAction;
	/** More that the dialect's envelope tells of it; for `retiredModel` the model, for `missingTask` the id as the address has it. */
	detail?: unknown;
	/** For `auth` and `missingPage`. */
	asked?: Asked;
}

/** What stands in a request's first line and its headers. */
export interface Asked {
	method: string;
	/** Without the query. */
	pathname: string;
	query: URLSearchParams;
	headers: Readonly<Record<string, string>>;
	origin: OriginName;
}

export type Ordering = { ok: true; order: Order } | { ok: false; refusal: Refusal };

/** What a dialect finds around it. */
export interface Desk {
	/** The base URL of one of its own origins, without a slash at the end. */
	url(origin: OriginName): string;
	/** Where a task's videos lie. */
	links(task: SandboxTask): string[];
	/** Its own task of that id; another provider's is unknown here. */
	task(taskId: string): SandboxTask | null;
	/** Its own tasks, oldest first. */
	tasks(): SandboxTask[];
	readonly uploads: Uploads;
	readonly tokens: Tokens;
	account(): ServiceAccount;
	readonly film: Film;
	/** 16 random letters and digits. */
	randomWord(): string;
}

/** A request to one of the further actions. */
export interface Ask extends Asked {
	route: Route;
	body: Body;
	/** The task that the route names, where there is one. */
	task: SandboxTask | null;
	desk: Desk;
}

export interface Dialect {
	/** What people call the provider. */
	title: string;
	key: KeyRule;
	/** The origin that its video links point at. */
	linksAt: OriginName | 'cdn';
	/** Seconds after a task's end for which its files are kept; default: for ever. */
	filesLast?: number;
	origins?: readonly OriginRule[];
	/** What an address asks for, or null if the page knows no such address. */
	route(method: string, pathname: string, query: URLSearchParams, origin: OriginName): Route | null;
	/** The task that a request means, where its address does not hold the id. */
	taskOf?(route: Route, body: Body, desk: Desk): SandboxTask | null;
	/** Checks a create against every rule of the page. */
	order(body: Body, route: Route, desk: Desk): Ordering;
	/** A new task's id; `word` is a random word. */
	taskId(order: Order, word: string): string;
	createReply(task: SandboxTask, desk: Desk): Reply;
	/** `links` are the task's videos, empty until it is completed. */
	statusReply(task: SandboxTask, view: TaskView, links: readonly string[], ask: Ask): Reply;
	actions?: Partial<Record<FurtherAction, (ask: Ask) => Reply>>;
	refuse(refusal: Refusal): TextReply;
}

/** An ordering that the page's rules forbid. */
export function refused(message: string): Ordering {
	return { ok: false, refusal: { why: 'request', message } };
}

/** Google's status words by HTTP status, for the envelope that several gateways pass on. */
const GOOGLE_STATUS: Readonly<Record<number, string>> = {
	400: 'INVALID_ARGUMENT',
	401: 'UNAUTHENTICATED',
	403: 'PERMISSION_DENIED',
	404: 'NOT_FOUND',
	429: 'RESOURCE_EXHAUSTED',
	503: 'UNAVAILABLE',
	504: 'DEADLINE_EXCEEDED',
};

/** Google's error envelope, as 12AI's page prints it. */
export function googleError(code: number, message: string): { error: Record<string, unknown> } {
	return { error: { code, message, status: GOOGLE_STATUS[code] ?? 'INTERNAL' } };
}

/** Google's words for a model that was switched off. */
export function retiredMessage(model: string): string {
	return `models/${model} is no longer available. Please update your code to use a newer model.`;
}

/** An id out of an address; one that is not well encoded stays as it is and will not be found. */
export function decodeId(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** A UUID made of a random word. */
export function uuidOf(word: string): string {
	const hex = createHash('sha256').update(word).digest('hex');
	const [a, b, c, d, e] = [
		hex.slice(0, 8),
		hex.slice(8, 12),
		hex.slice(12, 15),
		hex.slice(15, 18),
		hex.slice(18, 30),
	];
	return `${a}-${b}-4${c}-a${d}-${e}`;
}
