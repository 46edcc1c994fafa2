/** What Vertex AI's replies mean: an operation that is running, done with videos, or done without. */

import {
	asLink,
	BUCKET_LINK,
	isJsonObject,
	type JsonObject,
	listAt,
	objectAt,
	readTime,
	textAt,
} from '../../terms/json';
import { readErrorEnvelope } from '../../terms/problem';
import type { About, Reader } from '../../terms/reading';
import { blankTask, type Task, type TaskVideo } from '../../terms/task';
import { byStatus } from '../dialects/byStatus';
import { explained, withoutList } from '../dialects/googleCloud';
import { failureIn, warningOf } from '../dialects/googleFilter';

function readTask(provider: string, body: JsonObject, about: About): Task | null {
	const name = textAt(body, 'name');
	// Nothing but an operation is "done": where it is, its error is its own, though it names itself nowhere.
	const isDone = body.done === true;
	const taskId = about.taskId ?? name ?? (isDone ? '' : null);
	if (taskId === null || (name === null && body.done === undefined)) return null;
	// A create names an operation; any other name is somebody else's.
	if (about.asked === 'create' && !taskId.includes('/operations/')) return null;
	const task = {
		...blankTask(provider, taskId),
		model: /\/models\/([^/]+)\/operations\//.exec(taskId)?.[1] ?? null,
		createdAt: readTime(objectAt(body, 'metadata').createTime),
	};
	if (!isDone) return { ...task, status: 'running' };
	const videos = videosIn(objectAt(body, 'response'));
	const failure = failureIn(body, videos.length);
	if (failure !== null) return { ...task, status: 'failed', failure };
	const first = videos.find(({ url }) => url !== null);
	return { ...task, status: 'completed', videoUrl: first?.url ?? null, videos };
}

/**
 * Videos lie in the person's bucket, or in the reply itself: those have no link, and are known by where they
 * stand in the list, so that an empty entry before one keeps its place.
 */
function videosIn(response: JsonObject): TaskVideo[] {
	const videos = listAt(response, 'videos').map(videoOf);
	// An older field of the same, which the API description still has.
	const samples = listAt(response, 'generatedSamples').map((sample) =>
		videoOf(isJsonObject(sample) ? sample.video : null),
	);
	const isInline = videos.some((video) => video?.url === null);
	if (isInline) {
		const count = videos.map((video) => video !== null).lastIndexOf(true) + 1;
		return videos.slice(0, count).map((video) => video ?? { url: null, expiresAt: null });
	}
	const found = videos.flatMap((video) => video ?? []);
	return found.length > 0 ? found : samples.flatMap((sample) => (sample?.url ? sample : []));
}

/** Null for an entry that holds no video. */
function videoOf(value: unknown): TaskVideo | null {
	if (!isJsonObject(value)) return null;
	const place = textAt(value, 'gcsUri') ?? textAt(value, 'uri');
	const url = place !== null && BUCKET_LINK.test(place) ? place : asLink(place);
	const isHere = url !== null || textAt(value, 'bytesBase64Encoded') !== null;
	return isHere ? { url, expiresAt: null } : null;
}

/** `provider` is the name that its tasks carry. */
export function readerOf(provider: string): Reader['read'] {
	const byGoogle = byStatus({
		task: (body, about) => readTask(provider, body, about),
		problem: readErrorEnvelope,
		refusals: [],
	});
	return (given, about) => {
		const reply = withoutList(given);
		const reading = byGoogle(reply, about);
		if (reading.says === 'refused') return explained(reading, reply, about.asked);
		if (reading.says !== 'task') return reading;
		const warning = warningOf(reply.body, reading.task);
		return warning === null ? reading : { ...reading, warning };
	};
}
