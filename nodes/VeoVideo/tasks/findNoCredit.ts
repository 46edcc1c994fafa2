/** Asks an account that is paid in advance how much it has left, before its first video of an execution is created. */

import type { Failure } from '../terms/result';
import { exchange } from '../transport/exchange';
import type { Session } from './session';
import { noCredit } from './words';

/** One answer serves all items of an execution: what runs out on the way is said by the provider itself. */
const answers = new WeakMap<Session, Promise<Failure | null>>();

/** Null where there is credit, where nobody can tell, and where the provider tells nobody. Never throws. */
export async function findNoCredit(session: Session): Promise<Failure | null> {
	const answer = answers.get(session) ?? ask(session);
	answers.set(session, answer);
	return await answer;
}

async function ask(session: Session): Promise<Failure | null> {
	const { credit } = session.provider;
	if (credit === undefined) return null;
	const { outcome } = await exchange(session, {
		asked: 'status',
		request: credit.request,
		patience: 'once',
	});
	const left = outcome.type === 'reply' ? credit.read(outcome) : null;
	return left !== null && left <= 0 ? noCredit(session.provider) : null;
}
