// WaveSpeed's eleven Veo 3.1 routes: what each takes, row by row as its pages have it, and what it costs.
import * as z from 'zod';

import { isHttpUrl, readImageText } from '../../images.mts';
import { text } from '../../schema.mts';
import type { Desk } from '../dialect.mts';

const FULL_HD = ['720p', '1080p'] as const;
const UP_TO_4K = ['720p', '1080p', '4k'] as const;

/** Text that is a link or a data URI; what lies there is looked at by `mediaProblem`. */
const media = z.string();

/** What every route takes. */
const base = (resolutions: readonly string[]) =>
	z.strictObject({
		prompt: text,
		resolution: z.enum(resolutions).optional(),
		negative_prompt: z.string().optional(),
		seed: z.int().optional(),
	});

const shape = { aspect_ratio: z.enum(['16:9', '9:16']).optional() };
const seconds = { duration: z.literal([4, 6, 8]).optional() };
const sound = { generate_audio: z.boolean().optional() };
const first = { image: media };
const firstAndPerhapsLast = { ...first, last_image: media.optional() };
const references = { images: z.array(media).min(1).max(3) };
const extended = base(FULL_HD).extend({ video: media });

/** The inputs of a route; its schema is also what `GET /api/v3/models` shows. */
export const ROUTES: ReadonlyMap<string, z.ZodType<Readonly<Record<string, unknown>>>> = new Map(
	Object.entries({
		'google/veo3.1/text-to-video': base(UP_TO_4K).extend({ ...shape, ...seconds, ...sound }),
		'google/veo3.1/image-to-video': base(UP_TO_4K).extend({
			...firstAndPerhapsLast,
			...shape,
			...seconds,
			...sound,
		}),
		'google/veo3.1/reference-to-video': base(UP_TO_4K).extend({ ...references, ...sound }),
		'google/veo3.1/video-extend': extended,
		'google/veo3.1-fast/text-to-video': base(UP_TO_4K).extend({ ...shape, ...seconds, ...sound }),
		'google/veo3.1-fast/image-to-video': base(UP_TO_4K).extend({
			...firstAndPerhapsLast,
			...shape,
			...seconds,
			...sound,
		}),
		'google/veo3.1-fast/reference-to-video': base(FULL_HD).extend({
			...references,
			...shape,
			...sound,
		}),
		'google/veo3.1-fast/video-extend': extended,
		// One page names sound here; the schemas that could be read do not have it.
		'google/veo3.1-lite/text-to-video': base(FULL_HD).extend({ ...shape, ...seconds }),
		'google/veo3.1-lite/image-to-video': base(FULL_HD).extend({ ...first, ...shape, ...seconds }),
		'google/veo3.1-lite/start-end-to-video': base(FULL_HD).extend({
			...first,
			last_image: media,
			...shape,
		}),
	}),
);

function perSecond(route: string, { resolution, generate_audio: audio }: Inputs): number {
	if (route.includes('-lite/')) return resolution === '1080p' ? 0.08 : 0.05;
	if (route.includes('-fast/reference')) return audio === true ? 0.15 : 0.08;
	if (route.includes('-fast/')) return audio === false ? 0.1 : 0.15;
	return audio === false ? 0.2 : 0.4;
}

type Inputs = Readonly<Record<string, unknown>>;

/** USD of one video; the prices are third parties' where WaveSpeed's own could not be read. */
export function priceOf(route: string, inputs: Inputs): number {
	if (route.endsWith('/video-extend')) return route.includes('-fast/') ? 1.05 : 2.8;
	const otherwise = route === 'google/veo3.1-lite/text-to-video' ? 6 : 8;
	const length = typeof inputs.duration === 'number' ? inputs.duration : otherwise;
	return Number((perSecond(route, inputs) * length).toFixed(4));
}

const MOST_IMAGE_BYTES = 50 * 1024 * 1024;

/** What cannot be used of the files that the inputs name, or null. */
export function mediaProblem(inputs: Inputs, desk: Desk): string | null {
	const listed: unknown[] = Array.isArray(inputs.images) ? inputs.images : [];
	const images = [inputs.image, inputs.last_image, ...listed].filter((one) => one !== undefined);
	const bad = images.find((one) => !isUsable(String(one), desk, true));
	if (bad !== undefined) return `Failed to load the image ${String(bad).slice(0, 80)}`;
	const { video } = inputs;
	return video === undefined || isUsable(String(video), desk, false)
		? null
		: 'Failed to load the video';
}

/** Whether base64 is taken for a video is not known: it is not taken here. */
function isUsable(value: string, desk: Desk, isImage: boolean): boolean {
	if (/^data:/i.test(value)) {
		return isImage && value.length * 0.75 <= MOST_IMAGE_BYTES && readImageText(value) === 'image';
	}
	// Hosts under .invalid never resolve: they stand for a failed download.
	if (!isHttpUrl(value) || new URL(value).hostname.endsWith('.invalid')) return false;
	if (!value.startsWith(`${desk.url('files')}/uploads/`)) return true;
	return desk.uploads.open(value) !== null;
}
