/** Whether an order was surely not taken: the one question that decides whether it may be sent again. */

import { describe, expect, it } from '@jest/globals';

import { jieKouAi } from '../../nodes/VeoVideo/providers/jieKouAi';
import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { refusalIn, wasSurelyNotTaken } from '../../nodes/VeoVideo/providers/refusals';
import { twelveAi } from '../../nodes/VeoVideo/providers/twelveAi';
import { uniAll } from '../../nodes/VeoVideo/providers/uniAll';

const problem = (code: string | null) => ({ code, message: 'Out of service' });

describe.each(PROVIDERS.map((provider) => [provider.name, provider] as const))(
	'%s: an order without a task',
	(_name, { refusals }) => {
		it.each([
			[200, problem('no_service'), true],
			[200, problem('13'), true],
			[302, null, true],
			[400, problem('x'), true],
			[400, null, true],
			[401, null, true],
			[402, null, true],
			[403, null, true],
			[404, null, true],
			[413, null, true],
			[422, null, true],
			[429, null, true],
			// Nobody knows what became of the order.
			[200, null, false],
			[202, null, false],
			[200, problem('503'), false],
			[200, problem('408'), false],
			[200, problem('server_error'), false],
			[200, problem('DEADLINE_EXCEEDED'), false],
			[200, problem('CREATE_TASK_FAILED'), false],
			[200, { code: null, message: 'upstream request timed out' }, false],
			[200, { code: '1', message: '请求超时' }, false],
			[303, null, false],
			[408, problem('x'), false],
			[409, problem('x'), false],
			[424, problem('x'), false],
			[425, null, false],
			[499, null, false],
			[500, problem('x'), false],
			[500, null, false],
			[502, problem('x'), false],
			[503, problem('x'), false],
			[503, null, false],
			[504, problem('x'), false],
			[529, problem('x'), false],
		] as const)('HTTP %i, %j: refused %p', (status, said, expected) => {
			expect(wasSurelyNotTaken(status, said, refusals)).toBe(expected);
		});

		it.each([500, 502, 504])('HTTP %i is never sure, whatever the body says', (status) => {
			for (const code of refusals.flatMap(({ codes }) => codes)) {
				expect(wasSurelyNotTaken(status, problem(code), refusals)).toBe(false);
			}
		});

		it('each of its own words makes a 503 sure', () => {
			for (const { codes, why } of refusals) {
				for (const code of codes) {
					expect(refusalIn(problem(code.toUpperCase()), refusals)).toBe(why);
					expect(wasSurelyNotTaken(503, problem(code), refusals)).toBe(true);
				}
			}
		});
	},
);

it.each([
	[uniAll, 'model_not_found', 'noModel'],
	[twelveAi, 'model_not_found', 'noModel'],
	[twelveAi, 'do_request_failed', null],
	[jieKouAi, 'NOT_ENOUGH_BALANCE', 'credit'],
	[jieKouAi, 'CREATE_TASK_FAILED', null],
	[jieKouAi, 'SERVICE_NOT_AVAILABLE', null],
] as const)('%#: a known word has its reason', ({ refusals }, code, why) => {
	expect(refusalIn(problem(code), refusals)).toBe(why);
});
