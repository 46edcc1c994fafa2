/** Tells one video that a person asks for from another, so that the same is not paid for twice. */

import { createHash, type Hash } from 'node:crypto';

import type { JsonObject } from '../terms/json';
import type { ServiceRequest } from '../terms/request';
import type { SourceImage, VideoSpec } from '../terms/spec';

/** Both are of the same video. An execution that 0.1.0 stored holds the former; it is known by it when it is retried. */
export interface Fingerprints {
	fingerprint: string;
	former: string;
}

/**
 * Of what is asked for, and where; images by their bytes. Not of the request: a provider that wants its
 * images uploaded first gives them new links at every try.
 */
export function fingerprintOf(
	address: { provider: string; baseUrl: string },
	spec: VideoSpec,
	additionalFields: JsonObject,
): string {
	const { image, lastImage, referenceImages, videoFile, options, ...rest } = spec;
	const hash = createHash('sha256');
	const named = [inOrder(rest), inOrder(options)];
	hash.update(JSON.stringify([address.provider, address.baseUrl, named, additionalFields]));
	for (const [slot, one] of [
		['image', image],
		['lastImage', lastImage],
		['videoFile', videoFile],
		...(referenceImages ?? []).map((reference) => ['reference', reference] as const),
	] as const) {
		if (one !== undefined) addImage(hash, slot, one);
	}
	return hash.digest('hex');
}

function inOrder(fields: object): Array<[string, unknown]> {
	return Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
}

function addImage(hash: Hash, slot: string, image: SourceImage): void {
	if (image.type === 'url') hash.update(JSON.stringify([slot, image.url]));
	else hash.update(JSON.stringify([slot, image.mimeType, image.bytes.length])).update(image.bytes);
}

/** As 0.1.0 took it: of the address and all that would be sent, images by their bytes. */
export function formerFingerprintOf(baseUrl: string, request: ServiceRequest): string {
	const { method, body } = request;
	const path = 'path' in request ? request.path : request.link;
	const query = 'path' in request ? request.query : undefined;
	const hash = createHash('sha256');
	hash.update(JSON.stringify([baseUrl, method, path, query]));
	if (body?.type === 'json') hash.update(JSON.stringify(body.json));
	if (body?.type === 'multipart') {
		hash.update(JSON.stringify(body.fields));
		for (const { bytes, ...described } of body.files) {
			hash.update(JSON.stringify(described));
			hash.update(bytes);
		}
	}
	return hash.digest('hex');
}
