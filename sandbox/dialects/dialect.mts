// What the sandbox needs to know of a provider: its addresses, its rules and its replies.
import type { Body } from '../body.mts';
import type { TextReply } from '../reply.mts';
import type { Order, SandboxTask, TaskView } from '../tasks.mts';

export interface Route {
	action: 'create' | 'status' | 'content';
	taskId: string | null;
	/** The model, where the address names it. */
	model: string | null;
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
	action?: Route['action'];
}

export type Ordering = { ok: true; order: Order } | { ok: false; refusal: Refusal };

export interface Dialect {
	/** What an address asks for, or null if the page knows no such address. */
	route(method: string, pathname: string, query: URLSearchParams): Route | null;
	/** Checks a create against every rule of the page. */
	order(body: Body, route: Route): Ordering;
	/** A new task's id; `word` is a random word. */
	taskId(order: Order, word: string): string;
	createReply(task: SandboxTask): unknown;
	/** `links` are the task's videos, empty until it is completed. */
	statusReply(task: SandboxTask, view: TaskView, links: readonly string[]): unknown;
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
