/** Reads the replies of providers whose HTTP status means little, and whose body says in `code` what happened. */

import { isJsonObject, type JsonObject, textAt } from '../../terms/json';
import { problemOf, readErrorEnvelope } from '../../terms/problem';
import type { About, Asked, Reader, Reading, Refused, Why } from '../../terms/reading';
import { whyOfStatus } from '../../terms/refusals';
import type { Reply } from '../../terms/request';
import type { Task } from '../../terms/task';
import { tellsOfFault } from './byStatus';

/** What a code means, and what this provider's page has to say about it beyond the common sentences. */
export interface CodeMeaning extends Pick<Refused, 'retryAfterMs' | 'help'> {
	why: Why;
}

/** The codes that the page has for one kind of question. */
export type CodeTable = Readonly<Record<string, CodeMeaning>>;

/** What sets one of these dialects apart. None of it throws on odd input. */
export interface CodeDialect {
	/** The task that a body names; null when it names none. */
	task(body: JsonObject, about: About): Task | null;
	/** What is less than was asked for, though the task is well; null where nothing is. */
	warning?(body: JsonObject, task: Task): string | null;
	/**
	 * Every code that the page has, by what was asked; what has no table of its own goes by that of a check.
	 * A code that the page does not have leaves a create open.
	 */
	codes: Readonly<Partial<Record<Asked, CodeTable>> & { create: CodeTable; status: CodeTable }>;
}

/** All is well. */
const FINE = '200';

/**
 * The code decides. A reply to a create that names a task is a created task, whatever it says beside it; a
 * task that ended badly is told as such, whatever the code.
 */
export function byCode({ task, warning, codes }: CodeDialect): Reader['read'] {
	return (reply, about): Reading => {
		const body = isJsonObject(reply.body) ? reply.body : {};
		const found = task(body, about);
		const refused = refusalIn(reply, body, codes[about.asked] ?? codes.status, about.asked);
		if (found === null) return refused ?? { says: 'nothing' };
		// "Failed" beside a code that says no counts only with the task's own id: it may be said of the question.
		const isNamed = refused === null || task(body, { ...about, taskId: null }) !== null;
		const hasFailed = found.status === 'failed' && isNamed;
		if (about.asked === 'create') {
			return { says: 'task', task: found, trouble: hasFailed ? null : refused };
		}
		if (!hasFailed && refused !== null) return refused;
		const told = warning?.(body, found) ?? null;
		return { says: 'task', task: found, trouble: null, ...(told !== null && { warning: told }) };
	};
}

/** Why a reply says no, and in which words; null where its code says "fine", or where it says nothing at all. */
export function refusalIn(
	reply: Reply,
	body: JsonObject,
	table: CodeTable,
	asked: Asked,
): Refused | null {
	const code = textAt(body, 'code');
	if (code === FINE) return null;
	const told = textAt(body, 'msg') ?? textAt(body, 'message');
	const own = code === null ? readErrorEnvelope(body) : problemOf(code, told);
	const meaning = meaningOf(code, own?.message ?? '', table, reply.status, asked);
	return meaning === null
		? null
		: { ...meaning, says: 'refused', code: own?.code ?? null, words: own?.message ?? null };
}

/** What is no number ("x") and no code at all leave it to the HTTP status. */
function meaningOf(
	code: string | null,
	words: string,
	table: CodeTable,
	status: number,
	asked: Asked,
): CodeMeaning | null {
	const known = code !== null && Object.hasOwn(table, code) ? table[code] : undefined;
	if (known !== undefined) return known;
	const number = code !== null && /^\d{3}$/.test(code) ? Number(code) : null;
	const isHttp = code === null || number === status || (number === null && status >= 300);
	if (isHttp || (number !== null && number >= 400 && asked !== 'create')) {
		const why = whyOfStatus(isHttp ? status : (number ?? status), asked);
		const isOpen = asked === 'create' && why === 'input' && tellsOfFault(`${code} ${words}`);
		return why === null ? null : { why: isOpen ? 'unsure' : why };
	}
	// Whether a create counts is not to be guessed from a code that no page explains.
	return { why: 'unsure' };
}
