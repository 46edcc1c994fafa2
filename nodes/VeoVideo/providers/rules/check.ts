/** Checks a spec against its provider's offers, before anything is sent and costs money: every rule is refused here. */

import { BUCKET_LINK, isHttpUrl } from '../../terms/json';
import { anyOf } from '../../terms/labels';
import type { Failure } from '../../terms/result';
import type { VideoSpec } from '../../terms/spec';
import type { Choices, Offer, Provider, Restriction } from '../provider';
import { FIELD_NAMES, MODE_NAMES, VIDEO_FORM_NAMES } from '../words';
import { findCountProblem, findImageProblem } from './checkImages';
import { findForeignOption, findOptionProblem } from './checkOptions';
import { namesOfTiers, tiersWhere } from './models';
import { isNamed, lineOf, linesFor, linesOf, namedModel, union, videoFormsIn } from './offers';
import { describeChoice, describeSubject } from './words';

/** Bound on a task id or a model id: longer ones are a wrong field, not an id. */
const MAX_ID_LENGTH = 2000;

/**
 * The first thing that does not go; null when the spec may be sent. What the interface has no field
 * for is refused for every model; what the offers do not allow, for the models that the provider
 * names: what another one can do, the provider itself knows best. `others` are the providers whose
 * models a person may have left in the list when changing the provider; empty where the person wrote
 * the id.
 */
export function findProblem(
	provider: Provider,
	spec: VideoSpec,
	others: readonly Provider[] = [],
): Failure | null {
	return (
		findMissing(provider, spec) ??
		findForeignModel(provider, spec, others) ??
		findModeProblem(provider, spec) ??
		findForeignOption(provider, spec) ??
		(isNamed(provider, spec.model) ? findOfferProblem(provider, spec) : null) ??
		provider.findUnsayable?.(spec) ??
		(spec.storageUri === undefined ? null : (provider.findBucketProblem?.(spec.storageUri) ?? null))
	);
}

function findOfferProblem(provider: Provider, spec: VideoSpec): Failure | null {
	const line = lineOf(provider, spec.model, spec.inputMode);
	if (line === undefined) return modeOfOtherModels(provider, spec);
	return (
		findLongPrompt(provider, line, spec) ??
		findCountProblem(provider, line, spec) ??
		findResolutionOfOtherModels(provider, spec) ??
		findValueProblem(provider, line, spec) ??
		findOptionProblem(provider, line, spec) ??
		findRestrictionProblem(provider, line, spec)
	);
}

function findMissing(provider: Provider, { inputMode, model, prompt }: VideoSpec): Failure | null {
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
	const isOptional = linesFor(provider, model, inputMode).some(
		({ promptOptional }) => promptOptional,
	);
	if (prompt.trim() === '' && !isOptional) {
		return {
			message: 'The prompt is empty',
			description: 'Describe in "Prompt" what the video should show.',
		};
	}
	return null;
}

function findLongPrompt(
	{ displayName }: Provider,
	{ maxPrompt = Infinity }: Offer,
	{ prompt }: VideoSpec,
): Failure | null {
	// Counted as people count: a character outside the basic plane is one.
	const length = prompt.length > maxPrompt ? [...prompt].length : prompt.length;
	if (length <= maxPrompt) return null;
	return {
		message: `The prompt is too long for ${displayName}: it has ${length} characters, and at most ${maxPrompt} are allowed`,
		description: 'Shorten the prompt.',
	};
}

function findForeignModel(
	provider: Provider,
	{ model, resolution }: VideoSpec,
	others: readonly Provider[],
): Failure | null {
	const owner = isNamed(provider, model) ? undefined : others.find((one) => isNamed(one, model));
	if (owner === undefined) return null;
	return {
		message: `The model "${model}" belongs to ${owner.displayName}, not to ${provider.displayName}`,
		description: `Choose a model from the list in "Model": ${anyOf(namesOfTiers(provider, resolution))}. If ${provider.displayName} offers it all the same, set Model to "By ID".`,
	};
}

function findModeProblem(provider: Provider, spec: VideoSpec): Failure | null {
	const { displayName, offers } = provider;
	const { inputMode, model } = spec;
	if (linesOf(provider, inputMode).length === 0) {
		return {
			message: `${displayName} cannot make videos from the input "${MODE_NAMES[inputMode]}"`,
			description: `Set ${FIELD_NAMES.inputMode} to ${anyOf(modeNames(offers))}.`,
		};
	}
	if (inputMode === 'video') return findVideoProblem(provider, spec);
	return findImageProblem(provider, linesFor(provider, model, inputMode), spec);
}

/** The video to extend is not named in a way that the provider understands. */
function findVideoProblem(
	provider: Provider,
	{ inputMode, model, video = '', videoFile }: VideoSpec,
): Failure | null {
	const forms = videoFormsIn(linesFor(provider, model, inputMode));
	const isLink = isHttpUrl(video);
	if (forms.includes('file')) {
		const takesBuckets = forms.includes('bucket');
		const isNamed = isLink || (takesBuckets && BUCKET_LINK.test(video));
		return isNamed || videoFile !== undefined
			? null
			: {
					message: 'The video to extend is missing, or not a link',
					description: `Enter a link that begins with ${takesBuckets ? 'gs:// or ' : ''}https://, or load the video first, and set Image or Video Source to "File From Previous Node".`,
				};
	}
	if (!forms.includes('taskId')) {
		return isLink || videoFile !== undefined
			? null
			: {
					message: `"${VIDEO_FORM_NAMES.link}" is empty or not a link`,
					description:
						'Enter an address that begins with http:// or https://, or load the video first, and set Image or Video Source to "File From Previous Node".',
				};
	}
	if (isLink ? forms.includes('link') : video !== '' && video.length <= MAX_ID_LENGTH) return null;
	return {
		message: isLink
			? `${provider.displayName} extends a video by its task ID, and cannot take a link`
			: `"${VIDEO_FORM_NAMES.taskId}" is empty, or too long to be one`,
		description: `Enter the task ID of a video that ${provider.displayName} made: it stands in "taskId" of its item.`,
	};
}

/** The modes of these lines as the editor names them, in its order. */
function modeNames(lines: readonly Offer[]): string[] {
	const modes: readonly string[] = union(lines, ({ modes: ofLine }) => ofLine);
	return Object.entries(MODE_NAMES).flatMap(([mode, name]) => (modes.includes(mode) ? name : []));
}

/** The mode is offered, but not for this model. */
function modeOfOtherModels(provider: Provider, spec: VideoSpec): Failure {
	const { inputMode, model } = spec;
	const own = provider.offers.filter((line) =>
		line.modes.some((mode) => lineOf(provider, model, mode) === line),
	);
	const others = tiersWhere(provider, spec, () => true);
	return {
		message: `${provider.displayName} cannot combine the model "${model}" with ${MODE_NAMES[inputMode].toLowerCase()}`,
		description: `Set ${FIELD_NAMES.inputMode} to ${anyOf(modeNames(own))}, or choose another model${others}.`,
	};
}

/** Another resolution than the one that the model's id carries. */
function findResolutionOfOtherModels(
	provider: Provider,
	{ model, resolution }: VideoSpec,
): Failure | null {
	const own = namedModel(provider, model)?.resolution;
	const isOffered = provider.models.some((one) => one.resolution === resolution);
	if (own === undefined || own === resolution || !isOffered) return null;
	return {
		message: `${provider.displayName} cannot combine ${own} models with ${resolution}`,
		description: `Set ${FIELD_NAMES.resolution} to ${own}, or choose another model.`,
	};
}

const VALUES = {
	durationSeconds: 'durations',
	resolution: 'resolutions',
	aspectRatio: 'aspectRatios',
} as const;

const CHOICES = ['durationSeconds', 'resolution', 'aspectRatio'] as const;

function findValueProblem(provider: Provider, line: Offer, spec: VideoSpec): Failure | null {
	const { displayName, offers } = provider;
	for (const key of CHOICES) {
		const value = spec[key];
		const isIn = (one: Offer) => one[VALUES[key]].some((allowed) => allowed === value);
		if (value === undefined || isIn(line)) continue;
		const field = FIELD_NAMES[key];
		const chosen = describeChoice(key, value);
		const allowed = line[VALUES[key]].map((one) => describeChoice(key, one));
		if (!offers.some(isIn)) {
			return {
				message: `${displayName} does not offer ${/^[aeiou]/i.test(field) ? 'an' : 'a'} ${field.toLowerCase()} of ${chosen}`,
				description:
					allowed.length === 0
						? `Set ${field} to "Default": here the model decides it.`
						: `Set ${field} to ${anyOf(allowed)}, or to "Default".`,
			};
		}
		const others = tiersWhere(provider, spec, isIn);
		const mode = MODE_NAMES[spec.inputMode].toLowerCase();
		return {
			message: `${displayName} cannot combine ${others === '' ? mode : `the model "${spec.model}"`} with ${chosen}`,
			description: `Set ${field} to ${allowed.length === 0 ? '"Default"' : anyOf(allowed)}, or choose ${others === '' ? `something other than ${mode}` : `another model${others}`}.`,
		};
	}
	return null;
}

function findRestrictionProblem(
	{ displayName }: Provider,
	{ defaultDuration, together = [] }: Offer,
	spec: VideoSpec,
): Failure | null {
	const choices: Partial<Choices> = {
		...spec,
		...(spec.durationSeconds === undefined &&
			defaultDuration !== undefined && { durationSeconds: defaultDuration }),
	};
	for (const restriction of together) {
		const broken = brokenChoice(restriction, choices);
		if (broken === null) continue;
		const { key, allowed } = broken;
		const subject = describeSubject(restriction.when);
		const chosen = describeChoice(key, broken.chosen);
		const isDefault = key === 'durationSeconds' && spec.durationSeconds === undefined;
		return {
			message: `${displayName} cannot combine ${subject} with ${chosen}${isDefault ? ', its default' : ''}`,
			description: `Set ${FIELD_NAMES[key]} to ${anyOf(allowed.map((value) => describeChoice(key, value)))}, or choose something other than ${subject}.`,
		};
	}
	return null;
}

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
