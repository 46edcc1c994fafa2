/** Tries one fault at one request of one provider, and tells in words what is not as the table says. */

import { createRunExecutionData, type INodeParameters } from 'n8n-workflow';

import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { startSandbox } from '../../sandbox/sandbox.mts';
import type { Fault } from '../../sandbox/sandbox.mts';
import { wordsOf, type NodeError, type Operation } from '../nodes/stand.mts';
import { taskIdOf } from '../providers/allCases.mts';
import {
	credentialsOf,
	finishedTask,
	TASK_SECONDS,
	newTrial,
	ordersSent,
	run,
	strike,
	videosMade,
	type Ground,
	type Run,
	type Trial,
} from './ground.mts';
import { openRelay } from './relay.mts';
import type { FaultName, FileEnd, OrderEnd, QuestionEnd } from './reliability.mts';
import { causeOf, type Cause, type Strike } from './strikes.mts';
import { pollTrial } from './triggerTrial.mts';

/** What a trial found wrong; empty when all is as the table says. */
export type Complaints = string[];

const NOBODY = 'http://no-such-host.invalid';
/** Shorter than the tries of any request last, longer than the first of them. */
const AWAY_MS = 700;
/** With a fault that lasts, a provider that names a time names one that nobody waits for. */
const FAR_AWAY = { 'retry-after': '3600' };
/** A fault that lasts is stood by for that long, in seconds. */
const PATIENCE = 4;

const wait = async (ms: number) => await new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A list of complaints that fills itself. */
function complaintsOf(checks: Record<string, boolean>): Complaints {
	return Object.entries(checks).flatMap(([what, isSo]) => (isSo ? [] : [`not so: ${what}`]));
}

/** Whether the error leads to the task: by its words, or by the field that On Error hands out. */
function names({ context, message, description }: NodeError, taskId: string): boolean {
	return context.taskId === taskId || `${message} ${description ?? ''}`.includes(taskId);
}

function saysMaybe(error: NodeError): boolean {
	return wordsOf(error).includes('may have been created');
}

/** Orders, with a fault in the way: how many left, how many count, what the error says, what a retry does. */
export async function tryOrder(
	ground: Ground,
	provider: Provider,
	name: FaultName,
	end: OrderEnd,
	operation: 'create' | 'generate',
): Promise<Complaints> {
	const cause = causeOf(name, provider, ground.elsewhere.url);
	const isFound = end === 'unknown' && listsTasks(provider);
	// In an account of its own: whoever looks for a lost task asks about the others of the same time.
	const own = isFound ? await startSandbox({ taskSeconds: TASK_SECONDS, videoBytes: 3000 }) : null;
	const place = own === null ? ground : { ...ground, sandbox: own };
	return await withAddress(place, provider, cause, true, async (trial, away) => {
		if (cause.type === 'strike') {
			strike(trial, { ...cause.strike, action: 'create', createFirst: end === 'unknown' });
		}
		void away?.();
		const runData = createRunExecutionData({});
		const first = await run(trial, operation, {}, { runData });
		const sent = ordersSent(trial).length;
		const made = videosMade(trial).length;
		const complaints = isFound
			? complaintsOfFound(trial, first, sent, made)
			: complaintsOfOrder(trial, end, first, sent, made, cause);
		if (operation === 'generate') return complaints;
		const second = await run(trial, operation, {}, { runData });
		const knownEnd = isFound ? 'sentAgain' : end;
		return [...complaints, ...complaintsOfRetry(trial, knownEnd, first, second, sent)];
	}).finally(async () => await own?.close());
}

/** A task whose create was answered by nobody is found in such a list, which has it at once. */
function listsTasks({ list }: Provider): boolean {
	return list !== undefined && list.hasEndedAlone !== true;
}

/** The reply to the order was lost, and the provider's list has the task: as if nothing had happened. */
function complaintsOfFound(trial: Trial, first: Run, sent: number, made: number): Complaints {
	const [task] = videosMade(trial);
	const [item] = first.type === 'items' ? first.items : [];
	return complaintsOf({
		'the order succeeds': first.type === 'items',
		'the item has the task':
			task !== undefined && item?.json.taskId === taskIdOf(trial.provider, task.taskId),
		'one order is sent': sent === 1,
		'one video is paid for': made === 1,
	});
}

function complaintsOfOrder(
	trial: Trial,
	end: OrderEnd,
	first: Run,
	sent: number,
	made: number,
	cause: Cause,
): Complaints {
	const [task] = videosMade(trial);
	if (end === 'sentAgain') {
		return complaintsOf({
			'the order succeeds': first.type === 'items',
			'the item has the task':
				first.type === 'items' &&
				task !== undefined &&
				first.items[0]?.json.taskId === taskIdOf(trial.provider, task.taskId),
			'the refused order is sent again once': sent === (cause.type === 'away' ? 1 : 2),
			'one video is paid for': made === 1,
		});
	}
	if (first.type === 'items') return ['the order should fail'];
	const { error } = first;
	return complaintsOf({
		[`${end === 'unsent' ? 'no' : 'one'} order is sent`]: sent === (end === 'unsent' ? 0 : 1),
		'as many videos are made as the fault makes': made === (end === 'unknown' ? 1 : 0),
		'"may have been created" is said where it may': saysMaybe(error) === (end === 'unknown'),
		'what to do is said': (error.description ?? '').length > 20,
		'an order that never left is called so':
			end !== 'unsent' || wordsOf(error).includes('Nothing was sent'),
		'where to look for the video is said':
			end !== 'unknown' || wordsOf(error).includes(`${trial.provider.displayName} account`),
	});
}

function complaintsOfRetry(
	trial: Trial,
	end: OrderEnd,
	first: Run,
	second: Run,
	sentBefore: number,
): Complaints {
	const sent = ordersSent(trial).length - sentBefore;
	const made = videosMade(trial).length;
	const taskOf = (one: Run) => (one.type === 'items' ? one.items[0]?.json.taskId : null);
	return complaintsOf({
		'never more than one video': made <= 1,
		'a retry takes the task up':
			end !== 'sentAgain' || (sent === 0 && taskOf(first) === taskOf(second)),
		'a retry orders anew what was refused': end !== 'refused' || (sent === 1 && made === 1),
		'a retry does not send what may count':
			end !== 'unknown' || (sent === 0 && second.type === 'error'),
		'a retry says so again':
			end !== 'unknown' || (second.type === 'error' && saysMaybe(second.error)),
	});
}

/** Asks about a finished task, with a fault in the way that passes, or that lasts. */
export async function tryQuestion(
	ground: Ground,
	provider: Provider,
	name: FaultName,
	end: QuestionEnd,
	isLasting: boolean,
): Promise<Complaints> {
	const cause = causeOf(name, provider, ground.elsewhere.url);
	return await withAddress(ground, provider, cause, !isLasting, async (trial, away) => {
		const taskId = await finishedTask(trial);
		if (cause.type === 'strike') {
			strike(trial, { ...repeated(cause.strike, isLasting), action: 'status' });
		}
		void away?.();
		const asked = await run(trial, 'get', { taskId });
		return complaintsOfEnd(trial, asked, taskId, end === 'askedAgain' && !isLasting);
	});
}

function complaintsOfEnd(
	trial: Trial,
	end: Run,
	taskId: string,
	isSuccess: boolean,
	videoBytes?: number,
): Complaints {
	const [item] = end.type === 'items' ? end.items : [];
	return complaintsOf({
		[isSuccess ? 'it succeeds' : 'it fails']: (end.type === 'items') === isSuccess,
		'the item tells the task': !isSuccess || item?.json.taskId === taskId,
		'the item is completed': !isSuccess || item?.json.status === 'completed',
		'the file is whole':
			videoBytes === undefined || !isSuccess || item?.binary?.data?.bytes === videoBytes,
		'the error names the task': end.type === 'items' || names(end.error, taskId),
		'the error says what to do': end.type === 'items' || (end.error.description ?? '').length > 20,
		'nobody speaks of a second order': end.type === 'items' || !saysMaybe(end.error),
		'one order is sent': ordersSent(trial).length === 1,
		'one video is paid for': videosMade(trial).length === 1,
	});
}

/** Generates a video while some, or all, looks at its task fail. */
export async function tryWait(
	ground: Ground,
	provider: Provider,
	name: FaultName,
	isLasting: boolean,
): Promise<Complaints> {
	const cause = causeOf(name, provider, ground.elsewhere.url);
	return await withAddress(ground, provider, cause, !isLasting, async (trial, away) => {
		if (cause.type === 'strike') {
			strike(trial, { ...cause.strike, action: 'status', times: isLasting ? Infinity : 2 });
		}
		const generating = run(trial, 'generate', {
			options: { pollInterval: 1, ...(isLasting && { waitTimeout: PATIENCE }) },
		});
		if (away) {
			while (videosMade(trial).length === 0) await wait(20);
			// The answer to the order is on its way; the first look comes after a second.
			await wait(500);
			void away();
		}
		const end = await generating;
		const taskId = taskIdOf(provider, videosMade(trial)[0]?.taskId ?? 'none');
		return complaintsOfEnd(trial, end, taskId, !isLasting, trial.sandbox.videoBytes);
	});
}

/** Fetches the file of a finished task, with a fault in the way that passes, or that lasts. */
export async function tryFile(
	ground: Ground,
	provider: Provider,
	name: FaultName,
	end: FileEnd,
	operation: 'download' | 'generate',
	isLasting: boolean,
): Promise<Complaints> {
	const { elsewhere, sandbox } = ground;
	const trial = newTrial(ground, provider);
	const cause = causeOf(name, provider, elsewhere.url);
	// Where the endpoint refuses the file, the link beside it is tried: the fault meets both.
	const actions = servesFiles(provider) ? (['content', 'link'] as const) : (['link'] as const);
	const relay = cause.type === 'away' ? await openRelay(elsewhere.origin) : null;
	try {
		if (cause.type === 'strike') {
			for (const action of actions) {
				strike(trial, { ...repeated(cause.strike, isLasting), action });
			}
		} else {
			// The provider is there, but not the server that it redirects to.
			const origin = cause.isThere === 'never' ? NOBODY : relay?.url;
			const location = `${origin}/film.mp4`;
			for (const action of actions) {
				strike(trial, { kind: 'redirect', action, location, times: Infinity });
			}
			await relay?.shut();
		}
		// A file inside a reply to a question fails as questions do, see vertexFiles.test.mts.
		const inBucket = takesBuckets(provider) ? { storageUri: 'gs://my-bucket/trials/' } : {};
		const parameters: INodeParameters =
			operation === 'download' ? { taskId: await finishedTask(trial, inBucket) } : inBucket;
		const running = run(trial, operation as Operation, parameters);
		if (relay && !isLasting && cause.type === 'away' && cause.isThere === 'later') {
			while (!sandbox.requests.some((one) => isFileOf(trial, one.taskId, one.action)))
				await wait(20);
			await wait(AWAY_MS);
			await relay.open();
		}
		const isFromElsewhere = end === 'followed' || cause.type === 'away';
		return complaintsOfEnd(
			trial,
			await running,
			taskIdOf(provider, videosMade(trial)[0]?.taskId ?? 'none'),
			end !== 'fails' && (!isLasting || end === 'followed'),
			isFromElsewhere ? elsewhere.videoBytes : sandbox.videoBytes,
		);
	} finally {
		await relay?.shut();
	}
}

/** The fault once, or for ever. A circle of redirects does not pass either way. */
function repeated(once: Strike, isLasting: boolean): Omit<Fault, 'prompt'> {
	if (!isLasting) return { ...once, times: once.kind === 'redirectLoop' ? Infinity : 1 };
	return { ...once, times: Infinity, ...(once.headers && { headers: FAR_AWAY }) };
}

function isFileOf(trial: Trial, taskId: string | null, action: string): boolean {
	return (
		(action === 'content' || action === 'link') &&
		videosMade(trial).some((task) => task.taskId === taskId)
	);
}

/** Whether the file comes from the provider itself, with the key, or from behind a link. */
export function servesFiles(provider: Provider): boolean {
	if (takesBuckets(provider)) return true;
	const task = { taskId: 'x', videos: [], videoUrl: null } as unknown as Parameters<
		Provider['files']
	>[0];
	return provider.files(task).some((file) => 'path' in file);
}

function takesBuckets({ findBucketProblem }: Provider): boolean {
	return findBucketProblem !== undefined;
}

/** Two tasks of which one cannot be read for a while: the other is handed out at once, this one when it can be. */
export async function tryTrigger(
	ground: Ground,
	provider: Provider,
	name: FaultName,
): Promise<Complaints> {
	const cause = causeOf(name, provider, ground.elsewhere.url);
	const good = newTrial(ground, provider);
	const bad = newTrial(ground, provider);
	const goodId = await finishedTask(good);
	const badId = await finishedTask(bad);
	const credentials = credentialsOf(good);
	const own = credentials[provider.credentialType];
	if (own === undefined) throw new Error('The provider has no credential');
	const isAway = cause.type === 'away';
	const relay = isAway && cause.isThere === 'later' ? await openRelay(good.baseUrl) : null;
	if (cause.type === 'strike') strike(bad, { ...cause.strike, action: 'status', times: 3 });
	if (isAway) own.baseUrl = relay?.url ?? NOBODY;
	await relay?.shut();
	const [{ taskId: goodName } = { taskId: '' }] = videosMade(good);
	const polled = await pollTrial(
		provider,
		credentials,
		[goodId, badId],
		async () => {
			await relay?.open();
			if (relay === null) own.baseUrl = good.baseUrl;
		},
		() =>
			isAway ||
			good.sandbox.requests.some(
				({ action, taskId }) => action === 'status' && taskId === goodName,
			),
	);
	await relay?.shut();
	const goodFirst = isAway ? [] : [goodId];
	return complaintsOf({
		'the task that can be read is handed out at once': polled.first.join() === goodFirst.join(),
		'each task is handed out once': [...polled.all].sort().join() === [goodId, badId].sort().join(),
		'an error of a poll names the task': polled.errors.every((error) => names(error, badId)),
		'nothing is ordered': videosMade(good).length === 1 && videosMade(bad).length === 1,
	});
}

/** Runs a trial at the provider's address, or, for one that is away, at one that comes back or never does. */
async function withAddress(
	ground: Ground,
	provider: Provider,
	cause: Cause,
	comesBack: boolean,
	work: (trial: Trial, away?: () => Promise<void>) => Promise<Complaints>,
): Promise<Complaints> {
	if (cause.type === 'strike') return await work(newTrial(ground, provider));
	if (cause.isThere === 'never') return await work(newTrial(ground, provider, NOBODY));
	const { baseUrl } = newTrial(ground, provider);
	const relay = await openRelay(baseUrl);
	try {
		return await work(newTrial(ground, provider, relay.url), async () => {
			await relay.shut();
			if (!comesBack) return;
			await wait(AWAY_MS);
			await relay.open();
		});
	} finally {
		await relay.shut();
	}
}
