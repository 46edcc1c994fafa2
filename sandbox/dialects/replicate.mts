// Replicate: predictions of official models, files that vanish after an hour, uploads, cancel, and a list.
import { createHash } from 'node:crypto';
import * as z from 'zod';

import { json, type Reply } from '../reply.mts';
import { check, text } from '../schema.mts';
import { BEARER, decodeId, refused, type Ask, type Dialect, type Route } from './dialect.mts';
import { problem, refuseAsReplicate } from './replicate/errors.mts';
import { fileReply, takeFile } from './replicate/files.mts';
import { MODELS, readInput } from './replicate/inputs.mts';
import { cancelReply, KEPT_SECONDS, listReply, prediction } from './replicate/predictions.mts';

const MODEL = /^\/v1\/models\/([^/]+\/[^/]+?)(\/predictions)?$/;
const PREDICTION = /^\/v1\/predictions\/([^/]+)(\/cancel)?$/;

function fixedRoute(asked: string): Route | null {
	const about = (action: Route['action']): Route => ({ action, taskId: null, model: null });
	switch (asked) {
		case 'POST /v1/predictions':
			return about('create');
		case 'GET /v1/predictions':
			return about('list');
		case 'GET /v1/account':
			return about('account');
		case 'POST /v1/files':
			return about('upload');
		default:
			return /^GET \/v1\/files\/[^/]+$/.test(asked) ? about('account') : null;
	}
}

function route(method: string, pathname: string): Route | null {
	const fixed = fixedRoute(`${method} ${pathname}`);
	if (fixed) return fixed;
	const [, model, predictions] = MODEL.exec(pathname) ?? [];
	if (model !== undefined) {
		const isCreate = predictions !== undefined;
		if (method !== (isCreate ? 'POST' : 'GET')) return null;
		return { action: isCreate ? 'create' : 'account', taskId: null, model };
	}
	const [, id, cancel] = PREDICTION.exec(pathname) ?? [];
	if (id === undefined || method !== (cancel === undefined ? 'GET' : 'POST')) return null;
	return { action: cancel === undefined ? 'status' : 'cancel', taskId: decodeId(id), model: null };
}

const BODY = z.looseObject({
	input: z.record(z.string(), z.unknown()),
	webhook: z
		.string()
		.regex(/^https:\/\//)
		.optional(),
	webhook_events_filter: z.array(z.enum(['start', 'output', 'logs', 'completed'])).optional(),
});

/** The other address for creates names its model, perhaps with a version, in the body. */
const BODY_WITH_VERSION = BODY.extend({ version: text });

function modelReply(model: string): Reply {
	const schema = MODELS.get(model);
	if (!schema) return problem(404, null, `Model ${model} was not found`);
	const [owner = '', name = ''] = model.split('/');
	const openapi_schema = {
		components: { schemas: { Input: z.toJSONSchema(schema, { io: 'input' }) } },
	};
	const url = `https://replicate.com/${model}`;
	const latest_version = { id: 'hidden', openapi_schema };
	return json(200, { url, owner, name, visibility: 'public', latest_version });
}

function account(ask: Ask): Reply {
	if (ask.route.model !== null) return modelReply(ask.route.model);
	if (ask.pathname !== '/v1/account') return fileReply(ask);
	return json(200, { type: 'user', username: 'sandbox', name: 'Sandbox', github_url: '' });
}

export const replicate: Dialect = {
	title: 'Replicate',
	key: BEARER,
	linksAt: 'files',
	filesLast: KEPT_SECONDS,
	origins: [{ name: 'files', title: 'files', credential: 'refused' }],
	route: (method, pathname, _query, origin) => (origin === 'api' ? route(method, pathname) : null),
	order(body, { model: named }, desk) {
		if (body.kind !== 'json') return refused('The body must be a JSON object');
		const checked = check(named === null ? BODY_WITH_VERSION : BODY, body.value);
		if (!checked.ok) return refused(checked.complaint);
		const { version, input: given } = checked.value;
		const model = named ?? String(version).replace(/:.*$/, '');
		if (!MODELS.has(model)) {
			const message = 'The requested resource could not be found.';
			return { ok: false, refusal: { why: 'request', status: 404, message } };
		}
		const read = readInput(model, given, desk);
		if (!read.ok) {
			const { field: detail, description: message } = read.problem;
			return { ok: false, refusal: { why: 'request', message, detail } };
		}
		const prompt = String(read.input.prompt);
		return { ok: true, order: { prompt, model, videoCount: 1, echo: { input: given } } };
	},
	taskId(_order, word) {
		const more = createHash('sha256').update(word).digest('hex').slice(0, 10);
		return `${word}${more}`;
	},
	createReply(task, desk) {
		const view = { phase: 'queued', progress: 0, completedAt: null, hasVideo: false } as const;
		const headers = { 'ratelimit-remaining': '599', 'ratelimit-reset': '1' };
		return json(201, prediction(task, view, { links: [], desk }), headers);
	},
	statusReply: (task, view, links, { desk }) => json(200, prediction(task, view, { links, desk })),
	actions: { account, cancel: cancelReply, list: listReply, upload: takeFile },
	refuse: refuseAsReplicate,
};
