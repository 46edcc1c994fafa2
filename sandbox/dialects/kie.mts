// kie.ai, both interfaces: /api/v1/veo/* of its own for Veo, and /api/v1/jobs/* for all models.
import * as z from 'zod';

import { isObject } from '../json.mts';
import type { Reply } from '../reply.mts';
import { check, httpUrl } from '../schema.mts';
import { BEARER, decodeId, type Ask, type Desk, type Dialect, type Route } from './dialect.mts';
import { echoOf, readCreate, type KieInterface } from './kie/creates.mts';
import { envelope, missing, refuseAsKie, success } from './kie/replies.mts';
import { dedicatedStatus, unifiedStatus } from './kie/status.mts';
import { upgradeReply } from './kie/upgrades.mts';
import { uploadReply } from './kie/uploads.mts';

const FOURTEEN_DAYS_MS = 14 * 86_400_000;

function createRoute(model: string): Route {
	return { action: 'create', taskId: null, model };
}

function aboutTask(action: Route['action'], query: URLSearchParams): Route {
	return { action, taskId: query.get('taskId') ?? '', model: null };
}

function apiRoute(method: string, pathname: string, query: URLSearchParams): Route | null {
	switch (`${method} ${pathname}`) {
		case 'POST /api/v1/veo/generate':
			return createRoute('generate');
		case 'POST /api/v1/veo/extend':
			return createRoute('extend');
		case 'POST /api/v1/jobs/createTask':
			return createRoute('createTask');
		case 'GET /api/v1/veo/record-info':
		case 'GET /api/v1/jobs/recordInfo':
			return aboutTask('status', query);
		case 'GET /api/v1/veo/get-1080p-video':
			return aboutTask('upgrade', query);
		case 'POST /api/v1/veo/get-4k-video':
			return aboutTask('upgrade', new URLSearchParams());
		case 'GET /api/v1/chat/credit':
			return { action: 'account', taskId: null, model: null };
		case 'POST /api/v1/common/download-url':
			return { action: 'result', taskId: null, model: null };
		default:
			return null;
	}
}

function uploadRoute(method: string, pathname: string): Route | null {
	const known = /^\/api\/file-(stream|base64)-upload$/.test(pathname);
	return method === 'POST' && known ? { action: 'upload', taskId: null, model: null } : null;
}

function interfaceOf(pathname: string): KieInterface {
	return pathname.startsWith('/api/v1/jobs/') ? 'unified' : 'dedicated';
}

function freshLink({ body, desk }: Ask): Reply {
	const checked = check(z.strictObject({ url: httpUrl }), body.kind === 'json' ? body.value : null);
	if (!checked.ok) return envelope(422, checked.complaint);
	const { url } = checked.value;
	if (!url.startsWith(`${desk.url('files')}/`)) return envelope(422, 'The URL is not one of ours');
	return success(currentLink(url, desk) ?? url);
}

/** The link that works where this one did; null for one that is no video's. */
function currentLink(url: string, desk: Desk): string | null {
	const [, id = '', index] =
		/^\/files\/([^/]+)\/\d+\/(\d+)\.mp4$/.exec(new URL(url).pathname) ?? [];
	const task = desk.task(decodeId(id));
	return (task && desk.links(task)[Number(index)]) ?? null;
}

export const kie: Dialect = {
	title: 'kie.ai',
	key: BEARER,
	linksAt: 'files',
	origins: [
		{ name: 'upload', title: 'uploads', credential: 'needed' },
		{ name: 'files', title: 'files', credential: 'refused' },
	],
	route(method, pathname, query, origin) {
		if (origin === 'api') return apiRoute(method, pathname, query);
		return origin === 'upload' ? uploadRoute(method, pathname) : null;
	},
	// An order for a 4k version names its task in the body.
	taskOf({ action }, body, desk) {
		const given = action === 'upgrade' && body.kind === 'json' ? body.value : null;
		return isObject(given) && typeof given.taskId === 'string' ? desk.task(given.taskId) : null;
	},
	order: (body, { model }, desk) => readCreate(body, model ?? '', desk),
	taskId({ echo }, word) {
		if (echo.by === 'unified') return word;
		return echo.isExtension === true ? `veo_extend_task_${word}` : `veo_task_${word}`;
	},
	createReply(task) {
		const { taskId } = task;
		return success(
			echoOf(task).by === 'unified' ? { taskId, recordId: `record${taskId}` } : { taskId },
		);
	},
	statusReply(task, view, links, { pathname }) {
		const by = interfaceOf(pathname);
		const isOld = Date.now() - task.createdAt > FOURTEEN_DAYS_MS;
		if (echoOf(task).by !== by || isOld) return missing();
		return success(
			by === 'unified' ? unifiedStatus(task, view, links) : dedicatedStatus(task, view, links),
		);
	},
	actions: {
		upload: uploadReply,
		upgrade: upgradeReply,
		account: () => success(100),
		result: freshLink,
	},
	refuse: refuseAsKie,
};
