// kie.ai's rules for a create, the same for its two interfaces, which spell the fields differently.
import * as z from 'zod';

import type { Body } from '../../body.mts';
import { check, httpUrl, must, text } from '../../schema.mts';
import type { Order, SandboxTask } from '../../tasks.mts';
import { refused, type Desk, type Ordering } from '../dialect.mts';

/** `dedicated` is /api/v1/veo/*, `unified` /api/v1/jobs/*. A task of one is not read at the other. */
export type KieInterface = 'dedicated' | 'unified';

const TIERS = ['veo3', 'veo3_fast', 'veo3_lite'] as const;
const KINDS = ['TEXT_2_VIDEO', 'FIRST_AND_LAST_FRAMES_2_VIDEO', 'REFERENCE_2_VIDEO'] as const;
const aspectRatio = z.enum(['16:9', '9:16', 'Auto']).optional();
const resolution = z.enum(['720p', '1080p', '4k']).optional();
const duration = z.literal([4, 6, 8]).optional();
const images = z.array(httpUrl).min(1).max(3).optional();
const seeds = z.int().min(10_000).max(99_999).optional();
const callBackUrl = httpUrl.optional();

const GENERATE = z.strictObject({
	prompt: text,
	model: z.enum(TIERS).optional(),
	generationType: z.enum(KINDS).optional(),
	imageUrls: images,
	aspect_ratio: aspectRatio,
	resolution,
	duration,
	enableTranslation: z.boolean().optional(),
	enableFallback: z.boolean().optional(),
	watermark: z.string().optional(),
	seeds,
	callBackUrl,
});

/** Its tiers have other words than a create's. */
const EXTEND = z.strictObject({
	taskId: text,
	prompt: text,
	model: z.enum(['quality', 'fast', 'lite']).optional(),
	seeds,
	watermark: z.string().optional(),
	callBackUrl,
});

const JOB = z.discriminatedUnion('model', [
	z.strictObject({
		model: z.literal('veo-3-1'),
		callBackUrl,
		input: z.strictObject({
			prompt: text,
			model: z.enum(TIERS).optional(),
			generation_type: z.enum(KINDS).optional(),
			image_urls: images,
			aspect_ratio: aspectRatio,
			resolution,
			duration,
			enable_translation: z.boolean().optional(),
			enable_fallback: z.boolean().optional(),
			watermark: z.string().optional(),
		}),
	}),
	z.strictObject({
		model: z.literal('veo/extend', { error: must('be one of "veo-3-1", "veo/extend"') }),
		callBackUrl,
		input: z.strictObject({ prompt: text, task_id: text }),
	}),
]);

interface Wanted {
	prompt: string;
	tier: (typeof TIERS)[number];
	kind: (typeof KINDS)[number] | undefined;
	images: readonly string[];
	aspectRatio: string;
	resolution: string;
	duration: number;
}

function ruleBroken({ tier, kind, images: { length }, duration: seconds }: Wanted): string | null {
	if (kind === 'TEXT_2_VIDEO' && length > 0) return 'TEXT_2_VIDEO takes no images';
	if (kind === 'FIRST_AND_LAST_FRAMES_2_VIDEO' && (length < 1 || length > 2)) {
		return 'FIRST_AND_LAST_FRAMES_2_VIDEO takes 1 or 2 images';
	}
	if (kind === undefined && length > 2) return '3 images need REFERENCE_2_VIDEO';
	if (kind !== 'REFERENCE_2_VIDEO') return null;
	if (length < 1) return 'REFERENCE_2_VIDEO takes 1 to 3 images';
	if (tier === 'veo3') return 'REFERENCE_2_VIDEO is only for veo3_fast and veo3_lite';
	return seconds === 8 ? null : 'REFERENCE_2_VIDEO supports only a duration of 8';
}

/** Hosts under `.invalid` never resolve, and nothing lies at an upload link that was not given out. */
function isReachable(link: string, desk: Desk): boolean {
	if (new URL(link).hostname.endsWith('.invalid')) return false;
	return !link.startsWith(`${desk.url('files')}/uploads/`) || desk.uploads.open(link) !== null;
}

function create(wanted: Wanted, by: KieInterface, desk: Desk): Ordering {
	const broken = ruleBroken(wanted);
	if (broken !== null) return refused(broken);
	if (!wanted.images.every((link) => isReachable(link, desk))) {
		const message = 'Failed to fetch the image. Verify any access limits.';
		return { ok: false, refusal: { why: 'request', message, detail: 451 } };
	}
	const { prompt, tier, aspectRatio: shape, resolution: size } = wanted;
	const echo = { by, shape, size, isExtension: false };
	return { ok: true, order: accepted(prompt, tier, echo) };
}

function extend(sourceId: string, prompt: string, by: KieInterface, desk: Desk): Ordering {
	const source = desk.task(sourceId);
	if (!source || echoOf(source).by !== by) return refused('The task to extend does not exist');
	if (Date.now() < source.createdAt + source.takesSeconds * 1000 || source.ending !== 'video') {
		return refused('The task to extend has no video');
	}
	if (echoOf(source).size !== '720p' || source.upgrades.size > 0) {
		return refused('A video of a higher resolution cannot be extended');
	}
	const { shape } = echoOf(source);
	return {
		ok: true,
		order: accepted(prompt, source.model, { by, shape, size: '720p', isExtension: true }),
	};
}

/** What a task remembers of its create. */
export interface KieEcho {
	by: KieInterface;
	shape: string;
	size: string;
	isExtension: boolean;
}

function accepted(prompt: string, model: string, echo: KieEcho): Order {
	// Beside its own video: an extension's whole chain, or a tall one's original.
	const videoCount = echo.isExtension || echo.shape !== '16:9' ? 2 : 1;
	return { prompt, model, videoCount, echo: { ...echo } };
}

/** What a task of this dialect remembers. */
export function echoOf({ echo }: SandboxTask): KieEcho {
	return {
		by: echo.by === 'unified' ? 'unified' : 'dedicated',
		shape: String(echo.shape),
		size: String(echo.size),
		isExtension: echo.isExtension === true,
	};
}

/** Checks a create; `asked` is the last part of the address. */
export function readCreate(body: Body, asked: string, desk: Desk): Ordering {
	if (body.kind !== 'json') return refused('The body must be a JSON object');
	if (asked === 'extend') {
		const checked = check(EXTEND, body.value);
		if (!checked.ok) return refused(checked.complaint);
		return extend(checked.value.taskId, checked.value.prompt, 'dedicated', desk);
	}
	if (asked === 'generate') {
		const checked = check(GENERATE, body.value);
		if (!checked.ok) return refused(checked.complaint);
		const { value } = checked;
		return create(wantedOf(value, value.generationType, value.imageUrls), 'dedicated', desk);
	}
	const checked = check(JOB, body.value);
	if (!checked.ok) return refused(checked.complaint);
	const { value } = checked;
	if (value.model === 'veo/extend') {
		return extend(value.input.task_id, value.input.prompt, 'unified', desk);
	}
	const { input } = value;
	return create(wantedOf(input, input.generation_type, input.image_urls), 'unified', desk);
}

function wantedOf(
	given: Pick<
		z.infer<typeof GENERATE>,
		'prompt' | 'model' | 'aspect_ratio' | 'resolution' | 'duration'
	>,
	kind: Wanted['kind'],
	links: readonly string[] = [],
): Wanted {
	const { prompt, model = 'veo3_fast', aspect_ratio = '16:9' } = given;
	const { resolution: size = '720p', duration: seconds = 8 } = given;
	return {
		prompt,
		tier: model,
		kind,
		images: links,
		aspectRatio: aspect_ratio,
		resolution: size,
		duration: seconds,
	};
}
