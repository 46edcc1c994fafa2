/** Opens the task table over this n8n's own API, with the credential "Veo Task Table API": finds it by its name, or makes it. */

import { isJsonObject, type JsonObject, listAt, textAt } from '../terms/json';
import { ok, type Problem, type Result } from '../terms/result';
import { connect, type NodeContext } from '../transport/connection';
import { type Channel, exchange } from '../transport/exchange';
import { Gate } from '../transport/gate';
import { TABLE_SILENCE_MS } from '../transport/limits';
import { N8N_API_PATHS } from './n8nApi';
import { COLUMNS, missingColumns, takesCosts } from './row';
import { askPages, MAX_PAGES, tableProblem, TABLES } from './tableApi';
import { TaskTable } from './taskTable';

const CREDENTIAL = {
	credentialType: 'veoTaskTableApi',
	displayName: 'Veo Task Table',
	addedPaths: N8N_API_PATHS,
};
/** A table is a database behind one process: few requests at a time are the fastest. */
const MAX_CONCURRENCY = 4;

/** A problem when the credential is missing, or its address is none. */
export async function openTableChannel(
	context: NodeContext,
	itemIndex: number,
	signal: AbortSignal,
): Promise<Result<Channel>> {
	const connection = await connect(context, CREDENTIAL, itemIndex);
	if (connection.type === 'problem') return connection;
	return ok({
		context,
		connection: connection.value,
		gate: new Gate(MAX_CONCURRENCY, signal),
		signal,
	});
}

/** n8n makes ids of 16 letters and digits. */
const MAY_BE_ID = /^[A-Za-z0-9]{10,36}$/;

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
		patience: { forMs: TABLE_SILENCE_MS },
	});
	const table = made.type === 'reply' && isJsonObject(made.body) ? made.body : {};
	const id = textAt(table, 'id');
	if (made.type === 'reply' && made.status < 300 && id !== null) {
		return ok(new TaskTable(channel, id, name, true));
	}
	// Two executions may need the table for the first time at once: then the other one has made it.
	// n8n says so with 409, or with 500 when both came within the same moment.
	const mayBeThere = made.type !== 'reply' || made.status === 409 || made.status >= 500;
	const again = mayBeThere ? await findTaskTable(channel, name) : found;
	if (again.type === 'problem') return again;
	return again.value === null
		? tableProblem(made, `The task table "${name}" could not be made`)
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
	const columns = listAt(table, 'columns');
	const missing = missingColumns(columns);
	return missing.length === 0
		? ok(new TaskTable(channel, id, name, takesCosts(columns)))
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
	return tableProblem(outcome, failure);
}
