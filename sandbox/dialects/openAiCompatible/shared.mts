// What gateways with OpenAI's /v1/videos have in common: addresses, the list of models, and Google behind them.
import { isObject, type JsonObject } from '../../json.mts';
import { json, type Reply } from '../../reply.mts';
import type { SandboxTask, TaskView } from '../../tasks.mts';
import { decodeId, type Ordering, type Refusal, type Route } from '../dialect.mts';
import { readCreate } from '../vertexAi/creates.mts';

/** The models that a gateway's operator has set up, named as at Google. */
export const MODELS = [
	'veo-3.1-generate-001',
	'veo-3.1-fast-generate-001',
	'veo-3.1-lite-generate-001',
];

/** Create, status, content and the list of models. */
export function gatewayRoute(method: string, pathname: string): Route | null {
	const asked = `${method} ${pathname}`;
	if (asked === 'POST /v1/videos') return { action: 'create', taskId: null, model: null };
	if (asked === 'GET /v1/models') return { action: 'account', taskId: null, model: null };
	const match = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(pathname);
	if (method !== 'GET' || !match) return null;
	const action = match[2] === undefined ? 'status' : 'content';
	return { action, taskId: decodeId(match[1] ?? ''), model: null };
}

/** `GET /v1/models`. */
export function modelList(names: readonly string[]): Reply {
	const data = names.map((id) => ({
		id,
		object: 'model',
		created: 1_773_964_800,
		owned_by: 'google',
	}));
	return json(200, { object: 'list', data });
}

/** The one request that a gateway makes of what it was sent. */
export interface GoogleCreate {
	instance: JsonObject;
	parameters: JsonObject;
}

/** What Google says to it; `refusal.detail` is then `google`, and the message Google's own. */
export function askGoogle(model: string, { instance, parameters }: GoogleCreate): Ordering {
	const resource = `projects/sandbox-project/locations/us-central1/publishers/google/models/${model}`;
	const body = { instances: [instance], parameters: { ...parameters, sampleCount: 1 } };
	const ordering = readCreate(body, model, resource);
	if (!ordering.ok) {
		const refusal: Refusal = { ...ordering.refusal, detail: 'google' };
		return { ok: false, refusal };
	}
	const { order } = ordering;
	const sent = {
		...parameters,
		media: Object.keys(instance).filter((name) => name !== 'prompt'),
	};
	return { ok: true, order: { ...order, echo: { failure: order.echo.failure, sent } } };
}

/** Why a task failed at Google, or null. */
export function failureOf(task: SandboxTask, view: TaskView): string | null {
	if (view.completedAt === null) return null;
	if (view.phase === 'failed') return task.failureReason;
	const { failure } = task.echo;
	return typeof failure === 'string' ? failure.replace(/^\d+ /, '') : null;
}

/** Google's image out of bytes as base64; the type is in a data URI, or else in the bytes. */
export function googleImage(base64: string): JsonObject {
	const [, named, bytes = base64] = /^data:([\w.+/-]+);base64,(.*)$/is.exec(base64) ?? [];
	const mimeType = named ?? (bytes.startsWith('iVBOR') ? 'image/png' : 'image/jpeg');
	return { bytesBase64Encoded: bytes, mimeType };
}

/** The object in a field that may also hold it as JSON text; null where it is none. */
export function objectIn(value: unknown): JsonObject | null {
	if (isObject(value)) return value;
	if (typeof value !== 'string') return null;
	try {
		const parsed: unknown = JSON.parse(value);
		return isObject(parsed) ? parsed : null;
	} catch {
		return null;
	}
}
