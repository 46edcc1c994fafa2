/** One line on the terminal that says what is going on; where there is no terminal, now and then a plain one. */

const REDRAW_MS = 250;
const PLAIN_LINE_MS = 30_000;

export interface MovingLine {
	/** Says what goes on now; the elapsed seconds are added. */
	say(text: string): void;
	/** Ends the line with its last words, which stay on the screen. */
	end(text: string): void;
}

/** Starts a moving line. It ends with the process at the latest, and never keeps it alive. */
export function movingLine(first: string): MovingLine {
	const { stdout } = process;
	const isTerminal = stdout.isTTY === true;
	const startedAt = performance.now();
	let text = first;
	const draw = () => {
		const line = `${text}, ${secondsSince(startedAt)}`;
		// A line longer than the terminal would wrap, and each redraw leave a piece behind.
		stdout.write(
			isTerminal ? `\r\x1b[2K${line.slice(0, (stdout.columns || 80) - 1)}` : `${line}\n`,
		);
	};
	const timer = setInterval(draw, isTerminal ? REDRAW_MS : PLAIN_LINE_MS);
	timer.unref();
	if (isTerminal) draw();
	else stdout.write(`${text} …\n`);
	return {
		say(next) {
			// A log gets a line for another step, not for every per cent or byte of the same one.
			const isNews = isTerminal ? next !== text : withoutNumbers(next) !== withoutNumbers(text);
			text = next;
			if (isNews) draw();
		},
		end(last) {
			clearInterval(timer);
			stdout.write(
				isTerminal
					? `\r\x1b[2K${last} (${secondsSince(startedAt)})\n`
					: `${last} (${secondsSince(startedAt)})\n`,
			);
		},
	};
}

function withoutNumbers(text: string): string {
	return text.replace(/\d+(\.\d+)? ?(kB|MB|%)?/g, '');
}

function secondsSince(startedAt: number): string {
	const seconds = (performance.now() - startedAt) / 1000;
	return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}
