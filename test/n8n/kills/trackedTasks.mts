/** What the long runs of the trigger share: a workflow that orders tracked tasks, and one that the trigger starts. */
import { randomUUID } from 'node:crypto';

import type { Sandbox } from '../../../sandbox/sandbox.mts';
import { at, listAt, textAt } from '../json.mts';
import type { N8nApi, SavedWorkflow } from '../n8nApi.mts';
import { veoNode } from '../stage.mts';
import { triggerWorkflow, webhookWorkflow } from '../workflow.mts';

/** n8n gives at most this many executions at a time. */
const EXECUTIONS_PER_PAGE = 100;
/** And at most this many rows of a Data Table. */
const ROWS_PER_PAGE = 250;

/** Two saved and active workflows on one task table. */
export interface TrackedTasks {
	table: string;
	/** Orders tracked tasks: webhook, then Create. */
	createPath: string;
	/** Orders tracked tasks and waits for them: webhook, then Generate. */
	generatePath: string;
	/** What the trigger starts. */
	triggered: SavedWorkflow;
	generated: SavedWorkflow;
}

/** A start of the triggered workflow, by task. */
export interface Emission {
	taskId: string;
	executionId: string;
	/** Milliseconds since 1970. */
	startedAt: number;
}

/** Saves and activates the workflows. `trigger` adds to the parameters of the trigger. */
export async function setUpTrackedTasks(
	api: N8nApi,
	sandbox: Sandbox,
	{ apiUrl = api.url, generateWaitSeconds = 20 } = {},
): Promise<TrackedTasks> {
	const table = `veo_${randomUUID().slice(0, 8)}`;
	const credentials = {
		hingNetApi: await api.createCredential('hingNetApi', `HingNet ${table}`, {
			apiKey: sandbox.key,
			baseUrl: sandbox.urls.hingNet,
		}),
		veoTaskTableApi: await api.createCredential('veoTaskTableApi', `n8n ${table}`, {
			apiKey: api.apiKey,
			baseUrl: apiUrl,
		}),
	};
	const tracked = { trackTask: true, taskTable: table };
	const create = webhookWorkflow(`Create ${table}`, [veoNode('create', credentials, tracked)]);
	const generate = webhookWorkflow(`Generate ${table}`, [
		veoNode('generate', credentials, {
			...tracked,
			options: { pollInterval: 2, waitTimeout: generateWaitSeconds, downloadVideo: false },
		}),
	]);
	const trigger = triggerWorkflow(`Trigger ${table}`, {
		parameters: { provider: 'hingNet', watch: 'taskTable', taskTable: table },
		credentials,
	});
	await api.activate(await api.importWorkflow(create.workflow));
	const generated = await api.importWorkflow(generate.workflow);
	await api.activate(generated);
	const triggered = await api.importWorkflow(trigger);
	await api.activate(triggered);
	return { table, createPath: create.path, generatePath: generate.path, triggered, generated };
}

/**
 * Every task that a workflow's executions began with, as often as it was. An execution that n8n has
 * stored but not started yet counts for nothing: n8n may be killed before it starts.
 */
export async function emissionsOf(api: N8nApi, { id }: SavedWorkflow): Promise<Emission[]> {
	const executions = await allExecutions(api, id);
	return executions
		.filter((execution) => at(execution, 'startedAt') !== null)
		.flatMap((execution) =>
			itemsOf(execution, 'Veo Video Trigger').map((taskId) => ({
				taskId,
				executionId: String(at(execution, 'id')),
				startedAt: Date.parse(textAt(execution, 'startedAt')),
			})),
		);
}

/** The tasks that Generate itself handed to its own workflow. */
export async function generatedTasks(api: N8nApi, { id }: SavedWorkflow): Promise<string[]> {
	return (await allExecutions(api, id)).flatMap((execution) => itemsOf(execution, 'generate'));
}

async function allExecutions(api: N8nApi, workflowId: string): Promise<unknown[]> {
	return await allPages(
		api,
		`/executions?workflowId=${workflowId}&includeData=true&limit=${EXECUTIONS_PER_PAGE}`,
	);
}

/** All that a list of n8n's holds. `path` has a query already. */
async function allPages(api: N8nApi, path: string): Promise<unknown[]> {
	const all: unknown[] = [];
	let cursor: unknown = null;
	do {
		const further = typeof cursor === 'string' ? `&cursor=${encodeURIComponent(cursor)}` : '';
		const page = await api.publicApi('GET', path + further);
		all.push(...listAt(page, 'data'));
		cursor = at(page, 'nextCursor');
	} while (typeof cursor === 'string');
	return all;
}

/** Also of an execution that died with n8n: then what it began with is all that was stored. */
function itemsOf(execution: unknown, node: string): string[] {
	const runs = listAt(execution, 'data', 'resultData', 'runData', node);
	const begun = listAt(execution, 'data', 'executionData', 'nodeExecutionStack').filter(
		(entry) => at(entry, 'node', 'name') === node && at(entry, 'source') === null,
	);
	const items = [
		...runs.flatMap((run) => listAt(run, 'data', 'main', 0)),
		...begun.flatMap((entry) => listAt(entry, 'data', 'main', 0)),
	];
	const ids = items.map((item) => at(item, 'json', 'taskId'));
	return [...new Set(ids.filter((id) => typeof id === 'string'))];
}

/** A row of the task table, as far as these runs look at it. */
export interface Row {
	taskId: string;
	status: string;
	delivered: boolean;
	executionId: string;
}

/** All rows of the table. */
export async function rowsOf(api: N8nApi, table: string): Promise<Row[]> {
	const filter = encodeURIComponent(JSON.stringify({ name: table }));
	const [found] = listAt(await api.publicApi('GET', `/data-tables?filter=${filter}`), 'data');
	if (found === undefined) return [];
	const path = `/data-tables/${textAt(found, 'id')}/rows?limit=${ROWS_PER_PAGE}&sortBy=id%3Aasc`;
	const rows = await allPages(api, path);
	return rows.map((row) => ({
		taskId: textAt(row, 'taskId'),
		status: textAt(row, 'status'),
		delivered: at(row, 'delivered') === true,
		executionId: String(at(row, 'executionId')),
	}));
}
