/** How often each task started a workflow: by the trigger, or as the output of Generate. */
import type { N8nApi } from '../n8nApi.mts';
import { emissionsOf, generatedTasks, type TrackedTasks } from './trackedTasks.mts';

export class Emitted {
	private readonly triggered: string[];
	private readonly generated: string[];

	private constructor(triggered: string[], generated: string[]) {
		this.triggered = triggered;
		this.generated = generated;
	}

	static async read(api: N8nApi, tracked: TrackedTasks): Promise<Emitted> {
		const emissions = await emissionsOf(api, tracked.triggered);
		return new Emitted(
			emissions.map(({ taskId }) => taskId),
			await generatedTasks(api, tracked.generated),
		);
	}

	get byTrigger(): number {
		return this.triggered.length;
	}

	get byGenerate(): number {
		return this.generated.length;
	}

	count(taskId: string): number {
		return [...this.triggered, ...this.generated].filter((one) => one === taskId).length;
	}
}
