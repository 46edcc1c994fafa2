/** Plays single cases: what a provider makes of a reply, and how a provider's requests look as the sandbox records them. */

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import type { About, Reading } from '../../nodes/VeoVideo/terms/reading';
import type { Reply, RequestBody, ServiceRequest } from '../../nodes/VeoVideo/terms/request';
import { urlOf } from '../../nodes/VeoVideo/transport/origins';
import { FACES, type SandboxFace } from '../../sandbox/contract.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import type { Credentials } from '../nodes/nodeRun.mts';
import { RECEIVED_AT, type ProviderCases, type ReplyCase } from './cases.mts';

/** The reply of a case, as transport hands it on. */
export function replyOf({
	status = 200,
	headers = {},
	body,
	text,
}: Pick<ReplyCase, 'status' | 'headers' | 'body' | 'text'>): Reply {
	return {
		type: 'reply',
		status,
		headers,
		text: text ?? (body === undefined ? '' : JSON.stringify(body)),
		body: text === undefined ? body : undefined,
	};
}

/** What is known beside the reply of a case. */
export function aboutOf({ asked, taskId, note }: ReplyCase): About {
	return {
		asked: asked ?? (taskId === undefined ? 'create' : 'status'),
		taskId: taskId ?? null,
		receivedAt: RECEIVED_AT,
		note: note ?? null,
	};
}

export function readCase(provider: Provider, reply: ReplyCase): Reading {
	return provider.read(replyOf(reply), aboutOf(reply));
}

/** The request that cancels a task, where the provider can. */
export function cancelOf(
	provider: Provider & { cancelRequest?(taskId: string): ServiceRequest },
	taskId: string,
): ServiceRequest | undefined {
	return provider.cancelRequest?.(taskId);
}

/** The path with its query, and the body as the sandbox records it. */
export function recorded(request: ServiceRequest): { path: string; body: unknown } {
	const base = 'https://api.example.com';
	const url = urlOf({ base }, request);
	return { path: url.startsWith(base) ? url.slice(base.length) : url, body: bodyOf(request.body) };
}

function bodyOf(body: RequestBody | undefined): unknown {
	if (body === undefined) return null;
	if (body.type === 'json') return body.json;
	if (body.type === 'bytes') return body.bytes;
	const files = body.files.map(({ field, fileName, mimeType, bytes }) => ({
		field,
		fileName,
		contentType: mimeType,
		bytes: bytes.length,
	}));
	return { fields: body.fields, files };
}

/** The provider's credential at the sandbox; `asked` where another face is asked than its own. */
export function credentialsAt(
	sandbox: Sandbox,
	cases: ProviderCases,
	asked?: SandboxFace,
): Credentials {
	const { provider, credential } = cases;
	const face = asked ?? FACES.find((name) => name === provider.name);
	const baseUrl = face === undefined ? '' : sandbox.urls[face];
	return {
		[provider.credentialType]: credential?.(sandbox) ?? { apiKey: sandbox.key, baseUrl },
	};
}
