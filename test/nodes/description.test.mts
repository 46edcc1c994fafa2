/** What the editor shows: names that saved workflows hold, and only what applies to the choices made. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import {
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	NodeHelpers,
} from 'n8n-workflow';

import { searchModels } from '../../nodes/VeoVideo/editor/pickModel';
import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { everyFamily, offersInAnyFamily } from '../../nodes/VeoVideo/providers/rules/families';
import {
	linesOf,
	optionsIn,
	union,
	takesVideoLinks,
} from '../../nodes/VeoVideo/providers/rules/offers';
import type { InputMode } from '../../nodes/VeoVideo/terms/spec';
import { VeoVideo } from '../../nodes/VeoVideo/VeoVideo.node';
import { veoNode } from './nodeRun.mts';

const ROOT = resolve(import.meta.dirname, '../..');
const { description } = new VeoVideo();
const OPERATIONS = ['generate', 'create', 'get', 'download'];
const MODES: readonly InputMode[] = ['text', 'image', 'frames', 'references', 'video'];

/** The choices with the defaults of all other fields that are shown. */
function completed(choices: INodeParameters): INodeParameters {
	const node = veoNode({ parameters: choices, credentials: {} });
	const { properties } = description;
	return NodeHelpers.getNodeParameters(properties, choices, true, false, node, description) ?? {};
}

/** The types of the credentials that the editor asks for. */
function shownCredentials(choices: INodeParameters): string[] {
	const node = veoNode({ parameters: choices, credentials: {} });
	return (description.credentials ?? [])
		.filter((one) => NodeHelpers.displayParameter(completed(choices), one, node, description))
		.map(({ name }) => name);
}

/** The fields that the editor shows for these choices, by name. */
function shown(choices: INodeParameters): Map<string, INodeProperties> {
	const node = veoNode({ parameters: choices, credentials: {} });
	const values = completed(choices);
	const fields = description.properties.filter((field) =>
		NodeHelpers.displayParameter(values, field, node, description),
	);
	const names = fields.map(({ name }) => name);
	// Two fields of one name at a time would show twice, and the later would win.
	expect(new Set(names).size).toBe(names.length);
	return new Map(fields.map((field) => [field.name, field]));
}

/** The entries of "Options" that the editor offers for these choices. */
function offeredOptions(choices: INodeParameters): string[] {
	const node = veoNode({ parameters: choices, credentials: {} });
	const entries = (shown(choices).get('options')?.options ?? []) as INodeProperties[];
	return entries
		.filter((entry) =>
			NodeHelpers.displayParameterPath(
				{ ...choices, options: {} },
				entry,
				'options',
				node,
				description,
			),
		)
		.map(({ name }) => name);
}

const valuesOf = (field: INodeProperties | undefined) =>
	((field?.options ?? []) as INodePropertyOptions[]).map(({ value }) => value);

const sorted = <T,>(values: T[]): T[] => [...values].sort();

const modesOf = (provider: Provider) => MODES.filter((mode) => linesOf(provider, mode).length > 0);

/** Every field, those inside collections included. */
function allFields(fields: INodeProperties[] = description.properties): INodeProperties[] {
	return fields.flatMap((field) => {
		const inner = (field.options ?? []).flatMap((option) => {
			if ('values' in option) return allFields((option as INodePropertyCollection).values);
			return 'type' in option ? allFields([option as INodeProperties]) : [];
		});
		return [field, ...inner];
	});
}

describe('names that saved workflows hold', () => {
	it.each([
		'provider',
		'resource',
		'operation',
		'inputMode',
		'model',
		'prompt',
		'imageInput',
		'image',
		'lastImage',
		'duration',
		'resolution',
		'aspectRatio',
		'taskId',
		'binaryField',
		'options',
		'waitTimeout',
		'pollInterval',
		'maxConcurrency',
		'maxVideos',
		'fileName',
		'makeLink',
		'linkLifetime',
		'downloadVideo',
		'waitForCompletion',
		'includeRaw',
		'dryRun',
		'additionalFields',
		'referenceImages',
		'video',
		'generateAudio',
		'negativePrompt',
		'enhancePrompt',
		'personGeneration',
		'seed',
		'sampleCount',
	])('%s', (name) => {
		expect(allFields().map((field) => field.name)).toContain(name);
	});

	it('of the node, its version and its values', () => {
		expect(description).toMatchObject({ name: 'veoVideo', displayName: 'Veo Video', version: 1 });
		expect(valuesOf(shown({}).get('provider'))).toEqual(PROVIDERS.map(({ name }) => name));
		for (const { name, cancelRequest } of PROVIDERS) {
			const beside = cancelRequest === undefined ? [] : ['cancel'];
			const offered = valuesOf(shown({ provider: name }).get('operation'));
			expect(sorted(offered)).toEqual(sorted([...OPERATIONS, ...beside]));
		}
		expect(valuesOf(shown({}).get('resource'))).toEqual(['video']);
	});

	it.each([
		['waitTimeout', 1200],
		['pollInterval', 10],
		['maxConcurrency', 10],
		['maxVideos', 0],
		['downloadVideo', true],
		['makeLink', false],
		['linkLifetime', 24],
		['fileName', ''],
		['waitForCompletion', false],
		['includeRaw', false],
		['dryRun', false],
		['binaryField', 'data'],
		['inputMode', 'text'],
		['operation', 'generate'],
		['duration', 'default'],
		['resolution', 'default'],
		['aspectRatio', 'default'],
		['generateAudio', true],
	])('%s is %p unless it is set', (name, value) => {
		const defaults = allFields().filter((field) => field.name === name);
		expect(new Set(defaults.map((field) => field.default))).toEqual(new Set([value]));
	});
});

describe('what is shown', () => {
	const ORDER_FIELDS = ['inputMode', 'model', 'prompt'];

	it.each([
		['generate', [...ORDER_FIELDS, 'binaryField'], ['taskId']],
		['create', ORDER_FIELDS, ['taskId', 'binaryField']],
		['get', ['taskId'], [...ORDER_FIELDS, 'binaryField', 'duration', 'image', 'imageInput']],
		['download', ['taskId', 'binaryField'], [...ORDER_FIELDS, 'duration', 'image']],
	])('for %s is what it needs, and no more', (operation, needed, foreign) => {
		for (const { name } of PROVIDERS) {
			const names = [...shown({ provider: name, operation, inputMode: 'image' }).keys()];
			expect(names).toEqual(expect.arrayContaining(needed));
			expect(names.filter((one) => foreign.includes(one))).toEqual([]);
		}
	});

	it.each<[InputMode, string[]]>([
		['text', []],
		['image', ['imageInput', 'image']],
		['frames', ['imageInput', 'image', 'lastImage']],
		['references', ['imageInput', 'referenceImages']],
		['video', ['video']],
	])('for the input %s are its own fields: %j', (inputMode, expected) => {
		const all = ['imageInput', 'image', 'lastImage', 'referenceImages', 'video'];
		for (const provider of PROVIDERS) {
			if (linesOf(provider, inputMode).length === 0) continue;
			const names = [...shown({ provider: provider.name, operation: 'create', inputMode }).keys()];
			const takesFiles = takesVideoLinks(linesOf(provider, inputMode));
			const source = takesFiles && inputMode === 'video' ? ['imageInput'] : [];
			expect(names.filter((one) => all.includes(one))).toEqual([...source, ...expected]);
		}
	});

	it.each(PROVIDERS.map((provider) => [provider.name, provider] as const))(
		'for %s are the values that it takes',
		(name, provider) => {
			for (const inputMode of modesOf(provider)) {
				const lines = linesOf(provider, inputMode);
				const fields = shown({ provider: name, operation: 'create', inputMode });
				expect(valuesOf(fields.get('inputMode'))).toEqual(modesOf(provider));
				for (const [field, values] of [
					['duration', union(lines, ({ durations }) => durations).sort((a, b) => a - b)],
					['resolution', union(lines, ({ resolutions }) => resolutions)],
					['aspectRatio', union(lines, ({ aspectRatios }) => aspectRatios)],
				] as const) {
					expect([inputMode, ...valuesOf(fields.get(field))]).toEqual(
						values.length === 0 ? [inputMode] : [inputMode, 'default', ...values],
					);
				}
				const hasSwitch = everyFamily(provider)
					.flatMap((family) => linesOf(family, inputMode))
					.some(({ soundSwitch }) => soundSwitch);
				expect([inputMode, fields.has('generateAudio')]).toEqual([inputMode, hasSwitch]);
			}
		},
	);

	it('among the options is what applies', () => {
		const common = ['includeRaw', 'maxConcurrency'];
		const withFile = ['fileName', 'linkLifetime', 'makeLink'];
		const at = (operation: string, provider = 'hingNet') =>
			sorted(offeredOptions({ operation, provider }));
		expect(at('generate')).toEqual(
			sorted([
				...common,
				'additionalFields',
				'maxVideos',
				'downloadVideo',
				...withFile,
				'dryRun',
				'pollInterval',
				'waitTimeout',
			]),
		);
		expect(at('create')).toEqual(sorted([...common, 'additionalFields', 'dryRun', 'maxVideos']));
		expect(at('get')).toEqual(
			sorted([...common, 'pollInterval', 'waitForCompletion', 'waitTimeout']),
		);
		expect(at('download')).toEqual(sorted([...common, ...withFile]));
		for (const provider of PROVIDERS) {
			const { name } = provider;
			const options = optionsIn(offersInAnyFamily(provider)).map((option) => option.name);
			expect(at('create', name)).toEqual(
				sorted([...common, 'additionalFields', 'dryRun', 'maxVideos', ...options]),
			);
		}
	});

	// n8n compares what is written; its editor first makes a value of it, which may be nothing.
	describe.each<[string, INodeParameters]>([
		['as it is written', { provider: '={{ $json.provider }}' }],
		['that yields nothing', { provider: '' }],
		['that yields null', { provider: null as unknown as string }],
		['that yields a name that there is not', { provider: 'openAi' }],
	])('for an expression as Provider, %s,', (_how, choices) => {
		it.each(OPERATIONS)('is each field of %s once', (operation) => {
			for (const inputMode of [...MODES, '={{ $json.mode }}']) {
				for (const imageInput of ['url', 'binary', '={{ $json.source }}']) {
					const names = [...shown({ ...choices, operation, inputMode, imageInput }).keys()];
					if (operation !== 'create') continue;
					expect(names).toEqual(expect.arrayContaining([...ORDER_FIELDS, 'duration']));
				}
			}
			const offered = offeredOptions({ ...choices, operation });
			expect(new Set(offered).size).toBe(offered.length);
		});

		it('are the values of all providers', () => {
			const fields = shown({ ...choices, operation: 'create', inputMode: 'references' });
			expect(valuesOf(fields.get('inputMode'))).toEqual(MODES);
			expect(valuesOf(fields.get('duration'))).toEqual(['default', 4, 6, 8]);
			expect(valuesOf(fields.get('resolution'))).toEqual(['default', '720p', '1080p', '4k']);
			expect([...fields.keys()]).toEqual(expect.arrayContaining(['generateAudio', 'prompt']));
			expect(fields.get('referenceImages')?.typeOptions?.maxAllowedFields).toBe(3);
			expect(offeredOptions({ ...choices, operation: 'create' })).toEqual(
				expect.arrayContaining(['negativePrompt', 'personGeneration', 'sampleCount', 'seed']),
			);
		});
	});

	it.each(PROVIDERS.map(({ name }) => name))(
		'is each field of %s once, also for an expression as input or image source',
		(provider) => {
			for (const inputMode of [...MODES, '={{ $json.mode }}', '']) {
				for (const imageInput of ['url', 'binary', '={{ $json.source }}', '']) {
					const choices = { provider, operation: 'create', inputMode, imageInput };
					const names = [...shown(choices).keys()];
					expect(names).toContain('prompt');
					if (inputMode === '={{ $json.mode }}') expect(names).toContain('image');
				}
			}
		},
	);

	it('is a prompt that may stay empty only where the provider says so', () => {
		for (const provider of PROVIDERS) {
			const { name } = provider;
			for (const inputMode of modesOf(provider)) {
				const prompt = shown({ provider: name, operation: 'create', inputMode }).get('prompt');
				const isOptional =
					(name === 'uniAll' && inputMode !== 'text') ||
					(name === 'vertexAi' && !['text', 'references'].includes(inputMode));
				expect([name, inputMode, prompt?.required === true]).toEqual([
					name,
					inputMode,
					!isOptional,
				]);
			}
		}
	});

	it('is one credential for each provider, and the task table where one is written or read', () => {
		const withTable: INodeParameters[] = [
			{ operation: 'generate', trackTask: true },
			{ operation: 'create', trackTask: true },
			{ operation: 'get', taskSource: 'table' },
			{ operation: 'download', taskSource: 'table' },
		];
		for (const { name, credentialType } of PROVIDERS) {
			for (const operation of OPERATIONS) {
				expect(shownCredentials({ provider: name, operation })).toEqual([credentialType]);
			}
			for (const choices of withTable) {
				const shownThere = shownCredentials({ provider: name, ...choices });
				expect(shownThere).toEqual([credentialType, 'veoTaskTableApi']);
			}
		}
	});
});

/** A notice is a sentence, and the credential explains itself in its own dialog. */
const isAsked = ({ type }: INodeProperties) => type !== 'notice' && type !== 'credentials';

describe('words', () => {
	const titles = () =>
		allFields()
			.filter(isAsked)
			.flatMap((field) => [
				field.displayName,
				...((field.options ?? []) as Array<{ name: string; displayName?: string }>).map(
					(option) => option.displayName ?? option.name,
				),
			]);

	it('are Title Case in every label', () => {
		const small = /^(a|an|and|as|by|for|from|in|of|or|the|to|with)$/;
		for (const title of titles()) {
			const [first = '', ...rest] = title.split(' ');
			if (/^\d+p$|^4k$/.test(title)) continue;
			// Brands spell themselves.
			if (PROVIDERS.some(({ displayName }) => displayName === title)) continue;
			expect(first).toMatch(/^[A-Z0-9]/);
			for (const word of rest) {
				if (!small.test(word)) expect(`${title}: ${word}`).toMatch(/: [("]?[A-Z0-9]/);
			}
		}
	});

	it('tell of every field and operation what it is for', () => {
		for (const field of allFields().filter(isAsked)) {
			// A choice of one explains itself.
			if (field.name === 'resource' || field.name === 'operation' || field.name === 'options')
				continue;
			expect(`${field.name}: ${field.description ?? ''}`).toMatch(/: \S.{8,}/);
			if (field.type === 'boolean') expect(field.description).toMatch(/^Whether /);
		}
		const operation = description.properties.find(({ name }) => name === 'operation');
		for (const option of (operation?.options ?? []) as INodePropertyOptions[]) {
			expect(option.action).toBeTruthy();
			expect(option.description).toBeTruthy();
		}
	});

	it('tell of every provider option in "Options" and every input what it does', () => {
		for (const { name } of PROVIDERS) {
			const inputMode = shown({ provider: name, operation: 'create' }).get('inputMode');
			for (const option of (inputMode?.options ?? []) as INodePropertyOptions[]) {
				expect(option.description).toBeTruthy();
			}
		}
	});

	it('mark what must be filled in', () => {
		for (const name of ['model', 'taskId', 'image', 'lastImage', 'video']) {
			const fields = description.properties.filter((field) => field.name === name);
			expect(fields.length).toBeGreaterThan(0);
			for (const field of fields) expect([name, field.required]).toEqual([name, true]);
		}
	});
});

describe('the model picker', () => {
	const search = async (provider: string, filter?: string, model: unknown = undefined) =>
		await searchModels.call(
			{
				getCurrentNodeParameter: (name: string) => ({ provider, model })[name],
				// Without a credential: no provider is asked for its list.
				getNode: () => ({}),
			} as unknown as ThisParameterType<typeof searchModels>,
			filter,
		);
	const valuesAt = async (...asked: Parameters<typeof search>) =>
		(await search(...asked)).results.map(({ value }) => value);
	const inList = (value: string) => ({ __rl: true, mode: 'list', value });

	it.each(PROVIDERS.map(({ name }) => name))('lists the tiers that %s has', async (name) => {
		// All but the five gateways of the first version.
		const first = ['hingNet', 'hingNetNative', 'jieKouAi', 'uniAll', 'twelveAi'];
		const lite = first.includes(name) ? [] : ['veo-3.1-lite'];
		expect(await valuesAt(name)).toEqual(['veo-3.1', 'veo-3.1-fast', ...lite]);
	});

	it('is one field for all providers, which a change of provider does not empty', () => {
		const fields = description.properties.filter(({ name }) => name === 'model');
		expect(fields).toHaveLength(1);
		expect(fields[0]).toMatchObject({
			type: 'resourceLocator',
			default: { mode: 'list', value: 'veo-3.1-fast', cachedResultName: 'Veo 3.1 Fast' },
			modes: [{ name: 'list' }, { name: 'id' }],
		});
		expect(fields[0]?.typeOptions).toBeUndefined();
		expect(fields[0]?.displayOptions?.hide).toBeUndefined();
	});

	it('tells what each tier can do at the provider', async () => {
		const names = async (provider: string) =>
			(await search(provider)).results.map(({ name }) => name);
		expect(await names('hingNet')).toEqual([
			'Veo 3.1 (4 to 8 s, up to 1080p)',
			'Veo 3.1 Fast (4 to 8 s, up to 1080p)',
		]);
		expect(await names('twelveAi')).toEqual([
			'Veo 3.1 (4 to 8 s, up to 4k)',
			'Veo 3.1 Fast (4 to 8 s, up to 4k, no reference images)',
		]);
		expect(await names('={{ $json.provider }}')).toEqual([
			'Veo 3.1',
			'Veo 3.1 Fast',
			'Veo 3.1 Lite',
		]);
	});

	it('finds by a part of the name, in any case', async () => {
		expect(await valuesAt('hingNet', 'FAST')).toEqual(['veo-3.1-fast']);
		expect(await valuesAt('hingNet', 'nothing like it')).toEqual([]);
	});

	it.each([
		['a tier that the provider lacks', 'veo-3.1-lite', 'Veo 3.1 Lite (not at HingNet)'],
		['an id that 0.1.0 saved', 'veo-3.1-generate-preview', 'veo-3.1-generate-preview'],
	])('keeps what stands in the field: %s', async (_what, value, name) => {
		const { results } = await search('hingNet', undefined, inList(value));
		expect(results.at(-1)).toEqual({ name, value });
		expect(await valuesAt('hingNet', undefined, { ...inList(value), mode: 'id' })).toHaveLength(2);
		expect(await valuesAt('hingNet', undefined, inList('veo-3.1'))).toHaveLength(2);
		expect(await valuesAt('hingNet', undefined, inList('={{ $json.model }}'))).toHaveLength(2);
	});
});

it('n8n finds the node in its menu: the codex file names it', () => {
	const codex = JSON.parse(
		readFileSync(resolve(ROOT, 'nodes/VeoVideo/VeoVideo.node.json'), 'utf8'),
	) as { node: string; categories: string[]; alias: string[] };
	expect(codex.node).toBe('n8n-nodes-veo-video.veoVideo');
	expect(codex.categories.length).toBeGreaterThan(0);
	expect(codex.alias).toEqual(expect.arrayContaining(['veo', 'text to video', '视频']));
	expect(description.usableAsTool).toBe(true);
});
