// The video's bytes: ranges, large bodies, and the second origin that wants no credentials.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';

import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { ask, askFace, lastTask } from './client.mts';
import { UNI_ALL } from './pages.mts';

const folder = join(import.meta.dirname, '..', '..', 'sandbox', 'video');
const film = readFileSync(join(folder, 'veo-sandbox.mp4'));

async function finishedLink(sandbox: Sandbox): Promise<string> {
	const [example] = UNI_ALL;
	await askFace(sandbox, 'uniAll', '/v1/video/generations', { json: example?.body });
	const { text } = await askFace(sandbox, 'uniAll', `/v1/videos/${lastTask(sandbox).taskId}`);
	return /"video_url":"([^"]+)"/.exec(text)?.[1] ?? '';
}

describe('the film', () => {
	let sandbox: Sandbox;
	let url: string;
	beforeAll(async () => {
		sandbox = await startSandbox({ taskSeconds: 0 });
		url = await finishedLink(sandbox);
	});
	afterAll(async () => await sandbox.close());

	it('is the file in the repository', async () => {
		const answer = await ask(url);
		expect(answer.bytes.equals(film)).toBe(true);
		expect(answer.headers).toMatchObject({
			'content-type': 'video/mp4',
			'content-length': String(film.length),
			'accept-ranges': 'bytes',
			etag: expect.stringMatching(/^".+"$/),
		});
	});

	it.each([
		['bytes=0-9', 0, 10],
		['bytes=100-', 100, film.length],
		['bytes=-7', film.length - 7, film.length],
		[`bytes=5-${film.length * 2}`, 5, film.length],
	])('gives the part %s', async (range, start, end) => {
		const answer = await ask(url, { headers: { range } });
		expect(answer.status).toBe(206);
		expect(answer.headers['content-range']).toBe(`bytes ${start}-${end - 1}/${film.length}`);
		expect(answer.bytes.equals(film.subarray(start, end))).toBe(true);
	});

	it('refuses a part beyond its end', async () => {
		const answer = await ask(url, { headers: { range: `bytes=${film.length}-` } });
		expect(answer.status).toBe(416);
		expect(answer.headers['content-range']).toBe(`bytes */${film.length}`);
	});

	it('gives the whole for another form of Range, or another ETag', async () => {
		expect((await ask(url, { headers: { range: 'bytes=0-1,4-5' } })).status).toBe(200);
		const { headers } = await ask(url, { method: 'HEAD' });
		const etag = String(headers.etag);
		const part = { range: 'bytes=0-1' };
		expect((await ask(url, { headers: { ...part, 'if-range': etag } })).status).toBe(206);
		expect((await ask(url, { headers: { ...part, 'if-range': '"old"' } })).status).toBe(200);
	});

	it.each([
		['authorization', 'Bearer x'],
		['x-n8n-api-key', 'x'],
		['x-goog-api-key', 'x'],
		['cookie', 'session=x'],
	])('is not given to whoever sends %s to the cdn', async (name, value) => {
		const before = sandbox.credentialsSeenElsewhere.length;
		expect((await ask(url, { headers: { [name]: value } })).status).toBe(400);
		expect(sandbox.credentialsSeenElsewhere).toHaveLength(before + 1);
	});

	it('is not given for a key in the query', async () => {
		expect((await ask(`${url}&key=x`)).status).toBe(400);
	});
});

describe('a made-up video', () => {
	it('has exactly the bytes asked for, and the same ones in every part', async () => {
		const sandbox = await startSandbox({ taskSeconds: 0, videoBytes: 1_000_003 });
		const url = await finishedLink(sandbox);
		const { bytes } = await ask(url);
		expect(bytes).toHaveLength(1_000_003);
		expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
		for (const [start, end] of [
			[10, 60],
			[262_100, 800_000],
			[999_999, 1_000_003],
		] as const) {
			const part = await ask(url, { headers: { range: `bytes=${start}-${end - 1}` } });
			expect(part.bytes.equals(bytes.subarray(start, end))).toBe(true);
		}
		await sandbox.close();
	});

	it('may be far larger than memory, and be left halfway', async () => {
		const sandbox = await startSandbox({ taskSeconds: 0, videoBytes: 1e12 });
		const reply = await request(await finishedLink(sandbox));
		expect(reply.headers['content-length']).toBe('1000000000000');
		let seen = 0;
		for await (const chunk of reply.body) {
			seen += chunk.length;
			if (seen > 1e7) break;
		}
		await sandbox.close();
	});
});
