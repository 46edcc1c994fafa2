/** Import it first: a video that is not there is asked for again at once, and silence ends after two seconds. */

import { jest } from '@jest/globals';

import type * as limits from '../../nodes/VeoVideo/transport/limits';

jest.mock('../../nodes/VeoVideo/transport/limits', () => ({
	...jest.requireActual<typeof limits>('../../nodes/VeoVideo/transport/limits'),
	REPLY_IDLE_MS: 2000,
	VIDEO_IDLE_MS: 2000,
	PAGE_TIMEOUT_MS: 2000,
	TOKEN_TIMEOUT_MS: 2000,
	VIDEO_PAUSES_MS: [1, 1, 1, 1],
	LIST_PAUSES_MS: [0, 100, 100, 100],
	ENDED_LIST_PAUSE_MS: 300,
	FAILURE_PAUSE_MS: 1,
}));
