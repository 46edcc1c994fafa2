/** Checks the images of a spec: their forms, their sizes, and how many there are. */

import { isHttpUrl, shortWords } from '../../terms/json';
import { anyOf } from '../../terms/labels';
import type { Failure } from '../../terms/result';
import type { ImageForm, InputMode, SourceImage, VideoSpec } from '../../terms/spec';
import type { Offer, Provider } from '../provider';
import { MODE_NAMES } from '../words';
import { formsIn, union } from './offers';
import { describeForms } from './words';

/** An image that these lines do not take. */
export function findImageProblem(
	provider: Provider,
	lines: readonly Offer[],
	spec: VideoSpec,
): Failure | null {
	if (spec.inputMode === 'references' && !spec.referenceImages?.length) {
		return {
			message: 'There are no reference images',
			description: 'Add at least one image in "Reference Images".',
		};
	}
	const given: Array<[string, SourceImage | undefined]> = [
		['First Frame', spec.image],
		['Last Frame', spec.lastImage],
		...(spec.referenceImages ?? []).map((image, index): [string, SourceImage] => [
			`Reference Images, image ${index + 1}`,
			image,
		]),
	];
	for (const [field, image] of given) {
		const problem = image && findFormProblem(provider, lines, spec.inputMode, field, image);
		if (problem) return problem;
	}
	return null;
}

function findFormProblem(
	provider: Provider,
	lines: readonly Offer[],
	inputMode: InputMode,
	field: string,
	image: SourceImage,
): Failure | null {
	const { displayName } = provider;
	const forms = formsIn(lines);
	if (!forms.includes(image.type)) {
		return {
			message: `${displayName} takes images for ${MODE_NAMES[inputMode]} only as a ${describeForms(forms)}, and "${field}" is a ${describeForms([image.type])}`,
			description: FORM_ADVICE[image.type],
		};
	}
	const rules = lines.flatMap(({ images }) => images ?? []);
	if (image.type === 'url' && !isHttpUrl(image.url)) {
		const isTaken = rules.some(({ schemes = [] }) =>
			schemes.some((scheme) => image.url.startsWith(scheme)),
		);
		if (!isTaken) {
			return {
				message: `${displayName} cannot read from a bucket, and "${field}" is ${shortWords(image.url, 60)}`,
				description: 'Enter a link that begins with https://, or load the image first.',
			};
		}
	}
	const types = union(lines, ({ images }) => images?.mimeTypes);
	if (image.type === 'bytes' && types.length > 0 && !types.includes(image.mimeType)) {
		return wrongType(displayName, field, types, image.mimeType);
	}
	const maxBytes = Math.max(
		...lines.flatMap(({ images }) => images?.maxBytes ?? (images ? Infinity : [])),
	);
	if (image.type === 'bytes' && image.bytes.length > maxBytes) {
		const megabytes = (bytes: number) => `${Math.round(bytes / 104_857.6) / 10} MB`;
		return {
			message: `"${field}" is larger than ${displayName} allows: ${megabytes(image.bytes.length)}, and at most ${megabytes(maxBytes)}`,
			description: 'Make the image smaller, for example with the node "Edit Image".',
		};
	}
	return null;
}

/** An image of a kind that the provider does not take. `type` is what its bytes are. */
export function wrongType(
	displayName: string,
	field: string,
	types: readonly string[],
	type: string,
): Failure {
	const named = (mimeType: string) => mimeType.replace('image/', '').toUpperCase();
	return {
		message: `${displayName} takes images only as ${anyOf(types.map(named))}, and "${field}" is ${named(type)}`,
		description: 'Change the image first, for example with the node "Edit Image".',
	};
}

const FORM_ADVICE: Readonly<Record<ImageForm, string>> = {
	bytes:
		'Put the image where it can be reached by a link that begins with https:// (a storage bucket or a CDN, for example), and enter that link.',
	url: 'Set Image Source to "File From Previous Node", and load the image before, for example with the node "HTTP Request".',
};

/** More or fewer reference images than the line takes. */
export function findCountProblem(
	{ displayName }: Provider,
	{ images }: Offer,
	{ inputMode, referenceImages = [] }: VideoSpec,
): Failure | null {
	if (inputMode !== 'references' || images?.count === undefined) return null;
	const [least, most] = images.count;
	const count = referenceImages.length;
	if (count >= least && count <= most) return null;
	const words = least === most ? `${least}` : `${least} to ${most}`;
	return {
		message: `${displayName} takes ${words} reference images, but there ${count === 1 ? 'is only 1' : `are ${count}`}`,
		description: `Add or remove images in "Reference Images" until there are ${words}.`,
	};
}
