/** An AI Agent makes a video by itself: with the example's tools, prompt, shape, length and task ID left to the model. */
import assert from 'node:assert/strict';

import { atTheEnd } from '../cleanUp.mts';
import type { Check } from '../checks.mts';
import { nodeOf, readExample } from '../examples.mts';
import { at, isRecord, textAt } from '../json.mts';
import { N8nError } from '../n8nRequest.mts';
import { type ScriptedModel, startScriptedModel, type Turn } from '../scriptedModel.mts';
import type { Stage } from '../stage.mts';
import type { Workflow } from '../workflow.mts';

const PROMPT = 'A paper boat sails down a rainy street, low camera, soft light, sound of rain';

/** Checks the agent's way from the wish to the link. */
export function agentChecks(stage: Stage): Check[] {
	const { sandbox } = stage;
	return [
		{
			name: 'AI Agent: creates a video, waits for it, checks it, and answers with its link',
			run: async () => {
				const { answer, model, orders } = await talk(stage, nextTurn);
				const [task, ...others] = orders;
				assert.equal(others.length, 0, 'tasks paid for');
				assert.equal(task?.prompt, PROMPT);
				assert.match(answer, /^Here it is: http/);
				assertToolsExplainThemselves(model);
				const order = sandbox.requests.filter(({ action }) => action === 'create').at(-1);
				assert.equal(at(order?.body, 'aspect_ratio'), '9:16');
				assert.equal(at(order?.body, 'duration_seconds'), 4);
				assert.ok(!JSON.stringify(model.requests).includes(sandbox.key), 'the model saw the key');
			},
		},
		{
			name: 'AI Agent: two orders of one prompt at once are two videos',
			run: async () => {
				const order = { prompt: `${PROMPT}, two takes`, aspectRatio: '16:9', duration: 8 };
				const { model, orders } = await talk(stage, (said) =>
					said.length === 0
						? { type: 'call', tool: 'Create_a_video', arguments: order, times: 2 }
						: { type: 'answer', text: 'Both are ordered' },
				);
				const ids = model.results.map((result) => taskIn(result).taskId);
				assert.deepEqual(ids.sort(), orders.map(({ taskId }) => taskId).sort());
				assert.equal(new Set(ids).size, 2);
			},
		},
		{
			name: 'AI Agent: a tool that is tried again, and called again, orders one video',
			run: async () => {
				// Three tries of the first call and one of the second, each of which has the link renewed once.
				stage.sandbox.faults.add({ kind: 'status', status: 404, action: 'link', times: 8 });
				const order = { prompt: `${PROMPT}, once more`, aspectRatio: '16:9', duration: 8 };
				const script = (said: string[]): Turn =>
					said.length < 2
						? { type: 'call', tool: 'Create_a_video', arguments: order }
						: { type: 'answer', text: 'It is there' };
				const { model, orders } = await talk(stage, script, (workflow) => {
					const tool = nodeOf(workflow, 'Create a video');
					Object.assign(tool, { onError: 'continueRegularOutput', retryOnFail: true, maxTries: 3 });
					tool.parameters['operation'] = 'generate';
					tool.parameters['options'] = { pollInterval: 1 };
				});
				assert.equal(orders.length, 1, 'tasks paid for');
				const [, second = ''] = model.results;
				assert.equal(taskIn(second).taskId, orders[0]?.taskId);
				stage.sandbox.faults.clear();
			},
		},
		{
			name: 'AI Agent: is told what is wrong with an order, and orders anew',
			run: async () => {
				const { model, orders } = await talk(stage, (said) => {
					if (said.length === 2) return { type: 'answer', text: 'It is ordered' };
					const aspectRatio = said.length === 0 ? 'portrait' : '9:16';
					const order = { prompt: PROMPT, aspectRatio, duration: 8 };
					return { type: 'call', tool: 'Create_a_video', arguments: order };
				});
				assert.equal(orders.length, 1, 'tasks paid for');
				// With On Error at "Stop" n8n would tell the model the first line, and not what is allowed.
				const [refused] = model.results.map((result): unknown => JSON.parse(result));
				assert.match(textAt(refused, 0, 'error'), /aspect ratio/);
				assert.match(textAt(refused, 0, 'message', 'description'), /16:9.*9:16/);
				assert.equal(at(refused, 0, 'message', 'safeToOrderAgain'), true);
			},
		},
	];
}

/** Runs the example with a model of that script; gives back what was answered, and what was ordered. */
async function talk(
	stage: Stage,
	script: (results: string[]) => Turn,
	edit: (workflow: Workflow) => void = () => {},
) {
	const model = await startScriptedModel(script);
	const forget = atTheEnd(() => model.close());
	const before = stage.sandbox.created.length;
	try {
		const { workflow, path } = await readExample(stage, 'ai-agent');
		edit(workflow);
		const answer = await chat(stage, workflow, path, model);
		return { answer, model, orders: stage.sandbox.created.slice(before) };
	} finally {
		await model.close();
		forget();
	}
}

/** Makes the video step by step, each with what the step before gave back. */
function nextTurn(results: readonly string[]): Turn {
	const [created, finished, checked] = results.map((result) => taskIn(result));
	if (created === undefined) {
		const given = { prompt: PROMPT, aspectRatio: '9:16', duration: 4 };
		return { type: 'call', tool: 'Create_a_video', arguments: given };
	}
	const { taskId } = created;
	if (finished === undefined) {
		return { type: 'call', tool: 'Get_a_video', arguments: { taskId } };
	}
	if (checked === undefined) {
		return { type: 'call', tool: 'Check_a_finished_video', arguments: { taskId } };
	}
	assert.deepEqual([finished.status, checked.status], ['completed', 'completed']);
	assert.equal(finished.taskId, taskId);
	return { type: 'answer', text: `Here it is: ${checked.videoUrl}` };
}

/** What a model needs of a tool's result to go on. */
function taskIn(result: string): { taskId: string; status: string; videoUrl: string | null } {
	const parsed: unknown = JSON.parse(result);
	const [task] = [parsed]
		.flat(2)
		.map((one) => (isRecord(one) && 'response' in one ? one['response'] : one))
		.flat();
	const { videoUrl } = Object(task);
	return {
		taskId: textAt(task, 'taskId'),
		status: textAt(task, 'status'),
		videoUrl: typeof videoUrl === 'string' ? videoUrl : null,
	};
}

function assertToolsExplainThemselves({ requests, tools }: ScriptedModel): void {
	assert.equal(requests.length, 4, 'turns of the model');
	assert.deepEqual(tools.map(({ name }) => name).sort(), [
		'Check_a_finished_video',
		'Create_a_video',
		'Get_a_video',
	]);
	for (const { name, description, parameters } of tools) {
		assert.ok(description.length > 40, `${name} says only: ${description}`);
		const wanted = name === 'Create_a_video' ? ['aspectRatio', 'duration', 'prompt'] : ['taskId'];
		const properties = Object(at(parameters, 'properties'));
		assert.deepEqual(Object.keys(properties).sort(), wanted, name);
		for (const [key, property] of Object.entries(properties)) {
			assert.ok(textAt(property, 'description').length > 10, `${name}: ${key}`);
			assert.equal(at(property, 'type'), key === 'duration' ? 'number' : 'string');
		}
	}
}

/** Says what a person would say; gives back what the agent answers. */
async function chat(
	{ api }: Stage,
	workflow: Workflow,
	path: string,
	model: ScriptedModel,
): Promise<string> {
	const data = { apiKey: 'no-key', url: model.url };
	nodeOf(workflow, 'OpenAI Chat Model').credentials = {
		openAiApi: await api.createCredential('openAiApi', 'Scripted model', data),
	};
	// Outside the editor only a public chat takes messages.
	nodeOf(workflow, 'When chat message received').parameters['public'] = true;
	const saved = await api.importWorkflow(workflow);
	await api.activate(saved);
	try {
		const body = { action: 'sendMessage', sessionId: 'test', chatInput: 'A portrait paper boat!' };
		return textAt(JSON.parse(await api.trigger(path, body)), 'output');
	} catch (error) {
		if (!(error instanceof N8nError)) throw error;
		const execution = await api.newestExecution(saved);
		throw new Error(
			`${error.message}\n${JSON.stringify(at(execution?.data, 'resultData', 'error'))}`,
		);
	} finally {
		await api.deactivate(saved);
	}
}
