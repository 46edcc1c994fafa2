/** What an offer allows, in words: the refusals, the model picker and the README share them. */

import { anyOf } from '../../terms/labels';
import type { ImageForm } from '../../terms/spec';
import type { Choices } from '../provider';

const FORM_NAMES: Readonly<Record<ImageForm, string>> = { url: 'link', bytes: 'file' };

/** In which forms a mode takes its images: "link or file". */
export function describeForms(forms: readonly ImageForm[]): string {
	return anyOf(forms.map((form) => FORM_NAMES[form]));
}

/** One choice for people: "8 seconds", "720p". */
export function describeChoice(key: keyof Choices, value: Choices[keyof Choices]): string {
	return key === 'durationSeconds' ? `${value} seconds` : String(value);
}

/** Whose turn it is in a restriction: "1080p", "1080p with 16:9". */
export function describeSubject(when: Partial<Choices>): string {
	const subject = [
		when.resolution,
		when.aspectRatio,
		when.durationSeconds !== undefined && describeChoice('durationSeconds', when.durationSeconds),
	];
	return subject.filter(Boolean).join(' with ');
}
