/** Plays the cases of every provider: what its pages print is what leaves the node, and what comes back is read as they say. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { inFamily } from '../../nodes/VeoVideo/providers/rules/families';
import { blankTask } from '../../nodes/VeoVideo/terms/task';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { runNode } from '../nodes/nodeRun.mts';
import { casesOf, taskIdOf } from './allCases.mts';
import type { ReplyCase, RequestCase } from './cases.mts';
import { cancelOf, credentialsAt, readCase, recorded, replyOf } from './playCase.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 1 });
});
afterAll(async () => await sandbox.close());

function expectBody(body: unknown, { body: expected }: RequestCase): void {
	const isForm = typeof expected === 'object' && expected !== null && 'files' in expected;
	// Of a form's files a case names only what matters.
	if (isForm) expect(body).toMatchObject(expected);
	else expect(body).toEqual(expected);
}

describe.each(PROVIDERS.map((provider) => [provider.displayName, provider] as const))(
	'%s',
	(_name, provider) => {
		const cases = casesOf(provider);

		it.each(cases.requests.map((one) => [one.page, one.example, one] as const))(
			'%s, %s: the request',
			async (_page, _example, one) => {
				if ('spec' in one) {
					const asked = inFamily(provider, one.family ?? '') ?? provider;
					const { path, body } = recorded(asked.createRequest(one.spec));
					expect(path).toBe(one.path);
					expectBody(body, one);
					return;
				}
				const before = sandbox.requests.length;
				const { items } = await runNode({
					parameters: { provider: provider.name, operation: 'create', ...one.parameters },
					credentials: credentialsAt(sandbox, cases, one.face),
					...(one.items && { items: one.items }),
				});
				const creates = sandbox.requests
					.slice(before)
					.filter(({ action }) => action === 'create' || action === 'other');
				expect(creates).toHaveLength(1);
				expect(creates[0]).toMatchObject({ method: 'POST', path: one.path });
				expectBody(creates[0]?.body, one);
				expect(creates[0]?.headers.authorization).toEqual(
					cases.authorization?.(sandbox) ?? `Bearer ${sandbox.key}`,
				);
				expect(items[0]?.json.taskId).toBe(
					taskIdOf(provider, sandbox.created.at(-1)?.taskId ?? ''),
				);
			},
		);

		it.each(cases.checks.map((one) => [one.taskId, one] as const))(
			'asks about %s',
			(taskId, { request }) => {
				expect(provider.statusRequest(taskId)).toEqual(request);
			},
		);

		it.each([...cases.replies, ...cases.refusals].map((one) => [one.reply, one] as const))(
			'reads %s',
			(_reply, one) => expectReading(one),
		);

		it.each(cases.files.map((one) => [one.task, one] as const))(
			'files of a task %s',
			(_task, { fields, files }) => {
				const task = { ...blankTask(provider.name, 'x'), status: 'completed', ...fields } as const;
				expect(provider.files(task)).toEqual(files);
			},
		);

		for (const { upload, file, request, replies } of cases.uploads ?? []) {
			it(`uploads ${upload}`, () => {
				expect(provider.upload?.request(file)).toEqual(request);
				for (const one of replies) {
					const reading = provider.upload?.read(replyOf(one), file, one.note ?? null);
					if (one.reading.says === 'further') expect(reading).toEqual(one.reading);
					else expect(reading).toMatchObject(one.reading);
				}
			});
		}

		for (const { taskId, request } of cases.cancels ?? []) {
			it(`cancels ${taskId}`, () => expect(cancelOf(provider, taskId)).toEqual(request));
		}

		for (const { list, query, request, replies, asking } of cases.lists ?? []) {
			it(`lists ${list}`, () => {
				expect(provider.list?.request(query)).toEqual(request);
				for (const one of replies) {
					expect(provider.list?.read(replyOf(one), query)).toEqual(one.reading);
				}
				if (asking) expect(provider.list?.askingOf(asking.create)).toEqual(asking.is);
			});
		}

		function expectReading(one: ReplyCase): void {
			const reading = readCase(provider, one);
			const expected = one.reading;
			if (expected.says === 'further') expect(reading).toEqual(expected);
			else expect(reading).toMatchObject(expected);
			if (expected.says === 'task') {
				expect(reading).toMatchObject({ task: { provider: provider.name } });
			}
		}
	},
);
