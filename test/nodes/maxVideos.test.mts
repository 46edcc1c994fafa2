/** "Maximum Videos": a run that would order more is refused whole, before anything is sent. */

import '../transport/withoutPauses.mts';

import { describe, expect, it } from '@jest/globals';
import { createRunExecutionData } from 'n8n-workflow';

import { credentialsFor, prompts, useStand, wordsOf } from './stand.mts';

const stand = useStand();
const promptsPaid = () => stand.created().map(({ prompt }) => prompt);

describe('a run that would order more than Maximum Videos', () => {
	it.each(['create', 'generate'] as const)(
		'sends nothing (%s), and says the numbers',
		async (operation) => {
			const error = await stand.failure(operation, {
				items: prompts('a', 'b', 'c'),
				options: { maxVideos: 2 },
			});
			expect(stand.sent()).toEqual([]);
			expect(error.message).toBe('This run would order 3 videos, and "Maximum Videos" is 2');
			expect(error.context.safeToOrderAgain).toBe(true);
		},
	);

	it('is refused for each item where On Error continues', async () => {
		const { items } = await stand.run('create', {
			items: prompts('a', 'b', 'c'),
			options: { maxVideos: 2 },
			onError: 'continueRegularOutput',
		});
		expect(stand.sent()).toEqual([]);
		expect(items).toHaveLength(3);
		for (const { json } of items) {
			expect(json.error).toContain('"Maximum Videos" is 2');
			expect(json.message).toMatchObject({ safeToOrderAgain: true });
		}
	});

	it.each([
		['the option', { sampleCount: 3 }],
		['an additional field', { additionalFields: '{"sample_count": 3}' }],
	])('counts the videos of each item: by %s', async (_name, options) => {
		const error = await stand.failure('create', {
			items: prompts('a', 'b'),
			credentials: credentialsFor(stand.sandbox, 'jieKouAiApi', 'jieKouAi'),
			parameters: {
				provider: 'jieKouAi',
				model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' },
			},
			options: { maxVideos: 5, ...options },
		});
		expect(stand.sent()).toEqual([]);
		expect(wordsOf(error)).toContain('would order 6 videos');
	});

	it('takes the least where the items say different limits', async () => {
		const items = [5, 2, 0].map((most) => ({ json: { prompt: 'a', most } }));
		await stand.failure('create', { items, options: { maxVideos: '={{ $json.most }}' } });
		expect(stand.sent()).toEqual([]);
	});
});

describe('a run within Maximum Videos', () => {
	it('orders as many as it allows', async () => {
		await stand.run('create', { items: prompts('a', 'b', 'c'), options: { maxVideos: 3 } });
		expect(stand.created()).toHaveLength(3);
	});

	it('does not count what a dry run shows, nor what is refused anyway', async () => {
		const dry = { maxVideos: 1, dryRun: true };
		await stand.run('create', { items: prompts('a', 'b'), options: dry });
		const { items } = await stand.run('create', {
			items: prompts('a', '', ''),
			options: { maxVideos: 1 },
			onError: 'continueRegularOutput',
		});
		expect(promptsPaid()).toEqual(['a']);
		expect(items[1]?.json.error).toContain('The prompt is empty');
	});

	it('does not count what an earlier try ordered', async () => {
		const runData = createRunExecutionData({});
		const run = { items: prompts('a', 'bad', 'c'), runData };
		stand.sandbox.faults.add({ kind: 'status', action: 'create', status: 400, prompt: 'bad' });
		await stand.failure('create', { ...run, options: { maxVideos: 3, maxConcurrency: 1 } });
		expect(promptsPaid()).toEqual(['a']);
		await stand.failure('create', { ...run, options: { maxVideos: 1 } });
		expect(promptsPaid()).toEqual(['a']);
		await stand.run('create', { ...run, options: { maxVideos: 2 } });
		expect(promptsPaid().sort()).toEqual(['a', 'bad', 'c']);
	});

	it('orders anew what has failed since, as far as the limit goes', async () => {
		stand.sandbox.taskSeconds = 1.5;
		const runData = createRunExecutionData({});
		const run = { items: prompts('a', 'b'), runData, onError: 'continueRegularOutput' as const };
		const options = { downloadVideo: false, waitTimeout: 1 };
		stand.sandbox.faults.add({ kind: 'taskFails', action: 'create', times: 2 });
		await stand.run('generate', { ...run, options: { ...options, maxVideos: 2 } });
		expect(stand.created()).toHaveLength(2);
		await new Promise((resolve) => setTimeout(resolve, 1500));
		const { items } = await stand.run('generate', {
			...run,
			options: { ...options, waitTimeout: 10, maxVideos: 1 },
		});
		expect(stand.created()).toHaveLength(3);
		expect(items.filter(({ json }) => json.status === 'completed')).toHaveLength(1);
		expect(items.filter(({ json }) => String(json.error).includes('Maximum Videos'))).toHaveLength(
			1,
		);
	});

	it('that is no number is told with its item', async () => {
		const error = await stand.failure('create', { options: { maxVideos: 'many' } });
		expect(error.message).toContain('"Maximum Videos" must be a number');
		expect(stand.sent()).toEqual([]);
	});
});
