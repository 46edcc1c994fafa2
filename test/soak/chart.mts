/** The memory curve as an SVG that can be read on light and on dark pages. */

import type { Sample } from './memory.mts';

/** A part of the run, from its beginning to that of the next. */
export interface Phase {
	title: string;
	fromSeconds: number;
}

const WIDTH = 860;
const HEIGHT = 320;
const LEFT = 56;
const RIGHT = 16;
const TOP = 44;
const BOTTOM = 40;

const STYLE = `
	text { font: 12px system-ui, sans-serif; fill: #57606a }
	.title { font-weight: 600; fill: #1f2328 }
	.grid { stroke: #d0d7de; stroke-width: 1 }
	.phase { stroke: #8c959f; stroke-dasharray: 4 4 }
	.rss { stroke: #0969da; fill: none; stroke-width: 2 }
	.heap { stroke: #bc4c00; fill: none; stroke-width: 2 }
	.rssText { fill: #0969da } .heapText { fill: #bc4c00 }
	@media (prefers-color-scheme: dark) {
		text { fill: #9198a1 }
		.title { fill: #f0f6fc }
		.grid { stroke: #3d444d }
		.rss { stroke: #4493f8 } .heap { stroke: #f0883e }
		.rssText { fill: #4493f8 } .heapText { fill: #f0883e }
	}`;

/** A step of 1, 2 or 5 times a power of ten that makes about five lines. */
function stepFor(range: number): number {
	const power = 10 ** Math.floor(Math.log10(range / 5));
	return power * ([1, 2, 5].find((factor) => range / (power * factor) <= 6) ?? 10);
}

export function memoryChart(
	title: string,
	samples: readonly Sample[],
	phases: readonly Phase[],
): string {
	const end = samples.at(-1)?.seconds ?? 1;
	const most = Math.max(...samples.map(({ rssMiB }) => rssMiB)) * 1.1;
	const x = (seconds: number) => LEFT + (seconds / end) * (WIDTH - LEFT - RIGHT);
	const y = (mib: number) => HEIGHT - BOTTOM - (mib / most) * (HEIGHT - TOP - BOTTOM);
	const line = (name: string, value: (sample: Sample) => number) =>
		`<polyline class="${name}" points="${samples
			.map((sample) => `${x(sample.seconds).toFixed(1)},${y(value(sample)).toFixed(1)}`)
			.join(' ')}"/>`;
	const marks = (range: number) => {
		const step = stepFor(range);
		return Array.from({ length: Math.floor(range / step) + 1 }, (_, index) => index * step);
	};
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">`,
		`<style>${STYLE}\n</style>`,
		`<text class="title" x="${LEFT}" y="18">${title}</text>`,
		`<text class="rssText" x="${WIDTH - 230}" y="18">resident memory</text>`,
		`<text class="heapText" x="${WIDTH - 110}" y="18">heap in use</text>`,
		...marks(most).flatMap((mib) => [
			`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(mib)}" y2="${y(mib)}"/>`,
			`<text x="${LEFT - 8}" y="${y(mib) + 4}" text-anchor="end">${mib}</text>`,
		]),
		...marks(end).map(
			(seconds) =>
				`<text x="${x(seconds)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${seconds}</text>`,
		),
		`<text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">seconds; MiB at the left</text>`,
		...phases.flatMap((phase) => [
			`<line class="phase" x1="${x(phase.fromSeconds)}" x2="${x(phase.fromSeconds)}" y1="${TOP - 12}" y2="${HEIGHT - BOTTOM}"/>`,
			`<text x="${x(phase.fromSeconds) + 4}" y="${TOP - 4}">${phase.title}</text>`,
		]),
		line('rss', ({ rssMiB }) => rssMiB),
		line('heap', ({ heapMiB }) => heapMiB),
		'</svg>',
		'',
	].join('\n');
}
