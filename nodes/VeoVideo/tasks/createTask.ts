/** Creates the video of an item, once: what an earlier try of this execution created is taken up instead. */

import type { IExecuteFunctions } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import { findProvider } from '../providers/registry';
import { failureOf, REFUSALS } from '../terms/refusals';
import { type Failure, ok, problem, type Result } from '../terms/result';
import { blankTask, type SeenTask, type TaskKey } from '../terms/task';
import { exchange } from '../transport/exchange';
import { maySeeResult, urlOf } from '../transport/origins';
import { outlivingStop } from '../transport/outlivingStop';
import { checkTask } from './checkTask';
import { CreatedTasks, type LostCreate } from './createdTasks';
import { findLostTask, markOf } from './findLostTask';
import { findNoCredit } from './findNoCredit';
import type { HeldRequest } from './heldRequest';
import type { Session } from './session';
import {
	brokenTask,
	STOPPED_BEFORE_CREATE,
	stoppedWithTask,
	unknownCreate,
	whatCameInstead,
} from './words';

export interface CreatedTask<S extends Session = Session> extends SeenTask {
	/** An earlier try of this execution created it. */
	isTakenUp: boolean;
	/** The way to the provider that has the task: an expression may name another one at each try. */
	session: S;
	/** What the provider's reply says is wrong, though it names the task: to be thrown once the task is written down. */
	problem: Failure | null;
}

/** What the creates of an execution share. */
export interface Creating<S extends Session = Session> {
	context: IExecuteFunctions;
	/** The same context, for requests that a stop must not cut off. */
	lasting: IExecuteFunctions;
	created: CreatedTasks;
	sessions: SessionsOf<S>;
}

/** The sessions of an execution, one a provider. Throws a node error where the credential is of no use. */
interface SessionsOf<S extends Session> {
	of(provider: Provider, itemIndex: number): Promise<S>;
}

/** How long a create that has left may stay unanswered after a stop. Until then a person waits for the end. */
const CREATE_GRACE_MS = 60_000;

export function beginCreating<S extends Session>(
	context: IExecuteFunctions,
	sessions: SessionsOf<S>,
): Creating<S> {
	return {
		context,
		lasting: outlivingStop(context, CREATE_GRACE_MS),
		created: new CreatedTasks(context),
		sessions,
	};
}

/**
 * Sends the create and returns the task. `limitMs` bounds the tries that a refusing provider is given.
 * `claim` runs before the task of an earlier try is asked about, which may take minutes: from then on
 * nobody else is to deliver it.
 * The words "may have been created" in a problem mean that nobody knows whether it was. Throws only
 * where an earlier try asked another provider, whose credential is now of no use.
 */
export async function createTask<S extends Session>(
	{ lasting, created, sessions }: Creating<S>,
	session: S,
	itemIndex: number,
	{ fingerprint, former, make }: HeldRequest,
	limitMs: number,
	claim: (task: TaskKey) => Promise<void> = async () => {},
): Promise<Result<CreatedTask<S>>> {
	const { provider } = session;
	/** The task of a create that got no answer, out of the provider's list; else what is to be said. */
	const findAgain = async (own: S, lost: LostCreate, reason: string, httpCode?: number) => {
		const others = {
			known: () => created.knownTasks(own.provider.name),
			waitForSame: () => created.waitsForSame(itemIndex, lost),
		};
		const found = await findLostTask(own, lost, others, limitMs);
		if (found.type === 'unsure') {
			return problem(unknownCreate(own.provider, reason, httpCode, found.words));
		}
		const { taskId } = found;
		created.noteCreated(itemIndex, fingerprint, taskId, own.provider.name);
		const check = await checkTask(own, taskId, { until: Date.now() + limitMs });
		const blank = { task: blankTask(own.provider.name, taskId), raw: null };
		const seen = check.type === 'seen' ? check.seen : blank;
		return ok({ ...seen, isTakenUp: false, session: own, problem: null });
	};
	const remembered = created.recall(itemIndex, { fingerprint, former });
	if (remembered !== null) {
		const asked = findProvider(remembered.provider ?? '') ?? provider;
		if (remembered.type === 'task') {
			const own = asked === provider ? session : await sessions.of(asked, itemIndex);
			const { taskId } = remembered;
			await claim({ provider: asked.name, taskId });
			return await takeUp(own, taskId, limitMs);
		}
		const reason = remembered.reason ?? 'It got no answer';
		const words = `An earlier try of this execution sent the order. ${reason}`;
		const { lost } = remembered;
		if (lost === null || asked.list === undefined) return problem(unknownCreate(asked, words));
		const own = asked === provider ? session : await sessions.of(asked, itemIndex);
		return await findAgain(own, lost, words);
	}
	const noCredit = await findNoCredit(session);
	if (noCredit !== null) return problem(noCredit);
	let unmade: Failure | null = null;
	let url = '';
	const { outcome, verdict } = await exchange(
		{ ...session, context: lasting },
		{
			asked: 'create',
			request: async () => {
				// A file that is gone is an error in which nothing was sent: what was tried before was refused.
				created.forget(itemIndex);
				const request = await make();
				if (request.type === 'problem') {
					unmade = request;
					return null;
				}
				const mark = markOf(session, request.value);
				created.noteSending(itemIndex, fingerprint, provider.name, mark);
				url = urlOf(session.connection.origins, request.value);
				return request.value;
			},
			patience: { forMs: limitMs },
			read: (reply, note) =>
				provider.read(reply, { asked: 'create', taskId: null, receivedAt: Date.now(), note }),
		},
	);
	const refuse = (failure: Failure) => {
		created.forget(itemIndex);
		return problem(failure);
	};
	if (unmade !== null) return refuse(unmade);
	if (outcome.type === 'stopped') return refuse(STOPPED_BEFORE_CREATE);
	const leaveOpen = async (reason: string, httpCode?: number) => {
		created.noteUnknown(itemIndex, reason);
		const lost = created.lostCreate(itemIndex);
		return lost === null
			? problem(unknownCreate(provider, reason, httpCode))
			: await findAgain(session, lost, reason, httpCode);
	};
	if (outcome.type === 'noAnswer') return await leaveOpen(outcome.reason);
	if (outcome.type === 'notSent') {
		return refuse(failureOf(provider, outcome, { says: 'nothing' }, 'create', null));
	}
	if (verdict?.says === 'task') {
		const { task, trouble } = verdict;
		created.noteCreated(itemIndex, fingerprint, task.taskId, provider.name);
		const failure = trouble && brokenTask(provider, task.taskId, outcome, trouble.words);
		return ok({ task, raw: outcome.body, isTakenUp: false, session, problem: failure });
	}
	const isOpen = maySeeResult(url, outcome.status, outcome.headers.location);
	if (verdict?.says === 'refused' && !REFUSALS[verdict.why].mayCount && !isOpen) {
		return refuse(failureOf(provider, outcome, verdict, 'create', null));
	}
	const own = verdict?.says === 'refused' ? verdict.words : null;
	return await leaveOpen(whatCameInstead(provider, outcome, own), outcome.status);
}

/** Asks how the task of an earlier try stands. */
async function takeUp<S extends Session>(
	session: S,
	taskId: string,
	limitMs: number,
): Promise<Result<CreatedTask<S>>> {
	const check = await checkTask(session, taskId, { until: Date.now() + limitMs });
	if (check.type === 'seen') return ok({ ...check.seen, isTakenUp: true, session, problem: null });
	const failure = session.signal.aborted ? stoppedWithTask(taskId) : check.failure;
	const advice =
		'A retry asks about this task of an earlier try, and orders again only if it has failed; a new execution orders anew.';
	return problem({ ...failure, description: `${failure.description} ${advice}` });
}
