/** Images as people give them: a link, a data URI, base64 text, or a binary field of the item. */

import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { signedLink } from './signedLink';
import { BUCKET_LINK, isHttpUrl, isJsonObject, objectAt } from '../terms/json';
import { ok, problem, type Result } from '../terms/result';
import type { SourceFile, SourceImage } from '../terms/spec';

const EXTENSIONS: Readonly<Record<string, string>> = {
	'image/png': 'png',
	'image/jpeg': 'jpg',
	'image/webp': 'webp',
	'image/gif': 'gif',
	'image/bmp': 'bmp',
	'image/tiff': 'tiff',
	'image/avif': 'avif',
	'image/heic': 'heic',
};

/** The MIME type by the bytes, never by the name: null when they are no image. */
export function imageTypeOf(bytes: Buffer): string | null {
	const ascii = (from: number, to: number) => bytes.toString('latin1', from, to);
	if (ascii(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
	if (ascii(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
	if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'image/webp';
	if (/^GIF8[79]a/.test(ascii(0, 6))) return 'image/gif';
	if (ascii(0, 2) === 'BM' && bytes.length > 26) return 'image/bmp';
	if (ascii(0, 4) === 'II*\0' || ascii(0, 4) === 'MM\0*') return 'image/tiff';
	if (ascii(4, 8) === 'ftyp' && /^avi[fs]/.test(ascii(8, 12))) return 'image/avif';
	if (ascii(4, 8) === 'ftyp' && /^(hei|mif1)/.test(ascii(8, 12))) return 'image/heic';
	return null;
}

/** A name for an image of that type. */
export function fileNameOfImage(mimeType: string): string {
	return `image.${EXTENSIONS[mimeType] ?? 'bin'}`;
}

/** Reads a text that a person entered as an image. `field` is the label of the parameter. */
export function imageFromText(
	field: string,
	value: string,
	{ typeOf, one, sourceField, nameOfFile }: FileKind = IMAGE,
): Result<SourceImage> {
	const text = value.trim();
	if (text === '') {
		return problem({
			message: `"${field}" is empty`,
			description: `Enter a link, a data URI or base64 text, or set ${sourceField} to "File From Previous Node".`,
		});
	}
	if (isHttpUrl(text) || BUCKET_LINK.test(text)) return ok({ type: 'url', url: text });
	const bytes = decodeBase64(text);
	const mimeType = bytes && typeOf(bytes);
	if (!bytes || !mimeType) {
		return problem({
			message: `The text in "${field}" is not ${one}`,
			description: `Enter a link that begins with http:// or https://. To send a file that an earlier node loaded, set ${sourceField} to "File From Previous Node". A data URI or base64 text works as well.`,
		});
	}
	return ok({
		type: 'bytes',
		bytes,
		mimeType,
		fileName: nameOfFile(mimeType),
		given: /^data:/i.test(text) ? 'dataUri' : 'base64',
		reload: async () => await Promise.resolve(ok(decodeBase64(text) ?? Buffer.alloc(0))),
	});
}

/** Reads a text as the video itself; null where it is none, but perhaps a link. */
export function videoFromText(value: string): SourceFile | null {
	const bytes = isHttpUrl(value) || BUCKET_LINK.test(value) ? null : decodeBase64(value);
	const mimeType = bytes && MP4.typeOf(bytes);
	if (!bytes || !mimeType) return null;
	return {
		type: 'bytes',
		bytes,
		mimeType,
		fileName: MP4.nameOfFile(mimeType),
		given: /^data:/i.test(value) ? 'dataUri' : 'base64',
		reload: async () => await Promise.resolve(ok(decodeBase64(value) ?? Buffer.alloc(0))),
	};
}

/** The bytes of a data URI or of base64 text; null when it is neither. */
function decodeBase64(text: string): Buffer | null {
	const payload = /^data:[^,]{0,200};base64,/i.exec(text)
		? text.slice(text.indexOf(',') + 1)
		: text;
	const compact = payload.replace(/\s+/g, '');
	return compact.length > 0 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)
		? Buffer.from(compact, 'base64')
		: null;
}

/** What n8n hands out as a file: its description, with the bytes or the place where they lie. */
export function isFile(value: unknown): value is IBinaryData {
	return (
		isJsonObject(value) && typeof value.mimeType === 'string' && ('data' in value || 'id' in value)
	);
}

/** Where workflows with "Execution logic v2" (`binaryMode: combined`) keep the files of an item, in its JSON. */
const FILES_IN_JSON = '_files';

/** A file of the item, and what n8n's helpers find it by. */
interface FoundFile {
	file: IBinaryData;
	key: string | IBinaryData;
}

/**
 * Finds a file as n8n's own helpers do: an object from an expression, the name of a binary field, or,
 * where files lie in the JSON, a path in it. There the name of the field alone is enough as well.
 */
function findFile(
	context: IExecuteFunctions,
	itemIndex: number,
	source: unknown,
): FoundFile | null {
	if (isFile(source)) return { file: source, key: source };
	const name = String(source).trim();
	try {
		return { file: context.helpers.assertBinaryData(itemIndex, name), key: name };
	} catch {
		const file = filesOf(context, itemIndex)[name];
		return isFile(file) ? { file, key: file } : null;
	}
}

function filesOf(context: IExecuteFunctions, itemIndex: number): Record<string, unknown> {
	const item = context.getInputData()[itemIndex];
	return { ...objectAt(item?.json ?? {}, FILES_IN_JSON), ...item?.binary };
}

/** What is looked for in a file. */
export interface FileKind {
	/** The MIME type by the bytes; null when they are nothing of the kind. */
	typeOf(bytes: Buffer): string | null;
	what: string;
	one: string;
	/** The label of the field that says whether it comes as text or as a file. */
	sourceField: string;
	kinds: string;
	nameOfFile(mimeType: string): string;
}

export const IMAGE: FileKind = {
	typeOf: imageTypeOf,
	what: 'image',
	one: 'an image',
	sourceField: 'Image Source',
	kinds: 'PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF or HEIC',
	nameOfFile: fileNameOfImage,
};

/** Of videos Google takes MP4 alone. */
export const MP4: FileKind = {
	typeOf: (bytes) => (bytes.toString('latin1', 4, 8) === 'ftyp' ? 'video/mp4' : null),
	what: 'video',
	one: 'a video',
	sourceField: 'Image or Video Source',
	kinds: 'MP4',
	nameOfFile: () => 'video.mp4',
};

/** Reads the image in a file of the item; `source` is what the person entered, see `findFile`. */
export async function imageFromBinary(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
	source: unknown,
	{ typeOf, what, kinds, nameOfFile }: FileKind = IMAGE,
): Promise<Result<SourceFile>> {
	const found = findFile(context, itemIndex, source);
	if (found === null) {
		const available = Object.keys(filesOf(context, itemIndex));
		return problem({
			message: `The item has no binary field "${String(source).trim()}", which "${field}" names`,
			description:
				available.length === 0
					? `The item has no files at all. Load the ${what} first, for example with the node "HTTP Request" or "Read/Write Files from Disk".`
					: `Enter in "${field}" the name of a field that the item has: ${available.join(', ')}.`,
		});
	}
	const bytes = await read(context, itemIndex, field, found);
	if (bytes.type === 'problem') return bytes;
	const mimeType = typeOf(bytes.value);
	if (mimeType === null) {
		return problem({
			message: `The binary field ${nameOf(found)}holds no ${what}`,
			description: `Its type is given as ${found.file.mimeType}, and its bytes are no ${kinds}. Choose another field in "${field}".`,
		});
	}
	return ok({
		type: 'bytes',
		bytes: bytes.value,
		mimeType,
		fileName: nameOfFile(mimeType),
		given: 'file',
		// n8n serves a file as the type that it was stored with: a wrong one would be refused.
		...(found.file.mimeType === mimeType && {
			link: (seconds: number) => signedLink(context, found.file, seconds),
		}),
		reload: async () => await read(context, itemIndex, field, found),
	});
}

function nameOf({ key }: FoundFile): string {
	return typeof key === 'string' ? `"${key}" ` : '';
}

async function read(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
	found: FoundFile,
): Promise<Result<Buffer>> {
	try {
		return ok(await context.helpers.getBinaryDataBuffer(itemIndex, found.key));
	} catch (cause) {
		return problem({
			message: `The file ${nameOf(found)}that "${field}" names cannot be read`,
			description: `Nothing was sent. Load the file anew, and run this again. (${String(cause)})`,
		});
	}
}
