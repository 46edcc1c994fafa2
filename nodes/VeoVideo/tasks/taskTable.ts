/**
 * The task table: an n8n Data Table that Veo Video nodes of any workflow write and the trigger reads,
 * over n8n's public API (https://docs.n8n.io/api/). It survives restarts and works with several n8n
 * processes, and people can look at it and edit it in n8n.
 */

import type { JsonObject, ProviderRequest } from '../providers/provider';
import {
	isJsonObject,
	listAt,
	readErrorEnvelope,
	readFlatError,
	textAt,
} from '../providers/reading';
import { ask, order, type Channel } from '../transport/exchange';
import { adviceOnRefusal } from '../transport/refusedByN8n';
import type { Outcome } from '../transport/send';
import {
	COLUMNS,
	missingColumns,
	readRow,
	type ListedTask,
	type NewRow,
	type TrackedTask,
} from './tableRow';

/** Why the table could not be used, for people: what happened, and what to do. */
export interface TableProblem {
	type: 'problem';
	message: string;
	description: string;
	httpCode?: number;
}

const PAGE_SIZE = 250;
/** Bound on what one poll reads: 20,000 open tasks. */
const MAX_PAGES = 80;
/** How many rows one request marks. */
const MARKED_AT_ONCE = 50;
const ANSWER_LIMIT_MS = 30_000;
const TABLES = '/api/v1/data-tables';

/** Finds the table by its name, or makes it with its columns. With `missingAdvice` it only finds. */
export async function openTaskTable(
	channel: Channel,
	name: string,
	missingAdvice?: string,
): Promise<TaskTable | TableProblem> {
	const found = await findTable(channel, name);
	if (found !== null) return found;
	if (missingAdvice !== undefined) {
		return {
			type: 'problem',
			message: `There is no task table "${name}"`,
			description: missingAdvice,
		};
	}
	const made = await order(
		channel,
		{
			method: 'POST',
			path: TABLES,
			body: { type: 'json', json: { name, columns: COLUMNS } },
		},
		Date.now() + ANSWER_LIMIT_MS,
	);
	const table = made.type === 'reply' && isJsonObject(made.body) ? made.body : {};
	const id = textAt(table, 'id');
	if (made.type === 'reply' && made.status < 300 && id !== null) {
		return new TaskTable(channel, id, name);
	}
	// Two executions may need the table for the first time at once: then the other one has made it.
	// n8n says so with 409, or with 500 when both came within the same moment.
	const mayBeThere = made.type !== 'reply' || made.status === 409 || made.status >= 500;
	const again = mayBeThere ? await findTable(channel, name) : null;
	return again ?? problemOf(made, `The task table "${name}" could not be made`);
}

async function findTable(channel: Channel, name: string): Promise<TaskTable | TableProblem | null> {
	const outcome = await askTable(channel, {
		method: 'GET',
		path: TABLES,
		query: { limit: String(PAGE_SIZE), filter: JSON.stringify({ name }) },
	});
	const failure = `The task table "${name}" could not be looked up`;
	if (outcome.type === 'reply' && outcome.status === 404) {
		return {
			type: 'problem',
			message: `${failure}: no n8n with Data Tables in its API answers at the Base URL`,
			description:
				'The task table needs n8n 2.7 or newer. Until this n8n is updated, switch off "Track Task", and let the trigger watch task IDs. If this n8n is new enough, check the Base URL in the credential "Veo Task Table API".',
			httpCode: 404,
		};
	}
	if (outcome.type !== 'reply' || outcome.status !== 200 || !isJsonObject(outcome.body)) {
		return problemOf(outcome, failure);
	}
	const table = listAt(outcome.body, 'data')
		.filter(isJsonObject)
		.find((one) => textAt(one, 'name')?.toLowerCase() === name.toLowerCase());
	const id = table && textAt(table, 'id');
	if (!table || !id) return null;
	const missing = missingColumns(listAt(table, 'columns'));
	return missing.length === 0
		? new TaskTable(channel, id, name)
		: {
				type: 'problem',
				message: `The table "${name}" is no task table: it lacks ${missing.join(', ')}`,
				description:
					'Enter another name in "Task Table". A table of a new name is made with all its columns.',
			};
}

/** What becomes of a row. */
export type RowChange = Partial<Pick<NewRow, 'status' | 'delivered' | 'claimedUntil'>>;

export class TaskTable {
	readonly type = 'table';
	readonly id: string;
	private readonly channel: Channel;
	private readonly name: string;

	constructor(channel: Channel, id: string, name: string) {
		this.channel = channel;
		this.id = id;
		this.name = name;
	}

	/** Writes a new task down. Written by its id, so that a second try makes no second row. */
	async add(row: NewRow): Promise<TableProblem | null> {
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

	/** Notes what became of a task. `claimedUntil: null` hands it over to the trigger. */
	async note(provider: string, taskId: string, data: RowChange): Promise<TableProblem | null> {
		const filters = [equals('taskId', taskId), equals('provider', provider)];
		return await this.update({ type: 'and', filters }, data);
	}

	/** Notes the same of many rows. By their own ids: a task id may belong to two providers. */
	async noteRows(rowIds: readonly number[], data: RowChange): Promise<TableProblem | null> {
		for (let from = 0; from < rowIds.length; from += MARKED_AT_ONCE) {
			const filters = rowIds.slice(from, from + MARKED_AT_ONCE).map((id) => equals('id', id));
			const problem = await this.update({ type: 'or', filters }, data);
			if (problem !== null) return problem;
		}
		return null;
	}

	/** The provider's tasks that nobody has delivered yet, oldest first, and that no node looks after at `now`. */
	async openTasks(provider: string, now: number): Promise<TrackedTask[] | TableProblem> {
		const filter = {
			type: 'and',
			filters: [equals('provider', provider), equals('delivered', false)],
		};
		const rows = await this.rows(filter, 'createdAt:asc');
		if (!Array.isArray(rows)) return rows;
		return rows.flatMap((row) => readRow(row, now) ?? []);
	}

	/** The provider's newest tasks, delivered or not, for a look by a person. */
	async recentTasks(provider: string): Promise<ListedTask[] | TableProblem> {
		const filter = { type: 'and', filters: [equals('provider', provider)] };
		const rows = await this.rows(filter, 'createdAt:desc', 1);
		return Array.isArray(rows) ? rows.flatMap((row) => readRow(row, Infinity) ?? []) : rows;
	}

	/** Deletes delivered tasks that nothing has happened to since `before` (milliseconds since 1970). */
	async prune(before: number): Promise<TableProblem | null> {
		const filters = [
			equals('delivered', true),
			{ columnName: 'updatedAt', condition: 'lt', value: new Date(before).toISOString() },
		];
		return await this.change('could not be pruned', {
			method: 'DELETE',
			path: this.path('rows/delete'),
			query: { filter: JSON.stringify({ type: 'and', filters }) },
		});
	}

	private async update(filter: JsonObject, data: RowChange): Promise<TableProblem | null> {
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
	): Promise<JsonObject[] | TableProblem> {
		const rows: JsonObject[] = [];
		let cursor: string | null = null;
		for (let page = 0; page < maxPages; page++) {
			const query: Record<string, string> = {
				filter: JSON.stringify(filter),
				sortBy,
				limit: String(PAGE_SIZE),
				...(cursor !== null && { cursor }),
			};
			const outcome = await askTable(this.channel, {
				method: 'GET',
				path: this.path('rows'),
				query,
			});
			if (outcome.type !== 'reply' || outcome.status !== 200 || !isJsonObject(outcome.body)) {
				return problemOf(outcome, `The task table "${this.name}" could not be read`);
			}
			rows.push(...listAt(outcome.body, 'data').filter(isJsonObject));
			cursor = textAt(outcome.body, 'nextCursor');
			if (cursor === null) break;
		}
		return rows;
	}

	/** Every change may be sent twice without harm, so what may pass is tried again. */
	private async change(what: string, request: ProviderRequest): Promise<TableProblem | null> {
		const outcome = await askTable(this.channel, request);
		return outcome.type === 'reply' && outcome.status < 300
			? null
			: problemOf(outcome, `The task table "${this.name}" ${what}`);
	}

	private path(below: string): string {
		return `${TABLES}/${encodeURIComponent(this.id)}/${below}`;
	}
}

function equals(columnName: string, value: string | number | boolean): JsonObject {
	return { columnName, condition: 'eq', value };
}

async function askTable(channel: Channel, request: ProviderRequest): Promise<Outcome> {
	return await ask(channel, request, Date.now() + ANSWER_LIMIT_MS);
}

function problemOf(outcome: Outcome, message: string): TableProblem {
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
