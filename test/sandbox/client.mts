// How the sandbox's tests talk to it: undici, with the key unless told otherwise.
import { request, type FormData } from 'undici';

import { BEARER, type KeyRule } from '../../sandbox/dialects/dialect.mts';
import { DIALECTS } from '../../sandbox/dialects/index.mts';
import type { OriginName, Sandbox, SandboxFace, SandboxTask } from '../../sandbox/sandbox.mts';

export interface Ask {
	method?: 'GET' | 'POST' | 'PUT' | 'HEAD';
	headers?: Record<string, string>;
	json?: unknown;
	body?: FormData | string | Buffer;
	/** null sends no key. */
	key?: string | null;
	/** Where the key goes; default `Authorization: Bearer`. */
	keyRule?: KeyRule;
}

export interface Answer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	text: string;
	bytes: Buffer;
	/** Null if the body is not whole JSON. */
	json: unknown;
}

/** A tiny true PNG. */
export const PNG_BASE64 =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** Asks any URL, without a key unless one is given. */
export async function ask(url: string, options: Ask = {}): Promise<Answer> {
	const headers: Record<string, string> = { ...options.headers };
	const { header, prefix } = options.keyRule ?? BEARER;
	if (typeof options.key === 'string') headers[header] = `${prefix}${options.key}`;
	if (options.json !== undefined) headers['content-type'] = 'application/json';
	const body = options.json === undefined ? options.body : JSON.stringify(options.json);
	const method = options.method ?? (body === undefined ? 'GET' : 'POST');
	const reply = await request(url, { method, headers, body: body ?? null });
	const bytes = Buffer.from(await reply.body.arrayBuffer());
	const text = bytes.toString('utf8');
	return { status: reply.statusCode, headers: reply.headers, text, bytes, json: parsed(text) };
}

/** Asks a face, with the sandbox's key. */
export async function askFace(
	sandbox: Sandbox,
	face: SandboxFace,
	path: string,
	options: Ask = {},
) {
	return await askOrigin(sandbox, face, 'api', path, options);
}

/** Asks one origin of a face, with the sandbox's key where its dialect wants it. */
export async function askOrigin(
	sandbox: Sandbox,
	face: SandboxFace,
	origin: OriginName,
	path: string,
	options: Ask = {},
) {
	const keyRule = face === 'cdn' ? BEARER : DIALECTS[face].key;
	const url = `${sandbox.url(face, origin)}${path}`;
	return await ask(url, { key: sandbox.key, keyRule, ...options });
}

/** The task that was made last. */
export function lastTask(sandbox: Sandbox): SandboxTask {
	const task = sandbox.created.at(-1);
	if (!task) throw new Error('No task was made');
	return task;
}
