/** The ids that a person enters, and a trigger that watches them. */

import { describe, expect, it } from '@jest/globals';

import { parseTaskIds } from '../../nodes/VeoVideo/trigger/settings';
import { useTriggerStand, wordsOfFailure } from './triggerStand.mts';

describe('the ids that a person enters', () => {
	it.each<[string, unknown, string[]]>([
		['one', 'video_1', ['video_1']],
		['parted by commas', 'video_1, video_2,video_3', ['video_1', 'video_2', 'video_3']],
		['one a line, with Windows line ends', 'a\r\nb\n\nc\n', ['a', 'b', 'c']],
		['the same twice', 'a, a\na', ['a']],
		['space and empty places', ' a ,, ,b ', ['a', 'b']],
		['ids with slashes and colons', 'models/veo:1/operations/x-1', ['models/veo:1/operations/x-1']],
		['a list from an expression', ['a', ' b ', '', null, 7], ['a', 'b', '7']],
		['the items of Create from an expression', [{ taskId: 'a' }, { taskId: 'b' }], ['a', 'b']],
		['nothing', '', []],
		['nothing at all', undefined, []],
	])('%s', (_name, value, ids) => {
		expect(parseTaskIds(value)).toEqual(ids);
	});
});

describe('a trigger that watches ids', () => {
	const stand = useTriggerStand();
	const untracked = async (count: number) => {
		const items = Array.from({ length: count }, () => ({ json: { prompt: 'A lion' } }));
		const { items: output } = await stand.run({ operation: 'create', trackTask: false }, { items });
		return output.map(({ json }) => String(json.taskId));
	};
	const watching = (ids: string[], run: Parameters<typeof stand.trigger>[0] = {}) =>
		stand.trigger({ ...run, parameters: { watch: 'taskIds', taskIds: ids.join('\n') } });

	it('emits each task once, whichever poll finds it, also after a restart', async () => {
		const [one, two, three] = await untracked(3);
		const ids = [one ?? '', two ?? '', three ?? ''];
		const trigger = watching(ids);
		expect(await trigger.poll()).toEqual([]);
		stand.finish(one);
		await trigger.poll();
		stand.finish(two, 'failure');
		await trigger.poll();
		await trigger.poll();
		expect(trigger.emitted).toEqual([one, two]);

		const restarted = watching(ids, { staticData: trigger.stored() });
		await restarted.poll();
		expect(restarted.emitted).toEqual([]);
		stand.finish(three);
		await restarted.poll();
		await restarted.poll();
		expect(restarted.emitted).toEqual([three]);
	});

	it('is once as well where n8n takes hand-overs inside a poll', async () => {
		const ids = await untracked(1);
		const trigger = watching(ids, { handOver: 'started' });
		stand.finish(ids[0]);
		expect(await trigger.poll()).toHaveLength(1);
		await trigger.poll();
		expect(trigger.emitted).toEqual(ids);
	});

	it('keeps no memory of ids that left the list', async () => {
		const ids = await untracked(2);
		const trigger = watching(ids);
		for (const id of ids) stand.finish(id);
		await trigger.poll();
		const later = watching(ids.slice(1), { staticData: trigger.stored() });
		await later.poll();
		expect(JSON.stringify(later.stored())).not.toContain(ids[0]);
		expect(JSON.stringify(later.stored())).toContain(ids[1]);
		expect(later.emitted).toEqual([]);
	});

	it('gives up after the time that was set, counted from its first look', async () => {
		const ids = await untracked(1);
		const trigger = watching(ids, { options: { giveUpAfter: 2 } });
		await trigger.poll();
		stand.pass(1.9 * 3_600_000);
		await trigger.poll();
		expect(trigger.emitted).toEqual([]);
		stand.pass(0.2 * 3_600_000);
		await trigger.poll();
		await trigger.poll();
		expect(trigger.items.map(({ json }) => [json.status, json.failure])).toEqual([
			['failed', { code: 'timeout', message: expect.stringContaining('2 hours') }],
		]);
	});

	it('refuses an empty list with what to do', async () => {
		const words = await wordsOfFailure(watching([]).poll());
		expect(words).toContain('no task IDs to watch');
		expect(words).toContain('Task IDs');
	});

	it('names an id that the provider does not know, and which provider that is, once', async () => {
		const trigger = watching(['video_of_another'], { handOver: 'ended' });
		for (let polls = 0; polls < 6; polls++) await trigger.poll();
		expect(trigger.errors).toHaveLength(1);
		const words = await wordsOfFailure(Promise.reject(trigger.errors[0]));
		expect(words).toContain('HingNet knows no task "video_of_another"');
		expect(words).toContain('Provider');
	});

	it('does not ask again for a task that ended in a way that it does not watch', async () => {
		const ids = await untracked(2);
		stand.finish(ids[0], 'failure');
		const trigger = stand.trigger({
			parameters: { watch: 'taskIds', taskIds: ids.join(), events: ['completed'] },
		});
		await trigger.poll();
		const asked = stand.looks();
		await trigger.poll();
		expect(stand.looks() - asked).toBe(1);
		stand.finish(ids[1]);
		await trigger.poll();
		expect(trigger.emitted).toEqual([ids[1]]);
	});
});
