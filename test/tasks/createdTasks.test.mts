import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRunExecutionData, type IRunExecutionData } from 'n8n-workflow';

import { CreatedTasks } from '../../nodes/VeoVideo/tasks/createdTasks';
import { makeContext } from '../nodes/nodeRun.mts';

/** The memory as one try of the node sees it. */
function memoryOf(
	runData: IRunExecutionData,
	runIndex = 0,
	executionId = 'execution',
): CreatedTasks {
	return new CreatedTasks(
		makeContext({ parameters: {}, credentials: {}, runData, runIndex, executionId }).context,
	);
}

const printOf = (fingerprint: string, former = 'former') => ({ fingerprint, former });

/** What n8n does between two tries by a person: it writes the execution down and reads it back. */
function stored(runData: IRunExecutionData): IRunExecutionData {
	const copy = createRunExecutionData({});
	const contextData: unknown = JSON.parse(JSON.stringify(runData.executionData?.contextData ?? {}));
	if (copy.executionData) Object.assign(copy.executionData.contextData, contextData);
	return copy;
}

describe('what an execution has ordered', () => {
	it('is known to the next try, in the same process and after n8n stored it', () => {
		const runData = createRunExecutionData({});
		memoryOf(runData).noteCreated(3, 'print', 'video_1', 'hingNet');
		for (const later of [runData, stored(runData)]) {
			expect(memoryOf(later).recall(3, printOf('print'))).toEqual({
				type: 'task',
				provider: 'hingNet',
				taskId: 'video_1',
			});
		}
	});

	it('is known to a later execution by the fingerprint that 0.1.0 took, and from then on by its own', () => {
		const runData = createRunExecutionData({});
		memoryOf(runData).noteCreated(1, 'former', 'video_1', 'hingNet');
		const task = { type: 'task', provider: 'hingNet', taskId: 'video_1' };
		const retried = stored(runData);
		expect(memoryOf(retried, 0, 'retry').recall(1, printOf('print'))).toEqual(task);
		const third = memoryOf(stored(retried), 0, 'third');
		expect(third.recall(1, printOf('print', 'another'))).toEqual(task);
	});

	it('is unknown until an answer came', () => {
		const runData = createRunExecutionData({});
		memoryOf(runData).noteSending(0, 'print', 'hingNet');
		expect(memoryOf(stored(runData)).recall(0, printOf('print'))).toEqual({
			type: 'unknown',
			provider: 'hingNet',
			reason: null,
			lost: null,
		});
		memoryOf(runData).noteCreated(0, 'print', 'video_1', 'hingNet');
		expect(memoryOf(runData).recall(0, printOf('print'))).toEqual({
			type: 'task',
			provider: 'hingNet',
			taskId: 'video_1',
		});
	});

	it('is forgotten when it came to nothing', () => {
		const memory = memoryOf(createRunExecutionData({}));
		memory.noteSending(0, 'print', 'hingNet');
		memory.forget(0);
		memory.forget(7);
		expect(memory.recall(0, printOf('print'))).toBeNull();
	});

	it('is nothing to another item, or another execution', () => {
		const runData = createRunExecutionData({});
		memoryOf(runData).noteCreated(1, 'print', 'video_1', 'hingNet');
		expect(memoryOf(runData).recall(0, printOf('print'))).toBeNull();
		expect(memoryOf(runData).recall(11, printOf('print'))).toBeNull();
		expect(memoryOf(createRunExecutionData({})).recall(1, printOf('print'))).toBeNull();
	});

	it("is the item's, whatever its request is now, until another execution retries it", () => {
		const runData = createRunExecutionData({});
		memoryOf(runData).noteCreated(1, 'print', 'video_1', 'hingNet');
		const task = { type: 'task', provider: 'hingNet', taskId: 'video_1' };
		expect(memoryOf(runData).recall(1, printOf('other'))).toEqual(task);
		expect(memoryOf(stored(runData), 0, 'retry').recall(1, printOf('print'))).toEqual(task);
		expect(memoryOf(stored(runData), 0, 'retry').recall(1, printOf('other'))).toBeNull();
	});

	it('is kept aside when another execution orders something else for the item', () => {
		const runData = createRunExecutionData({});
		memoryOf(runData, 0, 'first').noteCreated(0, 'a', 'video_a', 'hingNet');
		const second = memoryOf(runData, 0, 'second');
		expect(second.recall(0, printOf('b'))).toBeNull();
		second.noteSending(0, 'b', 'hingNet');
		expect(memoryOf(stored(runData), 0, 'third').recall(0, printOf('c'))).toBeNull();
		const third = memoryOf(runData, 0, 'third');
		expect(third.recall(0, printOf('c'))).toBeNull();
		third.noteCreated(0, 'c', 'video_c', 'hingNet');
		expect(memoryOf(stored(runData), 0, 'third').replacedFor(0)).toEqual([
			{ type: 'task', provider: 'hingNet', taskId: 'video_a' },
			{ type: 'unknown', provider: 'hingNet', reason: null, lost: null },
		]);
		expect(third.replacedFor(1)).toEqual([]);
	});

	it('is nothing to another round of a loop, which orders its own videos', () => {
		const runData = createRunExecutionData({});
		memoryOf(runData, 0).noteCreated(0, 'print', 'first round', 'hingNet');
		memoryOf(runData, 1).noteCreated(0, 'print', 'second round', 'hingNet');
		memoryOf(runData, 11).noteCreated(0, 'print', 'twelfth round', 'hingNet');
		expect(memoryOf(runData, 0).recall(0, printOf('print'))).toMatchObject({
			taskId: 'first round',
		});
		expect(memoryOf(runData, 1).list()).toEqual([{ itemIndex: 0, taskId: 'second round' }]);
		expect(memoryOf(runData, 2).recall(0, printOf('print'))).toBeNull();
	});

	it('is listed by item', () => {
		const memory = memoryOf(createRunExecutionData({}));
		memory.noteCreated(0, 'a', 'video_a', 'hingNet');
		memory.noteSending(1, 'b', 'hingNet');
		memory.noteCreated(12, 'c', 'video_c', 'hingNet');
		expect(memory.list()).toEqual([
			{ itemIndex: 0, taskId: 'video_a' },
			{ itemIndex: 1, taskId: null },
			{ itemIndex: 12, taskId: 'video_c' },
		]);
	});

	it('keeps a task id letter by letter, whatever it is', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1 }), (taskId) => {
				const runData = createRunExecutionData({});
				memoryOf(runData).noteCreated(0, 'print', taskId, 'hingNet');
				expect(memoryOf(stored(runData)).recall(0, printOf('print'))).toEqual({
					type: 'task',
					provider: 'hingNet',
					taskId,
				});
			}),
			{ numRuns: 50 },
		);
	});

	it('leaves what other parts of the workflow put into the same context', () => {
		const runData = createRunExecutionData({});
		const { context } = makeContext({ parameters: {}, credentials: {}, runData });
		context.getContext('node').mine = 'kept';
		memoryOf(runData).noteCreated(0, 'print', 'video_1', 'hingNet');
		expect(context.getContext('node').mine).toBe('kept');
	});
});
