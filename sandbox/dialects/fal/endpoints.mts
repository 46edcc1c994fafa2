// fal.ai's Veo 3.1 endpoints: what each takes, row by row as its pages have it.
import * as z from 'zod';

import { isHttpUrl, looksLikeImage } from '../../images.mts';
import { text } from '../../schema.mts';
import type { Desk } from '../dialect.mts';

/** All Veo 3.1 endpoints are paths of one app, and follow-up calls name only the app. */
export const APP = 'fal-ai/veo3.1';

const ALL_RESOLUTIONS = ['720p', '1080p', '4k'] as const;
const HD_RESOLUTIONS = ['720p', '1080p'] as const;
const NO_4K_NOR_1080P = ['720p'] as const;
const SHAPES = ['16:9', '9:16'] as const;
const SHAPES_OR_AUTO = ['auto', ...SHAPES] as const;
const ANY_LENGTH = ['4s', '6s', '8s'] as const;

/** Text that is a link or a data URI; what lies there is looked at by `mediaProblem`. */
const media = z.string();

interface Row {
	shapes: readonly string[];
	durations: readonly string[];
	resolutions: readonly string[];
}

const base = ({ shapes, durations, resolutions }: Row) =>
	z.strictObject({
		prompt: text.max(20_000),
		aspect_ratio: z.enum(shapes).optional(),
		duration: z.enum(durations).optional(),
		resolution: z.enum(resolutions).optional(),
		generate_audio: z.boolean().optional(),
		auto_fix: z.boolean().optional(),
		safety_tolerance: z.enum(['1', '2', '3', '4', '5', '6']).optional(),
	});

const withSeed = (row: Row) =>
	base(row).extend({
		negative_prompt: z.string().nullable().optional(),
		seed: z.int().nullable().optional(),
	});

const fromText = (resolutions: readonly string[]) =>
	withSeed({ shapes: SHAPES, durations: ANY_LENGTH, resolutions });

const fromImage = (resolutions: readonly string[]) =>
	withSeed({ shapes: SHAPES_OR_AUTO, durations: ANY_LENGTH, resolutions }).extend({
		image_url: media,
	});

const fromFrames = (resolutions: readonly string[], durations: readonly string[] = ANY_LENGTH) =>
	withSeed({ shapes: SHAPES_OR_AUTO, durations, resolutions }).extend({
		first_frame_url: media,
		last_frame_url: media,
	});

const extension = withSeed({
	shapes: SHAPES_OR_AUTO,
	durations: ['7s'],
	resolutions: NO_4K_NOR_1080P,
}).extend({ video_url: media });

/** There is no fast or lite form; 3 images are Google's limit, the page names none. */
const references = base({
	shapes: SHAPES,
	durations: ['8s'],
	resolutions: ALL_RESOLUTIONS,
}).extend({ image_urls: z.array(media).min(1).max(3) });

/** Body by endpoint. Pages disagree about 4k and about Lite's lengths with frames: the later ones count. */
export const ENDPOINTS: ReadonlyMap<string, z.ZodType<Readonly<Record<string, unknown>>>> = new Map(
	Object.entries({
		'fal-ai/veo3.1': fromText(ALL_RESOLUTIONS),
		'fal-ai/veo3.1/fast': fromText(ALL_RESOLUTIONS),
		'fal-ai/veo3.1/lite': fromText(HD_RESOLUTIONS),
		'fal-ai/veo3.1/image-to-video': fromImage(ALL_RESOLUTIONS),
		'fal-ai/veo3.1/fast/image-to-video': fromImage(ALL_RESOLUTIONS),
		'fal-ai/veo3.1/lite/image-to-video': fromImage(HD_RESOLUTIONS),
		'fal-ai/veo3.1/first-last-frame-to-video': fromFrames(ALL_RESOLUTIONS),
		'fal-ai/veo3.1/fast/first-last-frame-to-video': fromFrames(ALL_RESOLUTIONS),
		'fal-ai/veo3.1/lite/first-last-frame-to-video': fromFrames(HD_RESOLUTIONS, ['8s']),
		'fal-ai/veo3.1/reference-to-video': references,
		'fal-ai/veo3.1/extend-video': extension,
		'fal-ai/veo3.1/fast/extend-video': extension,
	}),
);

/** Seconds that an order makes when it does not say: billed, and told in a header. */
export function secondsOf(body: Readonly<Record<string, unknown>>): number {
	if (typeof body.duration === 'string') return Number.parseInt(body.duration, 10);
	return body.video_url === undefined ? 8 : 7;
}

export interface MediaProblem {
	loc: Array<string | number>;
	type: 'file_download_error' | 'image_load_error' | 'unsupported_video_format';
}

const IMAGE_FIELDS = ['image_url', 'first_frame_url', 'last_frame_url'];

/** What cannot be used of the files that a body names, or null. */
export function mediaProblem(
	body: Readonly<Record<string, unknown>>,
	desk: Desk,
): MediaProblem | null {
	const list: unknown = body.image_urls;
	const listed: unknown[] = Array.isArray(list) ? list : [];
	const named: Array<[loc: Array<string | number>, value: unknown]> = [
		...IMAGE_FIELDS.map((field): [string[], unknown] => [[field], body[field]]),
		...listed.map((value, index): [[string, number], unknown] => [['image_urls', index], value]),
		[['video_url'], body.video_url],
	];
	for (const [loc, value] of named) {
		if (typeof value !== 'string') continue;
		const type = problemOf(value, loc[0] === 'video_url' ? 'video' : 'image', desk);
		if (type !== null) return { loc, type };
	}
	return null;
}

function problemOf(
	value: string,
	kind: 'image' | 'video',
	desk: Desk,
): MediaProblem['type'] | null {
	const broken = kind === 'image' ? 'image_load_error' : 'unsupported_video_format';
	if (/^data:/i.test(value)) return readsAs(kind, dataUri(value)) ? null : broken;
	// Hosts under .invalid never resolve: they stand for a failed download.
	if (!isHttpUrl(value) || new URL(value).hostname.endsWith('.invalid')) {
		return 'file_download_error';
	}
	if (!value.startsWith(`${desk.url('files')}/uploads/`)) return null;
	const upload = desk.uploads.open(value);
	if (upload === null) return 'file_download_error';
	return readsAs(kind, upload) ? null : broken;
}

interface MediaFile {
	contentType: string;
	bytes: Buffer;
}

function readsAs(kind: 'image' | 'video', file: MediaFile | null): boolean {
	if (file === null || !file.contentType.startsWith(`${kind}/`)) return false;
	return kind === 'video' || looksLikeImage(file.bytes);
}

function dataUri(value: string): MediaFile | null {
	const match = /^data:([\w.+-]+\/[\w.+-]+);base64,([A-Za-z0-9+/]+={0,2})$/i.exec(value);
	if (!match) return null;
	const [, contentType = '', base64 = ''] = match;
	return { contentType: contentType.toLowerCase(), bytes: Buffer.from(base64, 'base64') };
}
