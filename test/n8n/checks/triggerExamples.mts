/** The examples for import, each with credentials filled in as a person would. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Check } from '../checks.mts';
import { assertSuccess, outputItems } from '../execution.mts';
import type { Stage } from '../stage.mts';
import { assertIsSandboxFilm } from '../video.mts';
import type { Workflow } from '../workflow.mts';

/** n8n polls once a minute, at a second of its own choice. */
const DEADLINE_MS = 90_000;
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
					await submit(stage, create);
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
				const saved = await submit(stage, example);
				await assertPublished(stage, saved);
			},
		},
	];
}

interface Example {
	workflow: Workflow;
	/** Empty where no form starts it. */
	formPath: string;
}

async function readExample(stage: Stage, name: string): Promise<Example> {
	const url = new URL(`../../../examples/${name}.json`, import.meta.url);
	const workflow: Workflow = JSON.parse(await readFile(url, 'utf8'));
	const veoTaskTableApi = await stage.api.createCredential('veoTaskTableApi', `n8n ${name}`, {
		apiKey: stage.api.apiKey,
		baseUrl: stage.api.url,
	});
	let formPath = '';
	for (const node of workflow.nodes) {
		if (node.type.includes('veoVideo')) node.credentials = { ...stage.hingNet, veoTaskTableApi };
		if (node.type.endsWith('.formTrigger')) {
			node.webhookId = randomUUID();
			formPath = `/form/${node.webhookId}`;
		}
	}
	return { workflow, formPath };
}

function nodeOf({ nodes }: Workflow, name: string) {
	const node = nodes.find((one) => one.name === name);
	assert.ok(node, `no node ${name}`);
	return node;
}

async function submit({ api }: Stage, { workflow, formPath }: Example) {
	const saved = await api.importWorkflow(workflow);
	await api.activate(saved);
	const form = new FormData();
	form.set('field-0', 'A paper boat');
	await api.trigger(formPath, form);
	return saved;
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
