// fal.ai's platform interface, as far as a node can use it: an endpoint's requests, and what it costs.
import { json, type Reply } from '../../reply.mts';
import { viewTask, type SandboxTask } from '../../tasks.mts';
import type { Ask } from '../dialect.mts';
import { ENDPOINTS } from './endpoints.mts';
import { failedResult } from './errors.mts';

const DAY_MS = 86_400_000;
const MOST = 100;

function wrong(message: string): Reply {
	return json(400, { error: { type: 'validation_error', message } });
}

/** Null for a text that is no time. */
function timeOf(text: string | null, otherwise: number): number | null {
	if (text === null) return otherwise;
	const time = Date.parse(text);
	return Number.isNaN(time) ? null : time;
}

/** One request as fal lists it; only finished ones are listed. */
function item(task: SandboxTask, endedAt: number, withPayloads: boolean) {
	const failed = task.ending === 'failure' || task.cancelled !== null;
	return {
		request_id: task.taskId,
		endpoint_id: task.model,
		sent_at: new Date(task.createdAt).toISOString(),
		started_at: new Date(task.createdAt).toISOString(),
		ended_at: new Date(endedAt).toISOString(),
		status_code: failed ? failedResult(task).status : 200,
		duration: (endedAt - task.createdAt) / 1000,
		...(withPayloads ? { json_input: task.body } : {}),
	};
}

/** `GET /v1/models/requests/by-endpoint`: newest first, a page of at most 100. */
export function listReply({ query, desk }: Ask): Reply {
	const endpoint = query.get('endpoint_id');
	if (endpoint === null) return wrong('endpoint_id is required');
	const now = Date.now();
	const start = timeOf(query.get('start'), now - DAY_MS);
	const end = timeOf(query.get('end'), now);
	const limit = Number(query.get('limit') ?? 50);
	if (start === null || end === null) return wrong('start and end must be ISO 8601');
	if (!Number.isInteger(limit) || limit < 1 || limit > MOST) return wrong('limit must be 1 to 100');
	const page = Number(Buffer.from(query.get('cursor') ?? 'MQ==', 'base64').toString());
	const withPayloads = query.getAll('expand').includes('payloads');
	const status = query.get('status');
	const all = desk
		.tasks()
		.filter((task) => task.model === endpoint)
		.filter(({ createdAt }) => createdAt >= start && createdAt <= end)
		.flatMap((task) => {
			const { completedAt } = viewTask(task, now);
			return completedAt === null ? [] : [item(task, completedAt, withPayloads)];
		})
		.filter(
			({ status_code }) => status === null || (status === 'success') === (status_code === 200),
		)
		.reverse();
	const items = all.slice((page - 1) * limit, page * limit);
	const has_more = all.length > page * limit;
	const next_cursor = has_more ? Buffer.from(String(page + 1)).toString('base64') : null;
	return json(200, { items, next_cursor, has_more });
}

/** `GET /v1/models/pricing`: free, and refused without a valid key. */
export function accountReply({ route }: Ask): Reply {
	const endpoint_id = route.model ?? '';
	if (!ENDPOINTS.has(endpoint_id)) return wrong(`Endpoint ${endpoint_id} was not found`);
	const price = { endpoint_id, unit_price: 0.4, unit: 'seconds', currency: 'USD' };
	return json(200, { prices: [price] });
}
