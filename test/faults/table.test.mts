/** The fault table: every provider and operation under every fault, as `reliability.mts` says it ends. */

import './quiet.mts';
import '../transport/withoutPauses.mts';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import type * as transport from '../../nodes/VeoVideo/transport/send';
import { startSandbox } from '../../sandbox/sandbox.mts';
import { runAll } from './crowd.mts';
import { openElsewhere } from './elsewhere.mts';
import { type Ground, TASK_SECONDS } from './ground.mts';
import type * as patience from './patience.mts';
import { withPatience } from './patience.mts';
import {
	FAULTS,
	isPossible,
	type FaultLine,
	type FaultName,
	type NotPossible,
} from './reliability.mts';
import {
	servesFiles,
	tryFile,
	tryOrder,
	tryQuestion,
	tryTrigger,
	tryWait,
	type Complaints,
} from './trials.mts';

// The limits of silence are 20 s for a look, 60 s for a question and 180 s for an order. Here the same
// code keeps to shorter ones where a server is silent, and only there: the others may take their time.
jest.mock('../../nodes/VeoVideo/transport/send', () => {
	const actual = jest.requireActual<typeof transport>('../../nodes/VeoVideo/transport/send');
	const { limited } = jest.requireActual<typeof patience>('./patience.mts');
	const send: typeof transport.send = async (context, connection, request, timeoutMs = Infinity) =>
		await actual.send(context, connection, request, limited(timeoutMs));
	return {
		...actual,
		send,
		get REPLY_TIMEOUT_MS() {
			return limited(actual.REPLY_TIMEOUT_MS);
		},
	};
});
const PATIENCE_MS = 6000;

/** The part of a cell whose fault does not pass. */
const LASTING = 'fault that lasts';
const OPERATIONS = ['create', 'get', 'download', 'generate', 'trigger'] as const;

interface Cell {
	provider: Provider;
	fault: FaultName;
	operation: (typeof OPERATIONS)[number];
	/** In which of its requests, and whether the fault lasts. */
	part: string;
	/** What is expected, for the printed table. */
	end: string;
	attempt: ((ground: Ground) => Promise<Complaints>) | NotPossible;
}

const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

const CELLS: Cell[] = PROVIDERS.flatMap((provider) =>
	FAULT_NAMES.flatMap((fault) => cellsOf(provider, fault)),
);

/** Who signs for a token gets another where one is not taken. */
function lineOf({ account }: Provider, fault: FaultName): FaultLine {
	const line: FaultLine = FAULTS[fault];
	if (account === undefined || fault !== 'http401') return line;
	const file = { endpoint: 'askedAgain', link: 'askedAgain' } as const;
	return { ...line, order: 'sentAgain', question: 'askedAgain', file };
}

function cellsOf(provider: Provider, fault: FaultName): Cell[] {
	const line = lineOf(provider, fault);
	const file = servesFiles(provider) ? line.file.endpoint : line.file.link;
	const cell = <T extends string>(
		operation: Cell['operation'],
		part: string,
		end: T | NotPossible,
		attempt: (ground: Ground, end: T) => Promise<Complaints>,
	): Cell => ({
		provider,
		fault,
		operation,
		part,
		end: isPossible(end) ? end : 'n/a',
		attempt: isPossible(end) ? async (ground) => await attempt(ground, end) : end,
	});
	return [
		cell(
			'create',
			'order',
			line.order,
			async (ground, end) => await tryOrder(ground, provider, fault, end, 'create'),
		),
		...[false, true].flatMap((isLasting) => [
			cell(
				'get',
				isLasting ? LASTING : 'question',
				line.question,
				async (ground, end) => await tryQuestion(ground, provider, fault, end, isLasting),
			),
			cell(
				'download',
				isLasting ? LASTING : 'file',
				file,
				async (ground, end) => await tryFile(ground, provider, fault, end, 'download', isLasting),
			),
			cell(
				'generate',
				isLasting ? LASTING : 'wait',
				line.wait,
				async (ground) => await tryWait(ground, provider, fault, isLasting),
			),
		]),
		cell(
			'generate',
			'order',
			line.order,
			async (ground, end) => await tryOrder(ground, provider, fault, end, 'generate'),
		),
		cell(
			'generate',
			'file',
			file,
			async (ground, end) => await tryFile(ground, provider, fault, end, 'generate', false),
		),
		cell(
			'trigger',
			'look',
			line.trigger,
			async (ground) => await tryTrigger(ground, provider, fault),
		),
	];
}

const LIMIT_MS = 180_000;

/** Those that take long go first. */
const slowness = ({ part, fault }: Cell) =>
	(part === LASTING ? 1 : 0) + (fault === 'http429' || fault === 'timeout' ? 1 : 0);

let ground: Ground;
const results = new Map<Cell, Promise<Complaints>>();
const failed = new Set<Cell>();

beforeAll(async () => {
	// Not at once: a reply to a create that tells the end would leave nothing to wait for.
	const sandbox = await startSandbox({ taskSeconds: TASK_SECONDS, videoBytes: 3000 });
	ground = { sandbox, elsewhere: await openElsewhere(sandbox.key) };
	const cells = [...CELLS].sort((a, b) => slowness(b) - slowness(a));
	const tried = cells.flatMap((cell) => {
		const { attempt } = cell;
		return typeof attempt === 'function' ? [{ cell, attempt }] : [];
	});
	const attempts = runAll(
		tried.map(({ cell, attempt }) => async () => {
			try {
				return cell.fault === 'timeout'
					? await withPatience(PATIENCE_MS, async () => await attempt(ground))
					: await attempt(ground);
			} catch (error) {
				return [`the trial itself failed: ${String(error)}`];
			}
		}),
	);
	for (const [index, attempted] of attempts.entries()) {
		const cell = tried[index]?.cell;
		if (cell) results.set(cell, attempted);
	}
});
afterAll(async () => {
	await Promise.all(results.values());
	await ground.sandbox.close();
	await ground.elsewhere.close();
	printTable();
});

describe.each(PROVIDERS.map((provider) => [provider.displayName, provider] as const))(
	'%s',
	(_name, provider) => {
		it.each(
			CELLS.filter((cell) => cell.provider === provider).map(
				(cell) => [FAULTS[cell.fault].fault.en, cell.operation, cell.part, cell.end, cell] as const,
			),
		)(
			'%s: %s (%s): %s',
			async (_fault, _operation, _part, _end, cell) => {
				if (typeof cell.attempt !== 'function') {
					expect(cell.attempt.because.length).toBeGreaterThan(5);
					return;
				}
				failed.add(cell);
				expect(await results.get(cell)).toEqual([]);
				failed.delete(cell);
			},
			LIMIT_MS,
		);
	},
);

describe('in all of these', () => {
	it(
		'no video was paid for twice',
		async () => {
			await Promise.all(results.values());
			const prompts = ground.sandbox.created.map(({ prompt }) => prompt);
			expect(prompts.length).toBe(new Set(prompts).size);
		},
		LIMIT_MS,
	);

	it(
		'no credential was seen at another origin',
		async () => {
			await Promise.all(results.values());
			expect(ground.elsewhere.requests.length).toBeGreaterThan(0);
			expect(ground.sandbox.count({ face: 'cdn' })).toBeGreaterThan(0);
			expect(ground.sandbox.credentialsSeenElsewhere).toEqual([]);
			expect(ground.elsewhere.credentialsSeen()).toEqual([]);
		},
		LIMIT_MS,
	);
});

function printTable(): void {
	const cellFor = (fault: FaultName, operation: string) => {
		const cells = CELLS.filter((one) => one.fault === fault && one.operation === operation);
		const wrong = cells.filter((one) => failed.has(one));
		const ends = new Set(cells.map(({ end }) => end));
		const words = [...ends].filter((end) => end !== 'n/a' || ends.size === 1).join('/');
		return wrong.length === 0
			? words
			: `${words} WRONG at ${[...new Set(wrong.map(({ provider }) => provider.name))].join(', ')}`;
	};
	const lines = [
		['fault', ...OPERATIONS],
		...FAULT_NAMES.map((fault) => [
			FAULTS[fault].fault.en,
			...OPERATIONS.map((operation) => cellFor(fault, operation)),
		]),
	];
	const { sandbox, elsewhere } = ground;
	const made = new Set(sandbox.created.map(({ prompt }) => prompt)).size;
	const seen = sandbox.credentialsSeenElsewhere.length + elsewhere.credentialsSeen().length;
	process.stdout.write(
		`\n${lines.map((line) => line.join(' | ')).join('\n')}\n\n` +
			`${results.size} trials at ${PROVIDERS.length} providers: ${sandbox.created.length - made} creates too many, ${seen} credentials seen elsewhere, ${failed.size} trials not as the table says.\n\n`,
	);
}
