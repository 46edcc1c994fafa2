/** Replicate's list of predictions: `GET /v1/predictions`, newest first, a hundred at once, without what went in and came out. */

import {
	asLink,
	isJsonObject,
	type JsonObject,
	listAt,
	objectAt,
	readTime,
	textAt,
} from '../../terms/json';
import type { ServiceRequest } from '../../terms/request';
import type { Asking, ListedTask } from '../../terms/task';
import type { TaskList, TaskQuery } from '../provider';
import { refusalToList, statusOf } from './replies';

/** `next` is a whole link: only its query is taken, so that the key stays where it belongs. */
function request({ from, to, cursor }: TaskQuery): ServiceRequest {
	const next = asLink(cursor);
	return {
		method: 'GET',
		path: '/v1/predictions',
		query:
			next === null
				? {
						created_after: new Date(from).toISOString(),
						created_before: new Date(to).toISOString(),
					}
				: Object.fromEntries(new URL(next).searchParams),
	};
}

const timeOf = (value: unknown): number | null => {
	const time = readTime(value);
	return time === null ? null : Date.parse(time);
};

function listedIn(row: JsonObject): ListedTask[] {
	const taskId = textAt(row, 'id');
	const model = textAt(row, 'model');
	if (taskId === null || model === null || !/^google\/veo/.test(model)) return [];
	// Deleted after an hour, or left out of the list: an empty one tells nothing.
	const input = objectAt(row, 'input');
	return [
		{
			taskId,
			model,
			input: Object.keys(input).length > 0 ? input : null,
			prompt: textAt(input, 'prompt'),
			status: statusOf(row),
			createdAt: timeOf(row.created_at),
			endedAt: timeOf(row.completed_at),
		},
	];
}

const MODEL = /^\/v1\/models\/([^/]+)\/([^/]+)\/predictions$/;

/** Only an official model is listed by its name. */
function askingOf(create: ServiceRequest): Asking | null {
	if (!('path' in create) || create.body?.type !== 'json') return null;
	const [, owner, name] = MODEL.exec(create.path) ?? [];
	const { input } = create.body.json;
	if (owner === undefined || name === undefined || !isJsonObject(input)) return null;
	return { model: `${decodeURIComponent(owner)}/${decodeURIComponent(name)}`, input };
}

export const taskList: TaskList = {
	request,
	read(reply, { model }) {
		const refused = refusalToList(reply);
		if (refused !== null) return refused;
		if (!isJsonObject(reply.body) || !Array.isArray(reply.body.results)) return { says: 'nothing' };
		const tasks = listAt(reply.body, 'results').filter(isJsonObject).flatMap(listedIn);
		return {
			says: 'listed',
			tasks: tasks.filter((one) => model === null || one.model === model),
			cursor: asLink(reply.body.next),
		};
	},
	askingOf,
	inputIn: (raw) => {
		const input = isJsonObject(raw) ? objectAt(raw, 'input') : {};
		return Object.keys(input).length > 0 ? input : null;
	},
};
