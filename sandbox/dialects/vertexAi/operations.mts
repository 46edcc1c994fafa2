// Vertex AI's operations: nothing until they are done, then the videos inline or in a bucket, or why not.
import type { Film } from '../../film.mts';
import type { SandboxTask, TaskView } from '../../tasks.mts';

const PARTLY = /^partly:\s*(.*)$/s;
const RESPONSE = 'type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse';

/** `gs://bucket/folder/<number>/sample_0.mp4`, the number being the task's own. */
export function objectUri({ taskId, echo }: SandboxTask, index: number): string {
	const folder = String(echo.storageUri).replace(/\/?$/, '/');
	const number = BigInt(`0x${taskId.slice(-12)}`) + 1_000_000_000_000_000n;
	return `${folder}${number}/sample_${index}.mp4`;
}

function inline(film: Film): string {
	return Buffer.concat([...film.read(0, film.size)]).toString('base64');
}

function videosOf(task: SandboxTask, film: Film, count: number) {
	if (task.echo.storageUri === null) {
		const bytesBase64Encoded = inline(film);
		return Array.from({ length: count }, () => ({ bytesBase64Encoded, mimeType: 'video/mp4' }));
	}
	return Array.from({ length: count }, (_, index) => ({
		gcsUri: objectUri(task, index),
		mimeType: 'video/mp4',
	}));
}

/** How many videos a finished task has: all, none, or all but the one that was filtered. */
export function videosMade(task: SandboxTask, view: TaskView): number {
	if (view.completedAt === null || task.echo.failure !== null) return 0;
	if (view.phase === 'failed') return PARTLY.test(task.failureReason) ? task.videoCount - 1 : 0;
	return view.hasVideo ? task.videoCount : 0;
}

/**
 * Why a task failed. A reason that begins with a number is an error of that google.rpc code, one that
 * begins with "partly:" filters the last of several videos; any other filters them all.
 */
function failed(task: SandboxTask, film: Film, made: number) {
	const { failure } = task.echo;
	const reason = typeof failure === 'string' ? failure : task.failureReason;
	const [, code, message] = /^(\d+) (.*)$/s.exec(reason) ?? [];
	if (code !== undefined) return { error: { code: Number(code), message } };
	const filtered = {
		'@type': RESPONSE,
		raiMediaFilteredCount: task.videoCount - made,
		raiMediaFilteredReasons: [PARTLY.exec(reason)?.[1] ?? reason],
	};
	return { response: made === 0 ? filtered : { ...filtered, videos: videosOf(task, film, made) } };
}

/** The reply of fetchPredictOperation. Asked again, it is all there again. */
export function operation(task: SandboxTask, view: TaskView, film: Film) {
	const name = task.taskId;
	// A running operation says `done: false`, or nothing.
	if (view.completedAt === null) return task.polls % 2 === 0 ? { name, done: false } : { name };
	const made = videosMade(task, view);
	if (view.phase === 'failed' || task.echo.failure !== null) {
		return { name, done: true, ...failed(task, film, made) };
	}
	const videos = made === 0 ? {} : { videos: videosOf(task, film, made) };
	return { name, done: true, response: { '@type': RESPONSE, raiMediaFilteredCount: 0, ...videos } };
}
