// HingNet, page "Video generation (native interface)": predictLongRunning and operations under /v1beta.
import * as z from 'zod';

import { json } from '../reply.mts';
import { check, httpUrl, text } from '../schema.mts';
import {
	BEARER,
	googleError,
	refused,
	type Dialect,
	type Ordering,
	type Refusal,
} from './dialect.mts';

/** The models of HingNet's other Veo page; this one names the first in its example. */
const MODELS = ['veo-3.1-generate-preview', 'veo-3.1-fast-generate-preview'];

const image = z.strictObject({ uri: httpUrl });

/** The page's parameter table. Its duration is "seconds"; the model knows 4, 6 and 8. */
const BODY = z.strictObject({
	instances: z.tuple([z.strictObject({ prompt: text, image: image.optional() })]),
	parameters: z
		.strictObject({
			durationSeconds: z.literal([4, 6, 8]).optional(),
			aspectRatio: z.enum(['16:9', '9:16']).optional(),
			resolution: z.enum(['720p', '1080p']).optional(),
			lastFrame: image.optional(),
		})
		.optional(),
});

const STATUSES: Readonly<Record<Refusal['why'], number>> = {
	auth: 401,
	request: 400,
	missingTask: 404,
	missingPage: 404,
	retiredModel: 404,
	notReady: 400,
	fault: 500,
};

function order(value: unknown, model: string): Ordering {
	const checked = check(BODY, value);
	if (!checked.ok) return refused(checked.complaint);
	const {
		instances: [instance],
		parameters = {},
	} = checked.value;
	if (parameters.lastFrame !== undefined && instance.image === undefined) {
		return refused('lastFrame is only supported together with image');
	}
	return { ok: true, order: { prompt: instance.prompt, model, videoCount: 1, echo: {} } };
}

export const hingNetNative: Dialect = {
	title: 'HingNet (native)',
	key: BEARER,
	linksAt: 'cdn',
	route(method, pathname) {
		const create = /^\/v1beta\/models\/([^/:]+):predictLongRunning$/.exec(pathname);
		if (method === 'POST' && create) {
			return { action: 'create', taskId: null, model: create[1] ?? '' };
		}
		const status = /^\/v1beta\/(operations\/[^/]+)$/.exec(pathname);
		if (method !== 'GET' || !status) return null;
		return { action: 'status', taskId: status[1] ?? '', model: null };
	},
	order(body, { model }) {
		if (model === null || !MODELS.includes(model)) {
			const message = `models/${model} is not found for API version v1beta, or is not supported for predictLongRunning.`;
			return { ok: false, refusal: { why: 'request', message, status: 404 } };
		}
		return order(body.kind === 'json' ? body.value : null, model);
	},
	taskId: (_order, word) => `operations/${word}`,
	createReply: ({ taskId }) => json(200, { name: taskId, done: false }),
	statusReply({ taskId, failureReason }, view, links) {
		const name = taskId;
		if (view.completedAt === null) return json(200, { name, done: false });
		if (view.phase === 'failed') {
			return json(200, { name, done: true, error: { code: 3, message: failureReason } });
		}
		const generateVideoResponse = view.hasVideo
			? { generatedSamples: links.map((uri) => ({ video: { uri } })) }
			: { raiMediaFilteredCount: 1, raiMediaFilteredReasons: [failureReason] };
		return json(200, { name, done: true, response: { generateVideoResponse } });
	},
	refuse({ why, message, status = STATUSES[why] }) {
		return json(status, googleError(status, message));
	},
};
