/** A measured figure: its value, how it was taken, and the reach it is held against. */

export interface Figure {
	part: string;
	name: string;
	value: number;
	unit: string;
	/** How it was taken, in one sentence. */
	how: string;
	/** The bound that the project set itself; a figure beyond it is printed as short of it. */
	reach?: { atMost?: number; atLeast?: number };
}

/** Whether a figure keeps its bound; true where it has none. */
export function isWithinReach({ value, reach }: Figure): boolean {
	return value <= (reach?.atMost ?? Infinity) && value >= (reach?.atLeast ?? -Infinity);
}

/** The figures as text, part by part. */
export function printFigures(figures: readonly Figure[]): string {
	const width = Math.max(...figures.map(({ name }) => name.length));
	const lines: string[] = [];
	let part = '';
	for (const figure of figures) {
		if (figure.part !== part) lines.push('', (part = figure.part));
		const value = `${round(figure.value)} ${figure.unit}`.padStart(14);
		lines.push(`  ${figure.name.padEnd(width)} ${value}${verdict(figure)}`);
		lines.push(`  ${' '.repeat(4)}${figure.how}`);
	}
	return lines.join('\n');
}

function verdict(figure: Figure): string {
	const { atMost, atLeast } = figure.reach ?? {};
	if (atMost === undefined && atLeast === undefined) return '';
	const bound = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
	return isWithinReach(figure) ? `   within reach (${bound})` : `   SHORT OF REACH (${bound})`;
}

/** Three digits that say something. */
export function round(value: number): number {
	return Number(value.toPrecision(3));
}
