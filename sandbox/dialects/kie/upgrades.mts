// kie.ai's larger versions of a finished video: asked for, then asked for again until they are there.
import * as z from 'zod';

import type { Reply } from '../../reply.mts';
import { check, httpUrl, text } from '../../schema.mts';
import { viewTask, type SandboxTask } from '../../tasks.mts';
import type { Ask } from '../dialect.mts';
import { envelope, missing, success } from './replies.mts';

const UPGRADE_4K = z.strictObject({
	taskId: text,
	index: z.int().min(0).optional(),
	callBackUrl: httpUrl.optional(),
});

/** How far the larger version is; the first question starts the work on it. */
function upgrade(task: SandboxTask, resolution: string): 'started' | 'working' | 'ready' {
	const startedAt = task.upgrades.get(resolution);
	if (startedAt !== undefined) {
		return Date.now() < startedAt + (task.takesSeconds * 1000) / 4 ? 'working' : 'ready';
	}
	task.upgrades.set(resolution, Date.now());
	return 'started';
}

function notReady(): Reply {
	return envelope(422, 'The task has no video yet');
}

function upgradeTo1080p({ task, desk }: Ask): Reply {
	if (!task) return missing();
	if (!viewTask(task, Date.now()).hasVideo) return notReady();
	// 400 is "not yet" here, and "blocked" elsewhere.
	if (upgrade(task, '1080p') !== 'ready') return envelope(400, '1080P is processing. Please wait.');
	return success({ resultUrl: desk.links(task)[0] });
}

function upgradeTo4k({ body, task, desk }: Ask): Reply {
	const checked = check(UPGRADE_4K, body.kind === 'json' ? body.value : null);
	if (!checked.ok) return envelope(422, checked.complaint);
	if (!task) return missing();
	if (!viewTask(task, Date.now()).hasVideo) return notReady();
	const state = upgrade(task, '4k');
	const resultUrls = state === 'ready' ? desk.links(task).slice(0, 1) : null;
	const data = { taskId: task.taskId, resultUrls, imageUrls: null };
	if (state === 'started') return success(data);
	// 422 is both "in work" and "ready" here, and "invalid" elsewhere.
	return envelope(
		422,
		state === 'ready' ? 'The 4k video exists already' : '4k is processing',
		data,
	);
}

/** The reply to either question for a larger version. */
export function upgradeReply(ask: Ask): Reply {
	return ask.method === 'GET' ? upgradeTo1080p(ask) : upgradeTo4k(ask);
}
