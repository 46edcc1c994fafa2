/** Plays many histories side by side, and shrinks those that break a law to the least that breaks it the same way. */

import fc from 'fast-check';

import { histories, tell, type History } from './histories.mts';
import { brokenLaws, type Broken } from './laws.mts';
import { play } from './story.mts';

export interface Hunt {
	/** Decides all histories. */
	seed: number;
	histories: number;
	/** How many histories are played at a time: they wait for sockets, not for each other. */
	atOnce?: number;
	/** What to leave out of the histories; see there. */
	without?: string[];
	/** Shrink only what breaks a law in words that hold this. */
	how?: string;
	/** How many of those that break a law in the same words are shrunk. Default 1. */
	shrinkEach?: number;
}

/** A way to break a law that was found. */
export interface Find {
	law: Broken['law'];
	how: string;
	/** Of the shrunk history. */
	detail: string;
	seed: number;
	/** Which of the seed's histories, and fast-check's steps from there to the shrunk one. */
	path: string;
	/** The shrunk history in words. */
	words: string;
	history: History;
}

export interface Catch {
	passed: number;
	failed: number;
	/** By law and words: how many histories broke it so. */
	counts: Record<string, number>;
	finds: Find[];
}

const AT_ONCE = 4;
const MAX_SHRINKING = 400;

function signatureOf({ law, how }: Pick<Broken, 'law' | 'how'>): string {
	return `${law}: ${how}`;
}

async function signatures(history: History): Promise<Map<string, Broken>> {
	const broken = brokenLaws(await play(history));
	return new Map(broken.map((one) => [signatureOf(one), one]));
}

/** Plays them all. */
export async function hunt({
	seed,
	histories: count,
	atOnce = AT_ONCE,
	without: left = [],
	how = '',
	shrinkEach = 1,
}: Hunt): Promise<Catch> {
	const any = histories(left);
	const all = fc.sample(any, { seed, numRuns: count });
	const failures: Array<{ index: number; broken: Map<string, Broken> }> = [];
	let next = 0;
	const worker = async () => {
		for (let index = next++; index < all.length; index = next++) {
			const history = all[index];
			const broken = history && (await signatures(history));
			if (broken && broken.size > 0) failures.push({ index, broken });
		}
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
	failures.sort((one, other) => one.index - other.index);

	const counts: Record<string, number> = {};
	const finds: Find[] = [];
	for (const { index, broken } of failures) {
		for (const [signature] of broken) {
			counts[signature] = (counts[signature] ?? 0) + 1;
			if (counts[signature] > shrinkEach || !signature.includes(how)) continue;
			finds.push(await shrink(any, seed, String(index), signature));
		}
	}
	return { passed: count - failures.length, failed: failures.length, counts, finds };
}

/** Shrinks the history of that path as long as it breaks the law in the same words. */
async function shrink(
	any: fc.Arbitrary<History>,
	seed: number,
	path: string,
	signature: string,
): Promise<Find> {
	let plays = 0;
	const breaks = async (history: History) =>
		plays++ < MAX_SHRINKING && (await signatures(history)).has(signature);
	const holds = fc.asyncProperty(any, async (history) => !(await breaks(history)));
	const result = await fc.check(holds, { seed, path, numRuns: 1, endOnFailure: false });
	const [found] = result.counterexample ?? fc.sample(any, { seed, path, numRuns: 1 });
	if (found === undefined) throw new Error(`There is no history ${path} of the seed ${seed}`);
	plays = 0;
	const history = await withoutIdleParts(found, breaks);
	const broken = (await signatures(history)).get(signature);
	const [law = 'a', how = ''] = signature.split(': ');
	return {
		law: law as Broken['law'],
		how,
		detail: broken?.detail ?? 'only now and then: it depends on what comes first',
		seed,
		path: result.counterexamplePath ?? path,
		words: tell(history),
		history,
	};
}

/** fast-check shrinks a list from one end; what is left in it that has no part in the matter goes here. */
async function withoutIdleParts(
	history: History,
	breaks: (history: History) => Promise<boolean>,
): Promise<History> {
	for (const smaller of smallerBy(history)) {
		if (await breaks(smaller)) return await withoutIdleParts(smaller, breaks);
	}
	return history;
}

function without<T>(list: readonly T[], index: number): T[] {
	return list.filter((_, at) => at !== index);
}

function* smallerBy(history: History): Generator<History> {
	const { setting, steps } = history;
	for (const index of steps.keys()) yield { ...history, steps: without(steps, index) };
	for (const list of ['troubles', 'triggers'] as const) {
		for (const index of setting[list].keys()) {
			yield { ...history, setting: { ...setting, [list]: without<unknown>(setting[list], index) } };
		}
	}
	if (setting.tries > 1) yield { ...history, setting: { ...setting, tries: 1 } };
	if (setting.isTracked) yield { ...history, setting: { ...setting, isTracked: false } };
	if (setting.isChanging) yield { ...history, setting: { ...setting, isChanging: false } };
	if (setting.operation === 'generate') {
		yield { ...history, setting: { ...setting, operation: 'create' } };
	}
}
