import '../transport/withoutPauses.mts';

import { describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { film } from '../files/film.mts';
import { sendJson, startServer } from '../transport/localServer.mts';
import { bytesOf } from './nodeRun.mts';
import { credentialsFor, prompts, taskItems, useStand, wordsOf } from './stand.mts';

const stand = useStand({ taskSeconds: 0 });

async function order(...texts: string[]) {
	await stand.run('create', { items: prompts(...texts), options: { maxConcurrency: 1 } });
	return stand.created().slice(-texts.length);
}

describe('download', () => {
	it('puts the files of finished videos into their items, in order', async () => {
		const tasks = await order('a', 'b', 'c');
		const { items } = await stand.run('download', {
			items: taskItems(tasks),
			parameters: { binaryField: '={{ "film" + $itemIndex }}' },
			options: { includeRaw: true },
		});
		for (const [index, item] of items.entries()) {
			expect(item.json).toMatchObject({
				taskId: tasks[index]?.taskId,
				status: 'completed',
				failure: null,
				raw: { id: tasks[index]?.taskId },
			});
			expect(item.pairedItem).toEqual({ item: index });
			expect(Object.keys(item.binary ?? {})).toEqual([`film${index}`]);
			expect(bytesOf(item.binary?.[`film${index}`]).length).toBe(stand.sandbox.videoBytes);
		}
		expect(items).toHaveLength(3);
		expect(stand.sent('create')).toHaveLength(3);
	});

	it('says of a video that is not ready how to wait for it', async () => {
		stand.sandbox.taskSeconds = 1000;
		const [task] = await order('A lion');
		const error = await stand.failure('download', {
			items: taskItems([{ taskId: task?.taskId ?? '' }]),
		});
		expect(error.message).toContain('not ready');
		expect(error.message).toContain(task?.taskId);
		expect(error.description).toContain('Wait for Completion');
		expect(error.context.taskId).toBe(task?.taskId);
		expect(stand.sent('content')).toEqual([]);
	});

	it('of a failed task fails with the reason', async () => {
		stand.sandbox.faults.add({ kind: 'taskFails', body: 'Filtered' });
		const tasks = await order('A lion');
		const error = await stand.failure('download', { items: taskItems(tasks) });
		expect(error.message).toContain('Filtered');
		expect(error.context.taskId).toBe(tasks[0]?.taskId);
	});

	it('of an unknown task names it', async () => {
		const error = await stand.failure('download', {
			items: taskItems([{ taskId: 'video_nowhere' }]),
		});
		expect(error.message).toContain('"video_nowhere"');
		expect(wordsOf(error)).toContain('Check the Task ID');
	});

	it('on the next try fetches what a bad moment kept back', async () => {
		const tasks = await order('A lion');
		for (const action of ['content', 'link'] as const) {
			stand.sandbox.faults.add({ kind: 'html', status: 200, action, times: 5 });
		}
		const error = await stand.failure('download', { items: taskItems(tasks) });
		expect(error.message).toContain('not a video');
		const { items } = await stand.run('download', { items: taskItems(tasks) });
		expect(bytesOf(items[0]?.binary?.data).length).toBe(stand.sandbox.videoBytes);
	});

	it.each([
		{ kind: 'status', status: 404 },
		{ kind: 'status', status: 502 },
		{ kind: 'html', status: 200 },
		{ kind: 'json', status: 200 },
		{ kind: 'empty' },
	] as const)(
		'where the endpoint has no file (%j) fetches it by the link that the reply names',
		async (fault) => {
			const tasks = await order('A lion');
			stand.sandbox.faults.add({ ...fault, action: 'content', times: Infinity });
			const { items } = await stand.run('download', { items: taskItems(tasks) });
			expect(bytesOf(items[0]?.binary?.data).length).toBe(stand.sandbox.videoBytes);
		},
	);

	it('says why the endpoint refused the file where the link gives none either', async () => {
		const tasks = await order('A lion');
		for (const action of ['content', 'link'] as const) {
			const body = { error: { message: `No file at the ${action}` } };
			const fault = { kind: 'status', action, status: 400, body, times: Infinity } as const;
			stand.sandbox.faults.add(fault);
		}
		const error = await stand.failure('download', { items: taskItems(tasks) });
		expect(error.description).toContain('No file at the content');
		expect(error.context).toMatchObject({
			taskId: tasks[0]?.taskId,
			safeToOrderAgain: false,
		});
	});

	it('gives the key to no other origin', async () => {
		const tasks = await order('a', 'b');
		stand.sandbox.faults.add({ kind: 'redirect', action: 'content', times: 2 });
		const { items } = await stand.run('download', { items: taskItems(tasks) });
		expect(items).toHaveLength(2);
		expect(stand.sent('link')).toHaveLength(2);
		expect(stand.sandbox.credentialsSeenElsewhere).toEqual([]);
	});
});

/** A task of a provider whose videos lie behind links at another origin. */
async function orderLink(options = {}, binaryField = 'data') {
	const run = {
		parameters: { provider: 'jieKouAi', model: 'veo-3.1-generate', binaryField },
		credentials: credentialsFor(stand.sandbox, 'jieKouAiApi', 'jieKouAi'),
	};
	await stand.run('create', { ...run, options });
	return { ...run, items: taskItems(stand.created()) };
}

async function downloadLink(options?: IDataObject, binaryField?: string) {
	return await stand.run('download', await orderLink(options, binaryField));
}

describe('a provider that hands out links', () => {
	it('gets its videos downloaded without the key', async () => {
		const { items } = await downloadLink();
		expect(bytesOf(items[0]?.binary?.data).length).toBe(stand.sandbox.videoBytes);
		expect(stand.sent('link')).toHaveLength(1);
		expect(stand.sandbox.credentialsSeenElsewhere).toEqual([]);
	});

	it('is asked for a new link when one has expired', async () => {
		stand.sandbox.faults.add({ kind: 'expiredLink' });
		const { items } = await downloadLink();
		expect(bytesOf(items[0]?.binary?.data).length).toBe(stand.sandbox.videoBytes);
		expect(stand.sent('link')).toHaveLength(2);
	});

	it('is not asked for ever when each new link has expired', async () => {
		stand.sandbox.faults.add({ kind: 'expiredLink', times: Infinity });
		const error = await stand.failure('download', await orderLink());
		expect(error.message).toContain('no longer valid');
		expect(error.context.taskId).toBe(stand.created()[0]?.taskId);
		expect(stand.sent('link')).toHaveLength(2);
	});

	it('puts several videos of one task into fields that are numbered', async () => {
		const { items } = await downloadLink({ sampleCount: 3 }, 'film');
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['film', 'film_1', 'film_2']);
		expect(items[0]?.json.videos).toHaveLength(3);
		const names = Object.values(items[0]?.binary ?? {}).map(({ fileName }) => fileName);
		expect(new Set(names).size).toBe(3);
		for (const binary of Object.values(items[0]?.binary ?? {})) {
			expect(bytesOf(binary).length).toBe(stand.sandbox.videoBytes);
		}
	});
});

describe('several videos of one task, one without a link', () => {
	it('come with a warning that names it', async () => {
		const server = await startServer();
		server.answer = (request, response) => {
			if (request.url?.startsWith('/film')) return void response.writeHead(200).end(film(1000));
			sendJson(response, 200, {
				task: { task_id: 't1', status: 'TASK_STATUS_SUCCEED' },
				videos: [{ video_url: `${server.url}/film` }, { video_url: '' }],
			});
		};
		const { items } = await stand.run('download', {
			items: taskItems([{ taskId: 't1' }]),
			parameters: { provider: 'jieKouAi' },
			credentials: { jieKouAiApi: { apiKey: 'sk-abcdefgh', baseUrl: server.url } },
		});
		await server.close();
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['data']);
		expect(items[0]?.json.warning).toContain('Video 2 of 2');
	});
});

describe('several videos of one task', () => {
	it.each(['generate', 'download'] as const)(
		'of which one does not come: %s hands out the others, and names it',
		async (operation) => {
			const run = { ...(await orderLink({ sampleCount: 4 })), options: { sampleCount: 4 } };
			stand.sandbox.faults.add({ kind: 'status', status: 400, action: 'link' });
			const { items } = await stand.run(operation, run);
			const [item] = items;
			expect(Object.keys(item?.binary ?? {})).toEqual(['data', 'data_1', 'data_2']);
			for (const binary of Object.values(item?.binary ?? {})) {
				expect(bytesOf(binary).length).toBe(stand.sandbox.videoBytes);
			}
			expect(item?.json.videos).toHaveLength(4);
			const [, missing] = /Video (\d) of 4 did not come: /.exec(String(item?.json.warning)) ?? [];
			expect(missing).toBeDefined();
			expect(item?.json.warning).toContain(item?.json.taskId);
			expect(item?.json.warning).toContain('HTTP 400');
			const names = Object.values(item?.binary ?? {}).map(({ fileName }) => fileName);
			expect(names.some((name) => name?.endsWith(`-${missing}.mp4`))).toBe(false);
			expect(new Set(names).size).toBe(3);
		},
	);

	it('of which none comes: it fails with the task', async () => {
		const run = await orderLink({ sampleCount: 2 });
		stand.sandbox.faults.add({ kind: 'status', status: 400, action: 'link', times: Infinity });
		const error = await stand.failure('download', run);
		expect(error.message).toContain('could not be downloaded');
		expect(error.context.taskId).toBe(stand.created()[0]?.taskId);
	});

	it('of which the new link of one cannot be had: the others are handed out', async () => {
		const run = await orderLink({ sampleCount: 2 });
		stand.sandbox.faults.add({ kind: 'status', status: 403, action: 'link' });
		// The first question is the download's own, the second asks for the new link.
		stand.sandbox.faults.add({ kind: 'status', status: 400, action: 'status', after: 1 });
		const { items } = await stand.run('download', run);
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['data']);
		expect(items[0]?.json.warning).toMatch(/^Video \d of 2 did not come: .*\.$/s);
	});

	it('of which one is gone from the list by then: no other is taken for it', async () => {
		const server = await startServer();
		let questions = 0;
		server.answer = (request, response) => {
			const [, letter] = /^\/(\w)\.mp4$/.exec(request.url ?? '') ?? [];
			if (letter === 'b') return void response.writeHead(404).end();
			if (letter !== undefined) {
				return void response.end(Buffer.concat([film(100), Buffer.from(letter)]));
			}
			const letters = ++questions === 1 ? ['a', 'b', 'c'] : ['a', 'c'];
			sendJson(response, 200, {
				task: { task_id: 'task', status: 'TASK_STATUS_SUCCEED' },
				videos: letters.map((one) => ({ video_url: `${server.url}/${one}.mp4` })),
			});
		};
		try {
			const { items } = await stand.run('download', {
				items: taskItems([{ taskId: 'task' }]),
				parameters: { provider: 'jieKouAi' },
				credentials: { jieKouAiApi: { apiKey: 'sk-key', baseUrl: server.url } },
			});
			const files = Object.values(items[0]?.binary ?? {}).map((file) => bytesOf(file));
			expect(files.map((bytes) => bytes.toString('latin1').at(-1))).toEqual(['a', 'c']);
			expect(items[0]?.json.warning).toContain('Video 2 of 3 did not come');
		} finally {
			await server.close();
		}
	});
});

describe('a download', () => {
	it.each(['html', 'json', 'empty'] as const)(
		'that answers with %s: an error that says where the video still is',
		async (kind) => {
			const tasks = await order('A lion');
			for (const action of ['content', 'link'] as const) {
				stand.sandbox.faults.add({ kind, action, status: 200, times: Infinity });
			}
			const error = await stand.failure('download', { items: taskItems(tasks) });
			const taskId = tasks[0]?.taskId;
			expect(error.message).toContain(taskId);
			expect(error.description).toContain('"Download"');
			expect(error.description).toContain(taskId);
			expect(error.context.taskId).toBe(taskId);
		},
	);
});
