/** What it takes to fetch a file: the way to its provider, and who can read what comes in a file's place. */

import type { Reader } from '../terms/reading';
import type { RunContext } from '../transport/connection';
import type { Channel } from '../transport/exchange';

export interface FileChannel extends Channel {
	context: RunContext;
	provider: Reader;
}
