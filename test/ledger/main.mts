/**
 * `npm run ledger -- --histories 10000 [--seed N]`: plays that many histories in two processes, and
 * prints what broke a law, shrunk and in words. A find is repeated by its seed: `--seed N --histories M`
 * with M above the number that its path begins with. `--without orderTaken,taskEmpty` leaves troubles out
 * by the beginning of their names (histories.mts), to look behind what is known.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { Catch, Find } from './hunt.mts';
import { LAWS } from './laws.mts';

const ROOT = join(import.meta.dirname, '..', '..');
/** A process plays this many, and a new one the next: what n8n keeps in memory does not add up. */
const CHUNK = 500;

const { values } = parseArgs({
	options: {
		histories: { type: 'string', default: '1000' },
		seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
		processes: { type: 'string', default: '2' },
		without: { type: 'string', default: '' },
		how: { type: 'string', default: '' },
		shrink: { type: 'string', default: '1' },
	},
});
const histories = Number(values.histories);
const seed = Number(values.seed);
const folder = mkdtempSync(join(tmpdir(), 'veo-ledger-'));
const startedAt = performance.now();

/** Chunks have seeds of their own: the first has the one that was given. */
const chunks = Array.from({ length: Math.ceil(histories / CHUNK) }, (_, index) => ({
	seed: seed + index,
	histories: Math.min(CHUNK, histories - index * CHUNK),
	shrinkEach: Number(values.shrink),
	how: values.how,
	without: values.without.split(',').filter((one) => one !== ''),
	reportTo: join(folder, `${index}.json`),
}));
console.log(`${histories} histories, seed ${seed}`);

const total: Catch = { passed: 0, failed: 0, counts: {}, finds: [] };
const waiting = [...chunks];
const worker = async () => {
	for (let chunk = waiting.shift(); chunk !== undefined; chunk = waiting.shift()) {
		await runChunk(chunk);
		add(JSON.parse(readFileSync(chunk.reportTo, 'utf8')) as Catch);
		console.log(`seed ${chunk.seed}: ${total.passed} passed, ${total.failed} failed so far`);
	}
};
try {
	await Promise.all(Array.from({ length: Number(values.processes) }, worker));
} finally {
	rmSync(folder, { recursive: true, force: true });
}

for (const find of total.finds) console.log(describe(find));
for (const [how, count] of Object.entries(total.counts)) console.log(`${count} times ${how}`);
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(`${total.passed} passed, ${total.failed} failed, in ${seconds} s (seed ${seed})`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function runChunk(chunk: object): Promise<void> {
	const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
	const child = spawn(process.execPath, [jest, 'test/ledger/ledger.test.mts'], {
		cwd: ROOT,
		env: { ...process.env, VEO_LEDGER: JSON.stringify(chunk) },
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let words = '';
	child.stderr.on('data', (part: Buffer) => (words += part.toString()));
	const code = await new Promise((resolve) => child.once('exit', resolve));
	if (code !== 0) throw new Error(`The histories could not be played:\n${words}`);
}

/** Finds of other chunks that break the same law in the same words are only counted. */
function add({ passed, failed, counts, finds }: Catch): void {
	total.passed += passed;
	total.failed += failed;
	for (const find of finds) {
		const alike = total.finds.filter(({ law, how }) => law === find.law && how === find.how);
		if (alike.length < Number(values.shrink)) total.finds.push(find);
	}
	for (const [how, count] of Object.entries(counts)) {
		total.counts[how] = (total.counts[how] ?? 0) + count;
	}
}

function describe({ law, how, detail, seed: itsSeed, path, words }: Find): string {
	return `\nLaw ${law} (${LAWS[law]}) is broken: ${how}.\n  seed ${itsSeed}, path ${path}: ${detail}\n  ${words}\n`;
}
