// Reads a request's body: JSON, a form, a file, or other text.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import type { RecordedFile, RecordedForm } from './contract.mts';
import { isObject } from './json.mts';
import { looksLikeImage } from './images.mts';

export interface FormFile extends RecordedFile {
	content: Buffer;
	isImage: boolean;
}

export type Body =
	| { kind: 'none' }
	| { kind: 'json'; value: unknown }
	| { kind: 'form'; fields: Record<string, string>; files: FormFile[]; repeated: string[] }
	/** A file by itself. */
	| { kind: 'bytes'; contentType: string; bytes: Buffer }
	| { kind: 'text'; text: string };

const FORM_TYPES = /^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i;
const FILE_TYPES = /^(image\/|video\/|application\/octet-stream\b)/i;

/** The whole body as bytes. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) {
		if (Buffer.isBuffer(chunk)) chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

function sha256Of(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}

async function parseForm(bytes: Buffer, contentType: string): Promise<Body> {
	const headers = { 'content-type': contentType };
	const form = await new Response(new Uint8Array(bytes), { headers }).formData();
	const fields: Record<string, string> = {};
	const files: FormFile[] = [];
	const repeated: string[] = [];
	for (const [name, value] of form) {
		if (typeof value === 'string') {
			if (Object.hasOwn(fields, name)) repeated.push(name);
			fields[name] = value;
			continue;
		}
		const content = Buffer.from(await value.arrayBuffer());
		files.push({
			field: name,
			fileName: value.name,
			contentType: value.type,
			bytes: content.byteLength,
			sha256: sha256Of(content),
			content,
			isImage: looksLikeImage(content),
		});
	}
	return { kind: 'form', fields, files, repeated };
}

/** What the bytes mean by their content type; a body that breaks its type's rules is text. */
export async function parseBody(bytes: Buffer, contentType: string): Promise<Body> {
	if (bytes.length === 0) return { kind: 'none' };
	if (FILE_TYPES.test(contentType)) return { kind: 'bytes', contentType, bytes };
	try {
		if (/^application\/json\b/i.test(contentType)) {
			const value: unknown = JSON.parse(bytes.toString('utf8'));
			return { kind: 'json', value };
		}
		if (FORM_TYPES.test(contentType)) return await parseForm(bytes, contentType);
	} catch {
		// Broken JSON or a broken form: the dialect refuses whatever is text.
	}
	return { kind: 'text', text: bytes.toString('utf8') };
}

/** The body as tests look at it. */
export function recordBody(body: Body): unknown {
	switch (body.kind) {
		case 'none':
			return null;
		case 'json':
			return body.value;
		case 'text':
			return body.text;
		case 'bytes': {
			const { contentType, bytes } = body;
			return { contentType, bytes: bytes.length, sha256: sha256Of(bytes) };
		}
		case 'form': {
			const files = body.files.map(({ isImage: _isImage, content: _content, ...file }) => file);
			return { fields: body.fields, files } satisfies RecordedForm;
		}
	}
}

/** The prompt of a create in any dialect, before anything of it was checked. */
export function findPrompt(body: Body): string | null {
	if (body.kind === 'form') return body.fields.prompt ?? null;
	if (body.kind !== 'json' || !isObject(body.value)) return null;
	const { instances, input, ...flat } = body.value;
	const nested: unknown = Array.isArray(instances) ? instances[0] : input;
	const holder = isObject(nested) ? nested : flat;
	return typeof holder.prompt === 'string' ? holder.prompt : null;
}
