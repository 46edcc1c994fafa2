/** Import it first: a video that is not there is asked for again at once, instead of some seconds later. */

import { jest } from '@jest/globals';

import type * as limits from '../../nodes/VeoVideo/transport/limits';

jest.mock('../../nodes/VeoVideo/transport/limits', () => ({
	...jest.requireActual<typeof limits>('../../nodes/VeoVideo/transport/limits'),
	VIDEO_PAUSES_MS: [1, 1, 1, 1],
	LIST_PAUSES_MS: [0, 100, 100, 100],
	ENDED_LIST_PAUSE_MS: 300,
	FAILURE_PAUSE_MS: 1,
}));
