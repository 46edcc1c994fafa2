/** The chart of the README: bars that read on light and dark ground alike. */

import type { Figure } from './figures.mts';
import { round } from './figures.mts';

const ROW = 30;
const LABEL = 350;
const WIDTH = 900;

/** Draws how long each row took, as SVG. */
export function drawBars(title: string, figures: readonly Figure[]): string {
	const most = Math.max(...figures.map(({ value }) => value));
	const rows = figures.map(({ name, value, unit }, index) => {
		const y = 50 + index * ROW;
		const length = Math.max(2, ((WIDTH - LABEL - 110) * value) / most);
		const kind = name.startsWith('Veo Video') ? 'ours' : 'theirs';
		return `<text x="${LABEL - 12}" y="${y + 15}" text-anchor="end">${escape(name)}</text><rect class="${kind}" x="${LABEL}" y="${y}" width="${length.toFixed(1)}" height="20" rx="3"/><text x="${LABEL + length + 8}" y="${y + 15}">${round(value)} ${unit}</text>`;
	});
	const height = 60 + figures.length * ROW;
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(title)}"><style>text{font:14px system-ui,sans-serif;fill:#57606a}.title{font-weight:600;font-size:16px}.ours{fill:#2f6fed}.theirs{fill:#9aa4b2}@media(prefers-color-scheme:dark){text{fill:#c9d1d9}.ours{fill:#6f9bff}.theirs{fill:#6e7681}}</style><text class="title" x="12" y="26">${escape(title)}</text>${rows.join('')}</svg>\n`;
}

function escape(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
