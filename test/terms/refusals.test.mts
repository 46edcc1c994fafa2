/** What a refusal means: above all, whether a create was surely not taken, so that it may be sent again. */

import { describe, expect, it } from '@jest/globals';

import { NEW_API_REFUSALS } from '../../nodes/VeoVideo/providers/dialects/byStatus';
import { jieKouAi } from '../../nodes/VeoVideo/providers/jieKouAi';
import type { Provider } from '../../nodes/VeoVideo/providers/provider';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { twelveAi } from '../../nodes/VeoVideo/providers/twelveAi';
import { uniAll } from '../../nodes/VeoVideo/providers/uniAll';
import { isJsonObject } from '../../nodes/VeoVideo/terms/json';
import type { Asked, Reading, Why } from '../../nodes/VeoVideo/terms/reading';
import { failureOf, mayRepeat, REFUSALS } from '../../nodes/VeoVideo/terms/refusals';
import { readBody } from '../providers/readBody.mts';

const NO_ERROR = {};
const saying = (code: string, message = 'Out of service') => ({
	error: { code, message },
	message,
	reason: code,
	code,
});
const read = (provider: Provider, status: number, body: unknown, asked: Asked = 'create') =>
	readBody(
		provider,
		isJsonObject(body) ? body : {},
		{ taskId: asked === 'create' ? null : 'video_1', receivedAt: 0 },
		status,
	);
const isSurelyNotTaken = (reading: Reading) =>
	reading.says === 'refused' && !REFUSALS[reading.why].mayCount;

describe.each(PROVIDERS.map((provider) => [provider.name, provider] as const))(
	'%s: the reply to a create, without a task',
	(name, provider) => {
		const hasCodes = name === 'kie' || name === 'waveSpeed';
		it.each([
			[200, saying('400'), true],
			[200, saying('402'), true],
			// Where the code decides, one that no page has decides nothing.
			[200, saying('x', 'Insufficient balance'), !hasCodes],
			[200, saying('x', 'Invalid API key'), !hasCodes],
			[200, saying('x', 'Rate limit reached'), !hasCodes],
			[200, saying('x', 'The prompt violates our policy'), !hasCodes],
			[200, saying('x', 'Unknown parameter: seconds'), !hasCodes],
			[200, saying('x', '余额不足'), !hasCodes],
			[200, saying('x', '参数错误'), !hasCodes],
			[302, NO_ERROR, true],
			[400, saying('x'), true],
			[400, NO_ERROR, true],
			[401, NO_ERROR, true],
			[402, NO_ERROR, true],
			[403, NO_ERROR, true],
			[404, NO_ERROR, true],
			[413, NO_ERROR, true],
			[422, NO_ERROR, true],
			[429, NO_ERROR, true],
			// Nobody knows what became of it.
			[200, NO_ERROR, false],
			[202, NO_ERROR, false],
			[200, saying('no_service'), false],
			[200, saying('13'), false],
			[200, saying('do_request_failed', 'do request failed'), false],
			[200, saying('unmarshal_response_body_failed', 'unexpected end of JSON input'), false],
			[200, saying('x', 'read tcp 10.0.0.1:443: connection reset by peer'), false],
			[200, saying('x', "invalid character '<' looking for beginning of value"), false],
			[200, saying('x', 'upstream returned 502'), false],
			[200, saying('x', 'Unknown error'), false],
			[200, saying('x', 'Oops'), false],
			[200, saying('x', '系统繁忙，请稍后再试'), false],
			[200, saying('x', '服务异常'), false],
			[200, saying('x', '网络错误'), false],
			[200, saying('1', 'Submit success, your credit was charged'), false],
			[200, saying('400', 'upstream request timed out'), hasCodes],
			[400, saying('upstream_timeout', 'upstream request timed out'), false],
			[422, saying('CREATE_TASK_FAILED', 'Failed to create the task'), false],
			[400, saying('x', '系统繁忙，请稍后再试'), false],
			[200, saying('503'), false],
			[200, saying('408'), false],
			[200, saying('server_error'), false],
			[200, saying('DEADLINE_EXCEEDED'), false],
			[200, saying('CREATE_TASK_FAILED'), false],
			[200, saying('busy', 'upstream request timed out'), false],
			[200, saying('1', '请求超时'), false],
			[303, NO_ERROR, false],
			[408, saying('x'), false],
			[409, saying('x'), false],
			[424, saying('x'), false],
			[425, NO_ERROR, false],
			[499, NO_ERROR, false],
			[500, saying('x'), false],
			[500, NO_ERROR, false],
			[502, saying('x'), false],
			[503, saying('x'), false],
			[503, NO_ERROR, false],
			[504, saying('x'), false],
			[529, saying('x'), false],
		] as const)('HTTP %i, %j: surely not taken %p', (status, body, expected) => {
			expect(isSurelyNotTaken(read(provider, status, body))).toBe(expected);
		});
	},
);

describe.each([
	[uniAll, NEW_API_REFUSALS.flatMap(({ codes }) => codes)],
	[twelveAi, NEW_API_REFUSALS.flatMap(({ codes }) => codes)],
	[jieKouAi, ['RATE_LIMIT_EXCEEDED', 'NOT_ENOUGH_BALANCE', 'INVALID_REQUEST_BODY']],
])('%#: its own words for a create that was not taken', (provider, codes) => {
	it.each([500, 502, 504])('HTTP %i is never sure, whatever the body says', (status) => {
		for (const code of codes) {
			expect(isSurelyNotTaken(read(provider, status, saying(code)))).toBe(false);
		}
	});

	it('each of them makes a 503 sure', () => {
		for (const code of codes) {
			expect(isSurelyNotTaken(read(provider, 503, saying(code)))).toBe(true);
		}
	});
});

it.each([
	[uniAll, 400, 'model_not_found', 'noModel'],
	[twelveAi, 503, 'model_not_found', 'noModel'],
	[twelveAi, 503, 'do_request_failed', 'unsure'],
	[jieKouAi, 400, 'NOT_ENOUGH_BALANCE', 'credit'],
	[jieKouAi, 503, 'CREATE_TASK_FAILED', 'unsure'],
	[jieKouAi, 503, 'SERVICE_NOT_AVAILABLE', 'unsure'],
] as const)('%#: a known word has its reason', (provider, status, code, why) => {
	expect(read(provider, status, saying(code))).toMatchObject({ says: 'refused', why });
});

/** Reasons, and whether a question and a create are sent again for them. */
const AGAIN: ReadonlyArray<[why: Why, status: boolean, create: boolean, isAboutTask: boolean]> = [
	['busy', true, true, false],
	['down', true, false, false],
	['unsure', true, false, false],
	['moved', false, false, false],
	['key', false, false, false],
	['credit', false, false, false],
	['permission', false, false, false],
	['input', false, false, true],
	['noModel', false, false, true],
	['noAddress', false, false, true],
	['noTask', false, false, true],
];

it('the table is whole', () => {
	expect(AGAIN.map(([why]) => why).sort()).toEqual(Object.keys(REFUSALS).sort());
});

it.each(AGAIN)('%s: asked again %p, created again %p', (why, status, create, isAboutTask) => {
	const reading = { says: 'refused', why, code: null, words: 'No.' } as const;
	const reply = { type: 'reply', status: 400, headers: {}, text: '{}', body: {} } as const;
	expect(mayRepeat(reading, reply, 'status')).toBe(status);
	expect(mayRepeat(reading, reply, 'create')).toBe(create);
	// What may have been created is never created again by itself.
	expect(REFUSALS[why].mayCount && REFUSALS[why].createsAgain).toBe(false);
	expect(REFUSALS[why].broken === 'request').toBe(isAboutTask);
	const failure = failureOf(uniAll, reply, reading, 'status', 'video_1');
	expect(failure.message).toMatch(/UniAll/);
	expect(failure.description).toMatch(/^UniAll says: "No\." \(HTTP 400\)\. .+ Task: video_1\.$/);
});

it('a refusal that comes with "fine" is told by its own code, in the words that its provider has for it', () => {
	const reading: Reading & { says: 'refused' } = {
		...{ says: 'refused', why: 'credit', code: '433', words: 'Limit reached' },
		help: ['The limit of this key is reached', 'Raise it.'],
	};
	const reply = { type: 'reply', status: 200, headers: {}, text: '{}', body: {} } as const;
	expect(failureOf(uniAll, reply, reading, 'create', null)).toEqual({
		message: 'The limit of this key is reached',
		description: 'UniAll says: "Limit reached" (code 433). Raise it.',
		httpCode: 433,
	});
});
