/** Makes each mistake of the table, in n8n-core's own context against the sandbox, and gives back the error. */

import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import type { SandboxFace } from '../../sandbox/sandbox.mts';
import { PNG } from '../nodes/pictures.mts';
import {
	credentialsFor,
	prompts,
	type NodeError,
	type Stand,
	type StandRun,
} from '../nodes/stand.mts';
import { refusedUrl } from '../transport/localServer.mts';
import type { TableServer } from '../trigger/tableServer.mts';
import type { MistakeName } from './mistakes.mts';

/** Where mistakes are made. */
export interface Ground {
	stand: Stand;
	tables: TableServer;
}

type Make = (ground: Ground) => Promise<NodeError>;

const LINK = 'https://example.com/image.jpg';

/** An order of one video with something wrong about it. */
function ordering(parameters: INodeParameters, run: StandRun = {}): Make {
	return async ({ stand }) => await stand.failure('create', { ...run, parameters });
}

/** An order at another provider. */
function at(
	name: Exclude<SandboxFace, 'cdn'>,
	parameters: INodeParameters,
	run: StandRun = {},
): Make {
	return async ({ stand }) => {
		const provider = PROVIDERS.find((one) => one.name === name);
		if (provider === undefined) throw new Error(`There is no provider ${name}`);
		const { credentialType, models } = provider;
		return await stand.failure('create', {
			credentials: credentialsFor(stand.sandbox, credentialType, name),
			...run,
			parameters: { provider: name, model: idOf(models[0].id), ...parameters },
		});
	};
}

function idOf(value: string): INodeParameters {
	return { __rl: true, mode: 'id', value };
}

/** An order that the provider answers with an error. */
function answered(status: number, words: string): Make {
	return async ({ stand }) => {
		const body = { error: { message: words, type: 'error', code: null } };
		stand.sandbox.faults.add({ kind: 'status', action: 'create', status, body, times: Infinity });
		return await stand.failure('create');
	};
}

function withBaseUrl(baseUrl: string): Make {
	return async ({ stand }) =>
		await stand.failure('create', { credentials: stand.credentials({ baseUrl }) });
}

/** Orders a video with nothing wrong about it, and returns its task. */
async function orderedTask(stand: Stand): Promise<string> {
	const { items } = await stand.run('create');
	return String(items[0]?.json.taskId);
}

function looking(taskId: string): Make {
	return async ({ stand }) => await stand.failure('get', { parameters: { taskId } });
}

/** An item with one file. */
function itemWith(fileName: string, mimeType: string, bytes: Buffer): INodeExecutionData {
	return { json: {}, binary: { data: { data: bytes.toString('base64'), mimeType, fileName } } };
}

/** An order that is tracked, with something wrong about the credential of the task table. */
function tracking(wrong: (tables: TableServer) => { apiKey: string; baseUrl: string }): Make {
	return async ({ stand, tables }) =>
		await stand.failure('create', {
			credentials: { ...stand.credentials(), veoTaskTableApi: wrong(tables) },
			parameters: { trackTask: true, taskTable: 'veo_video_tasks' },
		});
}

const IMAGE_FILE: INodeParameters = { inputMode: 'image', imageInput: 'binary' };

export const MAKE: Readonly<Record<MistakeName, Make>> = {
	noCredential: ordering({}, { credentials: {} }),
	wrongKey: async ({ stand }) =>
		await stand.failure('create', { credentials: stand.credentials({ apiKey: 'not-the-key' }) }),
	noBaseUrl: withBaseUrl(''),
	noAddress: withBaseUrl('models.hingnet.com.cn'),
	wrongAddress: withBaseUrl(refusedUrl()),
	noCredit: answered(402, 'Insufficient balance'),
	busy: async ({ stand }) => {
		stand.sandbox.faults.add({
			kind: 'status',
			action: 'create',
			status: 429,
			headers: { 'Retry-After': '3600' },
			times: Infinity,
		});
		return await stand.failure('create');
	},
	providerDown: async ({ stand }) => {
		const taskId = await orderedTask(stand);
		stand.sandbox.faults.add({ kind: 'status', action: 'status', status: 500, times: Infinity });
		return await stand.failure('get', { parameters: { taskId } });
	},
	noPrompt: ordering({ prompt: '={{ $json.nothing }}' }),
	refusedPrompt: answered(400, 'The prompt violates our usage policies'),
	otherModel: at('jieKouAi', {
		model: { __rl: true, mode: 'list', value: 'veo-3.1-fast-generate-preview' },
	}),
	unknownModel: at('hingNetNative', { model: idOf('veo-9-generate') }),
	wrongDuration: ordering({ duration: 5 }),
	tooShort: ordering({ duration: 6, resolution: '1080p' }),
	fastReferences: at('twelveAi', {
		inputMode: 'references',
		model: idOf('veo-3.1-fast-generate-preview'),
		referenceImages: { values: [{ image: LINK }] },
	}),
	noImage: ordering({ inputMode: 'image', image: '' }),
	imagePath: ordering({ inputMode: 'image', image: 'C:\\Pictures\\harbour.jpg' }),
	noSuchFile: ordering(
		{ ...IMAGE_FILE, image: 'photo' },
		{ items: [itemWith('harbour.png', 'image/png', Buffer.from('anything'))] },
	),
	notAnImage: ordering(
		{ ...IMAGE_FILE, image: 'data' },
		{ items: [itemWith('harbour.pdf', 'application/pdf', Buffer.from('%PDF-1.7\n'))] },
	),
	linksOnly: at(
		'uniAll',
		{ inputMode: 'image', image: `data:image/png;base64,${PNG.toString('base64')}` },
		{ credentials: { uniAllApi: { apiKey: 'key', baseUrl: 'https://uniall.example.com' } } },
	),
	tooFewImages: at('uniAll', {
		inputMode: 'references',
		model: idOf('veo3.1-video-720p'),
		referenceImages: { values: [{ image: LINK }] },
	}),
	tooManyVideos: async ({ stand }) =>
		await stand.failure('create', { items: prompts('a', 'b', 'c'), options: { maxVideos: 2 } }),
	linkWithoutFile: async ({ stand }) =>
		await stand.failure('generate', { options: { makeLink: true, downloadVideo: false } }),
	mayBeCreated: async ({ stand }) => {
		stand.sandbox.faults.add({ kind: 'html', action: 'create', status: 502 });
		return await stand.failure('create');
	},
	failedTask: async ({ stand }) => {
		const reason = 'Blocked by the safety filter';
		stand.sandbox.faults.add({ kind: 'taskFails', prompt: 'lion', body: reason });
		return await stand.failure('generate');
	},
	tooSlow: async ({ stand }) => {
		stand.sandbox.taskSeconds = 60;
		return await stand.failure('generate', { options: { waitTimeout: 1 } });
	},
	noTaskId: looking(''),
	linkAsTaskId: looking('https://example.com/video.mp4'),
	unknownTask: looking('video_of_another_account'),
	tooEarly: async ({ stand }) => {
		stand.sandbox.taskSeconds = 60;
		const taskId = await orderedTask(stand);
		return await stand.failure('download', { parameters: { taskId } });
	},
	tableKey: tracking(({ url }) => ({ apiKey: 'not-the-key', baseUrl: url })),
	tableAddress: tracking(({ key }) => ({ apiKey: key, baseUrl: refusedUrl() })),
};
