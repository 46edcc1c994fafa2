// Replicate's uploads: a record with a link that a create may name, for a day.
import { createHash } from 'node:crypto';

import { json, type Reply } from '../../reply.mts';
import type { Upload } from '../../uploads.mts';
import type { Ask, Desk } from '../dialect.mts';
import { problem } from './errors.mts';

const DAY_MS = 86_400_000;
const MOST_BYTES = 100 * 1024 * 1024;

/** What was uploaded and lies at this link still. */
export function fileAt(link: string, desk: Desk): Upload | null {
	const upload = desk.uploads.open(link);
	return upload && Date.now() < (upload.takenAt ?? 0) + DAY_MS ? upload : null;
}

function record(link: string, { contentType, bytes, fileName = '', takenAt = 0 }: Upload) {
	const hash = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
	return {
		id: link.split('/').at(-1) ?? '',
		name: fileName,
		content_type: contentType,
		size: bytes.length,
		etag: hash('md5'),
		checksums: { sha256: hash('sha256'), md5: hash('md5') },
		metadata: {},
		created_at: new Date(takenAt).toISOString(),
		expires_at: new Date(takenAt + DAY_MS).toISOString(),
		urls: { get: link },
	};
}

/** `POST /v1/files`: a form with the part `content`, and perhaps `metadata`, which is not looked at. */
export function takeFile({ body, desk }: Ask): Reply {
	const files = body.kind === 'form' ? body.files.filter(({ field }) => field !== 'metadata') : [];
	const [file, second] = files;
	if (file?.field !== 'content' || second) {
		return problem(400, 'Bad request', 'One file in the part "content" is required');
	}
	if (file.bytes > MOST_BYTES) return problem(413, 'Too large', 'The file is larger than 100 MiB');
	const link = `${desk.url('api')}/v1/files/${desk.randomWord()}`;
	const { contentType, content: bytes, fileName } = file;
	const upload: Upload = { contentType, bytes, fileName, takenAt: Date.now() };
	desk.uploads.expect(link);
	desk.uploads.take(link, upload);
	return json(201, record(link, upload));
}

/** `GET /v1/files/{id}`: the record again; the bytes are for Replicate's models alone. */
export function fileReply({ pathname, desk }: Ask): Reply {
	const link = `${desk.url('api')}${pathname}`;
	const upload = fileAt(link, desk);
	return upload ? json(200, record(link, upload)) : problem(404, null, 'File not found');
}
