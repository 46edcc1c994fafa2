/**
 * Remembers what this execution has ordered, so that running it again does not pay again.
 *
 * n8n's Retry On Fail and a person's "retry execution" run the whole node again, all items. The
 * node's context is stored with the execution and survives both. Retry On Fail keeps the execution's
 * id, so that nobody can have edited the item in between: what was ordered for it is taken up, even
 * where an expression gives another value each time. "Retry execution" has a new id, and an order
 * counts as the item's only if it is the very same.
 */

import type { IExecuteFunctions } from 'n8n-workflow';

import { isJsonObject, type JsonObject, listAt, numberAt, objectAt, textAt } from '../terms/json';
import type { TaskKey } from '../terms/task';
import type { Fingerprints } from './fingerprint';
import { readToolCall, type ToolCall } from './toolCall';

/**
 * What became of an order: a task, or "may have been created", with what was said instead; and who was
 * asked, if that is known.
 */
export type Remembered = { provider: string | null } & (
	| { type: 'task'; taskId: string }
	| { type: 'unknown'; reason: string | null; lost: LostCreate | null }
);

/** What is known of a create that got no answer, to find its task in the provider's list. */
export interface LostCreate {
	/** As `TaskList.askingOf` names it. */
	model: string;
	/** A hash of what was asked for. */
	input: string;
	/** When it left, in milliseconds since 1970. */
	sentAt: number;
	/** When it was given up; null where nobody was there to do that. */
	overAt: number | null;
}

/** Orders by run and item: what was asked, in which execution, and what came of it. */
const CONTEXT_KEY = 'createdTasks';
/** Likewise, lists of orders that a changed item has replaced. */
const REPLACED_KEY = 'replacedTasks';
/** By run and item, the task that failed last. */
const FAILED_KEY = 'failedTasks';
/** How many videos the calls of an agent's tool have ordered in which execution. */
const ORDERED_KEY = 'orderedVideos';

type IsSame = (entry: JsonObject) => boolean;

/** The orders of one run of the node (a loop or an agent runs it several times in one execution). */
export class CreatedTasks {
	private readonly entries: { [key: string]: unknown };
	private readonly replaced: { [key: string]: unknown };
	private readonly failed: { [key: string]: unknown };
	private readonly ordered: { [key: string]: unknown };
	private readonly executionId: string;
	private readonly toolCall: ToolCall | null;
	private readonly run: string;

	constructor(context: IExecuteFunctions) {
		const stored = context.getContext('node');
		this.entries = childOf(stored, CONTEXT_KEY);
		this.replaced = childOf(stored, REPLACED_KEY);
		this.failed = childOf(stored, FAILED_KEY);
		this.ordered = childOf(stored, ORDERED_KEY);
		this.executionId = context.getExecutionId() ?? '';
		this.toolCall = readToolCall(context);
		this.run = this.toolCall?.name ?? String(context.getWorkflowDataProxy(0).$runIndex);
	}

	/** Whether `recall` would find something. Changes nothing. */
	isKnown(itemIndex: number, { fingerprint, former }: Fingerprints): boolean {
		const key = this.keyOf(itemIndex);
		const isSame = sameAs({ fingerprint, former });
		const entry = objectAt(this.entries, key);
		if (Object.hasOwn(this.entries, key) && (this.isOwn(entry) || isSame(entry))) return true;
		return this.toolCall !== null && this.findLeft(isSame, this.toolCall) !== undefined;
	}

	/** Null where the node is no agent's tool: else how many videos its calls have ordered in this execution. */
	get orderedByTool(): number | null {
		if (this.toolCall === null) return null;
		const { executionId, videos } = this.ordered;
		return executionId === this.executionId && typeof videos === 'number' ? videos : 0;
	}

	/** `videos` is less than zero where some were not ordered after all. */
	countForTool(videos: number): void {
		const before = this.orderedByTool;
		if (before === null) return;
		Object.assign(this.ordered, { executionId: this.executionId, videos: before + videos });
	}

	/** What an earlier try of this run ordered for the item. What the item has replaced is kept aside. */
	recall(itemIndex: number, { fingerprint, former }: Fingerprints): Remembered | null {
		const key = this.keyOf(itemIndex);
		const isSame = sameAs({ fingerprint, former });
		if (this.toolCall !== null) this.takeOver(key, isSame, this.toolCall);
		if (!Object.hasOwn(this.entries, key)) return null;
		const entry = objectAt(this.entries, key);
		if (!this.isOwn(entry) && !isSame(entry)) {
			this.replaced[key] = [...listAt(this.replaced, key), entry];
			this.forget(itemIndex);
			return null;
		}
		const named = isSame(entry) ? { fingerprint } : {};
		this.entries[key] = { ...entry, ...named, executionId: this.executionId };
		return rememberedIn(entry);
	}

	/** Notes that the request is about to leave: should no answer come, that is what stays. */
	noteSending(
		itemIndex: number,
		fingerprint: string,
		provider: string,
		mark: Pick<LostCreate, 'model' | 'input'> | null = null,
	): void {
		const lost = mark === null ? null : { ...mark, sentAt: Date.now(), overAt: null };
		this.note(itemIndex, { fingerprint, provider, taskId: null, ...(lost && { lost }) });
	}

	noteCreated(itemIndex: number, fingerprint: string, taskId: string, provider: string): void {
		this.note(itemIndex, { fingerprint, provider, taskId });
	}

	/** No task came of what was sent, and nobody knows why: a try again has nothing else to say. */
	noteUnknown(itemIndex: number, reason: string): void {
		const key = this.keyOf(itemIndex);
		const entry = objectAt(this.entries, key);
		const lost = lostIn(entry);
		this.entries[key] = {
			...entry,
			reason,
			...(lost && { lost: { ...lost, overAt: Date.now() } }),
		};
	}

	/** What is known of the item's create that got no answer; null where that is no help. */
	lostCreate(itemIndex: number): LostCreate | null {
		return lostIn(objectAt(this.entries, this.keyOf(itemIndex)));
	}

	/** All tasks that this node had at that provider in this execution, whoever they belong to. */
	knownTasks(provider: string): Set<string> {
		const all = [
			...Object.values(this.entries),
			...Object.values(this.replaced).flat(),
			...Object.values(this.failed),
		];
		return new Set(
			all
				.filter(isJsonObject)
				.filter((entry) => entry.provider === provider)
				.flatMap((entry) => textAt(entry, 'taskId') ?? []),
		);
	}

	/** Whether another create of the same input has no task yet. */
	waitsForSame(itemIndex: number, { model, input }: LostCreate): boolean {
		const own = this.keyOf(itemIndex);
		const open = [
			...Object.entries(this.entries).flatMap(([key, entry]) => (key === own ? [] : [entry])),
			...Object.values(this.replaced).flat(),
		];
		return open.filter(isJsonObject).some((entry) => {
			const lost = textAt(entry, 'taskId') === null ? lostIn(entry) : null;
			return lost !== null && lost.model === model && lost.input === input;
		});
	}

	/** The item failed. What was ordered for it belongs to the next try, also to that of a tool call. */
	noteFailed(itemIndex: number): void {
		const key = this.keyOf(itemIndex);
		if (!Object.hasOwn(this.entries, key)) return;
		const entry = objectAt(this.entries, key);
		this.entries[key] = { ...entry, hasFailed: true, tries: triesOf(entry) + 1 };
	}

	/** The task has failed: a new try orders anew, and what comes of that is told instead. */
	noteFailedTask(itemIndex: number, { provider, taskId }: TaskKey): void {
		this.failed[this.keyOf(itemIndex)] = { provider, taskId };
		this.forget(itemIndex);
	}

	/** The failed task in whose place the item has a new one; null when there is none. Told once. */
	takeFailedTask(itemIndex: number): TaskKey | null {
		const key = this.keyOf(itemIndex);
		const { provider, taskId } = objectAt(this.failed, key);
		delete this.failed[key];
		return typeof provider === 'string' && typeof taskId === 'string' ? { provider, taskId } : null;
	}

	/** The order came to nothing that was paid for, or to a failed task: a new try may send it again. */
	forget(itemIndex: number): void {
		delete this.entries[this.keyOf(itemIndex)];
	}

	/** The orders of this run, by item. `taskId` is null for one that may have been created. */
	list(): Array<{ itemIndex: number; taskId: string | null }> {
		const prefix = `${this.run}:`;
		return Object.keys(this.entries)
			.filter((key) => key.startsWith(prefix))
			.map((key) => ({
				itemIndex: Number(key.slice(prefix.length)),
				taskId: textAt(objectAt(this.entries, key), 'taskId'),
			}));
	}

	/** What an earlier execution ordered for the item before a person changed it and tried again. */
	replacedFor(itemIndex: number): Remembered[] {
		return listAt(this.replaced, this.keyOf(itemIndex)).filter(isJsonObject).map(rememberedIn);
	}

	private note(
		itemIndex: number,
		ordered: {
			fingerprint: string;
			provider: string;
			taskId: string | null;
			lost?: LostCreate;
		},
	): void {
		const { executionId, toolCall } = this;
		this.entries[this.keyOf(itemIndex)] = {
			executionId,
			...ordered,
			...(toolCall !== null && { toolInput: toolCall.input }),
		};
	}

	/**
	 * Makes the order of a failed tool call this call's own: the same order again, or n8n's next try
	 * of the same call. An order whose call succeeded, or still runs, stays where it is: who asks again
	 * wants another video. After "retry execution" no earlier call runs any more, and all are repeated.
	 */
	private takeOver(ownKey: string, isSame: IsSame, toolCall: ToolCall): void {
		const from = this.findLeft(isSame, toolCall);
		if (from === undefined) return;
		const entry = objectAt(this.entries, from);
		delete this.entries[from];
		this.entries[ownKey] = { ...entry, hasFailed: false };
	}

	private findLeft(isSame: IsSame, { input, maxTries }: ToolCall): string | undefined {
		const left = Object.keys(this.entries).filter((key) => {
			const entry = objectAt(this.entries, key);
			return (
				textAt(entry, 'toolInput') !== null && (!this.isOwn(entry) || entry.hasFailed === true)
			);
		});
		return (
			left.find((key) => isSame(objectAt(this.entries, key))) ??
			left.find((key) => {
				const entry = objectAt(this.entries, key);
				return this.isOwn(entry) && entry.toolInput === input && triesOf(entry) < maxTries;
			})
		);
	}

	private isOwn(entry: JsonObject): boolean {
		return entry.executionId === this.executionId;
	}

	private keyOf(itemIndex: number): string {
		return `${this.run}:${itemIndex}`;
	}
}

function childOf(stored: JsonObject, key: string): JsonObject {
	if (!isJsonObject(stored[key])) stored[key] = {};
	return objectAt(stored, key);
}

function sameAs({ fingerprint, former }: Fingerprints): IsSame {
	return (entry) => entry.fingerprint === fingerprint || entry.fingerprint === former;
}

function rememberedIn(entry: JsonObject): Remembered {
	const taskId = textAt(entry, 'taskId');
	const provider = textAt(entry, 'provider');
	return taskId === null
		? { type: 'unknown', provider, reason: textAt(entry, 'reason'), lost: lostIn(entry) }
		: { type: 'task', provider, taskId };
}

function lostIn(entry: JsonObject): LostCreate | null {
	const lost = objectAt(entry, 'lost');
	const [model, input, sentAt] = [
		textAt(lost, 'model'),
		textAt(lost, 'input'),
		numberAt(lost, 'sentAt'),
	];
	if (model === null || input === null || sentAt === null) return null;
	return { model, input, sentAt, overAt: numberAt(lost, 'overAt') };
}

function triesOf(entry: JsonObject): number {
	return numberAt(entry, 'tries') ?? 0;
}
