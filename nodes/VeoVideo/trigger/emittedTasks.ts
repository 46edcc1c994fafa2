/** Remembers what the trigger has handed out, in the node's static data, which n8n stores with the emitted execution. */

import { type JsonObject, numberAt, objectAt, textAt } from '../terms/json';

const KEY = 'emitted';
const FIRST_SEEN_KEY = 'firstSeen';
const SIGN = '#';

/**
 * The node's static data, of one provider. Read it inside a poll only, and anew in each.
 *
 * n8n stores static data that it saw change, and it sees an assignment to the node's own keys, but
 * none inside an object that was added since it loaded them: so each change is assigned there anew.
 */
export class EmittedTasks {
	private readonly staticData: JsonObject;
	private readonly provider: string;
	private readonly emitted: JsonObject;
	private readonly firstSeen: JsonObject;

	constructor(staticData: JsonObject, provider: string) {
		this.staticData = staticData;
		this.provider = provider;
		this.emitted = { ...objectAt(objectAt(staticData, KEY), provider) };
		this.firstSeen = { ...objectAt(objectAt(staticData, FIRST_SEEN_KEY), provider) };
	}

	/** The status with which the task was handed out; null when it was not. */
	statusOf(taskId: string): string | null {
		const key = keyOf(taskId);
		if (!Object.hasOwn(this.emitted, key)) return null;
		return textAt(objectAt(this.emitted, key), 'status') ?? '';
	}

	/** The ids of all that is remembered as handed out. */
	ids(): string[] {
		return Object.keys(this.emitted).map((key) => key.slice(SIGN.length));
	}

	add(taskId: string, status: string, at: number): void {
		this.emitted[keyOf(taskId)] = { status, at };
		delete this.firstSeen[keyOf(taskId)];
		this.save();
	}

	/**
	 * Forgets all tasks but these: nothing asks about the others any more. What was handed out of a table
	 * (`mayMiss`) must be missing twice: while a long one is read page by page, other nodes change it, and
	 * a row may slip from one page to another.
	 */
	keepOnly(ids: ReadonlySet<string>, mayMiss: boolean): void {
		const keys = new Set([...ids].map(keyOf));
		let isChanged = false;
		for (const key of Object.keys(this.firstSeen)) {
			if (keys.has(key)) continue;
			delete this.firstSeen[key];
			isChanged = true;
		}
		for (const key of Object.keys(this.emitted)) {
			const { isMissing: wasMissing = false, ...one } = objectAt(this.emitted, key);
			const isMissing = !keys.has(key);
			if (!isMissing && wasMissing === false) continue;
			if (isMissing && (wasMissing === true || !mayMiss)) delete this.emitted[key];
			else this.emitted[key] = isMissing ? { ...one, isMissing } : one;
			isChanged = true;
		}
		if (isChanged) this.save();
	}

	/** When the trigger first looked at an id for which no table tells. */
	seenSince(taskId: string, now: number): number {
		const known = numberAt(this.firstSeen, keyOf(taskId));
		if (known !== null) return known;
		this.firstSeen[keyOf(taskId)] = now;
		this.save();
		return now;
	}

	private save(): void {
		const { staticData, provider, emitted, firstSeen } = this;
		staticData[KEY] = { ...objectAt(staticData, KEY), [provider]: emitted };
		staticData[FIRST_SEEN_KEY] = {
			...objectAt(staticData, FIRST_SEEN_KEY),
			[provider]: firstSeen,
		};
	}
}

/** A task may be named `__proto__`: with a sign before it, it is a key like any other. */
function keyOf(taskId: string): string {
	return `${SIGN}${taskId}`;
}
