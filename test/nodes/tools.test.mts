/** The node as an agent's tool, called in both of n8n's ways: by the agent itself, and by the engine for the agent. */

import '../transport/withoutPauses.mts';

import { describe, expect, it } from '@jest/globals';
import {
	NodeConnectionTypes,
	type EngineResponse,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeType,
} from 'n8n-workflow';

import { VIDEO_PAUSES_MS } from '../../nodes/VeoVideo/transport/limits';
import { VeoVideo } from '../../nodes/VeoVideo/VeoVideo.node';
import { runInEngine, SOURCE, sourceOf, typeOf } from './engineRun.mts';
import { veoNode } from './nodeRun.mts';
import { TEXT, useStand } from './stand.mts';

const stand = useStand();

/** What the agent's model does: one list after the other, the calls of a list at the same time. */
type Script = IDataObject[][];

interface Talk {
	node?: Partial<INode>;
	parameters?: IDataObject;
}

/** How n8n builds a tool from a node: the same, with another output. */
function veoTool(): INodeType {
	const tool = new VeoVideo();
	tool.description = { ...tool.description, inputs: [], outputs: [NodeConnectionTypes.AiTool] };
	return tool;
}

/** A tool of LangChain's. What it checks before, two versions of zod in one installation may not agree on. */
interface Tool {
	func(input: IDataObject): Promise<unknown>;
}

function isTools(value: unknown): value is Tool[] {
	return (
		Array.isArray(value) &&
		value.every((one) => typeof one === 'object' && one !== null && 'func' in one)
	);
}

/** An agent that calls its tool itself, as those before version 3. */
function callingAgent(script: Script, heard: string[]): INodeType {
	return typeOf(
		async function (this: IExecuteFunctions) {
			for (const calls of script) {
				const tools: unknown = await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
				if (!isTools(tools)) throw new Error('The agent has no tools');
				const [tool] = tools;
				heard.push(
					...(await Promise.all(
						calls.map(async (call) => String(await tool?.func(call).catch(String))),
					)),
				);
			}
			return [[{ json: {} }]];
		},
		{ inputs: ['main', { type: NodeConnectionTypes.AiTool }] },
	);
}

/** An agent that asks the engine to call its tool, as those from version 3 on. */
function askingAgent(script: Script, heard: string[]): INodeType {
	let turn = 0;
	let calls = 0;
	return typeOf(
		async function (this: IExecuteFunctions, response?: EngineResponse) {
			for (const { data } of response?.actionResponses ?? []) {
				heard.push(JSON.stringify(data.data?.ai_tool?.[0]?.[0]?.json ?? data.error?.message));
			}
			const next = script[turn++];
			if (next === undefined) return await Promise.resolve([[{ json: {} }]]);
			return {
				actions: next.map((input) => ({
					actionType: 'ExecutionNodeAction' as const,
					nodeName: 'Veo Video',
					input,
					type: NodeConnectionTypes.AiTool,
					id: `call_${calls++}`,
					metadata: {},
				})),
				metadata: {},
			};
		},
		{ inputs: ['main', { type: NodeConnectionTypes.AiTool }] },
	);
}

const WAYS: Array<[string, typeof callingAgent]> = [
	['the agent itself', callingAgent],
	['the engine', askingAgent],
];

describe.each(WAYS)('a tool that is called by %s', (_name, agentOf) => {
	/** Runs the script; gives back what the tool said. */
	async function talk(script: Script, { node, parameters }: Talk = {}): Promise<string[]> {
		const heard: string[] = [];
		const credentials = stand.credentials();
		const tool: INode = {
			...veoNode({
				parameters: {
					...TEXT,
					operation: 'generate',
					prompt: `={{ $fromAI('prompt', 'What the video shows', 'string') }}`,
					options: { pollInterval: 1, downloadVideo: false },
					...(parameters as INode['parameters']),
				},
				credentials,
			}),
			...node,
		};
		const agent: INode = { ...SOURCE, id: 'agent', name: 'Agent', type: 'agent' };
		const run = await runInEngine({
			nodes: [SOURCE, agent, tool],
			connections: {
				Source: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
				[tool.name]: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
			types: {
				source: sourceOf([{ json: {} }]),
				agent: agentOf(script, heard),
				[tool.type]: veoTool(),
			},
			credentials,
		});
		expect(run.data.resultData.error?.message).toBeUndefined();
		return heard;
	}
	const promptsPaid = () => stand.created().map(({ prompt }) => prompt);
	const retries: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const download = { options: { pollInterval: 1, downloadVideo: true } };
	/** Each of them asks anew after every pause before it fails. */
	const failDownloads = (downloads: number) => {
		const times = downloads * (VIDEO_PAUSES_MS.length + 1);
		for (const action of ['content', 'link'] as const) {
			stand.sandbox.faults.add({ kind: 'html', status: 200, action, times });
		}
	};

	it('and tried again by Retry On Fail orders one video', async () => {
		failDownloads(2);
		const heard = await talk([[{ prompt: 'A lion' }]], { node: retries, parameters: download });
		expect(promptsPaid()).toEqual(['A lion']);
		expect(heard.join()).toContain(stand.created()[0]?.taskId);
		expect(heard.join()).toContain('completed');
	});

	it('and tried again with an expression that changes each time orders one video', async () => {
		failDownloads(2);
		const prompt = `={{ $fromAI('prompt', 'What the video shows', 'string') + Math.random() }}`;
		const parameters = { ...download, prompt };
		const heard = await talk([[{ prompt: 'A lion' }]], { node: retries, parameters });
		expect(stand.created()).toHaveLength(1);
		expect(heard.join()).toContain('completed');
	});

	it('and called again by the model after it failed takes up what was ordered', async () => {
		failDownloads(1);
		const call = [{ prompt: 'A lion' }];
		const heard = await talk([call, call], { parameters: download });
		expect(promptsPaid()).toEqual(['A lion']);
		expect(heard).toHaveLength(2);
		expect(heard[1]).toContain('completed');
	});

	it('the same for an error item, where On Error continues', async () => {
		failDownloads(1);
		const call = [{ prompt: 'A lion' }];
		const node = { onError: 'continueRegularOutput' } as const;
		const heard = await talk([call, call], { parameters: download, node });
		expect(promptsPaid()).toEqual(['A lion']);
		expect(heard[1]).toContain('completed');
	});

	it('a second time, after it succeeded, orders a second video', async () => {
		const call = [{ prompt: 'A lion' }];
		const heard = await talk([call, call]);
		expect(promptsPaid()).toEqual(['A lion', 'A lion']);
		expect(heard[0]).not.toBe(heard[1]);
	});

	it('twice at once orders two videos, and each try of one takes up its own', async () => {
		failDownloads(2);
		const calls = [{ prompt: 'A lion' }, { prompt: 'A lion' }, { prompt: 'A kite' }];
		const heard = await talk([calls], { node: retries, parameters: download });
		expect(promptsPaid().sort()).toEqual(['A kite', 'A lion', 'A lion']);
		for (const { taskId } of stand.created()) expect(heard.join()).toContain(taskId);
	});

	it('with another wish after it failed orders another video', async () => {
		failDownloads(1);
		const heard = await talk([[{ prompt: 'A lion' }], [{ prompt: 'A kite' }]], {
			parameters: download,
		});
		expect(promptsPaid()).toEqual(['A lion', 'A kite']);
		expect(heard[1]).toContain(stand.created()[1]?.taskId);
	});

	it('holds all calls of an execution to Maximum Videos', async () => {
		const parameters = { options: { pollInterval: 1, downloadVideo: false, maxVideos: 2 } };
		const calls = [
			[{ prompt: 'A lion' }, { prompt: 'A kite' }],
			[{ prompt: '' }],
			[{ prompt: 'A tree' }],
		];
		const heard = await talk(calls, { parameters });
		expect(promptsPaid().sort()).toEqual(['A kite', 'A lion']);
		expect(heard.join()).toContain('The prompt is empty');
		expect(heard.at(-1)).toMatch(/Maximum Videos\W+is 2: 2 were ordered before/);
	});

	it('does not count a refused call, nor a try of the same, for Maximum Videos', async () => {
		stand.sandbox.faults.add({
			kind: 'status',
			action: 'create',
			status: 400,
			prompt: 'bad',
			times: 9,
		});
		failDownloads(1);
		const parameters = { options: { pollInterval: 1, downloadVideo: true, maxVideos: 1 } };
		const heard = await talk([[{ prompt: 'bad' }], [{ prompt: 'A lion' }]], {
			parameters,
			node: retries,
		});
		expect(promptsPaid()).toEqual(['A lion']);
		expect(heard.at(-1)).toContain('completed');
	});

	it('does not send an order again that may have been created', async () => {
		stand.sandbox.faults.add({ kind: 'cutBeforeReply', action: 'create' });
		const call = [{ prompt: 'A lion' }];
		const heard = await talk([call, call], { node: retries });
		expect(stand.sent('create')).toHaveLength(1);
		for (const words of heard) expect(words).toContain('may have been created');
	});
});
