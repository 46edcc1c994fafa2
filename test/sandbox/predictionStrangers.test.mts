/** WaveSpeed's and Replicate's own clients use the sandbox, from create to file. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Replicate from 'replicate';
import { request } from 'undici';
import { Client as WaveSpeed } from 'wavespeed';

import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { PNG_BASE64 } from './client.mts';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({ taskSeconds: 0.2 });
});
afterEach(async () => await sandbox.close());

const PNG = Buffer.from(PNG_BASE64, 'base64');

async function isVideo(url: string): Promise<boolean> {
	const reply = await request(url);
	const bytes = Buffer.from(await reply.body.arrayBuffer());
	return bytes.length === sandbox.videoBytes && bytes.toString('latin1', 4, 8) === 'ftyp';
}

describe('the wavespeed package', () => {
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'wavespeed-'));
	});
	afterAll(async () => await rm(folder, { recursive: true }));

	const waveSpeed = () =>
		new WaveSpeed(sandbox.key, { baseUrl: sandbox.urls.waveSpeed, maxConnectionRetries: 0 });
	const options = { pollInterval: 0.05 };
	const TEXT = 'google/veo3.1-fast/text-to-video';

	it('uploads an image by ticket, creates with it, waits, and finds the file', async () => {
		const path = join(folder, 'a.png');
		await writeFile(path, PNG);
		const image = await waveSpeed().upload(path);
		expect(sandbox.uploads.get(image)).toMatchObject({ contentType: 'image/png', bytes: PNG });
		const input = { prompt: 'A lion', image, duration: 4, resolution: '720p' };
		const { outputs } = await waveSpeed().run('google/veo3.1/image-to-video', input, options);
		expect(await isVideo(String(outputs[0]))).toBe(true);
		expect(sandbox.credentialsSeenElsewhere).toEqual([]);
	});

	it.each(['Flagged', 'timeout', 'deleted'])(
		'knows a task that ended otherwise: %s',
		async (body) => {
			sandbox.faults.add({ kind: 'taskFails', body });
			const ended = waveSpeed().run(TEXT, { prompt: 'A lion' }, options);
			await expect(ended).rejects.toThrow(body);
		},
	);

	it('does not create again what may have been made, nor what was refused inside HTTP 200', async () => {
		sandbox.faults.add({ kind: 'cutBeforeReply', action: 'create' });
		const create = async (input: Record<string, unknown>) =>
			await waveSpeed().run(TEXT, { prompt: 'A lion', ...input }, options);
		await expect(create({})).rejects.toThrow('may already have been created');
		expect(sandbox.created).toHaveLength(1);
		sandbox.faults.add({
			kind: 'json',
			action: 'create',
			body: { code: 402, message: 'No credits' },
		});
		await expect(create({})).rejects.toThrow('No credits');
		await expect(create({ model: TEXT })).rejects.toThrow('Unknown field: model');
		expect(sandbox.created).toHaveLength(1);
	});
});

describe('the replicate package', () => {
	const MODEL = 'google/veo-3.1-fast';
	const replicate = (auth = sandbox.key) =>
		new Replicate({ auth, baseUrl: `${sandbox.urls.replicate}/v1`, useFileOutput: false });

	it('uploads an image, creates with it, waits, and finds the file', async () => {
		const input = { prompt: 'A lion', image: PNG, duration: 4, resolution: '720p' };
		const output = await replicate().run(MODEL, { input, wait: { mode: 'poll', interval: 50 } });
		const [[link, upload] = ['', null]] = [...sandbox.uploads];
		expect(upload).toMatchObject({ bytes: PNG });
		expect(sandbox.created).toMatchObject([{ body: { input: { ...input, image: link } } }]);
		expect(await isVideo(String(output))).toBe(true);
		expect(sandbox.credentialsSeenElsewhere).toEqual([]);
	});

	it('cancels, lists, and finds nothing after an hour', async () => {
		sandbox.taskSeconds = 600;
		const client = replicate();
		const input = { prompt: 'A lion' };
		const first = await client.predictions.create({ model: MODEL, input });
		expect(await client.predictions.cancel(first.id)).toMatchObject({ status: 'canceled' });
		const second = await client.predictions.create({ model: MODEL, input });
		const { results } = await client.predictions.list();
		expect(results.map(({ id }) => id)).toEqual([second.id, first.id]);
		sandbox.age(3000);
		expect(await client.predictions.get(second.id)).toMatchObject({ status: 'succeeded' });
		sandbox.age(3000);
		const emptied = { status: 'succeeded', output: null, data_removed: true };
		expect(await client.predictions.get(second.id)).toMatchObject(emptied);
	});

	it('knows a failure, a wrong key and a field that is wrong', async () => {
		const wait = { mode: 'poll' as const, interval: 50 };
		const run = async (duration: unknown = 4, auth?: string) =>
			await replicate(auth).run(MODEL, { input: { prompt: 'A lion', duration }, wait });
		sandbox.faults.add({ kind: 'taskFails', body: 'Flagged as sensitive. (E005)' });
		await expect(run()).rejects.toThrow('Flagged as sensitive. (E005)');
		await expect(run('8')).rejects.toThrow('input.duration');
		await expect(run(4, 'wrong')).rejects.toMatchObject({ response: { status: 401 } });
		expect(await replicate().accounts.current()).toMatchObject({ username: 'sandbox' });
	});

	it('creates six times what is throttled or cut: such creates are counted', async () => {
		const create = async (prompt: string) =>
			await replicate().predictions.create({ model: MODEL, input: { prompt } });
		sandbox.faults.add({ kind: 'status', status: 429, action: 'create', times: Infinity });
		await expect(create('throttled')).rejects.toMatchObject({ response: { status: 429 } });
		expect(sandbox.count({ face: 'replicate', action: 'create' })).toBe(6);
		expect(sandbox.created).toHaveLength(0);
		sandbox.faults.clear();
		sandbox.faults.add({ kind: 'cutBeforeReply', action: 'create', times: Infinity });
		await expect(create('cut')).rejects.toThrow();
		expect(sandbox.created).toHaveLength(6);
	});
});
