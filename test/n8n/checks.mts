/** Runs named checks one after another and counts them. */

export interface Check {
	name: string;
	/** It mostly waits, and nothing that it does concerns another check: such ones run side by side, at the end. */
	isPatient?: boolean;
	run(): Promise<void>;
}

/** What a check throws that this n8n gives no ground for, with the reason, which is printed. */
export class DoesNotApply extends Error {}

/** Runs all checks, prints a line for each and the sum at the end; gives back the exit code. */
export async function runChecks(checks: readonly Check[]): Promise<number> {
	let failed = 0;
	let inapplicable = 0;
	const tell = async ({ name, run }: Check): Promise<void> => {
		const startedAt = performance.now();
		let problem: unknown;
		try {
			await run();
		} catch (error) {
			problem = error ?? new Error('thrown without an error');
		}
		if (problem instanceof DoesNotApply) {
			inapplicable++;
			console.log(`n/a  ${name}: ${problem.message}`);
			return;
		}
		const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
		console.log(`${problem === undefined ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
		if (problem !== undefined) {
			failed++;
			console.log(
				indented(problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)),
			);
		}
	};
	for (const check of checks) if (check.isPatient !== true) await tell(check);
	await Promise.all(checks.filter(({ isPatient }) => isPatient === true).map(tell));
	if (inapplicable > 0) console.log(`\n${inapplicable} did not apply to this n8n`);
	console.log(`\n${checks.length - failed - inapplicable} passed, ${failed} failed`);
	return failed === 0 ? 0 : 1;
}

function indented(text: string): string {
	return text.replace(/^/gm, '       ');
}
