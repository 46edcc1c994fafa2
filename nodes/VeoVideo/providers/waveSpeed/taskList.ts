/** WaveSpeed's list of tasks: `POST /api/v3/predictions`, by the time of their creation, a hundred at once. */

import {
	isJsonObject,
	type JsonObject,
	listAt,
	numberAt,
	objectAt,
	textAt,
} from '../../terms/json';
import type { ServiceRequest } from '../../terms/request';
import type { Asking, ListedTask } from '../../terms/task';
import type { TaskList, TaskQuery } from '../provider';
import { refusalToList, statusOf } from './replies';

const PATH = '/api/v3/';
const PAGE = 100;

const pageOf = ({ cursor }: TaskQuery): number => Math.max(1, Number(cursor ?? 1) || 1);

function request(query: TaskQuery): ServiceRequest {
	return {
		method: 'POST',
		path: `${PATH}predictions`,
		body: {
			type: 'json',
			json: {
				page: pageOf(query),
				page_size: PAGE,
				created_after: new Date(query.from).toISOString(),
				created_before: new Date(query.to).toISOString(),
				...(query.model !== null && { model: query.model }),
				include_inputs: true,
			},
		},
	};
}

/** The page gives the items' fields; the time of an end is that of the creation and the milliseconds that it took. */
function listedIn(item: JsonObject): ListedTask[] {
	const taskId = textAt(item, 'id');
	const model = textAt(item, 'model');
	if (taskId === null || model === null || !/^google\/veo/.test(model)) return [];
	const created = Date.parse(textAt(item, 'created_at') ?? '');
	const createdAt = Number.isNaN(created) ? null : created;
	const status = statusOf(item);
	const took = numberAt(item, 'executionTime');
	const isOver = status === 'completed' || status === 'failed';
	const { inputs } = item;
	return [
		{
			taskId,
			model,
			input: isJsonObject(inputs) ? inputs : null,
			prompt: textAt(objectAt(item, 'inputs'), 'prompt'),
			status,
			createdAt,
			endedAt: isOver && createdAt !== null && took !== null ? createdAt + took : null,
		},
	];
}

/** A create's path holds the model; its body is the input. */
function askingOf(create: ServiceRequest): Asking | null {
	if (!('path' in create) || create.body?.type !== 'json') return null;
	const model = create.path.slice(PATH.length).split('/').map(decodeURIComponent).join('/');
	return { model, input: create.body.json };
}

export const taskList: TaskList = {
	request,
	read(reply, query) {
		const refused = refusalToList(reply);
		if (refused !== null) return refused;
		const data = objectAt(isJsonObject(reply.body) ? reply.body : {}, 'data');
		if (!Array.isArray(data.items)) return { says: 'nothing' };
		const items = listAt(data, 'items');
		return {
			says: 'listed',
			tasks: items.filter(isJsonObject).flatMap(listedIn),
			cursor: items.length < PAGE ? null : String(pageOf(query) + 1),
		};
	},
	askingOf,
};
