/** What the families of gateways have in common: Google's rules, and the parts of a request. */

import type { JsonObject } from '../../terms/json';
import type { RequestBody, ServiceRequest } from '../../terms/request';
import type { SourceImage, VideoSpec } from '../../terms/spec';
import { renamed } from '../dialects/fields';
import { sizeOf } from '../dialects/pixels';
import type { ImageRule, Offer } from '../provider';
import type { offersOf } from '../rules/offers';
import { negativePrompt, personGeneration, seed } from '../rules/options';
import { SIZES } from './sizes';

export const LITE = /^veo-3\.1-lite/;
export const STANDARD_OR_FAST = /^veo-3\.1-(fast-)?generate/;

/**
 * Some gateways pass over a link without a word, and a paid video comes without its image: so the node loads
 * what lies there. Google takes 20 MB; new-api leaves out a larger file, without a word too.
 */
export const FILES: ImageRule = {
	forms: ['url', 'bytes'],
	fetchesLinks: true,
	maxBytes: 20 * 1024 * 1024,
};
export const HD = ['720p', '1080p'] as const;

/** Google's rules for its models at Vertex AI. */
export const GOOGLE = {
	durations: [4, 6, 8],
	resolutions: [...HD, '4k'],
	aspectRatios: ['16:9', '9:16'],
	soundSwitch: true,
	options: [negativePrompt, { ...personGeneration, values: ['allow_adult', 'dont_allow'] }, seed],
} satisfies Omit<Offer, 'modes'>;

export const TEXT_AND_IMAGE: Parameters<typeof offersOf>[1] = [
	{ models: LITE, modes: ['text'], resolutions: HD },
	{ models: LITE, modes: ['image'], resolutions: HD, images: FILES },
	{ modes: ['text'] },
	{ modes: ['image'], images: FILES },
];

/** What every gateway takes, each as all of them understand it: a number of seconds breaks some. */
export function plainFields(spec: VideoSpec, size: string | undefined): JsonObject {
	const { durationSeconds } = spec;
	return {
		...renamed(spec, { model: 'model', prompt: 'prompt' }),
		...(durationSeconds !== undefined && { seconds: String(durationSeconds) }),
		...(size !== undefined && { size }),
	};
}

/** The size, where it is one that every gateway knows. */
export function knownSizeOf(spec: VideoSpec): string | undefined {
	const size = sizeOf(spec);
	return SIZES.some((row) => row.size === size) ? size : undefined;
}

export function create(body: RequestBody): ServiceRequest {
	return { method: 'POST', path: '/v1/videos', body };
}

/** The one form of a first frame that nearly all gateways take. */
export function formWith(image: SourceImage, fields: JsonObject): RequestBody {
	const texts = Object.fromEntries(
		Object.entries(fields).map(([name, value]) => [name, String(value)]),
	);
	if (image.type === 'url') {
		return {
			type: 'multipart',
			fields: { ...texts, input_reference: notLoaded(image) },
			files: [],
		};
	}
	const { fileName, mimeType, bytes } = image;
	const file = { field: 'input_reference', fileName, mimeType, bytes };
	return { type: 'multipart', fields: texts, files: [file] };
}

/** Google's own names of what no field of the interface says. Sound is its default: only silence is asked for. */
export function googleParameters(spec: VideoSpec): JsonObject {
	return {
		...renamed(spec, { aspectRatio: 'aspectRatio', resolution: 'resolution' }),
		...renamed(spec.options, {
			negativePrompt: 'negativePrompt',
			personGeneration: 'personGeneration',
			seed: 'seed',
		}),
		...(spec.generateAudio === false && { generateAudio: false }),
	};
}

export function base64Of(image: SourceImage): string {
	return image.type === 'url' ? notLoaded(image) : image.bytes.toString('base64');
}

/** Only a dry run shows it. */
export function notLoaded({ url }: { url: string }): string {
	return `(the file at ${url}, loaded when the order is sent)`;
}

export function headOf(image: SourceImage): string {
	return image.type === 'url' ? '' : `data:${image.mimeType};base64,`;
}
