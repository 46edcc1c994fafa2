/** The rows of the options that several providers take; a provider narrows one by `{ ...seed, most: 99 }`. */

import type { VideoOption } from '../provider';

export const negativePrompt: VideoOption = {
	name: 'negativePrompt',
	displayName: 'Negative Prompt',
	description: 'What the video must not show',
	chinese: '负面提示词',
	kind: 'text',
	preset: '',
	placeholder: 'e.g. watermark, blur',
};

export const enhancePrompt: VideoOption = {
	name: 'enhancePrompt',
	displayName: 'Enhance Prompt',
	description: 'Whether the provider rewrites the prompt before the video is made',
	chinese: '增强提示词',
	kind: 'switch',
	preset: true,
	refusal: (providerName, value) =>
		`${providerName} ${value === true ? 'never' : 'always'} enhances the prompt`,
};

export const personGeneration: VideoOption = {
	name: 'personGeneration',
	displayName: 'Person Generation',
	description: 'Which people may appear in the video',
	chinese: '人物生成',
	kind: 'choice',
	preset: 'allow_adult',
	values: ['allow_adult', 'dont_allow', 'allow_all'],
	valueNames: {
		allow_adult: 'Adults Only',
		allow_all: 'People of All Ages',
		dont_allow: 'No People',
	},
};

export const seed: VideoOption = {
	name: 'seed',
	displayName: 'Seed',
	description: 'With the same seed and the same settings a similar video is made again',
	chinese: '随机种子',
	kind: 'number',
	preset: 0,
	least: 0,
	/** 2³² − 1: the seed is a uint32 wherever a page gives its range (JieKou AI, Vertex AI). */
	most: 4_294_967_295,
	refusal: (_providerName, value) => `The seed ${value} is out of range`,
};

export const sampleCount: VideoOption = {
	name: 'sampleCount',
	displayName: 'Number of Videos',
	description: 'How many videos to make of the same prompt. Each of them is charged.',
	chinese: '视频数量',
	kind: 'number',
	preset: 1,
	least: 1,
	most: 4,
	refusal: (providerName, value) => `${providerName} cannot make ${value} videos of one prompt`,
};

const SHARED = [negativePrompt, enhancePrompt, personGeneration, seed, sampleCount];

/** The shared row of that name; undefined for an option that one provider brings. */
export function sharedOption(name: string): VideoOption | undefined {
	return SHARED.find((option) => option.name === name);
}
