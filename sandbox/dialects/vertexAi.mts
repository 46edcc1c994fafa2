// Vertex AI: predictLongRunning and fetchPredictOperation below a project and a region, tokens, and buckets.
import * as z from 'zod';

import type { Body } from '../body.mts';
import { isObject } from '../json.mts';
import { json, type Reply } from '../reply.mts';
import { check, text } from '../schema.mts';
import { viewTask, type SandboxTask } from '../tasks.mts';
import {
	decodeId,
	refused,
	uuidOf,
	type Ask,
	type Desk,
	type Dialect,
	type Refusal,
	type Route,
} from './dialect.mts';
import { tokenReply } from './vertexAi/assertion.mts';
import { missingModel, refuseAsVertexAi, REGION } from './vertexAi/errors.mts';
import { objectUri, operation, videosMade } from './vertexAi/operations.mts';
import { MODELS, readCreate } from './vertexAi/creates.mts';

const VERSION = /^\/v1(?:beta1)?\//;
const MODEL_PATH =
	/^(projects\/([^/]+)\/locations\/([^/]+)\/publishers\/google\/models\/([^/:]+)):(predictLongRunning|fetchPredictOperation)$/;
const OBJECT_PATH = /^\/storage\/v1\/(b\/[^/]+\/o\/[^/]+)$/;

function modelRoute(pathname: string): Route | null {
	const match = MODEL_PATH.exec(pathname.replace(VERSION, ''));
	if (!match || !VERSION.test(pathname)) return null;
	const action = match[5] === 'predictLongRunning' ? 'create' : 'status';
	return { action, taskId: null, model: match[1] ?? '' };
}

/** Google's model list is the free check of project, region and role. */
function listRoute(pathname: string): Route | null {
	const match = /^\/v1(?:beta1)?\/(projects\/[^/]+\/locations\/[^/]+)\/models$/.exec(pathname);
	return match ? { action: 'account', taskId: null, model: `${match[1] ?? ''}/models` } : null;
}

/** The bytes of an object; its name is one segment of the path, slashes encoded. */
function objectRoute(pathname: string, query: URLSearchParams): Route | null {
	const match = OBJECT_PATH.exec(pathname);
	if (!match || query.get('alt') !== 'media') return null;
	return { action: 'content', taskId: null, model: match[1] ?? '' };
}

function isHere(resource: string): boolean {
	return resource.includes(`/locations/${REGION}/`);
}

function isOwnProject(resource: string, desk: Desk): boolean {
	return resource.startsWith(`projects/${desk.account().projectId}/`);
}

/** Another project's, or one that does not exist: Google does not say which. */
function foreignProject(resource: string): Refusal {
	const message = `Permission denied on resource project ${resource.split('/')[1] ?? ''}.`;
	return { why: 'request', message, status: 403, detail: 'CONSUMER_INVALID' };
}

function taskOfObject(path: string, desk: Desk): SandboxTask | null {
	const [, bucket = '', , object = ''] = path.split('/');
	const uri = `gs://${bucket}/${decodeId(object)}`;
	const now = Date.now();
	const isMaker = (task: SandboxTask) =>
		Array.from({ length: videosMade(task, viewTask(task, now)) }, (_, index) =>
			objectUri(task, index),
		).includes(uri);
	const withBucket = desk.tasks().filter(({ echo }) => echo.storageUri !== null);
	return withBucket.find(isMaker) ?? null;
}

function storedVideo({ task, route }: Ask): Reply {
	if (task) return { kind: 'video' };
	const [, bucket = '', , name = ''] = (route.model ?? '').split('/');
	const message = `No such object: ${bucket}/${decodeId(name)}`;
	return refuseAsVertexAi({ why: 'missingTask', message });
}

function operationName(body: Body): string {
	const value = body.kind === 'json' && isObject(body.value) ? body.value.operationName : null;
	return typeof value === 'string' ? value : '';
}

const FETCH = z.strictObject({ operationName: text });

function models({ route, desk }: Ask): Reply {
	const resource = route.model ?? '';
	if (!isOwnProject(resource, desk)) return refuseAsVertexAi(foreignProject(resource));
	return isHere(resource) ? json(200, {}) : missingModel(resource);
}

export const vertexAi: Dialect = {
	title: 'Vertex AI',
	key: { header: 'authorization', prefix: 'Bearer ', issued: true },
	// Videos come inline or lie in a bucket: there are no links.
	linksAt: 'storage',
	origins: [
		{ name: 'token', title: 'tokens', credential: 'ignored' },
		{ name: 'storage', title: 'Cloud Storage', credential: 'needed' },
	],
	route(method, pathname, query, origin) {
		if (origin === 'token') {
			const asks = method === 'POST' && pathname === '/token';
			return asks ? { action: 'token', taskId: null, model: null } : null;
		}
		// Whoever names a base URL of their own reaches Cloud Storage there as well.
		const file = method === 'GET' ? objectRoute(pathname, query) : null;
		if (file || origin !== 'api') return file;
		return method === 'GET' ? listRoute(pathname) : method === 'POST' ? modelRoute(pathname) : null;
	},
	taskOf({ action, model }, body, desk) {
		if (action === 'content') return taskOfObject(model ?? '', desk);
		const name = operationName(body);
		// The operation is known below its own model alone.
		return name.startsWith(`${model ?? ''}/operations/`) ? desk.task(name) : null;
	},
	order(body, route, desk) {
		const resource = route.model ?? '';
		const [model = ''] = resource.split('/').slice(-1);
		if (!isOwnProject(resource, desk)) return { ok: false, refusal: foreignProject(resource) };
		if (!isHere(resource) || !MODELS.has(model)) {
			return { ok: false, refusal: { why: 'retiredModel', message: '', detail: resource } };
		}
		if (body.kind !== 'json') return refused('The body must be a JSON object');
		return readCreate(body.value, model, resource);
	},
	taskId: ({ echo }, word) => `${String(echo.resource)}/operations/${uuidOf(word)}`,
	createReply: ({ taskId }) => json(200, { name: taskId }),
	statusReply(task, view, _links, { body, desk }) {
		const checked = check(FETCH, body.kind === 'json' ? body.value : null);
		if (!checked.ok) return refuseAsVertexAi({ why: 'request', message: checked.complaint });
		return json(200, operation(task, view, desk.film));
	},
	actions: { token: tokenReply, account: models, content: storedVideo },
	refuse: refuseAsVertexAi,
};
