/** Downloads one file of a task, from the other place that the provider named where the first refuses it. */

import type { VideoFile } from '../terms/request';
import { downloadVideo, type StoredVideo } from './download';
import type { FileChannel } from './fileChannel';
import type { DownloadProblem } from './problem';

/**
 * The endpoint comes first: it needs no link that is still valid. Gateways were seen to refuse there a
 * video whose link works, or to answer with something else; if the link fails as well, the endpoint's
 * own words tell more. Never throws.
 */
export async function fetchFile(
	session: FileChannel,
	file: VideoFile,
	baseName: string,
): Promise<StoredVideo | DownloadProblem> {
	if ('gone' in file) return { type: 'problem', reason: 'gone', words: file.gone };
	const { otherwise } = file;
	// Where there is another place, nobody waits for the endpoint before that was tried.
	const first = await downloadVideo(session, file, baseName, otherwise === undefined);
	if (otherwise === undefined) return first;
	if (first.type === 'stored' || OUR_OWN.has(first.reason)) return first;
	const second = await downloadVideo(session, otherwise, baseName);
	if (second.type === 'stored' || OUR_OWN.has(second.reason)) return second;
	return first.mayCome === true ? await downloadVideo(session, file, baseName, true) : first;
}

/** Another place is of no help with these. */
const OUR_OWN: ReadonlySet<DownloadProblem['reason']> = new Set(['stopped', 'notStored']);
