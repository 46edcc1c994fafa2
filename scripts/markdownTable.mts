/** A table in Markdown, in every language at once. */

import { inEach, type Words } from './languages.mts';

/** For a cell that has nothing to say. */
export const NOTHING: Words = { en: '–', zh: '–' };

/** Lines in one cell; a cell without any says so. */
export function linesOf(lines: readonly Words[]): Words {
	if (lines.length === 0) return NOTHING;
	return inEach((language) => lines.map((line) => line[language]).join('<br>'));
}

export function markdownTable(
	head: readonly Words[],
	rows: ReadonlyArray<readonly Words[]>,
): Words {
	return inEach((language) => {
		const line = (cells: readonly Words[]) =>
			`| ${cells.map((cell) => cell[language]).join(' | ')} |`;
		const rule = `| ${head.map(() => '---').join(' | ')} |`;
		return [line(head), rule, ...rows.map(line)].join('\n');
	});
}
