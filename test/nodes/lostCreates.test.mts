/** A create whose reply is lost, at a provider that lists its tasks: found again, never guessed, never sent a second time. */

import '../transport/withoutPauses.mts';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRunExecutionData, type IDataObject, type INodeParameters } from 'n8n-workflow';

import {
	type Fault,
	type Sandbox,
	type SandboxTask,
	startSandbox,
} from '../../sandbox/sandbox.mts';
import { type Credentials, runNode } from './nodeRun.mts';
import { PNG } from './pictures.mts';
import type { NodeError } from './stand.mts';

type Face = 'waveSpeed' | 'replicate' | 'fal';

let sandbox: Sandbox;
let before = 0;
/** Each test asks for something else, so that none finds the task of another. */
let prompt = '';
let tests = 0;

beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 0.3, videoBytes: 3000 });
});
afterAll(async () => await sandbox.close());
beforeEach(() => {
	sandbox.faults.clear();
	sandbox.taskSeconds = 0.3;
	before = sandbox.created.length;
	prompt = `A lion ${++tests}`;
});

const created = () => sandbox.created.slice(before);

function credentials(face: Face): Credentials {
	const own = { apiKey: sandbox.key, baseUrl: sandbox.urls[face] };
	return {
		veoWaveSpeedApi: own,
		veoReplicateApi: own,
		veoFalApi:
			face === 'fal'
				? {
						...own,
						uploadBaseUrl: sandbox.url('fal', 'upload'),
						platformBaseUrl: sandbox.url('fal', 'platform'),
					}
				: own,
	};
}

interface Run {
	items?: IDataObject[];
	operation?: 'create' | 'generate';
	parameters?: INodeParameters;
	options?: IDataObject;
	runData?: ReturnType<typeof createRunExecutionData>;
	continues?: boolean;
}

async function run(face: Face, { items = [{ prompt }], ...rest }: Run = {}) {
	const { operation = 'create', parameters, options, runData, continues } = rest;
	return await runNode({
		credentials: credentials(face),
		items: items.map((json) => ({
			json,
			binary: { photo: { data: PNG.toString('base64'), mimeType: 'image/png' } },
		})),
		...(runData && { runData }),
		...(continues && { continueOnFail: true }),
		parameters: {
			provider: face,
			operation,
			inputMode: 'text',
			model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' },
			prompt: '={{ $json.prompt }}',
			...parameters,
			options: { pollInterval: 1, ...options } as INodeParameters,
		},
	});
}

async function failure(face: Face, one: Run = {}): Promise<NodeError> {
	const error: unknown = await run(face, one).then(
		() => null,
		(thrown: unknown) => thrown,
	);
	expect(error).toBeInstanceOf(Error);
	return error as NodeError;
}

const lose = (face: Face, more: Partial<Fault> = {}) =>
	sandbox.faults.add({ kind: 'cutBeforeReply', face, action: 'create', ...more });

/** Somebody else's task, with the same input as the next one, made now. */
async function somebodyElse(face: Face): Promise<SandboxTask> {
	await run(face);
	const task = sandbox.created.at(-1);
	if (task === undefined) throw new Error('Nothing was created');
	before = sandbox.created.length;
	return task;
}

describe.each<Face>(['waveSpeed', 'replicate'])('%s', (face) => {
	it.each<[string, Partial<Fault>]>([
		['the connection is cut', {}],
		['half of the JSON comes', { kind: 'cutJson' }],
		['a gateway answers with a page', { kind: 'html', status: 502, createFirst: true }],
		['it answers with a fault of its own', { kind: 'status', status: 500, createFirst: true }],
	])('takes its task up where %s', async (_what, fault) => {
		lose(face, fault);
		const { items } = await run(face);
		expect(created()).toHaveLength(1);
		expect(items[0]?.json).toMatchObject({ taskId: created()[0]?.taskId, provider: face });
		expect(items[0]?.json.warning).toBeUndefined();
	});

	it('goes on to the file as if nothing had happened', async () => {
		lose(face);
		const { items } = await run(face, { operation: 'generate' });
		expect(items[0]?.json).toMatchObject({ taskId: created()[0]?.taskId, status: 'completed' });
		expect(items[0]?.binary?.data?.bytes).toBe(sandbox.videoBytes);
		expect(created()).toHaveLength(1);
	});

	it('tells items apart by what they ask for', async () => {
		lose(face, { times: 3 });
		const prompts = ['a', 'b', 'c'].map((letter) => `${prompt} ${letter}`);
		const { items } = await run(face, { items: prompts.map((one) => ({ prompt: one })) });
		const byPrompt = new Map(created().map((task) => [task.prompt, task.taskId]));
		expect(items.map(({ json }) => json.taskId)).toEqual(prompts.map((one) => byPrompt.get(one)));
		expect(created()).toHaveLength(3);
	});

	it('knows an image again', async () => {
		lose(face);
		const { items } = await run(face, {
			parameters: { inputMode: 'image', imageInput: 'binary', image: 'photo' },
		});
		expect(items[0]?.json.taskId).toBe(created()[0]?.taskId);
	});

	it('that never arrived stays "may have been created", and no older task of the same input is taken for it', async () => {
		const older = await somebodyElse(face);
		older.createdAt -= 10_000;
		sandbox.faults.add({ kind: 'cutBeforeReply', face, action: 'create', createFirst: false });
		const error = await failure(face);
		expect(error.message).toContain('may have been created');
		expect(error.description).toContain('has none that asks for the same');
		expect(`${error.message} ${error.description}`).not.toContain(older.taskId);
		expect(created()).toHaveLength(0);
	});

	it('is not guessed among several of the same input', async () => {
		const other = await somebodyElse(face);
		other.createdAt += 500;
		lose(face);
		const error = await failure(face);
		expect(error.message).toContain('may have been created');
		expect(error.description).toContain('several that ask for the same');
		expect(error.description).toContain(other.taskId);
		expect(error.description).toContain(created()[0]?.taskId);
		expect(error.context).not.toHaveProperty('safeToOrderAgain', true);
	});

	it('is not taken from another item that asks for the same', async () => {
		lose(face, { after: 1 });
		const { items } = await run(face, {
			items: [{ prompt }, { prompt }],
			options: { maxConcurrency: 1 },
		});
		const ids = items.map(({ json }) => json.taskId);
		expect(ids).toEqual(created().map(({ taskId }) => taskId));
		expect(new Set(ids).size).toBe(2);
	});

	it('of two items that ask for the same and are both lost none is taken', async () => {
		lose(face, { times: 2 });
		const error = await failure(face, { items: [{ prompt }, { prompt }] });
		expect(error.message).toContain('may have been created');
		expect(created()).toHaveLength(2);
	});

	it('is found by a retry, where the list could not be had before', async () => {
		const runData = createRunExecutionData({});
		lose(face);
		sandbox.faults.add({ kind: 'status', status: 500, face, action: 'list', times: 50 });
		const error = await failure(face, { runData });
		expect(error.message).toContain('may have been created');
		expect(error.description).toContain('could not be read');
		sandbox.faults.clear();
		const { items } = await run(face, { runData });
		expect(items[0]?.json.taskId).toBe(created()[0]?.taskId);
		expect(created()).toHaveLength(1);
		// And by then it is known like any other.
		const again = await run(face, { runData });
		expect(again.items[0]?.json.taskId).toBe(created()[0]?.taskId);
		expect(created()).toHaveLength(1);
	});

	it('is found where nobody can believe the clock that the provider tells', async () => {
		lose(face);
		sandbox.faults.add({
			kind: 'overlay',
			face,
			action: 'list',
			times: 50,
			headers: { date: new Date(Date.now() + 3_600_000).toUTCString() },
			body: {},
		});
		const { items } = await run(face);
		expect(items[0]?.json.taskId).toBe(created()[0]?.taskId);
	});
});

it('fal, which lists what has ended: found when it has', async () => {
	sandbox.taskSeconds = 1;
	lose('fal');
	const { items } = await run('fal', { operation: 'generate' });
	expect(items[0]?.json).toMatchObject({ status: 'completed', provider: 'fal' });
	expect(String(items[0]?.json.taskId)).toBe(
		`fal-ai/veo3.1/requests/${created()[0]?.taskId ?? ''}`,
	);
	expect(items[0]?.binary?.data?.bytes).toBe(sandbox.videoBytes);
	expect(created()).toHaveLength(1);
});
