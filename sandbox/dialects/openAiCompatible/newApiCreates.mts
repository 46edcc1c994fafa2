// What new-api makes of a create: much is taken and never reaches Google.
import * as z from 'zod';

import type { FormFile, Body } from '../../body.mts';
import type { JsonObject } from '../../json.mts';
import { check, text } from '../../schema.mts';
import type { Ordering, Refusal } from '../dialect.mts';
import { askGoogle, googleImage, MODELS, objectIn } from './shared.mts';

const wholeNumber = z.string().regex(/^\d+$/);

/** Its task request; fields that it does not have are passed over. */
const BODY = z.looseObject({
	model: z.string().optional(),
	prompt: text,
	seconds: z.string().optional(),
	duration: z.union([z.int(), wholeNumber]).optional(),
	size: z.string().optional(),
	image: z.string().optional(),
	images: z.array(z.string()).optional(),
	// Read by other channels; Google's leave it out, whatever it holds.
	input_reference: z.string().optional(),
	metadata: z.union([z.record(z.string(), z.unknown()), z.string()]).optional(),
	mode: z.string().optional(),
});

type Create = z.infer<typeof BODY>;

/** What of the metadata is known; a `model` in it is dropped, and so is the number of samples. */
const METADATA = z.object({
	durationSeconds: z.int().optional(),
	aspectRatio: z.string().optional(),
	resolution: z.string().optional(),
	negativePrompt: z.string().optional(),
	personGeneration: z.string().optional(),
	storageUri: z.string().optional(),
	compressionQuality: z.string().optional(),
	resizeMode: z.string().optional(),
	seed: z.int().optional(),
	generateAudio: z.boolean().optional(),
});

/** Codes of the flat form, and `distributor` for what the other form tells. */
export type NewApiDetail = 'invalid_request' | 'build_request_failed' | 'distributor' | 'google';

function refusedBy(detail: NewApiDetail, status: number, message: string): Ordering {
	const refusal: Refusal = { why: 'request', status, message, detail };
	return { ok: false, refusal };
}

function fromSize(size: string): JsonObject {
	const match = /^(\d+)x(\d+)$/i.exec(size);
	if (!match) return {};
	const [width, height] = [Number(match[1]), Number(match[2])];
	const longer = Math.max(width, height);
	const resolution = longer >= 3840 ? '4k' : longer >= 1920 ? '1080p' : '720p';
	return { resolution, aspectRatio: height > width ? '9:16' : '16:9' };
}

const MOST_FILE_BYTES = 20 * 1024 * 1024;

/** The first frame: a file, or an image as text; a link is left out without a word. */
function firstFrame({ image, images = [] }: Create, files: readonly FormFile[]): JsonObject {
	const file = files.find(({ field }) => field === 'input_reference');
	if (file && file.bytes <= MOST_FILE_BYTES) {
		const bytesBase64Encoded = file.content.toString('base64');
		return { image: { bytesBase64Encoded, mimeType: file.contentType } };
	}
	const [given = image ?? ''] = images;
	return given === '' || /^https?:/i.test(given) ? {} : { image: googleImage(given) };
}

/** A form's text as its task request has it: unknown fields become metadata, numbers among them parsed. */
function fieldsOf({ fields }: Extract<Body, { kind: 'form' }>): JsonObject {
	const known = new Set(Object.keys(BODY.shape));
	const isNumber = (value: string) => value.trim() !== '' && !Number.isNaN(Number(value));
	const more = Object.entries(fields)
		.filter(([name]) => !known.has(name))
		.map(([name, value]) => [name, isNumber(value) ? Number(value) : value]);
	const own = Object.entries(fields).filter(([name]) => known.has(name) && name !== 'metadata');
	const metadata = { ...Object.fromEntries(more), ...objectIn(fields.metadata) };
	return { ...Object.fromEntries(own), metadata };
}

/** Checks a create as the gateway does, then as Google does. */
export function readNewApiCreate(body: Body): Ordering {
	if (body.kind !== 'json' && body.kind !== 'form') {
		return refusedBy('invalid_request', 400, 'The body must be JSON or a form');
	}
	const given = body.kind === 'json' ? body.value : fieldsOf(body);
	const model: unknown = objectIn(given)?.model;
	if (typeof model !== 'string' || model === '') {
		return refusedBy('distributor', 400, '未指定模型名称,模型名称不能为空');
	}
	if (!MODELS.includes(model)) {
		return refusedBy('distributor', 503, `No available channel for model ${model}`);
	}
	const checked = check(BODY, given);
	if (!checked.ok) return refusedBy('invalid_request', 400, checked.complaint);
	const create = checked.value;
	const metadata = check(METADATA, objectIn(create.metadata) ?? {});
	if (!metadata.ok) return refusedBy('build_request_failed', 500, metadata.complaint);
	// As JSON the seconds are for the bill alone.
	const seconds = body.kind === 'form' ? create.seconds : undefined;
	const duration = create.duration ?? seconds;
	const parameters = {
		...fromSize(create.size ?? ''),
		...(duration === undefined ? {} : { durationSeconds: Number(duration) }),
		...metadata.value,
	};
	const files = body.kind === 'form' ? body.files : [];
	const instance = { prompt: create.prompt, ...firstFrame(create, files) };
	return askGoogle(model, { instance, parameters });
}
