/** A chat model that follows a script, in the language of OpenAI's chat completions: what an AI Agent talks to in a test. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import { at, listAt } from './json.mts';

/** What the model does next: call a tool, several times at once if it likes, or answer the person. */
export type Turn =
	| { type: 'call'; tool: string; arguments: Record<string, unknown>; times?: number }
	| { type: 'answer'; text: string };

/** A tool as the agent describes it to the model. */
export interface OfferedTool {
	name: string;
	description: string;
	/** A JSON schema. */
	parameters: unknown;
}

export interface ScriptedModel {
	/** As the credential wants it: ends in /v1. */
	url: string;
	/** All that the agent sent, one entry a turn. */
	readonly requests: unknown[];
	/** What the tools have said, as the last request told it, oldest first. */
	readonly results: string[];
	/** The tools of the last request. */
	readonly tools: OfferedTool[];
	close(): Promise<void>;
}

/**
 * Starts the model on a free port of this machine. `script` gets what the tools have said so far, as
 * the agent handed it on, oldest first.
 */
export async function startScriptedModel(
	script: (results: string[]) => Turn,
): Promise<ScriptedModel> {
	const requests: unknown[] = [];
	const server = createServer((request, response) => {
		answer(request, response).catch((error: unknown) => {
			response.writeHead(500).end(String(error));
		});
	});
	const answer = async (request: IncomingMessage, response: ServerResponse) => {
		const body: unknown = JSON.parse(await text(request));
		requests.push(body);
		reply(response, script(resultsIn(body)), at(body, 'stream') === true);
	};
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No free port');
	return {
		url: `http://127.0.0.1:${address.port}/v1`,
		requests,
		get results() {
			return resultsIn(requests.at(-1));
		},
		get tools() {
			return listAt(requests.at(-1), 'tools').map((tool) => ({
				name: String(at(tool, 'function', 'name')),
				description: String(at(tool, 'function', 'description')),
				parameters: at(tool, 'function', 'parameters'),
			}));
		},
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function resultsIn(request: unknown): string[] {
	return listAt(request, 'messages')
		.filter((message) => at(message, 'role') === 'tool')
		.map((message) => String(at(message, 'content')));
}

function reply(response: ServerResponse, turn: Turn, isStream: boolean): void {
	const about = { id: 'chatcmpl-scripted', created: 0, model: 'scripted' };
	const message =
		turn.type === 'answer'
			? { role: 'assistant', content: turn.text }
			: { role: 'assistant', content: null, tool_calls: callsOf(turn) };
	const finish_reason = turn.type === 'answer' ? 'stop' : 'tool_calls';
	if (!isStream) {
		const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
		const choices = [{ index: 0, message, finish_reason }];
		response.writeHead(200, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ ...about, object: 'chat.completion', choices, usage }));
		return;
	}
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	for (const choice of [
		{ index: 0, delta: message, finish_reason: null },
		{ index: 0, delta: {}, finish_reason },
	]) {
		const chunk = { ...about, object: 'chat.completion.chunk', choices: [choice] };
		response.write(`data: ${JSON.stringify(chunk)}\n\n`);
	}
	response.end('data: [DONE]\n\n');
}

let calls = 0;

function callsOf({ tool, arguments: given, times = 1 }: Extract<Turn, { type: 'call' }>) {
	const called = { name: tool, arguments: JSON.stringify(given) };
	return Array.from({ length: times }, (_, index) => ({
		index,
		id: `call_${++calls}`,
		type: 'function',
		function: called,
	}));
}
