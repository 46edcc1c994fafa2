/** An order that stands in line: checked and known, but without the bytes of its images, which are read anew when it is sent. */

import { fingerprintOf } from '../tasks/createdTasks';
import type { ProviderRequest } from '../terms/request';
import type { SourceImage, VideoSpec } from '../terms/spec';

export interface HeldRequest {
	/** Tells this order from another, images by their bytes. */
	fingerprint: string;
	/** The request as it is sent, whole. Throws a NodeOperationError when a file of the item is gone. */
	make: () => Promise<ProviderRequest>;
}

/**
 * Holds the request that `createRequest` makes of the spec. While hundreds of items wait, their images
 * would fill the memory: so nothing here may keep the spec itself, and each closure is made in a
 * function of its own, because closures keep all that any other of the same function uses.
 */
export function holdRequest(
	baseUrl: string,
	spec: VideoSpec,
	createRequest: (spec: VideoSpec) => ProviderRequest,
): HeldRequest {
	const fingerprint = fingerprintOf(baseUrl, createRequest(spec));
	return { fingerprint, make: maker(withoutImages(spec), imagesOf(spec), createRequest) };
}

/** The spec as far as it may be kept. */
export function withoutImages(spec: VideoSpec): VideoSpec {
	const rest = { ...spec };
	delete rest.image;
	delete rest.lastImage;
	delete rest.referenceImages;
	return rest;
}

type HeldImage = () => Promise<SourceImage>;

interface HeldImages {
	image?: HeldImage;
	lastImage?: HeldImage;
	referenceImages?: HeldImage[];
}

function maker(
	spec: VideoSpec,
	{ image, lastImage, referenceImages }: HeldImages,
	createRequest: (spec: VideoSpec) => ProviderRequest,
): () => Promise<ProviderRequest> {
	return async () =>
		createRequest({
			...spec,
			...(image && { image: await image() }),
			...(lastImage && { lastImage: await lastImage() }),
			...(referenceImages && {
				referenceImages: await Promise.all(referenceImages.map(async (one) => await one())),
			}),
		});
}

function imagesOf({ image, lastImage, referenceImages }: VideoSpec): HeldImages {
	return {
		...(image && { image: hold(image) }),
		...(lastImage && { lastImage: hold(lastImage) }),
		...(referenceImages && { referenceImages: referenceImages.map(hold) }),
	};
}

function hold(image: SourceImage): HeldImage {
	if (image.type === 'url' || image.reload === undefined) return asItIs(image);
	const { mimeType, fileName, given, reload } = image;
	return reloading({ type: 'bytes', mimeType, fileName, given, reload }, reload);
}

function asItIs(image: SourceImage): HeldImage {
	return async () => await Promise.resolve(image);
}

function reloading(
	described: Omit<Extract<SourceImage, { type: 'bytes' }>, 'bytes'>,
	reload: () => Promise<Buffer>,
): HeldImage {
	return async () => ({ ...described, bytes: await reload() });
}
