/** Plays a history, step by step, and writes down all that a person could find out about it. */

import type { SandboxTask } from '../../sandbox/sandbox.mts';
import type { Row } from '../trigger/tableServer.mts';
import { begin, beginTool, type Execution, type Told, type Wish } from './executions.mts';
import type { History, Setting, Step } from './histories.mts';
import { publish, type Delivery, type WatchingTrigger } from './triggers.mts';
import { calm, die, inWorld, isLasting, type World } from './world.mts';

/** What an item or a tool call of one wish is known by. */
export function keyOf(ask: number, item: number | 'call'): string {
	return `${ask}/${item}`;
}

/** An order that the provider took: a line of its book. */
export interface BookedOrder {
	task: SandboxTask;
	/** Its place in the book. */
	index: number;
	key: string;
	ask: number;
	item: number | 'call';
	/** How often the item's prompt had been edited. */
	version: number;
}

/** What is known when all is over. */
export interface Account {
	setting: Setting;
	/** Whether the provider lists the tasks of an account. */
	listsTasks: boolean;
	orders: BookedOrder[];
	/** By key: how many videos the person asked for, beside those that failed at the provider. */
	asked: ReadonlyMap<string, number>;
	executions: Array<Execution & { told?: Told[] }>;
	/** Executions and polls that never ended. */
	endless: string[];
	isStormy: boolean;
	deliveries: Delivery[];
	rows: Row[];
	deaths: readonly number[];
	outages: ReadonlyArray<{ from: number; to: number }>;
	/** By key: what a last "retry execution" said of an item of which nobody knew a task. */
	lastWords: ReadonlyMap<string, string>;
}

/** Longer than anything here takes by itself: what goes on then goes on for ever. */
const FOR_EVER_MS = 3 * 3_600_000;
const MINUTE_MS = 60_000;
/** After its wait a node claims its task for another minute. */
const CLAIM_MS = 120_000;
const GIVE_UP_MS = 49 * 3_600_000;
const SETTLING_POLLS = 3;
const LAST_PATIENCE_MS = 600_000;

export async function play({ setting, steps, chance }: History): Promise<Account> {
	return await inWorld(setting, chance, async (world) => {
		const story = new Story(world);
		await story.begin();
		for (const step of steps) {
			if (world.clock.isStormy) break;
			await story.take(step);
		}
		return await story.end();
	});
}

class Story {
	private readonly world: World;
	private readonly triggers: WatchingTrigger[];
	private readonly executions: Array<Execution & { told?: Told[] }> = [];
	private readonly wishes: Wish[] = [];
	private readonly asked = new Map<string, number>();
	private readonly endless = new Set<string>();

	constructor(world: World) {
		this.world = world;
		this.triggers = world.setting.triggers.map((setting, number) =>
			publish(world, setting, number),
		);
	}

	/** Publishing a workflow waits for a poll. */
	async begin(): Promise<void> {
		await this.poll();
	}

	async take(step: Step): Promise<void> {
		const { world } = this;
		switch (step.type) {
			case 'run': {
				const wish = this.newWish();
				for (let item = 0; item < world.setting.items; item++) this.ask(keyOf(wish.ask, item));
				return await this.follow(begin(world, wish), step.seconds);
			}
			case 'retry':
				return await this.retry(step.edited, step.seconds);
			case 'tool': {
				const wish = this.newWish();
				for (let call = 0; call < step.calls; call++) this.ask(keyOf(wish.ask, 'call'));
				return await this.follow(beginTool(world, wish, step.calls), null);
			}
			case 'stop':
				for (const one of this.running()) one.stop();
				return;
			case 'die':
				return die(world);
			case 'poll':
				await this.poll();
				return;
			case 'wait':
				return await this.wait(step.seconds * 1000);
			case 'tableAway': {
				const { now } = world.clock;
				world.outages.push({ from: now, to: now + step.seconds * 1000 });
			}
		}
	}

	/** All goes well from here: what is under way ends, and the triggers have time to see it. */
	async end(): Promise<Account> {
		const { world } = this;
		calm(world);
		for (const one of this.running()) {
			await this.within(one.ended, FOR_EVER_MS);
			if (one.endedAt === null && !one.process.isDead) this.endless.add(`execution: ${one.ask}`);
		}
		if (world.setting.isTracked && this.triggers.length > 0) {
			await this.polls();
			await this.wait(world.setting.waitSeconds * 1000 + CLAIM_MS);
			await this.polls();
			if (world.setting.troubles.some(isLasting)) {
				await this.wait(GIVE_UP_MS);
				await this.polls();
			}
		}
		if (this.endless.size > 0) await this.wait(LAST_PATIENCE_MS);
		const orders = world.sandbox.created.flatMap(bookedOrder);
		return {
			setting: world.setting,
			listsTasks: world.provider.list !== undefined,
			orders,
			asked: this.asked,
			executions: this.executions,
			endless: [...this.endless],
			isStormy: world.clock.isStormy,
			deliveries: this.triggers.flatMap(({ deliveries }) => deliveries),
			rows: world.rows().map((row) => ({ ...row })),
			deaths: world.deaths,
			outages: world.outages,
			lastWords: await this.lastWords(orders),
		};
	}

	private running(): Execution[] {
		return this.executions.filter(
			(one) => one.endedAt === null && one.stoppedAt === null && !one.process.isDead,
		);
	}

	private newWish(): Wish {
		const wish = { ask: this.wishes.length, edits: new Map<number, number>() };
		this.wishes.push(wish);
		return wish;
	}

	private ask(key: string): void {
		this.asked.set(key, (this.asked.get(key) ?? 0) + 1);
	}

	private async follow(execution: Execution, seconds: number | null): Promise<void> {
		this.executions.push(execution);
		await this.within(execution.ended, seconds === null ? FOR_EVER_MS : seconds * 1000);
		if (seconds === null && execution.endedAt === null) {
			this.endless.add(`execution: ${execution.ask}`);
		}
	}

	/** n8n lets a person retry what did not succeed. Edits are made in the workflow before. */
	private async retry(edited: number | null, seconds: number | null): Promise<void> {
		const { world } = this;
		const last = this.executions.filter(({ isTool }) => !isTool).at(-1);
		const wish = this.wishes[last?.ask ?? -1];
		if (last === undefined || wish === undefined) return;
		const isRunning = last.endedAt === null && last.stoppedAt === null && !last.process.isDead;
		const isSuccess = last.output !== null && last.error === null;
		if (isRunning || isSuccess) return;
		const { items, isChanging } = world.setting;
		for (let item = 0; item < items; item++) {
			const key = keyOf(wish.ask, item);
			if (item === edited) wish.edits.set(item, (wish.edits.get(item) ?? 0) + 1);
			// What a dead process knew is gone; a prompt that changes by itself looks like an edited one.
			if (item === edited || isChanging || last.stored === null) this.ask(key);
		}
		await this.follow(begin(world, wish, last.stored), seconds);
	}

	private async poll(): Promise<void> {
		const { clock } = this.world;
		const next = clock.now + MINUTE_MS;
		await Promise.all(
			this.triggers.map(async (trigger, number) => {
				const polling = trigger.poll().then(() => true);
				const hasEnded = await this.within(polling, MINUTE_MS);
				if (hasEnded) return;
				void polling.then(() => this.endless.delete(`poll of trigger ${number}`));
				this.endless.add(`poll of trigger ${number}`);
			}),
		);
		await this.wait(Math.max(0, next - clock.now));
	}

	private async polls(): Promise<void> {
		for (let polls = 0; polls < SETTLING_POLLS; polls++) await this.poll();
	}

	/** A person who knows of an order, but of no task, tries the execution again to see what becomes of it. */
	private async lastWords(orders: readonly BookedOrder[]): Promise<Map<string, string>> {
		const words = new Map<string, string>();
		const { world } = this;
		const asks = new Set(orders.map(({ ask }) => ask));
		for (const ask of asks) {
			const last = this.executions.filter((one) => one.ask === ask).at(-1);
			const wish = this.wishes[ask];
			if (last === undefined || last.isTool || wish === undefined || last.last === null) continue;
			if (last.output !== null && last.error === null) continue;
			const setting = { ...world.setting, continues: true, tries: 1 };
			const asking = begin({ ...world, setting, process: world.process }, wish, last.last);
			await this.within(asking.ended, FOR_EVER_MS);
			asking.output?.forEach(({ json }, item) => words.set(keyOf(ask, item), JSON.stringify(json)));
		}
		return words;
	}

	private async wait(ms: number): Promise<void> {
		await new Promise((resolve) => setTimeout(resolve, ms));
	}

	private async within<T>(ending: Promise<T>, ms: number): Promise<T | undefined> {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const patience = new Promise<undefined>((resolve) => {
			timer = setTimeout(() => resolve(undefined), ms);
		});
		try {
			return await Promise.race([ending, patience]);
		} finally {
			clearTimeout(timer);
		}
	}
}

function bookedOrder(task: SandboxTask, index: number): BookedOrder[] {
	const [, ask, item] = /\[ask (\d+)\] \[(?:item (\d+)|call)\]/.exec(task.prompt) ?? [];
	if (ask === undefined) return [];
	const [, version = '0'] = /\bv(\d+)/.exec(task.prompt) ?? [];
	const whose = item === undefined ? 'call' : Number(item);
	return [
		{
			task,
			index,
			key: keyOf(Number(ask), whose),
			ask: Number(ask),
			item: whose,
			version: Number(version),
		},
	];
}
