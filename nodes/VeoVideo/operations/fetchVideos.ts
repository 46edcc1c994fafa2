/** Puts the files of a completed task into the item's binary fields. */

import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { SeenTask, Task } from '../tasks/task';
import { fileNameOf, type DownloadProblem } from '../transport/download';
import type { Session } from '../transport/exchange';
import { downloadFailure, providerError, type Failure } from './failures';
import { fetchFile } from './fetchFile';
import { lookUp } from './lookUp';

/**
 * Downloads all videos of the task side by side: into `data`, `data_1`, `data_2` … A link that has
 * expired is renewed once, by asking for the task again. Throws a NodeApiError that names the task.
 */
export async function fetchVideos(
	context: IExecuteFunctions,
	session: Session,
	itemIndex: number,
	{ task }: SeenTask,
	binaryField: string,
): Promise<Record<string, IBinaryData>> {
	const locations = session.provider.videoLocations(task);
	if (locations.length === 0) throw providerError(context, itemIndex, noVideo(task));
	let renewed: Promise<SeenTask> | null = null;
	const renewal = async () => await (renewed ??= lookUp(context, session, itemIndex, task.taskId));
	const fetchOne = async (index: number): Promise<IBinaryData> => {
		const fileName = fileNameOf(task.taskId, index, locations.length);
		let problem: DownloadProblem | null = null;
		for (const isRenewed of [false, true]) {
			const current = isRenewed ? (await renewal()).task : task;
			const location = session.provider.videoLocations(current)[index];
			if (location === undefined) break;
			const result = await session.downloads.run(
				async () => await fetchFile(session, location, fileName),
			);
			if (result.type === 'stored') return result.binary;
			problem = result;
			if (problem.reason !== 'expired') break;
		}
		throw problem === null
			? providerError(context, itemIndex, noVideo(task))
			: providerError(context, itemIndex, downloadFailure(task.taskId, problem));
	};
	const files = await Promise.all(locations.map(async (_, index) => await fetchOne(index)));
	return Object.fromEntries(
		files.map((file, index) => [index === 0 ? binaryField : `${binaryField}_${index}`, file]),
	);
}

/** Providers filter videos after making them, and some then call the task completed all the same. */
function noVideo({ taskId }: Task): Failure {
	return {
		message: `The task is completed, but the provider gave no video (task ${taskId})`,
		description:
			'It was probably held back by a safety filter, but may be paid for, or lie in your account at the provider: look there. If it is not there, change the prompt or the images, and order anew.',
		taskId,
	};
}
