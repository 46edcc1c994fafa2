/** Asks a provider which tasks the account has. */

import type { TaskQuery } from '../providers/provider';
import type { Listed } from '../terms/reading';
import { failureOf } from '../terms/refusals';
import { ok, problem, type Result } from '../terms/result';
import type { ListedTask } from '../terms/task';
import { exchange, type Patience } from '../transport/exchange';
import type { Session } from './session';

/** The tasks of a time, as far as they were asked for. */
export interface TasksOfAccount {
	/** Newest first. */
	tasks: ListedTask[];
	/** There are more than were asked for. */
	isCut: boolean;
	/** By how many milliseconds the provider's clock is ahead of ours; null where it does not tell the time. */
	aheadMs: number | null;
}

/** More pages are not asked for at once. */
const MOST_PAGES = 20;
/** A clock that is further off tells nothing: the header is a cache's, or nobody's. */
const MOST_AHEAD_MS = 600_000;

/** Costs nothing, and never throws. A provider without a list has no tasks. */
export async function listTasks(
	session: Session,
	about: Omit<TaskQuery, 'cursor'>,
	patience: Patience,
	mostPages = MOST_PAGES,
): Promise<Result<TasksOfAccount>> {
	const { provider } = session;
	const { list } = provider;
	const tasks: ListedTask[] = [];
	let aheadMs: number | null = null;
	let cursor: string | null = null;
	for (let page = 0; list !== undefined && page < mostPages; page++) {
		const query: TaskQuery = { ...about, cursor };
		const { outcome, verdict } = await exchange<Listed>(session, {
			asked: 'status',
			request: list.request(query),
			patience,
			read: (reply) => list.read(reply, query),
		});
		if (outcome.type === 'reply') aheadMs ??= aheadOf(outcome.headers.date);
		if (verdict?.says !== 'listed') {
			const said = verdict?.says === 'refused' ? verdict : ({ says: 'nothing' } as const);
			return problem(failureOf(provider, outcome, said, 'status', null));
		}
		tasks.push(...verdict.tasks);
		if (verdict.cursor === null || verdict.cursor === cursor) {
			return ok({ tasks, isCut: false, aheadMs });
		}
		({ cursor } = verdict);
	}
	return ok({ tasks, isCut: list !== undefined, aheadMs });
}

function aheadOf(date: string | undefined): number | null {
	const ahead = Date.parse(date ?? '') - Date.now();
	return Math.abs(ahead) <= MOST_AHEAD_MS ? ahead : null;
}
