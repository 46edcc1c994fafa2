/**
 * Load and soak: twice 2,000 videos in one execution while 5 % of all reads fail, then an hour of trigger
 * polls made short. Prints counts, writes the memory curve, and ends with an error when a video is
 * lost or paid for twice. `npm run soak`, about a minute and a half; no part of `npm test`.
 */

import '../setup.mts';
import './sources.mts';

import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { memoryChart, type Phase } from './chart.mts';
import { watchMemory } from './memory.mts';
import { startSandboxProcess } from './sandboxProcess.mts';

const ITEMS = 2000;
/** The second round shows what the first one left behind. */
const ROUNDS = 2;
const WARM_UP = 200;
const POLLS = 360;
const TASK_SECONDS = 8;
const SVG = join(import.meta.dirname, '..', '..', 'docs', 'reliability', 'soak.svg');
const MAX_GROWTH_MIB = 8;
/** The run ends by itself, whatever hangs. */
const LIMIT_MS = 290_000;

/** Together 5 % of the looks at tasks, and 5 % of the downloads. */
const FAULTS = [
	{ kind: 'status', status: 503, probability: 0.02, action: 'status' },
	{ kind: 'cutBeforeReply', probability: 0.01, action: 'status' },
	{ kind: 'html', probability: 0.01, action: 'status' },
	{ kind: 'cutJson', probability: 0.01, action: 'status' },
	{ kind: 'status', status: 500, probability: 0.02, action: 'content' },
	{ kind: 'half', probability: 0.03, action: 'content' },
	{ kind: 'status', status: 500, probability: 0.02, action: 'link' },
	{ kind: 'half', probability: 0.03, action: 'link' },
] as const;

// The trigger logs each look that fails: here that are hundreds, all of them meant.
process.env.N8N_LOG_LEVEL = 'silent';

const guard = setTimeout(() => {
	process.stderr.write('The soak did not end in time.\n');
	process.exit(1);
}, LIMIT_MS);
const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

// What these load can be loaded only after `sources.mts` has run.
const { useFileStore } = await import('./fileStore.mts');
const { generateMany, pollMany } = await import('./load.mts');

const say = (text: string) => process.stdout.write(`${text}\n`);
const store = await useFileStore();
const sandbox = await startSandboxProcess();
const problems: string[] = [];
const expect = (isSo: boolean, what: string) => {
	if (!isSo) problems.push(what);
};
const memory = watchMemory();
const phases: Phase[] = [];
const begin = (title: string) => phases.push({ title, fromSeconds: memory.now() });

try {
	await sandbox.setTaskSeconds(TASK_SECONDS);
	await sandbox.addFaults(FAULTS.map((fault) => ({ ...fault, times: 'always' })));
	begin(`${WARM_UP} videos`);
	await generateMany(sandbox, WARM_UP, 0);
	const heapBefore = memory.heapInUse();

	for (let round = 0; round < ROUNDS; round++) {
		begin(`${ITEMS} videos, 5 % of reads fail`);
		const startedAt = memory.now();
		const result = await generateMany(sandbox, ITEMS, WARM_UP + round * ITEMS);
		const { videos, errors, unclear } = result;
		const seconds = Math.round(memory.now() - startedAt);
		const words = [...errors].map(([what, count]) => `${count} × ${what}`).join('; ');
		const rss = memory.samples.filter((one) => one.seconds >= startedAt);
		const most = Math.round(Math.max(...rss.map(({ rssMiB }) => rssMiB)));
		say(`${ITEMS} items in ${seconds} s on ${availableParallelism()} cores: ${videos} videos`);
		say(`  clear errors: ${words || 'none'}; neither: ${unclear}`);
		say(`  resident memory: ${most} MiB at most`);
		const failed = [...errors.values()].reduce((sum, count) => sum + count, 0);
		expect(
			unclear === 0 && videos + failed === ITEMS,
			'Items ended in neither a video nor an error',
		);
	}
	const heapAfter = memory.heapInUse();
	const prompts = (await sandbox.prompts()).filter((prompt) => prompt.startsWith('soak '));
	const twice = prompts.length - new Set(prompts).size;
	say(`${prompts.length} videos paid for, ${twice} of them twice; ${await store.files()} files`);
	say(`  heap in use: ${heapBefore.toFixed(1)} MiB before, ${heapAfter.toFixed(1)} MiB after`);
	expect(twice === 0, 'Videos were paid for twice');
	expect(heapAfter - heapBefore < MAX_GROWTH_MIB, 'Memory was kept after the videos were made');

	begin(`${POLLS} trigger polls`);
	const polled = await pollMany(sandbox, POLLS, memory.heapInUse);
	const { early, late } = polled.heapInUse;
	say(`${polled.polls} polls, ${polled.failedPolls} of them failed`);
	say(`  ${polled.finished} tasks finished, ${polled.handedOutOnce} of them handed out once`);
	say(`  heap in use: ${early.toFixed(1)} MiB after a third, ${late.toFixed(1)} MiB at the end`);
	expect(polled.handedOutOnce === polled.finished, 'Tasks were missed, or handed out twice');
	expect(late - early < MAX_GROWTH_MIB, 'Memory grew while the trigger polled');
} finally {
	memory.stop();
	await sandbox.close();
	await store.remove();
	clearTimeout(guard);
}

say(`Unhandled rejections: ${unhandled.length}`);
expect(unhandled.length === 0, `Unhandled rejections: ${unhandled.map(String).join(', ')}`);
mkdirSync(join(SVG, '..'), { recursive: true });
const title = `Memory under load: ${ROUNDS} × ${ITEMS.toLocaleString('en')} videos, then ${POLLS} polls`;
writeFileSync(SVG, memoryChart(title, memory.samples, phases));
for (const problem of problems) process.stderr.write(`${problem}.\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
