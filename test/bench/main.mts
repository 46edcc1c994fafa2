/**
 * `npm run bench`: measures the package in a real n8n and prints what it found, against what the
 * project set itself. `--quick` takes the small sizes; `--only items|download|requests|package` one part.
 */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { atTheEnd, runToTheEnd } from '../n8n/cleanUp.mts';
import { packPackage, type Tarball } from '../n8n/pack.mts';
import { drawBars } from './chart.mts';
import { measureDownload } from './download.mts';
import { isWithinReach, printFigures, type Figure } from './figures.mts';
import { measureItems } from './items.mts';
import { measurePackage } from './packageSize.mts';
import { measureRequests } from './requests.mts';

const RESULTS = join(import.meta.dirname, '..', '..', 'docs', 'bench');
const PARTS: Record<string, (tarball: Tarball, isQuick: boolean) => Promise<Figure[]>> = {
	package: measurePackage,
	items: measureItems,
	download: measureDownload,
	requests: measureRequests,
};

await runToTheEnd(async () => {
	const { values } = parseArgs({
		options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
	});
	const folder = await mkdtemp(join(tmpdir(), 'veo-bench-'));
	atTheEnd(async () => await rm(folder, { recursive: true, force: true }));
	const tarball = await packPackage(folder);
	const figures: Figure[] = [];
	for (const [name, measure] of Object.entries(PARTS)) {
		if (values.only !== undefined && values.only !== name) continue;
		console.log(`Measuring: ${name} …`);
		figures.push(...(await measure(tarball, values.quick)));
	}
	console.log(printFigures(figures));
	const short = figures.filter((figure) => !isWithinReach(figure));
	console.log(`\n${figures.length} figures, ${short.length} short of their reach`);
	if (!values.quick && values.only === undefined) await keep(figures);
	return 0;
});

async function keep(figures: readonly Figure[]): Promise<void> {
	await mkdir(RESULTS, { recursive: true });
	const machine = `${cpus().length} cores, Node ${process.version}, n8n 2.41.1`;
	const results = { machine, figures };
	await writeFile(join(RESULTS, 'results.json'), `${JSON.stringify(results, null, '\t')}\n`);
	const bars = figures.filter(({ part, unit }) => part.startsWith('Videos') && unit === 's');
	const title = `Seconds for videos of 8 s (${machine})`;
	await writeFile(join(RESULTS, 'items.svg'), drawBars(title, bars));
	console.log('Kept in docs/bench/results.json and docs/bench/items.svg');
}
