/** What one order and one status check cost beside a bare request, and how cost grows with pending tasks. */

import { request } from 'undici';

import type { Tarball } from '../n8n/pack.mts';
import type { Figure } from './figures.mts';
import { layGround, prompts, veoNode, type Ground } from './ground.mts';

const SEQUENCE = 200;

export async function measureRequests(tarball: Tarball, isQuick: boolean): Promise<Figure[]> {
	const ground = await layGround(tarball, { taskSeconds: 20 });
	const one = { maxConcurrency: 1 };
	await ground.time(prompts(20), await veoNode(ground, 'create', one));
	const create = await spread(ground, 'create', async () => {
		await ground.time(prompts(SEQUENCE), await veoNode(ground, 'create', one));
	});
	const bareCreate = await spread(ground, 'create', async () => {
		for (const { prompt } of prompts(SEQUENCE)) {
			const body = { model: 'veo-3.1-fast-generate-preview', prompt };
			await bare(ground, '/v1/videos', JSON.stringify(body));
		}
	});
	const ids = ground.sandbox.created.slice(-SEQUENCE).map(({ taskId }) => ({ taskId }));
	const status = await spread(ground, 'status', async () => {
		await ground.time(ids, await veoNode(ground, 'get', one));
	});
	const bareStatus = await spread(ground, 'status', async () => {
		for (const { taskId } of ids) await bare(ground, `/v1/videos/${taskId}`);
	});
	const part = 'Cost of one request';
	const how = `${SEQUENCE} in a row, one at a time, from the first to the last as the sandbox saw them`;
	return [
		{ part, name: 'order, Veo Video', value: create, unit: 'ms', how: `real n8n; ${how}` },
		{ part, name: 'order, undici', value: bareCreate, unit: 'ms', how },
		{ part, name: 'status check, Veo Video', value: status, unit: 'ms', how: `real n8n; ${how}` },
		{ part, name: 'status check, undici', value: bareStatus, unit: 'ms', how },
		...(await measurePending(ground, isQuick)),
	];
}

async function bare({ sandbox }: Ground, path: string, body?: string): Promise<void> {
	const reply = await request(`${sandbox.urls.hingNet}${path}`, {
		method: body === undefined ? 'GET' : 'POST',
		headers: { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' },
		...(body !== undefined && { body }),
	});
	await reply.body.dump();
}

/** Milliseconds from one request to the next. */
async function spread(
	{ sandbox }: Ground,
	action: 'create' | 'status',
	work: () => Promise<void>,
): Promise<number> {
	const from = sandbox.requests.length;
	await work();
	const times = sandbox.requests
		.slice(from)
		.filter((one) => one.action === action)
		.map(({ at }) => at);
	return (Math.max(...times) - Math.min(...times)) / (times.length - 1);
}

async function measurePending(ground: Ground, isQuick: boolean): Promise<Figure[]> {
	const part = 'Pending tasks at a time (tasks of 20 s, Check Interval 5 s, Parallel Requests 50)';
	const figures: Figure[] = [];
	const options = { maxConcurrency: 50, pollInterval: 5, downloadVideo: false };
	for (const count of isQuick ? [10, 100] : [10, 100, 1000, 5000]) {
		const from = ground.sandbox.created.length;
		const {
			result,
			before: idle,
			peak,
		} = await ground.memoryOf(
			async () => await ground.time(prompts(count), await veoNode(ground, 'generate', options)),
		);
		const polls = ground.sandbox.created.slice(from).map((task) => task.polls);
		const how = 'real n8n, no download';
		figures.push(
			{ part, name: `${count} tasks: whole execution`, value: result.seconds, unit: 's', how },
			{
				part,
				name: `${count} tasks: more resident memory`,
				value: peak - idle,
				unit: 'MB',
				how: `${how}, VmRSS every 50 ms`,
			},
			{
				part,
				name: `${count} tasks: status checks a task`,
				value: polls.reduce((sum, one) => sum + one, 0) / count,
				unit: '',
				how: 'counted by the sandbox',
				reach: { atMost: 5 },
			},
			{
				part,
				name: `${count} tasks: fewest checks of any`,
				value: Math.min(...polls),
				unit: '',
				how: 'none starves',
				reach: { atLeast: 1 },
			},
		);
	}
	return figures;
}
