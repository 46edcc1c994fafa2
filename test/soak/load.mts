/** What the soak does: thousands of videos at once, then hundreds of polls. */

import type { INodeExecutionData } from 'n8n-workflow';

import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { FACES } from '../../sandbox/contract.mts';
import { runNode, type Credentials } from '../nodes/nodeRun.mts';
import { activate } from '../trigger/pollRun.mts';
import { startTableServer } from '../trigger/tableServer.mts';
import type { SandboxProcess } from './sandboxProcess.mts';

function credentialsFor({ key, urls }: SandboxProcess): Credentials {
	return Object.fromEntries(
		PROVIDERS.map(({ name, credentialType }) => {
			const face = FACES.find((one) => one === name) ?? 'cdn';
			return [credentialType, { apiKey: key, baseUrl: urls[face] }];
		}),
	);
}

export interface LoadResult {
	videos: number;
	/** By message, the item's own parts left out. */
	errors: Map<string, number>;
	/** Items that ended in neither. */
	unclear: number;
}

/** Those with a key. Providers whose two interfaces share a credential share a base URL as well: one of them is left out. */
const LOADED = PROVIDERS.filter(
	({ name, account }) => name !== 'hingNetNative' && account === undefined,
);

/** Generates that many videos in one execution, spread over the providers. Prompts are numbered from `first`. */
export async function generateMany(
	sandbox: SandboxProcess,
	count: number,
	first: number,
): Promise<LoadResult> {
	const items: INodeExecutionData[] = Array.from({ length: count }, (_, index) => {
		const provider = LOADED[index % LOADED.length] ?? PROVIDERS[0];
		const json = { provider: provider.name, model: provider.models[0].id };
		return { json: { ...json, prompt: `soak ${first + index}` } };
	});
	const { items: output } = await runNode({
		items,
		onError: 'continueRegularOutput',
		credentials: { ...credentialsFor(sandbox), ...ownAddress(sandbox) },
		parameters: {
			resource: 'video',
			operation: 'generate',
			provider: '={{ $json.provider }}',
			inputMode: 'text',
			model: { __rl: true, mode: 'id', value: '={{ $json.model }}' },
			prompt: '={{ $json.prompt }}',
			options: { pollInterval: 5, maxConcurrency: 10, waitTimeout: 150 },
		},
	});
	const result: LoadResult = { videos: 0, errors: new Map(), unclear: 0 };
	for (let index = 0; index < count; index++) {
		const { json, binary }: INodeExecutionData = output[index] ?? { json: {} };
		const bytes = Number(binary?.data?.bytes ?? 0);
		if (json.status === 'completed' && bytes > 10_000) result.videos++;
		else if (typeof json.error === 'string' && json.message) {
			const words = json.error.replace(/\(task [^)]*\)|\[item \d+\]/g, '').trim();
			result.errors.set(words, (result.errors.get(words) ?? 0) + 1);
		} else result.unclear++;
	}
	return result;
}

function ownAddress({ key, urls }: SandboxProcess): Credentials {
	return { hingNetApi: { apiKey: key, baseUrl: urls.hingNet } };
}

export interface PollResult {
	polls: number;
	/** Tasks that finished while the trigger polled. */
	finished: number;
	/** How many of them were handed out once. */
	handedOutOnce: number;
	failedPolls: number;
	/** In MiB, after a collection, a third of the way and at the end. */
	heapInUse: { early: number; late: number };
}

const OPEN_TASKS = 40;
const EVERY = 10;
const POLLER_WORKFLOW = 'soak';
const TABLE = 'veo_video_tasks';

/** Polls over and over while 40 tasks stay open and now and then one finishes. */
export async function pollMany(
	sandbox: SandboxProcess,
	polls: number,
	heapInUse: () => number,
): Promise<PollResult> {
	const table = await startTableServer();
	const credentials: Credentials = {
		...ownAddress(sandbox),
		veoTaskTableApi: { apiKey: table.key, baseUrl: table.url },
	};
	const order = async (prompt: string) =>
		await runNode({
			credentials,
			parameters: {
				resource: 'video',
				operation: 'create',
				provider: 'hingNet',
				inputMode: 'text',
				model: { __rl: true, mode: 'id', value: LOADED[0]?.models[0].id ?? '' },
				prompt,
				trackTask: true,
				taskTable: TABLE,
			},
		});
	try {
		await sandbox.setTaskSeconds(3600);
		for (let index = 0; index < OPEN_TASKS; index++) await order(`open ${index}`);
		await sandbox.setTaskSeconds(0);
		const trigger = activate({
			workflowId: POLLER_WORKFLOW,
			credentials,
			handOver: 'ended',
			parameters: {
				provider: 'hingNet',
				watch: 'taskTable',
				taskTable: TABLE,
				options: { checkInterval: 0 },
			},
		});
		const heap = { early: 0, late: 0 };
		let finished = 0;
		let failedPolls = 0;
		for (let index = 0; index < polls; index++) {
			if (index % EVERY === 0 && index < polls - EVERY) await order(`finished ${++finished}`);
			await trigger.poll().catch(() => failedPolls++);
			if (index === Math.floor(polls / 3)) heap.early = heapInUse();
		}
		heap.late = heapInUse();
		const times = new Map<string, number>();
		for (const id of trigger.emitted) times.set(id, (times.get(id) ?? 0) + 1);
		const handedOutOnce = [...times.values()].filter((count) => count === 1).length;
		return { polls, finished, handedOutOnce, failedPolls, heapInUse: heap };
	} finally {
		await table.close();
	}
}
