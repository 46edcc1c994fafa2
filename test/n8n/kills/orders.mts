/** Orders tracked tasks, a few at a time, from an n8n that may be away at any moment. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Sandbox } from '../../../sandbox/sandbox.mts';
import type { N8nApi } from '../n8nApi.mts';
import type { TrackedTasks } from './trackedTasks.mts';

const PAUSE_MS = 1_500;
const MAX_AT_ONCE = 3;
const MIN_TASK_SECONDS = 3;
const MAX_TASK_SECONDS = 30;

export interface Orders {
	/** Ordering rests once that many tasks were made. */
	upTo: number;
	stop(): Promise<void>;
}

/** Half of the orders are Create's, the other half Generate's. */
export function orderSteadily(
	api: N8nApi,
	sandbox: Sandbox,
	{ createPath, generatePath }: TrackedTasks,
	random: () => number,
): Orders {
	let isOn = true;
	const orders: Orders = {
		upTo: 0,
		async stop() {
			isOn = false;
			await done;
		},
	};
	const run = async () => {
		for (let number = 0; isOn; number++) {
			if (sandbox.created.length < orders.upTo) {
				sandbox.taskSeconds =
					MIN_TASK_SECONDS + Math.round(random() * (MAX_TASK_SECONDS - MIN_TASK_SECONDS));
				const count = 1 + Math.floor(random() * MAX_AT_ONCE);
				const items = Array.from({ length: count }, (_, index) => ({
					prompt: `order ${number}, take ${index}`,
				}));
				const path = random() < 0.5 ? createPath : generatePath;
				try {
					await api.trigger(path, { items });
				} catch {
					// n8n is away: the next order may reach it.
				}
			}
			await sleep(PAUSE_MS);
		}
	};
	const done = run();
	return orders;
}
