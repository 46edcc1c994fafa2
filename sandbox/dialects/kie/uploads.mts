// kie.ai's uploads: files by form or as base64, at a host of their own that takes the same key.
import * as z from 'zod';

import { json, type Reply } from '../../reply.mts';
import { check, must, text } from '../../schema.mts';
import type { Ask } from '../dialect.mts';

const MOST_BASE64_BYTES = 10_000_000;

const uploadPath = text.regex(/^[^/].*[^/]$|^[^/]$/, {
	error: must('not begin or end with a slash'),
});
const FORM = z.strictObject({ uploadPath, fileName: text.optional() });
const BASE64 = FORM.extend({ base64Data: text });

interface UploadedFile {
	fileName: string;
	contentType: string;
	bytes: Buffer;
}

function refuse(code: number, msg: string): Reply {
	return json(200, { success: false, code, msg, data: null });
}

function store({ desk }: Ask, path: string, { fileName, contentType, bytes }: UploadedFile): Reply {
	const filePath = `${path}/${fileName}`;
	const downloadUrl = `${desk.url('files')}/uploads/${encodeURI(filePath)}`;
	// The same name again takes the place of the older file.
	desk.uploads.expect(downloadUrl);
	desk.uploads.take(downloadUrl, { contentType, bytes });
	const data = {
		fileName,
		filePath,
		downloadUrl,
		fileSize: bytes.length,
		mimeType: contentType,
		uploadedAt: new Date().toISOString(),
	};
	return json(200, { success: true, code: 200, msg: 'File uploaded successfully', data });
}

function fromForm(ask: Ask): Reply {
	const { body } = ask;
	if (body.kind !== 'form') return refuse(400, 'The body must be multipart/form-data');
	const checked = check(FORM, body.fields);
	if (!checked.ok) return refuse(400, checked.complaint);
	const [file, second] = body.files;
	if (file?.field !== 'file' || second)
		return refuse(400, 'One file in the field "file" is required');
	const { fileName = file.fileName } = checked.value;
	const { contentType, content: bytes } = file;
	return store(ask, checked.value.uploadPath, { fileName, contentType, bytes });
}

function fromBase64(ask: Ask): Reply {
	const checked = check(BASE64, ask.body.kind === 'json' ? ask.body.value : null);
	if (!checked.ok) return refuse(400, checked.complaint);
	const { base64Data, uploadPath: path, fileName = `${ask.desk.randomWord()}.png` } = checked.value;
	const match = /^(?:data:([\w.+-]+\/[\w.+-]+);base64,)?([A-Za-z0-9+/]+={0,2})$/.exec(base64Data);
	if (!match) return refuse(400, 'base64Data is not base64');
	const bytes = Buffer.from(match[2] ?? '', 'base64');
	if (bytes.length > MOST_BASE64_BYTES) return refuse(400, 'The file is larger than 10 MB');
	return store(ask, path, { fileName, contentType: match[1] ?? 'image/png', bytes });
}

/** The reply to an upload, by whichever of the two addresses. */
export function uploadReply(ask: Ask): Reply {
	// The network in front of the host turns such clients away.
	if (ask.headers['user-agent'] === undefined) {
		return { kind: 'text', status: 403, contentType: 'text/plain', text: 'error code: 1010' };
	}
	return ask.pathname.endsWith('stream-upload') ? fromForm(ask) : fromBase64(ask);
}
