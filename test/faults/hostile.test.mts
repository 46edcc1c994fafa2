/** Replies, rows and texts that nobody should send: no reader stumbles over them, and nothing bad gets through. */

import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { kindOf } from '../../nodes/VeoVideo/files/download';
import { fileNameOf } from '../../nodes/VeoVideo/files/fileName';
import { imageFromText, imageTypeOf } from '../../nodes/VeoVideo/files/images';
import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { missingColumns, readRow, shortPrompt } from '../../nodes/VeoVideo/table/row';
import { isJsonObject, type JsonObject } from '../../nodes/VeoVideo/terms/json';
import type { Task } from '../../nodes/VeoVideo/terms/task';
import { parseTaskIds } from '../../nodes/VeoVideo/trigger/settings';
import { HOSTILE_LINKS, HOSTILE_TEXTS, ODD_REPLIES } from './oddShapes.mts';
import { problemIn, taskIn } from '../providers/readBody.mts';
import { urlOf } from '../../nodes/VeoVideo/transport/origins';

const RECEIVED_AT = Date.parse('2026-11-21T08:00:00Z');
const STATUSES = new Set(['queued', 'running', 'completed', 'failed']);
const BY_NAME = PROVIDERS.map((provider) => [provider.name, provider] as const);

/** Names that replies use, and names that JavaScript itself uses. */
const KEYS = [
	...[
		'id',
		'task_id',
		'name',
		'status',
		'progress',
		'progress_percent',
		'done',
		'response',
		'error',
	],
	...[
		'code',
		'message',
		'reason',
		'fail_reason',
		'task',
		'videos',
		'video',
		'video_url',
		'uri',
		'url',
	],
	...[
		'video_url_ttl',
		'result',
		'outputs',
		'data',
		'model',
		'size',
		'seconds',
		'duration',
		'expires_at',
	],
	...[
		'generateVideoResponse',
		'generatedSamples',
		'raiMediaFilteredReasons',
		'raiMediaFilteredCount',
	],
	...['taskId', 'successFlag', 'errorCode', 'errorMessage', 'fallbackFlag', 'creditsConsumed'],
	...['resultUrls', 'fullResultUrls', 'info', 'paramJson', 'createTime', 'completeTime', 'msg'],
	...['created_at', 'completed_at', 'type', 'metadata', '__proto__', 'constructor', 'prototype'],
	...['toString', 'valueOf', 'hasOwnProperty', 'toJSON', 'then', 'length', '0', ''],
];
const WORDS = ['completed', 'failed', 'queued', 'success', 'FAILURE', 'TASK_STATUS_SUCCEED', '50%'];

const { reply } = fc.letrec<{ reply: unknown; value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4 },
		fc.constantFrom<unknown>(...WORDS, ...HOSTILE_TEXTS, ...HOSTILE_LINKS),
		fc.constantFrom<unknown>(null, true, false, 0, -1, 1e308, 1e12, 253402300800, [], {}),
		fc.double(),
		fc.string({ unit: 'binary' }),
		fc.webUrl({ withFragments: true, withQueryParameters: true }),
		tie('reply'),
		fc.array(tie('value'), { maxLength: 3 }),
	),
	reply: fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 8 }),
}));

/** A body as it comes over the wire, where `__proto__` is a key like any other. */
const wireBody = reply.map((value): JsonObject => {
	const body: unknown = JSON.parse(JSON.stringify(value) ?? '{}');
	return isJsonObject(body) ? body : {};
});

const pristine = Object.getOwnPropertyNames(Object.prototype).sort().join();
afterEach(() => {
	expect(Object.getOwnPropertyNames(Object.prototype).sort().join()).toBe(pristine);
	expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

function expectLink(link: string): void {
	const { protocol, username, password } = new URL(link);
	expect(['http:', 'https:']).toContain(protocol);
	expect(username + password).toBe('');
}

/** All that the rest of the package relies on. */
function expectTask(task: Task, asked: string | null): void {
	expect(Object.getPrototypeOf(task)).toBe(Object.prototype);
	expect(typeof task.taskId).toBe('string');
	if (asked !== null) expect(task.taskId).toBe(asked);
	expect(task.taskId).not.toBe('');
	expect(STATUSES.has(task.status)).toBe(true);
	expect(task.progress === null || (task.progress >= 0 && task.progress <= 100)).toBe(true);
	expect(task.failure !== null).toBe(task.status === 'failed');
	if (task.failure) expect(task.failure.message).toMatch(/\S|^\s+$/);
	for (const text of [task.model, task.resolution, task.aspectRatio]) {
		expect(text === null || typeof text === 'string').toBe(true);
	}
	for (const time of [task.createdAt, task.completedAt]) {
		expect(time === null || new Date(time).toISOString() === time).toBe(true);
	}
	expect(task.videoUrl).toBe(task.videos[0]?.url ?? null);
	for (const { url, expiresAt } of task.videos) {
		if (url !== null) expectLink(url);
		expect(expiresAt === null || new Date(expiresAt).toISOString() === expiresAt).toBe(true);
	}
	expect(() => JSON.stringify(task)).not.toThrow();
}

function readAll(provider: Provider, body: JsonObject): void {
	const before = JSON.stringify(body);
	for (const taskId of [null, 'asked/for']) {
		const task = taskIn(provider, body, { taskId, receivedAt: RECEIVED_AT });
		if (task === null) continue;
		expectTask(task, taskId);
		for (const file of provider.files(task)) {
			if ('gone' in file) continue;
			if ('inReplyTo' in file) expect(file.inReplyTo).toHaveProperty('path');
			else if ('link' in file) expectLink(file.link);
			else expect(file.path).toMatch(/^\//);
		}
	}
	const problem = problemIn(provider, body);
	if (problem !== null) {
		expect(typeof problem.message).toBe('string');
		expect(problem.message).not.toBe('');
		expect(problem.code === null || typeof problem.code === 'string').toBe(true);
	}
	expect(JSON.stringify(body)).toBe(before);
}

describe.each(BY_NAME)('%s', (_name, provider) => {
	it('reads any reply at all', () => {
		fc.assert(
			fc.property(wireBody, (body) => readAll(provider, body)),
			{ numRuns: 500 },
		);
	});

	it.each(ODD_REPLIES.map(({ from, body }) => [from, body] as const))(
		'reads what was recorded: %s',
		(_from, body) => {
			const parsed: unknown = JSON.parse(body);
			if (isJsonObject(parsed)) readAll(provider, parsed);
		},
	);

	it.each(HOSTILE_LINKS)('never hands out the link %s', (link) => {
		const text = JSON.stringify(link);
		const body = `{"id":"x","name":"x","done":true,"status":"completed","video_url":${text},"video":{"url":${text}},
			"result":{"video_url":${text},"outputs":[${text}]},
			"data":{"id":"x","status":"completed","outputs":[${text},{"url":${text}}],
				"taskId":"x","successFlag":1,"info":{"resultUrls":[${text}]},
				"response":{"fullResultUrls":[${text}],"resultUrls":${JSON.stringify(`[${text}]`)}}},
			"task":{"task_id":"x","status":"TASK_STATUS_SUCCEED"},"videos":[{"video_url":${text}}],
			"response":{"generateVideoResponse":{"generatedSamples":[{"video":{"uri":${text}},"uri":${text}}]}}}`;
		const task = taskIn(provider, JSON.parse(body) as JsonObject, {
			taskId: 'x',
			receivedAt: RECEIVED_AT,
		});
		expect(task?.videos).toEqual([]);
		expect(task?.videoUrl).toBeNull();
	});

	it.each(HOSTILE_TEXTS)('asks about a task of the id %j at its own address', (taskId) => {
		const request = provider.statusRequest(taskId);
		const { method } = request;
		const base = 'https://api.example.com';
		const url = new URL(urlOf({ base: `${base}/gateway` }, request));
		// A POST that asks: what an operation is doing.
		expect(method === 'GET' || url.pathname.endsWith(':fetchPredictOperation')).toBe(true);
		expect(url.origin).toBe(base);
		expect(url.username).toBe('');
		expect(url.hash).toBe('');
	});
});

// Ids may come from a reply or a row of the table, where nothing keeps such a half of a letter away.
it.each(BY_NAME.filter(([name]) => name !== 'jieKouAi'))(
	'%s: an id that holds half of a surrogate pair is asked about',
	(_name, provider) => {
		expect(() => provider.statusRequest('video_\ud83c')).not.toThrow();
	},
);

describe('file names', () => {
	it('are never paths, whatever the task is called', () => {
		const ids = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE_TEXTS));
		fc.assert(
			fc.property(ids, fc.nat({ max: 3 }), fc.integer({ min: 1, max: 4 }), (id, index, count) => {
				const name = fileNameOf(id, index, count);
				expect(name).toMatch(/^veo-[A-Za-z0-9_-]{1,70}$/);
			}),
			{ numRuns: 300 },
		);
	});
});

describe('bytes', () => {
	it('of any kind are an image, a video, or none', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 64 }), (array) => {
				const bytes = Buffer.from(array);
				expect([null, 'string']).toContain(imageTypeOf(bytes) === null ? null : 'string');
				expect([null, 'object']).toContain(kindOf(bytes) === null ? null : 'object');
			}),
		);
	});

	it('and texts in place of an image are read, or refused in words', () => {
		const text = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.base64String(),
			fc.string().map((payload) => `data:image/png;base64,${payload}`),
			fc.constantFrom(...HOSTILE_TEXTS, ...HOSTILE_LINKS),
		);
		fc.assert(
			fc.property(text, (value) => {
				const read = imageFromText('Image', value);
				if (read.type === 'problem') return expect(read.description).not.toBe('');
				const image = read.value;
				if (image.type === 'url') expect(new URL(image.url).protocol).toMatch(/^https?:$/);
				else expect(image.fileName).toMatch(/^image\.[a-z]{3,4}$/);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('what the trigger reads', () => {
	it('task ids of any kind become texts, each once', () => {
		fc.assert(
			fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.array(wireBody), fc.string()), (value) => {
				const ids = parseTaskIds(value);
				expect(new Set(ids).size).toBe(ids.length);
				for (const id of ids) expect(id).toBe(id.trim());
				expect(ids).not.toContain('');
			}),
			{ numRuns: 300 },
		);
	});

	it('rows of any kind are a task or none', () => {
		const row = fc
			.dictionary(
				fc.constantFrom('id', 'taskId', 'claimedUntil', 'createdAt', '__proto__', 'constructor'),
				fc.jsonValue(),
			)
			.map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
		fc.assert(
			fc.property(row, (value) => {
				const read = readRow(value, RECEIVED_AT);
				if (read === null) return;
				expect(read.taskId).not.toBe('');
				expect(read.since === null || Number.isFinite(read.since)).toBe(true);
				expect(read.rowId === null || Number.isFinite(read.rowId)).toBe(true);
			}),
			{ numRuns: 300 },
		);
		fc.assert(fc.property(fc.array(fc.jsonValue()), (columns) => void missingColumns(columns)));
	});

	it('prompts of any kind are one short line', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (prompt) => {
				expect(shortPrompt(prompt).length).toBeLessThanOrEqual(200);
				expect(shortPrompt(prompt)).not.toMatch(/[\r\n\t]/);
			}),
		);
	});
});
