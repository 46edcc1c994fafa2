/**
 * fal.ai's list of an endpoint's requests, at its platform:
 * https://docs.fal.ai/platform-apis/v1/models/requests/by-endpoint
 *
 * Nothing says what its replies look like, nor whether requests are in it before they have ended: it is read
 * by every name that such a list may have, and taken for one of ended requests.
 */

import {
	isJsonObject,
	type JsonObject,
	listAt,
	numberAt,
	objectAt,
	readTime,
	textAt,
} from '../../terms/json';
import type { ServiceRequest } from '../../terms/request';
import type { Asking, ListedTask } from '../../terms/task';
import type { TaskList, TaskQuery } from '../provider';
import { DEFAULT_APP } from './address';
import { listRefusal } from './errors';

/** Its Veo endpoints: for all of the account's videos each is asked about. */
const TEXT = ['', '/fast', '/lite'].map((tier) => `${DEFAULT_APP}${tier}`);
const IMAGES = TEXT.flatMap((tier) => [
	`${tier}/image-to-video`,
	`${tier}/first-last-frame-to-video`,
]);
const ENDPOINTS: readonly string[] = [
	...TEXT,
	...IMAGES,
	`${DEFAULT_APP}/reference-to-video`,
	`${DEFAULT_APP}/extend-video`,
	`${DEFAULT_APP}/fast/extend-video`,
];

const PAGE = 100;

/** A cursor holds the endpoint's number, and the provider's own cursor behind a colon. */
function placeOf({ model, cursor }: TaskQuery): { endpoint: string; at: number; own: string } {
	const [, number = '0', own = ''] = /^(\d{1,3}):(.*)$/s.exec(cursor ?? '') ?? [];
	const at = Math.min(Number(number), ENDPOINTS.length - 1);
	return { endpoint: model ?? ENDPOINTS[at] ?? DEFAULT_APP, at, own };
}

function request(query: TaskQuery): ServiceRequest {
	const { endpoint, own } = placeOf(query);
	return {
		method: 'GET',
		at: 'platform',
		path: '/v1/models/requests/by-endpoint',
		query: {
			endpoint_id: endpoint,
			start: new Date(query.from).toISOString(),
			end: new Date(query.to).toISOString(),
			limit: String(PAGE),
			expand: 'payloads',
			...(own !== '' && { cursor: own }),
		},
	};
}

const timeOf = (value: unknown): number | null => {
	const time = readTime(value);
	return time === null ? null : Date.parse(time);
};

function listedIn(item: JsonObject, endpoint: string): ListedTask[] {
	const id = textAt(item, 'request_id') ?? textAt(item, 'id');
	if (id === null) return [];
	const model = textAt(item, 'endpoint_id') ?? endpoint;
	const [owner = '', alias = ''] = model.split('/');
	const input = [item.json_input, item.input, objectAt(item, 'payload').input].find(isJsonObject);
	const code = numberAt(item, 'status_code');
	const endedAt = timeOf(item.ended_at);
	const hasFailed = code !== null && code >= 400;
	return [
		{
			taskId: `${owner}/${alias}/requests/${id}`,
			model,
			input: input ?? null,
			prompt: input === undefined ? null : textAt(input, 'prompt'),
			status: endedAt === null && code === null ? 'running' : hasFailed ? 'failed' : 'completed',
			createdAt: timeOf(item.sent_at) ?? timeOf(item.created_at) ?? timeOf(item.started_at),
			endedAt,
		},
	];
}

/** A create's path is the endpoint; its body is the input. */
function askingOf(create: ServiceRequest): Asking | null {
	if (!('path' in create) || create.body?.type !== 'json') return null;
	const model = create.path.slice(1).split('/').map(decodeURIComponent).join('/');
	return { model, input: create.body.json };
}

export const taskList: TaskList = {
	request,
	read(reply, query) {
		const refused = listRefusal(reply);
		if (refused !== null) return refused;
		const body = isJsonObject(reply.body) ? reply.body : {};
		const name = ['items', 'requests', 'data', 'results'].find((one) => Array.isArray(body[one]));
		if (name === undefined) return { says: 'nothing' };
		const { endpoint, at } = placeOf(query);
		const own = textAt(body, 'next_cursor') ?? textAt(body, 'cursor');
		const isLast = query.model !== null || at + 1 >= ENDPOINTS.length;
		return {
			says: 'listed',
			tasks: listAt(body, name)
				.filter(isJsonObject)
				.flatMap((item) => listedIn(item, endpoint)),
			cursor:
				own !== null && body.has_more !== false ? `${at}:${own}` : isLast ? null : `${at + 1}:`,
		};
	},
	askingOf,
	hasEndedAlone: true,
};
