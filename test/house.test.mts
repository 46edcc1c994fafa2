/** The layout of nodes/VeoVideo: who may import whom, so that nothing goes round in a circle, and how large things may get. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { PROVIDERS } from '../nodes/VeoVideo/providers/registry';

const HOUSE = join(__dirname, '../nodes/VeoVideo');

/** What the files of a folder may import, beside each other. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	terms: [],
	providers: ['terms'],
	transport: ['terms'],
	files: ['terms', 'transport'],
	table: ['terms', 'transport'],
	tasks: ['terms', 'providers', 'transport', 'files'],
	editor: ['terms', 'providers', 'transport', 'files', 'table', 'tasks'],
	operations: ['terms', 'providers', 'transport', 'files', 'table', 'tasks', 'editor'],
	trigger: ['terms', 'providers', 'transport', 'files', 'table', 'tasks', 'editor'],
};
const MOST_LINES = 300;
const MOST_FILES = 18;

const files = readdirSync(HOUSE, { recursive: true, encoding: 'utf8' })
	.filter((path) => path.endsWith('.ts'))
	.map((path) => path.replaceAll('\\', '/'));

/** By file, the files of the house that it imports. */
const imports = new Map(
	files.map((file) => {
		const text = readFileSync(join(HOUSE, file), 'utf8');
		const paths = [...text.matchAll(/^(?:import|export)[^;]*? from '(\.[^']*)';/gms)];
		const targets = paths.map(([, path]) => `${normalize(join(dirname(file), path ?? ''))}.ts`);
		return [file, targets.map((target) => target.replaceAll('\\', '/'))] as const;
	}),
);

const folderOf = (file: string) => file.split('/').slice(0, -1)[0] ?? '';
const arrows = [...imports].flatMap(([file, targets]) =>
	targets.map((target) => ({ file, target })),
);

/** The way round, where there is one that begins at `start`. */
function circleFrom(start: string, graph: ReadonlyMap<string, readonly string[]>): string[] | null {
	const open: string[][] = [[start]];
	const seen = new Set<string>();
	for (let way = open.shift(); way !== undefined; way = open.shift()) {
		for (const next of graph.get(way.at(-1) ?? '') ?? []) {
			if (next === start) return [...way, start];
			if (seen.has(next)) continue;
			seen.add(next);
			open.push([...way, next]);
		}
	}
	return null;
}

describe('who imports whom', () => {
	it('every import of the house is found', () => {
		expect(arrows.filter(({ target }) => !files.includes(target))).toEqual([]);
		expect(arrows.length).toBeGreaterThan(200);
	});

	it('no file needs itself in a circle', () => {
		expect(files.flatMap((file) => circleFrom(file, imports)?.join(' > ') ?? [])).toEqual([]);
	});

	it.each(Object.keys(MAY_IMPORT))('%s', (folder) => {
		const foreign = arrows.filter(({ file, target }) => {
			const to = folderOf(target);
			if (folderOf(file) !== folder || to === folder) return false;
			return !MAY_IMPORT[folder]?.includes(to);
		});
		expect(foreign).toEqual([]);
	});

	it('every folder has its arrows, and they lead nowhere in a circle', () => {
		const folders = new Set(files.map(folderOf).filter((folder) => folder !== ''));
		expect([...folders].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
		const graph = new Map(Object.entries(MAY_IMPORT));
		expect([...folders].flatMap((folder) => circleFrom(folder, graph) ?? [])).toEqual([]);
	});

	it('nobody but the registry names a provider', () => {
		const names = PROVIDERS.map(({ name }) => `providers/${name}.ts`);
		const others = arrows.filter(
			({ file, target }) =>
				names.includes(target) && file !== 'providers/registry.ts' && !names.includes(file),
		);
		expect(others).toEqual([]);
		const quoted = new RegExp(`['"](${PROVIDERS.map(({ name }) => name).join('|')})['"]`);
		const naming = files.filter(
			(file) => !names.includes(file) && quoted.test(readFileSync(join(HOUSE, file), 'utf8')),
		);
		expect(naming).toEqual([]);
	});
});

describe('how large things may get', () => {
	it(`no file has more than ${MOST_LINES} lines`, () => {
		const lines = (file: string) => readFileSync(join(HOUSE, file), 'utf8').split('\n').length - 1;
		const long = files.filter((file) => lines(file) > MOST_LINES);
		expect(long).toEqual([]);
	});

	it(`no folder has more than ${MOST_FILES} files`, () => {
		const counts = new Map<string, number>();
		for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
		expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([]);
	});
});
