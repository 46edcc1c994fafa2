/** The fields that describe a video, made from the providers' tables: what a provider lacks is not shown for it. */

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { InputMode, Provider, ProviderRules } from '../providers/provider';
import { PROVIDERS } from '../providers/registry';
import { MODE_NAMES } from '../providers/words';

/** The operations that order a video. */
export const ORDERING = ['generate', 'create'];

const MODE_DESCRIPTIONS: Readonly<Record<InputMode, string>> = {
	text: 'Make the video from the prompt alone',
	image: 'Begin with an image',
	frames: 'Begin with one image and end with another',
	references: 'Keep the look of people, products, or places in up to three images',
	video: 'Continue an existing video',
};

type Field = Omit<INodeProperties, 'displayOptions'>;

/**
 * One field whose values differ among providers, as n8n wants it: a field of the same name for each
 * group of providers that share the values. `make` returns null where a provider has no such field.
 */
function byProvider(
	make: (provider: Provider) => Field | null,
	show: Record<string, string[]> = {},
): INodeProperties[] {
	const groups = new Map<string, { field: Field; providers: string[] }>();
	for (const provider of PROVIDERS) {
		const field = make(provider);
		if (field === null) continue;
		const group = groups.get(JSON.stringify(field)) ?? { field, providers: [] };
		group.providers.push(provider.name);
		groups.set(JSON.stringify(field), group);
	}
	return [...groups.values()].map(({ field, providers }) => ({
		...field,
		displayOptions: { show: { ...show, operation: ORDERING, provider: providers } },
	}));
}

function modesOf({ rules }: Provider): InputMode[] {
	return MODES.filter((mode) => mode in rules.modes);
}

const MODES: readonly InputMode[] = ['text', 'image', 'frames', 'references', 'video'];
const IMAGE_MODES: InputMode[] = ['image', 'frames', 'references'];

const DEFAULT: INodePropertyOptions = {
	name: 'Default',
	value: 'default',
	description: "The provider's own default",
};

const inputMode = byProvider((provider) => ({
	displayName: 'Create Video From',
	name: 'inputMode',
	type: 'options',
	options: modesOf(provider).map((mode) => ({
		name: MODE_NAMES[mode],
		value: mode,
		description: MODE_DESCRIPTIONS[mode],
	})),
	default: 'text',
	description: 'What the video is made from, beside the prompt',
}));

const model = byProvider(({ models: [first] }) => ({
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: first.id },
	required: true,
	typeOptions: { loadOptionsDependsOn: ['provider'] },
	description: 'The model that makes the video',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchModels', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: `e.g. ${first.id}`,
			hint: 'Any model that your provider offers',
		},
	],
}));

const prompt: INodeProperties = {
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required: true,
	placeholder:
		'e.g. A lion walks through golden savanna at sunset, slow camera move, cinematic light',
	description:
		'What the video shows. Name the scene, the movement of the camera, the light, and the sound.',
	displayOptions: { show: { operation: ORDERING } },
};

const imageInput: INodeProperties = {
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
	displayOptions: { show: { operation: ORDERING, inputMode: IMAGE_MODES } },
};

/** An image field is a link or the name of a binary field, as Image Source says: one field each, of the same name. */
function imageField(
	name: string,
	displayName: string,
	description: string,
	inputModes: InputMode[],
): INodeProperties[] {
	const show = { operation: ORDERING, inputMode: inputModes };
	return [
		{
			displayName,
			name,
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://example.com/image.jpg',
			description: `${description}: a link, a data URI, or base64 text`,
			displayOptions: { show: { ...show, imageInput: ['url'] } },
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
			displayOptions: { show: { ...show, imageInput: ['binary'] } },
		},
	];
}

const referenceImages = byProvider(
	({ rules }) => {
		const range = rules.modes.references?.references;
		if (range === undefined) return null;
		return {
			displayName: 'Reference Images',
			name: 'referenceImages',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, maxAllowedFields: range.most },
			placeholder: 'Add Image',
			default: { values: Array.from({ length: range.least }, () => ({ image: '' })) },
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
								'A link, a data URI, or base64 text; for a file from a previous node the name of its binary field',
						},
					],
				},
			],
		};
	},
	{ inputMode: ['references'] },
);

const video: INodeProperties = {
	displayName: 'Video Link',
	name: 'video',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. https://example.com/video.mp4',
	description: 'Link to the video that is continued',
	displayOptions: { show: { operation: ORDERING, inputMode: ['video'] } },
};

function durationOptions({ durations, defaultDuration }: ProviderRules): INodePropertyOptions[] {
	const name = defaultDuration === null ? 'Default' : `Default (${defaultDuration} Seconds)`;
	return [
		{ ...DEFAULT, name },
		...durations.map((seconds) => ({ name: `${seconds} Seconds`, value: seconds })),
	];
}

const duration = byProvider(({ rules }) =>
	rules.durations.length === 0
		? null
		: {
				displayName: 'Duration',
				name: 'duration',
				type: 'options',
				options: durationOptions(rules),
				default: 'default',
				description: 'How long the video is',
			},
);

const resolution = byProvider(({ rules }) =>
	rules.resolutions.length === 0
		? null
		: {
				displayName: 'Resolution',
				name: 'resolution',
				type: 'options',
				options: [DEFAULT, ...rules.resolutions.map((value) => ({ name: value, value }))],
				default: 'default',
				description: 'How sharp the video is',
			},
);

const aspectRatio = byProvider(({ rules }) =>
	rules.aspectRatios.length === 0
		? null
		: {
				displayName: 'Aspect Ratio',
				name: 'aspectRatio',
				type: 'options',
				options: [
					DEFAULT,
					...rules.aspectRatios.map((value) => ({
						name: value === '16:9' ? 'Landscape (16:9)' : 'Portrait (9:16)',
						value,
					})),
				],
				default: 'default',
				description: 'The shape of the video',
			},
);

const generateAudio: INodeProperties[] = PROVIDERS.filter(
	({ rules }) => rules.audioModes.length > 0,
).map(({ name, rules }) => ({
	displayName: 'Generate Audio',
	name: 'generateAudio',
	type: 'boolean',
	default: true,
	description: 'Whether the video has sound',
	displayOptions: {
		show: { operation: ORDERING, provider: [name], inputMode: [...rules.audioModes] },
	},
}));

export const videoFields: INodeProperties[] = [
	...inputMode,
	prompt,
	imageInput,
	...imageField('image', 'First Frame', 'The image that the video begins with', [
		'image',
		'frames',
	]),
	...imageField('lastImage', 'Last Frame', 'The image that the video ends with', ['frames']),
	...referenceImages,
	video,
	...model,
	...duration,
	...resolution,
	...aspectRatio,
	...generateAudio,
];
