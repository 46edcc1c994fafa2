/** The blocks of the READMEs that are made from data. A new one is a line in `BLOCKS`, and its markers in each README. */

import { reliabilityTable } from '../test/faults/reliability.mts';
import { mistakesTable } from '../test/mistakes/mistakes.mts';
import type { Language, Words } from './languages.mts';
import { providerTables } from './providerTables.mts';

/** What stands between the markers of each name. */
const BLOCKS: Readonly<Record<string, () => Words | Promise<Words>>> = {
	providers: providerTables,
	reliability: reliabilityTable,
	mistakes: mistakesTable,
};

/** The README of a language with its blocks as they should be now. Throws when a marker is gone. */
export async function currentReadme(text: string, language: Language): Promise<string> {
	let current = text;
	for (const [name, write] of Object.entries(BLOCKS)) {
		current = fill(current, name, (await write())[language]);
	}
	return current;
}

function fill(text: string, name: string, content: string): string {
	const opening = `<!-- ${name}: written by \`npm run docs\` -->`;
	const begin = text.indexOf(opening);
	const end = text.indexOf(`<!-- /${name} -->`);
	if (begin < 0 || end < begin) throw new Error(`The README has lost its markers of "${name}"`);
	return `${text.slice(0, begin + opening.length)}\n\n${content}\n\n${text.slice(end)}`;
}
