/** An order that stands in line: checked and known, but without the bytes of its images, which are read anew when it is sent. */

import type { JsonObject } from '../terms/json';
import type { ServiceRequest } from '../terms/request';
import { ok, type Result } from '../terms/result';
import type { SourceImage, VideoSpec } from '../terms/spec';
import type { Fetch } from './fetchImages';
import type { Upload } from './uploadImages';
import { fingerprintOf, type Fingerprints, formerFingerprintOf } from './fingerprint';

export interface HeldRequest extends Fingerprints {
	/** The request as it is sent, whole; a problem when a file of the item is gone. */
	make: () => Promise<Result<ServiceRequest>>;
}

/**
 * Holds the request that `createRequest` makes of the spec, once `upload` has put its images where they
 * must lie. While hundreds of items wait, their images
 * would fill the memory: so nothing here may keep the spec itself, and each closure is made in a
 * function of its own, because closures keep all that any other of the same function uses.
 */
export function holdRequest(
	address: { provider: string; baseUrl: string },
	spec: VideoSpec,
	additionalFields: JsonObject,
	createRequest: (spec: VideoSpec) => ServiceRequest,
	upload: Upload | null,
	fetch: Fetch | null = null,
): HeldRequest {
	const fingerprint = fingerprintOf(address, spec, additionalFields);
	// 0.1.0 had no provider with an upload.
	const former =
		upload === null ? formerFingerprintOf(address.baseUrl, createRequest(spec)) : fingerprint;
	const make = maker(withoutImages(spec), imagesOf(spec, upload, fetch), createRequest);
	return { fingerprint, former, make };
}

/** The spec as far as it may be kept. */
export function withoutImages(spec: VideoSpec): VideoSpec {
	const rest = { ...spec };
	delete rest.image;
	delete rest.lastImage;
	delete rest.referenceImages;
	delete rest.videoFile;
	return rest;
}

/** Where an image belongs in the spec, and how to get it. */
interface HeldImage {
	slot: 'image' | 'lastImage' | 'referenceImages' | 'videoFile';
	load: () => Promise<Result<SourceImage>>;
}

function maker(
	spec: VideoSpec,
	held: readonly HeldImage[],
	createRequest: (spec: VideoSpec) => ServiceRequest,
): () => Promise<Result<ServiceRequest>> {
	return async () => {
		const whole: VideoSpec = { ...spec };
		const loaded = await Promise.all(held.map(async ({ load }) => await load()));
		for (const [index, image] of loaded.entries()) {
			if (image.type === 'problem') return image;
			const slot = held[index]?.slot ?? 'image';
			if (slot === 'videoFile') {
				if (image.value.type === 'bytes') whole.videoFile = image.value;
				else whole.video = image.value.url;
			} else if (slot !== 'referenceImages') whole[slot] = image.value;
			else whole.referenceImages = [...(whole.referenceImages ?? []), image.value];
		}
		return ok(createRequest(whole));
	};
}

function imagesOf(
	{ image, lastImage, referenceImages = [], video, videoFile }: VideoSpec,
	upload: Upload | null,
	fetch: Fetch | null,
): HeldImage[] {
	const named = [
		...(image ? [['image', image] as const] : []),
		...(lastImage ? [['lastImage', lastImage] as const] : []),
		...referenceImages.map((one) => ['referenceImages', one] as const),
		...(videoFile ? [['videoFile', videoFile] as const] : []),
		...(video !== undefined && !videoFile && fetch !== null
			? [['videoFile', { type: 'url', url: video }] as const]
			: []),
	];
	return named.map(([slot, one]) => {
		const given = loaderOf(one);
		const load = fetch === null ? given : fetching(given, fetch);
		return { slot, load: upload === null ? load : uploading(load, upload) };
	});
}

function loaderOf(image: SourceImage): HeldImage['load'] {
	if (image.type === 'url' || image.reload === undefined) return asItIs(image);
	const { mimeType, fileName, given, link, reload } = image;
	return reloading(
		{ type: 'bytes', mimeType, fileName, given, reload, ...(link && { link }) },
		reload,
	);
}

/** Anew each time, so that nobody holds it. */
function fetching(load: HeldImage['load'], fetch: Fetch): HeldImage['load'] {
	return async () => {
		const loaded = await load();
		return loaded.type === 'ok' && loaded.value.type === 'url'
			? await fetch(loaded.value.url)
			: loaded;
	};
}

/** A create that is sent once more names the link that the image has by then. */
function uploading(load: HeldImage['load'], upload: Upload): HeldImage['load'] {
	let uploaded: SourceImage | null = null;
	return async () => {
		if (uploaded !== null) return ok(uploaded);
		const loaded = await load();
		if (loaded.type === 'problem' || loaded.value.type === 'url') return loaded;
		const image = await upload(loaded.value);
		if (image.type === 'ok' && image.value.type === 'url') uploaded = image.value;
		return image;
	};
}

function asItIs(image: SourceImage): HeldImage['load'] {
	return async () => await Promise.resolve(ok(image));
}

function reloading(
	described: Omit<Extract<SourceImage, { type: 'bytes' }>, 'bytes'>,
	reload: () => Promise<Result<Buffer>>,
): HeldImage['load'] {
	return async () => {
		const bytes = await reload();
		return bytes.type === 'problem' ? bytes : ok({ ...described, bytes: bytes.value });
	};
}
