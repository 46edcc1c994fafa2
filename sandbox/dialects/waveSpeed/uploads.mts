// WaveSpeed's uploads: one request with the file, or a ticket and then the bytes at another host without the key.
import * as z from 'zod';

import { storeError, type Reply } from '../../reply.mts';
import { check, text } from '../../schema.mts';
import type { Ask, Desk } from '../dialect.mts';
import { refusal, success } from './replies.mts';

const TICKET = z.strictObject({
	filename: text,
	size: z.int().min(1),
	content_type: text.optional(),
});

function newLink(desk: Desk, fileName: string): string {
	const link = `${desk.url('files')}/uploads/${desk.randomWord()}/${encodeURIComponent(fileName)}`;
	desk.uploads.expect(link);
	return link;
}

function takeFile({ body, desk }: Ask): Reply {
	const [file, second] = body.kind === 'form' ? body.files : [];
	if (file?.field !== 'file' || second)
		return refusal(400, 'One file in the field "file" is required');
	const { contentType, content: bytes, fileName: filename } = file;
	const [type = ''] = contentType.split('/');
	if (type !== 'image' && type !== 'video') return refusal(400, 'Unsupported file type');
	const download_url = newLink(desk, filename);
	desk.uploads.take(download_url, { contentType, bytes });
	return success({ type, download_url, filename, size: bytes.length });
}

function giveTicket({ body, desk }: Ask): Reply {
	const checked = check(TICKET, body.kind === 'json' ? body.value : null);
	if (!checked.ok) return refusal(400, checked.complaint);
	const { filename, content_type = 'application/octet-stream' } = checked.value;
	const download_url = newLink(desk, filename);
	const url = `${download_url}?X-Signature=${desk.randomWord()}`;
	const headers = { 'Content-Type': content_type };
	return success({ download_url, upload: { url, method: 'PUT', headers } });
}

function takeBytes({ body, pathname, query, headers, desk }: Ask): Reply {
	const bytes = body.kind === 'bytes' ? body.bytes : Buffer.alloc(0);
	const contentType = headers['content-type'] ?? '';
	const link = `${desk.url('files')}${pathname}`;
	const isTaken = query.has('X-Signature') && desk.uploads.take(link, { contentType, bytes });
	if (!isTaken) return storeError(403, 'AccessDenied', 'Invalid signature');
	return { kind: 'text', status: 200, contentType: 'text/plain', text: '' };
}

/** The reply to an upload, by whichever of its addresses. */
export function uploadReply(ask: Ask): Reply {
	if (ask.origin === 'files') return takeBytes(ask);
	return ask.pathname.endsWith('/binary') ? takeFile(ask) : giveTicket(ask);
}
