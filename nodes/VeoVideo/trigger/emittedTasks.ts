/** Remembers what the trigger has handed out, in the node's static data, which n8n stores with the emitted execution. */

import { isJsonObject, numberAt, objectAt, textAt } from '../providers/reading';
import type { JsonObject } from '../providers/provider';

/** A task that was handed out. `status` goes into the table by the next poll. */
export interface EmittedTask {
	taskId: string;
	status: string;
	/** Milliseconds since 1970. */
	at: number;
}

const KEY = 'emitted';
const FIRST_SEEN_KEY = 'firstSeen';

/** The node's static data, of one provider. Read it inside a poll only, and anew in each. */
export class EmittedTasks {
	private readonly emitted: JsonObject;
	private readonly firstSeen: JsonObject;

	constructor(staticData: JsonObject, provider: string) {
		this.emitted = child(child(staticData, KEY), provider);
		this.firstSeen = child(child(staticData, FIRST_SEEN_KEY), provider);
	}

	has(taskId: string): boolean {
		return Object.hasOwn(this.emitted, taskId);
	}

	add(taskId: string, status: string, at: number): void {
		this.emitted[taskId] = { status, at };
		delete this.firstSeen[taskId];
	}

	list(): EmittedTask[] {
		return Object.keys(this.emitted).map((taskId) => {
			const entry = objectAt(this.emitted, taskId);
			return { taskId, status: textAt(entry, 'status') ?? '', at: numberAt(entry, 'at') ?? 0 };
		});
	}

	/** Forgets those that nothing asks about any more. */
	keepOnly(isNeeded: (task: EmittedTask) => boolean, ids: ReadonlySet<string>): void {
		for (const task of this.list()) if (!isNeeded(task)) delete this.emitted[task.taskId];
		for (const id of Object.keys(this.firstSeen)) if (!ids.has(id)) delete this.firstSeen[id];
	}

	/** When the trigger first looked at an id for which no table tells. */
	seenSince(taskId: string, now: number): number {
		const known = numberAt(this.firstSeen, taskId);
		if (known !== null) return known;
		this.firstSeen[taskId] = now;
		return now;
	}
}

/** Static data is plain JSON: a task id named `__proto__` must become a key like any other. */
function child(parent: JsonObject, key: string): JsonObject {
	const found = Object.hasOwn(parent, key) ? parent[key] : undefined;
	if (isJsonObject(found)) return found;
	parent[key] = {};
	return objectAt(parent, key);
}
