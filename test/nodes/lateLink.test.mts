import '../transport/withoutPauses.mts';

import { describe, expect, it } from '@jest/globals';

import { film } from '../files/film.mts';
import { sendJson, startServer } from '../transport/localServer.mts';
import { useTriggerStand } from '../trigger/triggerStand.mts';
import { insert } from '../trigger/tableServer.mts';
import { bytesOf } from './nodeRun.mts';
import { taskItems, useStand } from './stand.mts';

const stand = useStand();
const triggers = useTriggerStand();

/** How each provider answers an order, and a question about a task that is completed. */
const DIALECTS = {
	uniAll: {
		credentialType: 'uniAllApi',
		created: { id: 't1' },
		completed: (link: string | null) => ({
			id: 't1',
			status: 'completed',
			...(link !== null && { video_url: link }),
		}),
	},
	jieKouAi: {
		credentialType: 'jieKouAiApi',
		created: { task_id: 't1' },
		completed: (link: string | null) => ({
			task: { task_id: 't1', status: 'TASK_STATUS_SUCCEED' },
			videos: link === null ? [] : [{ video_url: link }],
		}),
	},
	hingNetNative: {
		credentialType: 'hingNetApi',
		created: { name: 'operations/t1' },
		completed: (link: string | null) => ({
			name: 'operations/t1',
			done: true,
			response: {
				generateVideoResponse: {
					generatedSamples: link === null ? [] : [{ video: { uri: link } }],
				},
			},
		}),
	},
} as const;

type Name = keyof typeof DIALECTS;

/** A provider that calls its task completed two answers before it names the link. */
async function startLateServer(name: Name) {
	const server = await startServer();
	const { created, completed } = DIALECTS[name];
	let checks = 0;
	server.answer = (request, response) => {
		if (request.url?.startsWith('/film')) {
			response.writeHead(200, { 'content-type': 'video/mp4' }).end(film(1000));
			return;
		}
		if (request.method === 'POST') return sendJson(response, 200, created);
		sendJson(response, 200, completed(++checks > 2 ? `${server.url}/film.mp4` : null));
	};
	return server;
}

describe('a task that is called completed before its link is there', () => {
	it.each(
		(['uniAll', 'jieKouAi', 'hingNetNative'] as const).flatMap((name) =>
			(['generate', 'download'] as const).map((operation) => [name, operation] as const),
		),
	)('gets its file at %s: %s', async (name, operation) => {
		const server = await startLateServer(name);
		const taskId = name === 'hingNetNative' ? 'operations/t1' : 't1';
		const { items } = await stand.run(operation, {
			...(operation === 'download' && { items: taskItems([{ taskId }]) }),
			parameters: { provider: name, model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' } },
			credentials: {
				[DIALECTS[name].credentialType]: { apiKey: 'sk-abcdefgh', baseUrl: server.url },
			},
		});
		await server.close();
		expect(bytesOf(items[0]?.binary?.data).length).toBe(1000);
	});

	it('comes from the trigger with its link, or a little later without one', async () => {
		await triggers.order();
		const server = await startServer();
		let hasLink = false;
		server.answer = (request, response) => {
			const id = String(request.url?.split('/').at(-1));
			const link = hasLink && id === 'late' ? 'https://example.com/film.mp4' : null;
			sendJson(response, 200, { ...DIALECTS.uniAll.completed(link), id });
		};
		const trigger = triggers.trigger({
			handOver: 'ended',
			parameters: { provider: 'uniAll' },
			credentials: {
				...triggers.credentials(),
				uniAllApi: { apiKey: 'sk-abcdefgh', baseUrl: server.url },
			},
		});
		for (const taskId of ['late', 'never']) insert(triggers.table, { provider: 'uniAll', taskId });
		await trigger.poll();
		expect(trigger.emitted).toEqual([]);
		hasLink = true;
		triggers.pass(10_000);
		await trigger.poll();
		triggers.pass(10_000);
		await trigger.poll();
		await server.close();
		expect(trigger.items.map(({ json }) => [json.taskId, json.videoUrl])).toEqual([
			['late', 'https://example.com/film.mp4'],
			['never', null],
		]);
	});
});
