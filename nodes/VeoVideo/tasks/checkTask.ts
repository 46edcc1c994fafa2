/** Asks the provider how a task is doing. */

import { failureOf, mayRepeat, REFUSALS } from '../terms/refusals';
import type { Failure } from '../terms/result';
import type { SeenTask } from '../terms/task';
import { type Answer, exchange, type Patience } from '../transport/exchange';
import { FAILURE_PAUSE_MS } from '../transport/limits';
import { sleepUntil } from '../transport/sleeping';
import type { Session } from './session';
import { stoppedBeforeAnswer } from './words';

/** A task that could not be read. */
export interface Unread {
	type: 'unread';
	failure: Failure;
	/** Whether the next check will fail as well. */
	lasting: boolean;
	/** Whether the provider refused this one task, and not the account or the address. */
	isAboutTask: boolean;
	/** Whether the provider says that it knows no such task. */
	isUnknown: boolean;
}

/** What became of a check. `skipped`: nothing was sent, for there was no time left, or a stop. */
export type Check =
	{ type: 'seen'; seen: SeenTask } | Unread | { type: 'skipped'; failure: Failure };

/** For how long a single question goes on when the provider is slow to answer. */
export const QUESTION_LIMIT_MS = 120_000;

/** Creates nothing, and never throws. */
export async function checkTask(
	session: Session,
	taskId: string,
	patience: Patience = { until: Date.now() + QUESTION_LIMIT_MS },
): Promise<Check> {
	const { provider } = session;
	const first = await ask(session, taskId, patience);
	const { outcome, verdict } = isBelieved(first)
		? first
		: await askLater(session, taskId, patience);
	if (verdict?.says === 'task') {
		const raw = outcome.type === 'reply' ? outcome.body : null;
		const { task, warning } = verdict;
		return { type: 'seen', seen: { task, raw, ...(warning !== undefined && { warning }) } };
	}
	const said = verdict ?? ({ says: 'nothing' } as const);
	// Also where the stop ended the request: that the provider gave no answer is not its fault.
	const isStopped = session.signal.aborted && outcome.type !== 'reply';
	const failure = isStopped
		? stoppedBeforeAnswer(taskId)
		: failureOf(provider, outcome, said, 'status', taskId);
	if (outcome.type === 'stopped') return { type: 'skipped', failure };
	const isRefused = outcome.type === 'reply' && !mayRepeat(said, outcome, 'status');
	const hasNoToken = outcome.type === 'notSent' && outcome.failure !== undefined;
	const lasting = isRefused || (hasNoToken && !outcome.retryable);
	return {
		type: 'unread',
		failure,
		lasting,
		isUnknown: isRefused && said.says === 'refused' && said.why === 'noTask',
		isAboutTask: isRefused && said.says === 'refused' && REFUSALS[said.why].broken === 'request',
	};
}

async function ask(session: Session, taskId: string, patience: Patience): Promise<Answer> {
	const { provider } = session;
	return await exchange(session, {
		asked: 'status',
		request: provider.statusRequest(taskId),
		patience,
		read: (reply, note) =>
			provider.read(reply, { asked: 'status', taskId, receivedAt: Date.now(), note }),
	});
}

function isBelieved({ verdict }: Answer): boolean {
	return verdict?.says !== 'task' || verdict.mayRecover !== true;
}

/** Where there is no time left for that, nothing is known: a paid task is not given up in haste. */
async function askLater(session: Session, taskId: string, patience: Patience): Promise<Answer> {
	await sleepUntil(Date.now() + FAILURE_PAUSE_MS, session.signal);
	return await ask(session, taskId, patience);
}
