// Takes a request in: reads it whole, records it, and finds its address.
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Place } from './addresses.mts';
import { parseBody, readBytes, recordBody, type Body } from './body.mts';
import { GATEWAY_PATH, type RecordedRequest } from './contract.mts';
import type { Line } from './reply.mts';
import type { World } from './world.mts';

export interface Visit {
	line: Line;
	/** Its action and task are filled in once they are known. */
	record: RecordedRequest;
	body: Body;
	/** Without the query, and without the gateway's path. */
	pathname: string;
	query: URLSearchParams;
}

/** One request to one place. */
export async function receive(
	world: World,
	place: Place,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<Visit> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(request.headers)) {
		if (value !== undefined) headers[name] = String(value);
	}
	const path = request.url ?? '/';
	const method = request.method ?? 'GET';
	const body = await parseBody(await readBytes(request), headers['content-type'] ?? '');
	const record: RecordedRequest = {
		face: place.face,
		origin: place.origin,
		method,
		path,
		headers,
		body: recordBody(body),
		action: 'other',
		at: Date.now(),
		taskId: null,
	};
	world.record(record);
	const [fullPath = '/', search = ''] = path.split('?', 2);
	const pathname = fullPath.startsWith(`${GATEWAY_PATH}/`)
		? fullPath.slice(GATEWAY_PATH.length)
		: fullPath;
	const line: Line = { response, method, requestHeaders: headers, film: world.film };
	return { line, record, body, pathname, query: new URLSearchParams(search) };
}
