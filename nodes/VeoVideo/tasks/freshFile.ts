/** Asks the provider for a new link to a file whose link no longer works. */

import type { VideoFile } from '../terms/request';
import { exchange } from '../transport/exchange';
import { QUESTION_LIMIT_MS } from './checkTask';
import type { Session } from './session';

/** Null where the provider renews no links, or not this one. Never throws. */
export async function freshFile(
	session: Session,
	taskId: string,
	file: VideoFile | undefined,
): Promise<VideoFile | null> {
	const { provider } = session;
	const { freshLink } = provider;
	if (freshLink === undefined || file === undefined || !('link' in file)) return null;
	const { outcome } = await exchange(session, {
		asked: 'status',
		request: freshLink.request(file.link),
		patience: { until: Date.now() + QUESTION_LIMIT_MS },
		read: (reply, note) =>
			provider.read(reply, { asked: 'status', taskId, receivedAt: Date.now(), note }),
	});
	const link = outcome.type === 'reply' ? freshLink.read(outcome) : null;
	return link === null ? null : { link };
}
