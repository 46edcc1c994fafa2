/** Holds a run of the node to "Maximum Videos": one that would order more is refused whole, before anything is sent. */

import type { IExecuteFunctions } from 'n8n-workflow';

import { readFamily } from '../editor/familyParameter';
import { rawOptions, readMaxVideos, readOptions } from '../editor/optionParameters';
import { readProvider } from '../editor/providerParameter';
import type { CreatedTasks } from '../tasks/createdTasks';
import { isJsonObject, type JsonObject } from '../terms/json';
import { WORK_OPTION_NAMES } from '../terms/labels';
import type { Failure } from '../terms/result';
import { readOrder } from './prepare';
import type { RunLimit } from './runItems';
import type { Sessions } from './sessions';

/** Fields of the providers that say how many videos an order makes, for those who write them by hand. */
const SAMPLES = /^(sample_?count|number_?of_?videos|num_?videos|n)$/i;

export class OrderLimit implements RunLimit {
	private readonly context: IExecuteFunctions;
	private readonly sessions: Sessions;
	private readonly created: CreatedTasks;
	/** How many videos each item orders. */
	private readonly planned = new Map<number, number>();
	/** The least of the items' limits. */
	private limit = Infinity;
	private ordered = 0;

	constructor(context: IExecuteFunctions, sessions: Sessions, created: CreatedTasks) {
		this.context = context;
		this.sessions = sessions;
		this.created = created;
	}

	/** What is wrong with the run as a whole; null when it may go on. What is wrong with an item is told by itself. */
	async findProblem(): Promise<Failure | null> {
		const { context, created } = this;
		const indices = [...context.getInputData().keys()];
		const limits = indices.map((index) => tried(() => readMaxVideos(context, index)));
		this.limit = Math.min(...limits.map((limit) => limit || Infinity));
		if (this.limit === Infinity) return null;
		for (const index of indices)
			this.planned.set(
				index,
				tried(() => videosOf(context, index)),
			);
		const isFirst = created.orderedByTool === null && created.list().length === 0;
		if (!isFirst || this.sum() > this.limit) {
			for (const index of indices) if (await this.ordersNothing(index)) this.planned.delete(index);
		}
		const { before } = this;
		const videos = this.sum();
		if (before + videos > this.limit) {
			this.planned.clear();
			return overLimit(this.limit, videos, before);
		}
		this.count(videos);
		return null;
	}

	/** The task of an earlier try has failed, and the item is about to be ordered anew. */
	again(itemIndex: number): Failure | null {
		if (this.limit === Infinity) return null;
		const videos = videosOf(this.context, itemIndex);
		if (this.before + videos > this.limit) {
			return overLimit(this.limit, videos, this.before);
		}
		this.planned.set(itemIndex, videos);
		this.count(videos);
		return null;
	}

	/** Nothing was ordered for the item. */
	giveBack(itemIndex: number): void {
		const videos = this.planned.get(itemIndex) ?? 0;
		this.planned.delete(itemIndex);
		if (videos > 0) this.count(-videos);
	}

	/** Each call of an agent's tool is a run of its own: there all of them count. */
	private get before(): number {
		return this.created.orderedByTool ?? this.ordered;
	}

	private count(videos: number): void {
		this.ordered += videos;
		this.created.countForTool(videos);
	}

	private sum(): number {
		return [...this.planned.values()].reduce((sum, videos) => sum + videos, 0);
	}

	/** Whether an earlier try ordered it, or it is refused anyway. */
	private async ordersNothing(itemIndex: number): Promise<boolean> {
		const { context, sessions, created } = this;
		// What a live list allows is not known yet.
		let isRefused = true;
		try {
			const provider = readFamily(context, itemIndex, readProvider(context, itemIndex));
			const options = readOptions(context, itemIndex);
			isRefused = provider.modelList?.binds !== true;
			const order = await readOrder(context, sessions, itemIndex, provider, options);
			return created.isKnown(itemIndex, order.request);
		} catch {
			return isRefused;
		}
	}
}

/** Zero where the item cannot say: then it fails by itself. */
function tried(read: () => number): number {
	try {
		return read();
	} catch {
		return 0;
	}
}

/** How many videos the item's order makes. */
function videosOf(context: IExecuteFunctions, itemIndex: number): number {
	const { dryRun, sampleCount, additionalFields } = rawOptions(context, itemIndex);
	if (String(dryRun).trim().toLowerCase() === 'true') return 0;
	return Math.max(1, wholeNumber(sampleCount), samplesIn(additionalFields));
}

function wholeNumber(value: unknown): number {
	const number = Number(value);
	return Number.isSafeInteger(number) ? number : 0;
}

function samplesIn(fields: unknown): number {
	const object = typeof fields === 'string' ? parsed(fields) : fields;
	if (!isJsonObject(object)) return 0;
	return Math.max(
		0,
		...Object.entries(object).map(([name, value]) =>
			isJsonObject(value) ? samplesIn(value) : SAMPLES.test(name) ? wholeNumber(value) : 0,
		),
	);
}

function parsed(text: string): JsonObject | null {
	try {
		const value: unknown = JSON.parse(text);
		return isJsonObject(value) ? value : null;
	} catch {
		return null;
	}
}

/** `before`: how many were ordered already, and count. */
function overLimit(limit: number, videos: number, before: number): Failure {
	const label = WORK_OPTION_NAMES.maxVideos;
	return before > 0
		? {
				message: `"${label}" is ${limit}: ${before} were ordered before, and this would order ${videos} more`,
				description: `Nothing was ordered now, and nothing was paid. An agent should not try again: it has made what it may in this execution. To allow more, raise "${label}" in the options.`,
			}
		: {
				message: `This run would order ${videos} videos, and "${label}" is ${limit}`,
				description: `Nothing was ordered, for no item, and nothing was paid. Give the node fewer items, lower "Number of Videos", or raise "${label}" in the options.`,
			};
}
