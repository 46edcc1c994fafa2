// The sandbox as a program: its addresses, its control port, and how it ends.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { isObject } from '../../sandbox/json.mts';
import { ask } from './client.mts';
import { HING_NET } from './pages.mts';

const main = join(import.meta.dirname, '..', '..', 'sandbox', 'main.mts');
const running: ChildProcess[] = [];
const other = createServer();

function start(...flags: string[]) {
	const child = spawn(process.execPath, [main, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
	running.push(child);
	return child;
}

afterEach(() => {
	other.close();
	for (const child of running.splice(0)) child.kill('SIGKILL');
});

interface Addresses {
	urls: { hingNet: string };
	control: string;
	key: string;
}

async function startWithAddresses(...flags: string[]) {
	const child = start('--port-base', '0', '--json', ...flags);
	const [line]: unknown[] = await once(child.stdout, 'data');
	const addresses: Addresses = JSON.parse(String(line));
	return { child, ...addresses };
}

it('is steered over its control port and ends when told', async () => {
	const { child, urls, control, key } = await startWithAddresses('--key', 'mine');
	expect(key).toBe('mine');
	const patched = await fetch(`${control}/settings`, {
		method: 'PATCH',
		body: '{"taskSeconds":0}',
	});
	expect(patched.status).toBe(200);
	const faults = [
		{ kind: 'status', status: 503 },
		{ kind: 'taskFails', times: 'always' },
	];
	expect((await ask(`${control}/faults`, { json: faults })).status).toBe(200);

	const videos = `${urls.hingNet}/v1/videos`;
	const create = async () => await ask(videos, { json: HING_NET[0]?.body, key });
	expect((await create()).status).toBe(503);
	expect((await create()).status).toBe(200);
	const tasks = await ask(`${control}/tasks`);
	expect(tasks.json).toMatchObject([{ face: 'hingNet', phase: 'failed' }]);
	const requests = await ask(`${control}/requests`);
	expect(requests.json).toMatchObject([{ action: 'create', taskId: null }, { action: 'create' }]);

	expect((await fetch(`${control}/faults`, { method: 'DELETE' })).status).toBe(200);
	await create();
	expect((await ask(`${control}/tasks`)).json).toMatchObject([{}, { phase: 'completed' }]);

	const [made]: unknown[] = JSON.parse((await ask(`${control}/tasks`)).text);
	expect((await ask(`${control}/age`, { json: { seconds: 60 } })).status).toBe(200);
	const [aged]: unknown[] = JSON.parse((await ask(`${control}/tasks`)).text);
	const createdAt = (task: unknown) => Number(isObject(task) && task.createdAt);
	expect(createdAt(made) - createdAt(aged)).toBe(60_000);
	expect((await ask(`${control}/age`, { json: {} })).status).toBe(400);

	child.kill('SIGTERM');
	expect(await once(child, 'exit')).toEqual([0, null]);
});

it.each([
	[{ kind: 'sleep' }, 'kind must be one of'],
	[{ kind: 'half', sometimes: 1 }, 'Unknown field: sometimes'],
	[{ kind: 'half', probability: 2 }, 'probability must be from 0 to 1'],
	['half', 'A fault must be an object'],
])('says what is wrong with the fault %j', async (fault, error) => {
	const { control } = await startWithAddresses();
	expect(await ask(`${control}/faults`, { json: fault })).toMatchObject({
		status: 400,
		json: { error: expect.stringContaining(error) },
	});
});

it('greets people with addresses, key and examples', async () => {
	const child = start('--port-base', '0');
	const [greeting]: unknown[] = await once(child.stdout, 'data');
	expect(String(greeting)).toMatch(/HingNet +http:\/\/127\.0\.0\.1:\d+\n/);
	expect(String(greeting)).toContain('API key: sandbox-key');
});

it('says so when a port is taken', async () => {
	other.listen(0, '127.0.0.1');
	await once(other, 'listening');
	const address = other.address();
	const port = typeof address === 'object' ? address?.port : 0;
	const child = start('--port-base', String(port));
	const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
	expect(said).toBe(`Port ${port} for HingNet is taken by another program.\n`);
	expect(code).toBe(1);
});
