/** A trigger that watches the whole account: every Veo task that ends after publishing, whoever created it, once each. */

import '../transport/withoutPauses.mts';

import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	it,
	jest,
} from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { type Sandbox, startSandbox } from '../../sandbox/sandbox.mts';
import { type Credentials, runNode } from '../nodes/nodeRun.mts';
import { type ActiveTrigger, activate, type PollOptions } from './pollRun.mts';
import { wordsOfFailure } from './triggerStand.mts';

type Face = 'waveSpeed' | 'replicate' | 'fal';

const NEVER_SECONDS = 86_400;

let sandbox: Sandbox;
let number = 0;
let passed = 0;
const realNow = Date.now;

jest.setTimeout(30_000);
beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: NEVER_SECONDS });
});
afterAll(async () => await sandbox.close());
beforeEach(() => {
	number++;
	sandbox.faults.clear();
	// Each test has the account to itself: what was there is older than any trigger looks back.
	sandbox.age(NEVER_SECONDS * 3);
});
afterEach(() => {
	passed = 0;
	jest.restoreAllMocks();
});

function pass(milliseconds: number): void {
	passed += milliseconds;
	jest.spyOn(Date, 'now').mockImplementation(() => realNow() + passed);
}

function credentials(face: Face): Credentials {
	const own = { apiKey: sandbox.key, baseUrl: sandbox.urls[face] };
	return {
		veoWaveSpeedApi: own,
		veoReplicateApi: own,
		veoFalApi: face === 'fal' ? { ...own, platformBaseUrl: sandbox.url('fal', 'platform') } : own,
	};
}

async function create(face: Face, tier = 'veo-3.1-fast'): Promise<string> {
	const { items } = await runNode({
		credentials: credentials(face),
		items: [{ json: {} }],
		parameters: {
			provider: face,
			operation: 'create',
			inputMode: 'text',
			model: { __rl: true, mode: 'list', value: tier },
			prompt: 'A lion',
		},
	});
	return String(items[0]?.json.taskId);
}

function finish(taskId: string, ending: 'video' | 'failure' = 'video'): void {
	const task = sandbox.tasks.get(taskId.split('/').at(-1) ?? '');
	if (task === undefined) throw new Error(`There is no task ${taskId}`);
	task.ending = ending;
	task.takesSeconds = (realNow() + passed - task.createdAt) / 1000;
}

function watching(
	face: Face,
	more: Partial<PollOptions> = {},
	options: IDataObject = {},
	parameters: INodeParameters = {},
): ActiveTrigger {
	return activate({
		credentials: credentials(face),
		workflowId: `account-${process.pid}-${number}`,
		...more,
		parameters: {
			provider: face,
			watch: 'account',
			events: ['completed', 'failed'],
			...parameters,
			options: { checkInterval: 0, ...options } as INodeParameters,
		},
	});
}

describe.each<Face>(['waveSpeed', 'replicate', 'fal'])('%s', (face) => {
	it('hands out what ends after publishing, of whichever model, once each, also after a restart', async () => {
		const before = await create(face);
		finish(before);
		const running = await create(face);
		const trigger = watching(face);
		expect(await trigger.poll()).toEqual([]);
		const later = await create(face, 'veo-3.1');
		expect(await trigger.poll()).toEqual([]);
		finish(running);
		finish(later, 'failure');
		await trigger.poll();
		expect([...trigger.emitted].sort()).toEqual([later, running].sort());
		expect(trigger.items.map(({ json }) => json.status).sort()).toEqual(['completed', 'failed']);
		const completed = trigger.items.find(({ json }) => json.status === 'completed');
		expect(completed?.json.videoUrl).toMatch(/^http/);
		expect(await trigger.poll()).toEqual([]);
		const restarted = watching(face, { staticData: trigger.stored() });
		expect(await restarted.poll()).toEqual([]);
		const newest = await create(face);
		finish(newest);
		await restarted.poll();
		expect(restarted.emitted).toEqual([newest]);
	});

	it('hands out what ended while n8n was down', async () => {
		const trigger = watching(face);
		await trigger.poll();
		const taskId = await create(face);
		finish(taskId);
		const restarted = watching(face, { staticData: trigger.stored() });
		await restarted.poll();
		expect(restarted.emitted).toEqual([taskId]);
	});

	it('forgets nothing while the list cannot be had', async () => {
		const trigger = watching(face);
		await trigger.poll();
		const taskId = await create(face);
		finish(taskId);
		await trigger.poll();
		sandbox.faults.add({ kind: 'status', status: 500, face, action: 'list', times: 3 });
		for (let polls = 0; polls < 3; polls++) expect(await trigger.poll()).toEqual([]);
		for (let polls = 0; polls < 3; polls++) expect(await trigger.poll()).toEqual([]);
		expect(trigger.emitted).toEqual([taskId]);
	});

	it('asks neither n8n nor a table, and says when the key is wrong', async () => {
		const before = sandbox.requests.length;
		const trigger = watching(face);
		await trigger.poll();
		expect(sandbox.requests.slice(before).map(({ action }) => action)).toContain('list');
		const wrong = Object.fromEntries(
			Object.entries(credentials(face)).map(([type, one]) => [type, { ...one, apiKey: 'wrong' }]),
		);
		expect(await wordsOfFailure(watching(face, { credentials: wrong }).poll())).toContain('key');
	});

	it('leaves events out that nobody wants, and a test event shows what is there', async () => {
		const trigger = watching(face, {}, {}, { events: ['failed'] });
		await trigger.poll();
		const taskId = await create(face);
		finish(taskId);
		expect(await trigger.poll()).toEqual([]);
		const [item] = await watching(face, { mode: 'manual' }).poll();
		expect(item?.json.taskId).toBe(taskId);
	});
});

it('looks no further back than Give Up After', async () => {
	const trigger = watching('waveSpeed', {}, { giveUpAfter: 1 });
	await trigger.poll();
	const [early, late] = [await create('waveSpeed'), await create('waveSpeed')];
	pass(7_200_000);
	const task = sandbox.tasks.get(late);
	if (task) task.createdAt += 7_100_000;
	finish(early);
	finish(late);
	await trigger.poll();
	expect(trigger.emitted).toEqual([late]);
});

it('finds tasks behind the first page', async () => {
	const trigger = watching('waveSpeed');
	await trigger.poll();
	const first = await create('waveSpeed');
	const ids = await Promise.all(Array.from({ length: 104 }, async () => await create('waveSpeed')));
	finish(first);
	await trigger.poll();
	expect(trigger.emitted).toEqual([first]);
	expect(ids).toHaveLength(104);
});

it('is refused for a provider that lists nothing, with who does', async () => {
	const trigger = activate({
		credentials: { hingNetApi: { apiKey: sandbox.key, baseUrl: sandbox.urls.hingNet } },
		workflowId: 'account-none',
		parameters: { provider: 'hingNet', watch: 'account', options: {} },
	});
	const words = await wordsOfFailure(trigger.poll());
	expect(words).toContain('HingNet cannot list the tasks of an account');
	expect(words).toContain('fal.ai, WaveSpeed or Replicate');
});
