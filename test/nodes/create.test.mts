import { describe, expect, it } from '@jest/globals';

import { JPEG, PNG } from './pictures.mts';
import { MODEL, prompts, useStand, wordsOf } from './stand.mts';

const stand = useStand();

/** Every key that an item has, and no other: workflows that people save read these. */
const ITEM_KEYS = [
	'taskId',
	'provider',
	'status',
	'progress',
	'model',
	'videoUrl',
	'videos',
	'durationSeconds',
	'resolution',
	'aspectRatio',
	'createdAt',
	'completedAt',
	'cost',
	'failure',
];

describe('create', () => {
	it('returns the task at once, with every field that workflows read', async () => {
		const { items } = await stand.run('create', {
			parameters: { duration: 8, resolution: '1080p', aspectRatio: '9:16' },
		});
		const [task] = stand.created();
		expect(items).toEqual([
			{
				json: {
					taskId: task?.taskId,
					provider: 'hingNet',
					status: 'queued',
					progress: 0,
					model: MODEL,
					videoUrl: null,
					videos: [],
					durationSeconds: 8,
					resolution: '1080p',
					aspectRatio: '9:16',
					createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
					completedAt: null,
					cost: null,
					failure: null,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(Object.keys(items[0]?.json ?? {})).toEqual(ITEM_KEYS);
		expect(stand.sent().map(({ action }) => action)).toEqual(['create']);
	});

	it('adds the reply as raw when asked to', async () => {
		const { items } = await stand.run('create', { options: { includeRaw: true } });
		const [task] = stand.created();
		expect(items[0]?.json.raw).toMatchObject({ id: task?.taskId, object: 'video' });
		expect(Object.keys(items[0]?.json ?? {})).toEqual([...ITEM_KEYS, 'raw']);
	});

	it('sends what was set, and nothing that was left at its default', async () => {
		await stand.run('create', {
			parameters: {
				duration: 'default',
				resolution: 'default',
				aspectRatio: 'default',
				generateAudio: true,
			},
		});
		expect(stand.sent()[0]?.body).toEqual({ model: MODEL, prompt: 'A lion at sunset' });
	});

	it.each([6, '6', ' 6 '])('takes a duration of %p', async (duration) => {
		await stand.run('create', { parameters: { duration } });
		expect(stand.sent()[0]?.body).toMatchObject({ seconds: 6 });
	});

	it.each([
		['from the list', { __rl: true, mode: 'list', value: MODEL, cachedResultName: 'Fast' }],
		['by ID, with space around it', { __rl: true, mode: 'id', value: ` ${MODEL}\n` }],
		['as plain text, as an expression or an agent gives it', MODEL],
	])('takes a model %s', async (_how, model) => {
		await stand.run('create', { parameters: { model } });
		expect(stand.sent()[0]?.body).toMatchObject({ model: MODEL });
	});

	it('keeps 30 items in order, each tied to its input, whoever answers first', async () => {
		const texts = Array.from({ length: 30 }, (_, index) => `Scene ${index}.`);
		const { items } = await stand.run('create', { items: prompts(...texts) });
		const byTask = new Map(stand.created().map(({ taskId, prompt }) => [taskId, prompt]));
		expect(items.map(({ json }) => byTask.get(String(json.taskId)))).toEqual(texts);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(texts.map((_, item) => ({ item })));
		expect(stand.created()).toHaveLength(30);
	});

	it('reads every parameter for each item anew', async () => {
		await stand.run('create', {
			items: [
				{ json: { text: 'One', seconds: 4, size: '720p', shape: '16:9', mode: 'text' } },
				{
					json: {
						text: 'Two',
						seconds: '8',
						size: '1080p',
						shape: '9:16',
						mode: 'image',
						image: 'https://example.com/2.jpg',
					},
				},
				{
					json: {
						text: 'Three',
						seconds: 'default',
						size: 'default',
						shape: 'default',
						mode: 'frames',
						image: 'https://example.com/3.jpg',
						last: 'https://example.com/4.jpg',
					},
				},
			],
			parameters: {
				prompt: '={{ $json.text }}',
				duration: '={{ $json.seconds }}',
				resolution: '={{ $json.size }}',
				aspectRatio: '={{ $json.shape }}',
				inputMode: '={{ $json.mode }}',
				imageInput: 'url',
				image: '={{ $json.image }}',
				lastImage: '={{ $json.last }}',
			},
			options: { maxConcurrency: 1 },
		});
		expect(stand.sent().map(({ body }) => body)).toEqual([
			{ model: MODEL, prompt: 'One', seconds: 4, size: '1280x720' },
			{
				model: MODEL,
				prompt: 'Two',
				seconds: 8,
				size: '1080x1920',
				input_reference: ['https://example.com/2.jpg'],
			},
			{
				model: MODEL,
				prompt: 'Three',
				input_reference: ['https://example.com/3.jpg', 'https://example.com/4.jpg'],
			},
		]);
	});

	it('does nothing for no items', async () => {
		const { items } = await stand.run('create', { items: [], parameters: { prompt: 'A lion' } });
		expect(items).toEqual([]);
		expect(stand.sent()).toEqual([]);
	});
});

describe('an image', () => {
	it('in a binary field of its own item goes as a file', async () => {
		await stand.run('create', {
			items: [PNG, JPEG].map((bytes) => ({
				json: {},
				binary: { photo: { data: bytes.toString('base64'), mimeType: 'text/plain' } },
			})),
			parameters: { inputMode: 'image', imageInput: 'binary', image: 'photo' },
			options: { maxConcurrency: 1 },
		});
		expect(stand.sent().map(({ body }) => body)).toMatchObject([
			{
				fields: { model: MODEL },
				files: [{ field: 'input_reference', contentType: 'image/png', bytes: PNG.length }],
			},
			{ files: [{ contentType: 'image/jpeg', bytes: JPEG.length }] },
		]);
	});

	it.each([
		['base64 text', PNG.toString('base64')],
		['a data URI', `data:image/png;base64,${PNG.toString('base64')}`],
	])('as %s goes as a file', async (_form, image) => {
		await stand.run('create', { parameters: { inputMode: 'image', imageInput: 'url', image } });
		expect(stand.sent()[0]?.body).toMatchObject({
			files: [{ contentType: 'image/png', bytes: PNG.length }],
		});
	});
});

describe('a dry run', () => {
	it.each(['create', 'generate'] as const)(
		'of %s shows the request, sends nothing and tells no key',
		async (operation) => {
			const { items } = await stand.run(operation, {
				items: prompts('One', 'Two'),
				parameters: { duration: 4 },
				options: { dryRun: true },
			});
			expect(items).toEqual(
				['One', 'Two'].map((prompt, item) => ({
					json: {
						dryRun: true,
						provider: 'hingNet',
						request: {
							method: 'POST',
							url: `${stand.sandbox.urls.hingNet}/v1/videos`,
							body: { model: MODEL, prompt, seconds: 4 },
						},
					},
					pairedItem: { item },
				})),
			);
			expect(JSON.stringify(items)).not.toContain(stand.sandbox.key);
			expect(stand.sent()).toEqual([]);
		},
	);

	it('shows a file by its name and size', async () => {
		const { items } = await stand.run('create', {
			parameters: { inputMode: 'image', image: PNG.toString('base64') },
			options: { dryRun: true },
		});
		expect(items[0]?.json.request).toMatchObject({
			body: {
				model: MODEL,
				input_reference: { fileName: 'image.png', mimeType: 'image/png', bytes: PNG.length },
			},
		});
		expect(stand.sent()).toEqual([]);
	});

	it('still refuses what could not be sent', async () => {
		const error = await stand.failure('create', {
			parameters: { duration: 5 },
			options: { dryRun: true },
		});
		expect(wordsOf(error)).toContain('5 seconds');
	});

	it('is dry also when an expression yields the text "true"', async () => {
		await stand
			.run('create', {
				items: [{ json: { dry: 'true' } }],
				parameters: { prompt: 'A lion' },
				options: { dryRun: '={{ $json.dry }}' },
			})
			.catch(() => 'refusing it would do as well');
		expect(stand.created()).toEqual([]);
	});

	it('leaves no trace: the real run afterwards in the same execution orders', async () => {
		const { runData } = await stand.run('create', { options: { dryRun: true } });
		await stand.run('create', { runData });
		expect(stand.created()).toHaveLength(1);
	});
});

describe('the base URL of the credential', () => {
	it.each(['/', '///', '/gateway', '/gateway/', ' '])('may end in %p', async (ending) => {
		const baseUrl = `${stand.sandbox.urls.hingNet}${ending}`;
		await stand.run('create', { credentials: stand.credentials({ baseUrl }) });
		expect(stand.sent()[0]?.path).toBe(
			ending.includes('gateway') ? '/gateway/v1/videos' : '/v1/videos',
		);
		expect(stand.created()).toHaveLength(1);
	});
});
