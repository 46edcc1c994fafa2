/** From the parameters of an item to the spec of a video, checked against its provider's offers. */

import type { IExecuteFunctions } from 'n8n-workflow';

import { imageFromBinary, imageFromText, isFile, MP4, videoFromText } from '../files/images';
import type { Provider } from '../providers/provider';
import { findProblemInFamily } from '../providers/rules/families';
import { linesFor, linesOf, takesVideoLinks, videoFormsIn } from '../providers/rules/offers';
import { MODE_NAMES, VIDEO_FORM_NAMES } from '../providers/words';
import type { InputMode, SourceImage, VideoSpec } from '../terms/spec';
import { userError, valueOf } from './errors';
import { readVideoOptions } from './optionParameters';
import { readModel } from './pickModel';
import { asBoolean, readNumber, readText } from './read';
import { referenceSources } from './referenceSources';

/** Reads and checks one item. Throws a NodeOperationError that says what to change. */
export async function readSpec(
	context: IExecuteFunctions,
	itemIndex: number,
	provider: Provider,
): Promise<VideoSpec> {
	const inputMode = readInputMode(context, itemIndex);
	const choices = readChoices(context, itemIndex);
	const model = readModel(context, itemIndex, provider, choices.resolution);
	const hasSoundSwitch = linesFor(provider, model.id, inputMode).some((line) => line.soundSwitch);
	const isShown = hasSoundSwitch || provider.families !== undefined;
	const spec: VideoSpec = {
		inputMode,
		model: model.id,
		prompt: readText(context, itemIndex, 'prompt'),
		...(await readImages(context, itemIndex, inputMode)),
		...(inputMode === 'video' && (await readVideo(context, itemIndex, provider))),
		...choices,
		...(isShown && {
			generateAudio: asBoolean(
				context,
				itemIndex,
				'Generate Audio',
				context.getNodeParameter('generateAudio', itemIndex, true),
			),
		}),
		...(provider.findBucketProblem !== undefined && readBucket(context, itemIndex)),
		options: readVideoOptions(context, itemIndex),
	};
	const problem = findProblemInFamily(provider, spec, model.possibleOwners);
	if (problem !== null) throw userError(context, itemIndex, problem);
	return spec;
}

/** The video to extend: a text, or a file, also as base64, where the provider takes files. */
async function readVideo(
	context: IExecuteFunctions,
	itemIndex: number,
	provider: Provider,
): Promise<Pick<VideoSpec, 'video' | 'videoFile'>> {
	const value: unknown = context.getNodeParameter('video', itemIndex, '');
	const isBinary = readText(context, itemIndex, 'imageInput') === 'binary' || isFile(value);
	const text = readText(context, itemIndex, 'video').trim();
	const lines = linesOf(provider, 'video');
	if (!takesVideoLinks(lines)) return { video: text };
	const label = VIDEO_FORM_NAMES.file;
	if (isBinary) {
		const source = isFile(value) ? value : text;
		const file = await imageFromBinary(context, itemIndex, label, source, MP4);
		return { videoFile: valueOf(context, itemIndex, file) };
	}
	if (!videoFormsIn(lines).includes('file')) {
		const videoFile = videoFromText(text);
		return videoFile === null ? { video: text } : { videoFile };
	}
	if (text === '') return { video: text };
	const given = valueOf(context, itemIndex, imageFromText(label, text, MP4));
	return given.type === 'url' ? { video: given.url } : { videoFile: given };
}

/** Left empty, the provider keeps the video itself. */
function readBucket(context: IExecuteFunctions, itemIndex: number): Pick<VideoSpec, 'storageUri'> {
	const storageUri = readText(context, itemIndex, 'storageUri').trim();
	return storageUri === '' ? {} : { storageUri };
}

function readInputMode(context: IExecuteFunctions, itemIndex: number): InputMode {
	const value = readText(context, itemIndex, 'inputMode') || 'text';
	if (isInputMode(value)) return value;
	throw userError(context, itemIndex, {
		message: `There is no input "${value}"`,
		description: `Choose one from the list. An expression must yield one of: ${Object.keys(MODE_NAMES).join(', ')}.`,
	});
}

function isInputMode(value: string): value is InputMode {
	return Object.hasOwn(MODE_NAMES, value);
}

async function readImages(
	context: IExecuteFunctions,
	itemIndex: number,
	inputMode: InputMode,
): Promise<Pick<VideoSpec, 'image' | 'lastImage' | 'referenceImages'>> {
	const isBinary = readText(context, itemIndex, 'imageInput') === 'binary';
	const read = async (label: string, value: unknown): Promise<SourceImage> =>
		valueOf(
			context,
			itemIndex,
			isBinary || isFile(value)
				? await imageFromBinary(context, itemIndex, label, value)
				: imageFromText(label, typeof value === 'string' ? value : ''),
		);
	const named = async (label: string, name: string) => {
		const value: unknown = context.getNodeParameter(name, itemIndex, '');
		return await read(label, isFile(value) ? value : readText(context, itemIndex, name));
	};
	switch (inputMode) {
		case 'image':
			return { image: await named('First Frame', 'image') };
		case 'frames':
			return {
				image: await named('First Frame', 'image'),
				lastImage: await named('Last Frame', 'lastImage'),
			};
		case 'references': {
			const values = referenceSources(
				context.getNodeParameter('referenceImages.values', itemIndex, []),
				isBinary,
			);
			return {
				referenceImages: await Promise.all(
					values.map(async (value, index) => await read(`Reference Image ${index + 1}`, value)),
				),
			};
		}
		default:
			return {};
	}
}

/** "Default" sends nothing; so does a field that the editor does not show for this provider. */
function readChoices(
	context: IExecuteFunctions,
	itemIndex: number,
): Pick<VideoSpec, 'durationSeconds' | 'resolution' | 'aspectRatio'> {
	const chosen = (name: string) => {
		const value = readText(context, itemIndex, name).trim();
		return value === '' || value === 'default' ? undefined : value;
	};
	const duration = chosen('duration');
	const resolution = chosen('resolution');
	const aspectRatio = chosen('aspectRatio');
	return {
		...(duration !== undefined && {
			durationSeconds: readNumber(context, itemIndex, 'Duration', duration, 1, 3600),
		}),
		...(resolution !== undefined && { resolution }),
		...(aspectRatio !== undefined && { aspectRatio }),
	};
}
