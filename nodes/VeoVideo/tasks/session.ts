/** One provider in one execution: its items share the key, the gate, and the pauses it asks for. */

import type { FileChannel } from '../files/fileChannel';
import type { Provider } from '../providers/provider';

/** A channel to a provider of videos. */
export interface Session extends FileChannel {
	provider: Provider;
}
