/** Tasks with names that JavaScript itself uses, tasks that are old, and many videos: each is handed out once. */

import './quiet.mts';

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';

import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { COLUMNS } from '../../nodes/VeoVideo/table/row';
import { type LocalServer, sendJson, startServer } from '../transport/localServer.mts';
import { activate } from '../trigger/pollRun.mts';
import { insert, startTableServer, type TableServer } from '../trigger/tableServer.mts';

const [hingNet] = PROVIDERS;
const KEY = 'poisoned-key';

let server: LocalServer;
let table: TableServer;

beforeAll(async () => {
	server = await startServer();
	table = await startTableServer();
});
afterAll(async () => {
	await server.close();
	await table.close();
});
beforeEach(() => {
	server.answer = (request, response) => {
		const id = decodeURIComponent(request.url?.split('/').pop() ?? '');
		sendJson(response, 200, { id, status: 'completed' });
	};
});

function watching(taskIds: string[], workflowId: string) {
	return activate({
		workflowId,
		credentials: { hingNetApi: { apiKey: KEY, baseUrl: server.url } },
		parameters: {
			provider: hingNet.name,
			watch: 'taskIds',
			taskIds: taskIds.join('\n'),
			options: { checkInterval: 0 },
		},
	});
}

async function handedOut(taskIds: string[], workflowId: string): Promise<string[]> {
	const trigger = watching(taskIds, workflowId);
	for (let poll = 0; poll < 4; poll++) await trigger.poll();
	return [...trigger.emitted].sort();
}

it.each(['constructor', 'prototype', 'toString', 'hasOwnProperty'])(
	'a task named %s is handed out once, and the others as well',
	async (id) => {
		expect(await handedOut([id, 'video_1'], `named-${id}`)).toEqual([id, 'video_1'].sort());
	},
);

// As a key of plain static data it is no key, so that the trigger forgets that it handed the task out.
it('a task named __proto__ is handed out once, and the others as well', async () => {
	expect(await handedOut(['__proto__', 'video_1'], 'named-proto')).toEqual([
		'__proto__',
		'video_1',
	]);
});

it('an id with half of a surrogate pair does not stop the others', async () => {
	expect(await handedOut(['video_\ud83c', 'video_1'], 'named-half')).toContain('video_1');
});

// Two days old, finished and paid for: n8n was off meanwhile, and the provider is busy for a moment.
it('an old task that cannot be read at the moment is not given up for it', async () => {
	const name = 'old_tasks';
	const rows = table.add(
		name,
		COLUMNS.map(({ name: column, type }) => ({ name: column, type })),
	);
	const row = insert(rows, { taskId: 'video_old', provider: hingNet.name, delivered: false });
	row.createdAt = new Date(Date.now() - 49 * 3_600_000).toISOString();
	let asked = 0;
	const answer = server.answer;
	server.answer = (request, response, number) =>
		request.url?.endsWith('video_old') && asked++ === 0
			? sendJson(response, 503, {})
			: answer(request, response, number);
	const trigger = activate({
		workflowId: name,
		credentials: {
			hingNetApi: { apiKey: KEY, baseUrl: server.url },
			veoTaskTableApi: { apiKey: table.key, baseUrl: table.url },
		},
		handOver: 'ended',
		parameters: {
			provider: hingNet.name,
			watch: 'taskTable',
			taskTable: name,
			options: { checkInterval: 0, giveUpAfter: 1 },
		},
	});
	await trigger.poll();
	await trigger.poll();
	expect(trigger.items.map(({ json }) => json.status)).toEqual(['completed']);
});
