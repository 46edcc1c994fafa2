/**
 * The LiteLLM proxy: https://docs.litellm.ai/docs/videos, and its source (litellm/llms/{gemini,vertex_ai}/videos).
 *
 * Assumed, where its operator alone knows: a name that begins with "gemini/" leads to Google's Gemini
 * interface, and any other to Vertex AI.
 */

import { BUCKET_LINK, type JsonObject } from '../../terms/json';
import type { SourceImage, VideoSpec } from '../../terms/spec';
import type { GatewayFamily, Offer } from '../provider';
import { offersOf } from '../rules/offers';
import {
	base64Of,
	create,
	FILES,
	formWith,
	GOOGLE,
	googleParameters,
	HD,
	knownSizeOf,
	LITE,
	notLoaded,
	plainFields,
	STANDARD_OR_FAST,
	TEXT_AND_IMAGE,
} from './requests';

const VIDEOS: Offer['videoForms'] = ['bucket', 'file'];

/** Google's video: a file, or a link into a bucket. */
function videoOf({ video = '', videoFile }: VideoSpec): JsonObject {
	const mimeType = 'video/mp4';
	if (videoFile) return { bytesBase64Encoded: base64Of(videoFile), mimeType };
	return BUCKET_LINK.test(video)
		? { gcsUri: video, mimeType }
		: { bytesBase64Encoded: notLoaded({ url: video }), mimeType };
}

/** Google's image. */
function imageOf(image: SourceImage): JsonObject {
	const bytes = { bytesBase64Encoded: base64Of(image) };
	return image.type === 'url' ? bytes : { ...bytes, mimeType: image.mimeType };
}

const GEMINI_WAY = /^gemini\//;

/**
 * Google's own shapes go along in `extra_body`: at Vertex AI one object of `instances` is merged into the
 * request's, at the Gemini interface each is named by itself, but the first frame, which is the gateway's
 * own field. In a form `extra_body` is passed over, so that a first frame goes as a file only where
 * nothing else has to be said.
 */
export const liteLlm: GatewayFamily = {
	name: 'liteLlm',
	displayName: 'LiteLLM',
	description: 'The LiteLLM proxy: frames and reference images too, with sound, seed, and more',
	documentation: 'https://docs.litellm.ai/docs/videos',
	offers: offersOf(GOOGLE, [
		...TEXT_AND_IMAGE,
		{ models: LITE, modes: ['frames'], resolutions: HD, images: FILES },
		{ modes: ['frames'], images: FILES },
		{
			models: STANDARD_OR_FAST,
			modes: ['references'],
			durations: [8],
			images: { ...FILES, count: [1, 3] },
		},
		{ models: LITE, modes: ['video'], resolutions: HD, durations: [], videoForms: VIDEOS },
		{ modes: ['video'], durations: [], videoForms: VIDEOS },
	]),
	createRequest(spec) {
		const { image, lastImage, referenceImages } = spec;
		const fields = plainFields(spec, knownSizeOf(spec));
		const parameters = googleParameters(spec);
		const said = spec.resolution === undefined ? ['aspectRatio'] : [];
		const isSaid =
			lastImage === undefined &&
			(fields.size !== undefined || spec.aspectRatio === undefined) &&
			Object.keys(parameters).every((name) => said.includes(name));
		if (image && isSaid) return create(formWith(image, fields));
		const media = {
			...(spec.inputMode === 'video' && { video: videoOf(spec) }),
			...(lastImage && { lastFrame: imageOf(lastImage) }),
			...(referenceImages && {
				referenceImages: referenceImages.map((one) => ({
					image: imageOf(one),
					referenceType: 'asset',
				})),
			}),
		};
		const first = image && imageOf(image);
		const isGemini = GEMINI_WAY.test(spec.model);
		const instances = { ...(first && { image: first }), ...media };
		const hasMedia = Object.keys(instances).length > 0;
		const extra = { ...parameters, ...(isGemini ? media : hasMedia && { instances }) };
		return create({
			type: 'json',
			json: {
				...fields,
				...(isGemini && first && { input_reference: first }),
				...(Object.keys(extra).length > 0 && { extra_body: extra }),
			},
		});
	},
};
