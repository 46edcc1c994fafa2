/** Checks the options of a spec against the rows of its provider. */

import { anyOf } from '../../terms/labels';
import type { Failure } from '../../terms/result';
import type { OptionValue, VideoSpec } from '../../terms/spec';
import type { Offer, Provider, VideoOption } from '../provider';
import { MODE_NAMES } from '../words';
import { tiersWhere } from './models';
import { optionsIn } from './offers';
import { sharedOption } from './options';

/** An option that the provider's interface has no field for. */
export function findForeignOption(provider: Provider, spec: VideoSpec): Failure | null {
	const known = optionsIn(provider.offers);
	const foreign = Object.keys(spec.options).find(
		(name) => !known.some((option) => option.name === name),
	);
	if (foreign === undefined) return null;
	const label = sharedOption(foreign)?.displayName ?? foreign;
	return {
		message: `${provider.displayName} knows no "${label}"`,
		description: `Remove the option "${label}".`,
	};
}

/** An option, or a value of one, that the line does not take. */
export function findOptionProblem(
	provider: Provider,
	line: Offer,
	spec: VideoSpec,
): Failure | null {
	for (const [name, value] of Object.entries(spec.options)) {
		const option = line.options.find((one) => one.name === name);
		const problem =
			option === undefined
				? optionOfOtherLines(provider, spec, name)
				: findOptionValueProblem(provider, option, value);
		if (problem !== null) return problem;
	}
	return null;
}

/** The option is offered, but not with this model in this mode. */
function optionOfOtherLines(provider: Provider, spec: VideoSpec, name: string): Failure | null {
	const option = optionsIn(provider.offers).find((one) => one.name === name);
	if (option === undefined) return null;
	const others = tiersWhere(provider, spec, ({ options }) => optionNames(options).includes(name));
	const mode = MODE_NAMES[spec.inputMode].toLowerCase();
	return {
		message: `${provider.displayName} cannot combine ${others === '' ? mode : `the model "${spec.model}"`} with "${option.displayName}"`,
		description: `Remove the option "${option.displayName}", or choose ${others === '' ? `something other than ${mode}` : `another model${others}`}.`,
	};
}

function optionNames(options: readonly VideoOption[]): string[] {
	return options.map(({ name }) => name);
}

function findOptionValueProblem(
	{ displayName }: Provider,
	option: VideoOption,
	value: OptionValue,
): Failure | null {
	const { kind, values, least = -Infinity, most = Infinity } = option;
	const label = option.displayName;
	const isNumber = kind === 'number';
	const isAllowed = isNumber
		? Number.isInteger(value) && Number(value) >= least && Number(value) <= most
		: values === undefined || values.includes(value);
	if (isAllowed) return null;
	const message = `${displayName} does not accept "${value}" for ${label}`;
	return {
		message: option.refusal?.(displayName, value) ?? message,
		description: isNumber
			? `Set ${label} to a whole number from ${least} to ${most}.`
			: kind === 'switch'
				? `Turn ${label} ${value === true ? 'off' : 'on'}, or remove the option.`
				: `Choose ${anyOf((values ?? []).map(String))}, or remove the option.`,
	};
}
