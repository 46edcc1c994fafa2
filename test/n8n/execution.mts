/** What n8n recorded of an execution, read as far as the tests look at it. */
import { at, isRecord, listAt, textAt } from './json.mts';

const FINISHED = new Set(['success', 'error', 'crashed', 'canceled']);

/** An item that a node gave out. */
export interface Item {
	json: Record<string, unknown>;
	/** By field name. */
	binary: Record<string, unknown>;
	pairedItem: unknown;
}

export interface Execution {
	id: string;
	status: string;
	data: unknown;
}

/** Reads an execution as the public API gives it. */
export function readExecution(reply: unknown): Execution {
	return {
		id: String(at(reply, 'id')),
		status: textAt(reply, 'status'),
		data: at(reply, 'data'),
	};
}

/** Whether nothing more will come. n8n 1.x writes the status down a moment before the data. */
export function isFinished({ status, data }: Execution): boolean {
	if (status !== 'success' && status !== 'error') return FINISHED.has(status);
	const result = at(data, 'resultData');
	return Object.keys(record(at(result, 'runData'))).length > 0 || at(result, 'error') !== undefined;
}

/** The items of a node's last run, at one of its outputs. */
export function outputItems(execution: Execution, node: string, output = 0): Item[] {
	const lastRun = listAt(execution.data, 'resultData', 'runData', node).at(-1);
	return listAt(lastRun, 'data', 'main', output).map((item) => ({
		json: record(at(item, 'json')),
		binary: record(at(item, 'binary')),
		pairedItem: at(item, 'pairedItem'),
	}));
}

/** The error that ended an execution, in the words the person sees; empty where there was none. */
export function executionError(execution: Execution): { message: string; description: string } {
	const error = at(execution.data, 'resultData', 'error');
	return {
		message: String(at(error, 'message') ?? ''),
		description: String(at(error, 'description') ?? ''),
	};
}

/** Throws with the error's words unless the execution went well. */
export function assertSuccess(execution: Execution): void {
	if (execution.status === 'success') return;
	const { message, description } = executionError(execution);
	throw new Error(`The execution ended with "${execution.status}": ${message}\n${description}`);
}

function record(value: unknown): Record<string, unknown> {
	return isRecord(value) ? value : {};
}
