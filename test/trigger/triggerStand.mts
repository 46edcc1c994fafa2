/** A sandbox, a table server and the nodes in front of them: what every test of the trigger needs. */

import { afterAll, afterEach, beforeAll, beforeEach, jest } from '@jest/globals';
import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INodeParameters,
} from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { runNode, type Credentials, type NodeRunOptions } from '../nodes/nodeRun.mts';
import { prompts, TEXT, wordsOf } from '../nodes/stand.mts';
import { activate, type ActiveTrigger, type PollOptions } from './pollRun.mts';
import { startTableServer, type Row, type Table, type TableServer } from './tableServer.mts';

/** Longer than any test: tasks of the sandbox are finished by hand. */
const NEVER_SECONDS = 86_400;

/** For a machine that is busy with something else. */
const PATIENCE_MS = 30_000;

export interface TriggerRun extends Partial<Omit<PollOptions, 'parameters'>> {
	parameters?: INodeParameters;
	options?: IDataObject;
}

export interface TriggerStand {
	readonly sandbox: Sandbox;
	readonly tables: TableServer;
	/** The task table's name in this test; no other test has it. */
	readonly tableName: string;
	readonly table: Table;
	credentials(changes?: { apiKey?: string; n8nKey?: string; n8nUrl?: string }): Credentials;
	/** Orders that many tracked tasks with Create; gives back their ids. */
	order(count?: number): Promise<string[]>;
	/** Runs the action node on items of one prompt each. */
	run(parameters: INodeParameters, options?: Partial<NodeRunOptions>): ReturnType<typeof runNode>;
	/** A trigger that watches the table; not polled yet. */
	trigger(run?: TriggerRun): ActiveTrigger;
	finish(taskId: string | undefined, ending?: 'video' | 'failure'): void;
	row(taskId: string | undefined): Row;
	/** How often the provider was asked about tasks. */
	looks(): number;
	/** Lets the nodes believe that this many milliseconds have passed. */
	pass(milliseconds: number): void;
}

/** Opens both servers for all tests of the file; call it at the top of one. */
export function useTriggerStand(): TriggerStand {
	let sandbox: Sandbox;
	let tables: TableServer;
	let number = 0;
	let passed = 0;
	const realNow = Date.now;
	jest.setTimeout(PATIENCE_MS);
	beforeAll(async () => {
		sandbox = await startSandbox({ taskSeconds: NEVER_SECONDS });
		tables = await startTableServer();
	});
	afterAll(async () => {
		await Promise.all([sandbox.close(), tables.close()]);
	});
	beforeEach(() => {
		number++;
		sandbox.faults.clear();
		tables.fail = () => null;
	});
	afterEach(() => {
		passed = 0;
		jest.restoreAllMocks();
	});

	const tableName = () => `veo_${process.pid}_${number}`;
	const credentials: TriggerStand['credentials'] = ({
		apiKey = sandbox.key,
		n8nKey = tables.key,
		n8nUrl = tables.url,
	} = {}) => ({
		hingNetApi: { apiKey, baseUrl: sandbox.urls.hingNet },
		veoTaskTableApi: { apiKey: n8nKey, baseUrl: n8nUrl },
	});
	const run: TriggerStand['run'] = async (parameters, options) =>
		await runNode({
			credentials: credentials(),
			items: prompts('A lion'),
			...options,
			parameters: {
				...TEXT,
				prompt: '={{ $json.prompt }}',
				trackTask: true,
				taskTable: tableName(),
				...parameters,
			},
		});
	return {
		get sandbox() {
			return sandbox;
		},
		get tables() {
			return tables;
		},
		get tableName() {
			return tableName();
		},
		get table() {
			return tables.table(tableName());
		},
		credentials,
		run,
		async order(count = 1) {
			const items = prompts(...Array.from({ length: count }, (_, index) => `take ${index}`));
			const { items: output } = await run({ operation: 'create' }, { items });
			return output.map(({ json }) => String(json.taskId));
		},
		trigger: ({ parameters, options, ...rest } = {}) =>
			activate({
				credentials: credentials(),
				workflowId: tableName(),
				...rest,
				parameters: {
					provider: 'hingNet',
					watch: 'taskTable',
					taskTable: tableName(),
					events: ['completed', 'failed'],
					...parameters,
					options: { checkInterval: 0, ...options } as INodeParameters,
				},
			}),
		finish(taskId, ending = 'video') {
			const task = sandbox.tasks.get(taskId ?? '');
			if (task === undefined) throw new Error(`There is no task ${taskId}`);
			task.ending = ending;
			task.takesSeconds = 0;
		},
		row(taskId) {
			const found = tables.table(tableName()).rows.find((row) => row.taskId === taskId);
			if (found === undefined) throw new Error(`There is no row for ${taskId}`);
			return found;
		},
		looks: () => sandbox.requests.filter(({ action }) => action === 'status').length,
		pass(milliseconds) {
			passed += milliseconds;
			jest.spyOn(Date, 'now').mockImplementation(() => realNow() + passed);
		},
	};
}

/** What a person reads when this fails; throws when it does not fail with a node's error. */
export async function wordsOfFailure(failing: Promise<unknown>): Promise<string> {
	const result = await failing.catch((error: unknown) => error);
	if (result instanceof NodeApiError || result instanceof NodeOperationError) {
		return wordsOf(result);
	}
	throw new Error(`Expected a node error, but got ${JSON.stringify(result)}`, { cause: result });
}
