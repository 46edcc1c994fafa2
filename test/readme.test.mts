import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { marked, type Token } from 'marked';

import { LANGUAGES, READMES, type Language } from '../scripts/languages.mts';
import { currentReadme } from '../scripts/readmeTables.mts';

function readme(language: Language): string {
	return readFileSync(join(import.meta.dirname, '..', READMES[language]), 'utf8');
}

/** What a translation leaves as it is. */
interface Section {
	level: number;
	codeBlocks: Array<{ language: string; text: string }>;
	/** Links and pictures, each once, sorted; without those from one README to another. */
	targets: string[];
	/** Code in the text, each once, sorted: names of files, fields, commands. */
	code: string[];
	/** Figures, each once. Words for numbers are the translator's. */
	figures: string[];
}

function sectionsOf(text: string): Section[] {
	const sections: Array<{ level: number; tokens: Token[] }> = [];
	for (const token of marked.lexer(text)) {
		if (token.type === 'heading') sections.push({ level: token.depth, tokens: [] });
		sections.at(-1)?.tokens.push(token);
	}
	return sections.map(({ level, tokens }) => {
		const codeBlocks: Section['codeBlocks'] = [];
		const targets: string[] = [];
		const code: string[] = [];
		marked.walkTokens(tokens, (token) => {
			if (token.type === 'code') codeBlocks.push({ language: token.lang, text: token.text });
			if (token.type === 'codespan') code.push(token.text);
			if (token.type === 'link' || token.type === 'image') targets.push(token.href);
		});
		const others: readonly string[] = Object.values(READMES);
		return {
			level,
			codeBlocks,
			targets: eachOnce(targets).filter((target) => !others.includes(target)),
			code: eachOnce(code),
			figures: eachOnce(tokens.flatMap(({ raw }) => raw.match(/\d+(?:[.,]\d+)*/g) ?? [])),
		};
	});
}

function eachOnce(found: readonly string[]): string[] {
	return [...new Set(found)].sort();
}

describe.each(LANGUAGES.map((language) => [READMES[language], language] as const))(
	'%s',
	(_file, language) => {
		it('tells what the providers allow as the node checks it: `npm run docs` writes it', async () => {
			const text = readme(language);
			expect(await currentReadme(text, language)).toBe(text);
		});

		it('leads to the other languages', () => {
			const begin = readme(language).split('\n').slice(0, 5).join('\n');
			for (const other of LANGUAGES.filter((one) => one !== language)) {
				expect(begin).toContain(`](${READMES[other]})`);
			}
		});
	},
);

describe.each(
	LANGUAGES.filter((one) => one !== 'en').map((language) => [READMES[language], language] as const),
)('%s beside README.md', (_file, language) => {
	const english = sectionsOf(readme('en'));
	const translated = sectionsOf(readme(language));

	it('has the same sections', () => {
		expect(translated.map(({ level }) => level)).toEqual(english.map(({ level }) => level));
	});

	it('has the same commands, links and names in each section', () => {
		const kept = ({ codeBlocks, targets, code }: Section) => ({ codeBlocks, targets, code });
		expect(translated.map(kept)).toEqual(english.map(kept));
	});

	it('gives every figure', () => {
		const missing = english.map(({ figures }, index) =>
			figures.filter((figure) => !translated[index]?.figures.includes(figure)),
		);
		expect(missing).toEqual(english.map(() => []));
	});
});
