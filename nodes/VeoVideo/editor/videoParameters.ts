/** The fields that describe a video, made from the providers' tables: what a provider lacks is not shown for it. */

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { takesVideoLinks, union } from '../providers/rules/offers';
import { MODE_NAMES } from '../providers/words';
import type { AspectRatio, InputMode } from '../terms/spec';
import { modelField } from './pickModel';
import { storageUri, video } from './videoPlaces';
import {
	ASKED,
	ASKED_IN_ANY_FAMILY,
	type Asked,
	byOffer,
	byProvider,
	type Field,
	linesOfAsked,
	MODES,
	whenCreating,
} from './whereShown';

const MODE_DESCRIPTIONS: Readonly<Record<InputMode, string>> = {
	text: 'Make the video from the prompt alone',
	image: 'Begin with an image',
	frames: 'Begin with one image and end with another',
	references: 'Keep the look of people, products, or places in up to three images',
	video: 'Continue an existing video',
};

function modesOf(asked: Asked): InputMode[] {
	return MODES.filter((mode) => linesOfAsked(asked, mode).length > 0);
}

const IMAGE_MODES: readonly InputMode[] = ['image', 'frames', 'references'];

const DEFAULT: INodePropertyOptions = {
	name: 'Default',
	value: 'default',
	description: "The provider's own default",
};

const inputMode = byProvider((asked) => ({
	displayName: 'Create Video From',
	name: 'inputMode',
	type: 'options',
	options: modesOf(asked).map((mode) => ({
		name: MODE_NAMES[mode],
		value: mode,
		description: MODE_DESCRIPTIONS[mode],
	})),
	default: 'text',
	description: 'What the video is made from, beside the prompt',
}));

const promptField: Field = {
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder:
		'e.g. A lion walks through golden savanna at sunset, slow camera move, cinematic light',
	description:
		'What the video shows. Name the scene, the movement of the camera, the light, and the sound.',
};

/**
 * Required, but where a provider can do without: which of them is asked may be an expression's to say,
 * and then the editor must not hold a workflow back, and the node itself tells what is missing.
 */
const prompt = byOffer((lines) => ({
	...promptField,
	...(!lines.some(({ promptOptional }) => promptOptional) && { required: true }),
}));

const sourceField: Field = {
	displayName: 'Image Source',
	name: 'imageInput',
	type: 'options',
	options: [
		{
			name: 'Link or Text',
			value: 'url',
			description: 'A link, a data URI, or base64 text',
		},
		{
			name: 'File From Previous Node',
			value: 'binary',
			description: 'A file that an earlier node loaded',
		},
	],
	default: 'url',
	description: 'Where the images come from',
};

/** Who takes a video as a file has the field for it, too. */
const imageInput = ASKED.flatMap((asked): INodeProperties => {
	const takesVideos =
		linesOfAsked(asked, 'video').length > 0 && takesVideoLinks(linesOfAsked(asked, 'video'));
	return {
		...sourceField,
		...(takesVideos && asked.providers.length === 1 && { displayName: 'Image or Video Source' }),
		displayOptions: whenCreating(takesVideos ? [...IMAGE_MODES, 'video'] : IMAGE_MODES, asked.hide),
	};
});

/** An image field is a link or the name of a binary field, as Image Source says: one field each, of the same name. */
function imageField(
	name: string,
	displayName: string,
	description: string,
	inputModes: readonly InputMode[],
): INodeProperties[] {
	return [
		{
			displayName,
			name,
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://example.com/image.jpg',
			description: `${description}: a link, a data URI, or base64 text`,
			displayOptions: whenCreating(inputModes, { imageInput: ['binary'] }),
		},
		{
			displayName: `${displayName} Input Field`,
			name,
			type: 'string',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the input binary field that holds the image',
			description: `${description}: the name of a binary field`,
			displayOptions: whenCreating(inputModes, { imageInput: [{ _cnd: { not: 'binary' } }] }),
		},
	];
}

const referenceImages = byProvider(
	(asked) => {
		const ranges = linesOfAsked(asked, 'references').flatMap(({ images }) =>
			images?.count === undefined ? [] : [images.count],
		);
		if (ranges.length === 0) return null;
		const least = Math.min(...ranges.map(([fewest]) => fewest));
		const most = Math.max(...ranges.map(([, highest]) => highest));
		return {
			displayName: 'Reference Images',
			name: 'referenceImages',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, maxAllowedFields: most },
			placeholder: 'Add Image',
			default: { values: Array.from({ length: least }, () => ({ image: '' })) },
			description: 'The images whose look the video keeps',
			options: [
				{
					displayName: 'Image',
					name: 'values',
					values: [
						{
							displayName: 'Image',
							name: 'image',
							type: 'string',
							default: '',
							placeholder: 'e.g. https://example.com/image.jpg or data',
							description:
								'A link, a data URI, or base64 text; for a file from a previous node the name of its binary field. An expression may yield a list, and several links go on a line each. An empty one counts as none.',
						},
					],
				},
			],
		};
	},
	['references'],
);

/** A choice among values; null where there are none to choose from. */
function choice(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	options: INodePropertyOptions[],
	byDefault = DEFAULT,
): Field | null {
	return options.length === 0
		? null
		: { ...field, type: 'options', options: [byDefault, ...options], default: 'default' };
}

const duration = byOffer((lines) => {
	const [byDefault, ...others] = union(lines, ({ defaultDuration }) => [defaultDuration]);
	const isNamed = byDefault !== undefined && others.length === 0;
	return choice(
		{ displayName: 'Duration', name: 'duration', description: 'How long the video is' },
		union(lines, ({ durations }) => durations)
			.sort((a, b) => a - b)
			.map((seconds) => ({ name: `${seconds} Seconds`, value: seconds })),
		{ ...DEFAULT, ...(isNamed && { name: `Default (${byDefault} Seconds)` }) },
	);
});

const resolution = byOffer((lines) =>
	choice(
		{ displayName: 'Resolution', name: 'resolution', description: 'How sharp the video is' },
		union(lines, ({ resolutions }) => resolutions).map((value) => ({ name: value, value })),
	),
);

const SHAPES: Readonly<Record<AspectRatio, string>> = {
	'16:9': 'Landscape (16:9)',
	'9:16': 'Portrait (9:16)',
	auto: 'Like the Source',
};

const aspectRatio = byOffer((lines) =>
	choice(
		{ displayName: 'Aspect Ratio', name: 'aspectRatio', description: 'The shape of the video' },
		union(lines, ({ aspectRatios }) => aspectRatios).map((value) => ({
			name: SHAPES[value],
			value,
		})),
	),
);

const generateAudio = byOffer(
	(lines) =>
		lines.some(({ soundSwitch }) => soundSwitch)
			? {
					displayName: 'Generate Audio',
					name: 'generateAudio',
					type: 'boolean',
					default: true,
					description: 'Whether the video has sound',
				}
			: null,
	'',
	ASKED_IN_ANY_FAMILY,
);

export const videoFields: INodeProperties[] = [
	...inputMode,
	...prompt,
	...imageInput,
	...imageField('image', 'First Frame', 'The image that the video begins with', [
		'image',
		'frames',
	]),
	...imageField('lastImage', 'Last Frame', 'The image that the video ends with', ['frames']),
	...referenceImages,
	...video,
	modelField,
	...duration,
	...resolution,
	...aspectRatio,
	...generateAudio,
	...storageUri,
];
