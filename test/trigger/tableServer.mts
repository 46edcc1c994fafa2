/**
 * A server on this machine that speaks n8n's public API for Data Tables as n8n 2.41 does, as far as
 * the task table uses it. That the real n8n behaves so is shown by the runs in test/n8n.
 */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { isObject } from '../../sandbox/json.mts';
import { sendJson, startServer } from '../transport/localServer.mts';

type Cell = string | number | boolean | null;
export type Row = Record<string, Cell> & { id: number };

export interface Table {
	id: string;
	name: string;
	columns: Array<{ name: string; type: string }>;
	rows: Row[];
}

export interface TableServer {
	url: string;
	key: string;
	readonly tables: Table[];
	/** What n8n tells of a workflow, by its id. */
	readonly workflows: Map<string, unknown>;
	/** Method and path of every request, the query left out. */
	readonly requests: string[];
	/** Given a request's method and path, an HTTP status to fail with; null lets it through. */
	fail: (method: string, path: string) => number | null;
	/** The table of that name; throws when there is none. */
	table(name: string): Table;
	/** Adds a table with these columns. */
	add(name: string, columns: Table['columns']): Table;
	close(): Promise<void>;
}

interface Filter {
	type: 'and' | 'or';
	filters: Array<{ columnName: string; condition: string; value: Cell }>;
}

interface Answer {
	status: number;
	body: unknown;
}

const SYSTEM_COLUMNS = [
	{ name: 'id', type: 'number' },
	{ name: 'createdAt', type: 'date' },
	{ name: 'updatedAt', type: 'date' },
];
const MAX_LIMIT = 250;

class BadRequest extends Error {}

export async function startTableServer(): Promise<TableServer> {
	const local = await startServer();
	const tables: Table[] = [];
	const requests: string[] = [];
	const server: TableServer = {
		url: local.url,
		key: `n8n_key_${randomUUID()}`,
		tables,
		workflows: new Map(),
		requests,
		fail: () => null,
		table(name) {
			const found = tables.find((one) => one.name === name);
			if (found === undefined) throw new Error(`There is no table ${name}`);
			return found;
		},
		add(name, columns) {
			const table = { id: randomUUID().replaceAll('-', '').slice(0, 16), name, columns, rows: [] };
			tables.push(table);
			return table;
		},
		close: local.close,
	};
	local.answer = (request, response, number) => {
		respond(server, request, response, local.requests[number]?.body ?? '');
	};
	return server;
}

function respond(
	server: TableServer,
	request: IncomingMessage,
	response: ServerResponse,
	text: string,
): void {
	const method = request.method ?? 'GET';
	const url = new URL(request.url ?? '/', 'http://local');
	server.requests.push(`${method} ${url.pathname}`);
	const failure = server.fail(method, url.pathname);
	if (failure !== null) return sendJson(response, failure, { message: 'Made to fail' });
	if (request.headers['x-n8n-api-key'] !== server.key) {
		return sendJson(response, 401, { message: 'unauthorized' });
	}
	try {
		const body: unknown = text === '' ? {} : JSON.parse(Buffer.from(text, 'latin1').toString());
		const { status, body: reply } = answer(server, method, url, isObject(body) ? body : {});
		sendJson(response, status, reply);
	} catch (error) {
		const message = error instanceof Error ? error.message : 'Bad request';
		sendJson(response, error instanceof BadRequest ? 400 : 500, { message });
	}
}

function answer(
	server: TableServer,
	method: string,
	url: URL,
	body: Record<string, unknown>,
): Answer {
	const [, workflowId] = /^\/api\/v1\/workflows\/([^/]+)$/.exec(url.pathname) ?? [];
	if (workflowId !== undefined) {
		const workflow = server.workflows.get(workflowId);
		return workflow === undefined
			? { status: 404, body: { message: 'Not Found' } }
			: { status: 200, body: workflow };
	}
	const [, tableId, action] = /^\/api\/v1\/data-tables(?:\/(\w+)\/(.+))?$/.exec(url.pathname) ?? [];
	if (tableId === undefined) {
		return method === 'POST' ? createTable(server, body) : listTables(server, url);
	}
	const table = server.tables.find(({ id }) => id === tableId);
	if (table === undefined) {
		return { status: 404, body: { message: `Could not find the data table: '${tableId}'` } };
	}
	switch (`${method} ${action}`) {
		case 'GET rows':
			return listRows(table, url);
		case 'PATCH rows/update': {
			const filter = readFilter(table, body.filter);
			if (filter.filters.length === 0) throw new BadRequest('Filter must not be empty');
			change(table, filter, readCells(table, body.data));
			return { status: 200, body: true };
		}
		case 'POST rows/upsert': {
			const cells = readCells(table, body.data);
			if (change(table, readFilter(table, body.filter), cells) === 0) insert(table, cells);
			return { status: 200, body: true };
		}
		case 'DELETE rows/delete': {
			const filter = readFilter(table, JSON.parse(url.searchParams.get('filter') ?? 'null'));
			table.rows = table.rows.filter((row) => !matches(row, filter));
			return { status: 200, body: true };
		}
		default:
			return { status: 404, body: { message: 'not found' } };
	}
}

function listTables({ tables }: TableServer, url: URL): Answer {
	const filter: unknown = JSON.parse(url.searchParams.get('filter') ?? '{}');
	const { name = '', id } = isObject(filter) ? filter : {};
	// n8n looks for the name anywhere in the names.
	const found = tables.filter(
		(one) =>
			one.name.toLowerCase().includes(String(name).toLowerCase()) &&
			(id === undefined || one.id === id),
	);
	return page(
		found.map(({ rows: _rows, ...table }) => table),
		url,
	);
}

function createTable(server: TableServer, { name, columns }: Record<string, unknown>): Answer {
	if (typeof name !== 'string' || !Array.isArray(columns)) throw new BadRequest('Required');
	if (server.tables.some((one) => one.name === name)) {
		return {
			status: 409,
			body: { message: `Data table with name '${name}' already exists in this project` },
		};
	}
	const read = columns.map((column: unknown) => {
		if (!isObject(column)) throw new BadRequest('Invalid column');
		const { name: columnName, type } = column;
		if (typeof columnName !== 'string' || !/^[a-zA-Z]\w*$/.test(columnName)) {
			throw new BadRequest('Only alphabetical characters …');
		}
		if (!['string', 'number', 'boolean', 'date'].includes(String(type))) {
			throw new BadRequest('Invalid column type');
		}
		return { name: columnName, type: String(type) };
	});
	const { rows: _rows, ...table } = server.add(name, read);
	return { status: 201, body: table };
}

function listRows(table: Table, url: URL): Answer {
	const filterText = url.searchParams.get('filter');
	const filter: Filter =
		filterText === null ? { type: 'and', filters: [] } : readFilter(table, JSON.parse(filterText));
	const [column = 'id', direction] = (url.searchParams.get('sortBy') ?? 'id:asc').split(':');
	const sign = direction?.toUpperCase() === 'DESC' ? -1 : 1;
	const rows = table.rows.filter((row) => matches(row, filter));
	rows.sort((a, b) => sign * compare(a[column] ?? null, b[column] ?? null) || a.id - b.id);
	return page(rows, url);
}

function page(all: unknown[], url: URL): Answer {
	const cursor = url.searchParams.get('cursor');
	const asked: unknown =
		cursor === null
			? { offset: 0, limit: Number(url.searchParams.get('limit') ?? 100) }
			: JSON.parse(Buffer.from(cursor, 'base64').toString());
	const offset = isObject(asked) ? Number(asked.offset) : 0;
	const limit = Math.min(isObject(asked) ? Number(asked.limit) : 100, MAX_LIMIT);
	const next = offset + limit;
	const nextCursor =
		all.length > next
			? Buffer.from(JSON.stringify({ limit, offset: next })).toString('base64')
			: null;
	return { status: 200, body: { data: all.slice(offset, next), nextCursor } };
}

function typeOf(table: Table, columnName: string): string {
	const column = [...SYSTEM_COLUMNS, ...table.columns].find(({ name }) => name === columnName);
	if (column === undefined) throw new BadRequest(`unknown column name '${columnName}'`);
	return column.type;
}

function readCell(table: Table, name: string, value: unknown): Cell {
	const type = typeOf(table, name);
	if (value === null) return null;
	const isRight =
		type === 'date'
			? typeof value === 'string' && !Number.isNaN(Date.parse(value))
			: typeof value === type;
	if (!isRight) {
		throw new BadRequest(
			`value '${String(value)}' does not match column type '${type}' for column '${name}'`,
		);
	}
	return value as Cell;
}

function readCells(table: Table, data: unknown): Record<string, Cell> {
	if (!isObject(data)) throw new BadRequest('Data columns must not be empty');
	const cells: Record<string, Cell> = {};
	for (const [name, value] of Object.entries(data)) {
		if (SYSTEM_COLUMNS.some((one) => one.name === name)) {
			throw new BadRequest(`unknown column name '${name}'`);
		}
		cells[name] = readCell(table, name, value);
	}
	return cells;
}

function readFilter(table: Table, value: unknown): Filter {
	const filters: unknown = isObject(value) ? value.filters : undefined;
	if (!isObject(value) || !Array.isArray(filters)) throw new BadRequest('Invalid filter fields');
	return {
		type: value.type === 'or' ? 'or' : 'and',
		filters: filters.map((one: unknown) => {
			if (!isObject(one) || typeof one.columnName !== 'string') {
				throw new BadRequest('Invalid filter fields');
			}
			const { columnName, condition } = one;
			return {
				columnName,
				condition: String(condition ?? 'eq'),
				value: readCell(table, columnName, one.value),
			};
		}),
	};
}

function matches(row: Row, { type, filters }: Filter): boolean {
	const holds = ({ columnName, condition, value }: Filter['filters'][number]) => {
		const order = compare(row[columnName] ?? null, value);
		if (condition === 'lt') return order < 0;
		if (condition === 'gt') return order > 0;
		return condition === 'neq' ? order !== 0 : order === 0;
	};
	return type === 'or' ? filters.some(holds) : filters.every(holds);
}

function compare(a: Cell, b: Cell): number {
	if (a === b) return 0;
	return (a ?? '') < (b ?? '') ? -1 : 1;
}

function change(table: Table, filter: Filter, cells: Record<string, Cell>): number {
	const found = table.rows.filter((row) => matches(row, filter));
	for (const row of found) Object.assign(row, cells, { updatedAt: new Date().toISOString() });
	return found.length;
}

/** Adds a row as n8n does. */
export function insert(table: Table, cells: Record<string, Cell>): Row {
	const now = new Date().toISOString();
	const empty = Object.fromEntries(table.columns.map(({ name }): [string, Cell] => [name, null]));
	const id = Math.max(0, ...table.rows.map((row) => row.id)) + 1;
	const row: Row = { createdAt: now, updatedAt: now, ...empty, ...cells, id };
	table.rows.push(row);
	return row;
}
