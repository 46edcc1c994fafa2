/**
 * The task table: an n8n Data Table that Veo Video nodes of any workflow write and the trigger reads,
 * over n8n's public API (https://docs.n8n.io/api/). It survives restarts and works with several n8n
 * processes, and people can look at it and edit it in n8n.
 */

import { type JsonObject, numberAt } from '../terms/json';
import type { ServiceRequest } from '../terms/request';
import { ok, type Result } from '../terms/result';
import type { TaskCost, TaskKey } from '../terms/task';
import type { Channel } from '../transport/exchange';
import { type ListedTask, type NewRow, readRow, type TrackedTask } from './row';
import { askPages, askTable, MAX_PAGES, tableProblem, TABLES } from './tableApi';

/** How many rows one request marks. */
const MARKED_AT_ONCE = 50;

const DONE: Result<null> = ok(null);

/** What becomes of a row. */
export type RowChange = Partial<
	Pick<NewRow, 'status' | 'delivered' | 'claimedUntil' | 'executionId'>
> & {
	/** Noted where the provider tells it, and the table has a place for it. */
	cost?: TaskCost | null;
};

export class TaskTable {
	readonly id: string;
	private readonly channel: Channel;
	private readonly name: string;
	private readonly takesCosts: boolean;

	constructor(channel: Channel, id: string, name: string, takesCosts: boolean) {
		this.channel = channel;
		this.id = id;
		this.name = name;
		this.takesCosts = takesCosts;
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
		const { claimedUntil, executionId } = row;
		return await this.noteRows(rowIds, { claimedUntil, executionId });
	}

	/**
	 * Notes what became of a task. `claimedUntil: null` hands it over to the trigger. With `owner`, only
	 * as long as that execution is the last that claimed it.
	 */
	async note(
		{ provider, taskId }: TaskKey,
		data: RowChange,
		owner: string | null = null,
	): Promise<Result<null>> {
		const filters = [equals('taskId', taskId), equals('provider', provider)];
		if (owner !== null) filters.push(equals('executionId', owner));
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

	private async update(
		filter: JsonObject,
		{ cost = null, ...change }: RowChange,
	): Promise<Result<null>> {
		const isTaken = cost !== null && this.takesCosts;
		const data = {
			...change,
			...(isTaken && { costAmount: cost.amount, costUnit: cost.unit }),
		};
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
			: tableProblem(pages.outcome, `The task table "${this.name}" could not be read`);
	}

	/** Every change may be sent twice without harm, so what may pass is tried again. */
	private async change(what: string, request: ServiceRequest): Promise<Result<null>> {
		const outcome = await askTable(this.channel, request);
		return outcome.type === 'reply' && outcome.status < 300
			? DONE
			: tableProblem(outcome, `The task table "${this.name}" ${what}`);
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
