import { describe, expect, it } from '@jest/globals';

import { bytesOf } from './nodeRun.mts';
import { credentialsFor, MODEL, prompts, useStand } from './stand.mts';

const stand = useStand();

/** A provider whose videos lie behind links at another origin. */
const jieKouAi = () => ({
	parameters: { provider: 'jieKouAi', model: 'veo-3.1-generate' },
	credentials: credentialsFor(stand.sandbox, 'jieKouAiApi', 'jieKouAi'),
});

describe('generate', () => {
	it('turns a prompt into a video file, with every field that workflows read', async () => {
		const { items, messages } = await stand.run('generate');
		const [task] = stand.created();
		const { sandbox } = stand;
		expect(items).toHaveLength(1);
		expect(items[0]?.json).toEqual({
			taskId: task?.taskId,
			provider: 'hingNet',
			status: 'completed',
			progress: 100,
			model: MODEL,
			videoUrl: expect.stringMatching(/^http/),
			videos: [{ url: items[0]?.json.videoUrl, expiresAt: null }],
			durationSeconds: 6,
			resolution: '720p',
			aspectRatio: '16:9',
			createdAt: expect.stringMatching(/Z$/),
			completedAt: expect.stringMatching(/Z$/),
			cost: null,
			failure: null,
		});
		expect(items[0]?.pairedItem).toEqual({ item: 0 });
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['data']);
		expect(items[0]?.binary?.data).toMatchObject({
			fileName: `veo-${task?.taskId}.mp4`,
			mimeType: 'video/mp4',
			fileExtension: 'mp4',
			bytes: sandbox.videoBytes,
		});
		expect(items[0]?.binary?.data?.fileSize).toBeTruthy();
		expect(bytesOf(items[0]?.binary?.data).length).toBe(sandbox.videoBytes);
		expect(messages.join('\n')).toContain(task?.taskId);
	});

	it('makes 20 videos side by side, in order, each tied to its input, in about the time of one', async () => {
		const texts = Array.from({ length: 20 }, (_, index) => `Scene ${index}.`);
		const { items, hints } = await stand.run('generate', { items: prompts(...texts) });
		const byTask = new Map(stand.created().map(({ taskId, prompt }) => [taskId, prompt]));
		expect(items.map(({ json }) => byTask.get(String(json.taskId)))).toEqual(texts);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(texts.map((_, item) => ({ item })));
		for (const { binary } of items) {
			expect(bytesOf(binary?.data).length).toBe(stand.sandbox.videoBytes);
		}
		// All were ordered before the first was asked for: nobody waits for another's video.
		const actions = stand.sent().map(({ action }) => action);
		expect(actions.lastIndexOf('create')).toBeLessThan(actions.indexOf('content'));
		expect(stand.created()).toHaveLength(20);
		expect(hints.map(({ message }) => message).join()).toContain('20 of 20 videos');
	});

	it('downloads a video that is finished while the others are still being made', async () => {
		const running = stand.run('generate', { items: prompts('quick', 'slow') });
		for (;;) {
			const slow = stand.created().find(({ prompt }) => prompt === 'slow');
			if (slow) {
				slow.takesSeconds = 1.2;
				break;
			}
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		await running;
		const steps = stand.sent().map(({ action, taskId }) => {
			return `${action} ${stand.sandbox.tasks.get(taskId ?? '')?.prompt}`;
		});
		expect(steps.indexOf('content quick')).toBeLessThan(steps.lastIndexOf('status slow'));
	});

	it('puts the file into the field of that name', async () => {
		const [named, blank] = await Promise.all(
			['film', ''].map(async (binaryField) => {
				const { items } = await stand.run('generate', { parameters: { binaryField } });
				return Object.keys(items[0]?.binary ?? {});
			}),
		);
		expect(named).toEqual(['film']);
		expect(blank).toEqual(['data']);
	});

	it('without download gives the link alone', async () => {
		const { items } = await stand.run('generate', {
			options: { downloadVideo: false, includeRaw: true },
		});
		expect(items[0]?.binary).toBeUndefined();
		expect(items[0]?.json).toMatchObject({
			status: 'completed',
			videoUrl: expect.stringMatching(/^http/),
			raw: { status: 'completed' },
		});
		expect(stand.sent('content')).toEqual([]);
	});

	it('does not give the key to another origin', async () => {
		stand.sandbox.faults.add({ kind: 'redirect', action: 'content' });
		const { items } = await stand.run('generate');
		expect(bytesOf(items[0]?.binary?.data).length).toBe(stand.sandbox.videoBytes);
		expect(stand.sandbox.credentialsSeenElsewhere).toEqual([]);
	});

	it('takes up a download that was cut, and loses no byte', async () => {
		stand.sandbox.faults.add({ kind: 'half', action: 'content', times: 2 });
		const { items } = await stand.run('generate');
		expect(bytesOf(items[0]?.binary?.data).length).toBe(stand.sandbox.videoBytes);
		expect(stand.sent('content')).toHaveLength(3);
	});

	it('looks at its task through faults that pass', async () => {
		const { faults } = stand.sandbox;
		faults.add({ kind: 'status', action: 'status', status: 502 });
		faults.add({ kind: 'cutBeforeReply', action: 'status' });
		const { items } = await stand.run('generate', { options: { downloadVideo: false } });
		expect(items[0]?.json.status).toBe('completed');
		expect(stand.created()).toHaveLength(1);
	});
});

describe('the sum beside the output', () => {
	it('is not there for one video or a dry run', async () => {
		const [one, dry] = await Promise.all([
			stand.run('generate', { options: { downloadVideo: false } }),
			stand.run('generate', { items: prompts('a', 'b'), options: { dryRun: true } }),
		]);
		expect([...one.hints, ...dry.hints]).toEqual([]);
	});
});

describe('a video that cannot be had', () => {
	it('because the task failed: an error with the task and the reason', async () => {
		stand.sandbox.faults.add({ kind: 'taskFails', body: 'Filtered <b>by</b> a guideline' });
		const error = await stand.failure('generate');
		const [task] = stand.created();
		expect(error.message).toContain(task?.taskId);
		expect(error.message).toContain('Filtered <b>by</b> a guideline');
		expect(error.context).toMatchObject({ taskId: task?.taskId, itemIndex: 0 });
	});

	it('because the task is completed without one: an error, not an empty item', async () => {
		stand.sandbox.faults.add({ kind: 'taskCompletesEmpty' });
		const error = await stand.failure('generate', jieKouAi());
		expect(error.message).toContain('gave no video');
		expect(error.message).toContain(stand.created()[0]?.taskId);
		expect(error.context.taskId).toBe(stand.created()[0]?.taskId);
	});
});
