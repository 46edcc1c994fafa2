/** What kie.ai's codes mean, which decide whatever the HTTP status is: https://docs.kie.ai */

import type { Refusal, Refused } from '../terms/reading';
import type { CodeTable } from './dialects/byCode';

const OUT_OF_ORDER: Refused['help'] = [
	'kie.ai has a problem of its own',
	'Try again later. If it stays, ask kie.ai.',
];
const KEY_LIMIT: Refused['help'] = [
	'The limit of this kie.ai API key is used up',
	'Raise the limit of the key at https://kie.ai/api-key, or wait until it begins anew.',
];

/**
 * The pages' table of codes, as it goes for any request. 408, 500 and 501 say nothing about what became
 * of a create: it may be made and charged.
 */
const ANY: CodeTable = {
	'401': { why: 'key' },
	'402': { why: 'credit' },
	'404': { why: 'noAddress' },
	'405': { why: 'noAddress' },
	'408': { why: 'unsure', help: OUT_OF_ORDER },
	'422': { why: 'input' },
	'429': { why: 'busy' },
	'433': { why: 'credit', help: KEY_LIMIT },
	'455': { why: 'down' },
	'500': { why: 'unsure', help: OUT_OF_ORDER },
	'501': { why: 'unsure', help: OUT_OF_ORDER },
	'505': {
		why: 'permission',
		help: [
			'kie.ai has switched this feature off',
			'Choose another model or another input, or ask kie.ai when it is back.',
		],
	},
};

/** "20 new tasks per 10 seconds" and account: "excess requests get 429 and are not queued". */
export const CREATE_WINDOW_MS = 10_000;

const NO_TASK: CodeTable[string] = {
	why: 'noTask',
	help: [
		'kie.ai knows no such task, or no longer',
		'It keeps a task for 14 days. Check the Task ID, and that Provider and credential are those with which the video was created.',
	],
};

const NO_UPLOAD: CodeTable[string] = {
	why: 'noAddress',
	help: [
		'kie.ai takes no images at this address',
		'Check the Upload Base URL in the kie.ai credential.',
	],
};

/** By what was asked: 422 is "invalid" to a create, and to a check that there is no such task. */
export const CODES: Readonly<Record<'create' | 'status' | 'upload', CodeTable>> = {
	create: {
		...ANY,
		'400': {
			why: 'input',
			help: [
				'kie.ai refused the prompt or an image',
				'It blocks some prompts and images, and must be able to fetch each image. Change what it names, and run this again.',
			],
		},
		'429': { why: 'busy', retryAfterMs: CREATE_WINDOW_MS },
		'451': {
			why: 'input',
			help: [
				'kie.ai could not fetch an image',
				'Each link must open for anybody, without a login. Or set Image Source to "File From Previous Node": then the file is uploaded to kie.ai first.',
			],
		},
	},
	status: { ...ANY, '400': { why: 'input' }, '404': NO_TASK, '422': NO_TASK },
	upload: {
		...ANY,
		'404': NO_UPLOAD,
		'405': NO_UPLOAD,
		'400': {
			why: 'input',
			help: ['kie.ai did not take the image', 'Try another one, or a smaller one.'],
		},
	},
};

/** The codes after which a create surely was not taken: all that the pages have, but those that leave it open. */
export const REFUSALS: readonly Refusal[] = Object.entries(CODES.create).flatMap(
	([code, { why }]) => (why === 'unsure' ? [] : [{ why, codes: [code] }]),
);
