// WaveSpeed's free questions: the balance, a price, the models with their schemas, and the list of tasks.
import * as z from 'zod';

import type { Reply } from '../../reply.mts';
import { check, text } from '../../schema.mts';
import { viewTask } from '../../tasks.mts';
import type { Ask } from '../dialect.mts';
import { refusal, statusOf, success, taskData } from './replies.mts';
import { priceOf, ROUTES } from './routes.mts';

const PRICE = z.strictObject({
	model_id: text,
	inputs: z.record(z.string(), z.unknown()),
});

function price({ body }: Ask): Reply {
	const checked = check(PRICE, body.kind === 'json' ? body.value : null);
	if (!checked.ok) return refusal(400, checked.complaint);
	const { model_id, inputs } = checked.value;
	const schema = ROUTES.get(model_id);
	if (!schema) return refusal(404, `Model ${model_id} was not found`);
	const checkedInputs = check(schema, inputs);
	if (!checkedInputs.ok) return refusal(400, checkedInputs.complaint);
	const cost = priceOf(model_id, inputs);
	return success({ model_id, price: cost, discounted_price: cost, currency: 'USD' });
}

function models(): Reply {
	const list = [...ROUTES].map(([model_id, schema]) => ({
		model_id,
		type: model_id.endsWith('/text-to-video') ? 'text-to-video' : 'image-to-video',
		base_price: priceOf(model_id, {}),
		formula: '',
		api_schema: { api_schemas: [{ request_schema: z.toJSONSchema(schema) }] },
	}));
	return success(list);
}

/** The balance, a price, or the models. */
export function accountReply(ask: Ask): Reply {
	if (ask.pathname === '/api/v3/balance') return success({ balance: 100 });
	return ask.pathname === '/api/v3/models' ? models() : price(ask);
}

const time = z.iso.datetime({ offset: true });

const LIST = z.strictObject({
	page: z.int().min(1),
	page_size: z.int().min(1).max(100),
	created_after: time,
	created_before: time,
	model: text.optional(),
	status: text.optional(),
	include_inputs: z.boolean().optional(),
});

/** `POST /api/v3/predictions`: the account's tasks of a time, newest first. */
export function listReply({ body, desk }: Ask): Reply {
	const checked = check(LIST, body.kind === 'json' ? body.value : null);
	if (!checked.ok) return refusal(400, checked.complaint);
	const { page, page_size, model, status, include_inputs, ...between } = checked.value;
	const [from, to] = [Date.parse(between.created_after), Date.parse(between.created_before)];
	const now = Date.now();
	const items = desk
		.tasks()
		.filter(({ createdAt }) => createdAt >= from && createdAt <= to)
		.filter((task) => model === undefined || task.model === model)
		.filter((task) => status === undefined || statusOf(task, viewTask(task, now)) === status)
		.reverse()
		.slice((page - 1) * page_size, page * page_size)
		.map((task) => {
			const view = viewTask(task, now);
			const {
				urls: _urls,
				timings: _timings,
				...item
			} = taskData(task, view, {
				links: view.hasVideo ? desk.links(task) : [],
				desk,
			});
			return include_inputs === true ? { ...item, inputs: task.body } : item;
		});
	return success({ page, items });
}
