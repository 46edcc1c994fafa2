// WaveSpeed: the model and the mode make the path, and an envelope whose code counts lies around every reply.
import { check } from '../schema.mts';
import { viewTask } from '../tasks.mts';
import { BEARER, decodeId, refused, type Dialect, type Route } from './dialect.mts';
import { accountReply, listReply } from './waveSpeed/account.mts';
import { refuseAsWaveSpeed, success, taskData } from './waveSpeed/replies.mts';
import { mediaProblem, ROUTES } from './waveSpeed/routes.mts';
import { uploadReply } from './waveSpeed/uploads.mts';

const RESULT = /^\/api\/v3\/predictions\/([^/]+)\/result$/;
const MODEL = /^\/api\/v3\/([^/]+\/[^/]+(?:\/[^/]+)?)$/;

function apiRoute(method: string, pathname: string): Route | null {
	const about = (action: Route['action']): Route => ({ action, taskId: null, model: null });
	switch (`${method} ${pathname}`) {
		case 'GET /api/v3/balance':
		case 'GET /api/v3/models':
		case 'POST /api/v3/model/price':
			return about('account');
		case 'POST /api/v3/predictions':
			return about('list');
		case 'POST /api/v3/media/upload/binary':
		case 'POST /api/v3/media/uploads':
			return about('upload');
		default:
			break;
	}
	const result = method === 'GET' ? RESULT.exec(pathname) : null;
	if (result) return { action: 'status', taskId: decodeId(result[1] ?? ''), model: null };
	const model = method === 'POST' ? MODEL.exec(pathname) : null;
	return model ? { action: 'create', taskId: null, model: model[1] ?? '' } : null;
}

export const waveSpeed: Dialect = {
	title: 'WaveSpeed',
	key: BEARER,
	linksAt: 'files',
	origins: [{ name: 'files', title: 'files', credential: 'refused' }],
	route(method, pathname, _query, origin) {
		if (origin === 'api') return apiRoute(method, pathname);
		const puts = method === 'PUT' && /^\/uploads\/[^/]+\/[^/]+$/.test(pathname);
		return puts ? { action: 'upload', taskId: null, model: null } : null;
	},
	order(body, route, desk) {
		const model = route.model ?? '';
		const schema = ROUTES.get(model);
		if (!schema) {
			const message = `Model ${model} was not found`;
			return { ok: false, refusal: { why: 'request', status: 404, message } };
		}
		if (body.kind !== 'json') return refused('The body must be a JSON object');
		const checked = check(schema, body.value);
		if (!checked.ok) return refused(checked.complaint);
		const problem = mediaProblem(checked.value, desk);
		if (problem !== null) {
			return { ok: false, refusal: { why: 'request', message: problem, detail: 'inside 200' } };
		}
		const prompt = String(checked.value.prompt);
		return { ok: true, order: { prompt, model, videoCount: 1, echo: {} } };
	},
	taskId: (_order, word) => `${word}${word}`,
	// A task that took no time has already ended in the reply to its create.
	createReply(task, desk) {
		const view = viewTask(task, Date.now());
		return success(taskData(task, view, { links: view.hasVideo ? desk.links(task) : [], desk }));
	},
	statusReply: (task, view, links, { desk }) => success(taskData(task, view, { links, desk })),
	actions: { account: accountReply, list: listReply, upload: uploadReply },
	refuse: refuseAsWaveSpeed,
};
