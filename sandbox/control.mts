// The control port: how a person or a script steers a sandbox that runs as a process of its own.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { placeUrls } from './addresses.mts';
import { readBytes } from './body.mts';
import type { Sandbox } from './contract.mts';
import { readFaults } from './faultReader.mts';
import { isObject } from './json.mts';
import { viewTask } from './tasks.mts';

interface Answer {
	status: number;
	body: unknown;
}

const done: Answer = { status: 200, body: { ok: true } };

/** The seconds in a JSON object's field. */
function secondsIn(json: string, field: string): number {
	const given: unknown = JSON.parse(json);
	const seconds = isObject(given) ? given[field] : undefined;
	if (typeof seconds !== 'number' || !(seconds >= 0)) {
		throw new Error(`${field} must be a number of seconds, 0 or more`);
	}
	return seconds;
}

function answer(sandbox: Sandbox, ask: string, json: string): Answer {
	switch (ask) {
		case 'GET /':
			return { status: 200, body: { urls: placeUrls(sandbox), taskSeconds: sandbox.taskSeconds } };
		case 'POST /faults':
			for (const fault of readFaults(json)) sandbox.faults.add(fault);
			return done;
		case 'DELETE /faults':
			sandbox.faults.clear();
			return done;
		case 'GET /requests':
			return { status: 200, body: sandbox.requests };
		case 'GET /tasks': {
			const now = Date.now();
			const tasks = sandbox.created.map((task) => ({ ...task, ...viewTask(task, now) }));
			return { status: 200, body: tasks };
		}
		case 'GET /service-account':
			return { status: 200, body: JSON.parse(sandbox.serviceAccountKey) };
		case 'PATCH /settings':
			sandbox.taskSeconds = secondsIn(json, 'taskSeconds');
			return done;
		case 'POST /age':
			sandbox.age(secondsIn(json, 'seconds'));
			return done;
		default:
			return {
				status: 404,
				body: {
					error:
						'There are POST and DELETE /faults, GET /requests, GET /tasks, GET /service-account, POST /age and PATCH /settings',
				},
			};
	}
}

async function respond(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse) {
	let reply: Answer;
	try {
		const [pathname] = (request.url ?? '/').split('?', 1);
		const json = (await readBytes(request)).toString('utf8');
		reply = answer(sandbox, `${request.method} ${pathname}`, json);
	} catch (error) {
		reply = {
			status: 400,
			body: { error: error instanceof Error ? error.message : 'Bad request' },
		};
	}
	response.writeHead(reply.status, { 'content-type': 'application/json' });
	response.end(`${JSON.stringify(reply.body)}\n`);
}

/** The control port's handler. */
export function controlHandler(sandbox: Sandbox): RequestListener {
	return (request, response) => void respond(sandbox, request, response);
}
