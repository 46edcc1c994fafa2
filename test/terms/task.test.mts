import { expect, it } from '@jest/globals';

import { describeStatus, isFinished, type Task } from '../../nodes/VeoVideo/terms/task';

const task: Task = {
	taskId: 'video_1',
	provider: 'hingNet',
	status: 'running',
	progress: 40,
	model: null,
	videoUrl: null,
	videos: [],
	durationSeconds: null,
	resolution: null,
	aspectRatio: null,
	createdAt: null,
	completedAt: null,
	cost: null,
	failure: null,
};

it.each([
	['queued', null, 'queued', false],
	['queued', 0, 'queued, 0 %', false],
	['running', 40, 'running, 40 %', false],
	['running', null, 'running', false],
	['completed', 100, 'completed', true],
	['failed', 55, 'failed', true],
] as const)(
	'%s at %p is told as "%s", and nothing more happens to it: %p',
	(status, progress, words, finished) => {
		expect(describeStatus({ ...task, status, progress })).toBe(words);
		expect(isFinished({ ...task, status, progress })).toBe(finished);
	},
);
