// What a request meets when a fault strikes: the reply that is sent instead of, or cut from, the true one.
import { isObject } from './json.mts';
import type { Fault } from './contract.mts';
import type { Dialect, RouteAction } from './dialects/dialect.mts';
import { cut, json, send, storeError, type Line, type Reply, type TextReply } from './reply.mts';

export interface Scene {
	fault: Fault;
	line: Line;
	/** What would have been answered; for a create that was not made, null. */
	trueReply: Reply | null;
	/** Null on the cdn, which speaks no dialect. */
	dialect: Dialect | null;
	action: RouteAction | 'link';
	/** The request's own address. */
	here: string;
	/** Where a redirect leads if the fault does not say. */
	elsewhere: string;
}

const BAD_GATEWAY_PAGE =
	'<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>\n';

const MADE_ALL_THE_SAME: ReadonlySet<Fault['kind']> = new Set([
	'cutBeforeReply',
	'cutMidReply',
	'timeout',
	'cutJson',
	'slow',
	'stall',
	'overlay',
]);

/** Whether a create that meets this fault is made all the same: the answer was lost, not the request. */
export function makesTaskFirst(fault: Fault): boolean {
	return fault.createFirst ?? MADE_ALL_THE_SAME.has(fault.kind);
}

function envelope(scene: Scene, status: number, message: string): TextReply {
	const { dialect, action } = scene;
	if (!dialect) return storeError(status, 'SandboxFault', message);
	if (action === 'link') return dialect.refuse({ why: 'fault', message, status });
	return dialect.refuse({ why: 'fault', message, status, action });
}

function withHeaders(reply: TextReply, fault: Fault): TextReply {
	return { ...reply, headers: { ...reply.headers, ...fault.headers } };
}

function textOf(scene: Scene): string {
	const reply = scene.trueReply;
	if (reply?.kind === 'text') return reply.text;
	return envelope(scene, 500, 'This reply was cut').text;
}

function statusReply(scene: Scene): TextReply {
	const { fault } = scene;
	const status = fault.status ?? 500;
	if (fault.body === undefined) return envelope(scene, status, messageFor(status));
	if (typeof fault.body !== 'string') return json(status, fault.body);
	return { kind: 'text', status, contentType: 'text/plain', text: fault.body };
}

function messageFor(status: number): string {
	if (status === 429) return 'Rate limit reached: too many requests, please try again later';
	if (status === 402) return 'Insufficient balance';
	if (status >= 500) return 'The service is temporarily unavailable, please try again later';
	return `The request was refused with ${status}`;
}

/** The reply of the faults that replace the true one; null for those that act on the connection. */
function replacement(scene: Scene): TextReply | null {
	const { fault, line } = scene;
	const redirect = (status: number, location: string): TextReply => ({
		kind: 'text',
		status,
		contentType: 'text/plain',
		text: '',
		headers: { location },
	});
	switch (fault.kind) {
		case 'status':
			return statusReply(scene);
		case 'html':
			return {
				kind: 'text',
				status: fault.status ?? 502,
				contentType: 'text/html',
				text: typeof fault.body === 'string' ? fault.body : BAD_GATEWAY_PAGE,
			};
		case 'json':
			return json(fault.status ?? 200, fault.body ?? {});
		case 'cutJson': {
			const text = textOf(scene);
			const half = text.slice(0, Math.ceil(text.length / 2));
			return { kind: 'text', status: 200, contentType: 'application/json', text: half };
		}
		case 'overlay': {
			const reply: unknown = JSON.parse(textOf(scene));
			const fields = isObject(fault.body) ? fault.body : {};
			return json(fault.status ?? 200, isObject(reply) ? { ...reply, ...fields } : fields);
		}
		case 'redirect':
			return redirect(fault.status ?? 302, fault.location ?? scene.elsewhere);
		case 'redirectLoop':
			return redirect(302, scene.here);
		case 'empty':
			return { kind: 'text', status: 200, contentType: 'video/mp4', text: '' };
		case 'expiredLink':
			return storeError(403, 'AccessDenied', 'Request has expired');
		case 'echoKey': {
			const credential = line.requestHeaders.authorization ?? '(none)';
			return envelope(scene, fault.status ?? 401, `Invalid credential: ${credential}`);
		}
		default:
			return null;
	}
}

const DEFAULT_SLOW_SECONDS = 5;

/** Whether the fault keeps its client waiting. */
export function isHolding({ kind }: Fault): boolean {
	return kind === 'timeout' || kind === 'stall' || kind === 'slow';
}

/** Answers as the fault says. */
export async function sendFault(scene: Scene): Promise<void> {
	const { fault, line } = scene;
	const reply = replacement(scene);
	if (reply) return await send(line, withHeaders(reply, fault));
	switch (fault.kind) {
		case 'timeout':
			return;
		case 'slow': {
			const ms = (fault.seconds ?? DEFAULT_SLOW_SECONDS) * 1000;
			await new Promise((resolve) => setTimeout(resolve, ms));
			return await send(line, scene.trueReply ?? envelope(scene, 500, 'Slow'));
		}
		case 'stall':
			return await send(line, scene.trueReply ?? envelope(scene, 500, 'Stalled'), 'start');
		case 'half':
		case 'cutMidReply':
			return await send(line, scene.trueReply ?? envelope(scene, 500, 'Cut'), 'half');
		default:
			cut(line.response);
	}
}
