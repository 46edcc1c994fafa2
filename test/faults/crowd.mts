/** Runs many trials side by side. They mostly wait, for timers and for each other's sockets. */

const AT_A_TIME = 250;
/** Begun all at once, they would keep the processor from each other until requests time out. */
const BETWEEN_STARTS_MS = 5;

/** Begins the trials in order and returns a promise for each at once. */
export function runAll<T>(trials: ReadonlyArray<() => Promise<T>>): Array<Promise<T>> {
	let running = 0;
	let entrance = Promise.resolve();
	const waiting: Array<() => void> = [];
	return trials.map(async (trial) => {
		entrance = entrance.then(async () => {
			await new Promise<void>((resolve) => setTimeout(resolve, BETWEEN_STARTS_MS));
			if (running >= AT_A_TIME) await new Promise<void>((resolve) => waiting.push(resolve));
			running++;
		});
		await entrance;
		try {
			return await trial();
		} finally {
			running--;
			waiting.shift()?.();
		}
	});
}
