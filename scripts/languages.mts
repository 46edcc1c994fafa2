/** The languages of the README, and what is written in each of them. */

export type Language = 'en' | 'zh';

/** A text in every language. One that is missing is a type error. */
export type Words = Readonly<Record<Language, string>>;

/** Where the README of each language lies in the checkout. */
export const READMES = { en: 'README.md', zh: 'README.zh-CN.md' } as const satisfies Words;

export const LANGUAGES: readonly Language[] = ['en', 'zh'];

/** A text that is made alike in every language, of parts that differ. */
export function inEach(write: (language: Language) => string): Words {
	return { en: write('en'), zh: write('zh') };
}

/** What reads the same everywhere: an ID, a number, a status code. Never a word of English. */
export function same(text: string): Words {
	return inEach(() => text);
}

export function joined(parts: readonly Words[], separator: Words): Words {
	return inEach((language) => parts.map((part) => part[language]).join(separator[language]));
}

/** "4, 6, 8" */
export function listOf(parts: readonly Words[]): Words {
	return joined(parts, { en: ', ', zh: '、' });
}

// British English has no comma before the last "or"; neither have the node's refusals.
const CHOICES: Readonly<Record<Language, Intl.ListFormat>> = {
	en: new Intl.ListFormat('en-GB', { type: 'disjunction' }),
	zh: new Intl.ListFormat('zh-CN', { type: 'disjunction' }),
};

/** "a, b or c" */
export function anyOf(parts: readonly Words[]): Words {
	return inEach((language) => CHOICES[language].format(parts.map((part) => part[language])));
}
