/** Sentences about a task: may have been created, stopped, failed, not ready, not downloaded. */

import type { DownloadProblem } from '../files/problem';
import { shortWords } from '../terms/json';
import { type Named, saidBy, wordsOf } from '../terms/refusals';
import type { Reply } from '../terms/request';
import type { Failure } from '../terms/result';
import { describeStatus, isCancelled, mayOrderAgain, type Task } from '../terms/task';

/**
 * The create left, and nobody knows what became of it: `reason` is why. It is not sent again by a retry:
 * only a new execution does that, when a person has looked.
 */
export function unknownCreate(
	{ displayName }: Pick<Named, 'displayName'>,
	reason: string,
	httpCode?: number,
	found = '',
): Failure {
	return {
		message: `The video may have been created: ${displayName} gave no readable answer to the order`,
		description: `${found && `${found} `}Look for the video in your ${displayName} account. If it is not there, run the workflow anew. To avoid paying twice, the order is not sent again by itself, also not by a retry of this execution; a workflow that calls this one and is tried again does order again. (${reason})`,
		safeToOrderAgain: false,
		...(httpCode !== undefined && { httpCode }),
	};
}

/**
 * A reply to a create that says nothing sure. `own` are the provider's words in it, where it has any; the
 * rest of the reply may name the task.
 */
export function whatCameInstead(provider: Named, reply: Reply, own: string | null): string {
	const words = wordsOf(reply);
	if (own !== null) {
		const said = saidBy(provider, reply, own);
		return words === own ? said : `${said} The reply begins: "${words}"`;
	}
	const location = shortWords(reply.headers.location ?? '');
	return `HTTP ${reply.status}${location && `, to ${location}`}, and the reply begins: "${words}"`;
}

/**
 * The reply to the order names a task, and says that something is wrong. The task may be made and paid
 * for all the same: it is remembered, and asked about by a retry.
 */
export function brokenTask(
	provider: Named,
	taskId: string,
	reply: Reply,
	own: string | null,
): Failure {
	const { displayName: name } = provider;
	return {
		message: `${name} created a task and reported an error with it (task ${taskId})`,
		description: `${saidBy(provider, reply, own)} The task may be made and paid for all the same: use "Get" with the task ID ${taskId}, and order again only when it has failed or is unknown. A retry of this execution asks about it, and orders again only if it has failed.`,
		httpCode: reply.status,
		taskId,
	};
}

/** A file that has to lie at a link was not taken. `failure` is why. */
export function notUploaded(fileName: string, failure: Failure): Failure {
	return {
		...failure,
		description: `${failure.description} This was about the upload of ${fileName}: nothing was ordered, and nothing was paid.`,
	};
}

/** The account has nothing left to pay a video with. */
export function noCredit({ displayName }: Pick<Named, 'displayName'>): Failure {
	return {
		message: `The ${displayName} account has no credits left`,
		description: `Nothing was ordered. Buy credits at ${displayName}, and run this again.`,
	};
}

/** No create of the item was taken: none was sent, or the provider had turned it away so far. */
export const STOPPED_BEFORE_CREATE: Failure = {
	message: 'The execution was stopped before this item was ordered',
	description: 'Nothing was ordered for this item, and nothing was paid.',
};

/** The task goes on at the provider. `state` is a sentence on where it stands, if that is known. */
export function stoppedWithTask(taskId: string, state = ''): Failure {
	return {
		message: `The execution was stopped while the video was being made (task ${taskId})`,
		description:
			`${state} The task goes on at the provider: use "Get" or "Download" with the task ID ${taskId} later.`.trim(),
		taskId,
	};
}

/** Nothing is known of the task but its id: it may be made, and paid for. */
export function stoppedBeforeAnswer(taskId: string): Failure {
	return {
		message: `The execution was stopped before the provider said how the task stands (task ${taskId})`,
		description: `Nothing has changed at the provider: use "Get" or "Download" with the task ID ${taskId} later.`,
		taskId,
	};
}

const DOWNLOAD_MESSAGES: Readonly<Record<DownloadProblem['reason'], string>> = {
	expired: 'The link to the video is no longer valid',
	refused: 'The video could not be downloaded',
	notAVideo: 'What was downloaded is not a video',
	empty: 'The downloaded video is empty',
	cut: 'The download of the video was cut off',
	damaged: 'The downloaded video is damaged',
	unreachable: 'The server that holds the video could not be reached',
	stopped: 'The download was stopped',
	notStored: 'n8n could not store the video',
	gone: 'The video is gone',
};

/** A provider's words rarely end with a full stop. */
function asSentence(words: string): string {
	return /[.!?。！？"”]$/.test(words) ? words : `${words}.`;
}

/** Why a finished video did not arrive. It is paid for and, as a rule, still there: the words say how to get it. */
export function downloadFailure(taskId: string, { reason, words }: DownloadProblem): Failure {
	return {
		message: `${DOWNLOAD_MESSAGES[reason]} (task ${taskId})`,
		description:
			reason === 'gone'
				? `${asSentence(words)} It was finished, and nobody can fetch it any more: if you need it, order it anew, which is paid for again. Download a video as soon as it is finished, for example with "Generate" or behind the Veo Video Trigger.`
				: `${asSentence(words)} The video is finished: use the operation "Download" with the task ID ${taskId}, for as long as the provider keeps it.`,
		taskId,
	};
}

/** A task that ended without a video, with the provider's own reason. */
export function failedTask(task: Task): Failure {
	const { taskId, failure } = task;
	if (isCancelled(task)) {
		return {
			message: `The video was cancelled (task ${taskId})`,
			description: `${asSentence(failure?.message ?? '')} Run this again to order it anew.`,
			taskId,
			safeToOrderAgain: true,
		};
	}
	if (!mayOrderAgain(task)) return noVideo(task);
	const code = failure?.code ? ` (${failure.code})` : '';
	return {
		message: `The provider could not make the video (task ${taskId}): ${failure?.message ?? 'no reason given'}${code}`,
		description:
			'Change the prompt, the images or the settings that the reason names, and try again.',
		taskId,
		safeToOrderAgain: true,
	};
}

export function notReady(task: Task): Failure {
	return {
		message: `The video is not ready yet: task ${task.taskId} is ${describeStatus(task)}`,
		description:
			'Wait for it first: use the operation "Get" with the option "Wait for Completion", the operation "Generate", or the Veo Video Trigger.',
		taskId: task.taskId,
	};
}

/** Providers filter videos after making them, and some then call the task completed all the same. */
export function noVideo({ taskId }: Task): Failure {
	return {
		message: `The task is completed, but the provider gave no video (task ${taskId})`,
		description:
			'It was probably held back by a safety filter, but may be paid for, or lie in your account at the provider: look there. If it is not there, change the prompt or the images, and order anew.',
		taskId,
	};
}
