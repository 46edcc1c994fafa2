/**
 * Finds the task of a create whose reply was lost, in the provider's list of tasks: exactly one that asks for
 * the same, was made after the create left, and belongs to nobody else. Nothing here guesses: of several it
 * takes none.
 */

import { createHash } from 'node:crypto';

import { isJsonObject } from '../terms/json';
import { isPassing } from '../terms/refusals';
import type { ServiceRequest } from '../terms/request';
import type { Asking, ListedTask } from '../terms/task';
import { ENDED_LIST_PAUSE_MS, LIST_PAUSES_MS } from '../transport/limits';
import { sleepUntil } from '../transport/sleeping';
import { checkTask } from './checkTask';
import type { LostCreate } from './createdTasks';
import { listTasks } from './listTasks';
import type { Session } from './session';

/** What a look for a lost task came to; `words` is a sentence for a person. */
export type Found =
	| { type: 'found'; taskId: string }
	/** `isFinal`: another look would say the same. */
	| { type: 'unsure'; words: string; isFinal?: boolean };

/** What the execution knows of its other creates. */
export interface Others {
	/** The tasks that belong to somebody. */
	known(): ReadonlySet<string>;
	/** Whether another item waits for a task of the same input, so that nobody can tell whose one is. */
	waitForSame(): boolean;
}

/** No video takes longer. */
const LONGEST_MS = 420_000;
/** Clocks that differ by less are asked about as if they were the same. */
const CLOCKS_DIFFER_MS = 30_000;
/** Where the provider does not tell the time, its clock is taken to be off by no more. */
const UNKNOWN_CLOCK_MS = 30_000;
/** A create that got no answer reached the provider within this time, if it did. */
const UNDER_WAY_MS = 420_000;
/** Somebody between may hold a create back for so long after its sender has given up. */
const HELD_BACK_MS = 60_000;
/** Tasks of the same time whose inputs the list leaves out are asked about one by one. */
const MOST_CHECKS = 30;
const MOST_PAGES = 5;

/** What a create asks for, known again by its hash; null where the provider has no list that would tell. */
export function markOf(
	session: Session,
	create: ServiceRequest,
): Pick<LostCreate, 'model' | 'input'> | null {
	const asking = session.provider.list?.askingOf(create) ?? null;
	return asking === null ? null : { model: asking.model, input: hashOf(asking) };
}

/** The same for the same input in any order of its fields. A field that is null is none. */
function hashOf({ input }: Pick<Asking, 'input'>): string {
	return createHash('sha256')
		.update(JSON.stringify(inOrder(input)))
		.digest('hex');
}

function inOrder(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(inOrder);
	if (!isJsonObject(value)) return value;
	return Object.entries(value)
		.filter(([, part]) => part !== null && part !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, part]) => [name, inOrder(part)]);
}

/**
 * Looks a few times; where the list has only tasks that are over, for as long as `limitMs`. Never throws,
 * creates nothing, and takes nothing when the execution is stopped.
 */
export async function findLostTask(
	session: Session,
	lost: LostCreate,
	others: Others,
	limitMs: number,
): Promise<Found> {
	const endsAt = Date.now() + Math.min(limitMs, LONGEST_MS);
	const isSlow = session.provider.list?.hasEndedAlone === true;
	let last: Found = { type: 'unsure', words: '' };
	for (let looks = 0; ; looks++) {
		const pause = LIST_PAUSES_MS[looks] ?? (isSlow ? ENDED_LIST_PAUSE_MS : null);
		if (pause === null || Date.now() + pause > endsAt) return last;
		await sleepUntil(Date.now() + pause, session.signal);
		if (session.signal.aborted) return last;
		last = await look(session, lost, others);
		if (last.type === 'found' || last.isFinal) return last;
	}
}

async function look(session: Session, lost: LostCreate, others: Others): Promise<Found> {
	const { displayName } = session.provider;
	const listed = await listOfTheTime(session, lost);
	const unsure = (words: string) => ({ type: 'unsure' as const, words });
	if (listed.type === 'problem') {
		const words = `The list of tasks at ${displayName} could not be read: ${listed.message}.`;
		const { httpCode } = listed;
		return { ...unsure(words), isFinal: httpCode !== undefined && !isPassing(httpCode) };
	}
	const { tasks, aheadMs, isCut } = listed.value;
	const known = others.known();
	const near = tasks.filter((one) => isNear(one, lost, aheadMs) && !known.has(one.taskId));
	const same = isCut ? null : await withSameInput(session, near, lost);
	if (same === null) {
		return unsure(`The list of tasks at ${displayName} has too many of the same time to tell.`);
	}
	const ids = [...new Set(same.map(({ taskId }) => taskId))];
	const [taskId] = ids;
	if (taskId === undefined) {
		return unsure(`The list of tasks at ${displayName} has none that asks for the same, so far.`);
	}
	if (ids.length > 1) {
		return unsure(
			`The list of tasks at ${displayName} has several that ask for the same: ${ids.join(', ')}.`,
		);
	}
	// What came to another item meanwhile is known now.
	if (others.known().has(taskId) || others.waitForSame()) {
		return unsure(
			`The list of tasks at ${displayName} has one that asks for the same (${taskId}), but another item asks for the same as well.`,
		);
	}
	return { type: 'found', taskId };
}

/** By the provider's clock, which the first reply tells. */
async function listOfTheTime(session: Session, lost: LostCreate): ReturnType<typeof listTasks> {
	const about = (aheadMs: number) => ({
		from: lost.sentAt + aheadMs - CLOCKS_DIFFER_MS,
		to: latestOf(lost) + aheadMs + CLOCKS_DIFFER_MS,
		model: lost.model,
	});
	const listed = await listTasks(session, about(0), 'once', MOST_PAGES);
	const aheadMs = listed.type === 'ok' ? (listed.value.aheadMs ?? 0) : 0;
	return Math.abs(aheadMs) < CLOCKS_DIFFER_MS
		? listed
		: await listTasks(session, about(aheadMs), 'once', MOST_PAGES);
}

/** Made while the create was under way, by the provider's clock. */
function isNear(
	{ model, createdAt }: ListedTask,
	lost: LostCreate,
	aheadMs: number | null,
): boolean {
	if (model !== lost.model || createdAt === null) return false;
	// Some lists tell whole seconds.
	const slack = aheadMs === null ? UNKNOWN_CLOCK_MS : createdAt % 1000 === 0 ? 1000 : 0;
	const at = createdAt - (aheadMs ?? 0);
	return at >= lost.sentAt - slack && at <= latestOf(lost) + slack;
}

function latestOf({ sentAt, overAt }: LostCreate): number {
	return (overAt ?? sentAt + UNDER_WAY_MS) + HELD_BACK_MS;
}

/** Null where it cannot be told of all of them. */
async function withSameInput(
	session: Session,
	near: readonly ListedTask[],
	lost: LostCreate,
): Promise<ListedTask[] | null> {
	const { list } = session.provider;
	if (near.filter(({ input }) => input === null).length > MOST_CHECKS) return null;
	const same: ListedTask[] = [];
	for (const one of near) {
		let { input } = one;
		if (input === null) {
			const check = await checkTask(session, one.taskId, 'once');
			if (check.type !== 'seen') return null;
			input = list?.inputIn?.(check.seen.raw) ?? null;
		}
		if (input !== null && hashOf({ input }) === lost.input) same.push(one);
	}
	return same;
}
