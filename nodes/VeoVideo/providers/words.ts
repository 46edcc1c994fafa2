/** The words for what can be chosen: the editor's labels, the refusals and the README's table share them. */

import { anyOf } from '../terms/labels';
import type { ImageForm, InputMode } from '../terms/spec';
import type { Choices, ProviderOption, ProviderRules } from './provider';

export const MODE_NAMES: Readonly<Record<InputMode, string>> = {
	text: 'Text',
	image: 'First Frame',
	frames: 'First and Last Frame',
	references: 'Reference Images',
	video: 'Video to Extend',
};

export const OPTION_NAMES: Readonly<Record<ProviderOption, string>> = {
	negativePrompt: 'Negative Prompt',
	enhancePrompt: 'Enhance Prompt',
	personGeneration: 'Person Generation',
	seed: 'Seed',
	sampleCount: 'Number of Videos',
};

const FORM_NAMES: Readonly<Record<ImageForm, string>> = { url: 'link', bytes: 'file' };

/** In which forms a mode takes its images: "link or file". */
export function describeForms(forms: readonly ImageForm[]): string {
	return anyOf(forms.map((form) => FORM_NAMES[form]));
}

/** Whose turn it is in a restriction: "1080p", "first and last frame", "fast models". */
export function describeSubject(when: Partial<Choices>, rules: ProviderRules): string {
	const subject = [
		when.family !== undefined && familyName(when.family, rules),
		when.resolution,
		when.aspectRatio,
		when.durationSeconds !== undefined && `${when.durationSeconds} seconds`,
		when.inputMode !== undefined && MODE_NAMES[when.inputMode].toLowerCase(),
	];
	return subject.filter(Boolean).join(' with ');
}

/** One choice for people: "8 seconds", "first frame", "720p". */
export function describeChoice(
	key: keyof Choices,
	value: Choices[keyof Choices],
	rules: ProviderRules,
): string {
	if (key === 'durationSeconds') return `${value} seconds`;
	if (key === 'family') return familyName(String(value), rules);
	return key === 'inputMode' ? modeName(value).toLowerCase() : String(value);
}

/** One choice as its field in the editor shows it: "8 seconds", "First Frame", "720p". */
export function labelOf(
	key: keyof Choices,
	value: Choices[keyof Choices],
	rules: ProviderRules,
): string {
	return key === 'inputMode' ? modeName(value) : describeChoice(key, value, rules);
}

function modeName(value: Choices[keyof Choices]): string {
	return Object.entries(MODE_NAMES).find(([name]) => name === value)?.[1] ?? String(value);
}

function familyName(name: string, rules: ProviderRules): string {
	const family = rules.families.find((candidate) => candidate.name === name);
	return (family?.displayName ?? name).toLowerCase();
}

/** The label of the field in the editor that sets a choice. */
export const FIELD_NAMES: Readonly<Record<keyof Choices, string>> = {
	inputMode: 'Create Video From',
	family: 'Model',
	durationSeconds: 'Duration',
	resolution: 'Resolution',
	aspectRatio: 'Aspect Ratio',
};
