/**
 * The task table: an n8n Data Table that Veo Video nodes of any workflow write and the trigger reads,
 * over n8n's public API (https://docs.n8n.io/api/). It survives restarts and works with several n8n
 * processes, and people can look at it and edit it in n8n.
 */

import { isJsonObject, type JsonObject, listAt, numberAt, textAt } from '../terms/json';
import { readErrorEnvelope, readFlatError } from '../terms/problem';
import { adviceOnRefusal } from '../terms/refusedByN8n';
import type { Outcome, ServiceRequest } from '../terms/request';
import { ok, type Problem, type Result } from '../terms/result';
import { type Channel, exchange } from '../transport/exchange';
import {
	COLUMNS,
	type ListedTask,
	missingColumns,
	type NewRow,
	readRow,
	type TrackedTask,
} from './row';

const PAGE_SIZE = 250;
/** Bound on what one poll reads: 20,000 open tasks. */
const MAX_PAGES = 80;
/** How many rows one request marks. */
const MARKED_AT_ONCE = 50;
const ANSWER_LIMIT_MS = 30_000;
/** n8n makes ids of 16 letters and digits. */
const MAY_BE_ID = /^[A-Za-z0-9]{10,36}$/;
const TABLES = '/api/v1/data-tables';

const DONE: Result<null> = ok(null);

/** Finds the table by its name or its id, or makes it with its columns. */
export async function openTaskTable(channel: Channel, name: string): Promise<Result<TaskTable>> {
	const found = await findTaskTable(channel, name);
	if (found.type === 'problem') return found;
	if (found.value !== null) return ok(found.value);
	const { outcome: made } = await exchange(channel, {
		asked: 'create',
		request: {
			method: 'POST',
			path: TABLES,
			body: { type: 'json', json: { name, columns: COLUMNS } },
		},
		patience: { forMs: ANSWER_LIMIT_MS },
	});
	const table = made.type === 'reply' && isJsonObject(made.body) ? made.body : {};
	const id = textAt(table, 'id');
	if (made.type === 'reply' && made.status < 300 && id !== null) {
		return ok(new TaskTable(channel, id, name));
	}
	// Two executions may need the table for the first time at once: then the other one has made it.
	// n8n says so with 409, or with 500 when both came within the same moment.
	const mayBeThere = made.type !== 'reply' || made.status === 409 || made.status >= 500;
	const again = mayBeThere ? await findTaskTable(channel, name) : found;
	if (again.type === 'problem') return again;
	return again.value === null
		? problemOf(made, `The task table "${name}" could not be made`)
		: ok(again.value);
}

/**
 * Finds the table by its name, or by its id; null when there is none. A key may see the tables of
 * several projects: of several with that name it is the one with `knownId`, and otherwise none.
 */
export async function findTaskTable(
	channel: Channel,
	name: string,
	knownId: string | null = null,
): Promise<Result<TaskTable | null>> {
	const listed = await listTables(channel, name, { name });
	if (listed.type === 'problem') return listed;
	const named = withName(listed.value, name);
	const known = named.find((table) => textAt(table, 'id') === knownId);
	if (known === undefined && named.length > 1) return ambiguous(name, named);
	const byId = async () => {
		if (!MAY_BE_ID.test(name)) return undefined;
		const found = await listTables(channel, name, { id: name });
		return found.type === 'ok' ? found.value.find((one) => textAt(one, 'id') === name) : undefined;
	};
	const table = known ?? named[0] ?? (await byId());
	const id = table && textAt(table, 'id');
	if (!table || !id) return ok(null);
	const missing = missingColumns(listAt(table, 'columns'));
	return missing.length === 0
		? ok(new TaskTable(channel, id, name))
		: {
				type: 'problem',
				message: `The table "${name}" is no task table: it lacks ${missing.join(', ')}`,
				description:
					'Enter another name in "Task Table". A table of a new name is made with all its columns.',
			};
}

/** n8n looks for a name anywhere in the names. Upper and lower case count only where both are there. */
function withName(tables: readonly JsonObject[], name: string): JsonObject[] {
	const exact = tables.filter((one) => textAt(one, 'name') === name);
	return exact.length > 0
		? exact
		: tables.filter((one) => textAt(one, 'name')?.toLowerCase() === name.toLowerCase());
}

function ambiguous(name: string, tables: readonly JsonObject[]): Problem {
	const ids = tables.map((table) => textAt(table, 'id') ?? '').join(', ');
	return {
		type: 'problem',
		message: `There are ${tables.length} tables named "${name}", in different projects`,
		description: `Enter the ID of the one that you mean in "Task Table", in the Veo Video nodes and in the trigger: ${ids}. It is the last part of the address when the table is open in n8n. Or rename the others.`,
	};
}

async function listTables(
	channel: Channel,
	name: string,
	filter: JsonObject,
): Promise<Result<JsonObject[]>> {
	const failure = `The task table "${name}" could not be looked up`;
	const pages = await askPages(channel, TABLES, { filter: JSON.stringify(filter) }, MAX_PAGES);
	if (pages.type === 'ok') return pages;
	const { outcome } = pages;
	if (outcome.type === 'reply' && outcome.status === 404) {
		return {
			type: 'problem',
			message: `${failure}: no n8n with Data Tables in its API answers at the Base URL`,
			description:
				'The task table needs n8n 2.7 or newer. Until this n8n is updated, switch off "Track Task", and let the trigger watch task IDs. If this n8n is new enough, check the Base URL in the credential "Veo Task Table API".',
			httpCode: 404,
		};
	}
	return problemOf(outcome, failure);
}

/** What becomes of a row. */
export type RowChange = Partial<Pick<NewRow, 'status' | 'delivered' | 'claimedUntil'>>;

export class TaskTable {
	readonly id: string;
	private readonly channel: Channel;
	private readonly name: string;

	constructor(channel: Channel, id: string, name: string) {
		this.channel = channel;
		this.id = id;
		this.name = name;
	}

	/** Writes a new task down. Written by its id, so that a second try makes no second row. */
	async add(row: NewRow): Promise<Result<null>> {
		const filter = {
			type: 'and',
			filters: [equals('taskId', row.taskId), equals('provider', row.provider)],
		};
		return await this.change('could not take the task', {
			method: 'POST',
			path: this.path('rows/upsert'),
			body: { type: 'json', json: { filter, data: row } },
		});
	}

	/** Writes down who looks after a task again. A missing row is added; what was delivered stays delivered. */
	async takeUp(row: NewRow): Promise<Result<null>> {
		const filters = [equals('taskId', row.taskId), equals('provider', row.provider)];
		const rows = await this.rows({ type: 'and', filters }, 'createdAt:asc', 1);
		if (rows.type === 'problem') return rows;
		if (rows.value.length === 0) return await this.add(row);
		const open = rows.value.filter(({ delivered }) => delivered !== true);
		const rowIds = open.flatMap((one) => numberAt(one, 'id') ?? []);
		return await this.noteRows(rowIds, { claimedUntil: row.claimedUntil });
	}

	/** Notes what became of a task. `claimedUntil: null` hands it over to the trigger. */
	async note(provider: string, taskId: string, data: RowChange): Promise<Result<null>> {
		const filters = [equals('taskId', taskId), equals('provider', provider)];
		return await this.update({ type: 'and', filters }, data);
	}

	/** Notes the same of many rows. By their own ids: a task id may belong to two providers. */
	async noteRows(rowIds: readonly number[], data: RowChange): Promise<Result<null>> {
		for (let from = 0; from < rowIds.length; from += MARKED_AT_ONCE) {
			const filters = rowIds.slice(from, from + MARKED_AT_ONCE).map((id) => equals('id', id));
			const result = await this.update({ type: 'or', filters }, data);
			if (result.type === 'problem') return result;
		}
		return DONE;
	}

	/**
	 * The provider's tasks that nobody has delivered yet, oldest first, and that no node looks after at
	 * `now`. A person may have added rows by hand, with `delivered` left empty. What ended with one of
	 * the statuses `except` is left out: it waits for another trigger.
	 */
	async openTasks(
		provider: string,
		now: number,
		except: readonly string[],
	): Promise<Result<TrackedTask[]>> {
		const filters = [
			equals('provider', provider),
			differs('delivered', true),
			...except.map((status) => differs('status', status)),
		];
		const rows = await this.rows({ type: 'and', filters }, 'createdAt:asc');
		if (rows.type === 'problem') return rows;
		return ok(rows.value.flatMap((row) => readRow(row, now) ?? []));
	}

	/** The provider's newest tasks, delivered or not, for a look by a person. */
	async recentTasks(provider: string): Promise<Result<ListedTask[]>> {
		const filter = { type: 'and', filters: [equals('provider', provider)] };
		const rows = await this.rows(filter, 'createdAt:desc', 1);
		if (rows.type === 'problem') return rows;
		return ok(rows.value.flatMap((row) => readRow(row, Infinity) ?? []));
	}

	/** Deletes delivered tasks that nothing has happened to since `before` (milliseconds since 1970). */
	async prune(before: number): Promise<Result<null>> {
		return await this.deleteRows(before, [equals('delivered', true)]);
	}

	/** Deletes tasks of the provider that ended so, and for which no trigger came since `before`. */
	async pruneUnwanted(provider: string, status: string, before: number): Promise<Result<null>> {
		return await this.deleteRows(before, [
			equals('provider', provider),
			equals('status', status),
			differs('delivered', true),
		]);
	}

	private async deleteRows(before: number, which: JsonObject[]): Promise<Result<null>> {
		const untouched = {
			columnName: 'updatedAt',
			condition: 'lt',
			value: new Date(before).toISOString(),
		};
		return await this.change('could not be pruned', {
			method: 'DELETE',
			path: this.path('rows/delete'),
			query: { filter: JSON.stringify({ type: 'and', filters: [...which, untouched] }) },
		});
	}

	private async update(filter: JsonObject, data: RowChange): Promise<Result<null>> {
		return await this.change('could not be updated', {
			method: 'PATCH',
			path: this.path('rows/update'),
			body: { type: 'json', json: { filter, data } },
		});
	}

	private async rows(
		filter: JsonObject,
		sortBy: string,
		maxPages = MAX_PAGES,
	): Promise<Result<JsonObject[]>> {
		const query = { filter: JSON.stringify(filter), sortBy };
		const pages = await askPages(this.channel, this.path('rows'), query, maxPages);
		return pages.type === 'ok'
			? pages
			: problemOf(pages.outcome, `The task table "${this.name}" could not be read`);
	}

	/** Every change may be sent twice without harm, so what may pass is tried again. */
	private async change(what: string, request: ServiceRequest): Promise<Result<null>> {
		const outcome = await askTable(this.channel, request);
		return outcome.type === 'reply' && outcome.status < 300
			? DONE
			: problemOf(outcome, `The task table "${this.name}" ${what}`);
	}

	private path(below: string): string {
		return `${TABLES}/${encodeURIComponent(this.id)}/${below}`;
	}
}

function equals(columnName: string, value: string | number | boolean): JsonObject {
	return { columnName, condition: 'eq', value };
}

function differs(columnName: string, value: string | boolean): JsonObject {
	return { columnName, condition: 'neq', value };
}

/** Reads a list of n8n's, page by page. */
async function askPages(
	channel: Channel,
	path: string,
	query: Readonly<Record<string, string>>,
	maxPages: number,
): Promise<{ type: 'ok'; value: JsonObject[] } | { type: 'failed'; outcome: Outcome }> {
	const entries: JsonObject[] = [];
	let cursor: string | null = null;
	for (let page = 0; page < maxPages; page++) {
		const outcome = await askTable(channel, {
			method: 'GET',
			path,
			query: { ...query, limit: String(PAGE_SIZE), ...(cursor !== null && { cursor }) },
		});
		if (outcome.type !== 'reply' || outcome.status !== 200 || !isJsonObject(outcome.body)) {
			return { type: 'failed', outcome };
		}
		entries.push(...listAt(outcome.body, 'data').filter(isJsonObject));
		cursor = textAt(outcome.body, 'nextCursor');
		if (cursor === null) break;
	}
	return { type: 'ok', value: entries };
}

async function askTable(channel: Channel, request: ServiceRequest): Promise<Outcome> {
	const patience = { until: Date.now() + ANSWER_LIMIT_MS };
	return (await exchange(channel, { asked: 'status', request, patience })).outcome;
}

function problemOf(outcome: Outcome, message: string): Problem {
	if (outcome.type === 'stopped') {
		return { type: 'problem', message, description: 'The execution was stopped.' };
	}
	if (outcome.type === 'notSent' && outcome.isRefusedByN8n) {
		return {
			type: 'problem',
			message: `${message}: ${outcome.reason}`,
			description: adviceOnRefusal(outcome.reason),
		};
	}
	if (outcome.type !== 'reply') {
		return {
			type: 'problem',
			message: `${message}: no n8n answers at the Base URL`,
			description: `Check the Base URL in the credential "Veo Task Table API". It is the address under which this n8n reaches itself: http://localhost:5678, or in Docker Compose the name of the main service, for example http://n8n:5678. (${outcome.reason})`,
		};
	}
	const problem = isJsonObject(outcome.body)
		? (readErrorEnvelope(outcome.body) ?? readFlatError(outcome.body))
		: null;
	const says = `n8n says: "${problem?.message ?? 'no readable reply'}" (HTTP ${outcome.status}).`;
	const { reason, advice } = REFUSALS.get(outcome.status) ?? {
		reason: null,
		advice: 'Check the API key and the Base URL in the credential "Veo Task Table API".',
	};
	return {
		type: 'problem',
		message: reason === null ? message : `${message}: ${reason}`,
		description: `${advice} ${says}`,
		httpCode: outcome.status,
	};
}

/** What n8n refuses a key for, by HTTP status. */
const REFUSALS: ReadonlyMap<number, { reason: string; advice: string }> = new Map([
	[
		401,
		{
			reason: 'n8n does not accept the API key',
			advice:
				'Make a new key in this n8n (Settings, n8n API), and enter it in the credential "Veo Task Table API".',
		},
	],
	[
		403,
		{
			reason: 'the API key may not do this',
			advice:
				'Make a key in this n8n (Settings, n8n API) that has all scopes of Data Tables and their rows, and enter it in the credential "Veo Task Table API".',
		},
	],
]);
