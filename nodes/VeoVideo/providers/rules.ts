/** Checks a spec against its provider's table, before anything is sent and costs money. */

import { isHttpUrl } from '../terms/json';
import { anyOf } from '../terms/labels';
import type { ImageForm, SourceImage, VideoSpec } from '../terms/spec';
import type {
	Choices,
	ModeRules,
	Provider,
	ProviderOption,
	Restriction,
	SpecProblem,
} from './provider';
import {
	describeChoice,
	describeForms,
	describeSubject,
	FIELD_NAMES,
	labelOf,
	MODE_NAMES,
	OPTION_NAMES,
} from './words';

/** 2³² − 1: the seed is a uint32 wherever a page gives its range (JieKou AI, Vertex AI). */
const MAX_SEED = 4_294_967_295;

const OPTIONS: readonly ProviderOption[] = [
	'negativePrompt',
	'enhancePrompt',
	'personGeneration',
	'seed',
	'sampleCount',
];

/** Bound on a task id or a model id: longer ones are a wrong field, not an id. */
const MAX_ID_LENGTH = 2000;

/**
 * The first thing that does not go; null when the spec may be sent. What the interface has no field
 * for is refused for every model; what the table does not allow, for the models that the provider
 * names: what another one can do, the provider itself knows best. `others` are the providers whose
 * models a person may have left in the list when changing the provider; empty where the person wrote
 * the id.
 */
export function findProblem(
	provider: Provider,
	spec: VideoSpec,
	others: readonly Provider[] = [],
): SpecProblem | null {
	return (
		findMissing(provider, spec) ??
		findForeignModel(provider, spec, others) ??
		findModeProblem(provider, spec) ??
		findForeignOption(provider, spec) ??
		(isNamed(provider, spec.model) ? findTableProblem(provider, spec) : null) ??
		provider.findUnsayable?.(spec) ??
		null
	);
}

/** Whether the provider's table speaks about this model id. */
export function isNamed({ models }: Pick<Provider, 'models'>, model: string): boolean {
	return models.some(({ id, aliases }) => id === model || aliases?.includes(model));
}

function findTableProblem(provider: Provider, spec: VideoSpec): SpecProblem | null {
	return (
		findCountProblem(provider, spec) ??
		findValueProblem(provider, spec) ??
		findOptionProblem(provider, spec) ??
		findRestrictionProblem(provider, spec)
	);
}

function findMissing(
	{ rules }: Provider,
	{ inputMode, model, prompt }: VideoSpec,
): SpecProblem | null {
	if (model.trim() === '') {
		return {
			message: 'The model is missing',
			description: 'Choose a model from the list, or enter its ID.',
		};
	}
	if (model.length > MAX_ID_LENGTH) {
		return {
			message: 'The model ID is too long to be one',
			description: 'Choose a model from the list, or enter its ID.',
		};
	}
	if (prompt.trim() === '' && !rules.modes[inputMode]?.promptOptional) {
		return {
			message: 'The prompt is empty',
			description: 'Describe in "Prompt" what the video should show.',
		};
	}
	return null;
}

function findForeignModel(
	provider: Provider,
	{ model }: VideoSpec,
	others: readonly Provider[],
): SpecProblem | null {
	const owner = isNamed(provider, model) ? undefined : others.find((one) => isNamed(one, model));
	if (owner === undefined) return null;
	const ids = provider.models.map(({ id }) => id);
	return {
		message: `The model "${model}" belongs to ${owner.displayName}, not to ${provider.displayName}`,
		description: `Choose a model from the list in "Model": ${anyOf(ids)}. If ${provider.displayName} offers it all the same, set Model to "By ID".`,
	};
}

function findModeProblem({ displayName, rules }: Provider, spec: VideoSpec): SpecProblem | null {
	const mode = Object.hasOwn(rules.modes, spec.inputMode) ? rules.modes[spec.inputMode] : undefined;
	if (mode === undefined) {
		const offered = Object.entries(MODE_NAMES).filter(([name]) => name in rules.modes);
		return {
			message: `${displayName} cannot make videos from the input "${MODE_NAMES[spec.inputMode]}"`,
			description: `Set ${FIELD_NAMES.inputMode} to ${anyOf(offered.map(([, name]) => name))}.`,
		};
	}
	if (spec.inputMode === 'video' && !isHttpUrl(spec.video ?? '')) {
		return {
			message: '"Video Link" is empty or not a link',
			description: 'Enter an address that begins with http:// or https://.',
		};
	}
	return findImageProblem(displayName, mode, spec);
}

function findImageProblem(
	displayName: string,
	mode: ModeRules,
	spec: VideoSpec,
): SpecProblem | null {
	if (spec.inputMode === 'references' && !spec.referenceImages?.length) {
		return {
			message: 'There are no reference images',
			description: 'Add at least one image in "Reference Images".',
		};
	}
	const images: Array<[string, SourceImage | undefined]> = [
		['First Frame', spec.image],
		['Last Frame', spec.lastImage],
		...(spec.referenceImages ?? []).map((image, index): [string, SourceImage] => [
			`Reference Images, image ${index + 1}`,
			image,
		]),
	];
	for (const [field, image] of images) {
		const problem = image && findFormProblem(displayName, mode, spec, field, image);
		if (problem) return problem;
	}
	return null;
}

function findFormProblem(
	displayName: string,
	{ imageForms = [], maxImageBytes }: ModeRules,
	{ inputMode }: VideoSpec,
	field: string,
	image: SourceImage,
): SpecProblem | null {
	if (!imageForms.includes(image.type)) {
		return {
			message: `${displayName} takes images for ${MODE_NAMES[inputMode]} only as a ${describeForms(imageForms)}, and "${field}" is a ${describeForms([image.type])}`,
			description: FORM_ADVICE[image.type],
		};
	}
	if (image.type === 'bytes' && maxImageBytes && image.bytes.length > maxImageBytes) {
		const megabytes = (bytes: number) => `${Math.round(bytes / 104_857.6) / 10} MB`;
		return {
			message: `"${field}" is larger than ${displayName} allows: ${megabytes(image.bytes.length)}, and at most ${megabytes(maxImageBytes)}`,
			description: 'Make the image smaller, for example with the node "Edit Image".',
		};
	}
	return null;
}

const FORM_ADVICE: Readonly<Record<ImageForm, string>> = {
	bytes:
		'Put the image where it can be reached by a link that begins with https:// (a storage bucket or a CDN, for example), and enter that link.',
	url: 'Load the image first, for example with the node "HTTP Request", and set Image Source to "File From Previous Node".',
};

function findCountProblem(
	{ displayName, rules }: Provider,
	{ inputMode, referenceImages = [] }: VideoSpec,
): SpecProblem | null {
	const range = rules.modes[inputMode]?.references;
	const count = referenceImages.length;
	if (range === undefined || (count >= range.least && count <= range.most)) return null;
	const words = range.least === range.most ? `${range.least}` : `${range.least} to ${range.most}`;
	return {
		message: `${displayName} takes ${words} reference images, but there ${count === 1 ? 'is only 1' : `are ${count}`}`,
		description: `Add or remove images in "Reference Images" until there are ${words}.`,
	};
}

function findValueProblem({ displayName, rules }: Provider, spec: VideoSpec): SpecProblem | null {
	for (const [key, allowed] of [
		['durationSeconds', rules.durations],
		['resolution', rules.resolutions],
		['aspectRatio', rules.aspectRatios],
	] as const) {
		const value = spec[key];
		if (value === undefined || allowed.some((one) => one === value)) continue;
		const field = FIELD_NAMES[key];
		const offered = allowed.map((one) => describeChoice(key, one, rules));
		return {
			message: `${displayName} does not offer ${/^[aeiou]/i.test(field) ? 'an' : 'a'} ${field.toLowerCase()} of ${describeChoice(key, value, rules)}`,
			description:
				offered.length === 0
					? `Set ${field} to "Default": here the model decides it.`
					: `Set ${field} to ${anyOf(offered)}, or to "Default".`,
		};
	}
	return null;
}

function findForeignOption({ displayName, rules }: Provider, spec: VideoSpec): SpecProblem | null {
	const foreign = OPTIONS.find(
		(option) => spec[option] !== undefined && !rules.options.includes(option),
	);
	return foreign === undefined
		? null
		: {
				message: `${displayName} knows no "${OPTION_NAMES[foreign]}"`,
				description: `Remove the option "${OPTION_NAMES[foreign]}".`,
			};
}

function findOptionProblem({ displayName, rules }: Provider, spec: VideoSpec): SpecProblem | null {
	const { seed, sampleCount, personGeneration, enhancePrompt } = spec;
	if (seed !== undefined && !isWithin(seed, 0, MAX_SEED)) {
		return {
			message: `The seed ${seed} is out of range`,
			description: `Set Seed to a whole number from 0 to ${MAX_SEED}.`,
		};
	}
	const most = rules.maxSamples ?? 1;
	if (sampleCount !== undefined && !isWithin(sampleCount, 1, most)) {
		return {
			message: `${displayName} cannot make ${sampleCount} videos of one prompt`,
			description: `Set ${OPTION_NAMES.sampleCount} to a whole number from 1 to ${most}.`,
		};
	}
	if (personGeneration !== undefined && !rules.personGeneration?.includes(personGeneration)) {
		return {
			message: `${displayName} does not accept "${personGeneration}" for ${OPTION_NAMES.personGeneration}`,
			description: `Choose ${anyOf(rules.personGeneration ?? [])}, or remove the option.`,
		};
	}
	if (enhancePrompt === false) {
		return {
			message: `${displayName} always enhances the prompt`,
			description: `Turn ${OPTION_NAMES.enhancePrompt} on, or remove the option.`,
		};
	}
	return null;
}

function isWithin(value: number, least: number, most: number): boolean {
	return Number.isInteger(value) && value >= least && value <= most;
}

function findRestrictionProblem(
	{ displayName, rules }: Provider,
	spec: VideoSpec,
): SpecProblem | null {
	const families = rules.families.filter(({ pattern }) => pattern.test(spec.model));
	const choices: Partial<Choices> = {
		...spec,
		...(spec.durationSeconds === undefined &&
			rules.defaultDuration !== null && { durationSeconds: rules.defaultDuration }),
	};
	for (const restriction of rules.restrictions) {
		const { family } = restriction.when;
		if (family !== undefined && !families.some(({ name }) => name === family)) continue;
		const broken = brokenChoice(restriction, choices);
		if (broken === null) continue;
		const subject = describeSubject(restriction.when, rules);
		const chosen = describeChoice(broken.key, broken.chosen, rules);
		const isDefault = broken.key === 'durationSeconds' && spec.durationSeconds === undefined;
		const allowed = broken.allowed.map((value) => labelOf(broken.key, value, rules));
		const wayOut =
			restriction.when.family === undefined ? `something other than ${subject}` : 'another model';
		return {
			message: `${displayName} cannot combine ${subject} with ${chosen}${isDefault ? ', its default' : ''}`,
			description: `Set ${FIELD_NAMES[broken.key]} to ${anyOf(allowed)}, or choose ${wayOut}.`,
		};
	}
	return null;
}

/** What of the spec a restriction can be broken by; its family is found by the model's id. */
const CHOICES = ['inputMode', 'durationSeconds', 'resolution', 'aspectRatio'] as const;

interface BrokenChoice {
	key: keyof Choices;
	allowed: ReadonlyArray<Choices[keyof Choices]>;
	chosen: Choices[keyof Choices];
}

function brokenChoice({ when, only }: Restriction, choices: Partial<Choices>): BrokenChoice | null {
	const applies = CHOICES.every((key) => when[key] === undefined || when[key] === choices[key]);
	if (!applies) return null;
	for (const key of CHOICES) {
		const allowed: ReadonlyArray<Choices[keyof Choices]> | undefined = only[key];
		const chosen = choices[key];
		if (allowed && chosen !== undefined && !allowed.includes(chosen)) {
			return { key, allowed, chosen };
		}
	}
	return null;
}
