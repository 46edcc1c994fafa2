/** Puts the files of a completed task into the item's binary fields. */

import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { providerError } from '../editor/errors';
import { fetchFile } from '../files/fetchFile';
import { fileNameOf } from '../files/fileName';
import type { DownloadProblem } from '../files/problem';
import { signedLink } from '../files/signedLink';
import { freshFile } from '../tasks/freshFile';
import { downloadFailure, noVideo } from '../tasks/words';
import type { VideoFile } from '../terms/request';
import type { SeenTask, Task } from '../terms/task';
import { readTask } from './get';
import { warningOf } from './replacedTasks';
import type { NodeSession } from './sessions';

export interface FetchedVideos {
	binary: Record<string, IBinaryData>;
	/** A link of this n8n to each of them, where that is wanted; null where it cannot be made. */
	links: Array<string | null> | null;
	/** Names the videos that did not come, and the links that could not be made; null when all are there. */
	warning: string | null;
}

/** How the files are handed out. */
export interface Delivery {
	binaryField: string;
	/** Without its ending; empty for one that the task id makes. */
	fileName: string;
	/** How many seconds a link to each file is good for; null for no links. */
	linkSeconds: number | null;
}

/**
 * Downloads all videos of the task side by side: into `data`, `data_1`, `data_2` … A link that has
 * expired is renewed once: where the provider renews links by asking for that, else, or where that did
 * not help, by asking for the task again.
 *
 * What came is handed out, without gaps: the first that came is in `data`, where the next node looks
 * for it, and each file's name holds the number of its video. Throws a NodeApiError that names the
 * task when nothing came.
 */
export async function fetchVideos(
	context: IExecuteFunctions,
	session: NodeSession,
	itemIndex: number,
	{ task }: SeenTask,
	{ binaryField, fileName: wanted, linkSeconds }: Delivery,
): Promise<FetchedVideos> {
	const places = session.provider.files(task);
	if (places.length === 0) throw providerError(context, itemIndex, noVideo(task));
	const wordsOf = new Map<number, string>();
	let renewed: Promise<SeenTask> | null = null;
	const renewal = async () =>
		await (renewed ??= readTask(context, session, itemIndex, task.taskId));
	const fetchOne = async (index: number): Promise<IBinaryData> => {
		const fileName = fileNameOf(task.taskId, index, places.length, wanted);
		let problem: DownloadProblem | null = null;
		const ways: Array<() => Promise<VideoFile | null>> = [
			async () => await Promise.resolve(places[index] ?? null),
			async () => await freshFile(session, task.taskId, places[index]),
			async () => {
				const now = session.provider.files((await renewal()).task);
				// Of a list that has become longer or shorter nobody knows which video is which.
				return now.length === places.length ? (now[index] ?? null) : null;
			},
		];
		for (const find of ways) {
			const file = await find();
			if (file === null) continue;
			const result = await session.downloads.run(
				async () => await fetchFile(session, file, fileName),
			);
			if (result.type === 'stored') return result.binary;
			problem = result;
			wordsOf.set(index, problem.words);
			if (problem.reason !== 'expired') break;
		}
		throw problem === null
			? providerError(context, itemIndex, noVideo(task))
			: providerError(context, itemIndex, downloadFailure(task.taskId, problem));
	};
	const results = await Promise.allSettled(places.map(async (_, index) => await fetchOne(index)));
	const files = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
	const missing = results.flatMap((one, index) =>
		one.status === 'rejected' ? [{ index, error: asError(one.reason) }] : [],
	);
	const [first] = missing;
	if (files.length === 0 && first !== undefined) throw first.error;
	const links = linkSeconds === null ? null : linksTo(context, files, linkSeconds);
	const absent = missing.length === 0 ? null : missingVideos(task, places.length, missing, wordsOf);
	return {
		binary: Object.fromEntries(
			files.map((file, index) => [index === 0 ? binaryField : `${binaryField}_${index}`, file]),
		),
		links: links && links.made,
		warning: warningOf(absent, links?.warning),
	};
}

/** A video is paid for: it is handed out also where there is no link to it. */
function linksTo(
	context: IExecuteFunctions,
	files: readonly IBinaryData[],
	seconds: number,
): { made: Array<string | null>; warning: string | null } {
	const results = files.map((file) => signedLink(context, file, seconds));
	const [failed] = results.flatMap((one) => (one.type === 'problem' ? [one] : []));
	return {
		made: results.map((one) => (one.type === 'ok' ? one.value : null)),
		warning: failed === undefined ? null : `${failed.message}. ${failed.description}`,
	};
}

function asError(reason: unknown): Error {
	return reason instanceof Error ? reason : new Error(String(reason));
}

function missingVideos(
	{ taskId }: Task,
	count: number,
	missing: ReadonlyArray<{ index: number; error: Error }>,
	wordsOf: ReadonlyMap<number, string>,
): string {
	const reasons = missing.map(({ index, error }) => {
		// The item and the task are told once, and not for each video.
		const message = error.message.replace(/ \(task .*| \[item \d+\]$/s, '');
		const words = wordsOf.get(index);
		return `Video ${index + 1} of ${count} did not come: ${message}${words ? ` (${words})` : ''}.`;
	});
	return `${reasons.join(' ')} Use the operation "Download" with the task ID ${taskId} to try again.`;
}
