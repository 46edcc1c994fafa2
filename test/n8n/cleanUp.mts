/** What has to end when this process ends, however it ends: by itself, by Ctrl-C or by a thrown error. */

type Ending = () => Promise<void> | void;

const SIGNALS: ReadonlyArray<[NodeJS.Signals, number]> = [
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
];

const endings: Ending[] = [];
let ended: Promise<void> | undefined;

/** Registers something to be ended; the last registered is ended first. Gives back its cancellation. */
export function atTheEnd(ending: Ending): () => void {
	endings.push(ending);
	return () => {
		const at = endings.indexOf(ending);
		if (at >= 0) endings.splice(at, 1);
	};
}

/** Ends everything that was registered. One that fails does not keep the others from ending. */
export function endEverything(): Promise<void> {
	ended ??= (async () => {
		for (let ending = endings.pop(); ending; ending = endings.pop()) {
			try {
				await ending();
			} catch (error) {
				console.error(error);
			}
		}
	})();
	return ended;
}

/**
 * Runs a program's main function and ends the process with the exit code that it gives. A first
 * signal ends everything in order, a second one ends the process at once.
 */
export async function runToTheEnd(main: () => Promise<number>): Promise<void> {
	let exitCode: number | undefined;
	for (const [signal, code] of SIGNALS) {
		process.on(signal, () => {
			if (exitCode !== undefined) process.exit(code);
			exitCode = code;
			void endEverything().then(() => process.exit(code));
		});
	}
	// Whoever reads our output may go first (`npm run demo | head`): that must not skip the clean-up.
	process.stdout.on('error', () => process.kill(process.pid, 'SIGTERM'));
	let result = 1;
	try {
		result = await main();
	} catch (error) {
		// After a signal whatever was under way fails, which is no news.
		if (exitCode === undefined) {
			console.error(`\n${wordsFor(error)}`);
		}
	}
	await endEverything();
	process.exit(exitCode ?? result);
}

/** An error of a plain kind was written for people; any other is a mistake in the program. */
function wordsFor(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return error.constructor === Error ? error.message : (error.stack ?? error.message);
}
