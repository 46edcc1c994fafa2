import { afterEach, describe, expect, it, jest } from '@jest/globals';

import type * as limits from '../../nodes/VeoVideo/transport/limits';
import { openHeldReplies, type HeldReplies } from '../nodes/heldReplies.mts';
import { prompts } from '../nodes/stand.mts';
import { startServer, type LocalServer } from '../transport/localServer.mts';
import { useTriggerStand } from './triggerStand.mts';

const SILENCE_MS = 3000;
jest.mock('../../nodes/VeoVideo/transport/limits', () => ({
	...jest.requireActual<typeof limits>('../../nodes/VeoVideo/transport/limits'),
	TABLE_SILENCE_MS: 3000,
}));

const stand = useTriggerStand();

const GENERATE = { operation: 'generate', options: { pollInterval: 1, waitTimeout: 1200 } };
const pause = async () => await new Promise((resolve) => setTimeout(resolve, 5));

let held: HeldReplies | null = null;
let slow: LocalServer | null = null;
afterEach(async () => {
	await held?.close();
	await slow?.close();
	stand.sandbox.taskSeconds = 86_400;
});

describe('an n8n that falls silent once the orders are out', () => {
	it('holds up no video by more than one silence at the beginning and one at the end', async () => {
		held = await openHeldReplies(stand.tables.url);
		stand.sandbox.taskSeconds = 0;
		// The table is there.
		await stand.order(1);
		const before = stand.sandbox.created.length;
		const running = stand.run(GENERATE, {
			items: prompts(...Array.from({ length: 12 }, (_, index) => `take ${index}`)),
			credentials: stand.credentials({ n8nUrl: held.url }),
		});
		while (stand.sandbox.created.length === before) await pause();
		held.hold();
		const { items } = await running;
		expect(items.map(({ json }) => json.status)).toEqual(Array(12).fill('completed'));
		for (const { json } of items) expect(json.warning).toContain(String(json.taskId));
	});
});

describe('an n8n that answers slowly', () => {
	it('gets all that stands in line, however long that takes', async () => {
		slow = await startServer();
		let isSlow = false;
		slow.answer = (request, response, number) => {
			const body = Buffer.from(slow?.requests[number]?.body ?? '', 'latin1');
			const { method = 'GET', headers, url = '' } = request;
			const pass = async () => {
				const hasBody = method !== 'GET' && method !== 'DELETE';
				const reply = await fetch(`${stand.tables.url}${url}`, {
					method,
					headers: {
						'x-n8n-api-key': String(headers['x-n8n-api-key']),
						'content-type': 'application/json',
					},
					...(hasBody && { body }),
				});
				response.writeHead(reply.status, { 'content-type': 'application/json' });
				response.end(await reply.text());
			};
			setTimeout(() => void pass(), isSlow ? SILENCE_MS / 4 : 0);
		};
		stand.sandbox.taskSeconds = 0;
		await stand.order(1);
		const before = stand.sandbox.created.length;
		const running = stand.run(
			{ operation: 'create', options: { maxConcurrency: 50 } },
			{
				items: prompts(...Array.from({ length: 30 }, (_, index) => `take ${index}`)),
				credentials: stand.credentials({ n8nUrl: slow.url }),
			},
		);
		while (stand.sandbox.created.length === before) await pause();
		isSlow = true;
		const { items } = await running;
		expect(items.flatMap(({ json }) => json.warning ?? [])).toEqual([]);
		expect(stand.table.rows).toHaveLength(31);
	});
});
