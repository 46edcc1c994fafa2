// OpenRouter's rules for a create: a wide schema for all models, then what the one model takes.
import * as z from 'zod';

import type { Body } from '../../body.mts';
import { isHttpUrl, readImageText } from '../../images.mts';
import { check, text } from '../../schema.mts';
import { refused, type Ordering } from '../dialect.mts';
import { wrongParameter, type Detail } from './errors.mts';
import { costOf, modelOf, SHAPES, type CatalogueModel } from './models.mts';

const imagePart = z.looseObject({
	type: z.literal('image_url'),
	image_url: z.looseObject({ url: text }),
});

/** Other models take sound and video as references too; Veo leaves those out without a word. */
const reference = z.discriminatedUnion('type', [
	imagePart,
	z.looseObject({ type: z.literal('audio_url'), audio_url: z.looseObject({ url: text }) }),
	z.looseObject({ type: z.literal('video_url'), video_url: z.looseObject({ url: text }) }),
]);

/** Unknown fields at the top are taken and ignored: `image` there makes a video from the text alone. */
const BODY = z.looseObject({
	model: text,
	prompt: text.optional(),
	duration: z.int().min(1).optional(),
	resolution: z.enum(['360p', '480p', '720p', '768p', '1080p', '1K', '2K', '4K']).optional(),
	aspect_ratio: z
		.enum(['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3', '21:9', '9:21'])
		.optional(),
	size: z
		.string()
		.regex(/^\d+x\d+$/)
		.optional(),
	frame_images: z
		.array(imagePart.extend({ frame_type: z.enum(['first_frame', 'last_frame']) }))
		.optional(),
	input_references: z.array(reference).optional(),
	generate_audio: z.boolean().optional(),
	seed: z.int().optional(),
	previous_job_id: z
		.string()
		.regex(/^gen-vid-\d+-[A-Za-z0-9]{20}$/)
		.optional(),
	provider: z
		.looseObject({ options: z.record(z.string(), z.record(z.string(), z.unknown())).optional() })
		.optional(),
	callback_url: z
		.string()
		.regex(/^https:\/\//)
		.optional(),
	session_id: z.string().max(256).optional(),
	user: z.string().optional(),
	trace: z.looseObject({}).optional(),
	upscale_factor: z.number().optional(),
	creativity: z.int().optional(),
});

type Create = z.infer<typeof BODY>;

function refusedWith(message: string, detail: Detail): Ordering {
	return { ok: false, refusal: { why: 'request', message, detail } };
}

function refusedFor(error_type: string, message: string): Ordering {
	return refusedWith(message, { kind: 'metadata', metadata: { error_type } });
}

/** What the model's entry in the catalogue does not have, as the router says it. */
function outsideCatalogue(create: Create, model: CatalogueModel): string | null {
	const sets: Array<[name: string, value: unknown, allowed: readonly unknown[]]> = [
		['duration', create.duration, model.supported_durations],
		['resolution', create.resolution, model.supported_resolutions],
		['aspect_ratio', create.aspect_ratio, SHAPES],
		['size', create.size, model.supported_sizes],
	];
	const wrong = sets.find(([, value, allowed]) => value !== undefined && !allowed.includes(value));
	if (wrong) {
		const [name, value, allowed] = wrong;
		return `${model.id} does not support ${name} ${String(value)}. Supported: ${allowed.join(', ')}`;
	}
	const { previous_job_id, upscale_factor, creativity } = create;
	const names = Object.entries({ previous_job_id, upscale_factor, creativity });
	const [unknown] = names.find(([, value]) => value !== undefined) ?? [];
	return unknown === undefined ? null : `${model.id} does not support ${unknown}`;
}

/** Rules of Google's that OpenRouter's documents leave out: where they say nothing, these are assumed. */
function againstGoogle(create: Create, model: CatalogueModel, references: number): string | null {
	const { frame_images: frames = [], prompt, duration } = create;
	const of = (type: string) => frames.filter(({ frame_type }) => frame_type === type).length;
	if (of('first_frame') > 1 || of('last_frame') > 1)
		return 'frame_images takes one of each frame_type';
	if (of('last_frame') === 1 && of('first_frame') === 0) return 'last_frame requires first_frame';
	if (prompt === undefined && frames.length === 0) return 'prompt is required';
	// Frames win without a word.
	if (references === 0 || frames.length > 0) return null;
	if (!model.takesReferences) return `${model.id} does not support input_references`;
	if (references > 3) return 'input_references takes at most 3 images';
	return duration === undefined || duration === 8
		? null
		: 'input_references requires a duration of 8';
}

function imageProblem(url: string): Ordering | null {
	if (/^data:/i.test(url)) {
		return readImageText(url) === 'image'
			? null
			: refusedFor('invalid_image', 'Invalid image data');
	}
	// Hosts under .invalid never resolve: they stand for a failed download.
	return isHttpUrl(url) && readImageText(url) === 'image'
		? null
		: refusedFor('image_download_failed', `Failed to download the image from ${url}`);
}

/** What is silently left out of Veo's own parameters is not looked at either. */
const PASSED_ON = z.looseObject({
	negativePrompt: z.string().optional(),
	personGeneration: z.enum(['allow_adult', 'dont_allow', 'allow_all', 'allow']).optional(),
	enhancePrompt: z.boolean().optional(),
	aspectRatio: z.enum(['16:9', '9:16']).optional(),
	conditioningScale: z.number().optional(),
});

function resolutionOf({ resolution, size = '' }: Create): string {
	const [width = 0, height = 0] = size.split('x').map(Number);
	const longer = Math.max(width, height);
	return resolution ?? (longer >= 3840 ? '4K' : longer >= 1920 ? '1080p' : '720p');
}

/** Checks a create. */
export function readCreate(body: Body): Ordering {
	if (body.kind !== 'json') return refused('The request body must be JSON');
	const checked = check(BODY, body.value);
	if (!checked.ok) {
		const { issue, complaint } = checked;
		const inList = ['frame_images', 'input_references'].includes(String(issue.path[0]));
		return inList ? refusedWith(complaint, { kind: 'schema', issue }) : refused(complaint);
	}
	const create = checked.value;
	const model = modelOf(create.model);
	if (!model) {
		const metadata = { error_type: 'invalid_request', availability: { code: 'model_not_found' } };
		const message = `${create.model} is not a valid model ID`;
		return refusedWith(message, { kind: 'metadata', metadata });
	}
	const outside = outsideCatalogue(create, model);
	if (outside !== null) return refusedWith(outside, wrongParameter());
	const passedOn = create.provider?.options?.['google-vertex']?.parameters;
	const checkedOptions = check(PASSED_ON.optional(), passedOn);
	if (!checkedOptions.ok) return refused(checkedOptions.complaint);
	const frames = (create.frame_images ?? []).map(({ image_url }) => image_url.url);
	const references = (create.input_references ?? []).flatMap((one) =>
		one.type === 'image_url' ? [one.image_url.url] : [],
	);
	const against = againstGoogle(create, model, references.length);
	if (against !== null) return refused(against);
	const used = frames.length > 0 ? frames : references;
	const problem = used.map(imageProblem).find((one) => one !== null);
	if (problem) return problem;
	const { duration: seconds = 8, generate_audio: hasAudio = true } = create;
	const cost = costOf(model, { seconds, resolution: resolutionOf(create), hasAudio });
	const echo = { cost, images: used.length };
	return { ok: true, order: { prompt: create.prompt ?? '', model: model.id, videoCount: 1, echo } };
}
