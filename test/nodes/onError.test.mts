import '../transport/withoutPauses.mts';

import { describe, expect, it } from '@jest/globals';

import { failedTaskOf, prompts, taskItems, useStand, wordsOf } from './stand.mts';

const stand = useStand();
const CONTINUE = ['continueRegularOutput', 'continueErrorOutput'] as const;

describe.each(CONTINUE)('On Error: %s', (onError) => {
	it('a bad item among three: the others get their videos, and it says what is wrong', async () => {
		const { items, hints } = await stand.run('generate', {
			items: prompts('A kite', '', 'A balloon'),
			onError,
			options: { downloadVideo: false },
		});
		expect(items.map(({ json }) => json.status)).toEqual(['completed', undefined, 'completed']);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(items[1]?.json.error).toContain('The prompt is empty');
		expect(items[1]?.json.error).toContain('[item 1]');
		expect(JSON.stringify(items[1]?.json)).toContain('Describe in');
		expect(
			stand
				.created()
				.map(({ prompt }) => prompt)
				.sort(),
		).toEqual(['A balloon', 'A kite']);
		expect(hints.map(({ message }) => message).join()).toMatch(/2 of 3 videos.*Failed: item 1/);
	});

	it('a task that fails among three: its item names the task', async () => {
		stand.sandbox.faults.add({ kind: 'taskFails', prompt: 'bad', body: 'Filtered' });
		const { items } = await stand.run('generate', {
			items: prompts('A kite', 'bad', 'A balloon'),
			onError,
			options: { downloadVideo: false },
		});
		const task = stand.created().find(({ prompt }) => prompt === 'bad');
		expect(items.map(({ json }) => json.status)).toEqual(['completed', undefined, 'completed']);
		expect(failedTaskOf(items[1])).toBe(task?.taskId);
		expect(items[1]?.json.error).toContain('Filtered');
	});

	it('an order that is refused among three: no task is made up for it', async () => {
		stand.sandbox.faults.add({ kind: 'status', action: 'create', status: 400, prompt: 'bad' });
		const { items } = await stand.run('create', {
			items: prompts('A kite', 'bad', 'A balloon'),
			onError,
		});
		expect(items.map(({ json }) => json.status)).toEqual(['queued', undefined, 'queued']);
		expect(items[1]?.json.error).toContain('refused the order');
		expect(failedTaskOf(items[1])).toBeUndefined();
	});

	it('an image that is none and a credential that is missing: nothing was sent, and the item says so', async () => {
		const images = { inputMode: 'image', imageInput: 'url' };
		const one = await stand.run('create', {
			items: prompts('A kite'),
			parameters: { ...images, image: '' },
			onError,
		});
		const two = await stand.run('create', { items: prompts('A kite'), credentials: {}, onError });
		for (const { items } of [one, two]) {
			expect(items[0]?.json.message).toMatchObject({ safeToOrderAgain: true });
			expect(items[0]?.json.error).toMatch(/ \[item 0\]$/);
		}
		expect(one.items[0]?.json.error).toContain('"First Frame" is empty');
		expect(two.items[0]?.json.error).toContain('No credential for HingNet is selected');
		expect(stand.created()).toEqual([]);
	});

	it('each error item says whether a new order could pay for the same video twice', async () => {
		const { faults } = stand.sandbox;
		faults.add({ kind: 'status', action: 'create', status: 400, prompt: 'refused' });
		faults.add({ kind: 'html', action: 'create', status: 502, prompt: 'unknown' });
		faults.add({ kind: 'status', action: 'create', status: 503, prompt: 'away' });
		faults.add({ kind: 'taskFails', prompt: 'filtered' });
		faults.add({ kind: 'taskCompletesEmpty', prompt: 'empty' });
		for (const action of ['content', 'link'] as const) {
			faults.add({ kind: 'html', action, status: 200, prompt: 'lost', times: Infinity });
		}
		const { items } = await stand.run('generate', {
			items: prompts('', 'refused', 'unknown', 'away', 'filtered', 'empty', 'lost'),
			onError,
		});
		expect(items.map(({ json }) => json.message)).toEqual(
			[true, true, false, false, true, false, false].map((safeToOrderAgain) =>
				expect.objectContaining({ safeToOrderAgain }),
			),
		);
	});

	it('an error item has no key by which an n8n older than 2.35.2 would take it for a success', async () => {
		const { items } = await stand.run('create', { items: prompts(''), onError });
		expect(items.map(({ json }) => Object.keys(json).sort())).toEqual([['error', 'message']]);
	});

	it('a wait that runs out leaves a task that may still become a video', async () => {
		stand.sandbox.taskSeconds = 60;
		const { items } = await stand.run('generate', {
			items: prompts('slow'),
			onError,
			options: { waitTimeout: 1 },
		});
		expect(items[0]?.json.message).toMatchObject({ safeToOrderAgain: false });
	});

	it('an unknown task among three', async () => {
		await stand.run('create', { items: prompts('a', 'b') });
		const [first, second] = stand.created();
		const { items } = await stand.run('get', {
			items: taskItems([
				{ taskId: first?.taskId ?? '' },
				{ taskId: 'video_nowhere' },
				{ taskId: second?.taskId ?? '' },
			]),
			onError,
		});
		expect(items.map(failedTaskOf)).toEqual([first?.taskId, 'video_nowhere', second?.taskId]);
		expect(items[1]?.json.error).toContain('video_nowhere');
	});

	it('a download that fails among three', async () => {
		stand.sandbox.taskSeconds = 0;
		await stand.run('create', { items: prompts('a', 'b', 'c'), options: { maxConcurrency: 1 } });
		const tasks = stand.created();
		const [, bad] = tasks;
		for (const action of ['content', 'link'] as const) {
			stand.sandbox.faults.add({
				kind: 'html',
				status: 200,
				action,
				times: Infinity,
				...(bad && { taskId: bad.taskId }),
			});
		}
		const { items } = await stand.run('download', { items: taskItems(tasks), onError });
		expect(items.map(({ binary }) => Object.keys(binary ?? {}))).toEqual([['data'], [], ['data']]);
		expect(failedTaskOf(items[1])).toBe(bad?.taskId);
	});

	it.each([
		['get', 'base URL', { baseUrl: '' }, {}],
		['download', 'base URL', { baseUrl: '' }, {}],
		['get', 'option', {}, { maxConcurrency: 0 }],
		['download', 'option', {}, { maxConcurrency: 0 }],
	] as const)(
		'%s of a task that is there is no reason to order anew where the %s is wrong',
		async (operation, _what, changes, options) => {
			await stand.run('create');
			const { items } = await stand.run(operation, {
				items: taskItems(stand.created()),
				onError,
				credentials: stand.credentials(changes),
				options,
			});
			expect(items[0]?.json.message).toMatchObject({ safeToOrderAgain: false });
		},
	);

	it('a download of a task that has failed leaves room for another order', async () => {
		stand.sandbox.taskSeconds = 0;
		await stand.run('create', { items: prompts('make this fail') });
		const [task] = stand.created();
		if (task) task.ending = 'failure';
		const { items } = await stand.run('download', { items: taskItems(stand.created()), onError });
		expect(items[0]?.json.message).toMatchObject({ safeToOrderAgain: true });
	});

	it('a base URL that cannot be used: each item says so', async () => {
		const { items } = await stand.run('create', {
			items: prompts('a', 'b'),
			credentials: stand.credentials({ baseUrl: 'nowhere' }),
			onError,
		});
		expect(items.map(({ json }) => json.error)).toEqual([
			expect.stringContaining('Base URL'),
			expect.stringContaining('Base URL'),
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});
});

describe('On Error: stop', () => {
	it('a bad item among three is refused before any order is sent', async () => {
		for (const operation of ['create', 'generate'] as const) {
			const error = await stand.failure(operation, { items: prompts('A kite', 'A balloon', '') });
			expect(error.message).toContain('The prompt is empty');
			expect(error.message).toContain('[item 2]');
			expect(error.context.itemIndex).toBe(2);
		}
		expect(stand.sent()).toEqual([]);
	});

	it('the first order that fails ends the rest, and the error names what was created', async () => {
		stand.sandbox.faults.add({ kind: 'status', action: 'create', status: 400, prompt: 'bad' });
		const error = await stand.failure('create', {
			items: prompts('A kite', 'bad', 'never', 'never'),
			options: { maxConcurrency: 1 },
		});
		const [kite] = stand.created();
		expect(stand.created().map(({ prompt }) => prompt)).toEqual(['A kite']);
		expect(stand.sent('create')).toHaveLength(2);
		expect(error.message).toContain('[item 1]');
		expect(error.context.itemIndex).toBe(1);
		expect(error.description).toContain(`item 0: ${kite?.taskId}`);
	});

	it('orders on their way are waited for, so that none is paid for unknown', async () => {
		stand.sandbox.faults.add({ kind: 'status', action: 'create', status: 402, prompt: 'bad' });
		const error = await stand.failure('generate', { items: prompts('bad', 'a', 'b', 'c') });
		expect(error.message).toContain('no credit');
		for (const { taskId } of stand.created()) expect(error.description).toContain(taskId);
	});

	it('a failed task among three names the others, which go on at the provider', async () => {
		stand.sandbox.taskSeconds = 30;
		stand.sandbox.faults.add({ kind: 'taskFails', prompt: 'bad', body: 'Filtered' });
		const running = stand.failure('generate', { items: prompts('A kite', 'bad', 'A balloon') });
		let bad = stand.created().find(({ prompt }) => prompt === 'bad');
		while (bad === undefined) {
			await new Promise((resolve) => setTimeout(resolve, 5));
			bad = stand.created().find(({ prompt }) => prompt === 'bad');
		}
		bad.takesSeconds = 0;
		const error = await running;
		expect(error.context.taskId).toBe(bad.taskId);
		for (const { taskId, prompt } of stand.created()) {
			if (prompt !== 'bad') expect(error.description).toContain(taskId);
		}
	});
});

describe('what a provider writes', () => {
	const refusal = {
		kind: 'json',
		action: 'create',
		status: 400,
		body: { error: { message: '<img src=x onerror=alert(1)> & more &amp; "this"' } },
	} as const;

	it('is shown as text where the editor shows HTML', async () => {
		stand.sandbox.faults.add(refusal);
		const error = await stand.failure('create');
		expect(error.description).not.toContain('<img');
		expect(error.description).toContain('&lt;img');
	});

	it('is one short line, though it echoes an image', async () => {
		const echo = `Invalid image:\n${'iVBORw0KGgoAAAANSUhEUg'.repeat(100_000)}`;
		const { faults } = stand.sandbox;
		faults.add({ kind: 'json', action: 'create', status: 400, body: { error: { message: echo } } });
		const refused = await stand.failure('create');
		faults.add({ kind: 'taskFails', prompt: 'lion', body: echo });
		const failed = await stand.failure('generate', { options: { downloadVideo: false } });
		faults.add({ kind: 'status', action: 'create', status: 502, body: echo });
		const unknown = await stand.failure('create');
		for (const error of [refused, failed, unknown]) {
			expect(wordsOf(error)).toContain('Invalid image: iVBORw0KGgo');
			expect(error.message.length).toBeLessThan(500);
			expect(error.message).not.toContain('\n');
			expect((error.description ?? '').length).toBeLessThan(1000);
		}
	});

	it('is cut in the item too, and in the raw reply', async () => {
		const echo = `Invalid image:\n${'iVBORw0KGgoAAAANSUhEUg'.repeat(100_000)}`;
		stand.sandbox.taskSeconds = 0;
		stand.sandbox.faults.add({ kind: 'taskFails', prompt: 'lion', body: echo });
		const { items: created } = await stand.run('create');
		const { items } = await stand.run('get', { items: created, options: { includeRaw: true } });
		expect(items[0]?.json.status).toBe('failed');
		expect(JSON.stringify(items[0]?.json).length).toBeLessThan(3000);
	});

	it.each(CONTINUE)('is as it was written in an error item (%s)', async (onError) => {
		stand.sandbox.faults.add(refusal);
		const { items } = await stand.run('create', { onError });
		const { message } = refusal.body.error;
		expect(items[0]?.json.error).toContain(message);
		expect(items[0]?.json.message).toMatchObject({
			description: expect.stringContaining(message),
		});
	});

	it('keeps its words though they hold a system error code', async () => {
		stand.sandbox.faults.add({
			kind: 'json',
			action: 'create',
			status: 400,
			body: { error: { message: 'Upstream said ECONNREFUSED and EPERM' } },
		});
		expect((await stand.failure('create')).message).toContain(
			'Upstream said ECONNREFUSED and EPERM',
		);
	});

	it.each(['create', 'generate'] as const)('never holds the key (%s)', async (operation) => {
		stand.sandbox.faults.add({ kind: 'echoKey', action: 'create' });
		const error = await stand.failure(operation);
		expect(wordsOf(error)).toContain('Invalid credential: Bearer ***');
		expect(JSON.stringify([wordsOf(error), error, error.context, error.cause])).not.toContain(
			stand.sandbox.key,
		);
	});

	it('never holds the key when it redirects with it', async () => {
		const location = `https://elsewhere.example/login?key=${stand.sandbox.key}`;
		stand.sandbox.faults.add({ kind: 'redirect', action: 'create', location });
		expect(wordsOf(await stand.failure('create'))).not.toContain(stand.sandbox.key);
	});
});

describe('an answer that needs a person', () => {
	it.each([
		[400, 'refused the order', 'Change the prompt or the setting that it names'],
		[401, 'did not accept the API key', 'HingNet credential'],
		[402, 'no credit left', 'Top it up'],
		[403, 'refused access', 'credential'],
		[404, 'no such model', 'Choose a model'],
		[422, 'refused the order', ''],
	])('%i is told in words, with what to do', async (status, message, advice) => {
		stand.sandbox.faults.add({ kind: 'status', action: 'create', status });
		const error = await stand.failure('create');
		expect(error.message).toContain(message);
		expect(error.description).toContain(advice);
		expect(error).toHaveProperty('httpCode', String(status));
		expect(stand.sent('create')).toHaveLength(1);
	});

	it('500 leaves open whether the order counts, and tells the provider’s words', async () => {
		stand.sandbox.faults.add({
			kind: 'status',
			action: 'create',
			status: 500,
			body: { error: { message: 'The upstream\n did not answer', code: 'upstream' } },
		});
		const error = await stand.failure('create');
		expect(error.message).toContain('may have been created');
		expect(error.description).toContain('"The upstream did not answer" (HTTP 500)');
		expect(error.context.safeToOrderAgain).toBe(false);
		expect(error).toHaveProperty('httpCode', '500');
		expect(stand.sent('create')).toHaveLength(1);
	});

	it('a redirect is not followed, and its address is told', async () => {
		const location = `${stand.sandbox.urls.cdn}/v1/videos`;
		stand.sandbox.faults.add({ kind: 'redirect', action: 'create', location });
		const error = await stand.failure('create');
		expect(error.message).toContain('redirect');
		expect(error.description).toContain(location);
		expect(stand.sandbox.count({ face: 'cdn', action: 'other' })).toBe(0);
	});

	it('a wrong key is sent once', async () => {
		const credentials = stand.credentials({ apiKey: 'oh-wrong-key' });
		const error = await stand.failure('create', { credentials });
		expect(error.message).toContain('did not accept the API key');
		expect(stand.sent()).toHaveLength(1);
		expect(stand.created()).toEqual([]);
	});

	it('a model that was switched off: the others are named', async () => {
		stand.sandbox.faults.add({
			kind: 'json',
			action: 'create',
			status: 404,
			body: { error: { message: 'models/veo is no longer available.' } },
		});
		const error = await stand.failure('create');
		expect(error.message).toContain('does not offer this model, or no longer');
		expect(error.description).toContain('veo-3.1-generate-preview');
	});
});
