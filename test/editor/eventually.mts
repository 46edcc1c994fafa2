/** Looks again until what the screen should show is there: an editor needs its time, and nobody knows how much. */
import { setTimeout as sleep } from 'node:timers/promises';

/** After which a list that did not come is opened anew. */
export const LIST_TIMEOUT_MS = 3_000;

const DEADLINE_MS = 30_000;
const INTERVAL_MS = 100;

/** Repeats an assertion until it holds, and gives back what it found; after the deadline its last complaint is thrown. */
export async function eventually<T>(assertion: () => Promise<T>): Promise<T> {
	const deadline = Date.now() + DEADLINE_MS;
	for (;;) {
		try {
			return await assertion();
		} catch (error) {
			if (Date.now() > deadline) throw error;
			await sleep(INTERVAL_MS);
		}
	}
}
