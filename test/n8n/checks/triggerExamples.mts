/** The examples that n8n goes on with later: by the trigger, or by its own Wait node. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Check } from '../checks.mts';
import { nodeOf, readExample, submit } from '../examples.mts';
import { assertSuccess, outputItems } from '../execution.mts';
import type { Stage } from '../stage.mts';
import { assertIsSandboxFilm } from '../video.mts';

/** n8n polls once a minute, at a second of its own choice. */
const DEADLINE_MS = 90_000;
const PROMPT = 'A paper boat';
const PUBLISH = 'Publish it here';

export function triggerExampleChecks(stage: Stage): Check[] {
	return [
		{
			name: 'example: create now, publish later',
			async run() {
				const create = await readExample(stage, 'create-now-publish-later-1-create');
				const publish = await readExample(stage, 'create-now-publish-later-2-publish');
				const publishing = await stage.api.importWorkflow(publish.workflow);
				await stage.api.activate(publishing);
				try {
					await submit(stage, create, PROMPT);
					await assertPublished(stage, publishing);
				} finally {
					await stage.api.deactivate(publishing);
				}
			},
		},
		{
			name: 'example: durable wait, without an API key of n8n',
			async run() {
				const example = await readExample(stage, 'durable-wait');
				// Over a minute n8n would put the execution aside; the test does not wait that long.
				nodeOf(example.workflow, 'Wait').parameters['amount'] = 1;
				const saved = await submit(stage, example, PROMPT);
				await assertPublished(stage, saved);
			},
		},
	];
}

async function assertPublished({ api }: Stage, saved: { id: string; versionId: string }) {
	const deadline = Date.now() + DEADLINE_MS;
	for (;;) {
		const executions = await api.executionsOf(saved);
		const [item] = executions.flatMap((execution) => outputItems(execution, PUBLISH));
		if (item !== undefined) return await assertIsSandboxFilm(api, item);
		const failed = executions.find(({ status }) => status === 'error' || status === 'crashed');
		if (failed !== undefined) assertSuccess(failed);
		assert.ok(Date.now() < deadline, `nothing was published by ${executions.length} executions`);
		await sleep(1_000);
	}
}
