/** Remembers what the trigger has handed out, in the node's static data, which n8n stores with the emitted execution. */

import { isJsonObject, numberAt, objectAt, textAt } from '../providers/reading';
import type { JsonObject } from '../providers/provider';

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

	/** The status with which the task was handed out; null when it was not. */
	statusOf(taskId: string): string | null {
		const key = keyOf(taskId);
		if (!Object.hasOwn(this.emitted, key)) return null;
		return textAt(objectAt(this.emitted, key), 'status') ?? '';
	}

	add(taskId: string, status: string, at: number): void {
		this.emitted[keyOf(taskId)] = { status, at };
		delete this.firstSeen[keyOf(taskId)];
	}

	/** Forgets all tasks but these: nothing asks about the others any more. */
	keepOnly(ids: ReadonlySet<string>): void {
		const keys = new Set([...ids].map(keyOf));
		for (const known of [this.emitted, this.firstSeen]) {
			for (const key of Object.keys(known)) if (!keys.has(key)) delete known[key];
		}
	}

	/** When the trigger first looked at an id for which no table tells. */
	seenSince(taskId: string, now: number): number {
		const known = numberAt(this.firstSeen, keyOf(taskId));
		if (known !== null) return known;
		this.firstSeen[keyOf(taskId)] = now;
		return now;
	}
}

/** A task may be named `__proto__`: with a sign before it, it is a key like any other. */
function keyOf(taskId: string): string {
	return `#${taskId}`;
}

function child(parent: JsonObject, key: string): JsonObject {
	const found = Object.hasOwn(parent, key) ? parent[key] : undefined;
	if (isJsonObject(found)) return found;
	parent[key] = {};
	return objectAt(parent, key);
}
