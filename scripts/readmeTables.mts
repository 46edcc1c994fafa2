/** The tables of the README, made from the data that the node checks with. */

import { reliabilityTable } from '../test/faults/reliability.mts';
import type * as registry from '../nodes/VeoVideo/providers/registry';
import type * as words from '../nodes/VeoVideo/providers/words';
import type { InputMode, Provider, Restriction } from '../nodes/VeoVideo/providers/provider';

const MODES: readonly InputMode[] = ['text', 'image', 'frames', 'references', 'video'];

interface Shipped {
	registry: typeof registry;
	words: typeof words;
}

/** The tables as they are built: Node can run the sources only with the endings that n8n's build leaves out. */
async function load(): Promise<Shipped> {
	const folder = '../dist/nodes/VeoVideo/providers';
	return {
		registry: await import(`${folder}/registry.js`),
		words: await import(`${folder}/words.js`),
	};
}

/** The README with its tables as they should be now. Throws when a marker is gone. */
export async function currentReadme(text: string): Promise<string> {
	const withProviders = fill(text, 'providers', tables(await load()));
	return fill(withProviders, 'reliability', reliabilityTable());
}

function fill(text: string, name: string, content: string): string {
	const opening = `<!-- ${name}: written by \`npm run docs\` -->`;
	const begin = text.indexOf(opening);
	const end = text.indexOf(`<!-- /${name} -->`);
	if (begin < 0 || end < begin) throw new Error(`The README has lost its markers of "${name}"`);
	return `${text.slice(0, begin + opening.length)}\n\n${content}\n\n${text.slice(end)}`;
}

function tables({ registry: { PROVIDERS }, words }: Shipped): string {
	const { MODE_NAMES, OPTION_NAMES } = words;
	const modes = MODES.filter((mode) => mode in MODE_NAMES);
	const inputs = table(
		['Provider', ...modes.map((mode) => MODE_NAMES[mode])],
		PROVIDERS.map((provider) => [
			provider.displayName,
			...modes.map((mode) => inputOf(provider, mode)),
		]),
	);
	const settings = table(
		[
			'Provider',
			'Models',
			'Duration',
			'Resolution',
			'Aspect ratio',
			'Sound',
			'Options',
			'Not together',
		],
		PROVIDERS.map((provider) => [
			`[${provider.displayName}](${provider.documentation})`,
			provider.models.map(({ id }) => `\`${id}\``).join('<br>'),
			`${provider.rules.durations.join(', ')} s${provider.rules.defaultDuration === null ? '' : ` (default ${provider.rules.defaultDuration} s)`}`,
			provider.rules.resolutions.join(', ') || 'by model',
			provider.rules.aspectRatios.join(', '),
			provider.rules.audioModes.length > 0 ? 'on or off' : '–',
			provider.rules.options.map((option) => OPTION_NAMES[option]).join(', ') || '–',
			provider.rules.restrictions.map((one) => restrictionOf(words, provider, one)).join('<br>') ||
				'–',
		]),
	);
	return `${inputs}\n\n${settings}`;
}

function inputOf({ rules }: Provider, mode: InputMode): string {
	const found = rules.modes[mode];
	if (found === undefined) return '–';
	const range = found.references;
	const count = range === undefined ? '' : `${range.least} to ${range.most}: `;
	return found.imageForms === undefined
		? 'yes'
		: `${count}${found.imageForms.map(formName).join(', ')}`;
}

function formName(form: 'url' | 'bytes'): string {
	return form === 'url' ? 'link' : 'file, base64';
}

function restrictionOf(
	{ anyOf, describeChoice, describeSubject }: typeof words,
	{ rules }: Provider,
	{ when, only }: Restriction,
): string {
	const { inputMode, durationSeconds, aspectRatio } = only;
	const needs = [
		anyOf((inputMode ?? []).map((value) => describeChoice('inputMode', value, rules))),
		anyOf((durationSeconds ?? []).map((value) => describeChoice('durationSeconds', value, rules))),
		anyOf((aspectRatio ?? []).map((value) => describeChoice('aspectRatio', value, rules))),
	];
	return `${describeSubject(when, rules)}: only ${needs.filter(Boolean).join(', ')}`;
}

function table(head: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
