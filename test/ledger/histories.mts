/**
 * What may happen, as data: a history is a setting and a list of steps, which is played from the first
 * to the last. fast-check makes them, and shrinks one that breaks a law to the least that does.
 */

import fc from 'fast-check';

import type { Fault, SandboxFace } from '../../sandbox/contract.mts';

export const PROVIDER_NAMES = [
	'hingNet',
	'jieKouAi',
	'uniAll',
	'twelveAi',
	'hingNetNative',
	'openRouter',
	'vertexAi',
	'kie',
	'waveSpeed',
	'replicate',
] as const;
export type ProviderName = Extract<SandboxFace, (typeof PROVIDER_NAMES)[number]>;

/** What goes wrong at a provider, and where. */
export interface Trouble {
	kind: TroubleKind;
	/** The item that meets it; null for any. */
	item: number | null;
	/** How many such requests pass before. */
	after: number;
	times: number;
}

export interface TriggerSetting {
	events: Array<'completed' | 'failed'>;
	/** As n8n's durable scheduler, which bounds a poll and takes what it returns; else the classic one. */
	isDurable: boolean;
	/** Starts of the workflow that n8n refuses, by their number, after that many seconds. */
	refusals: Array<{ start: number; afterSeconds: number }>;
}

export interface Setting {
	provider: ProviderName;
	operation: 'create' | 'generate';
	items: number;
	isTracked: boolean;
	continues: boolean;
	/** Retry On Fail: how often n8n tries, 1 for off. */
	tries: number;
	/** Seconds between those tries. */
	secondsBetween: number;
	/** The prompt is an expression that gives another value each time. */
	isChanging: boolean;
	downloads: boolean;
	waitSeconds: number;
	concurrency: number;
	/** Seconds until an order is answered. */
	orderSeconds: number;
	taskSeconds: number;
	/** Seconds between the looks of a poll. */
	checkInterval: number;
	triggers: TriggerSetting[];
	troubles: Trouble[];
}

export type Step =
	/** A person runs the workflow on new items, and goes on when it has ended, or after some seconds. */
	| { type: 'run'; seconds: number | null }
	/** "Retry execution" of the newest run that failed; `edited` is an item whose prompt was changed before. */
	| { type: 'retry'; edited: number | null; seconds: number | null }
	/** An agent calls the node as a tool, so many times in a row. */
	| { type: 'tool'; calls: number }
	/** A person, or the workflow's own time-out, ends what is running. */
	| { type: 'stop' }
	/** n8n dies and starts anew. */
	| { type: 'die' }
	/** n8n's schedule polls all triggers once, a minute goes by. */
	| { type: 'poll' }
	| { type: 'wait'; seconds: number }
	/** The task table answers with errors for that long. */
	| { type: 'tableAway'; seconds: number };

export interface History {
	setting: Setting;
	steps: Step[];
	/** Decides ids, pauses of varying length, and what an expression that changes gives. */
	chance: number;
}

type Strike = Omit<Fault, 'prompt' | 'after' | 'times' | 'face'>;
type StrikeAt = Omit<Fault, 'prompt' | 'after' | 'times' | 'face' | 'action'>;

/** What the record of an order's reply tells: lost, or the provider said no. */
interface TroubleFacts {
	words: string;
	strike: Strike;
	/** For an order: nobody is told of the task that was made. */
	losesReply?: boolean;
}

const create = (words: string, strike: StrikeAt, losesReply = false): TroubleFacts => ({
	words: `an order: ${words}`,
	strike: { ...strike, action: 'create' },
	losesReply,
});
const status = (words: string, strike: StrikeAt): TroubleFacts => ({
	words: `a status: ${words}`,
	strike: { ...strike, action: 'status' },
});
const file = (words: string, strike: Strike): TroubleFacts => ({
	words: `a file: ${words}`,
	strike,
});

/** Retry-After of no time at all, as busy gateways send it. */
const AT_ONCE = { 'retry-after': '0' };
const SOON = { 'retry-after': '1' };
const OUT_OF_SERVICE = { error: { code: 'no_service', message: 'Out of service' } };

/** The provider's words for a task that failed. */
export const FAILED_TASK_REASON = 'Filtered for the ledger';

/** What may go wrong at a provider, by name. */
export const TROUBLES = {
	orderVerySlow: create('taken, answered after 25 s', { kind: 'slow', seconds: 25 }),
	orderCut: create('taken, connection cut before the reply', { kind: 'cutBeforeReply' }, true),
	orderCutMid: create('taken, connection cut in the reply', { kind: 'cutMidReply' }, true),
	orderHalf: create('taken, half of the JSON comes', { kind: 'cutJson' }, true),
	orderSilent: create('taken, no answer', { kind: 'timeout' }, true),
	orderStalls: create('taken, headers and then silence', { kind: 'stall' }, true),
	orderNotTaken: create('not taken, HTTP 500', { kind: 'status', status: 500 }),
	orderRefused: create('refused, HTTP 400', { kind: 'status', status: 400 }),
	orderBusy: create('not taken, HTTP 429', { kind: 'status', status: 429 }),
	orderBusySoon: create('not taken, HTTP 429 with Retry-After 1', {
		kind: 'status',
		status: 429,
		headers: SOON,
	}),
	orderBusyAtOnce: create('not taken, HTTP 429 with Retry-After 0', {
		kind: 'status',
		status: 429,
		headers: AT_ONCE,
	}),
	orderTaken500: create(
		"taken, HTTP 500 with the provider's error",
		{ kind: 'status', status: 500, createFirst: true },
		true,
	),
	orderTaken502: create(
		"taken, HTTP 502 with the provider's error",
		{ kind: 'status', status: 502, createFirst: true },
		true,
	),
	orderTaken503: create(
		"taken, HTTP 503 with the provider's error",
		{ kind: 'status', status: 503, createFirst: true },
		true,
	),
	orderTaken503Later: create(
		'taken, HTTP 503 with Retry-After 1',
		{ kind: 'status', status: 503, createFirst: true, headers: SOON },
		true,
	),
	orderTakenPage: create(
		'taken, HTTP 502 with a page',
		{ kind: 'html', status: 502, createFirst: true },
		true,
	),
	orderBlankError: create('taken, its id comes with a blank error object', {
		kind: 'overlay',
		body: { error: { code: '', message: '' } },
	}),
	orderSaysSuccess: create('taken, its id comes with message: success', {
		kind: 'overlay',
		body: { message: 'success' },
	}),
	orderRealError: create('taken, its id comes with a real error', {
		kind: 'overlay',
		body: { error: { code: 'quota_low', message: 'Your quota runs low' } },
	}),
	taskFails: {
		words: 'the task fails at the provider',
		strike: { kind: 'taskFails', action: 'create', body: FAILED_TASK_REASON },
	},
	taskEmpty: {
		words: 'the task completes without a video',
		strike: { kind: 'taskCompletesEmpty', action: 'create' },
	},
	statusStalls: status('headers and then silence', { kind: 'stall' }),
	statusSilent: status('no answer', { kind: 'timeout' }),
	statusCut: status('connection cut', { kind: 'cutBeforeReply' }),
	statusBusyAtOnce: status('HTTP 429 with Retry-After 0', {
		kind: 'status',
		status: 429,
		headers: AT_ONCE,
	}),
	statusBroken: status('HTTP 500', { kind: 'status', status: 500 }),
	statusMissing: status('HTTP 404', { kind: 'status', status: 404 }),
	statusErrorWith200: status('HTTP 200 with an error object', {
		kind: 'json',
		body: OUT_OF_SERVICE,
	}),
	contentStalls: file('half of it, then silence', { kind: 'stall', action: 'content' }),
	linkStalls: file('half of it, then silence', { kind: 'stall', action: 'link' }),
	contentSlow: file('after 50 s', { kind: 'slow', seconds: 50, action: 'content' }),
	linkSlow: file('after 50 s', { kind: 'slow', seconds: 50, action: 'link' }),
	contentHalf: file('half of it, then a cut', { kind: 'half', action: 'content' }),
	linkHalf: file('half of it, then a cut', { kind: 'half', action: 'link' }),
	contentJson: file('JSON in its place', { kind: 'json', body: OUT_OF_SERVICE, action: 'content' }),
	linkExpired: file('the link has expired', { kind: 'expiredLink' }),
} as const satisfies Record<string, TroubleFacts>;

export type TroubleKind = keyof typeof TROUBLES;

const TROUBLE_KINDS = Object.keys(TROUBLES) as TroubleKind[];

/** The facts about a trouble. */
export function factsOf(kind: TroubleKind): TroubleFacts {
	return TROUBLES[kind];
}

/** More often than any number of tries. */
export const FOR_EVER = 1_000_000;

function troubles(kinds: readonly TroubleKind[]): fc.Arbitrary<Trouble> {
	return fc.record({
		kind: fc.constantFrom(...kinds),
		item: fc.option(fc.nat(2), { freq: 3 }),
		after: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(3)),
		times: fc.oneof(
			{ weight: 4, arbitrary: fc.constant(1) },
			fc.integer({ min: 2, max: 6 }),
			fc.constant(FOR_EVER),
		),
	});
}

const trigger = fc.record<TriggerSetting>({
	events: fc.constant<Array<'completed' | 'failed'>>(['completed', 'failed']),
	isDurable: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.boolean()),
	refusals: fc.oneof(
		{ weight: 3, arbitrary: fc.constant<TriggerSetting['refusals']>([]) },
		fc.array<TriggerSetting['refusals'][number]>(
			fc.record({ start: fc.nat(2), afterSeconds: fc.constantFrom(0, 1, 3, 10) }),
			{ maxLength: 2 },
		),
	),
});

/** One trigger, or two that part the events between them. */
const triggers = fc.oneof(
	{ weight: 3, arbitrary: trigger.map((one): TriggerSetting[] => [one]) },
	{
		weight: 1,
		arbitrary: fc.tuple(trigger, trigger).map(([one, other]): TriggerSetting[] => [
			{ ...one, events: ['completed'] },
			{ ...other, events: ['failed'] },
		]),
	},
	{
		weight: 1,
		arbitrary: trigger.map((one): TriggerSetting[] => [{ ...one, events: ['completed'] }]),
	},
	{ weight: 1, arbitrary: fc.constant<TriggerSetting[]>([]) },
);

function settings(kinds: readonly TroubleKind[]): fc.Arbitrary<Setting> {
	return fc.record({
		provider: fc.constantFrom(...PROVIDER_NAMES),
		operation: fc.constantFrom('create', 'generate'),
		items: fc.constantFrom(1, 2, 2, 3),
		isTracked: fc.constantFrom(false, true, true),
		continues: fc.boolean(),
		tries: fc.constantFrom(1, 1, 2, 3),
		secondsBetween: fc.constantFrom(1, 1, 5),
		isChanging: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
		downloads: fc.boolean(),
		waitSeconds: fc.constantFrom(60, 5, 20, 300),
		concurrency: fc.constantFrom(10, 1, 2),
		orderSeconds: fc.constantFrom(0, 0, 3),
		taskSeconds: fc.constantFrom(1, 8, 30, 90),
		checkInterval: fc.constantFrom(0, 0, 20),
		triggers,
		troubles: kinds.length === 0 ? fc.constant([]) : fc.array(troubles(kinds), { maxLength: 3 }),
	});
}

const patience = fc.oneof(
	{ weight: 1, arbitrary: fc.constant<number | null>(null) },
	fc.constantFrom<number | null>(1, 2, 10, 40),
);

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ type: fc.constant('run' as const), seconds: patience }) },
	{
		weight: 3,
		arbitrary: fc.record({
			type: fc.constant('retry' as const),
			edited: fc.oneof({ weight: 3, arbitrary: fc.constant<number | null>(null) }, fc.nat(2)),
			seconds: patience,
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			type: fc.constant('tool' as const),
			calls: fc.integer({ min: 1, max: 3 }),
		}),
	},
	{ weight: 3, arbitrary: fc.constant({ type: 'stop' as const }) },
	{ weight: 1, arbitrary: fc.constant({ type: 'die' as const }) },
	{ weight: 4, arbitrary: fc.constant({ type: 'poll' as const }) },
	{
		weight: 2,
		arbitrary: fc.record({
			type: fc.constant('wait' as const),
			seconds: fc.constantFrom(1, 5, 30, 100),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			type: fc.constant('tableAway' as const),
			seconds: fc.constantFrom(2, 20, 120),
		}),
	},
);

/** What can be left out of all histories, beside the troubles. */
const PARTS: Readonly<Record<string, (history: History) => History>> = {
	changing: (one) => ({ ...one, setting: { ...one.setting, isChanging: false } }),
	tries: (one) => ({ ...one, setting: { ...one.setting, tries: 1 } }),
	refusals: (one) => {
		const triggers = one.setting.triggers.map((trigger) => ({ ...trigger, refusals: [] }));
		return { ...one, setting: { ...one.setting, triggers } };
	},
	several: (one) => {
		const triggers = one.setting.triggers.slice(0, 1);
		return { ...one, setting: { ...one.setting, triggers } };
	},
};
for (const type of ['retry', 'tool', 'stop', 'die', 'tableAway']) {
	Object.assign(PARTS, {
		[type]: (one: History) => ({ ...one, steps: one.steps.filter((step) => step.type !== type) }),
	});
}

/**
 * Any history. `left` leaves out troubles, by the beginning of their names, and parts: what is known to
 * break a law, to look behind it.
 */
export function histories(left: readonly string[] = []): fc.Arbitrary<History> {
	const kinds = TROUBLE_KINDS.filter((kind) => !left.some((one) => kind.startsWith(one)));
	const parts = left.flatMap((name) => PARTS[name] ?? []);
	return everything(kinds).map((history) =>
		parts.reduce((rest, leaveOut) => leaveOut(rest), history),
	);
}

function everything(kinds: readonly TroubleKind[]): fc.Arbitrary<History> {
	return fc.record({
		setting: settings(kinds),
		steps: fc.array(step, { minLength: 1, maxLength: 8 }),
		chance: fc.noShrink(fc.nat()),
	});
}

/** A history in words, for a person. */
export function tell({ setting, steps }: History): string {
	const { operation, items, provider } = setting;
	const about = [
		`${operation} of ${items} item${items > 1 ? 's' : ''} at ${provider}`,
		setting.isTracked ? 'tracked' : 'not tracked',
		`On Error ${setting.continues ? 'continues' : 'stops'}`,
		...(setting.tries > 1
			? [`Retry On Fail ${setting.tries} tries, ${setting.secondsBetween} s between`]
			: []),
		...(setting.isChanging ? ['a prompt that changes each time'] : []),
		...(operation === 'generate'
			? [`waits ${setting.waitSeconds} s`, setting.downloads ? 'downloads' : 'without the file']
			: []),
		`${setting.concurrency} at a time`,
		...(setting.orderSeconds > 0 ? [`orders are answered after ${setting.orderSeconds} s`] : []),
		`a task takes ${setting.taskSeconds} s`,
	];
	const watched = setting.triggers.map(
		({ events, isDurable, refusals }, index) =>
			`trigger ${index}: ${events.join(' and ')}${isDurable ? ', durable' : ''}${refusals
				.map(({ start, afterSeconds }) => `, start ${start} refused after ${afterSeconds} s`)
				.join('')}`,
	);
	const wrong = setting.troubles.map(({ kind, item, after, times }) => {
		const often = times === FOR_EVER ? 'for ever' : times === 1 ? 'once' : `${times} times`;
		const whose = item === null ? 'any item' : `item ${item}`;
		return `${factsOf(kind).words} (${whose}, ${often}${after > 0 ? `, after ${after}` : ''})`;
	});
	return [
		about.join(', '),
		...watched,
		...wrong,
		...steps.map((one, index) => `${index + 1}. ${tellStep(one)}`),
	].join('\n  ');
}

function tellStep(step: Step): string {
	const until = (seconds: number | null) =>
		seconds === null ? 'to its end' : `and ${seconds} s go by`;
	switch (step.type) {
		case 'run':
			return `run, ${until(step.seconds)}`;
		case 'retry':
			return `retry execution${step.edited === null ? '' : ` with item ${step.edited} edited`}, ${until(step.seconds)}`;
		case 'tool':
			return `an agent calls the tool ${step.calls} times`;
		case 'stop':
			return 'stop';
		case 'die':
			return 'n8n dies and starts anew';
		case 'poll':
			return 'a poll of all triggers, a minute goes by';
		case 'wait':
			return `${step.seconds} s go by`;
		case 'tableAway':
			return `the table is away for ${step.seconds} s`;
	}
}
